// Farebox for scripts and other pages: the engine of the Farebox page, behind one class.
//
// This file only finds and loads bytes (the wasm module, vocabulary packs); all counting and pricing is
// the engine's. Nothing is sent anywhere: what is fetched are the files beside this one.

import { FareboxError, brief, guarded, said } from "./error.js";
import init, { Core } from "./farebox.js";
import { PACKS, WASM } from "./files.js";
import { countInOrder } from "./many.js";

export { FareboxError };

/** The compiled module: one serves every instance and every worker. */
let started;
/** Only `load` makes instances: without the module there is no engine. */
const KEY = Symbol("Farebox.load");

/** Token counts and exact prices. Made by `Farebox.load()`. */
export class Farebox {
  #core;
  #module;
  #base;
  #packs = new Map();

  constructor(key, module, base) {
    if (key !== KEY) {
      throw new FareboxError("not_loaded", "Farebox is made by `await Farebox.load()`, which loads its engine first.");
    }
    this.#core = guarded(() => new Core());
    this.#module = module;
    this.#base = base;
  }

  /** Loads the engine; vocabulary packs are loaded when a count first needs them. */
  static async load(options = {}) {
    const base = folder(options);
    // A failed start may be tried again.
    started ??= start(base ? () => new URL("farebox_bg.wasm", base) : WASM).catch((cause) => {
      started = undefined;
      throw cause;
    });
    return new Farebox(KEY, await started, base);
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
    await this.#load(guarded(() => this.#core.packsForCount(text, options)));
    return guarded(() => this.#core.count(text, options));
  }

  /** Counts many texts in workers, in their order; an async generator. */
  countMany(texts, options) {
    return countInOrder(texts, options, {
      packs: (counting) => guarded(() => this.#core.packsForWorkers(counting)),
      kit: async (packs) => {
        const unpacked = packs.map(async (pack) => ({ id: pack.id, bytes: await this.#unpacked(pack) }));
        return { module: this.#module, packs: await Promise.all(unpacked) };
      },
      count: (text, counting) => this.count(text, counting),
    });
  }

  /** What a model's provider adds around texts: messages, tools, pictures, pages, seconds. */
  async frame(request) {
    await this.#load(guarded(() => this.#core.packsForFrame(request)));
    return guarded(() => this.#core.frame(request));
  }

  /** Prices one request's usage. */
  price(request) {
    return guarded(() => this.#core.price(request));
  }

  /** How the cost of one call or of several comes about, step by step. */
  waterfall(request) {
    return guarded(() => this.#core.waterfall(request));
  }

  /** Every kind of capacity that a channel sells whole. */
  capacities() {
    return guarded(() => this.#core.capacities());
  }

  /** Compares capacity with prices on demand. */
  provision(request, capacity) {
    return guarded(() => this.#core.provision(request, capacity));
  }

  /** Simulates a conversation, turn by turn. */
  async simulate(request) {
    await this.#load(guarded(() => this.#core.packsForSimulation(request)));
    return guarded(() => this.#core.simulate(request));
  }

  /** What a share link says. */
  readLink(link) {
    return guarded(() => this.#core.readLink(link));
  }

  /** A share link to a scenario. */
  writeLink(scenario) {
    let json;
    try {
      json = JSON.stringify(scenario);
    } catch (cause) {
      throw new FareboxError("bad_argument", `scenario: ${said(cause)}; give plain data.`, { cause });
    }
    return guarded(() => this.#core.writeLink(json));
  }

  /** Prices by another book: the text of a `prices.json`. */
  usePrices(json) {
    guarded(() => this.#core.usePrices(json));
  }

  async #load(packs) {
    // One after the other: a pack may add to the one before it.
    for (const pack of packs) await this.#pack(pack);
  }

  #pack(pack) {
    let loading = this.#packs.get(pack.id);
    if (!loading) {
      loading = this.#fetchPack(pack).finally(() => this.#packs.delete(pack.id));
      this.#packs.set(pack.id, loading);
    }
    return loading;
  }

  async #fetchPack(pack) {
    const unpacked = await this.#unpacked(pack);
    guarded(() => this.#core.loadPack(pack.id, unpacked));
  }

  /** A pack's bytes, checked. */
  async #unpacked({ id, file, unpackedBytes }) {
    const address = this.#base ? () => new URL(`vocab/${file}`, this.#base) : PACKS[file];
    const packed = await bytesOf(address, "pack_unreachable", file);
    const hash = await sha256(packed);
    guarded(() => Core.checkPack(id, packed.length, hash));
    try {
      return await inflate(packed, unpackedBytes);
    } catch (cause) {
      throw new FareboxError("pack_corrupt", `The vocabulary pack ${file} cannot be unpacked (${said(cause)}); copy it anew beside the package.`, { cause });
    }
  }
}

/** Whether this is Node, where files are read and not fetched. */
const IN_NODE = typeof process !== "undefined" && typeof process.versions?.node === "string";

/** The folder where wasm and packs lie, as an address with its slash; undefined for the package's own. */
function folder(options) {
  let base;
  try {
    if (typeof options !== "object" || options === null) throw new TypeError("it is no object");
    const unknown = Object.keys(options).find((name) => name !== "base");
    if (unknown !== undefined) throw new TypeError(`unknown field \`${brief(unknown)}\``);
    base = options.base;
  } catch (cause) {
    throw new FareboxError("bad_argument", `options: ${said(cause)}; give { base: "/vendor/farebox/" }, or nothing.`, { cause });
  }
  if (base === undefined) return undefined;
  try {
    if (typeof base !== "string" && !(base instanceof URL)) throw new TypeError("it is neither a text nor a URL");
    const address = new URL(base, typeof document === "undefined" ? import.meta.url : document.baseURI);
    if (!address.pathname.endsWith("/")) address.pathname += "/";
    return address;
  } catch (cause) {
    throw new FareboxError("bad_argument", `options.base: ${said(cause)}; give the address of a folder as a text or a URL.`, { cause });
  }
}

/** Compiles and starts the module. */
async function start(address) {
  // Bytes, not a response: so a host's MIME type for .wasm does not matter.
  const bytes = await bytesOf(address, "engine_unreachable", "farebox_bg.wasm");
  try {
    const module = await WebAssembly.compile(bytes);
    await init({ module_or_path: module });
    return module;
  } catch (cause) {
    throw new FareboxError("engine_failed", `${address().href} cannot be started (${said(cause)}); it needs WebAssembly with SIMD, which browsers have since 2023, and must be this package's own file.`, { cause });
  }
}

/** The bytes of a file beside the package: by `fs` for a file address in Node, else by `fetch`. */
async function bytesOf(address, code, name) {
  let url;
  try {
    url = address();
    if (IN_NODE && url.protocol === "file:") {
      const { readFile } = await import(/* webpackIgnore: true */ /* @vite-ignore */ "node:fs/promises");
      return new Uint8Array(await readFile(url));
    }
    // What a bundler has put into the code itself; a policy may forbid to fetch it.
    if (url.protocol === "data:") return Uint8Array.from(atob(url.href.split(",")[1]), (char) => char.charCodeAt(0));
    const response = await fetch(url);
    if (!response.ok) throw new Error(`the answer was ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new FareboxError(code, `${url?.href ?? name} cannot be loaded (${said(cause)}); is it beside the package, or is \`base\` wrong?`, { cause });
  }
}

/** In lower-case hexadecimal; undefined where there is no SubtleCrypto, as on a page over plain HTTP. */
async function sha256(bytes) {
  const digest = await globalThis.crypto?.subtle?.digest("SHA-256", bytes);
  return digest && Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Unpacks raw deflate to exactly `length` bytes; more or fewer is an error. */
async function inflate(packed, length) {
  if (IN_NODE) {
    // DecompressionStream has known "deflate-raw" since Node 20.12 only.
    const { inflateRawSync } = await import(/* webpackIgnore: true */ /* @vite-ignore */ "node:zlib");
    return inflateRawSync(packed, { maxOutputLength: length });
  }
  const unpacked = new Uint8Array(length);
  let at = 0;
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (at + part.value.length > length) {
      await reader.cancel();
      throw new Error(`it is larger than ${length} bytes`);
    }
    unpacked.set(part.value, at);
    at += part.value.length;
  }
  return unpacked.subarray(0, at);
}
