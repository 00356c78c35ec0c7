//! The futures of a conversation, as a caller reads them.

use serde::Serialize;

use super::error::Refusal;
use super::request::FutureOptions;
use crate::conversation::Plan;
use crate::count::Method;
use crate::forecast::{
    Bar, Bin, BudgetPoint, Driver, Leg, Outcomes, Progress, Run, What, budgets_to_try, tornado,
};
use crate::money::Money;
use crate::pricing::{CachePolicy, RateCard};

/// How many bars a histogram has.
const BARS: u32 = 20;

/// A forecast under way.
#[derive(Debug)]
pub(super) struct Forecast {
    run: Run,
    seed: u64,
    /// What the conversation costs with everything in the middle.
    middle: Money,
    drivers: Vec<Bar>,
    method: Method,
}

/// What came out of many futures. Amounts are dollars.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ForecastInfo {
    runs: u32,
    seed: u64,
    percentiles: Percentiles,
    least: String,
    most: String,
    mean: String,
    /// How many whole times P1 is in P99.
    tail: Option<u64>,
    runaways: u32,
    trapped: u32,
    histogram: Vec<BinInfo>,
    middle: String,
    tornado: Vec<BarInfo>,
    budgets: Vec<BudgetInfo>,
    method: Method,
}

/// What so many of a hundred futures do not exceed.
#[derive(Clone, Debug, Serialize)]
struct Percentiles {
    p1: String,
    p5: String,
    p25: String,
    p50: String,
    p75: String,
    p95: String,
    p99: String,
}

#[derive(Clone, Debug, Serialize)]
struct BinInfo {
    from: String,
    to: String,
    count: u32,
}

#[derive(Clone, Debug, Serialize)]
struct BarInfo {
    driver: DriverInfo,
    low: String,
    high: String,
}

