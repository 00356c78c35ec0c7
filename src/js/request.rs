//! What a caller asks: typed, strict, and clear about what is wrong with it.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::{Date, Time};
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::error::ArgumentError;
use crate::conversation::Conduct;
use crate::iso::Written;
use crate::money::Factor;
use crate::pricing::Deal;
use crate::usage::{Bucket, Usage};

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

/// The amounts of one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Amounts(Usage);

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

const SOME_AMOUNTS: &str = "amounts such as { input: 50000, output: 15000 }";
const ONE_PART: &str = "a text or a size such as { tokens: 500 }";
const SOME_PARTS: &str =
    "a text, a size such as { tokens: 500 }, or a list of these with one entry per turn";

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OnePart;

        impl<'de> Visitor<'de> for OnePart {
            type Value = Part;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(ONE_PART)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Part, E> {
                Ok(Part::Text(text.to_owned()))
            }

            fn visit_string<E: Error>(self, text: String) -> Result<Part, E> {
                Ok(Part::Text(text))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Part, A::Error> {
                size(map)
            }
        }

        deserializer.deserialize_any(OnePart)
    }
}

impl<'de> Deserialize<'de> for Parts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SomeParts;

        impl<'de> Visitor<'de> for SomeParts {
            type Value = Parts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(SOME_PARTS)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Parts, E> {
                Ok(Parts::Even(Part::Text(text.to_owned())))
            }

            fn visit_string<E: Error>(self, text: String) -> Result<Parts, E> {
                Ok(Parts::Even(Part::Text(text)))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Parts, A::Error> {
                size(map).map(Parts::Even)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Parts, A::Error> {
                let mut parts = Vec::new();
                while let Some(part) = list.next_element()? {
                    parts.push(part);
                }
                Ok(Parts::PerTurn(parts))
            }
        }

        deserializer.deserialize_any(SomeParts)
    }
}

/// Reads `{ tokens: N }`.
fn size<'de, A: MapAccess<'de>>(mut map: A) -> Result<Part, A::Error> {
    let mut tokens = None;
    while let Some(key) = map.next_key::<String>()? {
        if key != "tokens" {
            return Err(Error::unknown_field(&key, &["tokens"]));
        }
        tokens = Some(map.next_value::<Whole>()?.0);
    }
    tokens.map(Part::Tokens).ok_or_else(|| Error::missing_field("tokens"))
}

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;

        impl Visitor<'_> for Number {
            type Value = Whole;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number, 0 or more")
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Whole, E> {
                Ok(Whole(number))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Whole, E> {
                u64::try_from(number)
                    .map(Whole)
                    .map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
            }
        }

        deserializer.deserialize_any(Number)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct IsoDay;

        impl Visitor<'_> for IsoDay {
            type Value = Day;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a day of the calendar such as \"2026-11-22\"")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Day, E> {
                Date::read(text)
                    .map(Day)
                    .ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
            }
        }

        deserializer.deserialize_any(IsoDay)
    }
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct HourAndMinute;

        impl Visitor<'_> for HourAndMinute {
            type Value = Clock;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time of day in UTC such as \"01:30\"")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Clock, E> {
                Time::read(text)
                    .map(Clock)
                    .ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
            }
        }

        deserializer.deserialize_any(HourAndMinute)
    }
}

impl<'de> Deserialize<'de> for Switch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OnOff;

        impl Visitor<'_> for OnOff {
            type Value = Switch;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true or false")
            }

            fn visit_bool<E: Error>(self, on: bool) -> Result<Switch, E> {
                Ok(Switch(on))
            }
        }

        deserializer.deserialize_any(OnOff)
    }
}

impl<'de> Deserialize<'de> for Setting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrFlag;

        impl Visitor<'_> for TextOrFlag {
            type Value = Setting;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text such as \"us\", or true or false")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Setting, E> {
                Ok(Setting::Value(text.to_owned()))
            }

            fn visit_bool<E: Error>(self, on: bool) -> Result<Setting, E> {
                Ok(Setting::Flag(on))
            }
        }

        deserializer.deserialize_any(TextOrFlag)
    }
}

impl<'de> Deserialize<'de> for Amounts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ByBucket;

        impl<'de> Visitor<'de> for ByBucket {
            type Value = Amounts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(SOME_AMOUNTS)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Amounts, A::Error> {
                amounts(map).map(Amounts)
            }
        }

        deserializer.deserialize_any(ByBucket)
    }
}

impl<'de> Deserialize<'de> for Calls {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMore;

        impl<'de> Visitor<'de> for OneOrMore {
            type Value = Calls;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(SOME_AMOUNTS)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Calls, A::Error> {
                amounts(map).map(Calls::One)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Calls, A::Error> {
                let mut calls = Vec::new();
                while let Some(call) = list.next_element::<Amounts>()? {
                    calls.push(call.0);
                }
                Ok(Calls::Several(calls))
            }
        }

        deserializer.deserialize_any(OneOrMore)
    }
}

/// Reads `{ input: 50000 }`.
fn amounts<'de, A: MapAccess<'de>>(mut map: A) -> Result<Usage, A::Error> {
    let mut usage = Usage::default();
    while let Some(key) = map.next_key::<String>()? {
        let bucket = Bucket::deserialize(StrDeserializer::<A::Error>::new(&key))?;
        *usage.get_mut(bucket) = map.next_value::<Whole>()?.0;
    }
    Ok(usage)
}
