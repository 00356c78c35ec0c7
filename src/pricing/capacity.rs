//! Provisioned capacity: throughput bought by the hour, the month or the year, used or not.

use serde::{Deserialize, Serialize};

use crate::money::{Factor, Money, MoneyError};
use crate::pricing::catalogue::Model;
use crate::pricing::row::Confidence;

/// What capacity by the hour is compared over.
const DAYS_UNBOUND: u32 = 30;

/// A kind of capacity that a channel sells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// Such as `ptu-global`.
    pub id: String,
    /// The name for a reader.
    pub name: String,
    /// What is bought: `PTU`, `GSU`, `model unit`.
    pub unit: String,
    /// The terms that it is sold on; empty where no price is known.
    #[serde(rename = "term", default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<CapacityTerm>,
    /// How many input tokens one output token counts for, by model, without the channel.
    #[serde(rename = "weight", default, skip_serializing_if = "Vec::is_empty")]
    pub weights: Vec<CapacityWeight>,
    /// How much of a cached token counts: `0` is none. Absent: unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached_weight: Option<Factor>,
    /// What is not known, or a condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How well it is supported.
    pub confidence: Confidence,
    /// The sources that give it.
    pub sources: Vec<String>,
}

/// One way of buying a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapacityTerm {
    /// Such as `hourly` or `1y`.
    pub id: String,
    /// What one unit costs, in dollars, …
    pub price: Money,
    /// … for this long.
    pub per: Period,
    /// How long one is bound, in days; 0 for by the hour.
    pub bound_days: u32,
}

/// What a price of capacity is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// An hour.
    Hour,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// How many input tokens an output token of a model counts for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapacityWeight {
    /// The model family, as the source names it.
    pub model: String,
    /// Input tokens for one output token.
    pub output: u32,
}

impl Capacity {
    /// How many input tokens an output token of a model counts for, where a source says. A family such
    /// as `gpt-5.5` stands for `global.gpt-5.5` and not for `global.gpt-5.5-pro`.
    pub fn output_weight(&self, model: &Model) -> Option<u32> {
        let is_of = |family: &str| {
            let region = model.short_id().strip_suffix(family);
            region.is_some_and(|region| region.is_empty() || region.ends_with('.'))
        };
        self.weights.iter().find(|weight| is_of(&weight.model)).map(|weight| weight.output)
    }
}

impl CapacityTerm {
    /// How long one is bound, in days; where one is not, thirty days of single hours.
    pub const fn days(&self) -> u32 {
        if self.bound_days == 0 { DAYS_UNBOUND } else { self.bound_days }
    }

    /// What `units` cost for all of [`days`](Self::days), used or not.
    pub fn whole_cost(&self, units: u64) -> Result<Money, MoneyError> {
        let days = self.days();
        let periods = match self.per {
            Period::Hour => days.saturating_mul(24),
            Period::Month => days.div_ceil(30),
            Period::Year => days.div_ceil(365),
        };
        self.cost(units, u64::from(periods))
    }

    /// What `units` cost for `periods` of this term (hours, months or years), used or not.
    pub fn cost(&self, units: u64, periods: u64) -> Result<Money, MoneyError> {
        self.price.times_count(units)?.times_count(periods)
    }
}
