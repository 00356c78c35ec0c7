// What goes wrong, as every part of the package says it.

/** An error with a stable `code`, such as `unknown_model`, and a sentence for a person. */
export class FareboxError extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.name = "FareboxError";
    this.code = code;
  }
}

/** How often an argument's own code may call the engine from within a call. */
const DEEPEST = 16;
let depth = 0;

/** Calls the engine; what it refuses becomes a FareboxError. */
export function guarded(call) {
  if (depth >= DEEPEST) {
    throw new FareboxError("bad_argument", "an argument's own code calls the engine again and again; give plain values");
  }
  depth += 1;
  try {
    return call();
  } catch (refusal) {
    if (refusal instanceof Error && typeof refusal.code === "string") {
      throw new FareboxError(refusal.code, refusal.message);
    }
    throw new FareboxError("engine_failed", `The engine has failed (${said(refusal)}); load the page or start the program anew.`, { cause: refusal });
  } finally {
    depth -= 1;
  }
}

/** What an error says; whatever was thrown, this throws nothing. */
export function said(error) {
  try {
    return brief(error instanceof Error ? error.message : String(error));
  } catch {
    return "an error without words";
  }
}

/** A text that is not too long for a sentence. */
export function brief(text) {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
