import { init, Tiktoken } from "tiktoken/lite/init";
import o200k from "tiktoken/encoders/o200k_base";

/** @param files fetches a file of the engine, from memory */
export const ready = async (files) => {
  const wasm = await (await files("tiktoken_bg.wasm")).arrayBuffer();
  await init((imports) => WebAssembly.instantiate(wasm, imports));
  const tokenizer = new Tiktoken(o200k.bpe_ranks, o200k.special_tokens, o200k.pat_str);
  return (text) => tokenizer.encode_ordinary(text).length;
};
