// Examples, agents, and how a conversation is led. The sums by hand are those of `tests/examples.rs`.

import assert from "node:assert/strict";
import test from "node:test";
import { open, unfold } from "./support/farebox.mjs";

/** What each example comes to, in dollars. */
const TOTALS = {
  "growing-chat": "1.3875",
  "forty-tools": "1.621875",
  retries: "4.4625",
  "agent-request": "0.849",
  "cache-hits": "0.418775",
  compaction: "0.232225",
  "plan-act-review": "1.4775",
  "loop-trap": "1.08",
  "coding-day": "12.76314",
  "support-bot-60": "0.000012",
  "support-bot-300": "0.0012",
  "thirty-fold": "1.719",
};

async function example(page, id) {
  await page.getByRole("button", { name: "Examples" }).click();
  await page.locator(`[data-example="${id}"]`).click();
  await page.locator("#examples").waitFor({ state: "hidden" });
}

async function lead(page, figures) {
  const panel = page.locator("#conduct");
  await unfold(panel);
  for (const [id, value] of Object.entries(figures)) await page.locator(`#${id}`).fill(String(value));
}

const lines = (page) => page.locator(".at-times li").allInnerTexts();

test("every example opens with a click and comes to its sum; undo brings back what was typed", async (t) => {
  const { farebox, page } = await open(t);
  await farebox.write("first", "What is due on Friday?");
  await page.getByRole("button", { name: "Examples" }).click();
  const ids = await page.locator("[data-example]").evaluateAll((buttons) => buttons.map((button) => button.dataset.example));
  assert.deepEqual(ids, Object.keys(TOTALS));
  await page.keyboard.press("Escape");
  for (const [id, total] of Object.entries(TOTALS)) {
    await example(page, id);
    assert.equal(await farebox.total(), total, id);
    await farebox.assertNoSidewaysScroll();
  }
  // What follows at once is one step back.
  const undo = page.getByRole("button", { name: "Undo" });
  const typed = () => page.locator("textarea#first").inputValue({ timeout: 1_000 }).catch(() => null);
  while ((await undo.isEnabled()) && (await typed()) !== "What is due on Friday?") await undo.click();
  assert.equal(await typed(), "What is due on Friday?");
});

test("an example says what it shows, until something is changed", async (t) => {
  const { farebox, page } = await open(t);
  const says = page.locator(".fare #example");
  assert.equal(await says.innerText(), "");
  await example(page, "growing-chat");
  await says.filter({ hasText: /^Fifteen turns: Every turn sends the whole history again/ }).waitFor();
  await farebox.dial({ turns: 16 });
  await says.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Undo" }).click();
  await says.waitFor();

  // Twelve calls of one turn are not one call.
  await example(page, "agent-request");
  assert.equal(await page.locator(".fare h2").innerText(), "This turn, 12 calls, GPT-5.5");
  // One figure is not all there is to a task that varies: 3 turns of 6 rounds are one of many futures.
  await example(page, "thirty-fold");
  assert.match((await lines(page)).join(), /Sizes or counts vary/);
  await example(page, "agent-request");
  assert.doesNotMatch((await lines(page)).join(), /Sizes or counts vary/);
});

test("an agent's task is split by stage, and says where the person is lost", async (t) => {
  const { farebox, page } = await open(t);
  await example(page, "plan-act-review");
  const rows = await page.locator(".stages tbody tr:not(.about)").all();
  const cells = await Promise.all(rows.map((row) => row.locator("th, td").allInnerTexts()));
  // Plan: 2,000 sent, 1,500 answered, 2,000 thought, of 89,500 together 6.1 %. Act: 17,400 + 7,500 + 6,000.
  assert.deepEqual(cells.map((row) => row.map((text) => text.replaceAll("\u202f", " "))), [
    ["Plan", "2,000", "1,500", "2,000", "6.1 %", "$0.1150"],
    ["Act", "17,400", "7,500", "6,000", "34.5 %", "$0.4920"],
    ["Review", "28,900", "12,800", "11,400", "59.3 %", "$0.8705"],
  ]);
  const about = await page.locator(".stages .about").allInnerTexts();
  assert.match(about[0], /in the person’s name/);
  assert.match(about[1], /here the person is lost/);
  assert.match(about[2], /lost before/);
  assert.match(await page.locator(".stages-lost").innerText(), /^\$1\.3625 of it is behind no person’s identity/);
  // The bill is the stages' together: 48,300 × $5 + 41,200 × $30 per million.
  const bill = await farebox.bill();
  assert.equal(bill.reduce((sum, line) => sum + line.tokens, 0), 89_500);
  const models = await farebox.models();
  assert.equal(models.find((row) => row.chosen).cost, "$1.4775");
  await page.getByRole("button", { name: "Leave the stages out" }).click();
  assert.equal(await page.locator(".stages").count(), 0);
  await page.locator(".turns-chart svg").waitFor();
});

