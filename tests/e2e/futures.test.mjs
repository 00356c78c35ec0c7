// Many futures and strategies: asked of the desk, shown on the page. The digits are the native ones.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { number, open, unfold } from "./support/farebox.mjs";

const golden = async (name) => JSON.parse(await readFile(new URL(`../data/${name}.json`, import.meta.url), "utf8"));
const { percentiles: GOLDEN } = await golden("thirty_fold");
const AGENT = await golden("plan_act_review");
const CANARY = "canary-5b7d20";

async function example(page, id) {
  await page.getByRole("button", { name: "Examples" }).click();
  await page.locator(`[data-example="${id}"]`).click();
  await page.locator("#examples").waitFor({ state: "hidden" });
}

/** The fold as a person uses it. */
class Futures {
  constructor(page) {
    this.page = page;
    this.fold = page.locator("#futures");
    this.draw = page.locator("#draw");
    this.state = page.locator("#futures-state");
    this.dials = page.locator("#dials li");
    this.notice = page.locator("#dial-notice");
  }

  async unfold() {
    await unfold(this.fold);
    await this.draw.waitFor();
  }

  /** Lets something vary: `what` and `how` as they are named. */
  async vary(what, how, one, two, each) {
    await this.page.locator("#dial-what").selectOption({ label: what });
    await this.page.locator("#dial-kind").selectOption({ label: how });
    await this.page.locator("#dial-one").fill(one);
    if (two !== undefined) await this.page.locator("#dial-two").fill(two);
    if (each) await this.page.locator("#dial-each").selectOption({ label: each });
    await this.page.getByRole("button", { name: "Let it vary" }).click();
  }

  /** Draws to the end; the summary's values by name. */
  async run() {
    await this.draw.click();
    await this.page.locator("#draw", { hasText: "Draw them" }).waitFor({ timeout: 60_000 });
    return this.summary();
  }

  async summary() {
    return Object.fromEntries(await cells(this.page, "futures"));
  }
}

/** The cells of a table, row by row; a drawing is none. */
async function cells(page, name) {
  const table = page.locator(`[data-table=${name}] table`);
  await table.waitFor();
  return table.locator("tbody tr").evaluateAll((rows) =>
    rows.map((row) => [...row.cells].filter((cell) => !cell.matches(".bar")).map((cell) => cell.innerText.trim())),
  );
}

async function start(t, options) {
  const opened = await open(t, undefined, options);
  return { ...opened, futures: new Futures(opened.page) };
}

const dollars = (text) => Number(text.replace(/[$,]/g, ""));

test("the thirtyfold tail: a click on the example, a click to draw, and the native digits", async (t) => {
  const { page, futures, watch } = await start(t);
  await example(page, "thirty-fold");
  await futures.draw.waitFor();
  assert.equal(await futures.dials.count(), 3, "the fold is open, with what varies");
  assert.ok(!watch.requests.some(({ url }) => url.includes("/desk-")), "the desk is loaded when it is needed, not before");
  const summary = await futures.run();
  for (const [name, share] of [["P5", 50], ["P50", 500], ["P95", 950], ["P99", 990]]) {
    assert.equal(dollars(summary[name]), Number(GOLDEN[share]), name);
  }
  assert.match(summary["Cheapest and dearest"], new RegExp(`^\\$${GOLDEN[0]}, \\$${GOLDEN[1000]}$`));
  assert.match(summary.Tail, /^P99 is 38 times P1/);
  assert.match(summary["Run away"], /of 10,000 \(.*\) cost more than 10 times the P50$/);

  const histogram = await cells(page, "histogram");
  assert.equal(histogram.length, 20);
  assert.equal(histogram.reduce((sum, [, count]) => sum + number(count), 0), 10_000);
  // A bar is as long as its figure says, against the longest.
  const widths = await page.locator("[data-table=histogram] tbody rect").evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute("width"))));
  const most = Math.max(...histogram.map(([, count]) => number(count)));
  for (const [at, [, count]] of histogram.entries()) {
    assert.ok(Math.abs(widths[at] - Math.max((number(count) * 1000) / most, 2)) < 2, `${count}: ${widths[at]}`);
  }
  assert.deepEqual((await cells(page, "tornado"))[0], ["The loop", "$1.719", "$11.19"]);
  const budgets = await cells(page, "budgets");
  assert.equal(budgets.length, 7);
  assert.ok(budgets.every(([, saved]) => /^\$.* \(\d+\.\d\s%\)$/.test(saved)), String(budgets));

  // Another seed, other figures; the first one again, the first figures again.
  await page.locator("#seed").fill("31");
  assert.match(await futures.state.innerText(), /before your last change/);
  const other = await futures.run();
  assert.notEqual(other.P50, summary.P50);
  await page.locator("#seed").fill("30");
  assert.deepEqual(await futures.run(), summary);
  assert.equal(await futures.state.innerText(), "");
});

