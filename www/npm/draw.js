// Futures, drawn in stretches, between which the thread does its other work.

import { FareboxError, brief, guarded, said } from "./error.js";

/** How long futures are drawn at a stretch, in milliseconds: a page that draws stays a page. */
const STRETCH = 20;

/** How a forecast goes about it: `{ signal, progress }`, checked. */
export function readOptions(options) {
  const bad = (path, reason, extra) => new FareboxError("bad_argument", `options${path}: ${reason}.`, extra);
  let signal, progress, unknown;
  try {
    if (typeof options !== "object" || options === null) throw new TypeError("it is no object");
    ({ signal, progress } = options);
    unknown = Object.keys(options).find((name) => name !== "signal" && name !== "progress");
    if (unknown !== undefined) throw new TypeError(`unknown field \`${brief(unknown)}\``);
  } catch (cause) {
    throw bad("", `${said(cause)}; give { signal, progress }, or nothing`, { cause });
  }
  checkSignal(signal);
  if (progress !== undefined && typeof progress !== "function") throw bad(".progress", "is no function; give one that takes { done, of }");
  return { signal, progress };
}

/** Fails where something that should be an AbortSignal, or nothing, is something else. */
export function checkSignal(signal) {
  if (signal === undefined || (typeof signal?.addEventListener === "function" && typeof signal.aborted === "boolean")) return;
  throw new FareboxError("bad_argument", "options.signal: is no AbortSignal; give the signal of an AbortController.");
}

/** Draws to the end, or until `signal` says otherwise; what has come out. */
export async function drawAll(make, { signal, progress }) {
  if (signal?.aborted) throw signal.reason;
  const drawing = guarded(make);
  try {
    const of = drawing.runs;
    // How long one future takes is seen as they are drawn.
    let count = 1;
    for (let done = 0; done < of; ) {
      const began = performance.now();
      done = guarded(() => drawing.step(count));
      count = performance.now() - began < STRETCH / 2 ? count * 2 : Math.max(1, count >> 1);
      progress?.({ done, of });
      if (done < of) await new Promise((resolve) => setTimeout(resolve));
      if (signal?.aborted) throw signal.reason;
    }
    return guarded(() => drawing.answer());
  } finally {
    try {
      drawing.free();
    } catch {
      // An engine that has failed in the middle of it lets nothing go; what it failed of is said.
    }
  }
}
