//! Which rates a request is priced with: date, then tier, then band, then modifiers.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::money::{Factor, Money, MoneyError, Rate};
use crate::pricing::cache::{CachePolicy, CacheStorage, CacheWrites};
use crate::pricing::catalogue::{Catalogue, Channel, Model};
use crate::pricing::deal::Deal;
use crate::pricing::error::PricingError;
use crate::pricing::price::{AppliedFactor, FactorKind, Warning};
use crate::pricing::row::{
    Band, Basis, Confidence, Evidence, PriceRow, Rates, Scope, Status, Tier,
};
use crate::pricing::rules::{Fee, Modifier};
use crate::pricing::terms::{Terms, find_modifiers, find_tier, offered, standard};
use crate::pricing::warn;
use crate::usage::{Bucket, Unit};

/// How many buckets there are.
pub(super) const BUCKETS: usize = Bucket::ALL.len();

/// What one kind of request is priced with, resolved once; see [`RateCard::price`] and
/// [`RateCard::total`].
#[derive(Clone, Debug)]
pub struct RateCard {
    /// What was asked for.
    pub(super) terms: Terms,
    /// The rates without a band, then those of the bands, lowest first.
    pub(super) bands: Vec<CardBand>,
    /// What to say whatever the usage is.
    pub(super) warnings: Vec<Warning>,
    /// What the usage is checked against.
    pub(super) limits: Limits,
    /// The factors, with the buckets that each is for.
    pub(super) factors: Vec<ScopedFactor>,
}

/// A factor and the buckets that it is for.
#[derive(Clone, Debug)]
pub(super) struct ScopedFactor {
    pub(super) applied: AppliedFactor,
    pub(super) buckets: [bool; BUCKETS],
}

impl ScopedFactor {
    pub(super) fn is_for(&self, bucket: Bucket) -> bool {
        self.buckets.get(bucket as usize).copied().unwrap_or_default()
    }
}

/// The model's own limits, in tokens.
#[derive(Clone, Debug, Default)]
pub(super) struct Limits {
    pub(super) context_window: Option<u64>,
    pub(super) max_input: Option<u64>,
    pub(super) max_output: Option<u64>,
    pub(super) cache_minimum: Option<u64>,
}

/// One band of a card.
#[derive(Clone, Debug)]
pub(super) struct CardBand {
    /// The shortest prompt, in tokens, that is in the band; 0 for the base rates.
    pub(super) first_prompt: u64,
    pub(super) scope: Scope,
    /// Exact dollars per token, or per call, factors included; `None` is unknown.
    pub(super) units: [Option<Money>; BUCKETS],
    /// How each unit price came about.
    pub(super) origins: [Option<Origin>; BUCKETS],
    pub(super) row: RowRef,
    pub(super) figures: Vec<(String, Evidence)>,
}

/// How a unit price came about.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// A rate of the bucket itself.
    Rate(Rate),
    /// A negotiated rate.
    Own(Rate),
    /// The rate of another bucket that this one is charged as.
    As(Bucket, Rate),
    /// The rate of the bucket in the row's standard tier, without factors.
    Storage(Rate),
    /// A fee by the call.
    Fee(Box<FeeOrigin>),
}

/// A fee's own evidence and terms.
#[derive(Clone, Debug)]
pub(super) struct FeeOrigin {
    pub(super) fee: Fee,
    /// The fee's evidence, its sources spelled out.
    pub(super) evidence: Evidence,
}

/// Where a band starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Threshold {
    /// Prompts of more tokens than this.
    Over(u64),
    /// Prompts of this many tokens or more.
    AtLeast(u64),
}

