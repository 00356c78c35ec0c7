// The package in Chromium, from a host that says the wrong MIME type for wasm. Where no Chromium is found, it is skipped: the
// other files run the same code in Node.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";
import test from "node:test";
import { chromium } from "playwright-core";
import { CHROMIUM, PACKAGE } from "./support.mjs";

/** What a page needs to allow, and no more. */
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'";
const KINDS = { ".js": "text/javascript", ".html": "text/html" };

test("in a browser, under a policy, with files of a wrong kind", { skip: CHROMIUM ? false : "no Chromium is here" }, async (t) => {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    const head = { "content-type": KINDS[extname(request.url)] ?? "text/plain", "content-security-policy": POLICY };
    if (request.url === "/page.html") return response.writeHead(200, head).end("<!doctype html><title>host</title>");
    try {
      response.writeHead(200, head).end(readFileSync(new URL(`.${request.url}`, PACKAGE)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const browser = await chromium.launch({ executablePath: CHROMIUM, chromiumSandbox: process.getuid?.() !== 0 });
  t.after(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  });

  const page = await browser.newPage();
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  await page.goto(`http://127.0.0.1:${server.address().port}/page.html`);
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
  assert.deepEqual(troubles.filter((trouble) => !/favicon/.test(trouble)), []);
});

test("where a policy forbids workers, countMany says so, and counts without", { skip: CHROMIUM ? false : "no Chromium is here" }, async (t) => {
  const server = createServer((request, response) => {
    const head = { "content-type": KINDS[extname(request.url)] ?? "text/plain", "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'none'" };
    if (request.url === "/page.html") return response.writeHead(200, head).end("<!doctype html><title>host</title>");
    try {
      response.writeHead(200, head).end(readFileSync(new URL(`.${request.url}`, PACKAGE)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const browser = await chromium.launch({ executablePath: CHROMIUM, chromiumSandbox: process.getuid?.() !== 0 });
  t.after(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/page.html`);
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
