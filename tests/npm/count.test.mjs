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
  const claude = await fb.count(text, { model: "anthropic/claude-opus-5" });
  assert.equal(claude.method, "estimated");
  assert.equal(claude.tokenizer, "claude-2026");
  assert.ok(claude.low < claude.tokens && claude.tokens < claude.high, JSON.stringify(claude));
  assert.ok(claude.tokens > tokens, `Claude's estimate is ${claude.tokens}, o200k ${tokens}`);
  assert.deepEqual(await fb.count(text, { tokenizer: "claude-2026" }), claude);
  // Google's own client counts so.
  const gemini = await fb.count(text, { model: "google/gemini-3.5-flash" });
  assert.equal(gemini.method, "exact");
  assert.deepEqual(await fb.count(text, { tokenizer: "gemma4" }), gemini);
});

test("every public tokenizer counts", async () => {
  const ids = [
    "o200k_base", "o200k_harmony", "cl100k_base", "p50k_base", "r50k_base", "gemma3", "gemma4", "deepseek", "qwen3", "qwen3.5", "llama3", "llama4",
    "tekken", "mistral3", "kimi", "kimi_k3", "glm4", "glm5", "minimax", "claude2",
  ];
  const listed = fb.tokenizers().filter(({ method }) => method === "exact").map(({ id }) => id);
  assert.deepEqual(listed.toSorted(), ids.toSorted());
  for (const tokenizer of ids) {
    const one = await fb.count("What does this cost?", { tokenizer });
    assert.equal(one.method, "exact");
    assert.ok(one.tokens >= 5 && one.tokens <= 6, `${tokenizer}: ${one.tokens}`);
  }
});

test("Unicode forms come from the platform", async () => {
  for (const tokenizer of ["qwen3", "qwen3.5", "minimax", "claude2"]) {
    const [one, other] = [await fb.count("Café à l'été", { tokenizer }), await fb.count("Cafe\u0301 a\u0300 l'e\u0301te\u0301", { tokenizer })];
    assert.deepEqual(one, other, tokenizer);
  }
  const wide = await fb.count("Ｗｉｄｅ ﬁ", { tokenizer: "claude2" });
  assert.deepEqual(wide, await fb.count("Wide fi", { tokenizer: "claude2" }));
});

test("special tokens count one each where asked", async () => {
  const text = "<|endoftext|>";
  assert.equal((await fb.count(text, { tokenizer: "o200k_base" })).tokens, 7);
  assert.equal((await fb.count(text, { tokenizer: "o200k_base", special: true })).tokens, 1);
  assert.equal((await fb.count(text, { model: "openai/gpt-5.5", special: true })).tokens, 1);
  // Two marks of Kimi K2's and one of K3's, each with a word behind it.
  const kimi = "<|im_user|>user<|im_middle|>Hi<|open|>Hi";
  const [k2, k3] = await Promise.all(["kimi", "kimi_k3"].map(async (tokenizer) => (await fb.count(kimi, { tokenizer, special: true })).tokens));
  const open = (await fb.count("Hi<|open|>Hi", { tokenizer: "kimi" })).tokens;
  assert.equal(k2, 3 + open);
  assert.equal(k3, (await fb.count("<|im_user|>user<|im_middle|>Hi", { tokenizer: "kimi" })).tokens + 2);
  const simulated = await fb.simulate({ model: "openai/gpt-5.5", user: text, special: true });
  assert.equal(simulated.turns[0].prompt, 1);
  assert.equal((await fb.count("<table>", { tokenizer: "gemma3" })).tokens, 1);
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
