// Many texts, counted in workers, answered in their order.
//
// Texts are taken from their source only as far ahead as WINDOW and MOST_HELD allow, so that a source
// without end is counted in bounded memory. A worker that is free takes what waits, up to a batch: a
// slow source gets every answer at once, a fast one few messages.

import { FareboxError, said } from "./error.js";

/** Texts that were taken and are not yet answered, for each worker. */
const WINDOW = 128;
/** Characters that may be held, beyond which no text is taken but a first one. */
const MOST_HELD = 16_000_000;
/** What a worker takes at once: so many texts, or so many characters. */
const BATCH_TEXTS = 64;
const BATCH_CHARACTERS = 500_000;
/** One more worker starts when so much waits: a start costs as much as counting a megabyte. */
const BACKLOG_TEXTS = 64;
const BACKLOG_CHARACTERS = 250_000;
/** More workers than this gain little and hold a vocabulary each. */
const MOST_BY_DEFAULT = 8;
const MOST_WORKERS = 64;

const IN_NODE = typeof process !== "undefined" && typeof process.versions?.node === "string";
const NODE_WORKER = "./worker-node.js";

/**
 * The counts of `texts`. `engine.packs` checks what the engine is asked for, `engine.kit` makes what workers
 * need, and `engine.count` counts here, where no worker is wanted.
 */
export async function* countInOrder(texts, options, engine) {
  const { counting, workers, errors, signal } = read(options);
  const source = iteratorOf(texts);
  if (signal?.aborted) throw signal.reason;
  const packs = engine.packs(counting);
  const size = workers ?? (await cores());
  const crew = size === 0 ? new Here(engine, counting) : new Crew(size, { ...(await engine.kit(packs)), counting });
  const line = new Line(source, crew, signal);
  try {
    for (;;) {
      const answer = await line.next();
      if (answer === undefined) return;
      if (answer.thrown) throw answer.thrown.error;
      if (answer.error && errors === "throw") throw answer.error;
      yield answer.error ?? answer.count;
    }
  } finally {
    line.close();
  }
}

/** Texts on their way: taken, waiting, with a worker, answered. */
class Line {
  #source;
  #crew;
  #signal;
  #waiting = [];
  #waitingCharacters = 0;
  #answers = new Map();
  #taken = 0;
  #given = 0;
  #held = 0;
  #taking = false;
  #ended = false;
  #closed = false;
  #failure;
  #wake = () => {};
  #abort = () => this.#fail(this.#signal.reason);

