// Turns with texts of their own, stages that are put together, and records opened as an estimate.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { open, unfold } from "./support/farebox.mjs";

const FIRST = "What is due on Friday, and what on Monday?";
const ANSWER = "Two invoices on Friday: 4711 and 4712. On Monday nothing.";
const SECOND = "Grüße! Please pay 4711 now, and tell me what is left. 🎟";
const of = (text) => encode(text).length;

/** Opens the list of turns. */
async function turnsOf(page) {
  const panel = page.locator("#written");
  await unfold(panel);
  return panel;
}

/** What each turn sends, as the table of turns has it. */
const sends = async (farebox) => (await farebox.turns()).map((row) => Number(row[1].replaceAll(",", "")));

/** An exact sum of dollars out of millionths. */
const dollars = (millionths) => (millionths / 1e6).toFixed(6).replace(/0+$/, "");

/** Two turns: all written but the last answer, which is 500 tokens as in every turn. */
async function written(t, options) {
  const opened = await open(t, undefined, options);
  const { farebox, page } = opened;
  await farebox.choose({ model: "openai/gpt-5.5", cache: false });
  await farebox.dial({ turns: 1, later: 1_000, output: 500 });
  await farebox.write("first", FIRST);
  const panel = await turnsOf(page);
  await farebox.part("answer-1").getByRole("button", { name: "Write it out" }).click();
  await farebox.write("answer-1", ANSWER);
  await panel.getByRole("button", { name: "Write one more turn" }).click();
  return { ...opened, panel };
}

test("turns count by their own texts where these are given, and by the dials elsewhere", async (t) => {
  const { farebox, page } = await written(t);
  // The new message is where one writes on.
  await page.waitForFunction(() => document.activeElement?.id === "message-2");
  await page.keyboard.type("Then");
  await page.locator("#message-2").fill(SECOND);
  const [a, b, c] = [FIRST, ANSWER, SECOND].map(of);
  assert.deepEqual(await farebox.tokens("message-2"), { text: `${c} tokens`, tokens: c, exact: true });
  assert.deepEqual(await sends(farebox), [a, a + b + c]);
  // $5 and $30 a million.
  assert.equal(await farebox.total(), dollars(5 * (a + a + b + c) + 30 * (b + 500)));
  assert.equal(await page.locator("#turns").inputValue(), "2");
  assert.match(await farebox.sureness(), /^exact tokens/);

  // Behind them the dials go on: 500 answered, 1,000 added.
  await farebox.dial({ turns: 5 });
  const third = a + b + c + 1_500;
  assert.deepEqual(await sends(farebox), [a, a + b + c, third, third + 1_500, third + 3_000]);
  assert.equal(await page.locator("#written-rest").innerText(), "Turns 3 to 5 are as the dials say.");
  await page.getByRole("button", { name: "Only these turns" }).click();
  assert.equal(await page.locator("#turns").inputValue(), "2");

  // A size in the place of the text, refused in a sentence where it is none; then as in every turn.
  const message = farebox.part("message-2");
  await message.getByRole("button", { name: "Type a size instead" }).click();
  assert.equal(await page.locator("#message-2-size").inputValue(), String(c));
  await page.locator("#message-2-size").fill("300");
  assert.deepEqual(await sends(farebox), [a, a + b + 300]);
  await page.locator("#message-2-size").fill("100,000,001");
  assert.match(await page.locator("#message-2-size-notice").innerText(), /more than 100,000,000.*Still counting with 300/);
  assert.deepEqual(await sends(farebox), [a, a + b + 300]);
  await message.getByRole("button", { name: "Write it out" }).click();
  assert.equal(await page.locator("#message-2").inputValue(), SECOND);
  await message.getByRole("button", { name: "As in every turn" }).click();
  assert.deepEqual(await sends(farebox), [a, a + b + 1_000]);
});

test("a turn that is taken out is gone, and comes back with one step", async (t) => {
  const { farebox, page, panel } = await written(t);
  await farebox.write("message-2", SECOND);
  await panel.getByRole("button", { name: "Write one more turn" }).click();
  await farebox.write("message-3", "And now the last one.");
  const [a, b, c, d] = [FIRST, ANSWER, SECOND, "And now the last one."].map(of);
  const all = [a, a + b + c, a + b + c + 500 + d];
  await farebox.settled();
  assert.deepEqual(await sends(farebox), all);
  await panel.getByRole("button", { name: "Take turn 2 out" }).click();
  assert.equal(await page.locator("#message-2").inputValue(), "And now the last one.");
  assert.deepEqual(await sends(farebox), [a, a + b + d]);
  assert.equal(await page.locator("#message-3").count(), 0);
  await page.getByRole("button", { name: "Undo" }).click();
  assert.equal(await page.locator("#message-3").inputValue(), "And now the last one.");
  await farebox.settled();
  assert.deepEqual(await sends(farebox), all);
});

