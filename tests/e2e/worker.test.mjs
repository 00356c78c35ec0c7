// The counting worker on its own: its protocol, its packs, and what can go wrong with them.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import test from "node:test";
import * as gptCl100k from "gpt-tokenizer/encoding/cl100k_base";
import * as gptO200k from "gpt-tokenizer/encoding/o200k_base";
import { LONG, openPage } from "./support/browser.mjs";
import { startEngine } from "./support/engine.mjs";
import { host, SITE_FOLDER } from "./support/host.mjs";

const BOTH = ["o200k_base", "cl100k_base"];
const TEXT = "Tokens are counted where they are typed: здесь, 这里, ここ, 🚏.\n\tfn main() { println!(\"{}\", 1_000_000); }\n".repeat(50);

// What spells a special token is ordinary text here.
const ordinary = { disallowedSpecial: new Set() };
const o200k = (text) => gptO200k.countTokens(text, ordinary);
const cl100k = (text) => gptCl100k.countTokens(text, ordinary);

/**
 * An empty page of the site, so that no other worker shares its cache or its requests, and a worker.
 * `fault` is that of `host`; `before` runs in the worker first.
 */
async function lonely(t, { fault = () => undefined, before = "" } = {}) {
  const html = await readFile(`${SITE_FOLDER}index.html`, "utf8");
  const head = html.match(/<base[^>]*>|<meta name="farebox-engine"[^>]*>/g).join("");
  const loader = (await readdir(SITE_FOLDER)).find((name) => /^engine-.*_loader\.js$/.test(name));
  const loading = `${before};\n${await readFile(SITE_FOLDER + loader, "utf8")}`;
  const server = await host(t, (path) => {
    if (path === "/lonely.html") return { body: `<!doctype html><title>lonely</title>${head}<link rel="icon" href="data:,">` };
    if (path === `/${loader}`) return { body: loading };
    return fault(path);
  });
  const { page, context, watch } = await openPage(t);
  await page.goto(`${server.address}lonely.html`);
  return { server, page, context, watch, engine: await startEngine(page) };
}

const isPack = (path) => path.startsWith("/vocab/");
const packs = (server) => server.asked.filter(isPack);
const text = (id, text, rest = {}) => ({ type: "count", id, slot: 0, text, tokenizers: BOTH, ...rest });

test("counts are those of another implementation, exact, in the order asked", async (t) => {
  const { engine } = await lonely(t);
  const reply = await engine.ask(text(1, TEXT));
  assert.equal(reply.type, "counted");
  assert.deepEqual(reply.troubles, []);
  const expected = [o200k(TEXT), cl100k(TEXT)].map((tokens, place) => ({
    tokens, low: tokens, high: tokens, method: "exact", tokenizer: BOTH[place],
  }));
  assert.deepEqual(reply.counts, expected);
  const loading = (await engine.replies()).filter(({ type }) => type === "loading");
  assert.deepEqual(loading.map(({ tokenizer }) => tokenizer), BOTH);
});

test("generated texts count as another implementation counts them, in WebAssembly as natively", async (t) => {
  const { engine } = await lonely(t);
  const random = generator(20261122);
  const texts = Array.from({ length: LONG ? 10_000 : 1_000 }, () => generated(random));
  const requests = texts.map((text, id) => ({ type: "count", id, slot: id, text, tokenizers: BOTH }));
  const replies = await engine.burst(requests);
  const counted = new Map(replies.filter(({ type }) => type === "counted").map(({ id, counts }) => [id, counts]));
  for (const [id, text] of texts.entries()) {
    assert.deepEqual(counted.get(id).map(({ tokens }) => tokens), [o200k(text), cl100k(text)], JSON.stringify(text));
  }
});

