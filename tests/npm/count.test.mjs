// Counts of real text, against a tokenizer that we did not write: npm gpt-tokenizer 4.0.0.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import test from "node:test";
import * as cl100k from "gpt-tokenizer/encoding/cl100k_base";
import * as o200k from "gpt-tokenizer/encoding/o200k_base";
import { Farebox, ROOT, read, refusal } from "./support.mjs";

const fb = await Farebox.load();
// Text that spells a special token is ordinary text.
const ORDINARY = { allowedSpecial: new Set(), disallowedSpecial: new Set() };
const THEIRS = {
  o200k_base: (text) => o200k.countTokens(text, ORDINARY),
  cl100k_base: (text) => cl100k.countTokens(text, ORDINARY),
};

const LANGUAGES = readdirSync(new URL("tests/data/udhr/", ROOT)).map((name) => [name, read(`tests/data/udhr/${name}`)]);
const CODE = ["src/money.rs", "src/app/offers.rs", "www/npm/index.js", "www/npm/index.d.ts", "www/farebox.css", "pricing/openai.toml", "package-lock.json"]
  .map((name) => [name, read(name)]);
const ODD = Object.entries({
  empty: "",
  space: " ",
  lines: "\n\n\r\n\t  \n",
  special: "before <|endoftext|> after <|im_start|>",
  emoji: "👩‍👩‍👧‍👦 🇩🇪 🏴‍☠️ é́́́",
  digits: "3.14159265358979323846 1234567890 007",
  endless: "a".repeat(20_000),
  mixed: "naïve Übergröße — 你好，世界 مرحبا \u0000\u0007 שלום".repeat(50),
});

test("there is enough to compare", () => {
  assert.ok(LANGUAGES.length >= 40, `${LANGUAGES.length} languages`);
});

for (const [tokenizer, theirs] of Object.entries(THEIRS)) {
  test(`${tokenizer} counts as gpt-tokenizer does`, async () => {
    for (const [name, text] of [...LANGUAGES, ...CODE, ...ODD]) {
      const tokens = theirs(text);
      const count = await fb.count(text, { tokenizer });
      assert.deepEqual(count, { tokens, low: tokens, high: tokens, method: "exact", tokenizer }, name);
    }
  });
}

test("a model counts by its own tokenizer", async () => {
  const text = read("tests/data/udhr/eng.txt");
  const tokens = THEIRS.o200k_base(text);
  assert.deepEqual(await fb.count(text, { model: "openai/gpt-5.5" }), {
    tokens, low: tokens, high: tokens, method: "exact", tokenizer: "o200k_base",
  });
  // The provider has not published that GPT-6 counts so.
  assert.deepEqual(await fb.count(text, { model: "openai/gpt-6-sol" }), {
    tokens, low: tokens, high: tokens, method: "estimated", tokenizer: "o200k_base",
  });
  for (const [model, tokenizer] of [["anthropic/claude-opus-5", "claude-2026"], ["google/gemini-3.5-flash", "gemini"]]) {
    const count = await fb.count(text, { model });
    assert.equal(count.method, "estimated");
    assert.equal(count.tokenizer, tokenizer);
    assert.ok(count.low < count.tokens && count.tokens < count.high, JSON.stringify(count));
    assert.ok(count.tokens > tokens, `${tokenizer} gives ${count.tokens}, o200k ${tokens}`);
    assert.deepEqual(await fb.count(text, { tokenizer }), count);
  }
});

test("half of a surrogate pair counts as the replacement character", async () => {
  const tokenizer = "o200k_base";
  for (const broken of ["\ud800", "a\udc00b", "\udc00\ud800", `${"x".repeat(1000)}\ud83d`]) {
    const { tokens } = await fb.count(broken, { tokenizer });
    assert.equal(tokens, THEIRS.o200k_base(broken.toWellFormed?.() ?? broken.replace(/[\ud800-\udfff]/g, "\ufffd")));
  }
});

test("5 MB are counted, and every model counts", async () => {
  const text = LANGUAGES.map(([, text]) => text).join("\n").repeat(20).slice(0, 5_000_000);
  const { tokens } = await fb.count(text, { tokenizer: "o200k_base" });
  assert.equal(tokens, THEIRS.o200k_base(text));
  for (const { id, tokenizer } of fb.models()) {
    if (tokenizer.method === null) {
      assert.equal((await refusal(() => fb.count("What does this cost?", { model: id }))).code, "no_tokenizer");
      continue;
    }
    const count = await fb.count("What does this cost?", { model: id });
    assert.ok(count.low <= count.tokens && count.tokens <= count.high && count.tokens > 0, id);
    assert.equal(count.method, tokenizer.method, id);
  }
});

test("texts of a conversation are counted for its model", async () => {
  const [system, tools, user, output] = ["eng", "deu", "fra", "jpn"].map((name) => read(`tests/data/udhr/${name}.txt`));
  const [s, t, u, o] = [system, tools, user, output].map(THEIRS.o200k_base);
  const answer = await fb.simulate({ model: "openai/gpt-5.5", system, tools, user: [user, { tokens: 7 }, user], output: [output, "", output] });
  assert.deepEqual(answer.turns.map(({ prompt }) => prompt), [s + t + u, s + t + u + o + 7, s + t + u + o + 7 + u]);
  assert.deepEqual(answer.turns.map(({ usage }) => usage.output), [o, 0, o]);
  assert.equal(answer.system.tokens, s);
  assert.equal(answer.tools.tokens, t);
  assert.equal(answer.method, "exact");

  const claude = await fb.simulate({ model: "anthropic/claude-opus-5", system, user, output, turns: 4 });
  assert.equal(claude.method, "estimated");
  const [low, total, high] = [claude.cost.low, claude.cost.total, claude.cost.high].map(Number);
  assert.ok(low < total && total < high, `${low} ${total} ${high}`);
  const counted = await fb.count(system, { model: "anthropic/claude-opus-5" });
  assert.deepEqual(claude.system, counted);
});
