import init, { Counter } from "../../../target/bench/pkg/tokenizers.js";

/** @param files fetches a file of the engine, from memory */
export const ready = async (files) => {
  await init({ module_or_path: await files("tokenizers_bg.wasm") });
  const counter = new Counter(await (await files("canonical.json")).text());
  return (text) => counter.count(text);
};