/// The price row that a figure comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RowRef {
    /// The first day of the row.
    #[serde(with = "crate::iso")]
    pub from: Date,
    /// The first day on which it no longer holds, where known.
    #[serde(skip_serializing_if = "Option::is_none", with = "crate::iso::option")]
    pub to: Option<Date>,
    /// What kind of price it is.
    pub status: Status,
    /// How its first day is known.
    pub basis: Basis,
    /// How well the figure is supported.
    pub confidence: Confidence,
    /// What the sources are: package, version and path, or page and date.
    pub sources: Vec<String>,
    /// The day on which the figure was gathered.
    #[serde(with = "crate::iso")]
    pub retrieved_at: Date,
    /// The tier.
    pub tier: String,
    /// The band, where the request is in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub band: Option<Threshold>,
    /// Whether the row is over and stands in for an unknown price.
    pub last_known: bool,
    /// A disagreement, a condition, an announcement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Catalogue {
    /// Resolves what a kind of request is priced with, at list prices.
    pub fn card(&self, terms: &Terms) -> Result<RateCard, PricingError> {
        self.card_with(terms, &Deal::default())
    }

    /// Resolves what a kind of request is priced with, under negotiated prices.
    pub fn card_with(&self, terms: &Terms, deal: &Deal) -> Result<RateCard, PricingError> {
        let (channel, model) = self.find(&terms.model)?;
        let row = model.row_on(terms.date).ok_or_else(|| PricingError::NoPriceOnDate {
            model: model.id.clone(),
            date: terms.date,
            first: model.prices.first().map_or(terms.date, |row| row.from),
        })?;
        let tier = find_tier(channel, model, row, terms)?;
        let modifiers = find_modifiers(channel, model, terms, tier.is_some())?;
        let factors = factors_of(channel, model, terms, &modifiers, deal);

        let policy = CachePolicy::of(channel, model);
        let limits = Limits {
            context_window: model.context_window,
            max_input: model.max_input,
            max_output: model.max_output,
            cache_minimum: policy.min_tokens,
        };
        let warnings = warn::about_card(channel, model, row, tier, terms);
        let maker = Maker { channel, model, row, tier, terms, factors: &factors, deal, policy };
        let bands = maker.bands()?;
        Ok(RateCard { terms: terms.clone(), bands, warnings, limits, factors })
    }

    /// The tiers that a model has on a day, the standard one first.
    pub fn tiers(&self, model: &str, date: Date) -> Result<Vec<&str>, PricingError> {
        let (_, model) = self.find(model)?;
        Ok(model.row_on(date).map(|row| offered(row, date)).unwrap_or_default())
    }
}

impl RateCard {
    /// What was asked for.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The rate of a bucket for a prompt of this many tokens, in dollars per million tokens before
    /// factors; `None` where it is unknown, or a fee.
    pub fn rate(&self, bucket: Bucket, prompt_tokens: u64) -> Option<Rate> {
        let band = self.band_for(prompt_tokens)?;
        match band.origins.get(bucket as usize)?.as_ref()? {
            Origin::Rate(rate)
            | Origin::Own(rate)
            | Origin::As(_, rate)
            | Origin::Storage(rate) => Some(*rate),
            Origin::Fee(_) => None,
        }
    }

    /// Exact dollars for one token (or call, or token-hour) of a bucket, factors included, for a
    /// prompt of this many tokens; `None` where it is unknown.
    pub fn unit_price(&self, bucket: Bucket, prompt_tokens: u64) -> Option<Money> {
        self.band_for(prompt_tokens)?.units.get(bucket as usize).copied().flatten()
    }

    /// The fee that a bucket is charged by, with its free allowance; `None` for tokens and unknown fees.
    pub fn fee(&self, bucket: Bucket) -> Option<&Fee> {
        match self.bands.first()?.origins.get(bucket as usize)?.as_ref()? {
            Origin::Fee(origin) => Some(&origin.fee),
            _ => None,
        }
    }

    /// The price row of the base rates.
    pub fn row(&self) -> Option<&RowRef> {
        self.bands.first().map(|band| &band.row)
    }

    /// The shortest prompts, in tokens, at which a dearer band starts.
    pub fn band_starts(&self) -> impl Iterator<Item = u64> {
        self.bands.iter().skip(1).map(|band| band.first_prompt)
    }

    /// What there is to say whatever the usage is: promotions, retirements, announced changes.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The band whose rates a request with this prompt is charged by.
    pub(super) fn band_for(&self, prompt_tokens: u64) -> Option<&CardBand> {
        self.bands
            .iter()
            .rev()
            .find(|band| band.scope == Scope::Request && band.first_prompt <= prompt_tokens)
    }

    /// Whether any band is marginal, so that a bucket may be split.
    pub(super) fn is_marginal(&self) -> bool {
        self.bands.iter().any(|band| band.scope == Scope::Marginal)
    }
}

