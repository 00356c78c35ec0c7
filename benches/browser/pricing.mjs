// How fast usages are priced: the native figures of benches/pricing.rs, and the same work as a module in Chromium. Called
// alone (`cargo xtask bench --pricing`) it renews its section of docs/benchmarks.md and leaves the rest as it is.

import { readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const BUILT = process.env.FAREBOX_BENCH ?? fileURLToPath(new URL("../../target/bench", import.meta.url));
/** What the issue asks for, a second. */
const BARS = { native: 1_000_000, wasm: 300_000 };

/** Nanoseconds for one, each with its task's name and in their order: `{ native, wasm, machine }`. */
export async function measurePricing(browser) {
  const load = loadavg()[0];
  const native = JSON.parse(await readFile(`${BUILT}/pricing.json`, "utf8"));
  const module = (await readFile(`${BUILT}/pricing.wasm`)).toString("base64");
  const page = await browser.newPage();
  const measured = await page.evaluate(async (module) => {
    const bytes = Uint8Array.from(atob(module), (char) => char.charCodeAt(0));
    const { instance } = await WebAssembly.instantiate(bytes);
    const { prepare, run } = instance.exports;
    const tasks = prepare();
    const figures = [];
    for (let task = 0; task < tasks; task++) {
      const times = 100_000;
      run(task, times);
      const rounds = [];
      for (let round = 0; round < 5; round++) {
        const start = performance.now();
        run(task, times);
        rounds.push(((performance.now() - start) * 1e6) / times);
      }
      figures.push(rounds.sort((one, other) => one - other)[2]);
    }
    return figures;
  }, module);
  await page.close();
  // Both have the tasks of benches/pricing/work.rs in its order, the native ones behind what only they do.
  const wasm = native.slice(-measured.length).map(([name], task) => [name, measured[task]]);
  return { native, wasm, machine: { cpu: cpus()[0].model.trim(), chromium: browser.version(), load } };
}

/** The section of docs/benchmarks.md. */
export function pricingSection({ native, wasm, machine }) {
  const [natively, inWasm] = [new Map(native), new Map(wasm)];
  const rate = (nanoseconds) => Math.round(1e9 / nanoseconds).toLocaleString("en");
  const each = (nanoseconds) => (nanoseconds >= 1e6 ? `${(nanoseconds / 1e6).toFixed(1)} ms` : `${Math.round(nanoseconds).toLocaleString("en")} ns`);
  const rows = native.map(([name, one]) => {
    const shown = inWasm.has(name) ? `${each(inWasm.get(name))} | ${rate(inWasm.get(name))}` : " | ";
    return `| ${name} | ${each(one)} | ${rate(one)} | ${shown} |`;
  });
  const [total] = inWasm.keys();
  const verdict = (kind, figures) => `${rate(figures.get(total))} a second ${kind === "native" ? "natively" : "in WebAssembly"} (asked for: ${BARS[kind].toLocaleString("en")})`;
  return `## Pricing

One request's usage (five buckets, prompts on both sides of long-context thresholds) to exact money, on one core. "A total" is what a slider asks for each model
and turn; "a cost" is the whole bill, with its lines, sources and warnings. Medians of five rounds of 100,000; ${new Date().toISOString().slice(0, 10)},
${machine.cpu}, Chromium ${machine.chromium}, load ${machine.load.toFixed(1)} before. \`cargo xtask bench --pricing\` renews this section.

| | native, each | a second | wasm, each | a second |
|---|---:|---:|---:|---:|
${rows.join("\n")}

A total of one model: ${verdict("native", natively)}, ${verdict("wasm", inWasm)}.
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, chromiumSandbox: process.getuid?.() !== 0 });
  const section = pricingSection(await measurePricing(browser));
  await browser.close();
  const page = fileURLToPath(new URL("../../docs/benchmarks.md", import.meta.url));
  const text = await readFile(page, "utf8");
  const [before, after] = text.includes("\n## Pricing\n")
    ? [text.slice(0, text.indexOf("## Pricing\n")), text.slice(text.indexOf("\n## ", text.indexOf("## Pricing\n")) + 1)]
    : text.split(/(?=## Hostile texts\n)/);
  await writeFile(page, `${before}${section}\n${after}`);
  console.log("bench: the section on pricing of docs/benchmarks.md is renewed");
}
