//! What drives the spread: one thing at a time from its low end to its high one, the others in the middle.

use super::dial::{Deck, Dial, Hand, What};
use super::leg::{Leg, decks};
use super::run::ForecastError;
use crate::conversation::{Chance, Evenly, MOST_CALLS, Rules, Talk};
use crate::money::Money;

/// What is turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Driver {
    /// A dial, from its P5 to its P95, in one stage or in all.
    Dial {
        /// What spreads.
        what: What,
        /// In which stage, from 0.
        stage: Option<u32>,
    },
    /// Cache hits, in all stages: from all that can to none.
    CacheMisses,
    /// Failed attempts, in all stages: from none to as many as are expected.
    Retries,
    /// The loop: from outside to inside.
    Trap {
        /// The stage, from 0, of which one copy falls into it.
        stage: u32,
    },
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

/// The cost of a task in the middle of everything, and what each thing alone does to it, the largest
/// first. Mishaps are turned where the plans have any.
///
/// # Errors
/// What the plans or the spreads have wrong, and [`ForecastError::TooManyCalls`] where a dial stands at more
/// than can be followed: a copy of each stage stands for all of them, so it counts once.
pub fn tornado(legs: &[Leg], dials: &[Dial]) -> Result<(Money, Vec<Bar>), ForecastError> {
    let mut decks = decks(legs, dials)?;
    let mut cost = |turned: Turned, changed: &dyn Fn(&mut Rules)| {
        let (mut sum, mut calls) = (Money::ZERO, 0);
        for (leg, deck) in legs.iter().zip(&mut decks) {
            let mut rules = leg.plan.rules.clone();
            changed(&mut rules);
            let one = future(deck, leg, &rules, turned, Evenly::new(), &mut calls)?;
            sum = sum.checked_add(one.times_count(leg.copies.into())?)?;
        }
        Ok::<Money, ForecastError>(sum)
    };
    let middle = cost(Turned::NONE, &|_| ())?;
    let mut bars = Vec::new();
    for (dial, Dial { what, stage, .. }) in dials.iter().enumerate() {
        let low = cost(Turned { dial, fraction: P5 }, &|_| ())?;
        let high = cost(Turned { dial, fraction: P95 }, &|_| ())?;
        bars.push(Bar { driver: Driver::Dial { what: *what, stage: *stage }, low, high });
    }
    let misses = |leg: &Leg| leg.cache.is_some() && leg.plan.rules.caching.hit_per_mille < 1_000;
    if legs.iter().any(misses) {
        let mut of = |hits: u16| {
            cost(Turned::NONE, &|rules| {
                // A cache that always hits is no mishap.
                let caching = &mut rules.caching;
                caching.hit_per_mille = if caching.hit_per_mille < 1_000 { hits } else { 1_000 };
            })
        };
        bars.push(Bar { driver: Driver::CacheMisses, low: of(1_000)?, high: of(0)? });
    }
    if legs.iter().any(|leg| leg.plan.rules.retries.per_mille > 0) {
        let low = cost(Turned::NONE, &|rules| rules.retries.per_mille = 0)?;
        bars.push(Bar { driver: Driver::Retries, low, high: middle });
    }
    for (stage, (leg, deck)) in (0..).zip(legs.iter().zip(&mut decks)) {
        let rules = &leg.plan.rules;
        if leg.copies > 0 && rules.trap.is_some_and(|trap| trap.per_mille > 0) {
            let mut alone = |chance| future(deck, leg, rules, Turned::NONE, chance, &mut 0);
            let (honest, trapped) = (alone(Evenly::new())?, alone(Evenly::trapped())?);
            let high = (middle - honest).checked_add(trapped)?;
            bars.push(Bar { driver: Driver::Trap { stage }, low: middle, high });
        }
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

/// What one copy costs; `calls` counts those of the whole future. Once, whoever asks: inlined it would weigh kilobytes.
#[inline(never)]
fn future(
    deck: &mut Deck,
    leg: &Leg,
    rules: &Rules,
    mut hand: Turned,
    mut chance: impl Chance,
    calls: &mut u64,
) -> Result<Money, ForecastError> {
    let mut talk = Talk::new(rules, leg.cache.as_ref())?;
    let (fixed, turns) = deck.begin(&mut hand);
    talk.begin(fixed, turns, &mut chance);
    let mut spent = Money::ZERO;
    for number in 1..=turns {
        let sizes = deck.turn(number, &mut hand);
        let goes_on = talk.turn(&sizes, &mut chance, &mut |call| {
            *calls += 1;
            if *calls > MOST_CALLS {
                return Err(ForecastError::TooManyCalls { run: None });
            }
            let cost = leg.card.total(&call.usage)?.ok_or(ForecastError::Unpriced)?;
            spent = spent.checked_add(cost)?;
            Ok::<(), ForecastError>(())
        })?;
        if !goes_on {
            break;
        }
    }
    Ok(spent)
}