  constructor(source, crew, signal) {
    this.#source = source;
    this.#crew = crew;
    this.#signal = signal;
    signal?.addEventListener("abort", this.#abort);
    if (signal?.aborted) this.#abort();
  }

  /** The next answer; undefined when all are given. */
  async next() {
    for (;;) {
      this.#move();
      if (this.#failure) return this.#failure;
      const answer = this.#answers.get(this.#given);
      if (answer) {
        this.#answers.delete(this.#given++);
        return answer;
      }
      if (this.#ended && this.#given === this.#taken) return undefined;
      await new Promise((wake) => (this.#wake = wake));
    }
  }

  close() {
    this.#closed = true;
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#crew.stop();
    // A source that is still asked for its next text would keep us waiting: it is told, and left.
    if (!this.#ended) {
      try {
        Promise.resolve(this.#source.return?.()).catch(() => {});
      } catch {
        // It is over either way.
      }
    }
  }

  #move() {
    while (this.#waiting.length > 0 && !this.#closed) {
      const backlog = this.#waiting.length >= BACKLOG_TEXTS || this.#waitingCharacters >= BACKLOG_CHARACTERS;
      const worker = this.#crew.free(backlog);
      if (!worker) break;
      this.#hand(worker, this.#batch());
    }
    const room = this.#taken - this.#given < WINDOW * this.#crew.size && (this.#held < MOST_HELD || this.#held === 0);
    if (room && !this.#taking && !this.#ended && !this.#closed && !this.#failure) this.#take();
  }

  #take() {
    this.#taking = true;
    const took = (step) => {
      this.#taking = false;
      if (step.done) this.#ended = true;
      else this.#put(step.value);
      this.#stir();
    };
    const broke = (error) => {
      this.#taking = false;
      this.#ended = true;
      // What was taken before is answered before.
      this.#answers.set(this.#taken++, { thrown: { error } });
      this.#stir();
    };
    try {
      const step = this.#source.next();
      if (typeof step?.then === "function") step.then(took, broke);
      // A long list would else grow the stack, text by text.
      else if (typeof step?.value?.then === "function") step.value.then((value) => took({ done: step.done, value }), broke);
      else queueMicrotask(() => took(step));
    } catch (error) {
      broke(error);
    }
  }

  #put(text) {
    const at = this.#taken++;
    if (typeof text === "string") {
      this.#held += text.length;
      this.#waitingCharacters += text.length;
      this.#waiting.push({ at, text });
    } else {
      const kind = text === null ? "null" : Array.isArray(text) ? "a list" : `a value of type ${typeof text}`;
      this.#answers.set(at, { error: new FareboxError("bad_argument", `texts[${at}]: is ${kind}; give a text.`) });
    }
  }

  #batch() {
    const fair = Math.ceil(this.#waiting.length / this.#crew.size);
    const most = Math.min(BATCH_TEXTS, fair);
    let end = 1;
    let sum = this.#waiting[0].text.length;
    while (end < most && (sum += this.#waiting[end].text.length) <= BATCH_CHARACTERS) end += 1;
    const batch = this.#waiting.splice(0, end);
    for (const { text } of batch) this.#waitingCharacters -= text.length;
    return batch;
  }

  #hand(worker, batch) {
    worker.count(batch.map(({ text }) => text)).then(
      (results) => {
        results.forEach((count, number) => {
          const { at, text } = batch[number];
          this.#held -= text.length;
          const { error } = count;
          this.#answers.set(at, error ? { error: new FareboxError(error.code, `texts[${at}]: ${error.message}`) } : { count });
        });
        // What an engine that has failed left, another one counts.
        const left = batch.slice(results.length);
        for (const { text } of left) this.#waitingCharacters += text.length;
        this.#waiting.unshift(...left);
        this.#stir();
      },
      (error) => this.#fail(error),
    );
  }

  #fail(error) {
    this.#failure ??= { thrown: { error } };
    this.#stir();
  }

  #stir() {
    if (this.#closed) return;
    this.#move();
    this.#wake();
  }
}

/** Up to `size` workers, each started when it is first needed. */
class Crew {
  #kit;
  #idle = [];
  #all = [];

  constructor(size, kit) {
    this.size = size;
    this.#kit = kit;
  }

  /** A worker that has nothing to do; a new one where there is none at all, or much waits. */
  free(backlog) {
    const idle = this.#idle.pop();
    if (idle) return idle;
    if (this.#all.length < this.size && (backlog || this.#all.length === 0)) {
      const worker = new Hand(this.#kit, (healthy) => (healthy ? this.#idle.push(worker) : this.#drop(worker)));
      this.#all.push(worker);
      return worker;
    }
    return undefined;
  }

  stop() {
    for (const worker of this.#all) worker.stop();
  }

  #drop(worker) {
    this.#all = this.#all.filter((other) => other !== worker);
    worker.stop();
  }
}

/** One worker: a message at a time. */
class Hand {
  #port;
  #done;
  #pending;

  constructor(kit, done) {
    this.#done = done;
    this.#port = openPort((answer) => this.#answered(answer), (cause) => this.#broken(cause));
    this.#port.then((port) => port.post(kit), (cause) => this.#broken(cause));
  }

  count(texts) {
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
      // In the order of posting: the kit goes before.
      this.#port.then((port) => port.post({ texts }), () => {});
    });
  }

  stop() {
    this.#port.then((port) => port.stop(), () => {});
  }

  #answered({ results, failed }) {
    const pending = this.#pending;
    this.#pending = undefined;
    if (failed) {
      pending?.reject(new FareboxError(failed.code, failed.message));
    } else {
      this.#done(results.at(-1)?.error?.code !== "engine_failed");
      pending.resolve(results);
    }
  }

  #broken(cause) {
    this.#pending?.reject(
      new FareboxError("worker_failed", `A worker cannot be started or has failed (${said(cause)}); a page's policy must allow worker-src 'self', and a bundler must ship worker.js. { workers: 0 } counts without any.`, { cause }),
    );
  }
}

