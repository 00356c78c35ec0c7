//! Capacity bought whole against prices on demand: from which volume on it pays, how full it would be,
//! and what stands idle.
//!
//! No source read says how many tokens a minute a unit takes; providers tell their customers. So that
//! figure is the reader's own, and without it only the volume at which the capacity pays is known.

use serde::Serialize;
use thiserror::Error;

use crate::money::{Factor, Money, MoneyError};
use crate::pricing::capacity::{Capacity, CapacityTerm};
use crate::pricing::card::RateCard;
use crate::pricing::catalogue::{Channel, Model};
use crate::pricing::error::PricingError;
use crate::usage::{Bucket, Unit, Usage};

/// Units of a capacity on one of its terms.
#[derive(Clone, Copy, Debug)]
pub struct Provision<'a> {
    /// What is bought.
    pub capacity: &'a Capacity,
    /// On which term.
    pub term: &'a CapacityTerm,
    /// How many units.
    pub units: u64,
    /// Input tokens that one unit takes in a minute, where the reader knows it.
    pub tokens_per_minute: Option<u64>,
}

/// What is to be done with it: the same piece of work, a call or a conversation, again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// What one piece costs on demand, in dollars; `None` where some price is unknown.
    pub each: Option<Money>,
    /// What one piece counts for, in input tokens (see [`Weights`]); `None` where that is unknown.
    pub weight: Option<u64>,
    /// Pieces a day.
    pub per_day: u64,
}

/// How capacity counts tokens that are not plain input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weights {
    /// Input tokens that an output token counts for.
    pub output: Option<u32>,
    /// How much of a token read from a cache counts.
    pub cached: Option<Factor>,
}

/// Capacity and demand side by side, over the days of the term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// The days that are compared: the term's, or thirty where one is bound by the hour only.
    pub days: u32,
    /// What the units cost, used or not, in dollars.
    pub cost: Money,
    /// What the same work costs on demand, in dollars.
    pub on_demand: Option<Money>,
    /// The fewest pieces a day with which the capacity is not dearer.
    pub break_even_per_day: Option<u64>,
    /// The most pieces a day that the units take.
    pub most_per_day: Option<u64>,
    /// How full they are, in ten-thousandths; more than 10,000 does not fit.
    pub used: Option<u64>,
    /// How full they must be to pay, in ten-thousandths; more than 10,000: they never do.
    pub break_even_used: Option<u64>,
    /// What is paid for and not used, in dollars.
    pub idle: Option<Money>,
}

/// Why there is nothing to compare.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ProvisionError {
    /// The channel sells no such capacity.
    #[error("{channel} sells no capacity \u{201c}{id}\u{201d}; {}", known_or_none(known))]
    UnknownCapacity {
        /// The channel.
        channel: String,
        /// The id asked for.
        id: String,
        /// What it sells.
        known: Vec<String>,
    },
    /// The capacity is not sold on such a term, or no price of it is known.
    #[error("{capacity} is not sold on a term \u{201c}{id}\u{201d}; {}", known_or_none(known))]
    UnknownTerm {
        /// The capacity's name.
        capacity: String,
        /// The id asked for.
        id: String,
        /// The terms that have a price.
        known: Vec<String>,
    },
    /// More than can be computed exactly.
    #[error("{0}; ask for fewer units or less work")]
    Amount(#[from] MoneyError),
}

impl ProvisionError {
    /// A stable name for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownCapacity { .. } => "unknown_capacity",
            Self::UnknownTerm { .. } => "unknown_term",
            Self::Amount(_) => "amount_too_large",
        }
    }
}

impl Work {
    /// A piece of work that consists of these calls, at the prices of a card.
    pub fn of<'a>(
        card: &RateCard,
        calls: impl IntoIterator<Item = &'a Usage>,
        weights: Weights,
        per_day: u64,
    ) -> Result<Self, PricingError> {
        let (mut each, mut weight) = (Some(Money::ZERO), Some(0_u64));
        for usage in calls {
            each = match (each, card.total(usage)?) {
                (Some(sum), Some(cost)) => {
                    Some(sum.checked_add(cost).map_err(|source| card.inexact(source))?)
                }
                _ => None,
            };
            weight = weight.zip(weights.weigh(usage)).map(|(sum, one)| sum.saturating_add(one));
        }
        Ok(Self { each, weight, per_day })
    }
}

impl Weights {
    /// Those of a model, where a source gives them.
    pub fn of(capacity: &Capacity, model: &Model) -> Self {
        Self { output: capacity.output_weight(model), cached: capacity.cached_weight }
    }

    /// These, and where one is unknown that of others.
    #[must_use]
    pub fn or(self, others: Self) -> Self {
        Self { output: self.output.or(others.output), cached: self.cached.or(others.cached) }
    }