/// The factors on a request's prices: hours, then what it asks for, then what was negotiated. Each is
/// exact, so their order changes no sum.
fn factors_of(
    channel: &Channel,
    model: &Model,
    terms: &Terms,
    modifiers: &[&Modifier],
    deal: &Deal,
) -> Vec<ScopedFactor> {
    let mut tokens = [false; BUCKETS];
    for bucket in Bucket::ALL {
        if let Some(slot) = tokens.get_mut(*bucket as usize) {
            *slot = matches!(bucket.unit(), Unit::Prompt | Unit::Completion);
        }
    }
    let scoped = |id: &str, name: &str, factor, kind, buckets| ScopedFactor {
        applied: AppliedFactor { id: id.to_owned(), name: name.to_owned(), factor, kind },
        buckets,
    };
    let mut factors = Vec::new();
    for schedule in channel.schedules_for(model, terms.date) {
        let calendar = channel.calendar_of(schedule);
        if terms.time.is_some_and(|time| schedule.holds(calendar, terms.date, time)) {
            let kind = FactorKind::Schedule;
            factors.push(scoped(&schedule.id, &schedule.name, schedule.factor, kind, tokens));
        }
    }
    for modifier in modifiers {
        let kind = FactorKind::Modifier;
        factors.push(scoped(&modifier.id, &modifier.name, modifier.factor, kind, tokens));
    }
    for adjustment in deal.adjustments.iter().filter(|adjustment| adjustment.is_for(model)) {
        let mut buckets = tokens;
        if !adjustment.buckets.is_empty() {
            buckets = [false; BUCKETS];
            for bucket in &adjustment.buckets {
                if let Some(slot) = buckets.get_mut(*bucket as usize) {
                    *slot = true;
                }
            }
        }
        let (label, kind) = (&adjustment.label, FactorKind::Negotiated);
        factors.push(scoped("negotiated", label, adjustment.factor, kind, buckets));
    }
    factors
}

/// Makes the bands of a card.
struct Maker<'a> {
    channel: &'a Channel,
    model: &'a Model,
    row: &'a PriceRow,
    tier: Option<&'a Tier>,
    terms: &'a Terms,
    factors: &'a [ScopedFactor],
    deal: &'a Deal,
    policy: CachePolicy,
}

