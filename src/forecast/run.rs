//! The futures of a task, one after the other, in as many pieces as one likes.

use thiserror::Error;

use super::dial::{Deck, Futures, MOST_DIALS, MOST_RUNS};
use super::leg::{Leg, decks};
use super::luck::Luck;
use super::outcome::{BudgetPoint, Outcomes};
use super::spread::SpreadError;
use crate::conversation::{FareError, MOST_CALLS, PlanError, Talk};
use crate::money::{Money, MoneyError};
use crate::pricing::PricingError;

/// The most costs of stages that are held: so many runs of so many stages. They take 64 MB.
pub const MOST_STAGE_COSTS: u32 = 4_000_000;

/// Why there is no forecast.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum ForecastError {
    /// The conversation itself cannot be followed or priced.
    #[error(transparent)]
    Fare(#[from] FareError),
    /// A spread cannot be drawn from.
    #[error(transparent)]
    Spread(#[from] SpreadError),
    /// There are no futures, or too many.
    #[error("a forecast of this has 1 to {most} runs, not {runs}")]
    Runs {
        /// How many were asked for.
        runs: u32,
        /// How many there can be: fewer where each has many stages.
        most: u32,
    },
    /// Too much spreads.
    #[error("{0} things vary, and at most {MOST_DIALS} can; let fewer vary")]
    TooManyDials(usize),
    /// A dial is for a stage that there is not.
    #[error(
        "something varies in stage {stage}, and there are {stages}; name one that there is, or all"
    )]
    NoStage {
        /// The stage, from 1.
        stage: u64,
        /// How many there are.
        stages: usize,
    },
    /// Some rate is not known.
    #[error("some rate that the conversation needs is not known, so its futures have no price")]
    Unpriced,
    /// One future has more calls than a conversation may have.
    #[error(
        "{} has more than {MOST_CALLS} calls; narrow the spread of turns, rounds or retries, or let fewer copies run",
        future(*run)
    )]
    TooManyCalls {
        /// Which future, from 1; `None` for the one in which a single thing is turned, to see what drives the
        /// spread.
        run: Option<u32>,
    },
}

impl ForecastError {
    /// A stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Fare(error) => error.code(),
            Self::Spread(error) => error.code(),
            Self::Runs { .. } => "bad_runs",
            Self::TooManyDials(_) => "too_many_dials",
            Self::NoStage { .. } => "no_such_stage",
            Self::Unpriced => "unpriced",
            Self::TooManyCalls { .. } => "too_many_calls",
        }
    }
}

impl From<PlanError> for ForecastError {
    fn from(error: PlanError) -> Self {
        Self::Fare(error.into())
    }
}

impl From<PricingError> for ForecastError {
    fn from(error: PricingError) -> Self {
        Self::Fare(error.into())
    }
}

impl From<MoneyError> for ForecastError {
    fn from(error: MoneyError) -> Self {
        Self::Fare(error.into())
    }
}

fn future(run: Option<u32>) -> String {
    run.map_or_else(
        || "a future with one thing at an end of its spread".to_owned(),
        |run| format!("run {run}"),
    )
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Futures that are done.
    pub done: u32,
    /// All of them.
    pub of: u32,
}

impl Progress {
    /// Whether nothing is left to do.
    pub const fn is_over(self) -> bool {
        self.done >= self.of
    }
}

/// A forecast under way. It owns what it needs, so that it can be kept between the pieces; to stop, let
/// go of it.
#[derive(Clone, Debug)]
pub struct Run {
    legs: Vec<Leg>,
    decks: Vec<Deck>,
    runs: u32,
    seed: u64,
    costs: Vec<Money>,
    /// What each stage of each future costs, one future after the other; none where there is one stage.
    stage_costs: Vec<Money>,
    trapped: u32,
    total: Money,
    budgets: Vec<BudgetPoint>,
}

impl Run {
    /// Makes a forecast of a task ready. `budgets` are hard limits for the whole task, to see what each
    /// would save.
    ///
    /// # Errors
    /// What the plans, the spreads or the number of runs have wrong.
    pub fn new(
        legs: Vec<Leg>,
        futures: &Futures,
        budgets: &[Money],
    ) -> Result<Self, ForecastError> {
        let decks = decks(&legs, &futures.dials)?;
        let runs = futures.runs;
        let most = MOST_RUNS.min(MOST_STAGE_COSTS / legs.len() as u32);
        if runs == 0 || runs > most {
            return Err(ForecastError::Runs { runs, most });
        }
        let mut budgets: Vec<_> = budgets.iter().map(|budget| BudgetPoint::new(*budget)).collect();
        budgets.sort_by_key(|point| point.budget);
        let stages = if legs.len() > 1 { legs.len() } else { 0 };
        Ok(Self {
            legs,
            decks,
            runs,
            seed: futures.seed,
            costs: Vec::with_capacity(runs as usize),
            stage_costs: Vec::with_capacity(runs as usize * stages),
            trapped: 0,
            total: Money::ZERO,
            budgets,
        })
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        Progress { done: self.costs.len() as u32, of: self.runs }
    }

