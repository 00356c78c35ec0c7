// The price book as a person meets it: its day, its age, the way from list price, one's own prices, a
// host's book, the wide book, and hours that are dearer. Every sum is written out by hand.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import test from "node:test";
import { openPage, SITE, SITE_BELOW } from "./support/browser.mjs";
import { Farebox, open, unfold } from "./support/farebox.mjs";
import { host, SITE_FOLDER } from "./support/host.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The day of the book: what holds then is asked for by date, so that these tests hold on any other. */
const BOOK_DAY = "2026-11-22";

/** One call of these sizes on a model, without a cache, on a day. */
async function oneCall(farebox, { model, input, output, date = BOOK_DAY }) {
  if (model) await farebox.choose({ model });
  await farebox.choose({ cache: false });
  await farebox.size("first", input);
  await farebox.dial({ turns: 1, output });
  await asOf(farebox, date);
}

const asOf = (farebox, date) => farebox.page.locator("#as-of").fill(date);
const ticketTags = (farebox) => farebox.page.locator(".fare h2 .tag").allInnerTexts();
const rowTags = (farebox, id) => farebox.page.locator(`tr[data-model="${id}"] .tag`).allInnerTexts();
const warnings = (farebox) => farebox.page.locator(".warnings").innerText();
const header = (farebox) => farebox.page.locator(".book").innerText();

/** A decimal number as a whole number of 10⁻²⁴, so that sums are exact. */
function exact(decimal) {
  const [, sign, whole, fraction = ""] = decimal.match(/^(-?)(\d+)(?:\.(\d+))?$/);
  return BigInt(`${sign}${whole}${fraction.padEnd(24, "0")}`);
}

test("as of: a past day, an announced one, today again", async (t) => {
  const { farebox, page } = await open(t);
  await oneCall(farebox, { model: "google/gemini-4-argon", input: 50_000, output: 10_000, date: "2026-11-30" });
  // 50,000 × $2 + 10,000 × $10 per million, the introductory rates.
  assert.equal(await farebox.total(), "0.2");
  assert.match(await farebox.sureness(), /promotional price of 30 Nov 2026/);
  assert.match(await warnings(farebox), /From 2026-12-01 on/);
  assert.deepEqual(await ticketTags(farebox), ["promotion", "price will change"]);
  assert.deepEqual(await rowTags(farebox, "google/gemini-4-argon"), ["promotion", "price will change"]);
  // From the next day on $4 and $20.
  await asOf(farebox, "1 Dec 2026");
  assert.equal(await farebox.total(), "0.4");
  assert.deepEqual(await ticketTags(farebox), ["announced"]);
  await asOf(farebox, "");
  assert.match(await farebox.sureness(), new RegExp(`price of ${(await today(page)).replace(" ", "\\s")}`));
});

/** The machine's date as the page writes it. */
const today = (page) =>
  page.evaluate(() => {
    const now = new Date();
    return `${now.getDate()} ${now.toLocaleString("en", { month: "short" })} ${now.getFullYear()}`;
  });

test("a day that is none, or too early, is said beside the field and the last good one holds", async (t) => {
  const { farebox, page } = await open(t);
  await oneCall(farebox, { model: "google/gemini-4-argon", input: 50_000, output: 10_000, date: "2026-12-01" });
  const total = await farebox.total();
  for (const [typed, reason] of [
    ["2026-02-30", /not a date/], ["soon", /not a date/], ["12/01/2026", /not a date/],
    ["2026-10-12", /No price of Gemini 4 Argon is known before 13 Oct 2026/], ["0001-01-01", /before 13 Oct 2026/],
  ]) {
    await asOf(farebox, typed);
    await farebox.notice("as-of").filter({ hasText: reason }).waitFor();
    assert.match(await farebox.notice("as-of").innerText(), /Still pricing as of 1 Dec 2026/);
    assert.equal(await page.locator("#as-of").inputValue(), typed, "what was typed stays");
    assert.equal(await farebox.total(), total);
  }
  await asOf(farebox, "2026-10-13");
  assert.equal(await farebox.notice("as-of").isVisible(), false);
  assert.equal(await farebox.total(), "0.2");
  // A day that suits one model can be before another's first price.
  await asOf(farebox, "2026-10-13");
  await asOf(farebox, "2028-01-01");
  assert.match(await farebox.notice("as-of").innerText(), /price book is of 22 Nov 2026/);
});

