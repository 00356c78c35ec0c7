// Where the package's files come from, and what happens when they do not: served over HTTP, with a wrong MIME type, missing,
// damaged, late.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { PACKAGE, refusal } from "./support.mjs";

const run = promisify(execFile);
const TEXT = "Tokens are not words.";
const packs = readdirSync(new URL("vocab/", PACKAGE)).filter((name) => name.endsWith(".pack"));
const o200k = packs.find((name) => name.startsWith("o200k_base"));

/** A copy of the package, to be damaged. */
function copy(t) {
  const folder = mkdtempSync(join(tmpdir(), "farebox-"));
  cpSync(fileURLToPath(PACKAGE), folder, { recursive: true });
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy's own module: one that no other test has started. */
const fresh = (folder) => import(pathToFileURL(join(folder, "index.js")).href);

/** Serves a folder; `fault(path)` may change an answer. */
async function host(t, folder, fault = () => ({})) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    const { status = 200, body, kind = "text/plain" } = fault(request.url) ?? {};
    try {
      const bytes = body ?? readFileSync(join(folder, request.url));
      response.writeHead(status, { "content-type": kind }).end(bytes);
    } catch {
      response.writeHead(404).end("not found");
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  t.after(() => { server.closeAllConnections(); server.close(); });
  return { address: `http://127.0.0.1:${server.address().port}/`, asked };
}

/** What a FareboxError of a copy's own class says. */
async function told(call) {
  const error = await call().then(() => assert.fail("nothing was refused"), (error) => error);
  assert.equal(error.name, "FareboxError", error.stack);
  return error;
}

test("over HTTP, whatever MIME type the host says", async (t) => {
  const folder = copy(t);
  const { address, asked } = await host(t, folder);
  const { Farebox } = await fresh(folder);
  // With and without its last slash.
  for (const base of [address, new URL(address), address.slice(0, -1)]) {
    const fb = await Farebox.load({ base });
    assert.equal((await fb.count(TEXT, { model: "openai/gpt-5.5" })).tokens, 5);
  }
  assert.equal(asked.filter((path) => path.endsWith(".wasm")).length, 1, "the module is loaded once");
});

test("packs come when first needed, once for many counts", async (t) => {
  const folder = copy(t);
  const { address, asked } = await host(t, folder);
  const { Farebox } = await fresh(folder);
  const fb = await Farebox.load({ base: address });
  fb.models();
  fb.price({ model: "openai/gpt-5.5", usage: { input: 5 } });
  await fb.simulate({ model: "openai/gpt-5.5", user: { tokens: 5 } });
  assert.deepEqual(asked, ["/farebox_bg.wasm"]);
  const models = ["openai/gpt-5.5", "anthropic/claude-opus-5", "anthropic/claude-opus-4-6"];
  await Promise.all([...models, ...models].map((model) => fb.count(TEXT, { model })));
  await fb.count(TEXT, { tokenizer: "cl100k_base" });
  assert.deepEqual(asked.slice(1), [`/vocab/${o200k}`, `/vocab/${packs.find((name) => name !== o200k)}`]);
});

test("a pack that is missing is named, and tried again", async (t) => {
  const folder = copy(t);
  const { Farebox } = await fresh(folder);
  const fb = await Farebox.load();
  const file = join(folder, "vocab", o200k);
  const bytes = readFileSync(file);
  unlinkSync(file);
  const missing = await told(() => fb.count(TEXT, { model: "openai/gpt-5.5" }));
  assert.equal(missing.code, "pack_unreachable");
  assert.match(missing.message, new RegExp(o200k));
  assert.equal((await told(() => fb.simulate({ model: "openai/gpt-5.5", user: TEXT }))).code, "pack_unreachable");
  writeFileSync(file, bytes);
  assert.equal((await fb.count(TEXT, { model: "openai/gpt-5.5" })).tokens, 5);
});

test("a pack that is damaged is refused", async (t) => {
  const folder = copy(t);
  const { Farebox } = await fresh(folder);
  const fb = await Farebox.load();
  const file = join(folder, "vocab", o200k);
  const bytes = readFileSync(file);
  const changed = Buffer.from(bytes);
  changed[bytes.length >> 1] ^= 1;
  for (const [damage, says] of [[changed, /sha256/], [bytes.subarray(0, 1000), /1000 bytes/], [Buffer.from("<!doctype html>"), /15 bytes/]]) {
    writeFileSync(file, damage);
    const error = await told(() => fb.count(TEXT, { model: "openai/gpt-5.5" }));
    assert.equal(error.code, "pack_corrupt");
    assert.match(error.message, says);
  }
  writeFileSync(file, bytes);
  assert.equal((await fb.count(TEXT, { model: "openai/gpt-5.5" })).tokens, 5);
});

test("an engine that is missing is named, and tried again", async (t) => {
  const folder = copy(t);
  let down = true;
  const { address } = await host(t, folder, () => down && { status: 503 });
  const { Farebox } = await fresh(folder);
  const error = await told(() => Farebox.load({ base: address }));
  assert.equal(error.code, "engine_unreachable");
  assert.match(error.message, /503/);
  down = false;
  await Farebox.load({ base: address });
});

test("an engine that is damaged is refused", async (t) => {
  const folder = copy(t);
  truncateSync(join(folder, "farebox_bg.wasm"), 5_000);
  const { Farebox } = await fresh(folder);
  assert.equal((await told(() => Farebox.load())).code, "engine_failed");
});

test("a folder that there is not", async () => {
  // A module of its own: the one of the other tests has long been started.
  const program = `
    const { Farebox } = await import(process.argv[1]);
    await Farebox.load({ base: "file:///nowhere/at/all" }).catch(({ code, message }) => console.log(code, message));`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program, new URL("index.js", PACKAGE).href]);
  assert.match(stdout, /^engine_unreachable file:\/\/\/nowhere\/at\/all\/farebox_bg\.wasm/);
});

