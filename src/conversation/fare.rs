//! The fare: a ledger with its prices.

use super::ledger::{Turn, usages};
use super::plan::{Level, Plan, PlanError};
use crate::money::Money;
use crate::pricing::{CachePolicy, Cost, PricingError, RateCard};
use crate::usage::Usage;

/// One turn and what it costs.
#[derive(Clone, Debug)]
pub struct FareTurn {
    /// What was sent and how it is billed.
    pub turn: Turn,
    /// What that costs, line by line.
    pub cost: Cost,
}

/// What a conversation costs on one model.
#[derive(Clone, Debug)]
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
}

/// Prices a plan with one rate card. Every turn's band is chosen by that turn's own prompt.
pub fn fare(plan: &Plan, card: &RateCard, cache: Option<&CachePolicy>) -> Result<Fare, FareError> {
    let mut turns = Vec::with_capacity(plan.turns.len());
    let mut usage = Usage::default();
    let mut total = Some(Money::ZERO);
    for turn in usages(plan, Level::Best, cache)? {
        let cost = card.price(&turn.usage)?;
        usage = usage.plus(&turn.usage);
        total = total.zip(cost.total).map(|(sum, cost)| sum + cost);
        turns.push(FareTurn { turn, cost });
    }
    let band = match total {
        None => None,
        Some(total) if plan.is_exact() => Some((total, total)),
        Some(total) => {
            let low = level_total(plan, Level::Low, card, cache)?;
            let high = level_total(plan, Level::High, card, cache)?;
            // A longer prompt can cost less, where it reaches a cache's minimum length.
            low.zip(high).map(|(low, high)| (low.min(high).min(total), low.max(high).max(total)))
        }
    };
    Ok(Fare { turns, usage, total, band })
}

fn level_total(
    plan: &Plan,
    level: Level,
    card: &RateCard,
    cache: Option<&CachePolicy>,
) -> Result<Option<Money>, FareError> {
    let mut sum = Some(Money::ZERO);
    for turn in usages(plan, level, cache)? {
        sum = sum.zip(card.total(&turn.usage)?).map(|(sum, cost)| sum + cost);
    }
    Ok(sum)
}
