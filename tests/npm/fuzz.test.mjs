// Whatever comes in, the engine answers or refuses with a code; it never traps, and it works afterwards.

import assert from "node:assert/strict";
import test from "node:test";
import { Farebox, assertRefusal } from "./support.mjs";

const fb = await Farebox.load();
const GPT = "openai/gpt-5.5";

/** A fresh one each time: some change when they are read. */
const HOSTILE = {
  undefined: () => undefined,
  null: () => null,
  NaN: () => NaN,
  infinity: () => -Infinity,
  "-0": () => -0,
  "-1": () => -1,
  1.5: () => 1.5,
  "1e300": () => 1e300,
  "2^53": () => 2 ** 53,
  BigInt: () => 2n ** 200n,
  true: () => true,
  false: () => false,
  "empty text": () => "",
  text: () => "openai/gpt-5.5",
  "lone surrogate": () => "\ud800",
  "5 MB": () => "0123456789".repeat(500_000),
  "nul and controls": () => "\u0000\u0001\uffff",
  symbol: () => Symbol("x"),
  "symbol key": () => ({ [Symbol("x")]: 1 }),
  function: () => () => 1,
  class: () => class {},
  "empty object": () => ({}),
  "no prototype": () => Object.create(null),
  "empty list": () => [],
  list: () => [1, [2, [3, [4, [5, [6]]]]]],
  "list of texts": () => ["a", "b"],
  sizes: () => [{ tokens: 1 }, { tokens: 1e15 }],
  "sparse list": () => { const list = []; list.length = 2 ** 32 - 1; return list; },
  "long list": () => new Array(200_000).fill("x"),
  "odd length": () => Object.assign(Object.create(Array.prototype), { length: NaN }),
  "typed array": () => new Uint8Array(1000),
  buffer: () => new ArrayBuffer(8),
  "view of a detached buffer": () => { const bytes = new Uint8Array(8); structuredClone(bytes.buffer, { transfer: [bytes.buffer] }); return bytes; },
  date: () => new Date(),
  "invalid date": () => new Date(NaN),
  map: () => new Map([["model", GPT]]),
  set: () => new Set([1]),
  regexp: () => /x/g,
  error: () => new Error("x"),
  promise: () => Promise.resolve(1),
  boxed: () => new Number(5),
  "boxed text": () => new String("x"),
  cycle: () => { const cycle = { tokens: 1 }; cycle.self = cycle; cycle.usage = cycle; return cycle; },
  "cyclic list": () => { const list = []; list.push(list); return list; },
  deep: () => { let deep = {}; for (let i = 0; i < 20_000; i++) deep = { deep }; return deep; },
  "deep list": () => { let deep = []; for (let i = 0; i < 20_000; i++) deep = [deep]; return deep; },
  wide: () => Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, i])),
  "long name": () => ({ ["k".repeat(5_000_000)]: 1 }),
  "own __proto__": () => JSON.parse('{"__proto__":{"tokens":5},"constructor":1,"toString":2}'),
  "throwing getter": () => ({ get tokens() { throw new Error("from a getter"); } }),
  "getter that throws nothing much": () => ({ get tokens() { throw undefined; } }),
  "getter that throws a proxy": () => ({ get tokens() { throw new Proxy({}, { get() { throw 1; } }); } }),
  "getter that asks again": () => ({ get tokens() { fb.price({ model: GPT, usage: {} }); return 5; } }),
  "getter that asks in a circle": () => { const circle = { model: GPT, get usage() { return fb.price(circle); } }; return circle; },
  "proxy that throws": () => new Proxy({}, { get() { throw new TypeError("get"); }, ownKeys() { throw new TypeError("ownKeys"); } }),
  "proxy that lies": () => new Proxy({}, { ownKeys: () => ["tokens", "model"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }), get: () => 1n }),
  "proxy of a list": () => new Proxy([1, 2], { get(target, key) { if (key === "length") throw new Error("length"); return target[key]; } }),
  "list of a length that grows": () => { let length = 1; return new Proxy([], { get: (_, key) => (key === "length" ? length++ : "x") }); },
  "revoked proxy": () => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; },
  "revoked list": () => { const { proxy, revoke } = Proxy.revocable([], {}); revoke(); return proxy; },
  "unprintable": () => ({ toString() { throw 1; }, [Symbol.toPrimitive]() { throw 1; }, tokens: 1 }),
  global: () => globalThis,
};

