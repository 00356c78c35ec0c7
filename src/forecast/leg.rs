//! What is drawn: one conversation, or the stages of an agent's task after each other.

use super::dial::{Deck, Dial, MOST_DIALS};
use super::run::ForecastError;
use crate::conversation::{FareError, Level, Plan, PlanError, Stage, Till, total};
use crate::money::Money;
use crate::pricing::{CachePolicy, RateCard};

/// One stage of a task, with what prices it; a plain conversation is a task of one.
#[derive(Clone, Debug)]
pub struct Leg {
    /// The conversation of each of its copies, without what is handed over to them.
    pub plan: Plan,
    /// What the stage before hands over to each copy, in tokens.
    pub handed: u64,
    /// How many run side by side, each with a prompt, a cache and draws of its own.
    pub copies: u32,
    /// The prices.
    pub card: RateCard,
    /// The model's caching, or `None` where caching is off.
    pub cache: Option<CachePolicy>,
}

impl Leg {
    /// A conversation that is the whole task.
    pub const fn alone(plan: Plan, card: RateCard, cache: Option<CachePolicy>) -> Self {
        Self { plan, handed: 0, copies: 1, card, cache }
    }
}

/// The legs of an agent's task; `till` says with what each stage is priced.
///
/// # Errors
/// Those of `till`.
pub fn legs<'a>(
    stages: &[Stage],
    mut till: impl FnMut(&Stage) -> Result<Till<'a>, FareError>,
) -> Result<Vec<Leg>, FareError> {
    let mut handed = 0;
    let leg = |stage: &Stage| {
        let Till { model, card, cache } = till(stage)?;
        let leg = Leg { plan: stage.plan(0, model), handed, copies: stage.copies, card, cache };
        handed = stage.hands_over();
        Ok(leg)
    };
    stages.iter().map(leg).collect()
}

/// What a task costs of which nothing varies; `None` where some rate is unknown.
///
/// # Errors
/// Where a stage cannot be followed or priced.
pub fn total_of(legs: &[Leg]) -> Result<Option<Money>, FareError> {
    let mut sum = Money::ZERO;
    for leg in legs {
        let plan = leg.plan.clone().with_handed(leg.handed);
        let one = total(&plan, Level::Best, &leg.card, leg.cache.as_ref())?;
        let Some(one) = one else { return Ok(None) };
        sum = sum.checked_add(one.times_count(leg.copies.into())?)?;
    }
    Ok(Some(sum))
}

/// The decks of a task, where it can be followed. Once, whoever asks: inlined it would weigh kilobytes.
#[inline(never)]
pub(super) fn decks(legs: &[Leg], dials: &[Dial]) -> Result<Vec<Deck>, ForecastError> {
    if legs.is_empty() {
        return Err(PlanError::NoTurns.into());
    }
    if dials.len() > MOST_DIALS {
        return Err(ForecastError::TooManyDials(dials.len()));
    }
    let stages = legs.len();
    let mut named = dials.iter().filter_map(|dial| dial.stage);
    if let Some(stage) = named.find(|stage| *stage as usize >= stages) {
        return Err(ForecastError::NoStage { stage: u64::from(stage) + 1, stages });
    }
    let deck = |(stage, leg): (usize, &Leg)| {
        leg.plan.clone().with_handed(leg.handed).check()?;
        Ok(Deck::new(leg, stage, dials)?)
    };
    legs.iter().enumerate().map(deck).collect()
}
