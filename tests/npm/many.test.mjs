// countMany: the same counts as count, in order, in bounded memory, and gone when it is left.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import test from "node:test";
import { Farebox, FareboxError, ROOT, read, refusal } from "./support.mjs";

const fb = await Farebox.load();
const TOKENIZER = { tokenizer: "o200k_base" };
const PARTS = readdirSync(new URL("tests/data/udhr/", ROOT)).flatMap((name) => read(`tests/data/udhr/${name}`).split("\n"));

async function all(counts) {
  const found = [];
  for await (const count of counts) found.push(count);
  return found;
}

/** How many threads this process has: those of workers come and go. */
async function workers() {
  const { readdirSync } = await import("node:fs");
  return process.platform === "linux" ? readdirSync("/proc/self/task").length : undefined;
}

for (const workers of [undefined, 0, 1, 3]) {
  test(`thousands of texts, in order, with ${workers ?? "the default"} workers`, async () => {
    const expected = [];
    for (const text of PARTS) expected.push(await fb.count(text, TOKENIZER));
    assert.ok(PARTS.length > 3_000, `${PARTS.length}`);
    const options = workers === undefined ? TOKENIZER : { ...TOKENIZER, workers };
    assert.deepEqual(await all(fb.countMany(PARTS, options)), expected);
  });
}

test("estimates, and packs that stand on others, come from workers as from here", async () => {
  for (const options of [{ model: "anthropic/claude-opus-5" }, { tokenizer: "p50k_base" }]) {
    const [one, other] = PARTS.filter((text) => text.length > 100);
    const here = [await fb.count(one, options), await fb.count(other, options)];
    assert.deepEqual(await all(fb.countMany([one, other], options)), here);
  }
});

test("every kind of source: lists, sets, generators, async ones, streams, promises in a list", async () => {
  const { Readable } = await import("node:stream");
  const texts = ["Tokens are not words.", "", "a"];
  const sources = {
    list: texts,
    set: new Set(texts),
    generator: (function* () { yield* texts; })(),
    async: (async function* () { for (const text of texts) { await null; yield text; } })(),
    stream: Readable.from(texts),
    promises: texts.map((text) => Promise.resolve(text)),
    iterator: { [Symbol.iterator]: () => texts[Symbol.iterator]() },
  };
  for (const [name, source] of Object.entries(sources)) {
    const counts = await all(fb.countMany(source, TOKENIZER));
    assert.deepEqual(counts.map(({ tokens }) => tokens), [5, 0, 1], name);
  }
  assert.deepEqual(await all(fb.countMany([], TOKENIZER)), []);
});

test("a source that waits for each answer gets it", async () => {
  let answered = 0;
  async function* patient() {
    for (let number = 0; number < 20; number++) {
      while (answered < number) await new Promise((soon) => setImmediate(soon));
      yield `text number ${number}`;
    }
  }
  for await (const count of fb.countMany(patient(), TOKENIZER)) {
    assert.ok(count.tokens > 0);
    answered += 1;
  }
  assert.equal(answered, 20);
});

test("a source without end is taken only a little ahead, and left when the loop is", async () => {
  const before = await workers();
  let taken = 0;
  let closed = false;
  function* endless() {
    try {
      for (;;) yield `text number ${taken++}`;
    } finally {
      closed = true;
    }
  }
  let seen = 0;
  for await (const { tokens } of fb.countMany(endless(), { ...TOKENIZER, workers: 2 })) {
    assert.ok(tokens > 0);
    assert.ok(taken - seen <= 2 * 128 + 1, `${taken} taken, ${seen} answered`);
    if (++seen === 5_000) break;
  }
  assert.ok(closed);
  if (before !== undefined) {
    const deadline = Date.now() + 20_000;
    while ((await workers()) > before + 1 && Date.now() < deadline) await new Promise((soon) => setTimeout(soon, 20));
    assert.ok((await workers()) <= before + 1, `${await workers()} threads after, ${before} before`);
  }
});

test("large texts are not all held at once", async () => {
  const large = "word ".repeat(1_000_000);
  let taken = 0;
  let most = 0;
  let seen = 0;
  function* texts() {
    for (; taken < 12; taken++) {
      most = Math.max(most, taken - seen);
      yield large;
    }
  }
  for await (const { tokens } of fb.countMany(texts(), { ...TOKENIZER, workers: 2 })) {
    assert.ok(tokens >= 1_000_000);
    seen += 1;
  }
  assert.equal(seen, 12);
  // 16 million characters are held at most, and what was answered but not fetched counts as none.
  assert.ok(most <= 8, `${most} texts of five megabytes ahead`);
});

