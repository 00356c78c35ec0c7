// Share links, kept estimates, and steps back and forth.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { SITE } from "./support/browser.mjs";
import { open } from "./support/farebox.mjs";

const CANARY = "canary-93e1c5";

/** What a person sees and does about sharing. */
class Share {
  constructor(page) {
    this.page = page;
    this.dialog = page.locator("dialog.share");
    this.link = page.locator("#share-link");
    this.note = page.locator("#share-note");
    this.status = this.dialog.getByRole("status");
    this.notice = page.locator("#link-notice");
    this.undo = page.getByRole("button", { name: "Undo" });
    this.redo = page.getByRole("button", { name: "Redo" });
  }

  async open() {
    await this.page.getByRole("button", { name: "Share", exact: true }).click();
    await this.dialog.waitFor();
  }

  async close() {
    await this.dialog.getByRole("button", { name: "Close" }).click();
  }
}

async function start(t, options, address = SITE) {
  const opened = await open(t, address, options);
  return { ...opened, share: new Share(opened.page) };
}

test("the browser asks before what was typed is lost, and not before anything was", async (t) => {
  const { page } = await start(t);
  const asked = [];
  page.on("dialog", async (dialog) => {
    asked.push(dialog.type());
    await dialog.accept();
  });
  await page.locator(".fare h2").click();
  await page.reload();
  await page.locator(".fare .total").waitFor();
  assert.deepEqual(asked, []);
  // By keys, as a browser asks only for what a person has done.
  await page.locator("#turns").click();
  await page.keyboard.press("End");
  await page.keyboard.type("0");
  await page.locator(".fare h2", { hasText: "150 turns" }).waitFor();
  await page.reload();
  await page.locator(".fare h2", { hasText: "15 turns" }).waitFor();
  assert.deepEqual(asked, ["beforeunload"]);
});

test("a link opens as what was shared, without its texts", async (t) => {
  const { page, farebox, share } = await start(t);
  await farebox.choose({ model: "openai/gpt-5.5", cache: false });
  await farebox.write("first", `${CANARY} `.repeat(60));
  await farebox.size("system", 4000);
  await farebox.dial({ turns: 10, later: 350, output: 800 });
  const total = await farebox.total();
  const { tokens } = await farebox.tokens("first");
  await share.open();
  const address = await share.link.inputValue();
  assert.ok(address.startsWith(`${SITE}#f1.`) && address.length < 300, address);
  assert.match(await share.note.innerText(), /^\d+ characters\. It has the texts' sizes, not the texts\./);
  assert.ok(!Buffer.from(address.split("#f1.")[1], "base64url").toString().includes("canary"));

  const other = await start(t, {}, address);
  assert.equal(await other.farebox.total(), total);
  assert.equal((await other.farebox.tokens("first")).tokens, tokens);
  assert.equal(await other.page.locator("#model").inputValue(), "openai/gpt-5.5");
  assert.equal(await other.page.locator("#turns").inputValue(), "10");
  assert.equal(await other.share.notice.count(), 0);
  // The address goes on in a tab that is open: its estimate gives way, and one step back it is here again.
  await page.keyboard.press("Escape");
  await page.evaluate(() => { location.hash = "#f1.gJ-TCw"; });
  await page.waitForFunction(() => document.querySelector("#turns").value === "15");
  assert.equal(await page.locator("#model").inputValue(), "anthropic/claude-opus-5");
  await share.undo.click();
  assert.equal(await page.locator("#model").inputValue(), "openai/gpt-5.5");
  assert.equal(await page.locator("#first").inputValue(), `${CANARY} `.repeat(60));
});

test("the texts are in a link only where one asks for them", async (t) => {
  const { farebox, share } = await start(t);
  await farebox.write("first", `Grüße, 世界 ${CANARY}`);
  await share.open();
  const short = (await share.link.inputValue()).length;
  await share.dialog.getByLabel(/Put the texts in it, 29 bytes: whoever has the link can read them/).check();
  const address = await share.link.inputValue();
  assert.ok(address.length > short);
  const other = await start(t, {}, address);
  assert.equal(await other.page.locator("#first").inputValue(), `Grüße, 世界 ${CANARY}`);
});

test("every old link still opens", async (t) => {
  const { page, share } = await start(t);
  const lines = (await readFile(new URL("../../src/scenario/link/links.txt", import.meta.url), "utf8")).split("\n");
  const links = lines.filter((line) => line.startsWith("f")).map((line) => line.split("\t"));
  assert.ok(links.length >= 6);
  for (const [link, fields] of links) {
    const { turns } = JSON.parse(fields);
    await page.evaluate((link) => { location.hash = link; }, link);
    await page.waitForFunction((turns) => document.querySelector("#turns").value.replace(",", "") === String(turns), turns ?? 15);
    assert.equal(await share.notice.count(), 0, link);
  }
});

test("a bad link is refused in a sentence, and what was here stays", async (t) => {
  const { page, farebox, share } = await start(t, {}, `${SITE}#f1.broken!`);
  assert.match(await share.notice.innerText(), /cut off or has a wrong character; copy the whole link again\. What was here before is kept\./);
  await farebox.dial({ turns: 7 });
  const bad = [
    ["#f1.gJ-TC", /cut off/],
    ["#f7.gJ-TCw", /newer Farebox/],
    [`#f1.${"A".repeat(2_000_001)}`, /2000000 are the most/],
    ["#f1.%3Cscript%3E", /cut off/],
  ];
  for (const [fragment, says] of bad) {
    await page.evaluate((fragment) => { location.hash = fragment; }, fragment);
    await share.notice.filter({ hasText: says }).waitFor();
    assert.equal(await page.locator("#turns").inputValue(), "7");
  }
  await share.notice.getByRole("button", { name: "Close" }).click();
  assert.equal(await share.notice.count(), 0);
  await page.evaluate(() => { location.hash = "#models"; });
  assert.equal(await share.notice.count(), 0);
});

test("copying works, and where it is denied the link is there to copy by hand", async (t) => {
  const allowed = await start(t, { permissions: ["clipboard-read", "clipboard-write"] });
  await allowed.share.open();
  await allowed.share.dialog.getByRole("button", { name: "Copy" }).click();
  await allowed.share.status.filter({ hasText: "Copied." }).waitFor();
  assert.equal(await allowed.page.evaluate(() => navigator.clipboard.readText()), await allowed.share.link.inputValue());

  const denied = await start(t);
  await denied.page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new DOMException("no", "NotAllowedError")); });
  await denied.share.open();
  await denied.share.dialog.getByRole("button", { name: "Copy" }).click();
  await denied.share.status.filter({ hasText: "copy it with Ctrl+C" }).waitFor();
  assert.ok(await denied.share.link.evaluate((field) => field === document.activeElement && field.selectionEnd === field.value.length && field.selectionStart === 0));
});