test("an agent's futures: the native digits, stage by stage", async (t) => {
  const { page, farebox, futures } = await start(t);
  await example(page, "plan-act-review");
  await futures.draw.waitFor();
  const dials = () => futures.dials.allInnerTexts().then((texts) => texts.map((text) => text.split(":")[0]));
  assert.deepEqual(await dials(), ["Turns, Act", "Turns, Review", "Reasoning a call, Review"]);
  const summary = await futures.run();
  const shown = (row, golden) => {
    for (const [name, share] of [["P5", 50], ["P50", 500], ["P95", 950]]) assert.equal(dollars(row[name]), Number(golden[share]), name);
  };
  shown(summary, AGENT.percentiles);
  const stages = await cells(page, "stages");
  assert.deepEqual(stages.map(([name]) => name), ["Plan", "Act", "Review"]);
  for (const [at, [, P5, P50, P95]] of stages.entries()) shown({ P5, P50, P95 }, AGENT.stages[at]);
  const shares = stages.map(([, , , , share]) => Number(share.split(/\s/)[0]));
  const all = shares.reduce((sum, share) => sum + share);
  assert.ok(all > 99.6 && all < 100.05, String(shares));
  // The sums of tests/agents.rs.
  assert.deepEqual(await cells(page, "tornado"), [
    ["Turns, Act", "$1.1355", "$2.5775"],
    ["Turns, Review", "$1.015", "$1.9945"],
    ["Reasoning a call, Review", "$1.26546", "$2.0355"],
  ]);

  // What varies in one stage, or in all.
  await page.locator("#dial-stage").selectOption({ label: "Plan" });
  await futures.vary("Reasoning a call", "One number", "3000");
  await page.locator("#dial-stage").selectOption({ label: "All" });
  await futures.vary("Seconds between turns", "One number", "5");
  assert.deepEqual((await dials()).slice(3), ["Reasoning a call, Plan", "Seconds between turns"]);
  await futures.run();
  // 2,000 × $5 + 4,500 × $30 per million.
  assert.deepEqual((await cells(page, "stages"))[0].slice(0, 4), ["Plan", "$0.145", "$0.145", "$0.145"]);

  // $1.4775 a task, with nothing drawn: 67 are $98.9925.
  await unfold(page.locator("#conduct"));
  await unfold(page.locator("#compare"));
  assert.deepEqual((await cells(page, "purse")).find(([sum]) => sum === "$100.00"), ["$100.00", "67", "6"]);

  // A stage that is taken out takes along what varies in it.
  await unfold(page.locator("#stages"));
  await page.getByRole("button", { name: "Take out stage 2" }).click();
  assert.deepEqual(await dials(), ["Turns, Review", "Reasoning a call, Review", "Reasoning a call, Plan", "Seconds between turns"]);
  await futures.run();
  assert.deepEqual((await cells(page, "stages")).map(([name]) => name), ["Plan", "Review"]);
  await farebox.assertNoSidewaysScroll();
});

