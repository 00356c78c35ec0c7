// The page without its host: what is kept, what a second visit asks for, and how an update comes.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { countTokens as o200k } from "gpt-tokenizer/encoding/o200k_base";
import { openPage } from "./support/browser.mjs";
import { Farebox } from "./support/farebox.mjs";
import { host, SITE_FOLDER } from "./support/host.mjs";

/** A host with the caching that docs/hosting.md asks for; `fault` is that of `host`. */
function cachingHost(t, fault = () => undefined) {
  return host(t, (path) => {
    const hashed = /[0-9a-f]{10,}/.test(path.split("/").at(-1));
    const caching = path === "/sw.js" ? "max-age=86400" : hashed ? "public, max-age=31536000, immutable" : "no-cache";
    return { caching, ...fault(path) };
  });
}

async function start(t, server, { stayOpen = false } = {}) {
  const { page, context, watch } = await openPage(t);
  if (stayOpen) await context.addInitScript(() => addEventListener("DOMContentLoaded", () => (window.farebox.lock.byItself = false)));
  await page.goto(server.address);
  const farebox = new Farebox(page);
  await page.locator(".fare .total").waitFor();
  return { page, context, watch, farebox };
}

const ready = (page) => page.waitForFunction(() => window.farebox.offline.state === "ready");

/** Opens the panel and clicks a button in it. */
async function press(page, name) {
  if (!(await page.locator("farebox-badge details").evaluate((details) => details.open))) await page.locator("farebox-badge summary").click();
  await page.locator("farebox-badge").getByRole("button", { name }).click();
}

test("a second visit asks for nothing", async (t) => {
  const server = await cachingHost(t);
  const { page, farebox } = await start(t, server);
  await farebox.choose({ model: "openai/gpt-5.5" });
  await farebox.write("first", "Kept?");
  await farebox.settled();
  await page.waitForFunction(() => window.farebox.lock.state === "locked");
  await ready(page);
  server.asked.length = 0;
  await page.reload();
  await page.locator(".fare .total").waitFor();
  await farebox.choose({ model: "openai/gpt-5.5" });
  await farebox.write("first", "Kept.");
  assert.equal((await farebox.tokens("first")).tokens, o200k("Kept."));
  await page.waitForFunction(() => window.farebox.lock.state === "locked");
  assert.deepEqual(server.asked, []);
});

test("every tokenizer is kept on request, with its progress, and counts without a host", async (t) => {
  const server = await cachingHost(t);
  const { page, farebox } = await start(t, server, { stayOpen: true });
  await ready(page);
  const before = await page.evaluate(() => window.farebox.offline.here);
  assert.equal(before.packs, 0);
  const seen = await page.evaluateHandle(() => {
    const seen = [];
    addEventListener("farebox-offline", () => seen.push(window.farebox.offline.progress));
    return seen;
  });
  await press(page, /Make every tokenizer available offline \(\d+\.\d MB\)/);
  await page.waitForFunction(() => window.farebox.offline.here.missing === 0);
  const progress = (await seen.jsonValue()).filter((part) => part !== null);
  assert.ok(progress.length > 5 && progress.every((part, place) => place === 0 || part >= progress[place - 1]), JSON.stringify(progress));
  await server.close();
  await page.reload();
  await page.locator(".fare .total").waitFor();
  await farebox.choose({ model: "openai/gpt-5.5" });
  await farebox.write("first", "No host at all.");
  const counted = await farebox.tokens("first");
  assert.deepEqual([counted.tokens, counted.exact], [o200k("No host at all."), true]);
  assert.equal(await page.locator(".engine.trouble").count(), 0);
});

test("a full storage is told in a sentence, and nothing is lost", async (t) => {
  const server = await cachingHost(t);
  const { page, farebox } = await start(t, server, { stayOpen: true });
  await farebox.write("first", "Full.");
  await ready(page);
  await page.evaluate(() => {
    Cache.prototype.put = () => Promise.reject(new DOMException("Quota exceeded.", "QuotaExceededError"));
  });
  await press(page, /Make every tokenizer/);
  await page.locator("farebox-badge [role=alert]", { hasText: "Quota exceeded" }).waitFor();
  assert.equal(await page.locator("#first").inputValue(), "Full.");
});

/** A model of the price book whose row has no tiers or bands, which would have to change along. */
const PLAIN = { channel: "groq", id: "llama-3.3-70b-versatile" };