test("what expired, what is retired, what will change: on the ticket and in the table", async (t) => {
  const { farebox } = await open(t);
  await oneCall(farebox, { model: "openai/gpt-5.6-sol", input: 10_000, output: 1_000 });
  assert.ok((await ticketTags(farebox)).includes("last known"));
  assert.match(await warnings(farebox), /last known price is shown/);
  assert.ok((await rowTags(farebox, "openai/gpt-5.6-sol")).includes("last known"));
  assert.ok((await rowTags(farebox, "openai/o4-mini")).includes("retired"));
  assert.deepEqual(await rowTags(farebox, "openai/gpt-5.4"), []);
  await asOf(farebox, "2026-11-20");
  assert.ok(!(await ticketTags(farebox)).includes("last known"));
});

for (const [day, stale] of [["2026-11-25", false], ["2027-01-21", false], ["2027-01-22", true]]) {
  test(`on ${day} the book of 22 Nov 2026 is ${stale ? "" : "not "}called old`, async (t) => {
    const { page } = await openPage(t);
    await page.clock.setFixedTime(new Date(`${day}T12:00:00`));
    await page.goto(SITE);
    const book = page.locator(".book");
    await book.waitFor();
    assert.match(await book.innerText(), stale ? /^prices of 22 Nov 2026, 61 days old/ : /^prices of 22 Nov 2026$/);
    assert.equal(await book.evaluate((element) => element.classList.contains("stale")), stale);
  });
}

test("from list price to the fare: each step by hand, exact, adding up", async (t) => {
  const { farebox, page } = await open(t);
  await farebox.choose({ model: "anthropic/claude-opus-5", tier: "batch" });
  const regions = await page.locator("#region option").allInnerTexts();
  await farebox.choose({ region: regions.find((label) => label.includes("1.1")) });
  await farebox.size("system", 4_000);
  await farebox.size("first", 1_000);
  await farebox.dial({ turns: 3, later: 1_000, output: 500 });
  await asOf(farebox, BOOK_DAY);
  await unfold(page.locator("details.own", { hasText: "Your own prices" }));
  await page.locator("#own-percent").fill("10");
  await page.locator(".own", { hasText: "Your own prices" }).getByRole("button", { name: "Add" }).click();
  await unfold(page.locator(".way"));
  const steps = () =>
    page.locator(".way tbody tr").evaluateAll((rows) =>
      rows.map((row) => [row.querySelector("th").innerText, row.dataset.step]));
  // Prompts of 5,000, 6,500 and 8,000: read 11,500, written 8,000; answered 1,500.
  assert.deepEqual(await steps(), [
    ["List price, all in full", "0.135"], // 19,500 × 5 + 1,500 × 25
    ["Service tier", "-0.0675"], // half
    ["Prompt cache", "-0.020875"], // 11,500 × (0.25 − 2.5) + 8,000 × (3.125 − 2.5)
    ["Where it runs", "0.0046625"], // 0.046625 × 0.1
    ["Your prices", "-0.00512875"], // 0.0512875 × −0.1
  ]);
  const total = await page.locator(".way tfoot [data-exact]").getAttribute("data-exact");
  assert.equal(total, "0.04615875");
  assert.equal(await farebox.total(), total);
  assert.equal(await page.locator(".waterfall rect").count(), 6, "five steps and the fare");

  // Whatever is chosen, the steps add up to the fare.
  for (const choice of [{ model: "openai/gpt-5.4", tier: "standard" }, { model: "google/gemini-2.5-pro" }, { model: "anthropic/claude-opus-4-6", cache: false }]) {
    await farebox.choose({ model: choice.model });
    await farebox.choose(choice);
    await farebox.dial({ turns: 40, later: 9_973 });
    const [shown, sum] = [await farebox.total(), (await steps()).reduce((sum, [, delta]) => sum + exact(delta), 0n)];
    assert.equal(sum, exact(await page.locator(".way tfoot [data-exact]").getAttribute("data-exact")), choice.model);
    assert.equal(exact(shown), sum, choice.model);
  }
  // There is no way to a fare that is not known.
  await farebox.choose({ model: "google/gemini-3.5-flash" });
  assert.equal(await farebox.shown(), "unpriced");
  assert.match(await page.locator(".way").innerText(), /A price on the way is not known/);
});

