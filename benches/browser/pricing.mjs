// How fast usages are priced: the native figures of benches/pricing.rs, and the same work as a module in Chromium. Called
// alone (`cargo xtask bench --pricing`) it renews its section of docs/benchmarks.md and leaves the rest as it is.

import { fileURLToPath } from "node:url";
import { machineOf, measuredOn, moduleFigures, nativeFigures, renew } from "./module.mjs";

/** What the issue asks for, a second. */
const BARS = { native: 1_000_000, wasm: 300_000 };

/** Nanoseconds for one, each with its task's name and in their order: `{ native, wasm, machine }`. */
export async function measurePricing(browser) {
  const machine = machineOf(browser);
  const native = await nativeFigures("pricing");
  const measured = await moduleFigures(browser, "pricing");
  // Both have the tasks of benches/pricing/work.rs in its order, the native ones behind what only they do.
  const wasm = native.slice(-measured.length).map(([name], task) => [name, measured[task]]);
  return { native, wasm, machine };
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
and turn; "a cost" is the whole bill, with its lines, sources and warnings. ${measuredOn(machine)} \`cargo xtask bench --pricing\` renews this section.

| | native, each | a second | wasm, each | a second |
|---|---:|---:|---:|---:|
${rows.join("\n")}

A total of one model: ${verdict("native", natively)}, ${verdict("wasm", inWasm)}.
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await renew("Pricing", async (browser) => pricingSection(await measurePricing(browser)));
}
