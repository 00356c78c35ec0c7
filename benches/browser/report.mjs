// docs/benchmarks.md, written from what was measured. Ratios are ours by the best of the others.

import { conversationsSection } from "./conversations.mjs";
import { pricingSection } from "./pricing.mjs";

export function median(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const ms = (value) => (value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en"));
const mb = (bytes) => (bytes / 1e6).toFixed(1);
const ours = ({ id }) => id === "worker" || id === "farebox";
/** The crate that ours shares its pre-tokenizer with: compared apart from the libraries for browsers. */
const isCrate = ({ id }) => id === "tokenizers-wasm";

export function report({ engines, results, extra, machine, rounds, kinds, sources }) {
  const others = engines.filter((engine) => !ours(engine) && !isCrate(engine));
  const crate = engines.find(isCrate);
  const of = (engine, figure, kind) => median(kind ? results[engine.id][figure][kind] : results[engine.id][figure]);
  const best = (figure, kind) => others.map((engine) => [of(engine, figure, kind), engine.name]).sort(([one], [other]) => one - other)[0];
  const table = (figure) => [
    `| ms, median | ${kinds.join(" | ")} |`,
    `|---|${kinds.map(() => "---:|").join("")}`,
    ...engines.map((engine) => `| ${engine.name} | ${kinds.map((kind) => ms(of(engine, figure, kind))).join(" | ")} |`),
    ...engines.filter(ours).map((engine) => `| **${engine.name}: times as fast as the fastest library** | ${kinds.map((kind) => `**${(best(figure, kind)[0] / of(engine, figure, kind)).toFixed(1)}**`).join(" | ")} |`),
    ...engines.filter(ours).map((engine) => `| ${engine.name}: times as fast as the crate tokenizers | ${kinds.map((kind) => (of(crate, figure, kind) / of(engine, figure, kind)).toFixed(1)).join(" | ")} |`),
  ];
  const [fastest, fastestName] = best("load");
  const [leanest, leanestName] = best("memory");
  const [worker, library] = engines;
  const ratio = (one, other) => (one / other).toFixed(2);
  const { workers, prose, rows } = extra.hostile;
  const steepest = Math.max(...rows.map(({ half, whole }) => whole / half));
  const slowest = Math.max(...rows.map(({ whole }) => whole / prose));

  return `# Benchmarks

Written by \`cargo xtask bench\`; run it again on your machine. All engines count with o200k_base, in one headless Chromium, each in
a page of its own; every text is counted by one after the other, in an order that changes, and all must agree on its tokens, or nothing is
reported. ${rounds} rounds, medians. Timings depend on the machine and on what else it does: compare within a table, and read
the ratios. No test asserts one.

${new Date().toISOString().slice(0, 10)}, ${machine.cpu}, ${machine.cores} cores, Chromium ${machine.chromium}, Node ${machine.node}.
The machine's load (programs that wanted a core) was ${machine.load.map((load) => load.toFixed(1)).join(" at the beginning and ")} at the end: ${Math.max(...machine.load) > machine.cores ? "it was busy with other things too, so that figures scatter" : "little else ran"}.

## Ready

From bytes in memory until the first short count. For the libraries the bytes are their module with its vocabulary, and the file that they read beside it.
For Farebox "module and pack" is the same: JavaScript, WebAssembly and the compressed pack; "pack" is what adding a vocabulary to a running
engine takes, sha256 and unpacking included.

| ms, median | module and pack | pack |
|---|---:|---:|
${engines.map((engine) => `| ${engine.name} | ${engine === worker ? "" : ms(of(engine, "load"))} | ${ours(engine) ? ms(of(engine, "pack")) : ""} |`).join("\n")}

ai-tokenizer's module takes this Chromium that long to evaluate, bundled here or imported as published; in Node 20 it took one to two seconds on the same machine.

Against the fastest library (${fastestName}): the pack in the worker ${ratio(of(worker, "pack"), fastest)} times as long, module and pack of the package ${ratio(of(library, "load"), fastest)} times.

## Cold count of 1 MB

A text that the engine has never seen, nor any paragraph of it; the engine is warm (it has counted three megabytes of another text). The worker's figure
includes handing the text over to it and the answer back; everything else is called where it is timed.

${table("cold").join("\n")}

## The same 1 MB again

${table("repeated").join("\n")}

## Memory

What a page uses more than an empty one after loading o200k and one short count, its workers and WebAssembly's memory included (\`performance.measureUserAgentSpecificMemory\`).

| | MB, median |
|---|---:|
${engines.map((engine) => `| ${engine.name} | ${mb(of(engine, "memory"))} |`).join("\n")}

Against the leanest library (${leanestName}): the worker ${ratio(of(worker, "memory"), leanest)} times as much, the package ${ratio(of(library, "memory"), leanest)} times.

## The page

| | |
|---|---:|
| from the click to the page in use, local host, nothing cached | ${ms(median(extra.start.map(({ page }) => page)))} ms |
| from the click to a counting worker that listens | ${ms(median(extra.start.map(({ worker }) => worker)))} ms |
| engine's WebAssembly, brotli | ${(extra.sizes.wasm / 1e3).toFixed(1)} kB |
| pack of o200k_base, as served | ${(extra.sizes.pack / 1e3).toFixed(1)} kB |
| 100 kB of mixed text under all ${extra.all.ids.length} tokenizers and estimators, packs loaded | ${ms(median(extra.all.samples))} ms |

${pricingSection(extra.pricing)}
${conversationsSection(extra.conversations)}
## Hostile texts

One unit repeated to half a megabyte and to one, each in ${workers} workers that are warm and have seen none of it: medians. A megabyte of English prose took ${ms(prose)} ms beside them. Twice the text takes at
most ${steepest.toFixed(2)} times as long; the slowest takes ${slowest.toFixed(1)} times as long as prose.

| unit | 0.5 MB, ms | 1 MB, ms | ratio |
|---|---:|---:|---:|
${rows.map(({ unit, half, whole }) => `| \`${JSON.stringify(unit).slice(1, -1)}\` | ${ms(half)} | ${ms(whole)} | ${ratio(whole, half)} |`).join("\n")}

## The texts

Paragraphs of real text in a new order for each round, seeded (\`benches/browser/texts.mjs\`).

| kind | from |
|---|---|
${Object.entries(sources).map(([kind, source]) => `| ${kind} | ${source} |`).join("\n")}
`;
}