test("estimates are kept, opened and deleted in this browser, without their texts", async (t) => {
  const { page, farebox, share } = await start(t);
  await farebox.dial({ turns: 3 });
  await farebox.write("first", CANARY);
  await farebox.settled();
  await share.open();
  for (const name of ["Support bot", "Support bot", ""]) {
    await page.locator("#share-name").fill(name);
    await share.dialog.getByRole("button", { name: "Keep", exact: true }).click();
    await share.status.filter({ hasText: "Kept" }).waitFor();
  }
  assert.deepEqual(await share.dialog.locator("li button:first-child").allInnerTexts(), ["Support bot", "Support bot (2)", "Estimate 3"]);
  assert.ok(!(await page.evaluate(() => JSON.stringify({ ...localStorage }))).includes("canary"));

  await page.reload();
  await page.locator(".fare .total").waitFor();
  assert.equal(await page.locator("#turns").inputValue(), "15");
  await share.open();
  await share.dialog.getByRole("button", { name: "Support bot", exact: true }).click();
  assert.equal(await page.locator("#turns").inputValue(), "3");
  await share.open();
  await share.dialog.getByRole("button", { name: "Delete Support bot (2)" }).click();
  assert.equal(await share.dialog.locator("li").count(), 2);
  await share.dialog.getByRole("button", { name: "Delete all" }).click();
  assert.equal(await share.dialog.locator("li").count(), 0);
  assert.equal(await page.evaluate(() => localStorage.getItem("farebox.estimates")), null);
});