test("what varies is typed, changed, taken away, undone, and goes along in a link", async (t) => {
  const { page, farebox, futures } = await start(t);
  await example(page, "growing-chat");
  await futures.unfold();
  const flat = await futures.run();
  assert.deepEqual([flat.P5, flat.P99], ["$1.3875", "$1.3875"]);
  assert.equal(await page.locator("[data-table=histogram]").count(), 0, "nothing spreads");

  await futures.vary("Answers", "Log-normal", "500", "2,000");
  assert.match(await futures.dials.innerText(), /^Answers: half below 500, 95 of 100 below 2,000/);
  await page.locator("#runs").fill("2k");
  const spread = await futures.run();
  assert.ok(dollars(spread.P5) < dollars(spread.P50) && dollars(spread.P50) < dollars(spread.P99), JSON.stringify(spread));
  assert.match(await page.locator("[data-table=futures] h2").innerText(), /^2,000 futures from seed 1/);

  await futures.vary("Turns", "Geometric", "2.5");
  assert.equal(await page.locator("#dial-each").isVisible(), false, "a conversation has its turns once");
  await futures.vary("Tool rounds a turn", "Values seen", "0 0 3 1,000", undefined, "Once for all turns");
  assert.match(await futures.dials.nth(2).innerText(), /^Tool rounds a turn: as seen, 4 values, once a conversation/);

  await page.getByRole("button", { name: "Share", exact: true }).click();
  const address = await page.locator("#share-link").inputValue();
  await page.keyboard.press("Escape");
  const there = await open(t, address);
  const theirs = new Futures(there.page);
  await theirs.draw.waitFor();
  assert.deepEqual(await theirs.dials.allInnerTexts(), await futures.dials.allInnerTexts());
  assert.equal(await there.page.locator("#runs").inputValue(), "2,000");

  await page.getByRole("button", { name: "Remove: Tool rounds a turn" }).click();
  await page.getByRole("button", { name: "Change: Answers" }).click();
  assert.equal(await page.locator("#dial-two").inputValue(), "2,000");
  await page.locator("#dial-two").fill("900");
  await page.getByRole("button", { name: "Let it vary" }).click();
  assert.deepEqual((await futures.dials.allInnerTexts()).map((text) => text.split(":")[0]), ["Turns", "Answers"]);
  await page.getByRole("button", { name: "Undo" }).click();
  assert.match(await futures.dials.first().innerText(), /below 2,000/);
  await farebox.assertNoSidewaysScroll();
});

test("what cannot be drawn is refused in a sentence, and what was drawn stays", async (t) => {
  const { page, farebox, futures } = await start(t);
  await example(page, "growing-chat");
  await futures.unfold();
  for (const [how, one, two, says] of [
    ["Log-normal", "2000", "500", /ends at 500, before it begins at 2000; exchange the two/],
    ["Log-normal", "0", "500", /P50 of at least 1/],
    ["Anything between", "5", "", /Type a whole number/],
    ["One number", "99999999", undefined, /more than 10,000,000/],
    ["Poisson", "six", undefined, /no number with up to three decimals/],
    ["Poisson", "501", undefined, /501000 thousandths is more than 500000/],
    ["Values seen", "", undefined, /give at least one/],
    ["Values seen", "1 2 x", undefined, /not a whole number/],
  ]) {
    await futures.vary("Answers", how, one, two);
    assert.match(await futures.notice.innerText(), says);
    assert.equal(await futures.dials.count(), 0);
  }
  await page.locator("#runs").fill("0");
  assert.match(await page.locator("#runs-notice").innerText(), /Type 1 or more.*Still counting with 10,000/);
  await page.locator("#runs").fill("100");
  const before = await futures.run();

  await futures.vary("Tool rounds a turn", "One number", "300000");
  await futures.draw.click();
  await futures.state.filter({ hasText: "more than 200000 calls" }).waitFor();
  assert.deepEqual(await futures.summary(), before);
  await page.getByRole("button", { name: "Remove: Tool rounds a turn" }).click();
  assert.deepEqual(await futures.run(), before);
  await farebox.assertNoSidewaysScroll();
});

