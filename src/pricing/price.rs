//! Usage to cost: exact money, line by line.

use serde::Serialize;

use crate::money::{Factor, Money, MoneyError};
use crate::pricing::card::{CardBand, Origin, RateCard, RowRef};
use crate::pricing::error::PricingError;
use crate::pricing::row::Scope;
use crate::pricing::warn;
use crate::usage::{Bucket, MOST_PER_BUCKET, Unit, Usage};

/// What one request costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cost {
    /// The whole cost in dollars; `None` where a bucket in use has no known price.
    pub total: Option<Money>,
    /// The sum of what is known, in dollars.
    pub priced: Money,
    /// Always `USD`.
    pub currency: &'static str,
    /// What it is made of, in the order of a bill. The amounts add up to `priced`.
    pub lines: Vec<Line>,
    /// What a reader must know about it.
    pub warnings: Vec<Warning>,
}

/// One bucket of a cost; two lines of one bucket only where a marginal band splits it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// What is charged.
    pub bucket: Bucket,
    /// How many tokens, calls or token-hours.
    pub tokens: u64,
    /// The price in dollars of `per` of them, before factors; `None` is unknown.
    pub rate: Option<Money>,
    /// What the rate is for: 1,000,000 for tokens.
    pub per: u64,
    /// The bucket whose rate is charged, where this one has none of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charged_as: Option<Bucket>,
    /// The factors on the rate.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub factors: Vec<AppliedFactor>,
    /// The exact cost in dollars; `None` where the rate is unknown.
    pub amount: Option<Money>,
    /// Whether the reader's own rate, discount or margin is in it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub negotiated: bool,
    /// Where the rate comes from.
    pub row: RowRef,
}

/// A factor on a price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AppliedFactor {
    /// Its id in the price book; `negotiated` for the reader's own.
    pub id: String,
    /// Its name for a reader.
    pub name: String,
    /// The factor.
    pub factor: Factor,
    /// Where it comes from.
    pub kind: FactorKind,
}

/// Where a factor comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum FactorKind {
    /// The hour of the day.
    Schedule,
    /// Something that the request asks for.
    Modifier,
    /// The reader's own discount or margin.
    Negotiated,
}

/// Something a reader must know about a cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Warning {
    /// A stable name for programs, such as `price_expired`.
    pub code: &'static str,
    /// A sentence for a reader.
    pub message: String,
}

impl RateCard {
    /// What this usage costs, with all that explains it.
    pub fn price(&self, usage: &Usage) -> Result<Cost, PricingError> {
        check(usage)?;
        let mut lines = Vec::new();
        let mut priced = Money::ZERO;
        let mut complete = true;
        self.parts(usage, |band, bucket, amount| {
            let line = self.line(band, bucket, amount)?;
            match line.amount {
                Some(cost) => priced = priced.checked_add(cost)?,
                None => complete = false,
            }
            // In the buckets' order at once: a sort is more program than all of this.
            let place = lines.partition_point(|known: &Line| known.bucket <= line.bucket);
            lines.insert(place, line);
            Ok(())
        })
        .map_err(|source| self.inexact(source))?;
        let mut warnings = self.warnings.clone();
        warn::about_usage(self, usage, &lines, &mut warnings);
        let total = complete.then_some(priced);
        Ok(Cost { total, priced, currency: "USD", lines, warnings })
    }

    /// The whole cost alone, without allocating; `None` where a bucket in use has no known price.
    pub fn total(&self, usage: &Usage) -> Result<Option<Money>, PricingError> {
        // Sliders call this for every model and turn, so it walks the buckets by hand: once for the
        // prompt's length, once for what is used.
        let mut prompt: u64 = 0;
        for bucket in Bucket::ALL {
            let amount = usage.get(*bucket);
            if amount > MOST_PER_BUCKET {
                return Err(too_large(*bucket, amount));
            }
            if bucket.unit() == Unit::Prompt {
                prompt += amount;
            }
        }
        if self.is_marginal() {
            return self.marginal_total(usage);
        }
        let Some(band) = self.band_for(prompt) else { return Ok(None) };
        let mut sum = Money::ZERO;
        for (bucket, unit) in Bucket::ALL.iter().zip(&band.units) {
            let amount = usage.get(*bucket);
            if amount > 0 {
                let Some(unit) = unit else { return Ok(None) };
                let cost = unit.times_count(amount).and_then(|cost| sum.checked_add(cost));
                sum = cost.map_err(|source| self.inexact(source))?;
            }
        }
        Ok(Some(sum))
    }

