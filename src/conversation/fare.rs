//! The fare: a ledger with its prices.

use super::chance::{Chance, Evenly};
use super::ledger::{Call, ledger_of};
use super::plan::{Level, Plan, PlanError};
use super::talk::Talk;
use crate::money::{Money, MoneyError};
use crate::pricing::{CachePolicy, Cost, Line, PricingError, RateCard, Warning};
use crate::usage::Usage;

/// One call and what it costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FareCall {
    /// What was sent and how it is billed.
    pub call: Call,
    /// What that costs, line by line.
    pub cost: Cost,
}

/// What a conversation costs on one model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fare {
    /// Call by call, at the counts' best figures. A turn has several where tools are used or attempts
    /// fail; see [`Fare::turns`].
    pub calls: Vec<FareCall>,
    /// All calls' usage together.
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

/// The calls of one turn together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FareTurn<'a> {
    /// From 1.
    pub number: u32,
    /// Its calls, in order.
    pub calls: &'a [FareCall],
    /// All of its calls' usage together.
    pub usage: Usage,
    /// What it costs; `None` where some rate that it needs is unknown.
    pub cost: Option<Money>,
}

impl Fare {
    /// The calls turn by turn.
    pub fn turns(&self) -> impl Iterator<Item = FareTurn<'_>> {
        self.calls.chunk_by(|one, next| one.call.turn == next.call.turn).map(|calls| FareTurn {
            number: calls.first().map_or(0, |first| first.call.turn),
            calls,
            usage: calls.iter().fold(Usage::default(), |sum, call| sum.plus(&call.call.usage)),
            cost: calls.iter().map(|call| call.cost.total).sum(),
        })
    }

    /// The bill of the whole conversation: the calls' lines, those with the same bucket, rate and price
    /// row added up. Calls in different long-context bands stay apart.
    pub fn bill(&self) -> Result<Vec<Line>, FareError> {
        bill(&self.calls)
    }

    /// What the price book says about any of the calls, each once, in the order in which it comes up.
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = self.notes.clone();
        warn(&self.calls, &mut warnings);
        warnings
    }
}

impl FareTurn<'_> {
    /// The last of its calls: the one that answers, but where a loop was stopped.
    pub fn last(&self) -> Option<&FareCall> {
        self.calls.last()
    }

    /// The bill of its calls, as [`Fare::bill`].
    pub fn bill(&self) -> Result<Vec<Line>, FareError> {
        bill(self.calls)
    }

    /// What the price book says about any of its calls, each once.
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        warn(self.calls, &mut warnings);
        warnings
    }
}

fn bill(calls: &[FareCall]) -> Result<Vec<Line>, FareError> {
    let mut bill: Vec<Line> = Vec::new();
    for line in calls.iter().flat_map(|call| &call.cost.lines) {
        add_to(&mut bill, line)?;
    }
    Ok(bill)
}

/// Adds a line to the one of a bill with the same bucket, rate and price row, or puts it in behind the lines
/// of its bucket.
pub(super) fn add_to(bill: &mut Vec<Line>, line: &Line) -> Result<(), MoneyError> {
    if let Some(known) = bill.iter_mut().find(|known| same_rate(known, line)) {
        known.tokens = known.tokens.saturating_add(line.tokens);
        known.amount = sum_of(known.amount, line.amount)?;
    } else {
        let place = bill.partition_point(|known| known.bucket <= line.bucket);
        bill.insert(place, line.clone());
    }
    Ok(())
}

