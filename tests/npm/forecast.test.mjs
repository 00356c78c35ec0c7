// Many futures, asked of the package: the digits are the native ones.

import assert from "node:assert/strict";
import test from "node:test";
import { NEEDS_CHROMIUM, filesOf, openPage } from "./page.mjs";
import { Farebox, PACKAGE, read, refusal } from "./support.mjs";

const fb = await Farebox.load();
const GOLDEN = JSON.parse(read("tests/data/thirty_fold.json")).percentiles;
const date = "2026-11-22";

/** The example thirty-fold as a request, taken from the page's own file. */
function thirtyFold() {
  const { scenario } = JSON.parse(read("src/scenario/examples.json")).find(({ id }) => id === "thirty-fold");
  const { model, system, first, output, turns, cache, conduct, futures } = scenario;
  assert.equal(first.tokens, scenario.later, "every message is as long");
  return { model, date: scenario.date, system, user: first, output: { tokens: output }, turns, cache, conduct, futures };
}

/** n turns cost n × (5,000 × $5 + 500 × $30) and n (n − 1) ÷ 2 × 1,500 × $5 per million. */
const chat = (futures, more) => ({
  model: "openai/gpt-5.5", date, turns: 15, system: { tokens: 4_000 }, user: { tokens: 1_000 }, output: { tokens: 500 }, ...more, futures,
});

function assertGolden(forecast) {
  const { least, most, percentiles } = forecast;
  for (const [name, share] of [["p1", 10], ["p5", 50], ["p50", 500], ["p95", 950], ["p99", 990]]) assert.equal(percentiles[name], GOLDEN[share], name);
  assert.deepEqual([least, most], [GOLDEN[0], GOLDEN[1000]]);
}

test("the thirtyfold tail: the native digits, with all that is told of them", async () => {
  const steps = [];
  const forecast = await fb.forecast(thirtyFold(), { progress: (step) => steps.push(step) });
  assertGolden(forecast);
  assert.deepEqual([forecast.runs, forecast.seed, forecast.tail, forecast.method], [10_000, 30, 38, "exact"]);
  assert.equal(forecast.histogram.length, 20);
  assert.equal(forecast.histogram.reduce((sum, { count }) => sum + count, 0), 10_000);
  // The sums of tests/examples.rs.
  assert.equal(forecast.middle, "1.719");
  assert.deepEqual(forecast.tornado[0], { driver: "trap", low: "1.719", high: "11.19" });
  assert.deepEqual(forecast.tornado.map(({ driver }) => driver), ["trap", "rounds", "turns", "results"]);
  assert.equal(forecast.budgets.length, 7);
  assert.equal(forecast.budgets[0].budget, "1.719");
  assert.ok(forecast.budgets.every(({ killed, killedHonest }) => killedHonest <= killed));
  assert.ok(forecast.trapped >= 130 && forecast.trapped <= 270, "200 on average; five deviations are 70");
  assert.ok(forecast.runaways > 0 && forecast.runaways < 100);

  assert.ok(steps.length > 1, "it goes in stretches");
  assert.deepEqual(steps.at(-1), { done: 10_000, of: 10_000 });
  assert.ok(steps.every(({ done }, at) => at === 0 || done > steps[at - 1].done));
});

test("where nothing varies all futures are the simulation", async () => {
  const forecast = await fb.forecast(chat({ runs: 50 }));
  const { cost } = await fb.simulate(chat(undefined));
  assert.deepEqual([forecast.least, forecast.percentiles.p50, forecast.most, forecast.mean], Array(4).fill(cost.total));
  assert.deepEqual([forecast.tornado, forecast.trapped, forecast.runaways, forecast.tail], [[], 0, 0, 1]);
  // The default: 10,000 from seed 1.
  assert.deepEqual([(await fb.forecast(chat())).runs, (await fb.forecast(chat())).seed], [10_000, 1]);
  // Texts are counted: five tokens in the place of a thousand, in fifteen turns.
  const text = await fb.forecast(chat({ runs: 5 }, { user: "Tokens are not words." }));
  assert.equal(text.most, (await fb.simulate(chat(undefined, { user: "Tokens are not words." }))).cost.total);
});

