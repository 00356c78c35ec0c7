//! The values of a request that are told by what stands in their place: a text or a size, one call or several,
//! a day.

use std::fmt;

use jiff::civil::{Date, Time};
use serde::de::value::StrDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use super::request::{Calls, Clock, Day, Part, Parts, Setting, Switch, Whole};
use crate::iso::Written;
use crate::usage::{Bucket, Usage};

/// The amounts of one call.
struct Amounts(Usage);

/// Reads a type by these of a visitor's methods; anything else is refused, as what is wanted in its place.
macro_rules! told {
    ($($told:ident: $wanted:literal { $($visit:item)+ })+) => {$(
        impl<'de> Deserialize<'de> for $told {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Told;

                impl<'de> Visitor<'de> for Told {
                    type Value = $told;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($wanted)
                    }

                    $($visit)+
                }

                deserializer.deserialize_any(Told)
            }
        }
    )+};
}

told! {
    Part: "a text or a size such as { tokens: 500 }" {
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

    Parts: "a text, a size such as { tokens: 500 }, or a list of these with one entry per turn" {
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

    Whole: "a whole number, 0 or more" {
        fn visit_u64<E: Error>(self, number: u64) -> Result<Whole, E> {
            Ok(Whole(number))
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<Whole, E> {
            let whole = u64::try_from(number).map(Whole);
            whole.map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
        }
    }

    Day: "a day of the calendar such as \"2026-11-22\"" {
        fn visit_str<E: Error>(self, text: &str) -> Result<Day, E> {
            let day = Date::read(text).map(Day);
            day.ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
        }
    }

    Clock: "a time of day in UTC such as \"01:30\"" {
        fn visit_str<E: Error>(self, text: &str) -> Result<Clock, E> {
            let time = Time::read(text).map(Clock);
            time.ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
        }
    }

    Switch: "true or false" {
        fn visit_bool<E: Error>(self, on: bool) -> Result<Switch, E> {
            Ok(Switch(on))
        }
    }

    Setting: "a text such as \"us\", or true or false" {
        fn visit_str<E: Error>(self, text: &str) -> Result<Setting, E> {
            Ok(Setting::Value(text.to_owned()))
        }

        fn visit_bool<E: Error>(self, on: bool) -> Result<Setting, E> {
            Ok(Setting::Flag(on))
        }
    }

    Amounts: "amounts such as { input: 50000, output: 15000 }" {
        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Amounts, A::Error> {
            amounts(map).map(Amounts)
        }
    }

    Calls: "amounts such as { input: 50000, output: 15000 }" {
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

/// Reads `{ input: 50000 }`.
fn amounts<'de, A: MapAccess<'de>>(mut map: A) -> Result<Usage, A::Error> {
    let mut usage = Usage::default();
    while let Some(key) = map.next_key::<String>()? {
        let bucket = Bucket::deserialize(StrDeserializer::<A::Error>::new(&key))?;
        *usage.get_mut(bucket) = map.next_value::<Whole>()?.0;
    }
    Ok(usage)
}
