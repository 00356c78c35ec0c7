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
