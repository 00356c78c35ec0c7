// Every code that the declarations name, and what a refusal says.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test, { after } from "node:test";
import { CODES, Farebox, FareboxError, PACKAGE, refusal } from "./support.mjs";

const fb = await Farebox.load();
const GPT = "openai/gpt-5.5";
const OPUS = "anthropic/claude-opus-5";
const AZURE = "azure/global.gpt-5.4";
const usage = { input: 1 };
const call = (more) => () => fb.price({ model: GPT, usage, ...more });
const talk = (more) => () => fb.simulate({ model: GPT, user: { tokens: 1 }, ...more });
const count = (text, options) => () => fb.count(text, options);
const without = fb.models().find(({ tiers, channel }) => channel === "openai" && !tiers.includes("fast")).id;

/** A link of these bytes with the check that they need: see src/scenario/link.rs. */
function linkOf(bytes) {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return `f1.${Buffer.from([...bytes, hash & 255, (hash >> 8) & 255, (hash >> 16) & 255]).toString("base64url")}`;
}

/** A price book with a mistake in it: one channel twice. */
function spoilt() {
  const book = JSON.parse(readFileSync(new URL("../../pricing/community.json", import.meta.url), "utf8"));
  book.channels.push(book.channels[0]);
  return JSON.stringify(book);
}

