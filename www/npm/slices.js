/** Of a large part the engine makes a copy at once: so many bytes are enough. */
const SLICE = 1 << 16;

/** Gives bytes to `take` in slices. */
export function slices(bytes, take) {
  for (let at = 0; at < bytes.length; at += SLICE) take(bytes.subarray(at, at + SLICE));
}