    /// The whole cost where a band may split a bucket.
    fn marginal_total(&self, usage: &Usage) -> Result<Option<Money>, PricingError> {
        let mut sum = Some(Money::ZERO);
        self.parts(usage, |band, bucket, amount| {
            let unit = band.units.get(bucket as usize).copied().flatten();
            sum = match (sum, unit) {
                (Some(sum), Some(unit)) => Some(sum.checked_add(unit.times_count(amount)?)?),
                _ => None,
            };
            Ok(())
        })
        .map_err(|source| self.inexact(source))?;
        Ok(sum)
    }

    pub(super) fn inexact(&self, source: MoneyError) -> PricingError {
        PricingError::Inexact { model: self.terms.model.clone(), source }
    }

    /// Every used bucket with the band that charges it.
    fn parts(
        &self,
        usage: &Usage,
        mut visit: impl FnMut(&CardBand, Bucket, u64) -> Result<(), MoneyError>,
    ) -> Result<(), MoneyError> {
        let Some(band) = self.band_for(usage.prompt_total()) else { return Ok(()) };
        if self.is_marginal() {
            return self.marginal_parts(usage, band, visit);
        }
        for (bucket, amount) in usage.used() {
            visit(band, bucket, amount)?;
        }
        Ok(())
    }

    /// The parts where bands charge only the tokens beyond their thresholds. The prompt is laid out as
    /// it is sent: what is cached comes first, the rest follows.
    fn marginal_parts(
        &self,
        usage: &Usage,
        base: &CardBand,
        mut visit: impl FnMut(&CardBand, Bucket, u64) -> Result<(), MoneyError>,
    ) -> Result<(), MoneyError> {
        let mut at: u64 = 0;
        for bucket in PROMPT_ORDER {
            let mut left = usage.get(bucket);
            while left > 0 {
                // Token number `at + 1` is in the band whose first prompt length it reaches.
                let band = self.marginal_band(at.saturating_add(1)).unwrap_or(base);
                let until = self
                    .bands
                    .iter()
                    .map(|band| band.first_prompt.saturating_sub(1))
                    .find(|boundary| *boundary > at);
                let amount = until.map_or(left, |until| left.min(until - at));
                visit(band, bucket, amount)?;
                at = at.saturating_add(amount);
                left -= amount;
            }
        }
        for (bucket, amount) in usage.used().filter(|(bucket, _)| bucket.unit() != Unit::Prompt) {
            visit(base, bucket, amount)?;
        }
        Ok(())
    }

    /// The marginal band that token number `number` of a prompt is charged by.
    fn marginal_band(&self, number: u64) -> Option<&CardBand> {
        self.bands
            .iter()
            .rev()
            .find(|band| band.scope == Scope::Marginal && band.first_prompt <= number)
    }

    fn line(&self, band: &CardBand, bucket: Bucket, amount: u64) -> Result<Line, MoneyError> {
        let index = bucket as usize;
        let unit = band.units.get(index).copied().flatten();
        let origin = band.origins.get(index).and_then(Option::as_ref);
        let mut line = Line {
            bucket,
            tokens: amount,
            rate: None,
            per: if bucket.unit() == Unit::Fee { 1 } else { TOKENS_PER_RATE },
            charged_as: None,
            factors: Vec::new(),
            amount: unit.map(|unit| unit.times_count(amount)).transpose()?,
            negotiated: false,
            row: band.row.clone(),
        };
        let mut key = bucket.key();
        match origin {
            None => return Ok(line),
            Some(Origin::Rate(rate) | Origin::Storage(rate)) => {
                line.rate = Some(rate.of(TOKENS_PER_RATE)?);
            }
            Some(Origin::Own(rate)) => {
                line.rate = Some(rate.of(TOKENS_PER_RATE)?);
                line.negotiated = true;
            }
            Some(Origin::As(other, rate)) => {
                key = other.key();
                line.rate = Some(rate.of(TOKENS_PER_RATE)?);
                line.charged_as = Some(*other);
            }
            Some(Origin::Fee(origin)) => {
                line.rate = Some(origin.fee.price);
                line.per = origin.fee.per;
                line.row.confidence = origin.evidence.confidence;
                line.row.sources.clone_from(&origin.evidence.sources);
                line.row.band = None;
                line.row.note = None;
            }
        }
        let factors = self.factors.iter().filter(|factor| factor.is_for(bucket));
        line.factors = factors.map(|factor| factor.applied.clone()).collect();
        line.negotiated |= line.factors.iter().any(|factor| factor.kind == FactorKind::Negotiated);
        if let Some((_, evidence)) = band.figures.iter().find(|(known, _)| known == key) {
            line.row.confidence = evidence.confidence;
            line.row.sources.clone_from(&evidence.sources);
        }
        Ok(line)
    }
}

