//! The fare: a ledger with its prices.

use super::ledger::{Turn, usages};
use super::plan::{Level, Plan, PlanError};
use crate::money::{Money, MoneyError};
use crate::pricing::{CachePolicy, Cost, Line, PricingError, RateCard, Warning};
use crate::usage::Usage;

/// One turn and what it costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FareTurn {
    /// What was sent and how it is billed.
    pub turn: Turn,
    /// What that costs, line by line.
    pub cost: Cost,
}

/// What a conversation costs on one model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fare {
    /// Turn by turn, at the counts' best figures.
    pub turns: Vec<FareTurn>,
    /// All turns' usage together.
    pub usage: Usage,
    /// The whole conversation; `None` where some rate that it needs is unknown.
    pub total: Option<Money>,
    /// The least and the most that the counts' bands allow; equal to the total for exact counts, and
    /// `None` where the total is.
    pub band: Option<(Money, Money)>,
    /// What to know about the conversation as a whole, beside what its calls' costs say.
    pub notes: Vec<Warning>,
}

/// Why a conversation has no fare.
#[derive(Clone, Debug, thiserror::Error, PartialEq)]
pub enum FareError {
    /// The plan cannot be followed.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A call cannot be priced.
    #[error(transparent)]
    Pricing(#[from] PricingError),
    /// The conversation costs more than an exact amount holds.
    #[error("the whole conversation: {0}")]
    Money(#[from] MoneyError),
}

impl FareError {
    /// A stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Plan(error) => error.code(),
            Self::Pricing(error) => error.code(),
            Self::Money(_) => "amount_too_large",
        }
    }
}

impl Fare {
    /// The bill of the whole conversation: the turns' lines, those with the same bucket, rate and price
    /// row added up. Turns in different long-context bands stay apart.
    pub fn bill(&self) -> Result<Vec<Line>, FareError> {
        let mut bill: Vec<Line> = Vec::new();
        for line in self.turns.iter().flat_map(|turn| &turn.cost.lines) {
            match bill.iter_mut().find(|known| same_rate(known, line)) {
                Some(known) => {
                    known.tokens = known.tokens.saturating_add(line.tokens);
                    known.amount = sum_of(known.amount, line.amount)?;
                }
                None => bill.push(line.clone()),
            }
        }
        bill.sort_by_key(|line| line.bucket);
        Ok(bill)
    }

    /// What the price book says about any of the turns, each once, in the order in which it comes up.
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = self.notes.clone();
        for warning in self.turns.iter().flat_map(|turn| &turn.cost.warnings) {
            if !warnings.iter().any(|known| known.code == warning.code) {
                warnings.push(warning.clone());
            }
        }
        warnings
    }
}

/// Whether two lines are charged alike, so that one line can stand for both.
fn same_rate(one: &Line, other: &Line) -> bool {
    one.bucket == other.bucket
        && one.rate == other.rate
        && one.charged_as == other.charged_as
        && one.factors == other.factors
        && one.row == other.row
}

/// Prices a plan with one rate card. Every turn's band is chosen by that turn's own prompt.
pub fn fare(plan: &Plan, card: &RateCard, cache: Option<&CachePolicy>) -> Result<Fare, FareError> {
    let mut turns = Vec::with_capacity(plan.turns.len());
    let mut usage = Usage::default();
    let mut total = Some(Money::ZERO);
    for turn in usages(plan, Level::Best, cache)? {
        let cost = card.price(&turn.usage)?;
        usage = usage.plus(&turn.usage);
        total = sum_of(total, cost.total)?;
        turns.push(FareTurn { turn, cost });
    }
    let band = match total {
        None => None,
        Some(total) if plan.is_exact() => Some((total, total)),
        Some(total) => {
            let low = self::total(plan, Level::Low, card, cache)?;
            let high = self::total(plan, Level::High, card, cache)?;
            // A longer prompt can cost less, where it reaches a cache's minimum length.
            low.zip(high).map(|(low, high)| (low.min(high).min(total), low.max(high).max(total)))
        }
    };
    Ok(Fare { turns, usage, total, band, notes: notes(cache, &usage) })
}

fn notes(cache: Option<&CachePolicy>, usage: &Usage) -> Vec<Warning> {
    let cached = usage.cache_read > 0 || usage.cache_write > 0;
    if cached && cache.is_some_and(|policy| policy.min_tokens.is_none()) {
        return vec![Warning {
            code: "cache_minimum_unknown",
            message: "the shortest prompt that this model caches is not published; every prompt is taken to be long enough".to_owned(),
        }];
    }
    Vec::new()
}

/// What a plan costs at one end of its counts' bands, without the turns; `None` where some rate that it
/// needs is unknown.
pub fn total(
    plan: &Plan,
    level: Level,
    card: &RateCard,
    cache: Option<&CachePolicy>,
) -> Result<Option<Money>, FareError> {
    let mut sum = Some(Money::ZERO);
    for turn in usages(plan, level, cache)? {
        sum = sum_of(sum, card.total(&turn.usage)?)?;
    }
    Ok(sum)
}

/// The sum where both are known.
fn sum_of(sum: Option<Money>, cost: Option<Money>) -> Result<Option<Money>, FareError> {
    match (sum, cost) {
        (Some(sum), Some(cost)) => Ok(Some(sum.checked_add(cost)?)),
        _ => Ok(None),
    }
}
