// How the page looks and reads: nothing sticks out, the answer is on the first screen, and it is accessible
// by axe's rules in every dress.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import test from "node:test";
import { open, unfold } from "./support/farebox.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PROMPT = "Review the attached policy and list every grant that is broader than its stated purpose.";

const DRESSES = {
  "on a laptop": { viewport: { width: 1280, height: 720 } },
  "in the dark": { viewport: { width: 1280, height: 720 }, colorScheme: "dark" },
  "on a phone": { viewport: { width: 390, height: 844 } },
  "on a narrow phone": { viewport: { width: 320, height: 640 } },
  "on a small projector": { viewport: { width: 1024, height: 768 }, presenting: true },
  "presenting": { viewport: { width: 1280, height: 720 }, presenting: true },
  "presenting in the dark": { viewport: { width: 1280, height: 720 }, presenting: true, colorScheme: "dark" },
};

for (const [where, { presenting, ...options }] of Object.entries(DRESSES)) {
  test(`nothing sticks out, and axe finds nothing, ${where}`, async (t) => {
    // The page's policy lets no foreign script in; axe is one, so this page goes without.
    const { farebox, page } = await open(t, undefined, { ...options, bypassCSP: true });
    await farebox.write("first", PROMPT);
    await farebox.settled();
    if (presenting) await page.getByRole("button", { name: "Present" }).click();
    else await page.locator(".bill .opener").first().click();
    await farebox.assertNoSidewaysScroll();
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))]), []);
  });
}

test("axe finds nothing in what is folded away either", async (t) => {
  const { farebox, page } = await open(t, undefined, { bypassCSP: true });
  await farebox.write("first", PROMPT);
  await farebox.settled();
  await page.evaluate(axe);
  const folds = await page.locator("main details:not(details details)").all();
  assert.ok(folds.length >= 8, `${folds.length} folds`);
  for (const fold of folds) await unfold(fold);
  const found = async () => {
    await farebox.assertNoSidewaysScroll();
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))]);
  };
  assert.deepEqual(await found(), []);
  await page.getByRole("button", { name: "Make this conversation the first stage" }).click();
  await page.locator("#stages li[aria-label]").first().waitFor();
  assert.deepEqual(await found(), []);
});

test("the main answer stands on the first screen of a laptop", async (t) => {
  const { farebox, page } = await open(t);
  await farebox.write("first", PROMPT);
  await farebox.settled();
  for (const part of [".total", ".sureness", ".bill tfoot", ".turns-chart svg", "#first", "#turns"]) {
    const { y, height } = await page.locator(part).boundingBox();
    assert.ok(y >= 0 && y + height <= 720, `${part} ends at ${y + height}`);
  }
});

test("in front of a room the type is large: 24 px and more, the total 48 px and more", async (t) => {
  const { page } = await open(t);
  await page.getByRole("button", { name: "Present" }).click();
  const size = (selector) => page.locator(selector).first().evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  assert.ok((await size(".total")) >= 48);
  for (const selector of [".sureness", ".bill td", ".bill th[scope=row]", ".window", "figcaption", ".fare h2"]) {
    assert.ok((await size(selector)) >= 24, `${selector}: ${await size(selector)} px`);
  }
});

test("the chart can be read with the keyboard alone", async (t) => {
  const { page } = await open(t);
  await page.locator(".turns-chart svg").focus();
  await page.keyboard.press("Home");
  await page.locator(".readout", { hasText: "turn 1 sends" }).waitFor();
  await page.keyboard.press("ArrowRight");
  await page.locator(".readout", { hasText: "turn 2 sends" }).waitFor();
  await page.keyboard.press("End");
  await page.locator(".readout", { hasText: "turn 15 sends" }).waitFor();
});