test("a link has the turns' sizes and none of their texts, unless one asks for them", async (t) => {
  const { farebox, page } = await written(t);
  await farebox.write("message-2", SECOND);
  const total = await farebox.total();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const address = await page.locator("#share-link").inputValue();
  const said = Buffer.from(address.split("#f1.")[1], "base64url").toString();
  assert.ok(!said.includes("4711") && !said.includes("Friday"), said);
  const other = await open(t, address);
  assert.equal(await other.farebox.total(), total);
  await turnsOf(other.page);
  assert.equal(await other.page.locator("#message-2-size").inputValue(), String(of(SECOND)));
  assert.equal(await other.page.locator("#answer-1-size").inputValue(), String(of(ANSWER)));

  await page.locator("dialog.share").getByLabel(/Put the texts in it/).check();
  const whole = await open(t, await page.locator("#share-link").inputValue());
  assert.equal(await whole.farebox.total(), total);
  await turnsOf(whole.page);
  assert.equal(await whole.page.locator("#answer-1").inputValue(), ANSWER);
});

test("an agent is put together stage by stage, and its order is changed", async (t) => {
  const { farebox, page } = await open(t);
  await page.getByRole("button", { name: "Examples" }).click();
  await page.locator('[data-example="plan-act-review"]').click();
  await unfold(page.locator("#stages"));
  assert.equal(await page.locator("#stage-2-name").inputValue(), "Act");
  assert.equal(await page.locator("#stage-3-output").inputValue(), "6,400");
  // Act first is handed nothing over: 3 times 1,500 less. Plan gets its 7,500, Review 6,000 less, twice:
  // 12,900 + 9,500 + 16,900 at $5, and the 41,200 that came back at $30.
  await page.getByRole("button", { name: "Move up stage 2" }).click();
  assert.equal(await page.locator("#stage-1-name").inputValue(), "Act");
  assert.equal(await farebox.total(), "1.4325");
  assert.match(await page.locator(".stages-lost").innerText(), /^\$1\.4325 of it/);
  await page.locator("#stage-1-person").check();
  // The review alone: 16,900 x 5 + 24,200 x 30.
  assert.match(await page.locator(".stages-lost").innerText(), /^\$0\.8105 of it/);
  await page.getByRole("button", { name: "Move up stage 2" }).click();
  await page.getByRole("button", { name: "Take out stage 3" }).click();
  // Plan and Act as they were: $0.1150 and $0.4920.
  assert.equal(await farebox.total(), "0.607");
  await page.locator("#stage-2-turns").fill("0");
  assert.match(await farebox.notice("stage-2-turns").innerText(), /Still counting with 3/);
  await page.locator("#stage-2-name").fill("x".repeat(81));
  assert.match(await farebox.notice("stage-2-name").innerText(), /up to 80 characters/);
  assert.equal(await farebox.total(), "0.607");
});

test("a conversation becomes the first stage at the same price, and another stage follows on its own model", async (t) => {
  const { farebox, page } = await open(t);
  await farebox.choose({ model: "openai/gpt-5.5", cache: false });
  await farebox.size("system", 4_000);
  await farebox.size("first", 1_000);
  await farebox.dial({ turns: 3, later: 500, output: 500 });
  // 5,000 + 6,000 + 7,000 at $5, 1,500 at $30.
  assert.equal(await farebox.total(), "0.135");
  await unfold(page.locator("#stages"));
  await page.getByRole("button", { name: "Make this conversation the first stage" }).click();
  assert.equal(await farebox.total(), "0.135");
  await page.locator("#stage-1-hand-over").fill("2000");
  await page.getByRole("button", { name: "Add a stage" }).click();
  for (const [id, value] of Object.entries({ name: "Check", system: 1_000, first: 200 })) await page.locator(`#stage-2-${id}`).fill(String(value));
  await page.locator("#stage-2-model").selectOption("openai/gpt-6-luna");
  // 3,200 at $0.10, 500 at $0.50.
  assert.equal(await farebox.total(), "0.13557");
  await page.locator("#stage-2-copies").fill("3");
  assert.equal(await farebox.total(), "0.13671");
  // Two tool rounds of 100 + 900 tokens: 3,200, 4,200, 5,200 sent and 200 more answered, three times.
  await page.locator("#stages li").nth(1).getByText("How this stage is led").click();
  for (const [id, value] of Object.entries({ rounds: 2, arguments: 100, results: 900 })) await page.locator(`#stage-2-${id}`).fill(String(value));
  assert.equal(await farebox.total(), "0.13983");
  assert.match(await page.locator("#stages-notice").innerText(), /An agent of 2 stages/);
  await farebox.assertNoSidewaysScroll();
});