impl Maker<'_> {
    fn bands(&self) -> Result<Vec<CardBand>, PricingError> {
        let row = self.row_ref();
        let (rates, figures, bands) = match self.tier {
            None => (&self.row.rates, &self.row.figures, &self.row.bands),
            Some(tier) => (&tier.rates, &tier.figures, &tier.bands),
        };
        let mut made = vec![self.band(rates, figures, 0, Scope::Request, row.clone())?];
        for band in bands {
            let row = self.row_ref_of_band(&row, band);
            let first = band.first_prompt();
            made.push(self.band(&band.rates, &band.figures, first, band.scope, row)?);
        }
        Ok(made)
    }

    fn band(
        &self,
        rates: &Rates,
        figures: &BTreeMap<String, Evidence>,
        first_prompt: u64,
        scope: Scope,
        row: RowRef,
    ) -> Result<CardBand, PricingError> {
        let mut band = CardBand {
            first_prompt,
            scope,
            units: [None; BUCKETS],
            origins: [const { None }; BUCKETS],
            row,
            figures: figures
                .iter()
                .map(|(key, known)| (key.clone(), self.evidence(known)))
                .collect(),
        };
        for bucket in Bucket::ALL {
            let origin = self.origin(rates, *bucket);
            let unit =
                origin.as_ref().map(|origin| self.unit(origin, *bucket)).transpose().map_err(
                    |source| PricingError::Inexact { model: self.model.id.clone(), source },
                )?;
            if let (Some(unit_slot), Some(origin_slot)) =
                (band.units.get_mut(*bucket as usize), band.origins.get_mut(*bucket as usize))
            {
                *unit_slot = unit;
                *origin_slot = origin;
            }
        }
        Ok(band)
    }

    /// What a bucket is charged by; `None` where that is unknown.
    fn origin(&self, rates: &Rates, bucket: Bucket) -> Option<Origin> {
        if let Some(rate) = self.deal.rate_of(self.model, bucket) {
            return Some(Origin::Own(rate));
        }
        if bucket.unit() == Unit::Fee {
            let listed = |models: &Vec<String>| models.iter().any(|id| id == self.model.short_id());
            return self
                .channel
                .fees
                .iter()
                .find(|fee| fee.id == bucket.key() && fee.models.as_ref().is_none_or(listed))
                .map(|fee| {
                    let evidence = Evidence {
                        confidence: fee.confidence,
                        sources: self.references(&fee.sources),
                    };
                    Origin::Fee(Box::new(FeeOrigin { fee: fee.clone(), evidence }))
                });
        }
        if bucket.unit() == Unit::Storage {
            // Storage is paid by the hour whatever the requests are: no tier, band or factor touches it.
            let free = self.policy.storage == CacheStorage::Free;
            let rate = self.row.rates.get(bucket).or(free.then_some(Rate::FREE));
            return rate.map(Origin::Storage);
        }
        if let Some(rate) = rates.get(bucket) {
            return Some(Origin::Rate(rate));
        }
        let instead = match bucket {
            // Billed as output by every channel of the book that does not price it apart.
            Bucket::Reasoning => Bucket::Output,
            // A channel that prices images apart says so.
            Bucket::InputImage => Bucket::Input,
            Bucket::CacheWrite | Bucket::CacheWrite1h | Bucket::CacheWrite12h
                if self.policy.writes == CacheWrites::Input =>
            {
                Bucket::Input
            }
            _ => return None,
        };
        rates.get(instead).map(|rate| Origin::As(instead, rate))
    }

    /// Exact dollars for one token or call.
    fn unit(&self, origin: &Origin, bucket: Bucket) -> Result<Money, MoneyError> {
        let one = match origin {
            Origin::Rate(rate)
            | Origin::Own(rate)
            | Origin::As(_, rate)
            | Origin::Storage(rate) => rate.of(1)?,
            Origin::Fee(origin) => origin
                .fee
                .price
                .divided_exactly(origin.fee.per)
                .ok_or_else(|| MoneyError::Inexact(Factor::ONE.decimal()))?,
        };
        let mut factors = self.factors.iter().filter(|factor| factor.is_for(bucket));
        factors.try_fold(one, |unit, factor| unit.times(factor.applied.factor))
    }

    fn row_ref(&self) -> RowRef {
        let row = self.row;
        let tier = self.tier;
        RowRef {
            from: tier.and_then(|tier| tier.from).map_or(row.from, |from| from.max(row.from)),
            to: match (row.to, tier.and_then(|tier| tier.to)) {
                (Some(row), Some(tier)) => Some(row.min(tier)),
                (row, tier) => row.or(tier),
            },
            status: row.status,
            basis: row.basis,
            confidence: tier.and_then(|tier| tier.confidence).unwrap_or(row.confidence),
            sources: self
                .references(tier.and_then(|tier| tier.sources.as_ref()).unwrap_or(&row.sources)),
            retrieved_at: self.channel.retrieved_at,
            tier: tier.map_or_else(standard, |tier| tier.id.clone()),
            band: None,
            last_known: row.is_over(self.terms.date),
            note: tier.and_then(|tier| tier.note.clone()).or_else(|| row.note.clone()),
        }
    }

    fn row_ref_of_band(&self, row: &RowRef, band: &Band) -> RowRef {
        RowRef {
            confidence: band.confidence.unwrap_or(row.confidence),
            sources: band
                .sources
                .as_ref()
                .map_or_else(|| row.sources.clone(), |sources| self.references(sources)),
            band: match (band.over, band.at_least) {
                (Some(over), _) => Some(Threshold::Over(over)),
                (None, at_least) => at_least.map(Threshold::AtLeast),
            },
            note: band.note.clone().or_else(|| row.note.clone()),
            ..row.clone()
        }
    }

    fn evidence(&self, known: &Evidence) -> Evidence {
        Evidence { confidence: known.confidence, sources: self.references(&known.sources) }
    }

    /// What the sources with these ids are.
    fn references(&self, ids: &[String]) -> Vec<String> {
        self.channel.references(ids)
    }
}