/** What is wrong, the code, and what the sentence holds. */
const CASES = [
  [call({ usgae: 1 }), "bad_argument", "usgae", "`usage`"],
  [call({ model: 5 }), "bad_argument", "model: "],
  [call({ model: undefined }), "bad_argument", "`model`"],
  [call({ model: null }), "bad_argument", "model", "null"],
  [call({ tier: 5 }), "bad_argument", "tier: "],
  [call({ modifiers: "us" }), "bad_argument", "modifiers: "],
  [call({ modifiers: { inferenceGeo: 1 } }), "bad_argument", "modifiers.inferenceGeo: "],
  [() => fb.price(), "bad_argument", "request", "undefined"],
  [() => fb.price("x"), "bad_argument", "request", "a text"],
  [call({ usage: undefined }), "bad_usage", "usage: ", "missing"],
  [call({ usage: null }), "bad_usage", "usage: ", "null"],
  [call({ usage: { input: -1 } }), "bad_usage", "usage.input: ", "-1", "whole number, 0 or more"],
  [call({ usage: { input: 1.5 } }), "bad_usage", "usage.input: ", "1.5"],
  [call({ usage: { input: "1" } }), "bad_usage", "usage.input: "],
  [call({ usage: { input: NaN } }), "bad_usage", "usage.input: ", "NaN"],
  [call({ usage: { input: Infinity } }), "bad_usage", "usage.input: "],
  [call({ usage: { input: 1e300 } }), "bad_usage", "usage.input: "],
  [call({ usage: { input: 5n } }), "bad_usage", "usage.input: ", "BigInt"],
  [call({ usage: { input: null } }), "bad_usage", "usage.input: ", "null"],
  [call({ usage: { cached: 5 } }), "bad_usage", "cached", "`cacheRead`"],
  [call({ usage: [1] }), "bad_usage", "usage[0]: "],
  [call({ date: "yesterday" }), "bad_date", "date: ", "2026-11-22"],
  [call({ date: "2026-02-30" }), "bad_date", "date: "],
  [call({ date: "2026-11-22T10:00:00Z" }), "bad_date", "date: "],
  [call({ date: new Date() }), "bad_date", "date: "],
  [call({ date: 20261122 }), "bad_date", "date: "],
  [call({ usage: [{ input: 1 }] }), "bad_usage", "usage", "list"],
  [call({ time: "25:00" }), "bad_time", "time: ", "01:30"],
  [call({ time: 5 }), "bad_time", "time: "],
  [call({ deal: 5 }), "bad_deal", "deal: "],
  [call({ deal: { discount: "10" } }), "bad_deal", "discount", "adjustments"],
  [call({ deal: { adjustments: [{ label: "x", factor: 0.9 }] } }), "bad_deal", "deal"],
  [call({ deal: { adjustments: [{ label: "x", factor: "0.9", channel: "opnai" }] } }), "bad_deal", "opnai", "deal.adjustments[0].channel"],
  [call({ deal: { rates: [{ model: GPT, bucket: "cached", rate: "1" }] } }), "bad_deal", "cached"],
  [() => fb.waterfall({ model: GPT, usage: [{ input: 1 }, { input: -1 }] }), "bad_usage", "usage[1].input: "],
  [() => fb.waterfall(), "bad_argument", "request"],
  [() => fb.provision({ model: GPT, usage }, { id: "ptu-global", term: "1m", units: 1, perDay: 1 }), "unknown_capacity", "ptu-global"],
  [() => fb.provision({ model: AZURE, usage }, { id: "ptu-global", term: "2y", units: 1, perDay: 1 }), "unknown_term", "2y", "hourly"],
  [() => fb.provision({ model: AZURE, usage }), "bad_argument", "capacity", "undefined"],
  [() => fb.readLink("models"), "not_a_link", "f1."],
  [() => fb.readLink(5), "bad_argument", "link"],
  [() => fb.readLink("f1.gJ-TC"), "link_damaged", "copy the whole link"],
  [() => fb.readLink("f2.gJ-TCw"), "link_newer", "newer"],
  [() => fb.readLink(`f1.${"A".repeat(2_000_000)}`), "link_too_long", "2000003"],
  [() => fb.readLink(linkOf([129, 204, ...Array(40).fill(97), 0])), "link_too_much", "more than any estimate"],
  [() => fb.writeLink({ turns: "ten" }), "link_unreadable", "a text stands where there should be a number"],
  [() => fb.writeLink({ turns: 1_001 }), "scenario_out_of_range", "turns", "1000"],
  [() => fb.writeLink({ turn: 3 }), "unknown_field", "`turn`"],
  [() => fb.writeLink({ model: 5n }), "bad_argument", "scenario"],
  [() => fb.usePrices("{"), "book_syntax", "prices.json"],
  [() => fb.usePrices('{"schema":1,"channels":5}'), "book_shape", "prices.json", "channels"],
  [talk({ conduct: { caching: { hitPerMille: 2_000 } } }), "bad_share", "2000"],
  [talk({ conduct: { toolUse: { rounds: 4_000_000_000 } } }), "too_many_calls"],
  [talk({ conduct: { caching: { ttl: "5y" } }, cache: true }), "unknown_cache_life", "5y"],
  [() => fb.usePrices(spoilt()), "book_lint"],
  [() => fb.provision({ model: AZURE, usage }, { id: "ptu-global", term: "1m", units: -1, perDay: 1 }), "bad_argument", "units"],
  [() => fb.provision({ model: AZURE, usage }, { id: "ptu-global", term: "1m", units: 9e15, perDay: 1 }), "amount_too_large", "units"],
  [call({ usage: { input: Number.MAX_SAFE_INTEGER } }), "usage_too_large", "input"],
  [call({ model: "openai/gpt-5.55" }), "unknown_model", GPT],
  [call({ model: "gpt-5.5" }), "unknown_model", GPT],
  [call({ date: "1990-01-01" }), "no_price_on_date", "1990-01-01"],
  [call({ tier: "turbo" }), "unknown_tier", "turbo", "standard"],
  [call({ model: without, tier: "fast" }), "tier_not_offered", without],
  [call({ tier: "batch+fast" }), "exclusive_tiers", "batch"],
  [call({ modifiers: { inferenceGeo: "us" } }), "unknown_modifier", "inferenceGeo", "dataResidency"],
  [call({ modifiers: { dataResidency: "mars" } }), "unknown_modifier_value", "mars", "us", "eu"],
  [call({ modifiers: { dataResidency: true } }), "unknown_modifier_value", "us", "eu"],
  [call({ model: "anthropic/claude-haiku-4-5", modifiers: { inferenceGeo: "us" } }), "modifier_refused", "claude-haiku-4-5"],
  [call({ model: "openai/gpt-6-sol", tier: "batch", modifiers: { dataResidency: "eu" } }), "modifier_needs_standard", "batch"],
  [count(5, { model: GPT }), "bad_argument", "text: ", "a number"],
  [count(undefined, { model: GPT }), "bad_argument", "text: ", "undefined"],
  [count(new String("x"), { model: GPT }), "bad_argument", "text: "],
  [count("x"), "bad_argument", "options", "undefined"],
  [count("x", {}), "bad_argument", "options: ", "neither"],
  [count("x", { model: GPT, tokenizer: "o200k_base" }), "bad_argument", "options: ", "both"],
  [count("x", { tokeniser: "o200k_base" }), "bad_argument", "tokeniser", "`tokenizer`"],
  [count("x", { tokenizer: "o300k_base" }), "unknown_tokenizer", "o300k_base", "cl100k_base"],
  [count("x", { model: "o200k_base" }), "unknown_model", "o200k_base"],
  [count("x".repeat(2 ** 25 + 1), { model: GPT }), "text_too_large", "33554432"],
  [talk({ turns: 0 }), "no_turns", "1 or more"],
  [talk({ user: [] }), "no_turns"],
  [talk({ turns: 10_001 }), "too_many_turns", "10000"],
  [talk({ user: Array(10_001).fill("") }), "too_many_turns", "10001"],
  [talk({ turns: 3, user: ["a", "b"] }), "turns_mismatch", "user", "2", "3"],
  [talk({ user: ["a", "b"], output: [{ tokens: 1 }] }), "turns_mismatch", "output", "1", "2"],
  [talk({ turns: 1.5 }), "bad_argument", "turns: ", "1.5"],
  [talk({ turns: -1 }), "bad_argument", "turns: "],
  [talk({ cache: "yes" }), "bad_argument", "cache: ", "true or false"],
  [talk({ system: ["a"] }), "bad_argument", "system: "],
  [talk({ system: { tokens: 5, text: "x" } }), "bad_argument", "text", "`tokens`"],
  [talk({ system: {} }), "bad_argument", "system: ", "tokens"],
  [talk({ user: [{ tokens: 1 }, { tokens: "2" }] }), "bad_argument", "user[1].tokens: "],
  [talk({ user: ["a", , "b"] }), "bad_argument", "user[1]", "undefined"],
  [talk({ tools: [{ name: "search" }] }), "bad_argument", "tools: ", "JSON.stringify"],
  [talk({ tools: { name: "search" } }), "bad_argument", "tools: ", "JSON.stringify"],
  [talk({ user: { tokens: 1e12 } }), "conversation_too_large", "turn 1"],
  [talk({ model: "nobody/nothing" }), "unknown_model"],
  [talk({ date: "2026-13-01" }), "bad_date"],
  [() => new Farebox(), "not_loaded", "Farebox.load"],
  [() => Farebox.load(null), "bad_argument", "base"],
  [() => Farebox.load({ path: "x" }), "bad_argument", "path", "base"],
  [() => Farebox.load({ base: 5 }), "bad_argument", "base"],
  [() => Farebox.load({ base: "http://[" }), "bad_argument", "base"],
];

