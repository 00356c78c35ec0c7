// Work that a bench does natively and as a WebAssembly module: timed in Chromium, and written into its section of
// docs/benchmarks.md.

import { readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const BUILT = process.env.FAREBOX_BENCH ?? fileURLToPath(new URL("../../target/bench", import.meta.url));
const PAGE = fileURLToPath(new URL("../../docs/benchmarks.md", import.meta.url));

/** The native figures of a bench: nanoseconds for one, each with its task's name. */
export async function nativeFigures(bench) {
  return JSON.parse(await readFile(`${BUILT}/${bench}.json`, "utf8"));
}

/** The same of a module, for each of its tasks in their order: the median of five rounds. */
export async function moduleFigures(browser, name) {
  const module = (await readFile(`${BUILT}/${name}.wasm`)).toString("base64");
  const page = await browser.newPage();
  const measured = await page.evaluate(async (module) => {
    const bytes = Uint8Array.from(atob(module), (char) => char.charCodeAt(0));
    const { instance } = await WebAssembly.instantiate(bytes);
    const { prepare, times, run } = instance.exports;
    const tasks = prepare();
    const figures = [];
    for (let task = 0; task < tasks; task++) {
      const often = times(task);
      run(task, often);
      const rounds = [];
      for (let round = 0; round < 5; round++) {
        const start = performance.now();
        run(task, often);
        rounds.push(((performance.now() - start) * 1e6) / often);
      }
      figures.push(rounds.sort((one, other) => one - other)[2]);
    }
    return figures;
  }, module);
  await page.close();
  return measured;
}

/** What it was measured on; `load` is that of before. */
export const machineOf = (browser, load = loadavg()[0]) => ({ cpu: cpus()[0].model.trim(), chromium: browser.version(), load });

/** Where, when and how: the end of a section's first paragraph. */
export const measuredOn = ({ cpu, chromium, load }) =>
  `Medians of five rounds; ${new Date().toISOString().slice(0, 10)},\n${cpu}, Chromium ${chromium}, load ${load.toFixed(1)} before.`;

/** Measures and renews one section of docs/benchmarks.md; the rest of the page stays as it is. A section that is not there yet
    comes before the one on hostile texts. */
export async function renew(heading, measure) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, chromiumSandbox: process.getuid?.() !== 0 });
  const section = await measure(browser);
  await browser.close();
  const text = await readFile(PAGE, "utf8");
  const at = text.indexOf(`## ${heading}\n`);
  const [before, after] = at < 0 ? text.split(/(?=## Hostile texts\n)/) : [text.slice(0, at), text.slice(text.indexOf("\n## ", at) + 1)];
  await writeFile(PAGE, `${before}${section}\n${after}`);
  console.log(`bench: the section "${heading}" of docs/benchmarks.md is renewed`);
}