test("the same text in a newer tokenizer is a step of its own", async (t) => {
  const { farebox, page } = await open(t);
  await farebox.choose({ model: "anthropic/claude-opus-4-7" });
  await farebox.write("first", await readFile(new URL("../data/udhr/eng.txt", import.meta.url), "utf8"));
  await farebox.settled();
  await unfold(page.locator(".way"));
  const names = () => page.locator(".way tbody th").allInnerTexts();
  assert.deepEqual((await names()).slice(0, 2), ["List price, in the older tokenizer’s tokens", "Newer tokenizer"]);
  assert.match(await page.locator(".way").innerText(), /token counts that are estimated/);
  await farebox.choose({ model: "anthropic/claude-opus-4-6" });
  assert.ok(!(await names()).includes("Newer tokenizer"));
});

test("one's own prices: a discount, a margin, a rate, a commitment, a currency", async (t) => {
  const { farebox, page } = await open(t);
  await oneCall(farebox, { model: "anthropic/claude-opus-5", input: 50_000, output: 15_000 });
  assert.equal(await farebox.total(), "0.625");
  await unfold(page.locator("details.own", { hasText: "Your own prices" }));
  const add = async (percent, { kind, place, bucket } = {}) => {
    if (kind) await page.locator("#own-kind").selectOption(kind);
    if (place) await page.locator("#own-place").selectOption({ label: place });
    if (bucket) await page.locator("#own-bucket").selectOption(bucket);
    await page.locator("#own-percent").fill(percent);
    await page.locator(".own", { hasText: "Your own prices" }).getByRole("button", { name: "Add" }).click();
  };
  await add("15 %");
  assert.equal(await farebox.total(), "0.53125"); // 0.625 × 0.85
  await add("8", { kind: "margin" });
  assert.equal(await farebox.total(), "0.57375"); // … × 1.08
  await page.locator("#own-output").fill("$20");
  assert.equal(await farebox.total(), "0.5049"); // (50,000 × 5 + 15,000 × 20) × 0.918
  // Marked on the ticket, on every line of the bill, and on every model that it touches.
  assert.ok((await ticketTags(farebox)).includes("your price"));
  assert.equal(await page.locator(".bill tbody .tag").count(), 2);
  assert.equal(await page.locator(".bill tfoot .tag").count(), 1);
  assert.match(await farebox.sureness(), /your price, from the Anthropic API list price/);
  assert.ok((await rowTags(farebox, "openai/gpt-5.4")).includes("your price"));

  await page.locator("#own-commitment").fill("100,000");
  assert.match(await page.locator(".own-sum:not(#example)").innerText(), /\$100,000\.00 over 12 months is owed, used or not; it pays for 198,059 of these/);
  await page.locator("#own-commitment").fill("");
  // A currency shows once its code, its rate and the rate's date are there.
  await page.locator("#own-currency").fill("eur");
  await page.locator("#own-rate").fill("0.92");
  assert.match(await page.locator(".own-missing").innerText(), /code, the rate and the rate’s date/);
  assert.equal(await page.locator(".own-sum:not(#example)").count(), 0);
  await page.locator("#own-dated").fill("2026-11-20");
  assert.match(await page.locator(".own-sum:not(#example)").innerText(), /^0\.4645\sEUR at your rate of 0\.92 EUR a dollar, 20 Nov 2026$/);
  assert.equal(await farebox.shown(), "$0.5049", "dollars stay what is charged");

  await page.getByRole("button", { name: "Back to list prices" }).click();
  assert.equal(await farebox.total(), "0.625");
  assert.equal(await page.locator(".fare .tag").count(), 0);
  assert.equal(await page.locator("#own-output").inputValue(), "");
  assert.equal(await page.locator("#own-currency").inputValue(), "");

  // Only this model, only its output; others stay at their list prices.
  await add("50", { kind: "discount", place: "Only Claude Opus 5", bucket: "output" });
  assert.equal(await farebox.total(), "0.4375"); // 0.25 + 0.375 / 2
  assert.deepEqual(await rowTags(farebox, "openai/gpt-5.4"), []);
  assert.equal(await page.locator(".bill tbody .tag").count(), 1);
  await page.getByRole("button", { name: /^Remove/ }).click();
  assert.equal(await farebox.total(), "0.625");
});