    /// How many input tokens several usages count for together.
    pub fn weigh_all<'a>(self, calls: impl IntoIterator<Item = &'a Usage>) -> Option<u64> {
        calls.into_iter().try_fold(0_u64, |sum, usage| Some(sum.saturating_add(self.weigh(usage)?)))
    }

    /// How many input tokens a usage counts for; `None` where a weight that it needs is unknown. Fees
    /// and storage are no tokens.
    pub fn weigh(self, usage: &Usage) -> Option<u64> {
        let mut sum: u64 = 0;
        for (bucket, amount) in usage.used() {
            sum = sum.saturating_add(match (bucket, bucket.unit()) {
                (Bucket::CacheRead | Bucket::CacheReadAudio, _) => self.cached?.of_count(amount),
                (_, Unit::Prompt) => amount,
                (Bucket::Training, _) | (_, Unit::Storage | Unit::Fee) => 0,
                (_, Unit::Completion) => amount.saturating_mul(u64::from(self.output?)),
            });
        }
        Some(sum)
    }
}

impl<'a> Provision<'a> {
    /// Units of what a channel sells, by the ids of capacity and term.
    pub fn find(
        channel: &'a Channel,
        capacity: &str,
        term: &str,
        units: u64,
    ) -> Result<Self, ProvisionError> {
        let sold = channel.capacities.iter().find(|sold| sold.id == capacity);
        let capacity = sold.ok_or_else(|| ProvisionError::UnknownCapacity {
            channel: channel.name.clone(),
            id: capacity.to_owned(),
            known: channel.capacities.iter().map(|sold| sold.id.clone()).collect(),
        })?;
        let sold = capacity.terms.iter().find(|sold| sold.id == term);
        let term = sold.ok_or_else(|| ProvisionError::UnknownTerm {
            capacity: capacity.name.clone(),
            id: term.to_owned(),
            known: capacity.terms.iter().map(|sold| sold.id.clone()).collect(),
        })?;
        Ok(Self { capacity, term, units, tokens_per_minute: None })
    }

    /// The same, knowing how many input tokens one unit takes in a minute.
    #[must_use]
    pub const fn taking(mut self, tokens_per_minute: Option<u64>) -> Self {
        self.tokens_per_minute = tokens_per_minute;
        self
    }

    /// Capacity and demand side by side.
    pub fn compare(&self, work: &Work) -> Result<Comparison, ProvisionError> {
        let days = self.term.days();
        let cost = self.term.whole_cost(self.units)?;
        let one_a_day = work.each.map(|each| each.times_count(u64::from(days))).transpose()?;
        let break_even_per_day = one_a_day.and_then(|one| fewest_that_cost(one, cost));
        let most_per_day = self.most_per_day(work.weight);
        let share = |pieces: u64| most_per_day.and_then(|most| ten_thousandths(pieces, most));
        let idle = match most_per_day {
            Some(most) if most > 0 => {
                let unused = most.saturating_sub(work.per_day);
                cost.shared(most).map(|each| each.times_count(unused)).transpose()?
            }
            _ => None,
        };
        Ok(Comparison {
            days,
            cost,
            on_demand: one_a_day.map(|one| one.times_count(work.per_day)).transpose()?,
            break_even_per_day,
            most_per_day,
            used: share(work.per_day),
            break_even_used: break_even_per_day.and_then(share),
            idle,
        })
    }

    fn most_per_day(&self, weight: Option<u64>) -> Option<u64> {
        let a_day = self.tokens_per_minute?.checked_mul(self.units)?.checked_mul(MINUTES_A_DAY)?;
        a_day.checked_div(weight?)
    }
}

const MINUTES_A_DAY: u64 = 24 * 60;

/// The least number of pieces that cost as much as `whole`; `None` where they cost nothing.
fn fewest_that_cost(each: Money, whole: Money) -> Option<u64> {
    let below = each.times_in(whole)?;
    let reached = each.times_count(below).ok()? == whole;
    Some(if reached { below } else { below.saturating_add(1) })
}

fn ten_thousandths(part: u64, whole: u64) -> Option<u64> {
    let share = (u128::from(part) * 10_000).checked_div(u128::from(whole))?;
    u64::try_from(share).ok()
}

