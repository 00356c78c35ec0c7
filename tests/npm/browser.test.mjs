// The package in Chromium, from a host that says the wrong MIME type for wasm.

import assert from "node:assert/strict";
import test from "node:test";
import { NEEDS_CHROMIUM, POLICY, filesOf, openPage } from "./page.mjs";
import { PACKAGE } from "./support.mjs";

const ICON = '<link rel="icon" href="data:,">';
const shipped = filesOf(PACKAGE);
const host = (path) => (path === "/page.html" ? `<!doctype html><title>host</title>${ICON}` : shipped(path));

test("in a browser, under a policy, with files of a wrong kind", NEEDS_CHROMIUM, async (t) => {
  const { page, asked, troubles } = await openPage(t, "/page.html", host);
  const answer = await page.evaluate(async () => {
    const { Farebox, FareboxError } = await import("/index.js");
    const fb = await Farebox.load();
    const based = await Farebox.load({ base: "/" });
    const refused = await fb.count("x", { model: "none" }).catch((error) => error);
    const many = [];
    for await (const { tokens } of fb.countMany(Array(500).fill("Tokens are not words."), { model: "openai/gpt-5.5", workers: 3 })) many.push(tokens);
    return {
      many: [many.length, many.every((tokens) => tokens === 5)],
      o200k: await fb.count("Tokens are not words.", { model: "openai/gpt-5.5" }),
      cl100k: (await based.count("Tokens are not words.", { tokenizer: "cl100k_base" })).method,
      total: fb.price({ model: "anthropic/claude-opus-5", date: "2026-11-22", usage: { input: 50_000, output: 15_000 } }).total,
      refused: [refused instanceof FareboxError, refused.code],
    };
  });
  assert.deepEqual(answer, {
    many: [500, true],
    o200k: { tokens: 5, low: 5, high: 5, method: "exact", tokenizer: "o200k_base" },
    cl100k: "exact",
    total: "0.625",
    refused: [true, "unknown_model"],
  });
  assert.equal(asked.filter((path) => path.endsWith(".wasm")).length, 1);
  assert.deepEqual(troubles, []);
});

test("where a policy forbids workers, countMany says so, and counts without", NEEDS_CHROMIUM, async (t) => {
  const { page } = await openPage(t, "/page.html", host, POLICY.replace("worker-src 'self'", "worker-src 'none'"));
  const answer = await page.evaluate(async () => {
    const { Farebox } = await import("/index.js");
    const fb = await Farebox.load();
    const all = async (options) => {
      const found = [];
      for await (const { tokens } of fb.countMany(["a", "b"], { tokenizer: "o200k_base", ...options })) found.push(tokens);
      return found;
    };
    return [await all({}).catch(({ code }) => code), await all({ workers: 0 })];
  });
  assert.deepEqual(answer, ["worker_failed", [1, 1]]);
});
