#!/usr/bin/env node
// `npx farebox`: counts and prices files, for terminals and for budgets in continuous integration.

import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { Farebox, FareboxError } from "./index.js";

const HELP = `farebox: what will this prompt cost?

  farebox count FILE… (--model ID | --tokenizer ID) [--json]
  farebox price FILE… --model ID [--output N] [--tier NAME] [--date YYYY-MM-DD] [--max-usd X] [--json]

Each file is the prompt of one call; the sums are of all calls. - reads the standard input.

  --model ID        a model of the price book, such as openai/gpt-5.5
  --tokenizer ID    a tokenizer by itself, such as o200k_base (count only)
  --output N        tokens that the model answers in each call, 0 by default
  --tier NAME       standard by default; batch, flex, fast, as the model has them
  --date DATE       the day whose prices hold, today by default
  --max-usd X       a budget in US dollars for all calls together
  --json            one JSON object instead of lines
  --help, --version

A count that is estimated has a band, and its cost one too; a budget must hold its upper end.

Exit status: 0, 1 past --max-usd, 2 where the question or a file is wrong, or no price is known.
`;

const OPTIONS = {
  model: { type: "string" },
  tokenizer: { type: "string" },
  output: { type: "string" },
  tier: { type: "string" },
  date: { type: "string" },
  "max-usd": { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
};
const OF_COMMAND = { count: ["model", "tokenizer", "json"], price: ["model", "output", "tier", "date", "max-usd", "json"] };
/** From so many files on, workers count. */
const MANY = 16;

/** What is wrong with the question; everything of this kind ends with status 2. */
class Wrong extends Error {}

async function main(words) {
  const { values, positionals } = parse(words);
  if (values.help) return say(HELP);
  if (values.version) return say(`${JSON.parse(await readFile(new URL("package.json", import.meta.url), "utf8")).version}\n`);
  const [command, ...files] = positionals;
  if (!(command in OF_COMMAND)) throw new Wrong(command === undefined ? "count or price?" : `there is no command “${command}”; there are count and price`);
  const foreign = Object.keys(values).find((name) => !OF_COMMAND[command].includes(name));
  if (foreign) throw new Wrong(`--${foreign} is not for ${command}`);
  if (files.length === 0) throw new Wrong("name a file, or - for the standard input");
  if (files.filter((file) => file === "-").length > 1) throw new Wrong("the standard input can be read once");
  const fb = await Farebox.load();
  return command === "count" ? count(fb, files, values) : price(fb, files, values);
}

async function count(fb, files, { model, tokenizer, json }) {
  if ((model === undefined) === (tokenizer === undefined)) throw new Wrong("give --model or --tokenizer");
  const counts = await countsOf(fb, files, model === undefined ? { tokenizer } : { model });
  const sums = summed(counts);
  if (json) return say(`${JSON.stringify({ files: files.map((file, at) => ({ file, ...counts[at] })), ...sums }, null, 2)}\n`);
  const rows = files.map((file, at) => [tokens(counts[at]), file]);
  if (files.length > 1) rows.push([tokens(sums), "together"]);
  say(columns(rows));
}

async function price(fb, files, { model, output = "0", tier, date, "max-usd": most, json }) {
  if (model === undefined) throw new Wrong("give --model");
  if (!/^\d{1,10}$/.test(output)) throw new Wrong(`--output: “${output}” is no whole number of tokens`);
  const budget = most === undefined ? undefined : pico(most);
  const terms = { model, ...(tier && { tier }), ...(date && { date }) };
  const counts = await countsOf(fb, files, { model });
  const calls = counts.map((count, at) => {
    const priced = (end) => fb.price({ ...terms, usage: { input: count[end], output: Number(output) } });
    return { file: files[at], count, total: priced("tokens"), low: priced("low"), high: priced("high") };
  });
  const [total, low, high] = ["total", "low", "high"].map((end) => sum(calls.map((call) => call[end].picoUsd)));
  const warnings = [...new Map(calls.flatMap(({ total }) => total.warnings).map((warning) => [warning.message, warning])).values()];
  if (budget !== undefined && high === null) {
    throw new Wrong(`a price is not known, so the budget cannot be checked: ${warnings.map(({ message }) => message).join("; ")}`);
  }
  const within = budget === undefined ? undefined : high <= budget;
  if (json) {
    say(`${JSON.stringify({
      model,
      files: calls.map(({ file, count: { tokens, method, tokenizer }, ...ends }) => ({
        file, tokens, method, tokenizer, output: Number(output), total: ends.total.total, low: ends.low.total, high: ends.high.total,
      })),
      total: dollars(total), low: dollars(low), high: dollars(high), currency: "USD",
      ...(budget !== undefined && { maxUsd: dollars(budget), within }),
      warnings,
    }, null, 2)}\n`);
  } else {
    const rows = calls.map(({ file, count, total, low, high }) => [tokens(count), money(total.total, low.total, high.total), file]);
    if (files.length > 1) rows.push([tokens(summed(counts)), money(dollars(total), dollars(low), dollars(high)), "together"]);
    say(columns(rows));
    for (const { message } of warnings) note(message);
    if (within === false) note(`more than the budget of $${dollars(budget)}`);
  }
  if (within === false) process.exitCode = 1;
}

function parse(words) {
  try {
    return parseArgs({ args: words, options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    throw new Wrong(error.message.split("\n")[0].replace(/\.$/, ""));
  }
}

async function countsOf(fb, files, options) {
  const counts = [];
  const workers = files.length < MANY ? { workers: 0 } : {};
  for await (const count of fb.countMany(textsOf(files), { ...options, ...workers })) counts.push(count);
  return counts;
}

async function* textsOf(files) {
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (const file of files) {
    let bytes;
    try {
      bytes = file === "-" ? await standardInput() : await readFile(file);
    } catch (error) {
      throw new Wrong(`${file} cannot be read (${error.code ?? error.message})`);
    }
    try {
      yield utf8.decode(bytes);
    } catch {
      throw new Wrong(`${file} is no text in UTF-8`);
    }
  }
}

async function standardInput() {
  const parts = [];
  for await (const part of process.stdin) parts.push(part);
  return Buffer.concat(parts);
}

function summed(counts) {
  const of = (end) => counts.reduce((sum, count) => sum + count[end], 0);
  return { tokens: of("tokens"), low: of("low"), high: of("high"), method: counts.every(({ method }) => method === "exact") ? "exact" : "estimated" };
}

/** Dollars as whole pico-dollars. Money never meets a float. */
function pico(text) {
  const [, whole, fraction = ""] = /^(\d{1,15})(?:\.(\d{1,12}))?$/.exec(text) ?? [];
  if (whole === undefined) throw new Wrong(`--max-usd: “${text}” is no amount of dollars such as 0.25, with at most 12 decimals`);
  return BigInt(whole + fraction.padEnd(12, "0"));
}

/** Null where one is unknown: unknown is not zero. */
function sum(amounts) {
  return amounts.includes(null) ? null : amounts.reduce((sum, amount) => sum + BigInt(amount), 0n);
}

function dollars(pico) {
  if (pico === null) return null;
  const digits = String(pico).padStart(13, "0");
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`.replace(/\.?0+$/, "");
}

function tokens({ tokens, low, high, method }) {
  if (method === "exact") return `${tokens}`;
  return low === high ? `~${tokens} (assumed)` : `~${tokens} (${low}–${high})`;
}

function money(total, low, high) {
  if (total === null) return "unpriced";
  return low === high ? `$${total}` : `~$${total} ($${low}–$${high})`;
}

function columns(rows) {
  const widths = rows[0].slice(0, -1).map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => `${row.map((cell, column) => (column < widths.length ? cell.padStart(widths[column]) : cell)).join("  ")}\n`).join("");
}

function say(text) {
  process.stdout.write(text);
}

function note(text) {
  process.stderr.write(`farebox: ${text}\n`);
}

main(process.argv.slice(2)).catch((error) => {
  if (error instanceof Wrong) note(`${error.message}; farebox --help tells how to ask`);
  else if (error instanceof FareboxError) note(error.message);
  else note(error?.stack ?? String(error));
  process.exitCode = 2;
});
