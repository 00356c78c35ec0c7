// The package as it would be published, and what several tests ask of it.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Where `cargo xtask` has put the package. Ends in a slash. */
export const PACKAGE = pathToFileURL(
  `${process.env.FAREBOX_PACKAGE ?? fileURLToPath(new URL("../../dist/npm", import.meta.url))}/`,
);
/** The project's folder. */
export const ROOT = new URL("../../", import.meta.url);

/** A Chromium, where one is found; what needs it is skipped without. */
export const CHROMIUM = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => path && existsSync(path),
);

export const { Farebox, FareboxError } = await import(new URL("index.js", PACKAGE));

/** A file of the project as text. */
export const read = (path) => readFileSync(new URL(path, ROOT), "utf8");

/** The codes that the package's declarations name. */
export const CODES = new Set(
  readFileSync(new URL("index.d.ts", PACKAGE), "utf8")
    .match(/type FareboxErrorCode =([\s\S]*?);/)[1]
    .match(/"[a-z_0-9]+"/g)
    .map((code) => code.slice(1, -1)),
);

/** What a call throws or rejects with; fails where it does neither, or where it is no FareboxError with a known code. */
export async function refusal(call) {
  let answer;
  try {
    answer = await call();
  } catch (error) {
    assertRefusal(error);
    return error;
  }
  assert.fail(`nothing was refused: ${JSON.stringify(answer)?.slice(0, 200)}`);
}

/** Fails where an error is anything but a FareboxError with a known code and a sentence. */
export function assertRefusal(error) {
  assert.ok(error instanceof FareboxError, `no FareboxError but ${error?.stack ?? error}`);
  assert.ok(CODES.has(error.code), `the declarations do not name ${error.code}: ${error.message}`);
  assert.notEqual(error.code, "engine_failed", error.stack);
  assert.ok(error.message.length > 15 && error.message.length < 1000, error.message);
}