test("a budget of one's own is tried beside the usual ones, and money is text", async () => {
  const { budgets, middle } = await fb.forecast(chat({ runs: 100, budget: "1.3874", dials: [] }));
  assert.equal(middle, "1.3875");
  // One digit less than the whole: the last turn, 26,000 × $5 + 500 × $30 per million, is not made.
  assert.deepEqual(budgets[0], { budget: "1.3874", spent: "124.25", saved: "14.5", killed: 100, killedHonest: 100 });
  assert.deepEqual(budgets[1], { budget: "1.3875", spent: "138.75", saved: "0", killed: 0, killedHonest: 0 });
});

test("a signal ends it, and what progress throws is thrown", async () => {
  const endless = { ...thirtyFold(), futures: { ...thirtyFold().futures, runs: 1_000_000 } };
  const controller = new AbortController();
  let last = 0;
  const progress = ({ done }) => {
    last = done;
    if (done > 100) controller.abort(new Error("enough"));
  };
  await assert.rejects(fb.forecast(endless, { signal: controller.signal, progress }), /^Error: enough$/);
  assert.ok(last > 100 && last < 1_000_000);
  await assert.rejects(fb.forecast(endless, { signal: AbortSignal.abort(new Error("never")) }), /^Error: never$/);
  const thrower = () => {
    throw new RangeError("mine");
  };
  await assert.rejects(fb.forecast(endless, { progress: thrower }), RangeError);
  // Other work goes on meanwhile, on the same engine.
  const slow = fb.forecast({ ...endless, futures: { ...endless.futures, runs: 20_000 } });
  assert.equal((await fb.simulate(chat(undefined))).cost.total, "1.3875");
  assert.equal((await slow).runs, 20_000);
});

test("what cannot be drawn is refused with a code", async () => {
  const dial = (spread, what = "output") => chat({ dials: [{ what, spread }] });
  for (const [request, code, says] of [
    [chat({ runs: 0 }), "bad_runs", /1 to 1000000 runs, not 0/],
    [chat({ runs: 1_000_001 }), "bad_runs", /not 1000001/],
    [chat({ dials: Array(51).fill({ what: "output", spread: { fixed: { value: 1 } } }) }), "too_many_dials", /51 things vary/],
    [dial({ logNormal: { p50: 9, p95: 3 } }), "spread_reversed", /exchange/],
    [dial({ logNormal: { p50: 0, p95: 3 } }), "spread_without_median", /P50/],
    [dial({ values: { values: [] } }), "spread_without_values", /at least one/],
    [dial({ poisson: { meanMilli: 500_001 } }), "spread_mean_too_large", /500001/],
    [dial({ fixed: { value: 300_000 } }, "rounds"), "too_many_calls", /200000 calls/],
    [dial({ normal: { mean: 5 } }), "bad_argument", /^futures: .*`normal`/],
    [dial({ fixed: { value: 1 } }, "answers"), "bad_argument", /^futures: .*`answers`/],
    [chat({ dials: [{ what: "output", spread: { fixed: { value: 1 } }, stage: 1 }] }), "no_such_stage", /stage 2/],
    [chat({ run: 5 }), "bad_argument", /^futures: unknown field `run`/],
    [chat({ budget: 3 }), "bad_argument", /^futures: /],
    [chat({ runs: 1.5 }), "bad_argument", /^futures: /],
    [chat({ runs: 5 }, { model: "google/gemini-3.5-flash", cache: true }), "unpriced", /rate/],
  ]) {
    const error = await refusal(() => fb.forecast(request));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, says);
  }
  const misplaced = await refusal(() => fb.simulate(chat({ runs: 5 })));
  assert.match(misplaced.message, /^futures: is for a forecast/);
  for (const [options, says] of [
    [null, /^options: /],
    [{ signal: {} }, /^options\.signal: /],
    [{ progress: 5 }, /^options\.progress: /],
    [{ abort: true }, /unknown field `abort`/],
  ]) {
    const error = await refusal(() => fb.forecast(chat({ runs: 5 }), options));
    assert.equal(error.code, "bad_argument");
    assert.match(error.message, says);
  }
});

test("the same digits in a browser", NEEDS_CHROMIUM, async (t) => {
  const shipped = filesOf(PACKAGE);
  const host = (path) => (path === "/page.html" ? '<!doctype html><title>host</title><link rel="icon" href="data:,">' : shipped(path));
  const { page, troubles } = await openPage(t, "/page.html", host);
  const forecast = await page.evaluate(async (request) => {
    const { Farebox } = await import("/index.js");
    return (await Farebox.load()).forecast(request);
  }, thirtyFold());
  assertGolden(forecast);
  assert.deepEqual(troubles, []);
});
