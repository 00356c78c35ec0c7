// Records on the page: dropped, pasted and picked, read by the desk, shown, replayed.

import assert from "node:assert/strict";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { open } from "./support/farebox.mjs";

const FILES = new URL("../data/records/", import.meta.url);

/** Opens the view of records. */
async function records(t, options) {
  const opened = await open(t, undefined, options);
  await opened.page.getByRole("button", { name: "Records" }).click();
  return opened;
}

/** Drops files, `{ name, text }` or `{ name, bytes }`, on the page as a person does. */
async function drop(page, files) {
  const data = await page.evaluateHandle((files) => {
    const data = new DataTransfer();
    for (const { name, text, bytes } of files) data.items.add(new File([bytes ? new Uint8Array(bytes) : text], name));
    return data;
  }, files);
  await page.locator(".records > .part").dispatchEvent("drop", { dataTransfer: data });
}

async function fixture(name) {
  return { name, text: await readFile(new URL(name, FILES), "utf8") };
}

/** The cells of a table, row by row. */
async function cells(page, name) {
  const table = page.locator(`[data-table=${name}] table`);
  await table.waitFor();
  return table.locator("tbody tr").evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText.trim())));
}

test("a session with repeated rows, dropped on the page, gives the sum by hand", async (t) => {
  const { page, watch } = await records(t);
  assert.ok(!watch.requests.some(({ url }) => url.includes("/desk-")), "the desk is loaded when it is needed, not before");
  await drop(page, [await fixture("claude_code.jsonl")]);
  // tests/import/replay.rs sums it up: 0.00927 + 0.003765 + 0.0009 + 0.021385.
  const models = await cells(page, "models");
  assert.deepEqual(models.at(-1), ["Everything", "", "4", "514", "2,200", "1,200", "280", "not recorded", "$0.03532", ""]);
  const read = await cells(page, "read");
  assert.ok(read.some(([what, value]) => what === "Unknown fields" && value.includes("message.usage.vibes")));
  assert.ok(read.some(([what, value]) => what === "Line 14" && value.includes("-4")));
});

test("a conversation is shown turn by turn, and replayed on the model chosen above", async (t) => {
  const { farebox, page } = await records(t);
  await drop(page, [await fixture("claude_code.jsonl")]);
  await page.getByRole("button", { name: "s1", exact: true }).click();
  const turns = await cells(page, "turns");
  assert.deepEqual(turns.map((row) => row[8]), ["$0.00927", "$0.003765"]);
  await farebox.choose({ model: "openai/gpt-5.4" });
  await page.locator("#replay").selectOption("asRecorded");
  // GPT-5.4 charges nothing extra for writing: 4,310 and 1,507.5 millionths.
  await page.locator("[data-table=turns] td", { hasText: "$0.0015075" }).waitFor();
  assert.deepEqual((await cells(page, "turns")).map((row) => row[9]), ["$0.00431", "$0.0015075"]);
  await page.locator("#replay").selectOption("");
  await page.locator("[data-table=replayed]").waitFor({ state: "detached" });
});

test("what is billed is set against what is computed, exactly", async (t) => {
  const { page } = await records(t);
  await page.setInputFiles('input[aria-label="Open files of records"]', new URL("litellm.json", FILES).pathname);
  const models = await cells(page, "models");
  assert.deepEqual(models.at(-1).slice(7, 9), ["$0.000227345", "$0.0090175"]);
  assert.ok(models.at(-1)[9].startsWith("+$0.008790155"), models.at(-1)[9]);
});

