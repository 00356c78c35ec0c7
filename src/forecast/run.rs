//! The futures of a conversation, one after the other, in as many pieces as one likes.

use thiserror::Error;

use super::dial::{Deck, Futures, Hand, MOST_RUNS};
use super::dice::fraction;
use super::outcome::{BudgetPoint, Outcomes};
use super::spread::SpreadError;
use crate::conversation::{Chance, FareError, MOST_CALLS, Plan, PlanError, Talk};
use crate::money::{Money, MoneyError};
use crate::pricing::{CachePolicy, PricingError, RateCard};

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
    #[error("a forecast has 1 to {MOST_RUNS} runs, not {0}")]
    Runs(u32),
    /// Some rate is not known.
    #[error("some rate that the conversation needs is not known, so its futures have no price")]
    Unpriced,
    /// One future has more calls than a conversation may have.
    #[error(
        "run {run} has more than {MOST_CALLS} calls; narrow the spread of turns, rounds or retries"
    )]
    TooManyCalls {
        /// Which future, from 1.
        run: u32,
    },
}

impl ForecastError {
    /// A stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Fare(error) => error.code(),
            Self::Spread(error) => error.code(),
            Self::Runs(_) => "bad_runs",
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
    plan: Plan,
    card: RateCard,
    cache: Option<CachePolicy>,
    deck: Deck,
    runs: u32,
    seed: u64,
    costs: Vec<Money>,
    trapped: u32,
    total: Money,
    budgets: Vec<BudgetPoint>,
}

impl Run {
    /// Makes a forecast ready. `budgets` are hard limits for the whole task, to see what each would save.
    ///
    /// # Errors
    /// What the plan, the spreads or the number of runs have wrong.
    pub fn new(
        plan: Plan,
        futures: &Futures,
        card: RateCard,
        cache: Option<CachePolicy>,
        budgets: &[Money],
    ) -> Result<Self, ForecastError> {
        plan.check()?;
        if futures.runs == 0 || futures.runs > MOST_RUNS {
            return Err(ForecastError::Runs(futures.runs));
        }
        let deck = Deck::new(&plan, &futures.dials)?;
        let mut budgets: Vec<_> = budgets.iter().map(|budget| BudgetPoint::new(*budget)).collect();
        budgets.sort_by_key(|point| point.budget);
        Ok(Self {
            plan,
            card,
            cache,
            deck,
            runs: futures.runs,
            seed: futures.seed,
            costs: Vec::with_capacity(futures.runs as usize),
            trapped: 0,
            total: Money::ZERO,
            budgets,
        })
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        Progress { done: self.costs.len() as u32, of: self.runs }
    }

    /// Lives through the next `count` futures, or as many as are left.
    ///
    /// # Errors
    /// Where one cannot be priced; those before it stay.
    pub fn step(&mut self, count: u32) -> Result<Progress, ForecastError> {
        let mut talk = Talk::new(&self.plan.rules, self.cache.as_ref())?;
        let from = self.costs.len() as u32;
        for run in from..self.runs.min(from.saturating_add(count)) {
            let mut luck = Luck { seed: self.seed, run, draws: 0, trapped: false };
            let (fixed, turns) = self.deck.begin(&mut luck);
            talk.begin(fixed, turns, &mut luck);
            let mut spent = Money::ZERO;
            let mut calls = 0;
            // The budgets are in order: those before this one have stopped the task.
            let mut met = 0;
            for number in 1..=turns {
                let sizes = self.deck.turn(number, &mut luck);
                let trapped = luck.trapped;
                let (card, budgets) = (&self.card, &mut self.budgets);
                let goes_on = talk.turn(&sizes, &mut luck, &mut |call| {
                    calls += 1;
                    if calls > MOST_CALLS {
                        return Err(ForecastError::TooManyCalls { run: run + 1 });
                    }
                    let cost = card.total(&call.usage)?.ok_or(ForecastError::Unpriced)?;
                    let before = spent;
                    spent = spent.checked_add(cost)?;
                    while let Some(point) =
                        budgets.get_mut(met).filter(|point| spent > point.budget)
                    {
                        point.stop(before, trapped)?;
                        met += 1;
                    }
                    Ok(())
                })?;
                if !goes_on {
                    break;
                }
            }
            for point in self.budgets.iter_mut().skip(met) {
                point.finish(spent)?;
            }
            self.trapped += u32::from(luck.trapped);
            self.total = self.total.checked_add(spent)?;
            self.costs.push(spent);
        }
        Ok(self.progress())
    }

    /// What has come out so far; `None` before the first future.
    pub fn outcomes(&self) -> Option<Outcomes> {
        Outcomes::new(self.costs.clone(), self.total, self.trapped, self.budgets.clone())
    }
}

/// The draws of one future.
struct Luck {
    seed: u64,
    run: u32,
    draws: u32,
    trapped: bool,
}

/// Draws that belong to no dial: hits, failures, the loop.
const MISHAPS: u32 = u32::MAX;

impl Luck {
    fn happens(&mut self, per_mille: u16) -> bool {
        let drawn = fraction(self.seed, [self.run, 0, MISHAPS, self.draws]);
        self.draws = self.draws.wrapping_add(1);
        (u128::from(drawn) * 1_000) >> 64 < u128::from(per_mille)
    }
}

impl Hand for Luck {
    fn fraction(&mut self, dial: usize, turn: u32) -> u64 {
        fraction(self.seed, [self.run, turn, dial as u32, 0])
    }
}

impl Chance for Luck {
    fn read(&mut self, tokens: u64, per_mille: u16) -> u64 {
        if per_mille >= 1_000 || self.happens(per_mille) { tokens } else { 0 }
    }

    fn fails(&mut self, per_mille: u16) -> bool {
        self.happens(per_mille)
    }

    fn is_trapped(&mut self, per_mille: u16) -> bool {
        self.trapped = self.happens(per_mille);
        self.trapped
    }
}