test("a record opens as an estimate that sends what was recorded, at the reader's own prices", async (t) => {
  const { farebox, page } = await open(t);
  await page.getByRole("button", { name: "Records" }).click();
  const text = await readFile(new URL("../data/records/claude_code.jsonl", import.meta.url), "utf8");
  const data = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "claude_code.jsonl"));
    return data;
  }, text);
  await page.locator(".records > .part").dispatchEvent("drop", { dataTransfer: data });
  await page.getByRole("button", { name: "s1", exact: true }).click();
  await page.getByRole("button", { name: "Open this conversation as an estimate" }).click();
  // tests/import/estimate.rs: 1,004 and 1,203 sent, and the price of the replay with the cache at its best.
  assert.deepEqual(await sends(farebox), [1_004, 1_203]);
  assert.equal(await farebox.total(), "0.01227075");
  assert.equal(await page.locator("#model").inputValue(), "anthropic/claude-opus-5");
  // What the record tells is exact, how it divides is not, and that stands beside it.
  const system = await farebox.tokens("system");
  const first = await farebox.tokens("first");
  assert.deepEqual([system.tokens + first.tokens, system.exact, first.exact], [1_004, false, false]);
  assert.match(await farebox.part("system").innerText(), /estimated from a record/);
  assert.match(await page.locator("#of-record").innerText(), /as long as it was billed.*estimated by their texts.*as far apart as they were/s);
  await turnsOf(page);
  assert.equal(await page.locator("#message-2-size").inputValue(), "0");
  assert.equal((await farebox.tokens("answer-2")).exact, true);
  assert.match(await page.locator("#written li").nth(1).innerText(), /79 tokens of tool results, 5 s after the turn before/);
  await farebox.assertNoSidewaysScroll();
  // One time for all, in the place of five seconds: too late for what was cached for five minutes.
  await page.getByRole("button", { name: "Set one time for all" }).click();
  await unfold(page.locator("#conduct"));
  await page.locator("#turn-wait").fill("300");
  // 1,004 and 1,203 written at 6.25, and 170 answered at 25.
  assert.equal(await farebox.total(), "0.01804375");
  assert.equal(await page.getByRole("button", { name: "Set one time for all" }).count(), 0);
});

test("what would be too much is not added, in a sentence", async (t) => {
  const { farebox, page } = await open(t);
  await farebox.dial({ turns: 1 });
  await unfold(page.locator("#conduct"));
  await page.locator("#rounds").fill("19999");
  const total = await farebox.total();
  // 20,000 calls are the most: neither a second turn nor a stage with as many has room.
  await turnsOf(page);
  await page.locator("#add-turn").click();
  assert.equal(await farebox.notice("add-turn").innerText(), "That is too much: calls is 40000, and it can be 0 to 20000. Nothing was added.");
  assert.equal(await page.locator("#message-2").count(), 0);
  await unfold(page.locator("#stages"));
  await page.locator("#add-stage").click();
  assert.match(await farebox.notice("add-stage").innerText(), /^That is too much: calls is 40000.*Nothing was added\.$/);
  assert.equal(await page.locator("#stages li").count(), 0);
  await page.locator("#turns").fill("2");
  assert.match(await farebox.notice("turns").innerText(), /^That is too much: calls is 40000.*Still counting with 1\.$/);
  assert.equal(await farebox.total(), total);
  // Once there is room, the sentence goes and the button adds.
  await page.locator("#rounds").fill("0");
  await farebox.notice("add-turn").filter({ hasText: /^$/ }).waitFor({ state: "attached" });
  await page.locator("#add-turn").click();
  await page.locator("#message-2").waitFor();
  await page.locator("#add-stage").evaluate(async (button) => {
    for (let stage = 1; stage <= 50; stage += 1) {
      button.click();
      await new Promise(requestAnimationFrame);
    }
  });
  await page.locator("#add-stage").click();
  assert.equal(await farebox.notice("add-stage").innerText(), "That is too much: stages is 51, and it can be 0 to 50. Nothing was added.");
  assert.equal(await page.locator("#stages li").count(), 50);
});

for (const [where, options] of Object.entries({
  "on a laptop": { viewport: { width: 1280, height: 720 } },
  "on a phone": { viewport: { width: 390, height: 844 } },
  "in the dark": { viewport: { width: 1280, height: 720 }, colorScheme: "dark" },
})) {
  test(`turns and stages stay within the page ${where}`, async (t) => {
    const { farebox, page } = await written(t, options);
    await farebox.write("message-2", SECOND);
    const shot = async (name, place) => {
      await place.scrollIntoViewIfNeeded();
      await farebox.assertNoSidewaysScroll();
      if (process.env.FAREBOX_SHOTS) await page.screenshot({ path: `${process.env.FAREBOX_SHOTS}/turns-${where.replaceAll(" ", "-")}-${name}.png` });
    };
    await shot("written", page.locator("#add-turn"));
    await unfold(page.locator("#stages"));
    await page.locator("#add-stage").click();
    await page.locator("#add-stage").click();
    await shot("stages", page.locator("#add-stage"));
    await page.locator("#stages li").first().getByText("How this stage is led").click();
    await shot("led", page.locator("#stage-1-strategy"));
  });
}
