//! Negotiated prices: a reader's own discounts, margins, rates, commitment and currency.
//!
//! They are the reader's figures, so each carries the reader's label, and every line that one of them
//! touches says so ([`crate::pricing::Line::negotiated`]).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::money::{Factor, Money, MoneyError, Rate};
use crate::pricing::catalogue::Model;
use crate::usage::Bucket;

/// Everything negotiated. The default is nothing: list prices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Deal {
    /// Factors on list prices, multiplied in this order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<Adjustment>,
    /// Rates that stand in for published ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rates: Vec<OwnRate>,
    /// A sum that is owed whether it is used or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commitment: Option<Commitment>,
    /// The currency that sums are shown in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
}

/// A discount (`0.85` is 15 % off) or a margin (`1.08` is 8 % on top).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Adjustment {
    /// The reader's name for it, such as `enterprise agreement`.
    pub label: String,
    /// The factor.
    pub factor: Factor,
    /// Only models of this maker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Only models on this channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Only this model, by its whole id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Only these buckets; every token category where empty. A fee is adjusted only when named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buckets: Vec<Bucket>,
}

/// A rate of one's own, in dollars per million tokens, on every tier and in every band.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OwnRate {
    /// The whole id of the model.
    pub model: String,
    /// The bucket.
    pub bucket: Bucket,
    /// The rate.
    pub rate: Rate,
}

/// A sum that is owed for a period whether it is used or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Commitment {
    /// Dollars for the period.
    pub amount: Money,
    /// The period in months.
    pub months: u32,
}

/// A currency with a rate that the reader typed, on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Currency {
    /// Such as `EUR`.
    pub code: String,
    /// How much of it one dollar is.
    pub per_dollar: Factor,
    /// The day of that rate.
    #[serde(with = "crate::iso")]
    pub dated: Date,
}

impl Deal {
    /// Whether nothing is negotiated that changes a price.
    pub fn is_list(&self) -> bool {
        self.adjustments.is_empty() && self.rates.is_empty()
    }

    /// Whether it changes the price of this model.
    pub fn is_for(&self, model: &Model) -> bool {
        self.adjustments.iter().any(|adjustment| adjustment.is_for(model))
            || self.rates.iter().any(|own| own.model == model.id)
    }

    /// The own rate of a bucket of a model.
    pub fn rate_of(&self, model: &Model, bucket: Bucket) -> Option<Rate> {
        self.rates
            .iter()
            .find(|own| own.model == model.id && own.bucket == bucket)
            .map(|own| own.rate)
    }
}

impl Adjustment {
    /// Whether it is for this model.
    pub fn is_for(&self, model: &Model) -> bool {
        self.provider.as_ref().is_none_or(|provider| *provider == model.provider)
            && self.channel.as_ref().is_none_or(|channel| *channel == model.channel)
            && self.model.as_ref().is_none_or(|id| *id == model.id)
    }
}

impl Commitment {
    /// What is owed for the period after spending this much in it.
    pub fn owed(&self, spent: Money) -> Money {
        spent.max(self.amount)
    }

    /// How many whole times something of this cost is paid for by the commitment; `None` where it costs
    /// nothing.
    pub fn pays_for(&self, each: Money) -> Option<u64> {
        each.times_in(self.amount)
    }

    /// The part of the commitment that was paid for and not used.
    pub fn unused(&self, spent: Money) -> Money {
        self.owed(spent) - spent
    }
}

impl Currency {
    /// An amount of dollars in this currency, exactly.
    pub fn of(&self, dollars: Money) -> Result<Money, MoneyError> {
        dollars.times(self.per_dollar)
    }
}
