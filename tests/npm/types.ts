// What the declarations let a program write, and what they refuse. It is compiled, not run.

import { Farebox, FareboxError } from "farebox";
import type { Bucket, Capacity, Cost, Count, Deal, Model, Provisioned, Simulated, Simulation, Terms, Tokenizer, Usage, Waterfall } from "farebox";

export async function allowed(): Promise<void> {
  const fb: Farebox = await Farebox.load();
  await Farebox.load({ base: "/vendor/farebox/" });
  await Farebox.load({ base: new URL("https://example.org/farebox/") });

  const models: Model[] = fb.models();
  const tokenizers: Tokenizer[] = fb.tokenizers();
  const window: number | null | undefined = models[0]?.contextWindow;
  const method: "exact" | "estimated" | undefined = tokenizers[0]?.method;

  const count: Count = await fb.count("text", { model: "openai/gpt-5.5" });
  const band: [number, number, number] = [count.low, count.tokens, count.high];
  await fb.count("text", { tokenizer: "o200k_base" });

  const usage: Usage = { input: 1, cacheRead: 2, cacheWrite: 3, cacheWrite1h: 4, output: 5, reasoning: 6, webSearches: 7 };
  const terms: Terms = { model: "openai/gpt-5.5", date: "2026-11-22", tier: "batch", modifiers: { dataResidency: "us", other: true } };
  const cost: Cost = fb.price({ ...terms, usage });
  const total: string | null = cost.total;
  const bucket: Bucket | undefined = cost.lines[0]?.bucket;
  const source: string | undefined = cost.lines[0]?.row.sources[0];

  const deal: Deal = { adjustments: [{ label: "agreement", factor: "0.9", channel: "openai", buckets: ["output"] }], currency: { code: "EUR", perDollar: "0.86", dated: "2026-11-20" } };
  const own: Cost = fb.price({ ...terms, time: "01:30", deal, usage });
  const euro: string | null | undefined = own.converted?.total;
  const steps: Waterfall | null = fb.waterfall({ ...terms, usage: [usage, usage] });
  const capacities: Capacity[] = fb.capacities();
  const provisioned: Provisioned = fb.provision({ ...terms, usage }, { id: "ptu-global", term: "1m", units: 10, perDay: 500 });
  for await (const it of fb.countMany(["a"], { model: "x", workers: 2, signal: new AbortController().signal })) {
    const tokens: number = it.tokens;
    void tokens;
  }
  async function* texts(): AsyncGenerator<string> { yield "a"; }
  for await (const it of fb.countMany(texts(), { tokenizer: "x", errors: "yield" })) {
    const tokens: number = it instanceof FareboxError ? 0 : it.tokens;
    void tokens;
  }
  void [euro, steps, capacities, provisioned];

  const request: Simulation = { model: "x", system: "text", tools: { tokens: 5 }, user: ["a", { tokens: 1 }], output: { tokens: 1 }, turns: 2, cache: true,
    conduct: { reasoning: 100, toolUse: { rounds: 2, results: 900, choice: "auto" }, strategy: { summarise: { over: { perMille: 800 }, summary: 1000 } } } };
  const answer: Simulated = await fb.simulate(request);
  const always: number = answer.usage.cacheRead + answer.usage.input;
  const low: string | null = answer.cost.low;
  const kind: "tools" | "answer" | "retry" | "summary" | "loop" | undefined = answer.turns[0]?.calls?.[0]?.kind;
  const found: number | undefined = answer.turns[0]?.sent.retrieved;
  try {
    fb.price({ model: "x", usage: {} });
  } catch (error) {
    if (error instanceof FareboxError && error.code === "unknown_model") throw new FareboxError("mine", error.message);
  }
  void [window, method, band, total, bucket, source, always, low, kind, found];
}

export async function refused(fb: Farebox): Promise<void> {
  // @ts-expect-error it is made by load
  new Farebox();
  // @ts-expect-error one of the two
  await fb.count("text", {});
  // @ts-expect-error no such amount
  fb.price({ model: "x", usage: { cached: 1 } });
  // @ts-expect-error usage is needed
  fb.price({ model: "x" });
  // @ts-expect-error numbers
  fb.price({ model: "x", usage: { input: "1" } });
  // @ts-expect-error money is text
  const total: number | null = fb.price({ model: "x", usage: {} }).total;
  // @ts-expect-error a text is not a list of texts to ask for many of
  fb.countMany([5], { model: "x" });
  // @ts-expect-error with errors: yield a count may be an error
  for await (const it of fb.countMany(["a"], { model: "x", errors: "yield" })) void it.tokens;
  // @ts-expect-error factors are text
  fb.price({ model: "x", usage: {}, deal: { adjustments: [{ label: "x", factor: 0.9 }] } });
  // @ts-expect-error schemas are the text that is sent
  await fb.simulate({ model: "x", tools: [{ name: "search" }] });
  // @ts-expect-error no such strategy
  await fb.simulate({ model: "x", conduct: { strategy: "forget" } });
  // @ts-expect-error a misspelt argument
  await fb.simulate({ model: "x", turn: 3 });
  void total;
}
