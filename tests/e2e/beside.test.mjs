// What is beside text: pictures, pages, the provider's frame; and a tokenizer of one's own.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { Tokenizer } from "@huggingface/tokenizers";
import { open, unfold } from "./support/farebox.mjs";

const own = (name) => new URL(`../data/own/${name}`, import.meta.url);
const ENGLISH = new URL("../data/udhr/eng.txt", import.meta.url);

async function parts(page) {
  const rows = await page.locator("#beside-text .framed li").all();
  return Object.fromEntries(
    await Promise.all(rows.map(async (row) => [await row.getAttribute("data-what"), await row.innerText()])),
  );
}

test("pictures and pages take tokens by the model's own rule, with its source", async (t) => {
  const { page, farebox } = await open(t);
  await farebox.choose({ model: "openai/gpt-4o", cache: false });
  await farebox.dial({ turns: 1, later: 0, output: 0 });
  const before = Number(await farebox.total());
  await unfold(page.locator("#beside-text"));
  await page.locator("#images").fill("2");
  let found = await parts(page);
  // OpenAI's own example: 1024 by 1024 is 85 + 4 × 170 = 765.
  assert.match(found.images, /^2 pictures: ≈ 1,530 tokens .*OpenAI/s);
  // 1,530 tokens at $2.50 a million.
  assert.equal((Number(await farebox.total()) - before).toFixed(6), "0.003825");

  await page.locator("#images").fill("0");
  await page.locator("#pdf-pages").fill("10");
  await farebox.choose({ model: "anthropic/claude-opus-4-7" });
  found = await parts(page);
  assert.match(found.pdfPages, /^10 PDF pages: ≈ 23,000 tokens · 15,000–32,000 /);
  assert.equal(found.images, undefined);
});

test("the frame counts once it is asked for, and a hidden prompt with tools", async (t) => {
  const { page, farebox } = await open(t);
  await farebox.choose({ model: "openai/gpt-4o", cache: false });
  await farebox.dial({ turns: 1, later: 0, output: 0 });
  await farebox.write("first", "What does this cost?");
  const bare = await farebox.total();
  await unfold(page.locator("#beside-text"));
  assert.deepEqual(await parts(page), {});
  await page.locator("#frame").check();
  const found = await parts(page);
  assert.match(found.messages, /^1 texts: ≈ 4 tokens .*Cookbook/s);
  assert.match(found.request, /^1 request: ≈ 3 tokens/);
  // 7 tokens at $2.50 a million.
  assert.equal((Number(await farebox.total()) - Number(bare)).toFixed(7), "0.0000175");
  await page.locator("#frame").uncheck();
  assert.equal(await farebox.total(), bare);
});

async function dropOwn(page, path, name = "tokenizer.json", target = "#own-tokenizer") {
  const text = typeof path === "string" ? path : await readFile(path, "utf8");
  const data = await page.evaluateHandle(
    ({ text, name }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], name, { type: "application/json" }));
      return transfer;
    },
    { text, name },
  );
  await page.locator(target).first().dispatchEvent("drop", { dataTransfer: data });
}

const state = (page) => page.locator("#own-tokenizer summary .beside");

test("a dropped tokenizer.json counts the chosen model, is named, kept and removed", async (t) => {
  const { page, farebox } = await open(t);
  await farebox.choose({ model: "xai/grok-4.7" });
  await farebox.write("first", await readFile(ENGLISH, "utf8"));
  assert.equal((await farebox.tokens("first")).exact, false);
  const counts = JSON.parse(await readFile(own("counts.json"), "utf8"));

  for (const [name, kind] of [["wordpiece", "WordPiece"], ["unigram", "Unigram"], ["bytes_bpe", "BPE"], ["sentencepiece_bpe", "BPE"]]) {
    await dropOwn(page, own(`${name}.json`), `${name}-tokenizer.json`);
    await state(page).filter({ hasText: new RegExp(`^${kind}, \\d+ entries, kept on this machine`) }).waitFor();
    const exact = page.locator("section.part .count", { hasText: `${counts[name].eng.toLocaleString("en")} tokens` });
    await exact.first().waitFor();
    assert.equal((await farebox.tokens("first")).exact, true);
    assert.match(await farebox.sureness(), new RegExp(`your tokenizer ${name}-tokenizer\\.json`));
  }
  await unfold(page.locator("#own-tokenizer"));
  await page.locator("#own-name").fill("Ours");
  await page.locator("#own-name").press("Enter");
  assert.match(await farebox.sureness(), /your tokenizer Ours/);

  await farebox.choose({ model: "openai/gpt-4o" });
  assert.match(await farebox.sureness(), /o200k_base/);
  await farebox.choose({ model: "xai/grok-4.7" });

  await page.reload();
  await state(page).filter({ hasText: "kept on this machine" }).waitFor();
  await farebox.choose({ model: "xai/grok-4.7" });
  await farebox.write("first", await readFile(ENGLISH, "utf8"));
  await page.locator(".sureness", { hasText: "your tokenizer Ours" }).waitFor();
  assert.equal((await farebox.tokens("first")).tokens, counts.sentencepiece_bpe.eng);

  await unfold(page.locator("#own-tokenizer"));
  await page.getByRole("button", { name: "Remove it" }).click();
  await state(page).filter({ hasText: "none" }).waitFor();
  assert.equal((await farebox.tokens("first")).exact, false);
  await page.reload();
  await state(page).filter({ hasText: "none" }).waitFor();
});

