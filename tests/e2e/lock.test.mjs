// The lock: once all is here, the page takes its own network away, and its workers' too.
//
// What a page can send is sent twice: from a page without a lock, to see that the server sees it, and
// from the locked page, to see that it does not.

import assert from "node:assert/strict";
import test from "node:test";
import { countTokens as o200k } from "gpt-tokenizer/encoding/o200k_base";
import { openPage } from "./support/browser.mjs";
import { Farebox } from "./support/farebox.mjs";
import { host } from "./support/host.mjs";

const TEXT = "The offer is 4.2 million, and nobody else must read this.";

/** Every way to send that the lock must close, by name; each runs in the page with the server's address. */
const WAYS = {
  fetch: (to) => fetch(`${to}fetch`, { method: "POST", body: "prompt" }),
  keepalive: (to) => fetch(`${to}keepalive`, { method: "POST", body: "prompt", keepalive: true }),
  xhr: (to) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${to}xhr`);
    request.send("prompt");
  },
  beacon: (to) => navigator.sendBeacon(`${to}beacon`, "prompt"),
  socket: (to) => new WebSocket(`${to.replace("http", "ws")}socket`),
  events: (to) => new EventSource(`${to}events`),
  image: (to) => (new Image().src = `${to}image?prompt`),
  script: (to) => document.head.append(Object.assign(document.createElement("script"), { src: `${to}script?prompt` })),
  module: (to) => import(`${to}module?prompt`),
  style: (to) => document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${to}style?prompt` })),
  prefetch: (to) => document.head.append(Object.assign(document.createElement("link"), { rel: "prefetch", href: `${to}prefetch?prompt` })),
  preload: (to) => document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "image", href: `${to}preload?prompt` })),
  frame: (to) => document.body.append(Object.assign(document.createElement("iframe"), { src: `${to}frame?prompt` })),
  video: (to) => document.body.append(Object.assign(document.createElement("video"), { src: `${to}video?prompt`, preload: "auto" })),
  object: (to) => document.body.append(Object.assign(document.createElement("object"), { data: `${to}object?prompt`, type: "text/html" })),
  font: (to) => new FontFace("x", `url(${to}font?prompt)`).load(),
  form: (to) => {
    const frame = Object.assign(document.createElement("iframe"), { name: "target" });
    const form = Object.assign(document.createElement("form"), { action: `${to}form`, method: "post", target: "target" });
    document.body.append(frame, form);
    form.submit();
  },
  ping: (to) => {
    const link = Object.assign(document.createElement("a"), { href: "#", ping: `${to}ping` });
    document.body.append(link);
    link.click();
  },
  worker: (to) => new Worker(`${to}worker.js`),
  "a new worker's fetch": (to) => new Worker(URL.createObjectURL(new Blob([`fetch("${to}worker-fetch").catch(() => {})`]))),
  "a new worker's script": (to) => new Worker(URL.createObjectURL(new Blob([`try { importScripts("${to}worker-script") } catch {}`]))),
};

/** Tries every way in the page; gives what the server was asked for. */
async function tryAll(page, server) {
  server.asked.length = 0;
  for (const way of Object.values(WAYS)) {
    // A way that throws or rejects has sent nothing.
    await page.evaluate(`(async () => { try { await Promise.race([(${way})(${JSON.stringify(server.address)}), new Promise((later) => setTimeout(later, 100))]) } catch {} })()`);
  }
  // There is no event for what does not come.
  await page.waitForTimeout(1_000);
  return server.asked;
}

/** Opens the page on a host of its own, counts a text, and waits until the page has locked itself. */
async function locked(t, { prepare } = {}) {
  const server = await host(t);
  const { page, context, watch } = await openPage(t);
  if (prepare) await prepare(context);
  await page.goto(server.address);
  const farebox = new Farebox(page);
  await page.locator(".fare .total").waitFor();
  await farebox.choose({ model: "openai/gpt-5.5" });
  await farebox.write("first", TEXT);
  await farebox.settled();
  await page.locator("farebox-badge", { hasText: "locked: this tab has no network" }).waitFor();
  return { server, page, context, watch, farebox };
}

test("a page without a lock sends in every way, and the server sees each", async (t) => {
  const server = await host(t, (path) => (path === "/open.html" ? { body: '<!doctype html><link rel="icon" href="data:,">' } : undefined));
  const { page, watch } = await openPage(t);
  await page.goto(`${server.address}open.html`);
  const asked = await tryAll(page, server);
  const names = ["fetch", "keepalive", "xhr", "beacon", "socket", "events", "image", "script", "module", "style", "prefetch", "preload", "frame", "video", "object", "font", "form", "ping", "worker.js", "worker-fetch", "worker-script"];
  assert.equal(names.length, Object.keys(WAYS).length);
  assert.deepEqual(names.filter((name) => !asked.includes(`/${name}`)), [], "ways that no server saw");
  watch.forget();
});

test("a locked page sends in no way, and its counting worker does not either", async (t) => {
  const { server, page, watch, farebox } = await locked(t);
  watch.expect(/Content Security Policy|Failed to load|violates/);
  assert.deepEqual(await tryAll(page, server), []);
  // The worker that counts is asked to send, by the lines that the page has put before its program.
  assert.equal(await page.evaluate((to) => window.farebox.workers.refuses(`${to}by-worker?locked`), server.address), true);
  assert.equal(await page.evaluate(() => window.farebox.workers.refuses("http://elsewhere.example/?locked")), true);
  await page.waitForTimeout(300);
  assert.deepEqual(server.asked, []);
  await farebox.write("first", `${TEXT} Nobody.`);
  assert.equal((await farebox.tokens("first")).tokens, o200k(`${TEXT} Nobody.`));
  assert.deepEqual(server.asked, []);
});