test("the estimate is saved as FOCUS, row by row, without its texts and to the last digit", async (t) => {
  const { page, farebox, share } = await start(t);
  await farebox.choose({ model: "openai/gpt-5.5" });
  await farebox.write("first", `${CANARY} `.repeat(60));
  await farebox.write("system", `${CANARY}, you are terse.`);
  await page.getByText("Pictures, pages, audio, video").click();
  await page.locator("#frame").check();
  await farebox.dial({ turns: 4 });
  const total = await farebox.total();
  await share.open();
  const saved = page.waitForEvent("download");
  await share.dialog.getByRole("button", { name: "FOCUS CSV" }).click();
  const download = await saved;
  await share.status.filter({ hasText: "Saved farebox-focus.csv." }).waitFor();
  assert.equal(download.suggestedFilename(), "farebox-focus.csv");
  const text = await readFile(await download.path(), "utf8");
  assert.ok(!text.includes(CANARY));
  const [head, ...lines] = text.trimEnd().split("\r\n").map((line) => line.match(/("([^"]|"")*"|[^,]*)(,|$)/g).map((cell) => cell.replace(/,$/, "")));
  const rows = lines.map((line) => Object.fromEntries(head.map((name, place) => [name, line[place]])));
  assert.deepEqual([...new Set(rows.map((row) => row.x_TurnIndex))], ["1", "2", "3", "4"]);
  assert.ok(rows.length > 4 && rows.some((row) => row.SkuMeter === "Input Tokens") && rows.some((row) => row.SkuMeter === "Output Tokens"), `${lines.length} rows`);
  // The texts are counted exactly; what stands around them is an estimate.
  for (const row of rows) {
    const { ConsumedUnit, PricingUnit, x_ModelId, x_CountBasis, x_Tokenizer } = row;
    assert.deepEqual([ConsumedUnit, PricingUnit, x_ModelId, x_CountBasis, x_Tokenizer], ["Tokens", "1000000 Tokens", "openai/gpt-5.5", "estimated", "o200k_base"]);
  }
  // Whole numbers of 10⁻¹² dollars add up without a loss.
  const pico = (decimal) => BigInt(decimal.split(".")[0] + (decimal.split(".")[1] ?? "").padEnd(12, "0"));
  assert.equal(rows.reduce((sum, row) => sum + pico(row.BilledCost), 0n), pico(total));
});

test("what cannot be written as FOCUS is a sentence", async (t) => {
  const { farebox, share } = await start(t);
  // GPT-5.5 Pro in batch has no rate above 272,000 tokens.
  await farebox.choose({ model: "openai/gpt-5.5-pro" });
  await farebox.choose({ tier: "batch" });
  await farebox.size("system", 300_000);
  await share.open();
  await share.dialog.getByRole("button", { name: "FOCUS CSV" }).click();
  await share.status.filter({ hasText: /^No file: no source gives a rate for Input Tokens of GPT-5\.5 Pro, and FOCUS has no way to say/ }).waitFor();
});

test("full, forbidden and foreign storage is a sentence", async (t) => {
  const { page, share } = await start(t);
  await page.evaluate(() => {
    localStorage.setItem("farebox.estimates", "{not ours");
    Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
  });
  await share.open();
  assert.equal(await share.dialog.locator("li").count(), 0);
  await share.dialog.getByRole("button", { name: "Keep", exact: true }).click();
  await share.status.filter({ hasText: "full or switched off. Nothing is lost" }).waitFor();
});

test("hundred changes are taken back and brought again", async (t) => {
  const { page, share } = await start(t);
  assert.ok(await share.undo.isDisabled());
  // Chosen as a person does, in the page itself, for a hundred round trips take long.
  await page.evaluate(async () => {
    const choose = async (id, value) => {
      const list = document.getElementById(id);
      list.value = value;
      list.dispatchEvent(new Event("change", { bubbles: true }));
      // What changes within a moment is one step.
      await new Promise((later) => setTimeout(later, 80));
    };
    for (let step = 0; step < 55; step += 1) {
      await choose("cache", step % 2 ? "on" : "off");
      await choose("model", step % 2 ? "openai/gpt-5.5" : "openai/gpt-5.4");
    }
  });
  const all = (name) => page.evaluate((name) => {
    const button = document.querySelector(`[aria-label=${name}]`);
    let steps = 0;
    for (; !button.disabled; steps += 1) button.click();
    return steps;
  }, name);
  const back = await all("Undo");
  assert.ok(back >= 100, `${back} steps back`);
  const shows = (id, value) => page.waitForFunction(([id, value]) => document.getElementById(id).value === value, [id, value]);
  await shows("model", "anthropic/claude-opus-5");
  await shows("cache", "on");
  assert.equal(await all("Redo"), back);
  await shows("model", "openai/gpt-5.4");
  await shows("cache", "off");
});

test("steps by keyboard, and typing keeps the browser's own", async (t) => {
  const { page, farebox, share } = await start(t);
  await farebox.choose({ cache: false });
  await page.locator("#first").pressSequentially("one prompt");
  await page.locator("#first").press("Control+z");
  assert.ok((await page.locator("#first").inputValue()).length < "one prompt".length, "the browser has taken letters back");
  assert.equal(await page.locator("#cache").inputValue(), "off");
  await page.locator("#first").fill("one prompt");
  await page.locator("#model").focus();
  while (!(await share.undo.isDisabled())) await page.keyboard.press("Control+z");
  assert.equal(await page.locator("#first").inputValue(), "");
  assert.equal(await page.locator("#cache").inputValue(), "on");
  await page.keyboard.press("Control+y");
  assert.equal(await page.locator("#cache").inputValue(), "off");
  await page.keyboard.press("Control+Shift+z");
  assert.notEqual(await page.locator("#first").inputValue(), "");
  // A word typed at once is one step.
  await page.locator("#system").pressSequentially("You are terse.");
  await share.undo.click();
  assert.equal(await page.locator("#system").inputValue(), "");
});

test("the dialog is sound and fits a phone", async (t) => {
  const { farebox, share } = await start(t, { viewport: { width: 360, height: 700 } });
  await farebox.assertNoSidewaysScroll();
  await share.open();
  await farebox.assertNoSidewaysScroll();
  assert.equal(await share.dialog.evaluate((dialog) => dialog.getAttribute("aria-labelledby")), "share-title");
  await share.close();
  assert.ok(!(await share.dialog.isVisible()));
});
