// The page starts, anywhere, and is silent towards the rest of the world.

import assert from "node:assert/strict";
import test from "node:test";
import { openPage, SITE, SITE_BELOW, visit } from "./support/browser.mjs";
import { startEngine } from "./support/engine.mjs";
import { host } from "./support/host.mjs";

for (const [where, address] of [["at the root of a host", SITE], ["below a path", SITE_BELOW]]) {
  test(`the page starts ${where}`, async (t) => {
    const { page } = await visit(t, address);
    assert.match(await page.title(), /Farebox/);
    assert.ok(/farebox/i.test(await page.locator("body").innerText()), "the page says its name");
  });

  test(`the worker says that it is ready ${where}`, async (t) => {
    const { page, watch } = await visit(t, address);
    const engine = await startEngine(page);
    assert.deepEqual((await engine.replies())[0], { type: "ready" });
    const wasm = watch.requests.map(({ url }) => url).filter((url) => /\/engine-[0-9a-f]+_bg\.wasm$/.test(url));
    assert.ok(wasm.length >= 1, "the watch sees what workers fetch");
    assert.ok(wasm.every((url) => url.startsWith(address)));
  });
}

test("a host's headers carry the page's own policy", async (t) => {
  const { page } = await openPage(t);
  const answer = await page.goto(SITE);
  const headers = answer.headers();
  const meta = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
  assert.equal(headers["content-security-policy"], meta);
  for (const rule of ["default-src 'none'", "connect-src 'self'", "base-uri 'self'", "form-action 'none'"]) {
    assert.ok(meta.includes(rule), `${rule} in ${meta}`);
  }
  assert.ok(!meta.includes("unsafe-inline") && !meta.includes("'unsafe-eval'"));
  assert.equal(headers["x-content-type-options"], "nosniff");
  const wasm = await page.request.get(await page.locator("link[as=fetch]").evaluate((link) => link.href));
  assert.equal(wasm.headers()["content-type"], "application/wasm");
  assert.match(wasm.headers()["cache-control"], /immutable/);
});

test("the browser refuses to send anything to another origin", async (t) => {
  const { page, watch } = await visit(t);
  watch.expect(/Content Security Policy/);
  const sent = await page.evaluate(async () => {
    const refused = [];
    const elsewhere = "http://elsewhere.example/";
    await fetch(elsewhere, { method: "POST", body: "a prompt" }).catch(() => refused.push("fetch"));
    try {
      new WebSocket("ws://elsewhere.example/").onerror = () => refused.push("socket");
    } catch {
      refused.push("socket");
    }
    navigator.sendBeacon(elsewhere, "a prompt");
    const image = new Image();
    await new Promise((done) => {
      image.onerror = image.onload = done;
      image.src = `${elsewhere}?a-prompt`;
    });
    refused.push(image.naturalWidth === 0 ? "image" : "");
    await new Promise((later) => setTimeout(later, 200));
    return refused;
  });
  assert.deepEqual(sent.sort(), ["fetch", "image", "socket"]);
  // `offOrigin` is asserted to be empty when the test ends: the gate has seen nothing.
});

test("a page that cannot load its program says so", async (t) => {
  const { address } = await host(t, (path) => (path.includes("_bg.wasm") ? { status: 404, body: "gone" } : undefined));
  const { page, watch } = await openPage(t);
  watch.expect(/404|WebAssembly/);
  await page.goto(address);
  const state = page.locator("#first-paint-state");
  await page.waitForFunction(() => document.getElementById("first-paint-state")?.textContent.includes("could not start"));
  assert.equal(await state.getAttribute("role"), "alert");
});

test("a host that calls WebAssembly something else still works", async (t) => {
  const { address } = await host(t, (path) => (path.endsWith(".wasm") ? { kind: "application/octet-stream" } : undefined));
  const { page } = await visit(t, address);
  await startEngine(page);
});

test("without JavaScript the page says what it needs", async (t) => {
  const { page } = await openPage(t, { javaScriptEnabled: false });
  await page.goto(SITE);
  assert.match(await page.locator("body").innerText(), /needs JavaScript and WebAssembly/);
});
