// Capacity bought whole against the fare, where a channel sells it. Sums are written out by hand.

import assert from "node:assert/strict";
import test from "node:test";
import { open, unfold } from "./support/farebox.mjs";

const panel = (page) => page.locator("#capacity");
const lines = (page) => page.locator("#capacity-compared li").allInnerTexts();
const plain = (texts) => texts.map((text) => text.replaceAll("\u202f", " "));

test("provisioned throughput of Azure: what it costs, from when it pays, what stands idle", async (t) => {
  const { farebox, page } = await open(t);
  // The first-party channel sells none.
  assert.equal(await panel(page).count(), 0);
  await farebox.choose({ model: "azure/global.gpt-5.4" });
  await farebox.choose({ cache: false });
  await farebox.size("first", 8_000);
  await farebox.dial({ turns: 1, output: 500 });
  await page.locator("#as-of").fill("2026-11-22");
  // 8,000 × 2.5 + 500 × 15 per million.
  assert.equal(await farebox.total(), "0.0275");

  await unfold(panel(page));
  await page.locator("#capacity-term").selectOption({ label: "PTU, $260.00 a month, bound for 30 days" });
  await page.locator("#capacity-units").fill("100");
  await page.locator("#capacity-per-day").fill("20k");
  // 100 × 260; 0.0275 × 20,000 × 30; 26,000 / (0.0275 × 30) = 31,515.2.
  const blind = await lines(page);
  assert.deepEqual(blind.slice(0, 2), [
    "100 PTU for 30 days: $26,000.00, used or not. On demand, 20,000 conversations a day: $16,500.00.",
    "Pays from 31,516 conversations a day on.",
  ]);
  assert.match(blind[2], /type how many tokens a minute/);
  assert.match(await panel(page).innerText(), /in no source read/);

  // 100 × 3,000 × 1,440 / (8,000 + 6 × 500) = 39,272.7; 20,000 of them is 50.9 %; 26,000 × 19,272 / 39,272 idle.
  assert.equal(await page.locator("#capacity-weight").getAttribute("placeholder"), "6");
  await page.locator("#capacity-takes").fill("3,000");
  assert.deepEqual(plain(await lines(page)).slice(2), ["Takes 39,272 a day: 50.9 % full, $12,759.01 of it idle.", "Pays from 80.3 % full on."]);
  // An output token that counts for ten: 432,000,000 / 13,000 = 33,230.8.
  await page.locator("#capacity-weight").fill("10");
  assert.match((await lines(page))[2], /^Takes 33,230 a day/);

  // What cannot be read is said beside the field, and the figure before holds.
  await page.locator("#capacity-takes").fill("many");
  assert.match(await page.locator("#capacity-takes-notice").innerText(), /not a whole number/);
  assert.match((await lines(page))[2], /^Takes 33,230 a day/);
  await farebox.assertNoSidewaysScroll();
});

test("turned twice in a row the panel is closed, and opens when it is turned again", async (t) => {
  const { farebox, page } = await open(t);
  await farebox.choose({ model: "azure/global.gpt-5.4" });
  await panel(page).evaluate((fold) => {
    for (let turn = 0; turn < 2; turn += 1) fold.querySelector("summary").click();
    return new Promise((done) => fold.addEventListener("toggle", () => setTimeout(done), { once: true }));
  });
  assert.equal(await panel(page).evaluate((fold) => fold.open), false);
  assert.equal(await page.locator("#capacity-term").count(), 0);
  await unfold(panel(page));
  assert.equal(await page.locator("#capacity-term").count(), 1);
});

test("where no price is known, the panel says so", async (t) => {
  const { farebox, page } = await open(t);
  await farebox.choose({ model: "bedrock/nova-pro" });
  await unfold(panel(page));
  assert.match(await panel(page).innerText(), /No current price of a model unit/);
  assert.equal(await page.locator("#capacity-units").count(), 0);
});
