import { Tokenizer } from "@huggingface/tokenizers";

export const ready = async (files) => {
  const tokenizer = new Tokenizer(await (await files("tokenizer.json")).json(), {});
  return (text) => tokenizer.encode(text, { add_special_tokens: false }).ids.length;
};