test("own prices that are none are said beside their fields and change nothing", async (t) => {
  const { farebox, page } = await open(t);
  const before = await farebox.total();
  await unfold(page.locator("details.own", { hasText: "Your own prices" }));
  for (const [typed, reason] of [["", /how many per cent/], ["abc", /not a plain decimal/], ["101", /at most 100/], ["-5", /negative/], ["1.23456", /decimals/]]) {
    await page.locator("#own-percent").fill(typed);
    await page.locator(".own", { hasText: "Your own prices" }).getByRole("button", { name: "Add" }).click();
    await farebox.notice("own-percent").filter({ hasText: reason }).waitFor();
  }
  for (const [id, typed, reason] of [
    ["own-output", "cheap", /not a plain decimal/], ["own-output", "-1", /negative/], ["own-input", "9999999", /more than/],
    ["own-commitment", "-3", /negative/], ["own-months", "0", /1 or more/], ["own-currency", "euro", /three letters/],
    ["own-rate", "x", /not a plain decimal/], ["own-dated", "2026-13-01", /not a date/],
  ]) {
    await page.locator(`#${id}`).fill(typed);
    await farebox.notice(id).filter({ hasText: reason }).waitFor();
  }
  assert.equal(await farebox.total(), before);
  assert.equal(await page.locator(".fare .tag").count(), 0);
});

test("any other model: the wide book comes when it is searched, and says that nobody reviewed it", async (t) => {
  const { farebox, page, watch } = await open(t, SITE_BELOW);
  const asked = () => watch.requests.filter(({ request, url }) => url.endsWith("/community.json") && !request.serviceWorker()).length;
  await oneCall(farebox, { input: 10_000, output: 1_000 });
  await page.locator("#find").fill("g");
  assert.equal(asked(), 0, "nothing is loaded before a search");
  await page.locator("#find").fill("gpt-3.5-turbo openai");
  const row = page.locator('.found tr[data-model="openai/gpt-3.5-turbo"]');
  await row.waitFor();
  // 10,000 × $0.50 + 1,000 × $1.50 per million.
  assert.match(await row.locator(".cost").innerText(), /\$0\.00650/);
  const rows = await page.locator(".found tr").all();
  for (const found of rows) assert.ok((await found.locator(".tag").allInnerTexts()).includes("community, not reviewed"));
  await page.locator("#find").fill("gpt-3.5");
  await page.locator("#find").fill("gpt-3.5-turbo openai");
  assert.equal(asked(), 1, "one file, once");

  await row.getByRole("button").click();
  assert.equal(await farebox.total(), "0.0065");
  assert.ok((await ticketTags(farebox)).includes("community, not reviewed"));
  assert.match(await warnings(farebox), /nobody here has reviewed it/);
  assert.equal(await page.locator("#model").inputValue(), "openai/gpt-3.5-turbo");
  assert.match(await page.locator("#model optgroup").last().getAttribute("label"), /not reviewed/);

  // The reviewed book wins: what it has is not found again, and has no such mark.
  await page.locator("#find").fill("openai gpt-5.4");
  await page.locator("#find-outcome", { hasText: /found|No model/ }).waitFor();
  assert.equal(await page.locator('.found tr[data-model="openai/gpt-5.4"]').count(), 0);
  assert.deepEqual(await rowTags(farebox, "openai/gpt-5.4"), []);
  await page.locator("#find").fill("no such model anywhere");
  await page.locator("#find-outcome", { hasText: "No model" }).waitFor();
});

