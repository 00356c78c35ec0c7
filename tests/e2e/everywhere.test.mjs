// One walk over the page, wherever it may run.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import test from "node:test";
import { countTokens as o200k } from "gpt-tokenizer/encoding/o200k_base";
import { openPage, SITE, SITE_BELOW } from "./support/browser.mjs";
import { Farebox } from "./support/farebox.mjs";
import { host, SINGLE_FILE } from "./support/host.mjs";

const TEXT = "What will this cost, and why? Что это стоит? いくらですか。";

/** What a seller does in front of a buyer: paste, choose, read, change, look into the bill. */
async function walk(farebox) {
  await farebox.choose({ model: "openai/gpt-5.5", cache: false });
  await farebox.dial({ turns: 1, output: 500 });
  await farebox.write("first", TEXT);
  const counted = await farebox.tokens("first");
  assert.deepEqual({ tokens: counted.tokens, exact: counted.exact }, { tokens: o200k(TEXT), exact: true });
  // $5 in and $30 out per million tokens are 5,000,000 and 30,000,000 pico-dollars a token.
  const pico = BigInt(o200k(TEXT)) * 5_000_000n + 500n * 30_000_000n;
  assert.equal(await farebox.total(), `0.${pico.toString().padStart(12, "0")}`.replace(/0+$/, ""));
  await farebox.write("first", `${TEXT} And twice?`);
  assert.equal((await farebox.tokens("first")).tokens, o200k(`${TEXT} And twice?`));
  const bill = await farebox.bill();
  assert.ok(bill.some((line) => line.tokens === 500), JSON.stringify(bill));
  assert.ok((await farebox.models()).length > 10);
}

/** Opens the page in a place; `frame` names the frame that it then runs in. */
async function at(t, address, { options = {}, prepare, frame, expect = [] } = {}) {
  const { page, context, watch } = await openPage(t, options);
  for (const pattern of expect) watch.expect(pattern);
  if (prepare) await prepare(context, page);
  await page.goto(address);
  const place = frame ? await (await page.waitForSelector(frame)).contentFrame() : page;
  await place.locator(".fare .total").waitFor();
  return { page, context, watch, farebox: new Farebox(place) };
}

test("at the root of a host, with headers", async (t) => walk((await at(t, SITE)).farebox));

test("below a path, with headers", async (t) => walk((await at(t, SITE_BELOW)).farebox));

test("on a host without headers", async (t) => walk((await at(t, (await host(t)).address)).farebox));

test("on a host that has no name for WebAssembly, JSON or packs", async (t) => {
  const { address } = await host(t, (path) => (/\.(wasm|json|pack|webmanifest)$/.test(path) ? { kind: "text/plain" } : undefined));
  await walk((await at(t, address)).farebox);
});

test("as one file, from a folder", async (t) => {
  const { farebox, watch } = await at(t, pathToFileURL(SINGLE_FILE).href);
  await walk(farebox);
  assert.deepEqual(watch.requests.map(({ url }) => url).filter((url) => !/^(data|blob):/.test(url)), [pathToFileURL(SINGLE_FILE).href]);
});

test("as one file, in a sandboxed frame without storage", async (t) => {
  const file = await readFile(SINGLE_FILE);
  const { address, asked } = await host(t, (path) => {
    if (path === "/wiki.html") return { body: '<!doctype html><title>wiki</title><link rel="icon" href="data:,"><iframe sandbox="allow-scripts" width="1000" height="700" src="./attached.html"></iframe>' };
    return path === "/attached.html" ? { body: file } : undefined;
  });
  const { farebox } = await at(t, `${address}wiki.html`, { frame: "iframe" });
  await walk(farebox);
  assert.deepEqual(asked, ["/wiki.html", "/attached.html"]);
});

test("the one file is small enough to send, and may connect to nothing", async () => {
  const file = await readFile(SINGLE_FILE, "utf8");
  assert.ok(Buffer.byteLength(file) <= 5_000_000, `${Buffer.byteLength(file)} bytes`);
  const [, policy] = /<meta charset[^>]*><meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(file);
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /connect-src 'none'/);
  assert.ok(!/'self'|unsafe-inline|'unsafe-eval'|https?:/.test(policy), policy);
  assert.ok(!/<(?:script|link)[^>]*(?:src|href)="(?!data:)/.test(file.replace(/<script\b[^>]*>[^]*?<\/script>/g, (whole) => whole.slice(0, whole.indexOf(">") + 1))), "nothing is named outside");
});

test("a file that is cut off says so", async (t) => {
  const file = await readFile(SINGLE_FILE);
  const { address } = await host(t, (path) => (path === "/cut.html" ? { body: file.subarray(0, Math.floor(file.length / 5)) } : undefined));
  const { page, watch } = await openPage(t);
  watch.expect(/./);
  await page.goto(`${address}cut.html`);
  await page.waitForFunction(() => /cut off/.test(document.getElementById("first-paint-state")?.textContent ?? ""));
});

test("where every storage is forbidden", async (t) => {
  // What Chromium does to a page whose cookies its user has blocked: the getters throw.
  const prepare = (context) =>
    context.addInitScript(() => {
      for (const [owner, name] of [
        [window, "localStorage"], [window, "sessionStorage"], [window, "indexedDB"], [window, "caches"], [Navigator.prototype, "serviceWorker"],
      ]) {
        Object.defineProperty(owner, name, {
          get() {
            throw new DOMException("Access is denied for this document.", "SecurityError");
          },
        });
      }
    });
  await walk((await at(t, SITE, { prepare })).farebox);
});

test("after the host has gone", async (t) => {
  const server = await host(t);
  const first = await at(t, server.address);
  await walk(first.farebox);
  await first.page.waitForFunction(() => window.farebox.offline.state === "ready");
  await server.close();
  await first.page.reload();
  await first.page.locator(".fare .total").waitFor();
  await walk(first.farebox);
});

test("the site opened from a folder says what to open instead", async (t) => {
  const { page, watch } = await openPage(t);
  watch.expect(/origin|file:/);
  await page.goto(pathToFileURL(SINGLE_FILE.replace(/farebox\.html$/, "site/index.html")).href);
  await page.waitForFunction(() => /open farebox\.html/.test(document.getElementById("first-paint-state")?.textContent ?? ""));
});