/** Codes that other tests meet, or that nothing in this price book can bring about. */
const ELSEWHERE = new Map([
  ["engine_unreachable", "files.test.mjs"],
  ["engine_failed", "files.test.mjs"],
  ["pack_unreachable", "files.test.mjs"],
  ["pack_corrupt", "files.test.mjs"],
  ["worker_failed", "browser.test.mjs"],
  ["bad_runs", "forecast.test.mjs"],
  ["too_many_dials", "forecast.test.mjs"],
  ["no_such_stage", "forecast.test.mjs"],
  ["unpriced", "forecast.test.mjs"],
  ["spread_reversed", "forecast.test.mjs"],
  ["spread_without_median", "forecast.test.mjs"],
  ["spread_without_values", "forecast.test.mjs"],
  ["spread_mean_too_large", "forecast.test.mjs"],
  ["pack_not_loaded", "below"],
  ["no_tokenizer", "src/js/tests.rs, with a book of its own"],
  ["modifier_not_yet", "no model that takes a modifier is older than it"],
  ["modifier_price_unknown", "tests/pricing*.rs: no model that this file names has such a price"],
  ["amount_inexact", "no factor in the book has so many decimals"],
]);

const met = new Set(ELSEWHERE.keys());

for (const [provoke, code, ...parts] of CASES) {
  const name = String(provoke).length > 80 ? code : `${code}: ${provoke}`;
  test(`${name} (${parts.join(", ")})`, async () => {
    const error = await refusal(provoke);
    assert.equal(error.code, code, error.message);
    assert.equal(error.name, "FareboxError");
    for (const part of parts) assert.ok(error.message.includes(part), `${part} is not in: ${error.message}`);
    met.add(code);
  });
}

test("methods that promise, reject; methods that answer at once, throw", async () => {
  assert.throws(() => fb.price(), FareboxError);
  const promise = fb.count();
  assert.ok(promise instanceof Promise);
  await assert.rejects(promise, FareboxError);
  await assert.rejects(fb.simulate(), FareboxError);
});

test("the engine below the class refuses what is not loaded", async () => {
  const { Core, PackParts } = await import(new URL("farebox.js", PACKAGE));
  const core = new Core();
  const load = (id, ...bytes) => {
    const parts = new PackParts();
    for (const part of bytes) parts.push(part);
    core.loadPack(id, parts);
  };
  assert.throws(() => core.count("x", { model: GPT }), { code: "pack_not_loaded" });
  assert.throws(() => load("o300k", new Uint8Array(3)), { code: "unknown_tokenizer" });
  assert.throws(() => load("o200k_base", new Uint8Array(3)), { code: "pack_corrupt" });
  assert.throws(() => load("o200k_base", new Uint8Array(20), new Uint8Array(1_198_720).fill(255)), { code: "pack_corrupt" });
});

test("a refusal leaves everything as it was", () => {
  assert.equal(fb.price({ model: OPUS, date: "2026-11-22", usage: { input: 50_000, output: 15_000 } }).total, "0.625");
});

test("the README lists every code", () => {
  const readme = readFileSync(new URL("README.md", PACKAGE), "utf8");
  for (const code of CODES) if (code !== "pack_not_loaded") assert.ok(readme.includes(`\`${code}\``), code);
});

after(() => assert.deepEqual([...CODES].filter((code) => !met.has(code)), [], "codes that no test meets"));
