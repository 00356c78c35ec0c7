//! What drives the spread: one thing at a time from its low end to its high one, the others in the middle.

use super::dial::{Deck, Dial, Hand, What};
use super::run::ForecastError;
use crate::conversation::{Chance, Evenly, Plan, Rules, Talk};
use crate::money::Money;
use crate::pricing::{CachePolicy, RateCard};

/// What is turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Driver {
    /// A dial, from its P5 to its P95.
    Dial(What),
    /// Cache hits: from all that can to none.
    CacheMisses,
    /// Failed attempts: from none to as many as are expected.
    Retries,
    /// The loop: from outside to inside.
    Trap,
}

/// One bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What is turned.
    pub driver: Driver,
    /// What the conversation costs at the low end.
    pub low: Money,
    /// What it costs at the high end.
    pub high: Money,
}

impl Bar {
    /// How much it moves the cost, either way.
    pub fn span(&self) -> Money {
        if self.high >= self.low { self.high - self.low } else { self.low - self.high }
    }
}

/// The cost in the middle of everything, and what each thing alone does to it, the largest first. Mishaps
/// are turned where the plan has any.
pub fn tornado(
    plan: &Plan,
    dials: &[Dial],
    card: &RateCard,
    cache: Option<&CachePolicy>,
) -> Result<(Money, Vec<Bar>), ForecastError> {
    plan.check()?;
    let mut deck = Deck::new(plan, dials)?;
    let mut cost = |rules: &Rules, at: Turned, chance: Evenly| {
        future(&mut deck, rules, at, card, cache, chance)
    };
    let middle = cost(&plan.rules, Turned::NONE, Evenly::new())?;
    let mut bars = Vec::new();
    for (place, dial) in dials.iter().enumerate() {
        let low = cost(&plan.rules, Turned { dial: place, fraction: P5 }, Evenly::new())?;
        let high = cost(&plan.rules, Turned { dial: place, fraction: P95 }, Evenly::new())?;
        bars.push(Bar { driver: Driver::Dial(dial.what), low, high });
    }
    if cache.is_some() && plan.rules.caching.hit_per_mille < 1_000 {
        let mut of = |hit_per_mille| {
            let mut rules = plan.rules.clone();
            rules.caching.hit_per_mille = hit_per_mille;
            cost(&rules, Turned::NONE, Evenly::new())
        };
        bars.push(Bar { driver: Driver::CacheMisses, low: of(1_000)?, high: of(0)? });
    }
    if plan.rules.retries.per_mille > 0 {
        let mut rules = plan.rules.clone();
        rules.retries.per_mille = 0;
        let low = cost(&rules, Turned::NONE, Evenly::new())?;
        bars.push(Bar { driver: Driver::Retries, low, high: middle });
    }
    if plan.rules.trap.is_some_and(|trap| trap.per_mille > 0) {
        let high = cost(&plan.rules, Turned::NONE, Evenly::trapped())?;
        bars.push(Bar { driver: Driver::Trap, low: middle, high });
    }
    bars.sort_by_key(|bar| std::cmp::Reverse(bar.span()));
    Ok((middle, bars))
}

const P5: u64 = u64::MAX / 20;
const MIDDLE: u64 = u64::MAX / 2;
const P95: u64 = P5 * 19;

/// All dials in the middle but one.
#[derive(Clone, Copy)]
struct Turned {
    dial: usize,
    fraction: u64,
}

impl Turned {
    const NONE: Self = Self { dial: usize::MAX, fraction: MIDDLE };
}

impl Hand for Turned {
    fn fraction(&mut self, dial: usize, _turn: u32) -> u64 {
        if dial == self.dial { self.fraction } else { MIDDLE }
    }
}

fn future(
    deck: &mut Deck,
    rules: &Rules,
    mut hand: Turned,
    card: &RateCard,
    cache: Option<&CachePolicy>,
    mut chance: impl Chance,
) -> Result<Money, ForecastError> {
    let mut talk = Talk::new(rules, cache)?;
    let (fixed, turns) = deck.begin(&mut hand);
    talk.begin(fixed, turns, &mut chance);
    let mut spent = Money::ZERO;
    for number in 1..=turns {
        let sizes = deck.turn(number, &mut hand);
        let goes_on = talk.turn(&sizes, &mut chance, &mut |call| {
            let cost = card.total(&call.usage)?.ok_or(ForecastError::Unpriced)?;
            spent = spent.checked_add(cost)?;
            Ok::<(), ForecastError>(())
        })?;
        if !goes_on {
            break;
        }
    }
    Ok(spent)
}