/// Refuses a usage beyond what any request can have, so that no sum overflows.
fn check(usage: &Usage) -> Result<(), PricingError> {
    match usage.oversized() {
        None => Ok(()),
        Some(bucket) => Err(too_large(bucket, usage.get(bucket))),
    }
}

fn too_large(bucket: Bucket, amount: u64) -> PricingError {
    PricingError::UsageTooLarge { bucket: bucket.key(), amount, most: MOST_PER_BUCKET }
}

/// Rates are published for a million tokens.
const TOKENS_PER_RATE: u64 = 1_000_000;

/// The order in which a prompt is laid out: the cached part is its beginning, and entries with the
/// longer life come before those with the shorter.
const PROMPT_ORDER: [Bucket; 8] = [
    Bucket::CacheRead,
    Bucket::CacheReadAudio,
    Bucket::CacheWrite12h,
    Bucket::CacheWrite1h,
    Bucket::CacheWrite,
    Bucket::InputImage,
    Bucket::InputAudio,
    Bucket::Input,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::{Catalogue, Terms};

    fn book() -> Catalogue {
        Catalogue::from_toml([("acme.toml", include_str!("testbook.toml"))]).unwrap()
    }

    fn total(terms: &Terms, usage: &Usage) -> String {
        let card = book().card(terms).unwrap();
        let cost = card.price(usage).unwrap();
        assert_eq!(cost.total, card.total(usage).unwrap());
        cost.total.map_or_else(|| "unpriced".to_owned(), Money::decimal)
    }

    #[test]
    fn an_inclusive_threshold_starts_on_its_own_number() {
        let anvil = Terms::new("acme/anvil", "2026-11-22".parse().unwrap());
        // 199,999 × 2 and 200,000 × 4 per million.
        assert_eq!(total(&anvil, &Usage { input: 199_999, ..Usage::default() }), "0.399998");
        assert_eq!(total(&anvil, &Usage { input: 200_000, ..Usage::default() }), "0.8");
        assert_eq!(
            total(&anvil.tier("batch"), &Usage { input: 200_000, ..Usage::default() }),
            "unpriced"
        );
    }

    #[test]
    fn a_marginal_band_charges_only_what_is_beyond_it() {
        let stairs = Terms::new("acme/stairs", "2026-11-22".parse().unwrap());
        // 100,000 × 1 + 100,000 × 2 + 50,000 × 4 = 500,000; the answer at the base rate: 1,000 × 3.
        let usage = Usage { input: 250_000, output: 1_000, ..Usage::default() };
        assert_eq!(total(&stairs, &usage), "0.503");
        assert_eq!(total(&stairs, &Usage { input: 100_000, ..Usage::default() }), "0.1");
        assert_eq!(total(&stairs, &Usage { input: 100_001, ..Usage::default() }), "0.100002");
    }

    #[test]
    fn a_marginal_band_takes_the_cached_part_of_a_prompt_first() {
        let stairs = Terms::new("acme/stairs", "2026-11-22".parse().unwrap());
        // 120,000 cached: 100,000 × 0.1 + 20,000 × 0.2; then 90,000 new: 80,000 × 2 + 10,000 × 4.
        let usage = Usage { cache_read: 120_000, input: 90_000, ..Usage::default() };
        assert_eq!(total(&stairs, &usage), "0.214");
        let cost = book().card(&stairs).unwrap().price(&usage).unwrap();
        let parts: Vec<u64> = cost.lines.iter().map(|line| line.tokens).collect();
        assert_eq!(parts, [80_000, 10_000, 100_000, 20_000], "each bucket is split at the bands");
    }
}