/// What is turned, by its name.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(untagged)]
enum DriverInfo {
    Dial(What),
    Mishap(&'static str),
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct BudgetInfo {
    budget: String,
    spent: String,
    saved: String,
    killed: u32,
    killed_honest: u32,
}

impl Forecast {
    /// Makes the futures of a conversation ready to be drawn.
    pub(super) fn new(
        plan: Plan,
        card: RateCard,
        cache: Option<CachePolicy>,
        options: FutureOptions,
    ) -> Result<Self, Refusal> {
        let method = if plan.is_exact() { Method::Exact } else { Method::Estimated };
        let (futures, budget) = options.split();
        let legs = vec![Leg::alone(plan, card, cache)];
        let (middle, drivers) = tornado(&legs, &futures.dials)?;
        let run = Run::new(legs, &futures, &budgets_to_try(middle, budget)?)?;
        Ok(Self { run, seed: futures.seed, middle, drivers, method })
    }

    /// Draws the next `count` futures, or as many as are left.
    pub(super) fn step(&mut self, count: u32) -> Result<Progress, Refusal> {
        Ok(self.run.step(count)?)
    }

    /// How far it is.
    pub(super) fn progress(&self) -> Progress {
        self.run.progress()
    }

    /// What has come out so far; `None` before the first future.
    pub(super) fn answer(&self) -> Result<Option<ForecastInfo>, Refusal> {
        let Some(outcomes) = self.run.outcomes() else { return Ok(None) };
        let told = |per_mille| outcomes.percentile(per_mille).decimal();
        let bar = |bar: &Bar| BarInfo {
            driver: bar.driver.into(),
            low: bar.low.decimal(),
            high: bar.high.decimal(),
        };
        Ok(Some(ForecastInfo {
            runs: outcomes.runs(),
            seed: self.seed,
            percentiles: Percentiles {
                p1: told(10),
                p5: told(50),
                p25: told(250),
                p50: told(500),
                p75: told(750),
                p95: told(950),
                p99: told(990),
            },
            least: told(0),
            most: told(1_000),
            mean: outcomes.mean().decimal(),
            tail: outcomes.tail(),
            runaways: outcomes.runaways()?,
            trapped: outcomes.trapped,
            histogram: outcomes.histogram(BARS).into_iter().map(BinInfo::from).collect(),
            middle: self.middle.decimal(),
            tornado: self.drivers.iter().map(bar).collect(),
            budgets: outcomes.budgets.iter().map(|it| BudgetInfo::new(it, &outcomes)).collect(),
            method: self.method,
        }))
    }
}

impl From<Bin> for BinInfo {
    fn from(bin: Bin) -> Self {
        Self { from: bin.from.decimal(), to: bin.to.decimal(), count: bin.count }
    }
}

impl From<Driver> for DriverInfo {
    fn from(driver: Driver) -> Self {
        match driver {
            Driver::Dial { what, .. } => Self::Dial(what),
            Driver::CacheMisses => Self::Mishap("cacheMisses"),
            Driver::Retries => Self::Mishap("retries"),
            Driver::Trap { .. } => Self::Mishap("trap"),
        }
    }
}

impl BudgetInfo {
    fn new(point: &BudgetPoint, outcomes: &Outcomes) -> Self {
        Self {
            budget: point.budget.decimal(),
            spent: point.spent.decimal(),
            saved: outcomes.saved(point).decimal(),
            killed: point.killed,
            killed_honest: point.killed_honest,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};
    use serde_json::{Value, json};

    use super::super::engine::Engine;
    use super::super::request::{Simulation, parse};
    use super::*;
    use crate::tokenizer::Counters;

    const TODAY: Date = date(2026, 11, 22);

    fn engine() -> Engine {
        Engine::new(Counters::default())
    }

    /// Draws in pieces of an odd size.
    fn forecast(request: Value) -> Result<Value, Refusal> {
        let request: Simulation = parse("request", request)?;
        let mut forecast = engine().forecast(&request, TODAY)?;
        assert!(forecast.answer().unwrap().is_none(), "nothing is drawn yet");
        assert_eq!(forecast.progress().done, 0);
        while !forecast.step(777)?.is_over() {}
        Ok(serde_json::to_value(forecast.answer()?).unwrap())
    }

    /// n turns cost n × (5,000 × $5 + 500 × $30) and n (n − 1) ÷ 2 × 1,500 × $5 per million:
    /// $0.00375 n² + $0.03625 n. A range from 1 to 3 is 1 at its P5, 2 in the middle and 3 at its P95.
    #[test]
    fn futures_are_drawn_and_told() {
        let chat = json!({
            "model": "openai/gpt-5.5", "turns": 15,
            "system": { "tokens": 4_000 }, "user": { "tokens": 1_000 }, "output": { "tokens": 500 },
            "futures": {
                "dials": [{ "what": "turns", "spread": { "range": { "low": 1, "high": 3 } } }],
                "runs": 900, "seed": 4, "budget": "0.05"
            }
        });
        let told = forecast(chat.clone()).unwrap();
        assert_eq!([&told["runs"], &told["seed"]], [900, 4]);
        let percentiles = &told["percentiles"];
        let ends = [&percentiles["p1"], &percentiles["p50"], &percentiles["p99"]];
        assert_eq!(ends, ["0.04", "0.0875", "0.1425"]);
        assert_eq!([&told["least"], &told["most"], &told["middle"]], ["0.04", "0.1425", "0.0875"]);
        assert_eq!(
            told["tornado"],
            json!([{ "driver": "turns", "low": "0.04", "high": "0.1425" }])
        );
        // The second turn, $0.0475, is too much for five cents: what all spend is 900 first turns.
        assert_eq!(told["budgets"][0]["budget"], "0.05");
        assert_eq!(told["budgets"][0]["spent"], "36");
        assert_eq!(told["method"], "exact");
        assert_eq!(told["histogram"].as_array().unwrap().len(), 20);
        assert_eq!(
            (&told["trapped"], &told["runaways"], &told["tail"]),
            (&json!(0), &json!(0), &json!(3))
        );

        let request: Simulation = parse("request", chat).unwrap();
        let error = engine().simulate(&request, TODAY).unwrap_err();
        assert_eq!(error.code(), "bad_argument");
        assert!(error.sentence().starts_with("futures: is for a forecast"), "{}", error.sentence());
        let code = |futures: Value| {
            let request = json!({ "model": "openai/gpt-5.5", "futures": futures });
            forecast(request).unwrap_err().code()
        };
        assert_eq!(code(json!({ "runs": 0 })), "bad_runs");
        assert_eq!(code(json!({ "budget": 5 })), "bad_argument");
        let dial = |spread: Value| json!({ "dials": [{ "what": "output", "spread": spread }] });
        assert_eq!(code(dial(json!({ "range": { "low": 2, "high": 1 } }))), "spread_reversed");
    }
}
