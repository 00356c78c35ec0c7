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
        self.waterfall_of(terms, deal, [(usage, before)])
    }

    /// How the cost of several calls together comes about: each call with the same work in the tokens
    /// of an older tokenizer, where there is one. Every call's long-context band is chosen by its own prompt.
    pub fn waterfall_of<'a>(
        &self,
        terms: &Terms,
        deal: &Deal,
        calls: impl IntoIterator<Item = (&'a Usage, Option<&'a Usage>)>,
    ) -> Result<Option<Waterfall>, PricingError> {
        let cards = Cards::new(self, terms, deal)?;
        let inexact = |source| PricingError::Inexact { model: terms.model.clone(), source };
        let mut sums = [Some(Money::ZERO); STAGES.len()];
        for (usage, before) in calls {
            for (sum, after) in sums.iter_mut().zip(cards.stages(usage, before)?) {
                *sum = match (*sum, after) {
                    (Some(sum), Some(after)) => Some(sum.checked_add(after).map_err(inexact)?),
                    _ => None,
                };
            }
        }
        Ok(steps(&sums))
    }
}

/// What each step changes, in the order of the steps.
const STAGES: [StepKind; 9] = [
    StepKind::List,
    StepKind::Drift,
    StepKind::Tier,
    StepKind::LongContext,
    StepKind::Cache,
    StepKind::Schedule,
    StepKind::Geography,
    StepKind::Negotiated,
    StepKind::Fees,
];

/// The rate cards on the way, each with one thing more of what was asked for.
struct Cards {
    standard_flat: RateCard,
    tier: RateCard,
    tier_flat: RateCard,
    hour: RateCard,
    modified: RateCard,
    own: RateCard,
}

impl Cards {
    fn new(book: &Catalogue, terms: &Terms, deal: &Deal) -> Result<Self, PricingError> {
        let list = Deal::default();
        let plain = Terms::new(&terms.model, terms.date);
        let tiered = Terms { tier: terms.tier.clone(), ..plain.clone() };
        let timed = Terms { time: terms.time, ..tiered.clone() };
        let tier = book.card_with(&tiered, &list)?;
        Ok(Self {
            standard_flat: book.card_with(&plain, &list)?.without_bands(),
            tier_flat: tier.without_bands(),
            tier,
            hour: book.card_with(&timed, &list)?,
            modified: book.card_with(terms, &list)?,
            own: book.card_with(terms, deal)?,
        })
    }

    /// The cost of one call after each step.
    fn stages(
        &self,
        usage: &Usage,
        before: Option<&Usage>,
    ) -> Result<[Option<Money>; STAGES.len()], PricingError> {
        let tokens = tokens_of(usage);
        let uncached = uncached(&tokens);
        let old = before.map_or(uncached, |before| self::uncached(&tokens_of(before)));
        Ok([
            self.standard_flat.total(&old)?,
            self.standard_flat.total(&uncached)?,
            self.tier_flat.total(&uncached)?,
            self.tier.total(&uncached)?,
            self.tier.total(&tokens)?,
            self.hour.total(&tokens)?,
            self.modified.total(&tokens)?,
            self.own.total(&tokens)?,
            self.own.total(usage)?,
        ])
    }
}

impl RateCard {
    /// The same card as if no band existed.
    fn without_bands(&self) -> Self {
        let mut flat = self.clone();
        flat.bands.truncate(1);
        flat
    }
}

/// The differences between stages; `None` where one has no price.
fn steps(stages: &[Option<Money>; STAGES.len()]) -> Option<Waterfall> {
    let mut steps = Vec::new();
    let mut total = Money::ZERO;
    for (kind, after) in STAGES.into_iter().zip(stages) {
        let after = (*after)?;
        let delta = after - total;
        if kind == StepKind::List || !delta.is_zero() {
            steps.push(Step { kind, delta, after });
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
