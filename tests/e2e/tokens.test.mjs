// Seeing tokens: the coloured text, the same text under every tokenizer, drift, and calibration.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import test from "node:test";
import * as gptO200k from "gpt-tokenizer/encoding/o200k_base";
import * as gptCl100k from "gpt-tokenizer/encoding/cl100k_base";
import { startEngine } from "./support/engine.mjs";
import { number, open } from "./support/farebox.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ordinary = { disallowedSpecial: new Set() };
const o200k = (text) => gptO200k.countTokens(text, ordinary);
const cl100k = (text) => gptCl100k.countTokens(text, ordinary);

const TEXT = "Review the policy, line by line.\n\tThen say: 数える 👩‍👩‍👧‍👦\u200b, naïve — done.\r\nTotal: 1234567";
const PROSE = await readFile(new URL("../data/udhr/eng.txt", import.meta.url), "utf8");

/** Opens the page at its tokens, with a text as the first message. */
async function look(t, text, model = "openai/gpt-5.5", options = {}) {
  const opened = await open(t, undefined, options);
  await opened.farebox.choose({ model });
  await opened.farebox.write("first", text);
  await opened.farebox.settled();
  await opened.page.getByRole("button", { name: "Tokens", exact: true }).click();
  await opened.page.locator(".token").first().waitFor();
  return opened;
}

const summary = (page) => page.locator(".sheet-sum").innerText();

test("tokens have the ids and the bytes of another implementation, in order", async (t) => {
  const { page } = await look(t, TEXT.replaceAll("\r\n", "\n"));
  const text = TEXT.replaceAll("\r\n", "\n");
  const ids = gptO200k.encode(text, ordinary);
  assert.equal(number(await summary(page)), ids.length);
  await page.locator(".sheet").focus();
  const bytes = [];
  for (const [at, id] of ids.entries()) {
    await page.keyboard.press("ArrowRight");
    const line = await page.locator(".sheet-picked", { hasText: `Token ${at + 1} of ${ids.length}, id ${id},` }).innerText();
    bytes.push(...line.split(": ")[1].split(" ").map((byte) => Number.parseInt(byte, 16)));
  }
  assert.equal(Buffer.from(bytes).toString("utf8"), text);
});

test("what is invisible is made visible, and a part of a character stands in bytes", async (t) => {
  const { page } = await look(t, TEXT);
  const shown = await page.locator(".sheet-window").innerText();
  for (const sign of ["·", "→", "↵", "U+200B"]) assert.ok(shown.includes(sign), `${sign} in ${shown}`);
  const tints = await page.locator(".token").evaluateAll((tokens) => tokens.slice(0, 8).map((token) => getComputedStyle(token).backgroundColor));
  for (let at = 1; at < tints.length; at++) assert.notEqual(tints[at], tints[at - 1], "neighbours differ");
  // Rare characters are cut within; their bytes show.
  await page.locator("#first").fill("𐎀𐎁𐎂 ꙮ");
  await page.locator(".token b").first().waitFor();
});

test("pointing at a token reads it out", async (t) => {
  const { page } = await look(t, "Review the policy");
  await page.locator(".token").nth(1).hover();
  const [, the] = gptO200k.encode("Review the policy", ordinary);
  await page.locator(".sheet-picked", { hasText: `Token 2 of 3, id ${the}, 4 bytes: 20 74 68 65` }).waitFor();
});

test("a tokenizer that is not public says so, and the view is named after the one that cuts", async (t) => {
  const { page } = await look(t, TEXT, "anthropic/claude-opus-5");
  const note = page.locator(".looking .notice").first();
  assert.match(await note.innerText(), /Claude Opus 5 is not public.*under o200k_base/s);
  await page.locator("#ruler").selectOption("cl100k_base");
  await page.locator(".looking .notice", { hasText: "under cl100k_base" }).waitFor();
  await page.locator(".sheet-sum", { hasText: `${cl100k(TEXT.replaceAll("\r\n", "\n"))} tokens` }).waitFor();
});