test("records can be pasted", async (t) => {
  const { page } = await records(t);
  const { text } = await fixture("openai_chat.jsonl");
  await page.locator(".records > .part").evaluate((part, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    part.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
  assert.match((await cells(page, "read"))[0][1], /of what was pasted$/);
});

test("a file that cannot be used is refused with a sentence, and what was shown stays", async (t) => {
  const { page } = await records(t);
  await drop(page, [await fixture("claude_code.jsonl")]);
  const before = await cells(page, "models");
  const state = page.locator("#records-state");
  for (const [text, says] of [
    ["Dear Sir or Madam", /neither JSON nor a FOCUS CSV/],
    ["", /empty/],
    ['{"name":"Ada"}', /of a known kind/],
    ['{"resourceSpans":[{', /cut off/],
    ["PK\u0003\u0004 and more", /zip archive/],
  ]) {
    await drop(page, [{ name: "other", text }]);
    await state.filter({ hasText: says }).waitFor();
    assert.match(await state.innerText(), /Nothing was changed\.$/);
    assert.deepEqual(await cells(page, "models"), before);
  }
  await page.getByRole("button", { name: "s2", exact: true }).click();
  assert.equal((await cells(page, "turns")).length, 1);
});

test("a file that is something else than its name says is refused by what it is", async (t) => {
  const { page } = await records(t);
  await drop(page, [await fixture("litellm.json")]);
  const before = await cells(page, "models");
  const state = page.locator("#records-state");
  const utf16 = (text) => [...Buffer.from(`\uFEFF${text}`, "utf16le")];
  for (const [file, says] of [
    [{ name: "records.json", text: "<!DOCTYPE html>\n<title>502 Bad Gateway</title>" }, /begins with “<!DOCTYPE html>”/],
    [{ name: "records.jsonl", bytes: [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3] }, /a gzip archive/],
    [{ name: "records.csv", bytes: [0x50, 0x4b, 3, 4, 20, 0, 6, 0, 8, 0] }, /a zip archive/],
    [{ name: "records.csv", bytes: [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13] }, /zero bytes/],
    [{ name: "records.json", bytes: utf16('{"name":"Ada"}') }, /The only record is not of a known kind: the first has the fields name/],
    [{ name: "records.csv", bytes: utf16("BilledCost,ChargePeriodStart\r\n") }, /has 0 records/],
  ]) {
    await drop(page, [file]);
    await state.filter({ hasText: says }).waitFor();
    assert.match(await state.innerText(), /Nothing was changed\.$/);
    assert.deepEqual(await cells(page, "models"), before);
  }
  // A line without an end is made in the page: a debugger's message of this size would stall it.
  for (const [unit, says] of [["x", /larger than 64 MB/], [",", /larger than 64 MB/], ['{"a":[', /larger than 64 MB/]]) {
    await page.locator(".records > .part").evaluate((part, unit) => {
      const data = new DataTransfer();
      data.items.add(new File([unit.repeat(70_000_000 / unit.length)], "endless"));
      part.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }, unit);
    await state.filter({ hasText: says }).waitFor();
    assert.deepEqual(await cells(page, "models"), before);
    // The next one is told apart from it.
    await drop(page, [{ name: "none", text: "" }]);
    await state.filter({ hasText: /empty/ }).waitFor();
  }
  // Two files that were put together, each with its mark.
  const both = `\uFEFF${(await fixture("openai_chat.jsonl")).text.split("\n")[0]}\r\n\uFEFF${(await fixture("anthropic_messages.txt")).text.split("\n")[0]}`;
  await drop(page, [{ name: "both.jsonl", text: both }]);
  await page.locator("[data-table=read] td", { hasText: "both.jsonl" }).waitFor();
  assert.ok(!(await cells(page, "read")).some(([what]) => what === "Not usable"));
});

test("a cache that was written for an hour opens as one, and other makers' models keep theirs", async (t) => {
  const { farebox, page } = await records(t);
  const line = (minutes, [read, hour, output]) =>
    JSON.stringify({ sessionId: "s", type: "assistant", uuid: `u${minutes}`, timestamp: new Date(Date.UTC(2026, 10, 20, 10, minutes)).toISOString(),
      message: { id: `m${minutes}`, model: "claude-opus-5", usage: { input_tokens: 3, cache_read_input_tokens: read, output_tokens: output, cache_creation: { ephemeral_1h_input_tokens: hour } } } });
  const text = [line(0, [0, 10_000, 100]), line(40, [10_000, 300, 50]), line(120, [0, 10_600, 20])].join("\n");
  await drop(page, [{ name: "hour.jsonl", text }]);
  await page.getByRole("button", { name: "s", exact: true }).click();
  await page.getByText("To the cache it wrote 20,900 tokens for an hour; the estimate’s entries live for 1h.").waitFor();
  await page.getByRole("button", { name: "Open this conversation as an estimate" }).click();
  await page.locator(".fare .total").waitFor();
  // tests/import/lives.rs sums it up: 102,530 + 9,251.5 + 106,530 millionths.
  assert.equal(await farebox.total(), "0.2183115");
  // The table follows a moment after the ticket.
  const row = page.locator('tr[data-model="openai/gpt-5.4"]').filter({ hasText: "usual cache life" });
  await row.waitFor();
  // Its entries live for five minutes: 30,909 × 2.5 + 170 × 15.
  assert.match(await row.locator(".cost").innerText(), /\$0\.0798/);
  assert.ok(!(await page.locator('tr[data-model="anthropic/claude-sonnet-5"]').innerText()).includes("usual cache life"));
  await farebox.assertNoSidewaysScroll();
});

test("a prompt in a span's events opens with its parts apart", async (t) => {
  const { page } = await records(t);
  const attribute = (key, value) => ({ key, value });
  const event = (role, text) => ({ name: `gen_ai.${role}.message`, attributes: [attribute("content", { stringValue: text })] });
  const said = (times) => "Every invoice that is due on Friday is paid before noon. ".repeat(times);
  const span = { traceId: "t", spanId: "1", events: [event("system", said(90)), event("user", said(30)), event("tool", said(60))], attributes: [
    attribute("gen_ai.request.model", { stringValue: "gpt-5.4" }),
    attribute("gen_ai.usage.input_tokens", { intValue: "6000" }),
    attribute("gen_ai.usage.output_tokens", { intValue: "9" }),
  ] };
  await drop(page, [{ name: "spans.json", text: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }) }]);
  await page.getByRole("button", { name: "no conversation named" }).click();
  await page.getByRole("button", { name: "Open this conversation as an estimate" }).click();
  const size = async (part) => Number((await page.locator(`#${part}-size`).inputValue()).replaceAll(",", ""));
  const [system, first] = [await size("system"), await size("first")];
  // Half of 6,000 tokens, a sixth; the rest is the tool's result.
  assert.ok(Math.abs(system - 3_000) < 30 && Math.abs(first - 1_000) < 10, `${system}, ${first}`);
});

