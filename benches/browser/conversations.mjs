// How fast conversations are priced and their futures drawn: the native figures of benches/conversation.rs, and the same work
// as modules in Chromium, built as the workers are and as the page is. Called alone (`cargo xtask bench --conversations`) it
// renews its section of docs/benchmarks.md and leaves the rest as it is.

import { fileURLToPath } from "node:url";
import { machineOf, measuredOn, moduleFigures, nativeFigures, renew } from "./module.mjs";

/** What the issue asks for, in milliseconds: a frame for what a slider asks, which the page does itself, and a second for the
    futures, which a worker draws. */
const BARS = { page: 16, worker: 1_000 };

/** Milliseconds for one, by task in their order: `{ tasks, machine }`. */
export async function measureConversations(browser) {
  const machine = machineOf(browser);
  const native = await nativeFigures("conversation");
  const worker = await moduleFigures(browser, "conversation");
  const page = await moduleFigures(browser, "conversation_page");
  if (worker.length !== native.length || page.length !== native.length) throw new Error("the modules do not have the native tasks");
  const tasks = native.map(([name, one], task) => ({ name, native: one / 1e6, worker: worker[task] / 1e6, page: page[task] / 1e6 }));
  return { tasks, machine };
}

/** The section of docs/benchmarks.md. */
export function conversationsSection({ tasks, machine }) {
  const ms = (value) => (value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString("en"));
  const rows = tasks.map(({ name, native, worker, page }) => `| ${name} | ${ms(native)} | ${ms(worker)} | ${ms(page)} |`);
  const [slider, futures] = [tasks[0], tasks.at(-1)];
  return `## Conversations

Whole conversations, with each model's prompt cache, on one core. The page prices its table of models itself and is built for size; workers are built for speed. "As a slider asks" is all
of it for each chat model: card, sizes, ledger, window, total. ${measuredOn(machine)} \`cargo xtask bench --conversations\` renews this section.

| ms | native | wasm, for speed | wasm, for size |
|---|---:|---:|---:|
${rows.join("\n")}

What a slider asks, in the page: ${ms(slider.page)} ms (asked for: ${BARS.page}). The futures, in a worker: ${ms(futures.worker)} ms (asked for: ${BARS.worker.toLocaleString("en")}).
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await renew("Conversations", async (browser) => conversationsSection(await measureConversations(browser)));
}
