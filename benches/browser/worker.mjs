// Runs the page's counting worker as it ships, with its files out of memory: what is timed is the
// engine, not a host. Its first message names the engine's module and the files.

const [{ data }] = await new Promise((first) => {
  self.onmessage = (event) => first([event]);
});
const kept = new Map();
for (const address of data.files) {
  const { href } = new URL(address, self.location);
  const response = await fetch(href);
  kept.set(href, [await response.arrayBuffer(), response.headers.get("content-type")]);
}
self.fetch = async (input) => {
  const { href } = new URL(input.url ?? input, self.location);
  const [bytes, kind] = kept.get(href) ?? [];
  // What the engine has taken is no longer the bench's to hold, or it would count as the engine's memory.
  kept.delete(href);
  return bytes ? new Response(bytes, { headers: { "content-type": kind } }) : Response.error();
};
// Without the cache the worker asks for its packs each time it starts.
Object.defineProperty(self, "caches", { value: undefined });
const memories = [];
for (const name of ["instantiate", "instantiateStreaming"]) {
  const plain = WebAssembly[name];
  WebAssembly[name] = async (...all) => {
    const made = await plain.apply(WebAssembly, all);
    memories.push((made.instance ?? made).exports.memory);
    return made;
  };
}
// Asked before the engine's own handler, which knows no such message.
self.onmessage = null;
self.addEventListener("message", (event) => {
  if (event.data.type !== "memory") return;
  event.stopImmediatePropagation();
  self.postMessage({ type: "memory", bytes: memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0) });
});
const { default: start } = await import(data.engine);
await start();
