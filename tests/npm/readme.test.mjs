// Every example of the README is run, and what its comments say is compared.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { fileURLToPath } from "node:url";
import { NEEDS_CHROMIUM, filesOf, openPage } from "./page.mjs";
import { PACKAGE } from "./support.mjs";

const README = readFileSync(new URL("README.md", PACKAGE), "utf8");
const FOLDER = mkdtempSync(join(tmpdir(), "farebox-"));
after(() => rmSync(FOLDER, { recursive: true, force: true }));

const examples = (language) => [...README.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, code]) => code);

test("each kind of example is there, and no other", () => {
  const kinds = [...README.matchAll(/^```(\w*)$/gm)].map(([, kind]) => kind).filter((kind) => kind !== "");
  assert.deepEqual(Object.fromEntries(["js", "sh", "html"].map((kind) => [kind, examples(kind).length])), { js: 4, sh: 1, html: 1 });
  assert.equal(kinds.length, 6);
});

examples("js").forEach((example, number) => {
  test(`JavaScript, ${number + 1}`, () => {
    // Each comment behind an expression, or on the line below it, says what it gives.
    const program = example
      .replace('"farebox"', JSON.stringify(new URL("index.js", PACKAGE).href))
      .replaceAll(/^((?:await )?[a-z]\S[^;\n]*);\n?\s*\/\/ (.+)$/gm, "same($1, $2);");
    const said = example.match(/\/\/ /g).length;
    assert.equal(program.match(/^same\(/gm).length, said, program);
    const file = join(FOLDER, `example-${number}.mjs`);
    writeFileSync(file, `import { deepStrictEqual as same } from "node:assert";\n${program}`);
    execFileSync(process.execPath, [file], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  });
});

test("the command line", { skip: process.platform === "win32" }, () => {
  writeFileSync(join(FOLDER, "prompt.txt"), "Tokens are not words.");
  const [example] = examples("sh");
  const steps = example.split(/^\$ /m).slice(1).map((step) => [step.split("\n")[0], step.split("\n").slice(1).join("\n")]);
  assert.ok(steps.length >= 3);
  const command = `${process.execPath} ${fileURLToPath(new URL("cli.js", PACKAGE))}`;
  for (const [asked, says] of steps) {
    const { stdout } = spawnSync("sh", ["-c", `${asked.replace("npx farebox", command)} 2>&1`], { cwd: FOLDER, encoding: "utf8" });
    assert.equal(stdout, says, asked);
  }
});

test("a page without a bundler", NEEDS_CHROMIUM, async (t) => {
  const host = join(FOLDER, "host");
  cpSync(fileURLToPath(PACKAGE), join(host, "farebox"), { recursive: true });
  writeFileSync(join(host, "index.html"), `<!doctype html><title>waiting</title><link rel="icon" href="data:,">${examples("html")[0]}`);
  const { page } = await openPage(t, "/index.html", filesOf(host), "");
  await page.waitForFunction(() => document.title !== "waiting", undefined, { timeout: 30_000 });
  assert.equal(await page.title(), "5 tokens");
});