test("a megabyte: only what is on the screen is in the document, and every place can be reached", async (t) => {
  const { page, farebox } = await open(t);
  await farebox.choose({ model: "openai/gpt-5.5" });
  const large = PROSE.repeat(Math.ceil(1_000_000 / PROSE.length)).slice(0, 1_000_000);
  await page.locator("input[type=file]").nth(2).setInputFiles({ name: "large.txt", mimeType: "text/plain", buffer: Buffer.from(large) });
  await farebox.settled();
  await page.getByRole("button", { name: "Tokens", exact: true }).click();
  await page.locator(".token").first().waitFor();
  const total = o200k(large.replaceAll("\r\n", "\n"));
  assert.ok(Math.abs(number(await summary(page)) - total) === 0, `${await summary(page)} against ${total}`);
  // The longest that the page did not answer while it was scrolled from one end to the other.
  const longest = await page.locator(".sheet").evaluate(async (sheet) => {
    const frame = () => new Promise((next) => requestAnimationFrame(next));
    let longest = 0;
    for (let step = 0; step <= 60; step++) {
      const start = performance.now();
      sheet.scrollTop = (sheet.scrollHeight * step) / 60;
      await frame();
      await frame();
      longest = Math.max(longest, performance.now() - start);
    }
    return longest;
  });
  t.diagnostic(`longest wait for two frames while scrolling: ${Math.round(longest)} ms`);
  assert.ok((await page.locator(".sheet .row").count()) <= 120, "rows in the document");
  // The last token is there at the end, and it is the one that another implementation finds.
  const ids = gptO200k.encode(large.slice(-2_000), ordinary);
  const last = page.locator(`[data-n="${total - 1}"]`);
  await last.waitFor();
  await last.hover();
  await page.locator(".sheet-picked", { hasText: `id ${ids.at(-1)},` }).waitFor();
});

test("the worker's rows spell the text, and other requests are refused in a sentence", async (t) => {
  const { page } = await open(t);
  const engine = await startEngine(page);
  assert.equal((await engine.ask({ type: "rows", id: 1, slot: 1, first: 0, count: 5 })).code, "not_open");
  assert.equal((await engine.ask({ type: "open", id: 2, slot: 1, text: "x", tokenizer: "claude-2026", columns: 80 })).code, "no_tokens");
  assert.equal((await engine.ask({ type: "open", id: 3, slot: 1, text: "x", tokenizer: "none", columns: 80 })).code, "unknown_tokenizer");
  const text = PROSE.slice(0, 20_000);
  const opened = await engine.ask({ type: "open", id: 4, slot: 1, text, tokenizer: "o200k_base", columns: 60 });
  assert.deepEqual([opened.type, opened.tokens], ["opened", o200k(text)]);
  const rows = [];
  for (let first = 0; first < opened.rows; first += 100) {
    rows.push(...(await engine.ask({ type: "rows", id: 10 + first, slot: 1, first, count: 100 })).rows);
  }
  assert.equal(rows.length, opened.rows);
  assert.deepEqual(rows.flatMap(({ tokens }) => tokens.map(({ id }) => id)), gptO200k.encode(text, ordinary));
  assert.equal(Buffer.from(rows.flatMap(({ tokens }) => tokens.flatMap(({ bytes }) => bytes))).toString("utf8"), text);
  assert.equal((await engine.ask({ type: "close", id: 5, slot: 1 })).type, "closed");
  assert.equal((await engine.ask({ type: "rows", id: 6, slot: 1, first: 0, count: 5 })).code, "not_open");
});

test("the same text under every tokenizer: exact figures, bands for estimates, characters per token", async (t) => {
  const { page } = await look(t, PROSE, "anthropic/claude-opus-5");
  const row = (id) => page.locator(`.bars tr[data-tokenizer="${id}"]`);
  await row("o200k_base").waitFor();
  const text = PROSE.replaceAll("\r\n", "\n");
  for (const [id, count] of [["o200k_base", o200k(text)], ["cl100k_base", cl100k(text)]]) {
    const cells = await row(id).locator("td").allInnerTexts();
    assert.equal(number(cells[1]), count);
    assert.ok(!cells[1].includes("≈"));
    // By hand, rounded down: characters by tokens.
    assert.equal(cells[2], (Math.floor(([...text].length * 100) / count) / 100).toFixed(2));
  }
  const claude = await row("claude-2026").innerText();
  assert.match(claude, /estimated/);
  assert.match(claude, /≈ [\d,]+\s+[\d,]+–[\d,]+/);
  assert.ok(await row("claude-2026").locator(".whisker").count());
  assert.equal(await row("o200k_base").locator(".whisker").count(), 0);
  const order = await page.locator(".bars .tokens").allInnerTexts();
  const tokens = order.map(number);
  assert.deepEqual(tokens, [...tokens].sort((one, other) => one - other), "fewest first");
});

