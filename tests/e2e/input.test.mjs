// Bad input: a clear message beside the field, nothing lost, the page alive.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { countTokens as o200k } from "gpt-tokenizer/encoding/o200k_base";
import { open } from "./support/farebox.mjs";

async function alive(farebox) {
  await farebox.dial({ turns: 2 });
  const before = await farebox.total();
  await farebox.dial({ turns: 3 });
  assert.notEqual(await farebox.total(), before, "the page still computes");
}

test("five megabytes of text are held, counted exactly, and can be cleared", async (t) => {
  const { farebox, page } = await open(t);
  await farebox.choose({ model: "openai/gpt-5.5" });
  const english = await readFile(new URL("../data/udhr/eng.txt", import.meta.url), "utf8");
  const text = english.replaceAll("\r\n", "\n").repeat(Math.ceil(5_000_000 / english.length));
  await page.locator("#first").evaluate((box, text) => {
    const clipboard = new DataTransfer();
    clipboard.setData("text/plain", text);
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
  }, text);
  await page.locator(".part.first .held").waitFor();
  assert.equal((await farebox.tokens("first")).tokens, o200k(text));
  assert.ok((await farebox.models()).find((row) => row.id === "openai/gpt-4o").tooSmall);
  await farebox.part("first").getByRole("button", { name: "Clear" }).click();
  assert.equal(await page.locator("#first").inputValue(), "");
  await alive(farebox);
});

test("a file that is dropped is counted; one that is no text is refused by name and changes nothing", async (t) => {
  const { farebox, page } = await open(t);
  await farebox.choose({ model: "openai/gpt-5.5" });
  const picker = farebox.part("first").locator('input[type="file"]');
  await picker.setInputFiles({ name: "prompt.md", mimeType: "text/markdown", buffer: Buffer.from("Ünïcode prompt, 世界") });
  assert.equal(await page.locator("#first").inputValue(), "Ünïcode prompt, 世界");
  assert.equal((await farebox.tokens("first")).tokens, o200k("Ünïcode prompt, 世界"));
  await picker.setInputFiles({ name: "contract.pdf", mimeType: "application/pdf", buffer: Buffer.from([0x25, 0x50, 0x44, 0x46, 0xe2, 0xe3]) });
  await assertNotice(farebox, "first", /contract\.pdf.*not UTF-8/);
  assert.equal(await page.locator("#first").inputValue(), "Ünïcode prompt, 世界");
});

test("binary data, lone surrogates: said, counted as they are, kept", async (t) => {
  const { farebox, page } = await open(t);
  await farebox.write("first", "\u007fELF\u0002\u0001\u0001\u0000\u0000\u0000\u0003\u0000>\u0000");
  await assertNotice(farebox, "first", /binary data/);
  await page.locator("#first").evaluate((box) => {
    box.value = "half a pair: \ud83d and on";
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  await assertNotice(farebox, "first", /lone surrogates/);
  await farebox.choose({ model: "openai/gpt-5.5" });
  assert.equal((await farebox.tokens("first")).tokens, o200k("half a pair: \ufffd and on"));
  assert.equal(await page.locator("#first").evaluate((box) => box.value.charCodeAt(13)), 0xd83d, "the box keeps what was typed");
  await alive(farebox);
});

test("broken tool JSON says where, and is counted as the text that it is", async (t) => {
  const { farebox } = await open(t);
  await farebox.choose({ model: "openai/gpt-5.5" });
  const broken = '[\n  {"name": "search",}\n]';
  await farebox.write("tools", broken);
  await assertNotice(farebox, "tools", /Not valid JSON at line 2, column 21/);
  assert.equal((await farebox.tokens("tools")).tokens, o200k(broken));
  await farebox.write("tools", '[{"name": "search"}]');
  assert.equal(await farebox.notice("tools").isVisible(), false);
  assert.match(await farebox.part("tools").locator("em").innerText(), /1 schema.*search/);
});

test("numbers that are none, negative, or absurd: said beside the field, the last good one still counts", async (t) => {
  const { farebox, page } = await open(t);
  await farebox.dial({ turns: 7 });
  const total = await farebox.total();
  for (const [typed, reason] of [
    ["-3", /negative/], ["abc", /not a whole number/], ["1e9", /not a whole number/], ["0", /1 or more/],
    ["99999999999999999999999999", /more than/], ["", /whole number/], ["1.5", /not a whole number/],
  ]) {
    await farebox.dial({ turns: typed });
    await assertNotice(farebox, "turns", reason);
    assert.equal(await page.locator("#turns").inputValue(), typed, "what was typed stays");
    assert.equal(await farebox.total(), total, "and the last good figure is used");
  }
  await farebox.dial({ turns: "8 " });
  assert.equal(await farebox.notice("turns").isVisible(), false);
  assert.notEqual(await farebox.total(), total);
});

test("a text gives way to a typed size and comes back unharmed", async (t) => {
  const { farebox, page } = await open(t);
  await farebox.write("system", "You are the policy analyst of a federal agency.");
  await farebox.size("system", 4_000);
  await farebox.part("system").getByRole("button", { name: "Back to text" }).click();
  assert.equal(await page.locator("#system").inputValue(), "You are the policy analyst of a federal agency.");
});

async function assertNotice(farebox, id, pattern) {
  await farebox.notice(id).filter({ hasText: pattern }).waitFor({ timeout: 5_000 });
}
