// The package as npm would publish it: whole, typed, small, and usable by its name.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
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
  for (const part of ["LICENSE", "README.md", "cli.js", "farebox.js", "farebox_bg.wasm", "files.js", "index.d.ts", "index.js", "package.json", "vocab/NOTICES.md", "worker.js"]) {
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
  const modules = readdirSync(FOLDER).filter((name) => name.endsWith(".js"));
  assert.ok(modules.length >= 8);
  for (const name of modules) {
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