test("special tokens of one's own tokenizer count as one each where the switch is on", async (t) => {
  const file = JSON.parse(await readFile(own("bytes_bpe.json"), "utf8"));
  const size = Object.keys(file.model.vocab).length;
  const added = (id, content, special) => ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special });
  file.added_tokens.push(added(size, "<|tool|>", true), added(size + 1, "<col>", false));
  // The other implementation has no such switch: without these entries they are text to it.
  const without = { ...file, added_tokens: file.added_tokens.filter(({ special }) => !special) };
  const [on, off] = [file, without].map((json) => {
    const tokenizer = new Tokenizer(json, {});
    return (text) => tokenizer.encode(text, { add_special_tokens: false }).ids.length;
  });
  const text = "Look it up.<|tool|>Friday<col>noon<|endoftext|><|tool|>Done: <|nothing|>";
  assert.ok(on(text) < off(text) - 10, `${on(text)} and ${off(text)}`);

  const { page, farebox } = await open(t);
  await farebox.choose({ model: "xai/grok-4.7", cache: false });
  await farebox.dial({ turns: 1, output: 0 });
  await farebox.write("first", text);
  await dropOwn(page, JSON.stringify(file));
  await state(page).filter({ hasText: `BPE, ${size} entries` }).waitFor();
  const count = async (tokens) => {
    await page.locator("section.part.first .count", { hasText: new RegExp(`^${tokens} tokens$`) }).waitFor();
    return farebox.total();
  };
  const costs = [await count(off(text))];
  await page.getByRole("button", { name: "Tokens", exact: true }).click();
  await page.locator("#special").check();
  costs.push(await count(on(text)));
  // Nothing is left to an estimate: no word that one stays as it is.
  assert.equal(await page.locator(".looking .notice", { hasText: "not published" }).isVisible(), false);
  // The same money a token.
  assert.equal((costs[0] / off(text)).toFixed(12), (costs[1] / on(text)).toFixed(12));
  await farebox.write("first", `${text}<|tool|>`);
  await count(on(text) + 1);
  await page.locator("#special").uncheck();
  await count(off(`${text}<|tool|>`));
});

test("a tokenizer.json that is dropped on a text is taken for what it is", async (t) => {
  const { page } = await open(t);
  await dropOwn(page, own("wordpiece.json"), "tokenizer.json", "section.part.first");
  await state(page).filter({ hasText: "WordPiece" }).waitFor();
  assert.equal(await page.locator("#first").inputValue(), "");
});

test("broken and hostile files are refused in a sentence, and the page counts on", async (t) => {
  const { page, farebox } = await open(t);
  const whole = await readFile(own("unigram.json"), "utf8");
  await unfold(page.locator("#own-tokenizer"));
  for (const [text, says] of [
    ["not json", /^The file is no whole JSON/],
    [whole.slice(0, 5_000), /^The file is no whole JSON/],
    ["[".repeat(200_000), /^The file is no whole JSON/],
    ['{"name":"package"}', /^The file is no tokenizer\.json/],
    ['{"model":{"type":"BPE","vocab":{"a":"b"},"merges":[]}}', /^The tokenizer cannot be read/],
    // Sixty-five megabytes of nothing.
    [" ".repeat(65 << 20), /^The file has 68157440 bytes/],
  ]) {
    await dropOwn(page, text);
    await page.locator("#own-tokenizer-notice", { hasText: says }).waitFor();
    await state(page).filter({ hasText: "not used" }).waitFor();
  }
  await dropOwn(page, whole);
  await state(page).filter({ hasText: "Unigram" }).waitFor();
  await farebox.choose({ model: "openai/gpt-4o" });
  await farebox.write("first", "Still counting.");
  assert.equal((await farebox.tokens("first")).exact, true);
});

test("nobody loads the module for one's own tokenizer who has none", async (t) => {
  const asked = [];
  const { page, farebox } = await open(t);
  page.on("request", (request) => asked.push(request.url()));
  await farebox.write("first", "Some text.");
  await farebox.settled();
  assert.ok(!asked.some((url) => url.includes("custom")), asked.join("\n"));
});
