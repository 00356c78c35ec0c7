// The package as npm would publish it: whole, typed, small, and usable by its name.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { PACKAGE, ROOT } from "./support.mjs";

const FOLDER = fileURLToPath(PACKAGE);
const npm = (folder, ...args) =>
  execFileSync(process.platform === "win32" ? "npm.cmd" : "npm", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

test("npm would publish every file, and warns of nothing", () => {
  const [{ files, name, version }] = JSON.parse(npm(FOLDER, "pack", "--dry-run", "--json", "--ignore-scripts"));
  const published = files.map(({ path }) => path).sort();
  const there = readdirSync(FOLDER, { recursive: true })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => statSync(join(FOLDER, path)).isFile())
    .sort();
  assert.deepEqual(published, there);
  assert.equal(name, "farebox");
  const cargo = readFileSync(new URL("Cargo.toml", ROOT), "utf8");
  assert.equal(version, cargo.match(/^version = "(.+)"$/m)[1]);
  for (const part of ["LICENSE", "README.md", "farebox.js", "farebox_bg.wasm", "index.d.ts", "index.js", "package.json", "vocab/NOTICES.md"]) {
    assert.ok(published.includes(part), `${part} is missing`);
  }
  for (const { file } of JSON.parse(readFileSync(new URL("vocab/packs.json", PACKAGE), "utf8"))) {
    assert.ok(published.includes(`vocab/${file}`), `${file} is missing`);
  }
});

test("it depends on nothing and runs nothing when it is installed", () => {
  const { dependencies, scripts, license } = JSON.parse(readFileSync(new URL("package.json", PACKAGE), "utf8"));
  assert.equal(dependencies, undefined);
  assert.equal(scripts, undefined);
  assert.match(license, /MIT/);
});

test("no code in it names another origin or asks for a document", () => {
  for (const name of ["index.js", "farebox.js"]) {
    const code = readFileSync(new URL(name, PACKAGE), "utf8").replaceAll(/^\s*(\/\/|\*).*$/gm, "");
    assert.doesNotMatch(code, /https?:\/\/|wss?:\/\//, name);
    for (const use of code.matchAll(/.*\bdocument\b.*/g)) assert.match(use[0], /typeof document/, name);
  }
});

test("its declarations compile", () => {
  const compiler = fileURLToPath(new URL("node_modules/typescript/bin/tsc", ROOT));
  const project = fileURLToPath(new URL("tests/npm/tsconfig.json", ROOT));
  try {
    execFileSync(process.execPath, [compiler, "--project", project], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    assert.fail(error.stdout);
  }
});

test("a program that installs it uses it by its name", () => {
  const folder = mkdtempSync(join(tmpdir(), "farebox-"));
  try {
    const [{ filename }] = JSON.parse(npm(FOLDER, "pack", "--json", "--ignore-scripts", "--pack-destination", folder));
    writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
    npm(folder, "install", "--offline", "--no-audit", "--no-fund", join(folder, filename));
    const program = `
      import { Farebox } from "farebox";
      const fb = await Farebox.load();
      const { tokens } = await fb.count("Tokens are not words.", { model: "openai/gpt-5.5" });
      const { total } = fb.price({ model: "anthropic/claude-opus-5", usage: { input: 50_000, output: 15_000 }, date: "2026-11-22" });
      console.log(tokens, total);`;
    writeFileSync(join(folder, "program.js"), program);
    const says = execFileSync(process.execPath, ["program.js"], { cwd: folder, encoding: "utf8" });
    assert.equal(says, "5 0.625\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("every example of the README is true", async () => {
  const readme = readFileSync(new URL("README.md", PACKAGE), "utf8");
  const example = readme.match(/```js\n([\s\S]*?)```/)[1];
  const folder = mkdtempSync(join(tmpdir(), "farebox-"));
  try {
    // Each comment behind an expression says what it gives.
    const program = example
      .replace('"farebox"', JSON.stringify(new URL("index.js", PACKAGE).href))
      .replaceAll(/^((?:await )?[a-z][^;\n]*);\n?\s*\/\/ (.+)$/gm, "same($1, $2);");
    assert.equal(program.match(/same\(/g).length, 4, program);
    const head = 'import { deepStrictEqual as same } from "node:assert";\n';
    writeFileSync(join(folder, "example.mjs"), head + program);
    execFileSync(process.execPath, ["example.mjs"], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
