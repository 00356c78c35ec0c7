//! What a channel adds to its rates: factors that a request can ask for, tiers that exclude each other,
//! and fees by the call. Hours that are dearer are in `schedule`.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::money::{Factor, Money, MoneyError};
use crate::pricing::row::Confidence;

/// A factor on the price of tokens that a request can ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modifier {
    /// What a line names it by.
    pub id: String,
    /// The name for a reader.
    pub name: String,
    /// The key in [`crate::pricing::Terms::modifiers`], such as `inferenceGeo`.
    pub key: String,
    /// The value that asks for it, such as `us`.
    pub value: String,
    /// The factor.
    pub factor: Factor,
    /// `tokens`: every token category, but no fee.
    pub scope: ModifierScope,
    /// The models it is for, without the channel; all where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<String>>,
    /// Models for which it goes with the standard tier only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standard_only: Vec<String>,
    /// What happens with the other models.
    pub otherwise: Otherwise,
    /// The first day.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::iso::option")]
    pub from: Option<Date>,
    /// How well the factor is supported.
    pub confidence: Confidence,
    /// The sources that give it.
    pub sources: Vec<String>,
}

/// What a modifier multiplies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModifierScope {
    /// Every token category, but no fee and no storage.
    Tokens,
}

/// What a modifier does with a model that it is not for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Otherwise {
    /// The provider refuses the request.
    Error,
    /// The provider takes the request at the usual price.
    None,
    /// What the request then costs is not known.
    Unknown,
}

/// Tiers of which a request can have only one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusive {
    /// The tiers.
    pub tiers: Vec<String>,
    /// The sources that say so.
    pub sources: Vec<String>,
}

/// What is charged by the call. No factor applies to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// The key of the bucket it is for: `web_search`, `file_search`, `code_execution`.
    pub id: String,
    /// Dollars, as a decimal string, …
    pub price: Money,
    /// … for this many.
    pub per: u64,
    /// What is counted.
    pub unit: String,
    /// The models it is for, without the channel; all where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<String>>,
    /// What is free before it is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free: Option<FreeAllowance>,
    /// How well the price is supported.
    pub confidence: Confidence,
    /// The sources that give it.
    pub sources: Vec<String>,
}

impl Fee {
    /// How many of the calls of one period are charged, after the free ones.
    pub fn charged(&self, calls: u64) -> u64 {
        calls.saturating_sub(self.free.as_ref().map_or(0, |free| free.count))
    }

    /// What the calls of one period cost, after the free ones.
    pub fn for_period(&self, calls: u64) -> Result<Money, MoneyError> {
        let one = self.price.divided_exactly(self.per);
        one.ok_or_else(|| MoneyError::Inexact(format!("1/{}", self.per)))?
            .times_count(self.charged(calls))
    }
}

/// What is free before a fee is charged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreeAllowance {
    /// How many …
    pub count: u64,
    /// … in a `day` or a `month` …
    pub period: String,
    /// … for whom together.
    pub scope: String,
}