const CALLS = {
  "price()": (it) => fb.price(it),
  "price usage": (it) => fb.price({ model: GPT, usage: it }),
  "price usage.input": (it) => fb.price({ model: GPT, usage: { input: it } }),
  "price usage.unknown": (it) => fb.price({ model: GPT, usage: { unknown: it } }),
  "price model": (it) => fb.price({ model: it, usage: {} }),
  "price date": (it) => fb.price({ model: GPT, date: it, usage: {} }),
  "price tier": (it) => fb.price({ model: GPT, tier: it, usage: {} }),
  "price modifiers": (it) => fb.price({ model: GPT, modifiers: it, usage: {} }),
  "price modifiers.x": (it) => fb.price({ model: GPT, modifiers: { dataResidency: it }, usage: {} }),
  "count text": (it) => fb.count(it, { tokenizer: "o200k_base" }),
  "count options": (it) => fb.count("x", it),
  "count model": (it) => fb.count("x", { model: it }),
  "count tokenizer": (it) => fb.count("x", { tokenizer: it }),
  "simulate()": (it) => fb.simulate(it),
  "simulate model": (it) => fb.simulate({ model: it }),
  "simulate system": (it) => fb.simulate({ model: GPT, system: it }),
  "simulate system.tokens": (it) => fb.simulate({ model: GPT, system: { tokens: it } }),
  "simulate tools": (it) => fb.simulate({ model: GPT, tools: it }),
  "simulate user": (it) => fb.simulate({ model: GPT, user: it }),
  "simulate user[0]": (it) => fb.simulate({ model: GPT, user: [it] }),
  "simulate output": (it) => fb.simulate({ model: "google/gemini-3.5-flash", output: it }),
  "simulate turns": (it) => fb.simulate({ model: GPT, user: { tokens: 1 }, turns: it }),
  "simulate cache": (it) => fb.simulate({ model: GPT, cache: it }),
  "simulate date": (it) => fb.simulate({ model: GPT, date: it }),
  "load options": (it) => Farebox.load(it),
  "load base": (it) => Farebox.load({ base: it }),
};

/** Calls with something hostile; gives whether it was refused. */
async function hold(call, make) {
  try {
    await call(make());
    return false;
  } catch (error) {
    assertRefusal(error);
    return true;
  }
}

/** The engine works as on its first day. */
async function works() {
  assert.equal(fb.price({ model: GPT, date: "2026-11-22", usage: { input: 200_000 } }).total, "1");
  assert.equal((await fb.count("Tokens are not words.", { model: GPT })).tokens, 5);
}

for (const [place, call] of Object.entries(CALLS)) {
  test(`${place} holds against everything`, async () => {
    let refused = 0;
    for (const [name, make] of Object.entries(HOSTILE)) {
      try {
        refused += await hold(call, make);
      } catch (error) {
        error.message = `${name}: ${error.message}`;
        throw error;
      }
    }
    assert.ok(refused > Object.keys(HOSTILE).length / 3, `only ${refused} were refused`);
    await works();
  });
}

test("requests with anything anywhere", async () => {
  const random = generator(2026);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const makers = Object.entries(HOSTILE).filter(([name]) => !/5 MB|wide|long|deep|sparse/.test(name)).map(([, make]) => make);
  const models = fb.models().filter(({ tokenizer }) => tokenizer.method !== null).map(({ id }) => id);
  const part = () => pick([() => "some text", () => ({ tokens: Math.floor(random() * 5_000) }), () => ""])();
  const parts = () => (random() < 0.5 ? part() : Array.from({ length: Math.floor(random() * 4) }, part));
  let answered = 0;
  for (let round = 0; round < 3_000; round++) {
    const request = {
      model: pick(models), system: part(), tools: part(), user: parts(), output: parts(), cache: random() < 0.5,
      ...(random() < 0.5 && { turns: Math.floor(random() * 5) }),
    };
    for (let spoiled = random() < 0.7 ? 1 : 0; spoiled > 0; spoiled--) {
      request[pick([...Object.keys(request), "date", "tier", "modifiers", "x"])] = pick(makers)();
    }
    answered += !(await hold((it) => fb.simulate(it), () => request));
  }
  assert.ok(answered > 500 && answered < 2_900, `${answered} of 3,000 were answered`);
  await works();
});

test("texts of hostile shape are counted in good time", async () => {
  const shapes = {
    "one letter": "a", spaces: " ", "line feeds": "\n", digits: "7", emoji: "👩‍👩‍👧‍👦", accents: "e\u0301\u0301", "no breaks": "ab1-", han: "汉", nul: "\0",
    surrogates: "\ud800", mixed: "é1 汉\n",
  };
  for (const [name, shape] of Object.entries(shapes)) {
    for (const [tokenizer, size] of [["o200k_base", 5e6], ["cl100k_base", 5e5], ["claude-2026", 5e5]]) {
      const text = shape.repeat(size / shape.length);
      // The processor's time: other programs may be at work.
      const before = process.cpuUsage();
      const { tokens } = await fb.count(text, { tokenizer });
      const seconds = process.cpuUsage(before).user / 1e6;
      assert.ok(tokens > 1_000, `${name}: ${tokens}`);
      assert.ok(seconds < 10, `${name} under ${tokenizer} took ${seconds} s`);
    }
  }
  await works();
});

test("the longest text that is taken is counted", async () => {
  // Three bytes a character, and a new kind of content at each: the most memory that a count can need.
  const text = "汉1".repeat(2 ** 24);
  assert.equal(text.length, 2 ** 25);
  const { tokens } = await fb.count(text, { model: "anthropic/claude-opus-5" });
  assert.ok(tokens > 2 ** 24, `${tokens}`);
  await works();
});

test("ten thousand turns", async () => {
  const answer = await fb.simulate({ model: GPT, user: { tokens: 10 }, output: { tokens: 10 }, turns: 10_000, cache: true });
  assert.equal(answer.turns.length, 10_000);
  assert.equal(answer.turns[9_999].prompt, 9_999 * 20 + 10);
  await works();
});

/** A small random generator (mulberry32): the same numbers on every machine. */
function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let it = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    it = (it + Math.imul(it ^ (it >>> 7), 61 | it)) ^ it;
    return ((it ^ (it >>> 14)) >>> 0) / 2 ** 32;
  };
}