test("where there is no DecompressionStream and no SubtleCrypto, Node counts", async () => {
  const program = `
    delete globalThis.DecompressionStream;
    Object.defineProperty(globalThis, "crypto", { value: undefined });
    const { Farebox } = await import(process.argv[1]);
    const fb = await Farebox.load();
    console.log((await fb.count(${JSON.stringify(TEXT)}, { model: "openai/gpt-5.5" })).tokens);`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program, new URL("index.js", PACKAGE).href]);
  assert.equal(stdout, "5\n");
});

test("a base is checked before anything is loaded", async () => {
  const { Farebox } = await import(new URL("index.js", PACKAGE));
  assert.equal((await refusal(() => Farebox.load({ base: 5 }))).code, "bad_argument");
});

test("in a module without an address of its own, base says where the files are", async () => {
  // As a bundler leaves it that makes one script of everything.
  const { build } = await import("vite");
  const folder = mkdtempSync(join(tmpdir(), "farebox-"));
  try {
    await build({
      configFile: false, logLevel: "silent", root: folder, mode: "test",
      plugins: [{ name: "no-address", transform: (code, id) => (id.endsWith("files.js") ? code.replaceAll("import.meta.url", "undefined") : undefined) }],
      build: { ssr: fileURLToPath(new URL("index.js", PACKAGE)), outDir: folder, emptyOutDir: false, rollupOptions: { output: { entryFileNames: "bundle.mjs" } } },
    });
    const { Farebox } = await import(pathToFileURL(join(folder, "bundle.mjs")).href);
    const lost = await told(() => Farebox.load());
    assert.equal(lost.code, "engine_unreachable");
    assert.match(lost.message, /^farebox_bg\.wasm .*`base`/);
    const fb = await Farebox.load({ base: PACKAGE });
    assert.equal((await fb.count(TEXT, { model: "openai/gpt-5.5" })).tokens, 5);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