test("a long drawing tells how far it is, is cancelled, and another takes its place", async (t) => {
  const { page, futures } = await start(t);
  await example(page, "thirty-fold");
  await futures.draw.waitFor();
  await page.locator("#runs").fill("500");
  const before = await futures.run();
  await page.locator("#runs").fill("1M");
  await futures.draw.click();
  await futures.state.filter({ hasText: /^\d[\d,]* of 1,000,000 futures drawn$/ }).waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  assert.match(await futures.state.innerText(), /before your last change/);
  assert.deepEqual(await futures.summary(), before);
  await page.locator("#runs").fill("500");
  assert.deepEqual(await futures.run(), before, "the desk listens");
});

test("what varies can be taken from records", async (t) => {
  const { page, futures } = await start(t);
  await example(page, "growing-chat");
  await futures.unfold();
  await page.locator("#dial-what").selectOption({ label: "Answers" });
  const take = page.getByRole("button", { name: "Take it from the records" });
  assert.equal(await take.count(), 0, "there are no records yet");
  await page.getByRole("button", { name: "Records" }).click();
  const file = new URL("../data/records/claude_code.jsonl", import.meta.url);
  await page.setInputFiles('input[aria-label="Open files of records"]', file.pathname);
  await page.locator("[data-table=models]").waitFor();
  await page.getByRole("button", { name: "Fare", exact: true }).click();
  await take.click();
  await page.waitForFunction(() => document.querySelector("#dial-one").value !== "");
  // Four calls that answer 280 together (tests/desk.rs).
  const seen = (await page.locator("#dial-one").inputValue()).split(" ");
  assert.equal(seen.length, 4);
  assert.equal(seen.reduce((sum, value) => sum + Number(value), 0), 280);
  await page.getByRole("button", { name: "Let it vary" }).click();
  assert.match(await futures.dials.innerText(), /^Answers: as seen, 4 values/);
  const { P5, P95 } = await futures.run();
  assert.ok(dollars(P5) < dollars(P95));
});

test("prompts never go to the desk, their sizes do", async (t) => {
  const { page, farebox, futures } = await start(t);
  await page.evaluate(() => {
    globalThis.sent = [];
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...rest) {
      if (message && message.scenario) globalThis.sent.push(message.scenario);
      return post.call(this, message, ...rest);
    };
  });
  await farebox.choose({ model: "openai/gpt-5.5", cache: false });
  await farebox.write("first", `${CANARY} `.repeat(200));
  await farebox.dial({ turns: 3 });
  const total = await farebox.total();
  await futures.unfold();
  await page.locator("#runs").fill("10");
  // Nothing varies: the futures cost what the fare says, to the last digit.
  assert.equal(dollars((await futures.run()).P50), Number(total));
  const sent = await page.evaluate(() => globalThis.sent);
  assert.equal(sent.length, 1);
  const bytes = Buffer.from(sent[0].split(".")[1], "base64url").toString("latin1");
  assert.ok(sent[0].startsWith("f1.") && !bytes.includes("canary"), bytes);
});

test("10,000 futures of 50 turns, timed", async (t) => {
  const { page, farebox, futures } = await start(t);
  await example(page, "growing-chat");
  await farebox.choose({ model: "anthropic/claude-opus-5", cache: true });
  await farebox.dial({ turns: 50 });
  await futures.unfold();
  await futures.vary("Later messages", "Log-normal", "1000", "4000");
  await futures.vary("Answers", "Log-normal", "500", "2000");
  await futures.vary("Reasoning a call", "Log-normal", "300", "3000");
  // The worker's own time and the way to it and back; the first run also loads it.
  await futures.run();
  const times = [];
  for (let seed = 2; seed < 5; seed += 1) {
    await page.locator("#seed").fill(String(seed));
    const took = await page.evaluate(async () => {
      const began = performance.now();
      const done = new Promise((resolve) => {
        const button = document.querySelector("#draw");
        new MutationObserver((_, watcher) => {
          if (!button.innerText.includes("Draw them")) return;
          watcher.disconnect();
          resolve(performance.now() - began);
        }).observe(button, { childList: true, subtree: true, characterData: true });
      });
      document.querySelector("#draw").click();
      return done;
    });
    times.push(took);
  }
  t.diagnostic(`10,000 futures of 50 turns in ${times.map((time) => `${time.toFixed(0)} ms`).join(", ")}`);
  assert.equal(number(await page.locator("[data-table=futures] h2").innerText()), 10_000);
});

