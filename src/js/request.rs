//! What a caller asks: typed, strict, and clear about what is wrong with it.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::error::ArgumentError;
use crate::conversation::Conduct;
use crate::forecast::{Dial, Futures};
use crate::money::{Factor, Money};
use crate::pricing::Deal;
use crate::usage::Usage;

/// By what a text is counted: exactly one of the two.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CountOptions {
    /// The model whose tokenizer counts.
    #[serde(default)]
    pub(super) model: Option<String>,
    /// The tokenizer or estimator itself.
    #[serde(default)]
    pub(super) tokenizer: Option<String>,
    /// Whether special tokens that are spelt in the text count as one each.
    #[serde(default)]
    pub(super) special: bool,
}

/// One call to price, or the calls of one piece of work.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PriceRequest {
    pub(super) model: String,
    #[serde(default)]
    pub(super) date: Option<Day>,
    #[serde(default)]
    pub(super) time: Option<Clock>,
    #[serde(default)]
    pub(super) tier: Option<String>,
    #[serde(default)]
    pub(super) modifiers: BTreeMap<String, Setting>,
    #[serde(default, deserialize_with = "deal")]
    pub(super) deal: Deal,
    pub(super) usage: Calls,
}

/// Capacity to compare with prices on demand.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ProvisionOptions {
    pub(super) id: String,
    pub(super) term: String,
    pub(super) units: Whole,
    pub(super) per_day: Whole,
    /// Input tokens that one unit takes in a minute.
    #[serde(default)]
    pub(super) tokens_per_minute: Option<Whole>,
    /// In place of the book's.
    #[serde(default)]
    pub(super) output_weight: Option<Whole>,
    #[serde(default)]
    pub(super) cached_weight: Option<Factor>,
}

/// A conversation to simulate.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Simulation {
    pub(super) model: String,
    #[serde(default)]
    pub(super) date: Option<Day>,
    #[serde(default)]
    pub(super) time: Option<Clock>,
    #[serde(default)]
    pub(super) tier: Option<String>,
    #[serde(default)]
    pub(super) modifiers: BTreeMap<String, Setting>,
    #[serde(default, deserialize_with = "deal")]
    pub(super) deal: Deal,
    #[serde(default)]
    pub(super) system: Part,
    #[serde(default)]
    pub(super) tools: Part,
    #[serde(default)]
    pub(super) user: Parts,
    #[serde(default)]
    pub(super) output: Parts,
    #[serde(default)]
    pub(super) turns: Option<Whole>,
    #[serde(default)]
    pub(super) cache: Switch,
    /// Whether special tokens that are spelt in texts count as one each.
    #[serde(default)]
    pub(super) special: Switch,
    #[serde(default)]
    pub(super) conduct: Conduct,
    /// For a forecast alone.
    #[serde(default, deserialize_with = "futures")]
    pub(super) futures: Option<FutureOptions>,
}

/// What spreads, how many futures are drawn, and a budget to try beside the usual ones.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(super) struct FutureOptions {
    dials: Vec<Dial>,
    runs: u32,
    seed: u64,
    budget: Option<Money>,
}

/// A text to be counted, or a size that is taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    Tokens(u64),
}

/// One part for every turn, or one part per turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Parts {
    Even(Part),
    PerTurn(Vec<Part>),
}

/// A day of the calendar, written `2026-11-22`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day(pub(super) Date);

/// A time of day in UTC, written `01:30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock(pub(super) Time);

/// A whole number, 0 or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Whole(pub(super) u64);

/// On or off; off where nothing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Switch(pub(super) bool);

/// What a modifier is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    Value(String),
    Flag(bool),
}

/// The calls of one piece of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Calls {
    One(Usage),
    Several(Vec<Usage>),
}

/// Reads a deal without noting the path to every value in it, which would weigh ten kilobytes: the
/// reason names the field.
fn deal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Deal, D::Error> {
    serde_json::from_value(Value::deserialize(deserializer)?).map_err(Error::custom)
}

/// The same for futures.
fn futures<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<FutureOptions>, D::Error> {
    let futures = serde_json::from_value(Value::deserialize(deserializer)?);
    futures.map(Some).map_err(Error::custom)
}

/// Makes a request of an argument's value; `name` is the argument's own name.
pub(super) fn parse<T: DeserializeOwned>(name: &str, value: Value) -> Result<T, ArgumentError> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let reason = error.into_inner().to_string();
        if path != "." {
            ArgumentError::new(path, reason)
        } else if reason.contains("missing field `usage`") {
            ArgumentError::new("usage", "is missing; give the amounts, such as { input: 50000 }")
        } else {
            ArgumentError::new(name, reason)
        }
    })
}

impl CountOptions {
    /// Makes sure that one of the two is given.
    pub(super) fn check(&self) -> Result<(), ArgumentError> {
        let reason = match (&self.model, &self.tokenizer) {
            (Some(_), Some(_)) => "holds both a model and a tokenizer; give one of them",
            (None, None) => "holds neither a model nor a tokenizer; give one of them",
            _ => return Ok(()),
        };
        Err(ArgumentError::new("options", reason))
    }
}

impl Default for FutureOptions {
    fn default() -> Self {
        let Futures { dials, runs, seed } = Futures::default();
        Self { dials, runs, seed, budget: None }
    }
}

impl FutureOptions {
    /// The futures, and the budget.
    pub(super) fn split(self) -> (Futures, Option<Money>) {
        let Self { dials, runs, seed, budget } = self;
        (Futures { dials, runs, seed }, budget)
    }
}

impl Calls {
    /// Every call.
    pub(super) fn each(&self) -> &[Usage] {
        match self {
            Self::One(usage) => std::slice::from_ref(usage),
            Self::Several(calls) => calls,
        }
    }

    /// The only call; a bill is of one.
    pub(super) fn one(&self) -> Result<&Usage, ArgumentError> {
        match self {
            Self::One(usage) => Ok(usage),
            Self::Several(_) => {
                Err(ArgumentError::new("usage", "is a list; give the amounts of one call"))
            }
        }
    }
}

impl Default for Part {
    fn default() -> Self {
        Self::Tokens(0)
    }
}

impl Default for Parts {
    fn default() -> Self {
        Self::Even(Part::default())
    }
}

impl Part {
    /// The text, where there is something to count.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) if !text.is_empty() => Some(text),
            Self::Text(_) | Self::Tokens(_) => None,
        }
    }
}

impl Parts {
    /// Every part there is.
    pub(super) fn each(&self) -> &[Part] {
        match self {
            Self::Even(part) => std::slice::from_ref(part),
            Self::PerTurn(parts) => parts,
        }
    }
}