test("a text for a model whose tokenizer nobody here knows is never called exact", async (t) => {
  const { farebox, page } = await open(t);
  await farebox.write("first", "What does this cost?");
  await page.locator("#find").fill("kimi-k3 moonshot");
  await page.locator(".found tr").first().getByRole("button").click();
  assert.match(await farebox.sureness(), /estimated: the tokenizer of .+ is not known here/);
  assert.match(await page.locator(".found .cost").first().innerText(), /≈/);
});

test("a wide book that is not there is said, and can be asked for again", async (t) => {
  let there = false;
  const { address } = await host(t, (path) => (path === "/community.json" && !there ? { status: 404, body: "gone" } : undefined));
  const { page, watch } = await open(t, address);
  watch.expect(/404/);
  await page.locator("#find").fill("kimi");
  await page.locator("#find-outcome", { hasText: "not to be had" }).waitFor();
  there = true;
  await page.locator("#find").fill("kimi k3");
  await page.locator(".found tr").first().waitFor();
});

const shipped = JSON.parse(await readFile(join(SITE_FOLDER, "prices.json"), "utf8"));
const channel = (book, id) => book.channels.find((channel) => channel.channel === id);

/** The shipped book with one changed price of DeepSeek V4.1 Flash, gathered on another day. */
function changed(day, output = "0.7") {
  const book = structuredClone(shipped);
  for (const each of book.channels) if (day < each.retrieved_at || each.channel === "deepseek") each.retrieved_at = day;
  const flash = channel(book, "deepseek").model.find(({ id }) => id.endsWith("deepseek-flash"));
  flash.price.at(-1).rates.output = output;
  return JSON.stringify(book);
}

const hostOf = (t, body) => host(t, (path) => (path === "/prices.json" ? body() : undefined));

test("the book as it is shipped beside the page is the page's own", async (t) => {
  const { farebox, page, watch } = await open(t, SITE_BELOW);
  await page.waitForLoadState("networkidle");
  assert.ok(watch.requests.some(({ url }) => url === `${SITE_BELOW}prices.json`));
  assert.match(await header(farebox), /^prices of 22 Nov 2026/);
  assert.equal(await page.locator(".refusal").count(), 0);
});

test("a host's newer book takes its place, with its date; the page does not wait for it", async (t) => {
  const { address } = await hostOf(t, () => ({ body: changed("2026-11-25"), delay: 2_000 }));
  const { farebox, page } = await open(t, address);
  assert.match(await header(farebox), /^prices of 22 Nov 2026/, "painted before the host's book came");
  await page.locator(".book", { hasText: "host’s price book of 25 Nov 2026" }).waitFor();
  await oneCall(farebox, { model: "deepseek/deepseek-flash", input: 100_000, output: 10_000 });
  assert.equal(await farebox.total(), "0.022"); // 100,000 × 0.15 + 10,000 × 0.7
});

test("a host's older book is used too, and called older", async (t) => {
  const { address } = await hostOf(t, () => ({ body: changed("2026-11-21") }));
  const { page } = await open(t, address);
  await page.locator(".book", { hasText: "host’s price book of 21 Nov 2026, older than the built-in one" }).waitFor();
});