test("strategies are compared, and follow what is typed", async (t) => {
  const { page, futures, farebox } = await start(t);
  await example(page, "compaction");
  await unfold(page.locator("#conduct"));
  await unfold(page.locator("#compare"));
  // The sums by hand are those of tests/desk_computes.rs.
  const rows = await cells(page, "strategies");
  const plain = (row) => row.map((text) => text.replaceAll("\u202f", " "));
  assert.deepEqual(plain(rows[0]), ["Keep all", "$0.173125", "", "", "6", "55,500", "1.3 %"]);
  assert.deepEqual(plain(rows[2]).slice(0, 4), ["Summarise over 9,000 tokens, keep the last 1 turn", "$0.232225", "+$0.0591 (+34.1 %)", "never"]);
  assert.deepEqual((await cells(page, "breakEven")).at(-1), ["turn 6", "7,500", "$0.0248", "$0.00345", "8 calls"]);
  assert.equal(await page.locator("[data-table=strategies] .chosen th").innerText(), "Summarise over 9,000 tokens, keep the last 1 turn");
  await page.locator("#kept-turns").fill("0");
  await page.locator("[data-table=strategies] th", { hasText: "Only the last 0 turns" }).waitFor();
  await farebox.assertNoSidewaysScroll();
  // Both kinds of work share one desk.
  await futures.unfold();
  assert.ok((await futures.run()).P50);
});

for (const [where, options] of Object.entries({
  "on a laptop": { viewport: { width: 1280, height: 720 } },
  "on a phone": { viewport: { width: 390, height: 844 } },
  "in the dark": { viewport: { width: 1280, height: 720 }, colorScheme: "dark" },
  "in front of a room": { viewport: { width: 1024, height: 768 } },
})) {
  test(`nothing sticks out ${where}`, async (t) => {
    const { farebox, page, futures } = await start(t, options);
    const shot = async (name) => {
      await farebox.assertNoSidewaysScroll();
      if (process.env.FAREBOX_SHOTS) await page.screenshot({ path: `${process.env.FAREBOX_SHOTS}/${where.replaceAll(" ", "-")}-${name}.png` });
    };
    await example(page, "thirty-fold");
    await futures.draw.waitFor();
    await unfold(page.locator("#conduct"));
    await unfold(page.locator("#compare"));
    await cells(page, "strategies");
    await page.locator("[data-table=strategies]").scrollIntoViewIfNeeded();
    await shot("strategies");
    await futures.run();
    await futures.fold.scrollIntoViewIfNeeded();
    await shot("dials");
    if (where.includes("room")) await page.getByRole("button", { name: "Present" }).click();
    for (const name of ["futures", "histogram", "tornado", "budgets"]) {
      await page.locator(`[data-table=${name}]`).scrollIntoViewIfNeeded();
      await shot(name);
    }
    if (where.includes("room")) await page.getByRole("button", { name: "Edit", exact: true }).click();
    await example(page, "plan-act-review");
    await futures.run();
    if (where.includes("room")) await page.getByRole("button", { name: "Present" }).click();
    await futures.fold.scrollIntoViewIfNeeded();
    await shot("agent-dials");
    for (const name of ["stages", "tornado"]) {
      await page.locator(`[data-table=${name}]`).scrollIntoViewIfNeeded();
      await shot(`agent-${name}`);
    }
  });
}