test("what is not covered is said", async (t) => {
  const { page } = await locked(t);
  await page.locator("farebox-badge summary").click();
  const panel = await page.locator("farebox-badge .panel").innerText();
  for (const gap of [/leaving the page/, /WebRTC/, /preconnect/, /extensions/]) assert.match(panel, gap);
});

test("unlocking is one click and keeps what was typed, in no storage", async (t) => {
  const { page, farebox } = await locked(t);
  await farebox.write("system", "You are terse.");
  await page.locator("farebox-badge summary").click();
  await page.getByRole("button", { name: "Unlock", exact: true }).click();
  await page.locator("farebox-badge", { hasText: "nothing you type leaves this tab" }).waitFor();
  await page.waitForFunction((text) => document.getElementById("first").value === text, TEXT);
  assert.equal(await page.locator("#system").inputValue(), "You are terse.");
  assert.equal(await page.locator("#model").inputValue(), "openai/gpt-5.5");
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, window.name, location.href]));
  assert.ok(!stored.includes("4.2 million"), stored);
  await farebox.settled();
  // It was opened on purpose: it stays open, and can be locked again.
  await page.waitForTimeout(2_500);
  assert.equal(await page.evaluate(() => window.farebox.lock.state), "open");
  await page.locator("farebox-badge summary").click();
  await page.getByRole("button", { name: "Lock now" }).click();
  await page.waitForFunction(() => window.farebox.lock.state === "locked");
  await farebox.write("first", "And again.");
  assert.equal((await farebox.tokens("first")).tokens, o200k("And again."));
});

test("unlocking keeps the steps back and forth and the calibrations, in no storage", async (t) => {
  // Where nothing is stored, calibrations too go by the tab's memory alone.
  const prepare = (context) => context.addInitScript(() => Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } }));
  const { page, farebox } = await locked(t, { prepare });
  const [undo, redo] = ["Undo", "Redo"].map((name) => page.getByRole("button", { name, exact: true }));
  await farebox.choose({ model: "anthropic/claude-opus-5" });
  await farebox.settled();
  await page.getByRole("button", { name: "Tokens", exact: true }).click();
  await page.getByText("Calibrate with a real count").click();
  await page.locator("#real").fill("17");
  await page.getByRole("button", { name: "Calibrate", exact: true }).click();
  await page.locator(".calibrations li").waitFor();
  const calibrated = await page.locator(".calibrations li").innerText();
  for (const text of ["The second text, 5.1 million.", "The third text."]) {
    // Another step, not the same one typed on.
    await page.waitForTimeout(1_100);
    await farebox.write("first", text);
  }
  await undo.click();
  const total = await farebox.total();
  await page.locator("farebox-badge summary").click();
  await page.getByRole("button", { name: "Unlock", exact: true }).click();
  await page.locator("farebox-badge", { hasText: "nothing you type leaves this tab" }).waitFor();
  const reads = (text) => page.waitForFunction((text) => document.getElementById("first").value === text, text);
  await reads("The second text, 5.1 million.");
  assert.equal(await page.evaluate(() => JSON.stringify([window.name, { ...sessionStorage }, location.href])), JSON.stringify(["", {}, page.url()]));
  assert.equal(await farebox.total(), total);
  await redo.click();
  await reads("The third text.");
  assert.ok(await redo.isDisabled());
  await undo.click();
  await undo.click();
  await reads(TEXT);
  await undo.click();
  await undo.click();
  await reads("");
  assert.equal(await page.locator("#model").inputValue(), "openai/gpt-5.5");
  await undo.click();
  assert.ok(await undo.isDisabled());
  assert.equal(await page.locator("#model").inputValue(), "anthropic/claude-opus-5");
  await page.getByRole("button", { name: "Tokens", exact: true }).click();
  await page.getByText("Calibrate with a real count").click();
  assert.equal(await page.locator(".calibrations li").innerText(), calibrated);
});

test("without any storage the vocabularies are handed to the locked worker", async (t) => {
  const prepare = (context) =>
    context.addInitScript(() => {
      const deny = 'get() { throw new DOMException("denied", "SecurityError"); }';
      for (const name of ["localStorage", "sessionStorage", "caches"]) Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
      // The worker has a cache of its own to be without.
      window.Blob = class extends Blob {
        constructor(parts, options) {
          const script = options?.type === "text/javascript";
          super(script ? [`Object.defineProperty(self, "caches", { ${deny} });\n`, ...parts] : parts, options);
        }
      };
    });
  const { page, farebox, server } = await locked(t, { prepare });
  assert.ok(await page.evaluate(() => window.farebox.workers.packs.size > 3), "the page holds what no cache keeps");
  server.asked.length = 0;
  await farebox.write("first", "Still exact.");
  const counted = await farebox.tokens("first");
  assert.deepEqual([counted.tokens, counted.exact], [o200k("Still exact."), true]);
  assert.deepEqual(server.asked, []);
});

test("the wide price book is there behind the lock", async (t) => {
  const { page, server } = await locked(t);
  server.asked.length = 0;
  await page.locator("input[type=search], .find input").first().fill("gpt-3.5 turbo");
  await page.getByText("openai/gpt-3.5-turbo").first().waitFor();
  assert.deepEqual(server.asked, []);
});