/** The built-in price book with that model's input at another price. */
async function otherPrices(input) {
  const book = JSON.parse(await readFile(`${SITE_FOLDER}prices.json`, "utf8"));
  const model = book.channels.find(({ channel }) => channel === PLAIN.channel).model.find(({ id }) => id === PLAIN.id);
  const row = model.price.at(-1);
  const before = row.rates.input;
  row.rates.input = input;
  book.channels.forEach((channel) => (channel.retrieved_at = "2026-11-23"));
  return { text: JSON.stringify(book), before };
}

for (const what of ["a new version", "new prices on the host"]) {
  test(`${what}: offered with what it changes, taken on request, never forced`, async (t) => {
    const next = await otherPrices("0.47");
    const worker = await readFile(`${SITE_FOLDER}sw.js`, "utf8");
    let updated = false;
    const server = await cachingHost(t, (path) => {
      if (updated && path === "/prices.json") return { body: next.text };
      if (updated && path === "/sw.js" && what === "a new version") return { body: worker.replace(/"version":"[0-9a-f]+"/, '"version":"0123456789abcdef"') };
      return undefined;
    });
    const { page, farebox } = await start(t, server, { stayOpen: true });
    await farebox.choose({ model: `${PLAIN.channel}/${PLAIN.id}` });
    await farebox.dial({ turns: 1, output: 0 });
    await farebox.write("first", "A text in a meeting.");
    const tokens = BigInt((await farebox.tokens("first")).tokens);
    // A dollar per million tokens is 1,000,000 pico-dollars a token.
    const dollars = (perMillion) => `0.${(tokens * BigInt(Number(perMillion) * 1e6)).toString().padStart(12, "0")}`.replace(/0+$/, "");
    assert.equal(await farebox.total(), dollars(next.before));
    await ready(page);
    await press(page, "Look for an update");
    await page.locator("farebox-badge [role=status]", { hasText: "There is none" }).waitFor();

    updated = true;
    await page.evaluate(() => (window.stillTheSamePage = true));
    await press(page, "Look for an update");
    const offer = page.locator("farebox-badge .update");
    await offer.waitFor();
    assert.match(await offer.innerText(), new RegExp(`${PLAIN.id}\\s+input ${next.before} → 0\\.47`));
    assert.match(await page.locator("farebox-badge summary").innerText(), /update available/);
    // Nothing has changed under the meeting.
    assert.equal(await page.evaluate(() => window.stillTheSamePage), true);
    assert.equal(await farebox.total(), dollars(next.before));

    await press(page, "Take it now");
    await page.waitForFunction(() => window.stillTheSamePage === undefined);
    await page.locator(".fare .total").waitFor();
    await page.waitForFunction(() => document.getElementById("first").value === "A text in a meeting.");
    await page.waitForFunction((total) => document.querySelector(".total").dataset.total === total, dollars("0.47"));
    assert.equal(await page.locator("farebox-badge .update").count(), 0);
  });
}

test("the changes of prices are by model, in the books' own figures", async () => {
  globalThis.window = { farebox: {} };
  await import(new URL("../../www/shell/changes.js", import.meta.url));
  const { changes } = globalThis.window.farebox;
  delete globalThis.window;
  const book = (...model) => ({ channels: [{ channel: "c", model }] });
  const model = (id, ...price) => ({ id, price });
  const row = (from, rates, rest = {}) => ({ from, rates, sources: ["s"], confidence: "A", ...rest });
  assert.deepEqual(changes(book(model("a", row("2026-01-01", { input: "5" }))), book(model("a", row("2026-01-01", { input: "5" }, { sources: ["t"], note: "n" })))), []);
  assert.deepEqual(
    changes(
      book(model("a", row("2026-01-01", { input: "5", output: "10", cache_read: "1" })), model("gone")),
      book(
        model("a", row("2026-01-01", { input: "4.5", output: "10", cache_write: "2" }, { to: "2026-12-31" }), row("2027-01-01", { input: "4" }, { tier: [{ id: "batch", rates: { input: "2" } }] })),
        model("b", row("2026-01-01", { input: "1" })),
      ),
    ),
    [
      { model: "c/a", what: "changed", text: "input 5 → 4.5; cache write 2 (new); cache read 1 → unpriced; ends 2026-12-31; from 2027-01-01: input 4, tier batch input 2" },
      { model: "c/b", what: "new", text: "new" },
      { model: "c/gone", what: "gone", text: "no longer listed" },
    ],
  );
});
