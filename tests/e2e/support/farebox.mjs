// The page as a person uses it: what can be typed, and what can be read off it.

import assert from "node:assert/strict";
import { visit } from "./browser.mjs";

/** Opens the page; see `visit`. */
export async function open(t, address, options) {
  const opened = await visit(t, address, options);
  await opened.page.locator(".fare .total").waitFor();
  return { ...opened, farebox: new Farebox(opened.page) };
}

/** Opens a fold, if it is not open, and waits until the page has made what is in it. */
export async function unfold(fold) {
  if (await fold.evaluate((details) => details.open)) return;
  const told = await fold.evaluateHandle((details) => ({
    // The page's own listener was there first, and what it sets off are microtasks.
    turned: new Promise((done) => details.addEventListener("toggle", () => setTimeout(done), { once: true })),
  }));
  await fold.locator("> summary").click();
  await told.evaluate(({ turned }) => turned);
}

export class Farebox {
  constructor(page) {
    this.page = page;
  }

  async choose({ model, region, tier, cache }) {
    if (model) await this.page.locator("#model").selectOption(model);
    if (region) await this.page.locator("#region").selectOption({ label: region });
    if (tier) await this.page.locator("#tier").selectOption(tier);
    if (cache !== undefined) await this.page.locator("#cache").selectOption(cache ? "on" : "off");
  }

  /** Puts a text into a part: `system`, `tools` or `first`. */
  async write(part, text) {
    await this.page.locator(`#${part}`).fill(text);
    // The page reads a box in a task of its own, behind the lines of one insertion.
    await this.page.evaluate(() => new Promise((done) => setTimeout(done)));
  }

  /** Types a part's size in place of its text. */
  async size(part, tokens) {
    const section = this.part(part);
    await section.getByRole("button", { name: "Type a size instead" }).click();
    await section.locator(`#${part}-size`).fill(String(tokens));
  }

  /** Sets dials: `turns`, `later`, `output`. */
  async dial(dials) {
    for (const [id, value] of Object.entries(dials)) await this.page.locator(`#${id}`).fill(String(value));
  }

  part(id) {
    return this.page.locator("section.part").filter({ has: this.page.locator(`#${id}-notice`) });
  }

  /** A part's tokens once they are counted: `{ text, tokens, exact }`. */
  async tokens(part) {
    await this.settled();
    const text = await this.part(part).locator(".count").innerText();
    return { text, tokens: number(text), exact: !text.includes("≈") };
  }

  /** Waits until nothing is approximate for want of a vocabulary. */
  async settled() {
    await this.page.locator(".sureness:not(.settling)").waitFor({ state: "attached", timeout: 60_000 });
  }

  /** The exact total as a decimal string, as a program would read it. */
  async total() {
    await this.settled();
    return this.page.locator(".total").getAttribute("data-total");
  }

  /** The total as it is shown. */
  async shown() {
    return this.page.locator(".total").innerText();
  }

  async sureness() {
    await this.settled();
    return this.page.locator(".sureness").innerText();
  }

  /** The bill: `{ name, tokens, rate, amount }` a line. */
  async bill() {
    const rows = await this.page.locator(".bill tbody tr:not(.opened)").all();
    return Promise.all(
      rows.map(async (row) => {
        const [name, tokens, rate, amount] = await row.locator("th, td").allInnerTexts();
        return { name: name.trim(), tokens: number(tokens), rate, amount };
      }),
    );
  }

  /** Every turn's row as text cells. */
  async turns() {
    const table = this.page.locator(".turn-table");
    await unfold(table);
    const rows = await table.locator("tbody tr").all();
    return Promise.all(rows.map((row) => row.locator("th, td").allInnerTexts()));
  }

  /** The table of models: `{ id, cost, fits, unfit }` a row, in the order shown. */
  async models() {
    await this.page.locator(".models:not(.settling)").waitFor();
    return this.page.locator(".models tbody tr").evaluateAll((rows) =>
      rows.map((row) => ({
        id: row.dataset.model,
        cost: row.querySelector(".cost").innerText.trim(),
        fits: row.lastElementChild.innerText.trim(),
        tooSmall: row.classList.contains("too-small"),
        chosen: row.classList.contains("chosen"),
      })),
    );
  }

  notice(id) {
    return this.page.locator(`#${id}-notice`);
  }

  /** Asserts that nothing sticks out of the page sideways. */
  async assertNoSidewaysScroll() {
    const [wide, room] = await this.page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(wide <= room, `the page is ${wide} px wide in a window of ${room} px`);
  }
}

/** The first whole number in a text: `≈ 1,284 tokens` is 1284. */
export function number(text) {
  return Number(text.match(/\d[\d,]*/)?.[0].replaceAll(",", ""));
}