fn known_or_none(known: &[String]) -> String {
    if known.is_empty() {
        "no price of any is known".to_owned()
    } else {
        format!("known are {}", known.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::{Catalogue, Terms};

    fn dollars(text: &str) -> Money {
        Money::parse(text).unwrap()
    }

    /// Azure's page: a PTU is 1.00 an hour, 260 a month, 2,652 a year.
    #[test]
    fn a_term_costs_what_its_page_says() {
        let book = Catalogue::built_in().unwrap();
        let azure = book.channel_of("azure/global.gpt-5.4").unwrap();
        let cost = |term: &str, units: u64| {
            let provision = Provision::find(azure, "ptu-global", term, units).unwrap();
            provision.term.whole_cost(units).unwrap().decimal()
        };
        // 1.00 × 24 hours × 30 days × 100.
        assert_eq!(cost("hourly", 100), "72000");
        assert_eq!(cost("1m", 100), "26000");
        assert_eq!(cost("1y", 100), "265200");
        // Vertex: 3.2877 an hour for 90 days of 24 hours.
        let vertex = book.channels().iter().find(|channel| channel.channel == "vertex").unwrap();
        let three = Provision::find(vertex, "gsu-global", "3m", 1).unwrap();
        assert_eq!(three.term.whole_cost(1).unwrap().decimal(), "7101.432");
    }

    #[test]
    fn break_even_use_and_idle_cost_are_what_a_hand_computes() {
        let book = Catalogue::built_in().unwrap();
        let model = "azure/global.gpt-5.4";
        let azure = book.channel_of(model).unwrap();
        let usage = Usage { input: 2_000, cache_read: 6_000, output: 500, ..Usage::default() };
        let date = jiff::civil::date(2026, 11, 22);
        let card = book.card(&Terms::new(model, date)).unwrap();
        let weights = Weights::of(&azure.capacities[0], book.model(model).unwrap());
        let work = Work::of(&card, [&usage], weights, 20_000).unwrap();
        // 2,000 × 2.5 + 6,000 × 0.25 + 500 × 15 per million.
        assert_eq!(work.each, Some(dollars("0.014")));
        // 2,000 + 6 × 500; cached tokens count nothing.
        assert_eq!(work.weight, Some(5_000));

        let provision = Provision::find(azure, "ptu-global", "1m", 100).unwrap();
        let blind = provision.compare(&work).unwrap();
        // 26,000 / (0.014 × 30 days) = 61,904.8 a day; on demand 0.014 × 20,000 × 30.
        assert_eq!(blind.break_even_per_day, Some(61_905));
        assert_eq!(blind.on_demand, Some(dollars("8400")));
        assert_eq!((blind.most_per_day, blind.used, blind.idle), (None, None, None));

        // 100 units × 3,000 tokens × 1,440 minutes / 5,000 = 86,400 a day.
        let seen = provision.taking(Some(3_000)).compare(&work).unwrap();
        assert_eq!(seen.most_per_day, Some(86_400));
        assert_eq!(seen.used, Some(2_314));
        assert_eq!(seen.break_even_used, Some(7_164));
        // 26,000 × 66,400 / 86,400.
        assert_eq!(seen.idle.unwrap().fixed(2), "19981.48");
    }

    #[test]
    fn the_volume_that_pays_is_exact_at_its_edge() {
        assert_eq!(fewest_that_cost(dollars("0.5"), dollars("10")), Some(20));
        assert_eq!(fewest_that_cost(dollars("0.5"), dollars("10.000001")), Some(21));
        assert_eq!(fewest_that_cost(Money::ZERO, dollars("10")), None);
    }

    #[test]
    fn an_unknown_weight_is_not_guessed() {
        let weights = Weights { output: None, cached: Some(Factor::parse("0.1").unwrap()) };
        assert_eq!(weights.weigh(&Usage { output: 1, ..Usage::default() }), None);
        // A part of a token counts as one.
        let read = Usage { input: 7, cache_read: 11, web_searches: 3, ..Usage::default() };
        assert_eq!(weights.weigh(&read), Some(9));
        assert_eq!(Weights::default().weigh(&read), None);
        let typed = Weights { output: Some(4), ..Weights::default() }.or(weights);
        assert_eq!(typed.weigh(&Usage { output: 2, ..read }), Some(17));
    }

    #[test]
    fn what_is_not_sold_is_named() {
        let book = Catalogue::built_in().unwrap();
        let of = |channel: &str, capacity: &str, term: &str| {
            let channel = book.channels().iter().find(|it| it.channel == channel).unwrap();
            Provision::find(channel, capacity, term, 1).unwrap_err()
        };
        assert_eq!(of("azure", "gsu", "1m").code(), "unknown_capacity");
        assert!(of("azure", "ptu-global", "3m").to_string().contains("hourly, 1m, 1y"));
        // No price of a model unit is known.
        assert_eq!(of("bedrock", "model-unit", "1m").code(), "unknown_term");
        assert_eq!(of("anthropic", "ptu-global", "1m").code(), "unknown_capacity");
    }

    #[test]
    fn a_weight_is_of_its_family_alone() {
        let book = Catalogue::built_in().unwrap();
        let capacity = &book.channel_of("azure/global.gpt-5.4").unwrap().capacities[0];
        let mut model = book.model("azure/global.gpt-5.4").unwrap().clone();
        let mut weight = |id: &str| {
            id.clone_into(&mut model.id);
            capacity.output_weight(&model)
        };
        assert_eq!(weight("azure/global.gpt-5.4"), Some(6));
        assert_eq!(weight("azure/us-datazone.gpt-5.4"), Some(6));
        assert_eq!(weight("azure/gpt-5"), Some(8));
        assert_eq!(weight("azure/global.gpt-5.4-mini"), None);
        assert_eq!(weight("azure/global.not-gpt-5.4"), None);
    }
}