test("special tokens count as one each where the switch is on: count, fare, view, every tokenizer, link, undo", async (t) => {
  const [ahead, behind] = ["One ", " two <|im_start|>three <｜User｜>"];
  const text = `${ahead}<|endoftext|>${behind}`;
  // What stands before and behind is a text of its own.
  const marked = (count) => count(ahead) + 1 + count(behind);
  const [plain, special] = [o200k(text), marked(o200k)];
  assert.ok(special < plain, `${special} and ${plain}`);
  const { page, farebox } = await look(t, text);
  const inChart = async (id) => number((await page.locator(`.bars:not(.settling) tr[data-tokenizer="${id}"] .tokens`).innerText()));
  assert.equal((await farebox.tokens("first")).tokens, plain);
  assert.deepEqual([number(await summary(page)), await inChart("o200k_base")], [plain, plain]);
  const before = await Promise.all(["o200k_base", "cl100k_base", "qwen3", "deepseek", "claude-2026"].map(inChart));
  const total = await farebox.total();

  await page.getByLabel(/Each special token spelt in a text/).check();
  assert.deepEqual(await farebox.tokens("first"), { text: `${special} tokens`, tokens: special, exact: true });
  await page.locator(".sheet-sum", { hasText: `${special} tokens` }).waitFor();
  assert.notEqual(await farebox.total(), total);
  await page.locator(".bars:not(.settling) tr[data-tokenizer=o200k_base]", { hasText: `${special}` }).waitFor();
  const after = await Promise.all(["o200k_base", "cl100k_base", "qwen3", "deepseek", "claude-2026"].map(inChart));
  // Qwen has two of them, DeepSeek one, and o200k and cl100k the first; an estimate stays as it is.
  assert.equal(after[0], special);
  assert.equal(after[1], marked(cl100k));
  assert.ok(after[2] < before[2] && after[3] < before[3], `${before} to ${after}`);
  assert.equal(after[4], before[4]);
  await page.locator(".token", { hasText: "<|endoftext|>" }).hover();
  await page.locator(".sheet-picked", { hasText: "id 199999," }).waitFor();

  // It goes along in a link, and one step takes it back.
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.getByLabel(/Put the texts in it/).check();
  const address = await page.locator("#share-link").inputValue();
  await page.keyboard.press("Escape");
  const other = await open(t, address);
  assert.equal((await other.farebox.tokens("first")).tokens, special);
  await page.getByRole("button", { name: "Undo" }).click();
  assert.equal((await farebox.tokens("first")).tokens, plain);
  assert.ok(!(await page.locator("#special").isChecked()));
});

test("where special tokens are not published, the switch says what it does not change", async (t) => {
  const { page, farebox } = await look(t, "One <|endoftext|> two", "anthropic/claude-opus-5");
  const before = await farebox.tokens("first");
  await page.locator("#special").check();
  await page.locator(".looking .notice", { hasText: "The special tokens of Claude Opus 5 are not published: its estimate stays as it is." }).waitFor();
  assert.deepEqual(await farebox.tokens("first"), before);
});

test("a tokenizer that composes characters shows what it counts", async (t) => {
  const { page } = await look(t, "Cafe\u0301 nai\u0308ve.");
  await page.locator("#ruler").selectOption("qwen3");
  await page.locator(".sheet-window", { hasText: "Caf\u00e9·na\u00efve." }).waitFor();
});