/** Numbers from 0 up to `below`, the same every time for a seed (xorshift). */
function generator(seed) {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const SIGNS = "!?.,;:/\\{}[]()<>=+-*&|^%$#@~`\"_";

/** Up to eighty pieces of the kinds that tokenizers cut differently. */
function generated(random) {
  const kinds = [
    () => " ".repeat(random(6)),
    () => "\n\r\t\u00a0\u3000\u2028"[random(6)],
    () => String(random(1_000_000)),
    () => "'s 't 'RE 'll 'Ve 'm".split(" ")[random(6)],
    () => ["Hello", "wORLD", "naïve", "ΑΒγ", "приветМир", "مرحبا", "नमस्ते", "日本語", "한국어", "ไทย"][random(10)],
    () => ["🚏", "👩‍👩‍👧‍👦", "e\u0301", "🇩🇪", "\u200d", "ﬁ", "İ", "\u{10ffff}"][random(8)],
    () => SIGNS[random(SIGNS.length)].repeat(1 + random(3)),
    () => String.fromCodePoint(32 + random(0xd7ff - 32)),
    () => "<|endoftext|>".slice(random(13)),
  ];
  return Array.from({ length: random(80) }, () => kinds[random(kinds.length)]()).join("");
}

test("an empty text has no tokens", async (t) => {
  const { engine } = await lonely(t);
  const { counts } = await engine.ask(text(1, ""));
  assert.deepEqual(counts.map(({ tokens }) => tokens), [0, 0]);
});

test("half a character counts as the replacement character that a host would receive", async (t) => {
  const { engine } = await lonely(t);
  const { counts } = await engine.ask(text(1, "a\ud83d b\udc00"));
  assert.equal(counts[0].tokens, o200k("a\ufffd b\ufffd"));
});

test("five megabytes are counted, and the worker lives on", async (t) => {
  const { engine } = await lonely(t);
  const size = 5_000_000;
  const large = TEXT.repeat(Math.ceil(size / TEXT.length)).slice(0, size);
  const start = performance.now();
  const { counts } = await engine.ask(text(1, large));
  t.diagnostic(`${Math.round(performance.now() - start)} ms with packs and transport`);
  assert.equal(counts[0].tokens, o200k(large));
  // One word of a megabyte: naive merging would take minutes.
  const word = await engine.ask(text(2, "x".repeat(1_000_000)));
  assert.equal(word.type, "counted");
  assert.equal((await engine.ask(text(3, "still here"))).counts[0].tokens, o200k("still here"));
});

test("of a burst for one slot the newest is counted; other slots are not touched", async (t) => {
  const { engine } = await lonely(t);
  await engine.ask(text(1, "warm"));
  // While the worker reads this one, all others arrive.
  const long = text(2, TEXT.repeat(1_000), { slot: 9 });
  const burst = Array.from({ length: 200 }, (_, typed) => text(100 + typed, "a".repeat(typed + 1)));
  const other = text(50, "another field", { slot: 7 });
  const replies = await engine.burst([long, other, ...burst]);
  const answers = replies.filter(({ id }) => id >= 50);
  assert.equal(answers.length, 201, "every request is answered once");
  const counted = answers.filter(({ type }) => type === "counted").map(({ id }) => id);
  assert.deepEqual([counted.includes(50), counted.at(-1)], [true, 299]);
  // One each; room for a machine that holds up the page in the middle of the burst.
  assert.ok(counted.length <= 10, `${counted.length} of 201 were counted`);
  const failed = answers.filter(({ type }) => type === "failed");
  assert.ok(failed.every(({ code }) => code === "superseded"));
});

test("a text may come as its bytes", async (t) => {
  const { engine } = await lonely(t);
  const asText = await engine.ask(text(1, TEXT));
  const asBytes = await engine.ask({ ...text(2, ""), text: new TextEncoder().encode(TEXT) });
  assert.deepEqual(asBytes.counts, asText.counts);
  assert.equal(asBytes.counts[0].tokens, o200k(TEXT));
});

test("what is no request fails with a code, and the worker lives on", async (t) => {
  const { engine } = await lonely(t);
  const wrong = [
    [{ id: 1 }, "request_malformed"],
    [{ type: "count", id: 2, text: 5, tokenizers: [] }, "request_malformed"],
    [{ type: "count", id: 9, text: "x", tokenizers: [], special: 1 }, "request_malformed"],
    [{ type: "count", id: 10, text: new Uint8Array([0x61, 0xff]), tokenizers: [] }, "request_malformed"],
    [{ type: "count", id: 3, text: "x", tokenizers: ["no_such_base"] }, "unknown_tokenizer"],
  ];
  for (const [request, code] of wrong) {
    const reply = await engine.ask(request);
    assert.equal(reply.type, "failed");
    assert.equal(reply.code, code);
    assert.ok(reply.message.length > 20);
  }
  assert.equal((await engine.ask(text(4, "fine"))).type, "counted");
});

test("a pack that cannot be fetched is named, estimated meanwhile, and tried again", async (t) => {
  let down = true;
  const { engine } = await lonely(t, {
    fault: (path) => (down && path.includes("o200k_base") ? { status: 503 } : undefined),
  });
  const first = await engine.ask(text(1, TEXT));
  assert.deepEqual(first.troubles.map(({ tokenizer, code }) => [tokenizer, code]), [["o200k_base", "pack_unreachable"]]);
  assert.match(first.troubles[0].message, /503/);
  assert.deepEqual(first.counts.map(({ method }) => method), ["estimated", "exact"]);
  down = false;
  const second = await engine.ask(text(2, TEXT));
  assert.deepEqual(second.troubles, []);
  assert.equal(second.counts[0].tokens, o200k(TEXT));
  assert.equal(second.counts[0].method, "exact");
});

test("a connection that breaks is a pack that cannot be fetched", async (t) => {
  const { engine } = await lonely(t, {
    fault: (path) => (isPack(path) ? { cut: true } : undefined),
  });
  const { troubles } = await engine.ask(text(1, TEXT));
  assert.deepEqual(troubles.map(({ code }) => code), ["pack_unreachable", "pack_unreachable"]);
});

test("a damaged pack is refused, whether cut short or changed in one byte", async (t) => {
  const names = await readdir(`${SITE_FOLDER}vocab`);
  const damaged = await readFile(`${SITE_FOLDER}vocab/${names.find((name) => name.startsWith("o200k_base"))}`);
  damaged[damaged.length >> 1] ^= 1;
  const { engine, server } = await lonely(t, {
    fault: (path) => {
      if (path.includes("o200k_base")) return { body: damaged };
      return path.includes("cl100k_base") ? { body: "<!doctype html>" } : undefined;
    },
  });
  const { troubles } = await engine.ask(text(1, TEXT));
  assert.deepEqual(troubles.map(({ code }) => code), ["pack_corrupt", "pack_corrupt"]);
  assert.match(troubles[0].message, /sha256/);
  assert.match(troubles[1].message, /15 bytes instead of/);
  assert.equal(packs(server).length, 4, "each was asked of the host a second time");
});

test("packs are fetched once: a later worker takes them from the cache", async (t) => {
  const { engine, page, server } = await lonely(t);
  await engine.ask(text(1, TEXT));
  assert.equal(packs(server).length, 2);
  const again = await startEngine(page);
  assert.equal((await again.ask(text(1, TEXT))).counts[0].tokens, o200k(TEXT));
  assert.equal(packs(server).length, 2);
});

test("a cache that was tampered with is repaired", async (t) => {
  const { engine, page, server } = await lonely(t);
  await engine.ask(text(1, TEXT));
  await page.evaluate(async () => {
    const cache = await caches.open("farebox-vocab-v1");
    for (const request of await cache.keys()) await cache.put(request, new Response("rubbish"));
  });
  const again = await startEngine(page);
  const reply = await again.ask(text(1, TEXT));
  assert.deepEqual(reply.troubles, []);
  assert.equal(reply.counts[0].tokens, o200k(TEXT));
  assert.equal(packs(server).length, 4);
});

for (const [missing, before] of [
  ["storage is forbidden", "Object.defineProperty(self, 'caches', { get() { throw new DOMException('denied', 'SecurityError'); } })"],
  ["storage is missing", "Object.defineProperty(self, 'caches', { value: undefined })"],
  ["storage is full", "CacheStorage.prototype.open = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))"],
  ["there is no SubtleCrypto", "Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })"],
]) {
  test(`where ${missing}, counting works`, async (t) => {
    const { engine } = await lonely(t, { before });
    const reply = await engine.ask(text(1, TEXT));
    assert.deepEqual(reply.troubles, []);
    assert.equal(reply.counts[0].tokens, o200k(TEXT));
  });
}

test("a browser that cannot unpack says so", async (t) => {
  const { engine } = await lonely(t, { before: "delete self.DecompressionStream" });
  const { troubles } = await engine.ask(text(1, TEXT));
  assert.deepEqual(troubles.map(({ code }) => code), ["pack_no_decompression", "pack_no_decompression"]);
});

test("what can be counted is told at once, and again with each pack that comes", async (t) => {
  const { engine } = await lonely(t, { fault: (path) => (path.includes("cl100k") ? { delay: 600 } : undefined) });
  const first = engine.ask(text(1, TEXT));
  const known = async () => (await engine.replies()).filter(({ id }) => id === 1);
  const soFar = (reply) => [reply.more, ...reply.counts.map(({ method }) => method), ...reply.troubles.map(({ tokenizer, code }) => `${tokenizer} ${code}`)];
  await first;
  const answers = await known();
  assert.deepEqual(answers.map(soFar), [
    [true, "estimated", "estimated", "o200k_base pack_not_loaded", "cl100k_base pack_not_loaded"],
    [true, "exact", "estimated", "cl100k_base pack_not_loaded"],
    [false, "exact", "exact"],
  ]);
  assert.equal(answers[1].counts[0].tokens, o200k(TEXT));
  assert.equal(answers[2].counts[1].tokens, cl100k(TEXT));
});

test("while a pack is on its way, what needs no other is counted, and what fails does not end the rest", async (t) => {
  const { engine } = await lonely(t, {
    fault: (path) => {
      if (path.includes("cl100k")) return { delay: 800 };
      return path.includes("gemma4") ? { status: 404 } : undefined;
    },
  });
  await engine.ask({ ...text(1, "warm"), tokenizers: ["o200k_base"] });
  const first = engine.ask({ ...text(2, TEXT), tokenizers: ["gemma4", "cl100k_base", "o200k_base"] });
  const other = await engine.ask({ ...text(3, "typed meanwhile"), slot: 1, tokenizers: ["o200k_base"] });
  assert.equal(other.counts[0].tokens, o200k("typed meanwhile"));
  assert.ok(!(await engine.replies()).some(({ id, more }) => id === 2 && !more), "the other was counted meanwhile");
  const { counts, troubles } = await first;
  assert.deepEqual(troubles.map(({ tokenizer, code }) => [tokenizer, code]), [["gemma4", "pack_unreachable"]]);
  assert.deepEqual(counts.slice(1).map(({ tokens }) => tokens), [cl100k(TEXT), o200k(TEXT)]);
});

test("a pack on its way does not hold up what was typed since", async (t) => {
  const { engine } = await lonely(t, { fault: (path) => (isPack(path) ? { delay: 400 } : undefined) });
  const first = engine.ask(text(1, "the text as it was"));
  await new Promise((later) => setTimeout(later, 150));
  const second = await engine.ask(text(2, "the text as it is"));
  assert.equal((await first).code, "superseded");
  assert.equal(second.counts[0].tokens, o200k("the text as it is"));
});
