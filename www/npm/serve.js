// What a worker of countMany does: counts with an engine of its own, made from the module and the packs
// that it is handed. It fetches nothing.

import { FareboxError, guarded } from "./error.js";
import { Core, PackParts, initSync } from "./farebox.js";
import { slices } from "./slices.js";

let core;
let counting;

/** Answers a message by `post`: the first one brings the engine, every other one texts. */
export function serve(message, post) {
  try {
    if (message.texts) post({ results: results(message.texts) });
    else begin(message);
  } catch (cause) {
    const { code, message } = cause instanceof FareboxError ? cause : new FareboxError("engine_failed", String(cause));
    post({ failed: { code, message } });
  }
}

function begin(kit) {
  guarded(() => {
    initSync({ module: kit.module });
    core = new Core();
    for (const { id, bytes } of kit.packs) {
      const parts = new PackParts();
      slices(bytes, (part) => parts.push(part));
      core.loadPack(id, parts);
    }
  });
  counting = kit.counting;
}

/** For each text its count, or why there is none; an engine that has failed answers nothing more. */
function results(texts) {
  const results = [];
  for (const text of texts) {
    try {
      results.push(guarded(() => core.count(text, counting)));
    } catch ({ code, message }) {
      // An error of one's own class would arrive as another.
      results.push({ error: { code, message } });
      if (code === "engine_failed") break;
    }
  }
  return results;
}
