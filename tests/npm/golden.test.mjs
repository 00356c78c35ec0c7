// Figures that were worked out by hand, from the providers' published prices.

import assert from "node:assert/strict";
import test from "node:test";
import { Farebox } from "./support.mjs";

const fb = await Farebox.load();
const date = "2026-11-22";
const price = (model, usage, more) => fb.price({ model, date, usage, ...more });

test("Opus 5: 50,000 in and 15,000 out", () => {
  // 50,000 × $5 + 15,000 × $25 per million.
  const cost = price("anthropic/claude-opus-5", { input: 50_000, output: 15_000 });
  assert.equal(cost.total, "0.625");
  assert.equal(cost.picoUsd, "625000000000");
  assert.equal(cost.currency, "USD");
  const lines = cost.lines.map(({ bucket, tokens, rate, per, amount }) => [bucket, tokens, rate, per, amount]);
  assert.deepEqual(lines, [
    ["input", 50_000, "5", 1_000_000, "0.25"],
    ["output", 15_000, "25", 1_000_000, "0.375"],
  ]);
  for (const { row } of cost.lines) {
    assert.match(row.from, /^\d{4}-\d\d-\d\d$/);
    assert.ok(row.sources.length > 0);
    assert.equal(row.tier, "standard");
  }
});

test("Opus 5: 40,000 of the input read from the cache", () => {
  // 10,000 × $5 + 40,000 × $0.50 + 15,000 × $25 per million.
  assert.equal(price("anthropic/claude-opus-5", { input: 10_000, cacheRead: 40_000, output: 15_000 }).total, "0.445");
});

test("GPT-5.4 on both sides of 272,000 prompt tokens", () => {
  // $2.50 a million up to the threshold; $5 for every token of a request beyond it.
  assert.equal(price("openai/gpt-5.4", { input: 272_000 }).total, "0.68");
  const beyond = price("openai/gpt-5.4", { input: 272_001 });
  assert.equal(beyond.total, "1.360005");
  assert.deepEqual(beyond.lines[0].row.band, { over: 272_000 });
  assert.ok(beyond.warnings.some(({ code }) => code === "long_context"));
  // What is read from the cache is part of the prompt.
  assert.equal(price("openai/gpt-5.4", { input: 272_000, cacheRead: 1 }).lines[0].rate, "5");
});

test("a modifier multiplies every token, and a flag means the only value", () => {
  const usage = { input: 50_000, output: 15_000 };
  const us = price("anthropic/claude-opus-5", usage, { modifiers: { inferenceGeo: "us" } });
  assert.equal(us.total, "0.6875");
  assert.deepEqual(us.lines[0].factors.map(({ factor }) => factor), ["1.1"]);
  assert.deepEqual(price("anthropic/claude-opus-5", usage, { modifiers: { inferenceGeo: true } }), us);
  assert.equal(price("anthropic/claude-opus-5", usage, { modifiers: { inferenceGeo: false } }).total, "0.625");
});

test("batch is half of it", () => {
  assert.equal(price("anthropic/claude-opus-5", { input: 50_000, output: 15_000 }, { tier: "batch" }).total, "0.3125");
});

test("what has no price has no total", () => {
  const cost = price("openai/gpt-5.5", { input: 200_000, training: 1 });
  assert.equal(cost.total, null);
  assert.equal(cost.picoUsd, null);
  assert.deepEqual(cost.lines.map(({ amount }) => amount), ["1", null]);
  assert.ok(cost.warnings.some(({ code }) => code === "unpriced"));
});

test("nothing used costs nothing", () => {
  const cost = price("openai/gpt-5.5", {});
  assert.deepEqual([cost.total, cost.picoUsd, cost.lines], ["0", "0", []]);
});

test("fifteen turns without a cache on GPT-5.5", async () => {
  const talk = {
    model: "openai/gpt-5.5", date, turns: 15, cache: false,
    system: { tokens: 4_000 }, user: { tokens: 1_000 }, output: { tokens: 500 },
  };
  const answer = await fb.simulate(talk);
  assert.equal(answer.turns.length, 15);
  const last = answer.turns[14];
  assert.deepEqual([last.turn, last.prompt], [15, 26_000]);
  assert.deepEqual(last.usage, { input: 26_000, cacheRead: 0, cacheWrite: 0, output: 500 });
  assert.deepEqual(last.sent, { system: 4_000, tools: 0, userHistory: 14_000, outputHistory: 7_000, user: 1_000 });
  assert.deepEqual(answer.usage, { input: 232_500, cacheRead: 0, cacheWrite: 0, output: 7_500 });
  // 232,500 × $5 + 7,500 × $30 per million.
  assert.equal(answer.cost.total, "1.3875");
  assert.deepEqual([answer.cost.low, answer.cost.high, answer.cost.picoUsd], ["1.3875", "1.3875", "1387500000000"]);
  assert.deepEqual(answer.cost.lines.map(({ bucket, tokens, amount }) => [bucket, tokens, amount]), [
    ["input", 232_500, "1.1625"],
    ["output", 7_500, "0.225"],
  ]);
  assert.equal(answer.method, "exact");
  assert.equal(answer.fit.fullest, 26_500);
  assert.equal(answer.fit.overflowAtTurn, null);

  const lists = { ...talk, turns: undefined, user: Array(15).fill({ tokens: 1_000 }), output: Array(15).fill({ tokens: 500 }) };
  assert.deepEqual(await fb.simulate(lists), answer);
});

test("an explicit cache: three turns on Opus 5", async () => {
  const answer = await fb.simulate({
    model: "anthropic/claude-opus-5", date, cache: true,
    system: { tokens: 4_000 }, user: Array(3).fill({ tokens: 1_000 }), output: { tokens: 500 },
  });
  // Each prompt reads what the one before wrote, and writes what is new: 1,000 of the user, 500 of the answer before.
  assert.deepEqual(answer.turns.map(({ usage }) => usage), [
    { input: 0, cacheRead: 0, cacheWrite: 5_000, output: 500 },
    { input: 0, cacheRead: 5_000, cacheWrite: 1_500, output: 500 },
    { input: 0, cacheRead: 6_500, cacheWrite: 1_500, output: 500 },
  ]);
  // 11,500 × $0.50 + 8,000 × $6.25 + 1,500 × $25 per million.
  assert.equal(answer.cost.total, "0.09325");
});

test("a price of another day", () => {
  const retired = fb.models().find(({ retires }) => retires !== null && retires <= date);
  const cost = price(retired.id, { input: 1_000_000 });
  assert.ok(cost.warnings.some(({ code }) => code === "model_retired"), JSON.stringify(cost.warnings));
  // Without a date it is today's.
  const today = new Date();
  const iso = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  const usage = { input: 7 };
  assert.deepEqual(fb.price({ model: "openai/gpt-5.5", usage }), fb.price({ model: "openai/gpt-5.5", usage, date: iso }));
});