for (const [what, body, reason] of [
  ["that breaks off", () => changed("2026-11-25").slice(0, 5_000), /prices\.json, line 1/],
  ["with a negative rate", () => changed("2026-11-25", "-0.7"), /negative/],
  ["with a float artefact", () => changed("2026-11-25", "0.7000000000000001"), /float artefact/],
  ["that is a page", () => "<!doctype html><title>Welcome</title>", /prices\.json, line 1/],
  ["of another form", () => '{"schema":2,"channels":[]}', /version 1, not 2/],
]) {
  test(`a host's book ${what} is refused in the header, and the built-in one holds`, async (t) => {
    const { address } = await hostOf(t, () => ({ body: body() }));
    const { farebox, page } = await open(t, address);
    const refusal = page.locator(".refusal");
    await refusal.waitFor();
    assert.match(await refusal.innerText(), reason);
    assert.match(await refusal.innerText(), /^The host’s price book is not used: .*The built-in one holds\.$/s);
    assert.match(await header(farebox), /^prices of 22 Nov 2026/);
    await farebox.assertNoSidewaysScroll();
    await oneCall(farebox, { model: "deepseek/deepseek-flash", input: 100_000, output: 10_000 });
    assert.equal(await farebox.total(), "0.021"); // 100,000 × 0.15 + 10,000 × 0.6
  });
}

test("without a book beside it the page keeps its own and says nothing", async (t) => {
  const { address } = await hostOf(t, () => ({ status: 404, body: "gone" }));
  const { page, watch } = await openPage(t);
  // The browser itself writes a line about a file that is missing.
  watch.expect(/404/);
  const answered = page.waitForResponse((answer) => answer.url().endsWith("/prices.json"));
  await page.goto(address);
  await answered;
  const farebox = new Farebox(page);
  await farebox.settled();
  assert.match(await header(farebox), /^prices of 22 Nov 2026/);
  assert.equal(await page.locator(".refusal").count(), 0);
});

test("peak hours: a choice where the model has them, at twice the price", async (t) => {
  const { farebox, page } = await open(t);
  // A Monday; 100,000 × 0.15 + 10,000 × 0.6.
  await oneCall(farebox, { model: "deepseek/deepseek-flash", input: 100_000, output: 10_000, date: "2026-11-23" });
  assert.equal(await farebox.total(), "0.021");
  assert.match(await warnings(farebox), /peak hours/i);
  await page.locator("#hours").selectOption({ label: "Peak 2×, 01:00–04:00 UTC" });
  assert.equal(await farebox.total(), "0.042");
  // A Sunday has none.
  await asOf(farebox, "2026-11-22");
  assert.equal(await page.locator("#hours").count(), 0);
  assert.equal(await farebox.total(), "0.021");
  await asOf(farebox, "2026-11-23");
  await farebox.choose({ model: "openai/gpt-5.4" });
  assert.equal(await page.locator("#hours").count(), 0);
});

for (const [where, options] of Object.entries({
  "on a laptop": {},
  "in the dark": { colorScheme: "dark" },
  "on a phone": { viewport: { width: 390, height: 844 } },
  "on a narrow phone": { viewport: { width: 320, height: 640 } },
})) {
  test(`with everything open nothing sticks out, and axe finds nothing, ${where}`, async (t) => {
    const { farebox, page } = await open(t, undefined, { ...options, bypassCSP: true });
    await oneCall(farebox, { model: "deepseek/deepseek-flash", input: 100_000, output: 10_000, date: "2026-11-23" });
    await unfold(page.locator("details.own", { hasText: "Your own prices" }));
    await page.locator("#own-percent").fill("12.5");
    await page.locator(".own", { hasText: "Your own prices" }).getByRole("button", { name: "Add" }).click();
    for (const [id, typed] of [["own-output", "x"], ["own-commitment", "100000"], ["own-currency", "CHF"], ["own-rate", "0.88"], ["own-dated", "1 Nov 2026"]]) {
      await page.locator(`#${id}`).fill(typed);
    }
    await unfold(page.locator(".way"));
    await page.locator("#find").fill("llama 3");
    await page.locator(".found tr").first().waitFor();
    await asOf(farebox, "2020-01-01");
    await farebox.assertNoSidewaysScroll();
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))]), []);
    await page.getByRole("button", { name: "Present" }).click();
    await farebox.assertNoSidewaysScroll();
  });
}