test("the first text that cannot be counted ends it, in order", async () => {
  const texts = [...PARTS.slice(0, 300), 5, ...PARTS.slice(300, 400), null];
  const seen = [];
  const error = await refusal(async () => {
    for await (const count of fb.countMany(texts, TOKENIZER)) seen.push(count);
  });
  assert.equal(seen.length, 300);
  assert.equal(error.code, "bad_argument");
  assert.match(error.message, /texts\[300\].*number/);
});

test("with errors: yield each error stands in its text's place", async () => {
  for (const workers of [2, 0]) {
    const huge = "x".repeat(2 ** 25 + 1);
    const found = await all(fb.countMany(["a", undefined, huge, "b"], { ...TOKENIZER, workers, errors: "yield" }));
    assert.deepEqual(found.map((it) => (it instanceof FareboxError ? it.code : it.tokens)), [1, "bad_argument", "text_too_large", 1]);
    assert.match(found[2].message, /^texts\[2\]: .*33554432/);
  }
});

test("an error of the source itself comes in its place", async () => {
  const broken = new Error("the disk is gone");
  function* source() {
    yield "a";
    yield "b";
    throw broken;
  }
  const seen = [];
  await assert.rejects(async () => {
    for await (const { tokens } of fb.countMany(source(), TOKENIZER)) seen.push(tokens);
  }, (error) => error === broken);
  assert.deepEqual(seen, [1, 1]);
});

test("a signal ends it with its reason, before, during, and while the source keeps silent", async () => {
  const why = new Error("enough");
  await assert.rejects(all(fb.countMany(["a"], { ...TOKENIZER, signal: AbortSignal.abort(why) })), (error) => error === why);

  const during = new AbortController();
  let seen = 0;
  await assert.rejects(async () => {
    for await (const _ of fb.countMany(PARTS, { ...TOKENIZER, signal: during.signal })) if (++seen === 10) during.abort(why);
  }, (error) => error === why);
  assert.equal(seen, 10);

  const silent = new AbortController();
  const never = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
  setTimeout(() => silent.abort(why), 50);
  await assert.rejects(all(fb.countMany(never, { ...TOKENIZER, signal: silent.signal })), (error) => error === why);
});

test("what is wrong with the question is said before any text is taken", async () => {
  let taken = 0;
  function* source() { taken += 1; yield "a"; }
  const cases = [
    [source(), undefined, "bad_argument", "options"],
    [source(), null, "bad_argument", "options"],
    [source(), {}, "bad_argument", "neither"],
    [source(), { ...TOKENIZER, workers: -1 }, "bad_argument", "workers"],
    [source(), { ...TOKENIZER, workers: 1.5 }, "bad_argument", "workers"],
    [source(), { ...TOKENIZER, workers: 65 }, "bad_argument", "workers"],
    [source(), { ...TOKENIZER, workers: "2" }, "bad_argument", "workers"],
    [source(), { ...TOKENIZER, errors: "ignore" }, "bad_argument", "errors"],
    [source(), { ...TOKENIZER, signal: {} }, "bad_argument", "signal"],
    [source(), { ...TOKENIZER, worker: 2 }, "bad_argument", "worker"],
    [source(), { tokenizer: "o300k_base" }, "unknown_tokenizer", "o300k_base"],
    [source(), { model: "nobody/nothing" }, "unknown_model", "nobody"],
    ["one text", TOKENIZER, "bad_argument", "texts", "one text"],
    [undefined, TOKENIZER, "bad_argument", "texts"],
    [5, TOKENIZER, "bad_argument", "texts"],
    [{}, TOKENIZER, "bad_argument", "texts"],
  ];
  for (const [texts, options, code, ...parts] of cases) {
    const error = await refusal(() => all(fb.countMany(texts, options)));
    assert.equal(error.code, code, error.message);
    for (const part of parts) assert.ok(error.message.includes(part), error.message);
  }
  assert.equal(taken, 0);
});

test("two at once, and one left half way, do not disturb each other", async () => {
  const [one, two] = await Promise.all([
    all(fb.countMany(PARTS.slice(0, 500), TOKENIZER)),
    all(fb.countMany(PARTS.slice(0, 500), { model: "anthropic/claude-opus-5" })),
    (async () => { for await (const _ of fb.countMany(PARTS, TOKENIZER)) break; })(),
  ]);
  assert.equal(one.length, 500);
  assert.ok(two.every(({ method }) => method === "estimated"));
});