test("the table of turns opens into calls, and the table of models follows the tools", async (t) => {
  const { farebox, page } = await open(t);
  await example(page, "agent-request");
  const [[head, sends]] = await farebox.turns();
  assert.match(head, /12 calls/);
  assert.equal(sends, "161,400");
  await page.locator(".turn-table .opener").click();
  const calls = await page.locator(".turn-table .call").all();
  assert.equal(calls.length, 12);
  // 5,200, then 1,500 more each.
  assert.match(await calls[0].innerText(), /^tools\s+5,200/);
  assert.match(await calls[11].innerText(), /^answer\s+21,700/);
  assert.equal((await farebox.models()).find((row) => row.chosen).cost, "$0.8490");
});

test("a loop and a budget: what it costs then, and what is saved", async (t) => {
  const { farebox, page } = await open(t);
  await example(page, "loop-trap");
  const said = await lines(page);
  assert.match(said[0], /^Your budget is kept/);
  assert.match(said[1], /30 of 1,000 run into a loop of 200 calls in turn 3: then it costs \$114\.51/);
  assert.match(said[2], /stops it before call 24 of turn 3: \$2\.9885 spent, \$111\.52 saved; no honest work is cut/);
  // A dollar cuts the last answer, $0.12.
  await lead(page, { "budget-task": "1" });
  assert.match((await lines(page))[0], /before call 3 of turn 5: \$0\.9600 spent, \$0\.1200 saved; 1 call of honest work is cut/);
  await page.locator("#budget-action").selectOption("warn");
  assert.match((await lines(page))[0], /warns at call 3 of turn 5; nothing is cut/);
  await page.locator("#budget-task").fill("much");
  assert.equal(await page.locator("#budget-task").getAttribute("aria-invalid"), "true");
  assert.match((await lines(page))[0], /warns/);
  assert.equal(await farebox.total(), "1.08");
});

test("tools, waits, failures and strategies are typed, and refused in a sentence", async (t) => {
  const { farebox, page } = await open(t);
  await example(page, "growing-chat");
  // 11 rounds in one turn: the request to an agent.
  await farebox.dial({ turns: 1, output: 300 });
  await page.locator("#system-size").fill("5000");
  await page.locator("#first-size").fill("200");
  await lead(page, { rounds: 11, arguments: 100, results: 1_400 });
  assert.equal(await farebox.total(), "0.849");

  // A median server goes along with each of the twelve calls: 12 × 1,905 × $5 per million.
  await page.locator("#servers").fill("1");
  assert.equal(await farebox.total(), "0.9633");
  await page.locator("#servers").fill("0");

  await page.locator("#rounds").fill("100000");
  assert.match(await farebox.notice("rounds").innerText(), /more than 20,000.*Still counting with 11/);
  await farebox.dial({ turns: 1_000 });
  await page.locator("#rounds").fill("30");
  assert.match(await farebox.notice("rounds").innerText(), /too much: calls is 31000.*Still counting with 11/);
  await farebox.dial({ turns: 15 });

  await example(page, "retries");
  await page.locator("#fail").fill("0");
  // Without failures it is the fifteen turns.
  assert.equal(await farebox.total(), "1.3875");
  await page.locator("#strategy").selectOption("window");
  await page.locator("#kept-turns").fill("0");
  // Every turn alone: 15 × 5,000 × $5 + 7,500 × $30 per million.
  assert.equal(await farebox.total(), "0.6");
  await farebox.assertNoSidewaysScroll();
});

test("the chart marks where the window is full and where the long-context price begins", async (t) => {
  const { farebox, page } = await open(t);
  await example(page, "growing-chat");
  await page.locator("#system-size").fill("270000");
  // 271,000 + 1,500 k: over 272,000 in the second turn.
  const words = () => page.locator(".mark-word").allTextContents();
  await page.locator(".mark-word").first().waitFor();
  assert.deepEqual(await words(), ["long-context price"]);
  assert.match((await lines(page))[0], /^Turn 2 is the first at the long-context price, from 272,001 tokens on/);
  await farebox.dial({ later: 200_000 });
  assert.deepEqual(await words(), ["long-context price", "full"]);
});

for (const [where, options] of Object.entries({
  "on a laptop": { viewport: { width: 1280, height: 720 } },
  "on a tablet": { viewport: { width: 1024, height: 768 } },
  "on a phone": { viewport: { width: 390, height: 844 } },
  "in the dark": { viewport: { width: 1280, height: 720 }, colorScheme: "dark" },
})) {
  test(`nothing sticks out ${where}`, async (t) => {
    const { farebox, page } = await open(t, undefined, options);
    const shot = async (name) => {
      await farebox.assertNoSidewaysScroll();
      if (process.env.FAREBOX_SHOTS) await page.screenshot({ path: `${process.env.FAREBOX_SHOTS}/${where.replaceAll(" ", "-")}-${name}.png` });
    };
    await page.getByRole("button", { name: "Examples" }).click();
    await shot("list");
    await page.keyboard.press("Escape");
    await example(page, "plan-act-review");
    await shot("stages");
    await example(page, "loop-trap");
    await lead(page, { rounds: 2 });
    await shot("led");
    await page.locator("#budget-task").scrollIntoViewIfNeeded();
    await shot("led-end");
  });
}
