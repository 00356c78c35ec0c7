//! Strategies side by side, and when giving up the history pays.

use super::chance::Evenly;
use super::fare::{FareError, sum_of};
use super::fit::{Fit, fit};
use super::ledger::{Call, CallKind};
use super::plan::{Level, Plan};
use super::rules::Extent;
use super::strategy::Strategy;
use super::talk::Talk;
use crate::money::Money;
use crate::pricing::{CachePolicy, Model, RateCard};
use crate::usage::{Bucket, Usage};

/// A conversation under one strategy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The strategy.
    pub strategy: Strategy,
    /// What the conversation costs; `None` where some rate is unknown.
    pub total: Option<Money>,
    /// What it has cost after each turn.
    pub after_turn: Vec<Option<Money>>,
    /// All calls' usage together.
    pub usage: Usage,
    /// How many calls it takes, and how many of them make summaries.
    pub calls: u32,
    /// Calls that make summaries.
    pub summaries: u32,
    /// How its fullest call fits the model.
    pub fit: Fit,
}

impl Compared {
    /// The first turn from which on this conversation, were it to end there, costs less than another;
    /// `None` where it never does, or does not stay so.
    pub fn pays_from(&self, other: &Self) -> Option<u32> {
        let pairs = self.after_turn.iter().zip(&other.after_turn);
        let cheaper: Vec<bool> = pairs
            .map(|(this, that)| this.zip(*that).is_some_and(|(this, that)| this < that))
            .collect();
        let since = cheaper.iter().rposition(|cheaper| !cheaper).map_or(0, |last| last + 1);
        (since < cheaper.len()).then_some(since as u32 + 1)
    }
}

/// The same conversation under each of these strategies, in their order. Marks at a share of the window
/// are taken in the model's.
pub fn compare(
    plan: &Plan,
    strategies: &[Strategy],
    card: &RateCard,
    cache: Option<&CachePolicy>,
    model: &Model,
) -> Result<Vec<Compared>, FareError> {
    let mut plan = plan.clone();
    strategies
        .iter()
        .map(|strategy| {
            plan.rules.strategy = strategy.for_window(model.context_window);
            one(&plan, card, cache, model)
        })
        .collect()
}

fn one(
    plan: &Plan,
    card: &RateCard,
    cache: Option<&CachePolicy>,
    model: &Model,
) -> Result<Compared, FareError> {
    plan.check()?;
    let mut chance = Evenly::new();
    let mut talk = Talk::new(&plan.rules, cache)?;
    talk.begin(plan.fixed(Level::Best), plan.turns.len() as u32, &mut chance);
    let mut compared = Compared {
        strategy: plan.rules.strategy,
        total: Some(Money::ZERO),
        after_turn: Vec::with_capacity(plan.turns.len()),
        usage: Usage::default(),
        calls: 0,
        summaries: 0,
        fit: fit(&[], model),
    };
    for turn in &plan.turns {
        talk.turn(&turn.at(Level::Best), &mut chance, &mut |call: &Call| {
            compared.total = sum_of(compared.total, card.total(&call.usage)?)?;
            compared.usage = compared.usage.plus(&call.usage);
            compared.calls += 1;
            compared.summaries += u32::from(call.kind == CallKind::Summary);
            compared.fit = compared.fit.and(call, model);
            Ok::<(), FareError>(())
        })?;
        compared.after_turn.push(compared.total);
    }
    Ok(compared)
}

/// A history that could be summarised now, in tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compaction {
    /// Tools and system prompt.
    pub fixed: u64,
    /// The history.
    pub history: u64,
    /// The request to summarise.
    pub instruction: u64,
    /// The summary.
    pub summary: u64,
}

/// When a compaction pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakEven {
    /// What it costs at once: the call that summarises, and the summary's first way into the prompt.
    pub cost: Money,
    /// What every later call saves.
    pub saves: Money,
    /// The first number of later calls after which it has cost less than it saved; `None` is never.
    pub calls: Option<u64>,
}

impl Compaction {
    /// When it pays, by the card's base rates; `cached` is what is in a cache, all of it ([`extent_on`](super::Caching::extent_on)
    /// says on which model), and `None` where nothing is. `None` where a rate is unknown.
    ///
    /// A later call reads a history that is in the cache at the low rate, so that little is saved, while
    /// the summary is written at the high one: with a cache compaction pays late.
    pub fn break_even(
        &self,
        card: &RateCard,
        cached: Option<Extent>,
    ) -> Result<Option<BreakEven>, FareError> {
        let unit = |bucket| card.unit_price(bucket, self.fixed.saturating_add(self.history));
        let or_input = |bucket, is_cached| unit(if is_cached { bucket } else { Bucket::Input });
        let whole = cached == Some(Extent::Whole);
        let rates = or_input(Bucket::CacheRead, cached.is_some())
            .zip(or_input(Bucket::CacheRead, whole))
            .zip(or_input(Bucket::CacheWrite, whole).zip(unit(Bucket::Output)));
        let Some(((fixed, read), (write, output))) = rates else { return Ok(None) };
        let history = read.times_count(self.history)?;
        let prompt = fixed.times_count(self.fixed)?.checked_add(history)?;
        let request = write.times_count(self.instruction)?;
        let answer = output.times_count(self.summary)?;
        // The first later call writes the summary where it would have read the history, all later read it.
        let first = (write - read).times_count(self.summary)?;
        let cost = prompt.checked_add(request)?.checked_add(answer)?.checked_add(first)?;
        let shorter = self.history.saturating_sub(self.summary);
        let saves = read.times_count(shorter)?;
        Ok(Some(BreakEven { cost, saves, calls: saves.times_in(cost).map(|whole| whole + 1) }))
    }
}
