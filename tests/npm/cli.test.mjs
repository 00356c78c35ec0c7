// The command: what it prints, and what it exits with. Sums are written out by hand.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { fileURLToPath } from "node:url";
import * as o200k from "gpt-tokenizer/encoding/o200k_base";
import { PACKAGE, read } from "./support.mjs";

const FOLDER = mkdtempSync(join(tmpdir(), "farebox-"));
after(() => rmSync(FOLDER, { recursive: true, force: true }));
const TEXT = "Tokens are not words.";
const FRENCH = read("tests/data/udhr/fra.txt");
writeFileSync(join(FOLDER, "short.txt"), TEXT);
writeFileSync(join(FOLDER, "french.txt"), FRENCH);
writeFileSync(join(FOLDER, "latin1.txt"), Buffer.from([0x63, 0xe9]));
mkdirSync(join(FOLDER, "folder"));
const GPT = ["--model", "openai/gpt-5.5"];
const DAY = ["--date", "2026-11-22"];

function farebox(words, input) {
  const done = spawnSync(process.execPath, [fileURLToPath(new URL("cli.js", PACKAGE)), ...words], { cwd: FOLDER, encoding: "utf8", input });
  return { status: done.status, out: done.stdout, err: done.stderr };
}

test("counts files, one by one and together", () => {
  const tokens = o200k.countTokens(FRENCH);
  const { status, out, err } = farebox(["count", "short.txt", "french.txt", ...GPT]);
  assert.deepEqual([status, err], [0, ""]);
  const width = String(tokens + 5).length;
  assert.equal(out, `${"5".padStart(width)}  short.txt\n${tokens}  french.txt\n${tokens + 5}  together\n`);
});

test("reads the standard input, and counts by a tokenizer", () => {
  const { status, out } = farebox(["count", "-", "--tokenizer", "o200k_base", "--json"], TEXT);
  assert.equal(status, 0);
  assert.deepEqual(JSON.parse(out), {
    files: [{ file: "-", tokens: 5, low: 5, high: 5, method: "exact", tokenizer: "o200k_base" }],
    tokens: 5, low: 5, high: 5, method: "exact",
  });
});

test("more files than a few are counted by workers", () => {
  const names = Array.from({ length: 40 }, (_, number) => `many-${number}.txt`);
  names.forEach((name, number) => writeFileSync(join(FOLDER, name), "a ".repeat(number)));
  const { status, out } = farebox(["count", ...names, "--json", "--tokenizer", "o200k_base"]);
  assert.equal(status, 0);
  const { files } = JSON.parse(out);
  assert.deepEqual(files.map(({ file }) => file), names);
  assert.deepEqual(files.map(({ tokens }) => tokens), names.map((_, number) => o200k.countTokens("a ".repeat(number))));
});

test("an estimate shows its band", () => {
  assert.match(farebox(["count", "french.txt", "--model", "anthropic/claude-opus-5"]).out, /^~\d+ \(\d+–\d+\)  french\.txt\n$/);
  assert.match(farebox(["count", "french.txt", "--model", "openai/gpt-6-sol"]).out, /^~\d+ \(assumed\)  french\.txt\n$/);
});

test("prices to the last digit", () => {
  // 5 × 5 + 500 × 30 per million.
  const { status, out } = farebox(["price", "short.txt", ...GPT, "--output", "500", ...DAY]);
  assert.deepEqual([status, out], [0, "5  $0.015025  short.txt\n"]);
  // Batch halves it; two calls.
  const batch = farebox(["price", "short.txt", "short.txt", ...GPT, "--output", "500", "--tier", "batch", ...DAY, "--json"]);
  const answer = JSON.parse(batch.out);
  assert.deepEqual(answer.files.map(({ total }) => total), ["0.0075125", "0.0075125"]);
  assert.deepEqual([answer.total, answer.low, answer.high], ["0.015025", "0.015025", "0.015025"]);
});

test("a budget: 0 within and at it, 1 past it by the least amount", () => {
  const ask = (most, ...more) => farebox(["price", "short.txt", ...GPT, "--output", "500", ...DAY, "--max-usd", most, ...more]);
  for (const [most, status] of [["0.015025", 0], ["0.0150250", 0], ["0.015025000001", 0], ["1", 0], ["0.015024999999", 1], ["0", 1], ["0.01", 1]]) {
    assert.equal(ask(most).status, status, most);
  }
  assert.match(ask("0.01").err, /more than the budget of \$0\.01/);
  const json = JSON.parse(ask("0.01", "--json").out);
  assert.deepEqual([json.maxUsd, json.within], ["0.01", false]);
});

test("a budget must hold the upper end of an estimate", () => {
  const ask = (...more) => farebox(["price", "french.txt", "--model", "anthropic/claude-opus-5", ...DAY, "--json", ...more]);
  const { low, total, high } = JSON.parse(ask().out);
  assert.ok(Number(low) < Number(total) && Number(total) < Number(high));
  assert.equal(ask("--max-usd", total).status, 1);
  assert.equal(ask("--max-usd", high).status, 0);
});

test("2 where the question is wrong, with a sentence and nothing on the output", () => {
  const cases = [
    [[], /count or price/],
    [["weigh", "short.txt"], /no command “weigh”/],
    [["count", ...GPT], /name a file/],
    [["count", "short.txt"], /--model or --tokenizer/],
    [["count", "short.txt", ...GPT, "--tokenizer", "o200k_base"], /--model or --tokenizer/],
    [["count", "short.txt", ...GPT, "--max-usd", "1"], /--max-usd is not for count/],
    [["price", "short.txt"], /--model/],
    [["price", "short.txt", ...GPT, "--output", "-5"], /output/],
    [["price", "short.txt", ...GPT, "--output", "1e3"], /whole number/],
    [["price", "short.txt", ...GPT, "--max-usd", "1e3"], /amount of dollars/],
    [["price", "short.txt", ...GPT, "--max-usd", "-1"], /max-usd/],
    [["price", "short.txt", ...GPT, "--max-usd", "1,5"], /amount of dollars/],
    [["price", "short.txt", ...GPT, "--max-usd", "0.0000000000001"], /12 decimals/],
    [["price", "short.txt", ...GPT, "--date", "tomorrow"], /2026-11-22/],
    [["price", "short.txt", ...GPT, "--tier", "turbo"], /turbo/],
    [["price", "short.txt", "--model", "gpt-5.5"], /openai\/gpt-5\.5/],
    [["price", "short.txt", ...GPT, "--maximum", "5"], /maximum/],
    [["count", "-", "-", ...GPT], /once/],
    [["count", "absent.txt", ...GPT], /absent\.txt cannot be read/],
    [["count", "folder", ...GPT], /folder cannot be read/],
    [["count", "short.txt", "latin1.txt", ...GPT], /latin1\.txt is no text in UTF-8/],
  ];
  for (const [words, says] of cases) {
    const { status, out, err } = farebox(words, "");
    assert.deepEqual([status, out], [2, ""], `${words.join(" ")}: ${err}`);
    assert.match(err, says);
    assert.match(err, /^farebox: [^\n]+\n$/, "one line");
  }
});

test("help and version", () => {
  for (const words of [["--help"], ["-h"], ["price", "--help"]]) {
    const { status, out } = farebox(words);
    assert.equal(status, 0);
    for (const option of ["--model", "--tokenizer", "--output", "--tier", "--date", "--max-usd", "--json"]) assert.ok(out.includes(option), option);
  }
  assert.match(farebox(["--version"]).out, /^\d+\.\d+\.\d+\n$/);
});