/// Later calls repeat what one has said, with other figures; what a single call says twice is of two things.
fn warn(calls: &[FareCall], warnings: &mut Vec<Warning>) {
    for call in calls {
        let said = warnings.len();
        for warning in &call.cost.warnings {
            if !warnings.iter().take(said).any(|known| known.code == warning.code) {
                warnings.push(warning.clone());
            }
        }
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

/// Prices a plan with one rate card. Every call's band is chosen by that call's own prompt. No loop is
/// fallen into: see [`fare_of`].
pub fn fare(plan: &Plan, card: &RateCard, cache: Option<&CachePolicy>) -> Result<Fare, FareError> {
    fare_of(plan, card, cache, &Evenly::new())
}

/// Prices the course of events that `chance` decides, the same at each end of the counts' bands.
pub fn fare_of<C: Chance + Clone>(
    plan: &Plan,
    card: &RateCard,
    cache: Option<&CachePolicy>,
    chance: &C,
) -> Result<Fare, FareError> {
    let mut calls = Vec::with_capacity(plan.turns.len());
    let mut usage = Usage::default();
    let mut total = Some(Money::ZERO);
    for call in ledger_of(plan, Level::Best, cache, &mut chance.clone())? {
        let cost = card.price(&call.usage)?;
        usage = usage.plus(&call.usage);
        total = sum_of(total, cost.total)?;
        calls.push(FareCall { call, cost });
    }
    let band = match total {
        None => None,
        Some(total) if plan.is_exact() => Some((total, total)),
        Some(total) => {
            let low = total_of(plan, Level::Low, card, cache, &mut chance.clone())?;
            let high = total_of(plan, Level::High, card, cache, &mut chance.clone())?;
            // A longer prompt can cost less, where it reaches a cache's minimum length.
            low.zip(high).map(|(low, high)| (low.min(high).min(total), low.max(high).max(total)))
        }
    };
    Ok(Fare { calls, usage, total, band, notes: notes(plan, cache, &usage) })
}

/// What a plan costs at one end of its counts' bands, without keeping the calls; `None` where some rate
/// that it needs is unknown.
pub fn total(
    plan: &Plan,
    level: Level,
    card: &RateCard,
    cache: Option<&CachePolicy>,
) -> Result<Option<Money>, FareError> {
    total_of(plan, level, card, cache, &mut Evenly::new())
}

/// The same for the course of events that `chance` decides.
pub fn total_of(
    plan: &Plan,
    level: Level,
    card: &RateCard,
    cache: Option<&CachePolicy>,
    chance: &mut impl Chance,
) -> Result<Option<Money>, FareError> {
    plan.check()?;
    let mut talk = Talk::new(&plan.rules, cache)?;
    talk.begin(plan.fixed(level), plan.turns.len() as u32, chance);
    let mut sum = Some(Money::ZERO);
    for turn in &plan.turns {
        let goes_on = talk.turn(&turn.at(level), chance, &mut |call| {
            sum = sum_of(sum, card.total(&call.usage)?)?;
            Ok::<(), FareError>(())
        })?;
        if !goes_on {
            break;
        }
    }
    Ok(sum)
}

/// What calls cost that were followed already: [`total`] for who has their ledger.
///
/// # Errors
/// What cannot be priced, and a sum beyond what is held.
pub fn total_of_calls(calls: &[Call], card: &RateCard) -> Result<Option<Money>, FareError> {
    calls.iter().try_fold(Some(Money::ZERO), |sum, call| Ok(sum_of(sum, card.total(&call.usage)?)?))
}

/// What to know beside what the calls' own costs say.
fn notes(plan: &Plan, cache: Option<&CachePolicy>, usage: &Usage) -> Vec<Warning> {
    let mut notes = Vec::new();
    let mut note = |code, message: &str| notes.push(Warning { code, message: message.to_owned() });
    let cached = usage.prompt_total() > usage.input;
    if let Some(policy) = cache.filter(|_| cached) {
        if policy.min_tokens.is_none() {
            note(
                "cache_minimum_unknown",
                "the shortest prompt that this model caches is not published; every prompt is taken to be long enough",
            );
        }
        let waits = plan.rules.call_seconds > 0 || plan.turns.iter().any(|turn| turn.wait > 0);
        if waits && plan.rules.caching.ttl.is_none() && policy.default_ttl().is_none() {
            note(
                "cache_life_unknown",
                "how long this model keeps a cached prompt is not published; none is taken to expire between calls",
            );
        }
    }
    if plan.rules.strategy.needs_window() {
        note(
            "window_unknown",
            "this model's context window is not published; a strategy that acts at a share of it never does",
        );
    }
    notes
}

/// The sum where both are known.
pub(super) fn sum_of(sum: Option<Money>, cost: Option<Money>) -> Result<Option<Money>, MoneyError> {
    match (sum, cost) {
        (Some(sum), Some(cost)) => sum.checked_add(cost).map(Some),
        _ => Ok(None),
    }
}