/** A worker's port, the same for Node's threads and the web's workers. */
async function openPort(answered, broken) {
  if (IN_NODE) {
    const { Worker } = await import(/* webpackIgnore: true */ /* @vite-ignore */ "node:worker_threads");
    // Not written as bundlers look for it: it is for Node alone.
    const worker = new Worker(new URL(NODE_WORKER, import.meta.url));
    worker.on("message", answered);
    worker.on("error", broken);
    worker.on("exit", () => broken(new Error("it has ended")));
    return { post: (message) => worker.postMessage(message), stop: () => void worker.terminate() };
  }
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => answered(data);
  worker.onerror = (event) => broken(new Error(event.message || "it could not be loaded"));
  return { post: (message) => worker.postMessage(message), stop: () => worker.terminate() };
}

/** No worker at all: counts where the caller is. */
class Here {
  size = 1;
  #busy = false;
  #engine;
  #counting;

  constructor(engine, counting) {
    this.#engine = engine;
    this.#counting = counting;
  }

  free() {
    if (this.#busy) return undefined;
    this.#busy = true;
    return this;
  }

  async count(texts) {
    const results = [];
    for (const text of texts) {
      results.push(await this.#engine.count(text, this.#counting).catch(({ code, message }) => ({ error: { code, message } })));
    }
    this.#busy = false;
    return results;
  }

  stop() {}
}

/** The caller's options: what is this file's own, and what goes to the engine as it is. */
function read(options) {
  const bad = (path, reason) => new FareboxError("bad_argument", `options${path}: ${reason}.`);
  if (typeof options !== "object" || options === null) throw bad("", "are missing; give { model } or { tokenizer }");
  const { workers, errors = "throw", signal, ...counting } = options;
  if (workers !== undefined && !(Number.isInteger(workers) && workers >= 0 && workers <= MOST_WORKERS)) {
    throw bad(".workers", `is not a whole number from 0 to ${MOST_WORKERS}; 0 counts without workers`);
  }
  if (errors !== "throw" && errors !== "yield") throw bad(".errors", 'is neither "throw" nor "yield"');
  if (signal !== undefined && !(typeof signal?.addEventListener === "function" && typeof signal.aborted === "boolean")) {
    throw bad(".signal", "is no AbortSignal; give the signal of an AbortController");
  }
  return { counting, workers, errors, signal };
}

function iteratorOf(texts) {
  const make = texts?.[Symbol.asyncIterator] ?? texts?.[Symbol.iterator];
  if (typeof texts === "string" || typeof make !== "function") {
    const reason = typeof texts === "string" ? "is one text; give a list of texts, or use count" : "is nothing that can be gone through; give a list or an (async) iterable of texts";
    throw new FareboxError("bad_argument", `texts: ${reason}.`);
  }
  return make.call(texts);
}

async function cores() {
  let found = globalThis.navigator?.hardwareConcurrency;
  if (!found && IN_NODE) {
    const os = await import(/* webpackIgnore: true */ /* @vite-ignore */ "node:os");
    found = os.availableParallelism();
  }
  return Math.min(found || 2, MOST_BY_DEFAULT);
}