    /// Lives through the next `count` futures, or as many as are left. A loop ends its conversation; what
    /// it would have handed over is handed over all the same.
    ///
    /// # Errors
    /// Where one cannot be priced; those before it stay.
    pub fn step(&mut self, count: u32) -> Result<Progress, ForecastError> {
        let mut talks = Vec::with_capacity(self.legs.len());
        for leg in &self.legs {
            talks.push(Talk::new(&leg.plan.rules, leg.cache.as_ref())?);
        }
        let mut spending = Spending::default();
        let from = self.costs.len() as u32;
        for run in from..self.runs.min(from.saturating_add(count)) {
            spending.begin();
            let mut trapped = false;
            let legs = self.legs.iter().zip(&mut self.decks).zip(&mut talks);
            for (stage, ((leg, deck), talk)) in (0..).zip(legs) {
                let before = spending.spent;
                for copy in 0..leg.copies {
                    let mut luck = Luck::new(self.seed, run, stage, copy);
                    let (fixed, turns) = deck.begin(&mut luck);
                    talk.begin(fixed, turns, &mut luck);
                    for number in 1..=turns {
                        let sizes = deck.turn(number, &mut luck);
                        let goes_on = talk.turn(&sizes, &mut luck, &mut |call| {
                            let cost =
                                leg.card.total(&call.usage)?.ok_or(ForecastError::Unpriced)?;
                            spending.spend(cost, run, &self.budgets)
                        })?;
                        if !goes_on {
                            break;
                        }
                    }
                    trapped |= luck.trapped;
                }
                spending.stages.push(spending.spent - before);
            }
            let Spending { spent, stopped, stages, .. } = &spending;
            for (at, point) in self.budgets.iter_mut().enumerate() {
                match stopped.get(at) {
                    Some(spent) => point.stop(*spent, trapped)?,
                    None => point.finish(*spent)?,
                }
            }
            self.trapped += u32::from(trapped);
            self.total = self.total.checked_add(*spent)?;
            self.costs.push(*spent);
            if self.legs.len() > 1 {
                self.stage_costs.extend_from_slice(stages);
            }
        }
        Ok(self.progress())
    }

    /// What has come out so far; `None` before the first future.
    pub fn outcomes(&self) -> Option<Outcomes> {
        Outcomes::new(self.costs.clone(), self.total, self.trapped, self.budgets.clone())
    }

    /// What the stage at a place has come to so far, all its copies together, without budgets; `None` before
    /// the first future, and where there is one stage only, or none there.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] where all futures together are beyond what is held.
    pub fn stage(&self, place: usize) -> Result<Option<Outcomes>, MoneyError> {
        if place >= self.legs.len() {
            return Ok(None);
        }
        let costs = self.stage_costs.iter().skip(place).step_by(self.legs.len());
        let costs: Vec<Money> = costs.copied().collect();
        let total = costs.iter().try_fold(Money::ZERO, |sum, cost| sum.checked_add(*cost))?;
        Ok(Outcomes::new(costs, total, 0, Vec::new()))
    }
}

/// What one future has spent so far.
#[derive(Default)]
struct Spending {
    spent: Money,
    calls: u64,
    /// What was spent when each budget stopped the task, the smallest budget first.
    stopped: Vec<Money>,
    /// What each stage has spent that is over.
    stages: Vec<Money>,
}

impl Spending {
    /// Begins the next future.
    fn begin(&mut self) {
        (self.spent, self.calls) = (Money::ZERO, 0);
        self.stopped.clear();
        self.stages.clear();
    }

    /// Makes a call of this cost; the budgets are in ascending order.
    fn spend(
        &mut self,
        cost: Money,
        run: u32,
        budgets: &[BudgetPoint],
    ) -> Result<(), ForecastError> {
        self.calls += 1;
        if self.calls > MOST_CALLS {
            return Err(ForecastError::TooManyCalls { run: Some(run + 1) });
        }
        let before = self.spent;
        self.spent = before.checked_add(cost)?;
        while budgets.get(self.stopped.len()).is_some_and(|point| self.spent > point.budget) {
            self.stopped.push(before);
        }
        Ok(())
    }
}
