// Programs of others: the packed tarball installed by npm, then used in Node both ways, served by Vite as it is, and
// bundled by Vite and loaded in Chromium below a path and under a strict policy.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { build, createServer } from "vite";
import { NEEDS_CHROMIUM, filesOf, openPage, visit } from "./page.mjs";
import { PACKAGE } from "./support.mjs";

const FOLDER = mkdtempSync(join(tmpdir(), "farebox-"));
after(() => rmSync(FOLDER, { recursive: true, force: true }));

function npm(folder, ...args) {
  return execFileSync(process.platform === "win32" ? "npm.cmd" : "npm", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function node(...args) {
  return execFileSync(process.execPath, args, { cwd: FOLDER, encoding: "utf8" });
}

/** What every consumer asks, and gets. */
const WORK = `
  const fb = await Farebox.load();
  const counts = [];
  for await (const { tokens } of fb.countMany(["Tokens are not words.", "", "a"], { model: "openai/gpt-5.5", workers: 2 })) counts.push(tokens);
  const { tokens } = await fb.count("Tokens are not words.", { tokenizer: "p50k_base" });
  const { total } = fb.price({ model: "anthropic/claude-opus-5", date: "2026-11-22", usage: { input: 50_000, output: 15_000 } });
  const answer = JSON.stringify({ counts, tokens, total });`;
const ANSWER = { counts: [5, 0, 1], tokens: 5, total: "0.625" };

before(() => {
  const [{ filename }] = JSON.parse(npm(fileURLToPath(PACKAGE), "pack", "--json", "--ignore-scripts", "--pack-destination", FOLDER));
  writeFileSync(join(FOLDER, "package.json"), '{ "private": true, "type": "module" }');
  npm(FOLDER, "install", "--offline", "--no-audit", "--no-fund", join(FOLDER, filename));
});

test("a module of Node", () => {
  writeFileSync(join(FOLDER, "program.mjs"), `import { Farebox } from "farebox";\n${WORK}\nconsole.log(answer);`);
  assert.deepEqual(JSON.parse(node("program.mjs")), ANSWER);
});

test("a CommonJS program of Node", () => {
  const program = `(async () => {\n  const { Farebox } = await import("farebox");\n${WORK}\n  console.log(answer);\n})();`;
  writeFileSync(join(FOLDER, "program.cjs"), program);
  assert.deepEqual(JSON.parse(node("program.cjs")), ANSWER);
});

test("npx finds the command", () => {
  writeFileSync(join(FOLDER, "prompt.txt"), "Tokens are not words.");
  assert.equal(npm(FOLDER, "exec", "--offline", "--", "farebox", "count", "prompt.txt", "--model", "openai/gpt-5.5"), "5  prompt.txt\n");
});

test("a page of Vite's development server", NEEDS_CHROMIUM, async (t) => {
  // Beside node_modules, for Vite serves nothing from outside of its root.
  writeFileSync(join(FOLDER, "index.html"), '<!doctype html><title>…</title><link rel="icon" href="data:,"><script type="module" src="./main.js"></script>');
  writeFileSync(join(FOLDER, "main.js"), `import { Farebox } from "farebox";\n${WORK}\ndocument.title = answer;`);
  const server = await createServer({
    root: FOLDER,
    configFile: false,
    logLevel: "error",
    server: { host: "127.0.0.1", port: 0, hmr: false, watch: null },
    // What the README tells.
    optimizeDeps: { exclude: ["farebox"] },
  });
  await server.listen();
  t.after(() => server.close());
  const { page, troubles } = await visit(t, `http://127.0.0.1:${server.httpServer.address().port}/index.html`);
  await page.waitForFunction(() => document.title.startsWith("{"), undefined, { timeout: 30_000 }).catch(() => {});
  assert.deepEqual(troubles, []);
  assert.deepEqual(JSON.parse(await page.title()), ANSWER);
});

test("a page bundled by Vite, below a path, under a policy", NEEDS_CHROMIUM, async (t) => {
  const root = join(FOLDER, "page");
  mkdirSync(root);
  writeFileSync(join(root, "index.html"), '<!doctype html><title>…</title><link rel="icon" href="data:,"><script type="module" src="./main.js"></script>');
  writeFileSync(join(root, "main.js"), `import { Farebox } from "farebox";\n${WORK}\ndocument.title = answer;`);
  const complaints = [];
  const logger = { info() {}, warn: (it) => complaints.push(it), warnOnce: (it) => complaints.push(it), error: (it) => complaints.push(it), clearScreen() {}, hasErrorLogged: () => false, hasWarned: false };
  await build({ root, base: "./", customLogger: logger, configFile: false, build: { target: "es2022" } });
  assert.deepEqual(complaints.filter((it) => !/chunks are larger/.test(it)), []);
  const dist = join(root, "dist");
  const shipped = readdirSync(join(dist, "assets"));
  assert.ok(shipped.filter((name) => name.endsWith(".pack")).length >= 5, shipped.join(", "));

  const { page, asked, troubles } = await openPage(t, "/some/where/index.html", (path) => {
    if (!path.startsWith("/some/where/")) throw new Error("outside");
    return filesOf(dist)(path.slice("/some/where".length));
  });
  await page.waitForFunction(() => document.title.startsWith("{"), undefined, { timeout: 30_000 }).catch(() => {});
  assert.deepEqual(troubles, []);
  assert.deepEqual(JSON.parse(await page.title()), ANSWER);
  assert.deepEqual(asked.filter((path) => !path.startsWith("/some/where/")), []);
  // What is not needed is not fetched.
  const packs = asked.filter((path) => path.endsWith(".pack"));
  assert.deepEqual([...new Set(packs.map((path) => path.match(/assets\/([a-z0-9]+)/)[1]))].sort(), ["o200k", "r50k"]);
});
