// What runs in the page: one engine for each page, timed where it is called.

const SHORT = "Tokens are not words.";
let count;
/** Bytes of WebAssembly memory, which the browser's own figure leaves out. */
let linearMemory = watchInstances();

/** Remembers the memory of every module that is instantiated from now on. */
function watchInstances() {
  const memories = [];
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const plain = WebAssembly[name];
    WebAssembly[name] = async (...all) => {
      const made = await plain.apply(WebAssembly, all);
      memories.push((made.instance ?? made).exports.memory);
      return made;
    };
  }
  return () => memories.reduce((sum, memory) => sum + (memory?.buffer.byteLength ?? 0), 0);
}

/** Takes files into memory and answers fetches of them from there; other addresses are refused. */
async function intoMemory(addresses) {
  const kept = new Map();
  for (const address of addresses) {
    const { href } = new URL(address, location);
    const response = await fetch(href);
    kept.set(href, [await response.arrayBuffer(), response.headers.get("content-type")]);
  }
  return async (input) => {
    const { href } = new URL(input.url ?? input, location);
    const [bytes, kind] = kept.get(href) ?? [];
    return bytes ? new Response(bytes, { headers: { "content-type": kind } }) : Response.error();
  };
}

/** A JavaScript library, its module and data in memory: milliseconds until its first count. */
export async function library(name, files) {
  const memory = await intoMemory(files);
  const script = await (await fetch(`/engine/${name}.js`)).text();
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const start = performance.now();
  const module = await import(address);
  count = await module.ready((file) => memory(`/files/${file}`));
  const tokens = count(SHORT);
  return { ms: performance.now() - start, tokens };
}

/** Farebox's JavaScript package, used as its README says. */
export async function farebox(files) {
  const script = await (await fetch("/engine/farebox.js")).text();
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const network = fetch;
  const memory = await intoMemory(files);
  globalThis.fetch = memory;
  const start = performance.now();
  const { Farebox } = await import(address);
  const engine = await Farebox.load({ base: new URL("/npm/", location).href });
  const started = performance.now();
  const { tokens } = await engine.count(SHORT, { tokenizer: "o200k_base" });
  const end = performance.now();
  globalThis.fetch = network;
  count = async (text, tokenizer = "o200k_base") => (await engine.count(text, { tokenizer })).tokens;
  return { ms: end - start, pack: end - started, tokens };
}

/** The counting worker of the page as it ships, its files in the worker's memory. */
export async function worker(engine, files) {
  const worker = new Worker("/site/bench-worker.mjs", { type: "module" });
  const waiting = new Map();
  const ready = new Promise((resolve, reject) => {
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.onmessage = ({ data }) => {
      if (data.type === "ready") resolve();
      if (data.type === "memory") waiting.get("memory")?.(data.bytes);
      // What is known before a pack has come is no answer.
      if (!data.more) waiting.get(data.id)?.(data);
    };
  });
  worker.postMessage({ engine, files });
  await ready;
  let last = 0;
  const encoder = new TextEncoder();
  const ask = (text, tokenizers) =>
    new Promise((resolve) => {
      const id = (last += 1);
      waiting.set(id, resolve);
      // As the page does it: encoded into memory that is there (`encode` takes twice as long), and the bytes
      // change hands.
      const room = new Uint8Array(3 * text.length);
      const bytes = room.subarray(0, encoder.encodeInto(text, room).written);
      worker.postMessage({ type: "count", id, slot: 0, text: bytes, tokenizers }, [room.buffer]);
    });
  const start = performance.now();
  const { counts } = await ask(SHORT, ["o200k_base"]);
  const ms = performance.now() - start;
  linearMemory = () =>
    new Promise((resolve) => {
      waiting.set("memory", resolve);
      worker.postMessage({ type: "memory" });
    });
  count = async (text, tokenizers = ["o200k_base"]) => {
    const reply = await ask(text, [].concat(tokenizers));
    if (reply.troubles?.length !== 0) throw new Error(JSON.stringify(reply));
    return reply.counts[0].tokens;
  };
  return { ms, pack: ms, tokens: counts[0].tokens };
}

/** Counts a text of the bench's server: `cold` once, then `again`; milliseconds and tokens. */
export async function measure(address, again = 3, tokenizers = undefined) {
  const text = await (await fetch(address)).text();
  const once = async () => {
    const start = performance.now();
    const tokens = await count(text, tokenizers);
    return [performance.now() - start, tokens];
  };
  const [cold, tokens] = await once();
  const repeated = [];
  for (let round = 0; round < again; round++) repeated.push((await once())[0]);
  return { cold, repeated, tokens };
}

/** Bytes in use by this page and its workers: JavaScript's, and WebAssembly's memory. */
export async function memory() {
  const { bytes } = await performance.measureUserAgentSpecificMemory();
  return bytes + (await linearMemory());
}