test("fifty megabytes are read while the page stays alive, and reading can be cancelled", async (t) => {
  const { page } = await records(t);
  await page.evaluate(() => {
    globalThis.frames = [];
    let last = performance.now();
    const step = (now) => {
      globalThis.frames.push(now - last);
      last = now;
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  // Made in the page: a debugger's message of this size would stall it.
  const dropLarge = (calls) =>
    page.locator(".records > .part").evaluate((part, calls) => {
      const text = "x".repeat(900);
      const line = (number, output) =>
        JSON.stringify({ sessionId: `s${Math.floor(number / 50)}`, type: "assistant", requestId: `r${number}`, uuid: `u${number}`, timestamp: "2026-11-20T10:00:00Z",
          message: { id: `m${number}`, model: "claude-opus-5", content: [{ type: "text", text }], usage: { input_tokens: 3, cache_read_input_tokens: 9000, output_tokens: output } } }) + "\n";
      const lines = [];
      for (let number = 0; number < calls; number += 1) lines.push(line(number, 1), line(number, 300));
      const data = new DataTransfer();
      data.items.add(new File(lines, "large.jsonl"));
      globalThis.size = data.files[0].size;
      globalThis.frames.length = 0;
      globalThis.began = performance.now();
      part.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }, calls);
  await dropLarge(21_000);
  const models = await cells(page, "models");
  // 21,000 × (3 × 5 + 9,000 × 0.5 + 300 × 25) millionths.
  assert.deepEqual([models.at(-1)[2], models.at(-1)[8]], ["21,000", "$252.315"]);
  const { size, longest, took } = await page.evaluate(() => ({
    size: globalThis.size, longest: Math.max(...globalThis.frames.slice(2)), took: performance.now() - globalThis.began,
  }));
  assert.ok(size > 48_000_000, String(size));
  t.diagnostic(`${(size / 1e6).toFixed(1)} MB in ${(took / 1000).toFixed(1)} s, the longest frame ${longest.toFixed(0)} ms`);

  await dropLarge(63_000);
  await page.locator("#records-state", { hasText: "read" }).waitFor();
  await page.getByRole("button", { name: "Cancel" }).dispatchEvent("click");
  assert.equal((await cells(page, "models")).at(-1)[8], "$252.315", "what was shown stays");
  await drop(page, [await fixture("litellm.json")]);
  await page.locator("[data-table=models] td", { hasText: "$0.000227345" }).waitFor();
});

test("a file that is gone when it is to be read again is told, and what was read of it stays", async (t) => {
  const { page } = await records(t);
  const folder = await mkdtemp(join(tmpdir(), "farebox-records-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "session.jsonl");
  await copyFile(new URL("claude_code.jsonl", FILES), file);
  await page.setInputFiles('input[aria-label="Open files of records"]', file);
  const before = await cells(page, "models");
  const dropLarge = () => page.locator(".records > .part").evaluate((part) => {
    const message = { id: "m", model: "claude-opus-5", content: "x".repeat(900), usage: { input_tokens: 3, output_tokens: 1 } };
    const line = JSON.stringify({ sessionId: "s", type: "assistant", uuid: "u", message }) + "\n";
    const data = new DataTransfer();
    data.items.add(new File([line.repeat(100_000)], "large.jsonl"));
    part.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  // To cancel an import ends the desk: the next one is to read the file again.
  await dropLarge();
  await page.getByRole("button", { name: "Cancel" }).dispatchEvent("click");
  // Which it does before it answers.
  await page.locator("#replay").selectOption("off");
  await page.locator("[data-table=replayed]").waitFor();
  await dropLarge();
  await page.getByRole("button", { name: "Cancel" }).dispatchEvent("click");
  await rm(folder, { recursive: true });
  await page.locator("#replay").selectOption("");
  const state = page.locator("#records-state", { hasText: "What is shown stays." });
  await state.waitFor();
  assert.match(await state.innerText(), /^The file could not be read; is it still there\?/);
  assert.deepEqual(await cells(page, "models"), before);
  await drop(page, [await fixture("litellm.json")]);
  await page.locator("[data-table=models] td", { hasText: "$0.000227345" }).waitFor();
});

for (const [where, options] of Object.entries({
  "on a laptop": { viewport: { width: 1280, height: 720 } },
  "on a phone": { viewport: { width: 390, height: 844 } },
  "on a small projector": { viewport: { width: 1024, height: 768 } },
})) {
  test(`nothing sticks out ${where}`, async (t) => {
    const { farebox, page } = await records(t, options);
    await drop(page, [await fixture("focus.csv")]);
    await cells(page, "conversations");
    await farebox.assertNoSidewaysScroll();
    if (where.includes("projector")) {
      await page.getByRole("button", { name: "Present" }).click();
      await farebox.assertNoSidewaysScroll();
    }
  });
}
