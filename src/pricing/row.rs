//! Price rows: what a model costs from one day to another, by tier, band and bucket.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::money::Rate;
use crate::usage::{Bucket, Unit};

/// The prices of a model from one day to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceRow {
    /// The first day.
    #[serde(with = "crate::iso")]
    pub from: Date,
    /// The first day on which it no longer holds.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::iso::option")]
    pub to: Option<Date>,
    /// What kind of price it is.
    pub status: Status,
    /// How its first day is known.
    pub basis: Basis,
    /// How well its figures are supported.
    pub confidence: Confidence,
    /// The sources that give them.
    pub sources: Vec<String>,
    /// A disagreement, a condition, an announcement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Lints that this row is known to break, with the reason in its note.
    #[serde(rename = "override", default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<String>,
    /// The rates of the standard tier.
    pub rates: Rates,
    /// Single figures that rest on less.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub figures: BTreeMap<String, Evidence>,
    /// The bands of the standard tier, lowest first.
    #[serde(rename = "band", default, skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
    /// The other tiers.
    #[serde(rename = "tier", default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<Tier>,
}

/// A service tier's own rates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// `batch`, `flex`, `fast` (also called priority), `ultrafast`.
    pub id: String,
    /// The first day on which it was sold, where that is later than the row's.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::iso::option")]
    pub from: Option<Date>,
    /// The first day on which it is no longer sold.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::iso::option")]
    pub to: Option<Date>,
    /// How well its figures are supported, where that differs from the row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// The sources that give them, where those differ from the row's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<String>>,
    /// A disagreement or a condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Its rates.
    pub rates: Rates,
    /// Single figures that rest on less.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub figures: BTreeMap<String, Evidence>,
    /// Its bands, lowest first.
    #[serde(rename = "band", default, skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
}

/// Rates for prompts beyond a length. The prompt's length is all of it: in full, read from a cache
/// and written to one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// In force for prompts of more tokens than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<u64>,
    /// In force for prompts of this many tokens or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u64>,
    /// Which tokens it is for.
    #[serde(default)]
    pub scope: Scope,
    /// How well its figures are supported, where that differs from the block around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// The sources that give them, where those differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<String>>,
    /// A disagreement or a condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Its rates.
    pub rates: Rates,
    /// Single figures that rest on less.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub figures: BTreeMap<String, Evidence>,
}

/// Which tokens the rates of a band are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Every token of a request whose prompt is in the band.
    #[default]
    Request,
    /// The prompt tokens beyond the threshold only; the answer stays at the base rate.
    Marginal,
}

/// What kind of price a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The list price.
    List,
    /// A promotion, which ends.
    Promo,
    /// Announced, and not yet in force when the book was made.
    Announced,
    /// No longer in force when the book was made.
    Historical,
}

/// How the first day of a row is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A provider's page or announcement gives the day.
    Documented,
    /// The day on which a source first showed it.
    FirstObserved,
    /// Only that a package of that time has it.
    Package,
}

/// How well a figure is supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Confidence {
    /// Three independent sources agree, or the provider's page and one more.
    A,
    /// Two independent sources, or a disagreement that was resolved.
    B,
    /// One source, or unresolved.
    C,
}

/// Figures that rest on less than their block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// How well the figure is supported.
    pub confidence: Confidence,
    /// The sources that give it.
    pub sources: Vec<String>,
}

/// One rate per bucket. An absent rate is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates([Option<Rate>; Bucket::ALL.len()]);

impl Rates {
    /// The rate of a bucket; `None` where it is unknown.
    pub fn get(&self, bucket: Bucket) -> Option<Rate> {
        self.0.get(bucket as usize).copied().flatten()
    }

    /// The rates that are known, in the order of a bill.
    pub fn known(&self) -> impl Iterator<Item = (Bucket, Rate)> {
        Bucket::ALL.iter().filter_map(|bucket| self.get(*bucket).map(|rate| (*bucket, rate)))
    }
}

impl PriceRow {
    /// Whether the row's last day is before this one.
    pub fn is_over(&self, date: Date) -> bool {
        self.to.is_some_and(|to| to <= date)
    }
}

impl Band {
    /// The shortest prompt, in tokens, that is in the band.
    pub fn first_prompt(&self) -> u64 {
        match (self.over, self.at_least) {
            (Some(over), _) => over.saturating_add(1),
            (None, Some(at_least)) => at_least,
            (None, None) => 0,
        }
    }
}

impl Serialize for Rates {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (bucket, rate) in self.known() {
            map.serialize_entry(bucket.key(), &rate)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Rates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;

        impl<'de> Visitor<'de> for Keys {
            type Value = Rates;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table of rates such as { input = \"2.50\", output = \"15\" }")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Rates, A::Error> {
                let mut rates = Rates::default();
                while let Some(key) = map.next_key::<String>()? {
                    let bucket = rated_bucket(&key).ok_or_else(|| {
                        serde::de::Error::custom(format_args!(
                            "\u{201c}{key}\u{201d} is no rate; known are {}",
                            rate_keys()
                        ))
                    })?;
                    let slot = rates.0.get_mut(bucket as usize);
                    let rate = map.next_value::<Rate>()?;
                    if let Some(slot) = slot {
                        *slot = Some(rate);
                    }
                }
                Ok(rates)
            }
        }

        deserializer.deserialize_map(Keys)
    }
}

/// The bucket whose rate has this key; fees have none.
pub(super) fn rated_bucket(key: &str) -> Option<Bucket> {
    Bucket::ALL.iter().copied().find(|bucket| bucket.key() == key && bucket.unit() != Unit::Fee)
}

fn rate_keys() -> String {
    let keys: Vec<_> = Bucket::ALL
        .iter()
        .filter(|bucket| bucket.unit() != Unit::Fee)
        .map(|bucket| bucket.key())
        .collect();
    keys.join(", ")
}