test("drift: tokens, money, and what a budget on the old count misses, Opus 4.6 to 4.7 first", async (t) => {
  const { page, farebox } = await look(t, PROSE, "anthropic/claude-opus-4-7");
  const [old, now] = await page.locator(".drift tbody tr").all();
  assert.match(await old.innerText(), /Claude Opus 4\.6/);
  assert.match(await now.innerText(), /Claude Opus 4\.7/);
  await farebox.dial({ turns: 1, output: 0 });
  await farebox.choose({ cache: false });
  const cells = async (row) => (await row.locator("td").allInnerTexts()).map(number);
  const [before] = await cells(old);
  const [after] = await cells(now);
  assert.ok(after > before * 1.1 && after < before * 1.6, `${before} to ${after}`);
  // $5 per million tokens on both: what is missing is the price of the tokens that came on top.
  const sum = await page.locator(".drift-sum").innerText();
  const missing = Number(sum.match(/misses \$([\d.]+\d)/)[1]);
  assert.ok(Math.abs(missing - ((after - before) * 5) / 1e6) < 0.000_05, `${sum} for ${after - before} tokens`);
  assert.match(sum, /\(\$[\d.]+ to \$[\d.]+,/, "with its band");
  // Models with the same tokenizer: nothing is missing.
  await page.locator("#drift-old").selectOption("anthropic/claude-opus-5");
  await page.locator(".drift-sum", { hasText: "misses nothing" }).waitFor();
});

test("calibrate: the estimate and its band shrink to a real count; kept, visible, removable", async (t) => {
  const { page, farebox } = await look(t, PROSE, "anthropic/claude-opus-5");
  const before = await farebox.tokens("first");
  assert.ok(!before.exact);
  const real = Math.round(before.tokens * 1.06);
  await page.getByText("Calibrate with a real count").click();
  await page.locator("#real").fill("7");
  await page.getByRole("button", { name: "Calibrate", exact: true }).click();
  await page.locator("#real-notice.error", { hasText: "not what this text has" }).waitFor();
  await page.locator("#real").fill(String(real));
  await page.keyboard.press("Enter");
  await page.locator(".calibrations li", { hasText: "Claude Opus 5" }).waitFor();
  assert.deepEqual([(await farebox.tokens("first")).tokens, (await farebox.tokens("first")).text], [real, `≈ ${real.toLocaleString("en")} tokens`]);

  // Kept for the next visit; for another text of the kind the ratio holds, with a band.
  await page.reload();
  await page.locator(".fare .total").waitFor();
  await farebox.choose({ model: "anthropic/claude-opus-5" });
  await farebox.write("first", PROSE.slice(0, 6_000));
  const half = await farebox.tokens("first");
  assert.match(half.text, /–/);
  await page.getByRole("button", { name: "Tokens", exact: true }).click();
  await page.getByText("Calibrate with a real count").click();
  await page.getByRole("button", { name: "Remove the calibration of Claude Opus 5" }).click();
  await page.locator(".calibrations li").waitFor({ state: "detached" });
  const plain = await farebox.tokens("first");
  assert.ok(Math.abs(half.tokens / plain.tokens - 1.06) < 0.01, `${plain.text} became ${half.text}`);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
});

test("where nothing can be stored, calibrating works until the page is closed", async (t) => {
  const { page, context } = await look(t, PROSE, "anthropic/claude-opus-5");
  await context.addInitScript(() => Object.defineProperty(globalThis, "localStorage", { get: () => { throw new DOMException("denied", "SecurityError"); } }));
  await page.reload();
  await page.locator("#first").fill(PROSE);
  await page.locator(".sureness:not(.settling)").waitFor();
  await page.getByRole("button", { name: "Tokens", exact: true }).click();
  await page.getByText("Calibrate with a real count").click();
  await page.locator("#real").fill("4,000");
  await page.getByRole("button", { name: "Calibrate", exact: true }).click();
  await page.locator("#real-notice", { hasText: "stores nothing" }).waitFor();
});

const DRESSES = {
  "on a laptop": { viewport: { width: 1280, height: 720 } },
  "in the dark": { viewport: { width: 1280, height: 720 }, colorScheme: "dark" },
  "on a phone": { viewport: { width: 390, height: 844 } },
  "on a narrow phone": { viewport: { width: 320, height: 640 } },
  "presenting": { viewport: { width: 1280, height: 720 }, presenting: true },
};

for (const [where, { presenting, ...options }] of Object.entries(DRESSES)) {
  test(`the tokens' side: nothing sticks out, and axe finds nothing, ${where}`, async (t) => {
    const { page, farebox } = await look(t, TEXT, "anthropic/claude-opus-5", { ...options, bypassCSP: true });
    await page.locator(".bars tbody tr").first().waitFor();
    await page.getByText("Calibrate with a real count").click();
    if (presenting) await page.getByRole("button", { name: "Present" }).click();
    await farebox.assertNoSidewaysScroll();
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))]), []);
  });
}
