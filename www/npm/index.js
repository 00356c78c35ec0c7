// Farebox for scripts and other pages: the engine of the Farebox page, behind one class.
//
// This file only finds and loads bytes (the wasm module, vocabulary packs); all counting and pricing is
// the engine's. Nothing is sent anywhere: what is fetched are the files beside this one.

import init, { Core } from "./farebox.js";

/** An error with a stable `code`, such as `unknown_model`, and a sentence for a person. */
export class FareboxError extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.name = "FareboxError";
    this.code = code;
  }
}

let started;

/** Token counts and exact prices. Make one with `Farebox.load()`. */
export class Farebox {
  #core;
  #base;
  #packs = new Map();

  constructor(core, base) {
    this.#core = core;
    this.#base = base;
  }

  /** Loads the engine; vocabulary packs are loaded when a count first needs them. */
  static async load(options = {}) {
    const base = new URL(".", options.base === undefined ? import.meta.url : directory(options.base));
    // One module serves every instance on a page; it is compiled once. A failed start may be tried again.
    started ??= bytesOf(new URL("farebox_bg.wasm", base), "engine_unreachable")
      .then((bytes) => init({ module_or_path: bytes }))
      .catch((cause) => {
        started = undefined;
        throw cause;
      });
    await started;
    return new Farebox(guarded(() => new Core()), base);
  }

  /** Every model of the price book. */
  models() {
    return guarded(() => this.#core.models());
  }

  /** Every tokenizer and estimator. */
  tokenizers() {
    return guarded(() => this.#core.tokenizers());
  }

  /** Counts a text for a model, or under a tokenizer. */
  async count(text, options) {
    const needed = guarded(() => this.#core.packsForCount(text, options));
    await this.#load(needed);
    return guarded(() => this.#core.count(text, options));
  }

  /** Prices one request's usage. */
  price(request) {
    return guarded(() => this.#core.price(request));
  }

  /** Simulates a conversation, turn by turn. */
  async simulate(request) {
    const needed = guarded(() => this.#core.packsForSimulation(request));
    await this.#load(needed);
    return guarded(() => this.#core.simulate(request));
  }

  async #load(packs) {
    await Promise.all(packs.map((pack) => this.#pack(pack)));
  }

  #pack({ id, file }) {
    let loading = this.#packs.get(id);
    if (!loading) {
      loading = this.#fetchPack(id, file).catch((cause) => {
        this.#packs.delete(id);
        throw cause;
      });
      this.#packs.set(id, loading);
    }
    return loading;
  }

  async #fetchPack(id, file) {
    const packed = await bytesOf(new URL(`vocab/${file}`, this.#base), "pack_unreachable");
    guarded(() => this.#core.checkPack(id, packed));
    const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    let bytes;
    try {
      bytes = new Uint8Array(await new Response(unpacked).arrayBuffer());
    } catch (cause) {
      throw new FareboxError("pack_corrupt", `The vocabulary pack ${file} cannot be unpacked; fetch it anew.`, { cause });
    }
    guarded(() => this.#core.loadPack(id, bytes));
  }
}

/** A folder's address, whether or not it was given with its slash. */
function directory(base) {
  const text = String(base);
  const here = typeof document === "undefined" ? import.meta.url : document.baseURI;
  return new URL(text.endsWith("/") ? text : `${text}/`, here);
}

/** The bytes of a file beside the package: by `fs` for a file address in Node, else by `fetch`. */
async function bytesOf(url, code) {
  try {
    if (url.protocol === "file:" && typeof process !== "undefined" && process.versions?.node) {
      const { readFile } = await import(/* @vite-ignore */ "node:fs/promises");
      return new Uint8Array(await readFile(url));
    }
    const response = await fetch(url);
    if (!response.ok) {
      throw new Error(`the answer was ${response.status}`);
    }
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new FareboxError(code, `${url.href} cannot be loaded (${cause.message}); is it beside the package, or is \`base\` wrong?`, { cause });
  }
}

/** Calls the engine; what it refuses becomes a FareboxError. */
function guarded(call) {
  try {
    return call();
  } catch (refusal) {
    if (refusal && typeof refusal === "object" && typeof refusal.code === "string") {
      throw new FareboxError(refusal.code, refusal.message);
    }
    throw refusal;
  }
}
