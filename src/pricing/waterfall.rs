//! From the list price to the final figure, step by step. Each step is exact, and the steps add up
//! exactly: `list + every delta = total`.

use serde::Serialize;

use crate::money::Money;
use crate::pricing::card::RateCard;
use crate::pricing::catalogue::Catalogue;
use crate::pricing::deal::Deal;
use crate::pricing::error::PricingError;
use crate::pricing::terms::Terms;
use crate::usage::{Unit, Usage};

/// How a final cost came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Waterfall {
    /// The steps, the list price first. Steps that change nothing are left out.
    pub steps: Vec<Step>,
    /// The final cost in dollars; the same as [`RateCard::total`] says.
    pub total: Money,
}

/// One step of a waterfall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// What changes.
    pub kind: StepKind,
    /// The change in dollars; for the first step the list price itself.
    pub delta: Money,
    /// The cost after it, in dollars.
    pub after: Money,
}

/// What a step of a waterfall changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum StepKind {
    /// Every prompt token in full, on the standard tier, at the rates for short prompts.
    List,
    /// The tokenizer's drift: the same text in other tokens.
    Drift,
    /// The service tier: batch, flex, fast.
    Tier,
    /// The rates for long prompts.
    LongContext,
    /// Reading from the cache and writing to it.
    Cache,
    /// The hour of the day.
    Schedule,
    /// Regions and residency.
    Geography,
    /// The reader's own prices.
    Negotiated,
    /// Fees by the call, and storage by the hour.
    Fees,
}

impl Catalogue {
    /// How the cost of a usage comes about. `before` is the same work in the tokens of an older
    /// tokenizer, for the drift step. `None` where a price on the way is unknown.
    pub fn waterfall(
        &self,
        terms: &Terms,
        deal: &Deal,
        usage: &Usage,
        before: Option<&Usage>,
    ) -> Result<Option<Waterfall>, PricingError> {
        let list = Deal::default();
        let plain = Terms::new(&terms.model, terms.date);
        let tiered = Terms { tier: terms.tier.clone(), ..plain.clone() };
        let timed = Terms { time: terms.time, ..tiered.clone() };
        let tokens = tokens_of(usage);
        let uncached = uncached(&tokens);
        let old = before.map_or(uncached, |before| self::uncached(&tokens_of(before)));

        let standard = self.card_with(&plain, &list)?;
        let tier = self.card_with(&tiered, &list)?;
        let hour = self.card_with(&timed, &list)?;
        let modified = self.card_with(terms, &list)?;
        let own = self.card_with(terms, deal)?;
        let stages = [
            (StepKind::List, standard.total_without_bands(&old)?),
            (StepKind::Drift, standard.total_without_bands(&uncached)?),
            (StepKind::Tier, tier.total_without_bands(&uncached)?),
            (StepKind::LongContext, tier.total(&uncached)?),
            (StepKind::Cache, tier.total(&tokens)?),
            (StepKind::Schedule, hour.total(&tokens)?),
            (StepKind::Geography, modified.total(&tokens)?),
            (StepKind::Negotiated, own.total(&tokens)?),
            (StepKind::Fees, own.total(usage)?),
        ];
        Ok(steps(&stages))
    }
}

impl RateCard {
    /// The cost as if no band existed.
    fn total_without_bands(&self, usage: &Usage) -> Result<Option<Money>, PricingError> {
        let mut flat = self.clone();
        flat.bands.truncate(1);
        flat.total(usage)
    }
}

/// The differences between stages; `None` where one has no price.
fn steps(stages: &[(StepKind, Option<Money>)]) -> Option<Waterfall> {
    let mut steps = Vec::new();
    let mut total = Money::ZERO;
    for (kind, after) in stages {
        let after = (*after)?;
        let delta = after - total;
        if *kind == StepKind::List || !delta.is_zero() {
            steps.push(Step { kind: *kind, delta, after });
        }
        total = after;
    }
    Some(Waterfall { steps, total })
}

/// The tokens of a usage, without fees and storage.
fn tokens_of(usage: &Usage) -> Usage {
    let mut tokens = *usage;
    for bucket in crate::usage::Bucket::ALL {
        if matches!(bucket.unit(), Unit::Fee | Unit::Storage) {
            *tokens.get_mut(*bucket) = 0;
        }
    }
    tokens
}

/// The same prompt sent in full.
fn uncached(usage: &Usage) -> Usage {
    let cached = [usage.cache_read, usage.cache_write, usage.cache_write_1h, usage.cache_write_12h];
    Usage {
        input: cached.into_iter().fold(usage.input, u64::saturating_add),
        input_audio: usage.input_audio.saturating_add(usage.cache_read_audio),
        cache_read: 0,
        cache_read_audio: 0,
        cache_write: 0,
        cache_write_1h: 0,
        cache_write_12h: 0,
        ..*usage
    }
}
