//! One JSON object, read only as deep as somebody asks.
//!
//! Numbers are taken from their digits, so that no amount of money passes through a float. An object
//! remembers which of its fields were asked for: the others are what the importer does not know.
//!
//! The desk is built for speed, which puts a copy of each of these into every place that asks for a field;
//! none is worth its size.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::Deserializer;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use super::decimal;
use super::error::RowError;
use crate::money::Money;

/// The most tokens that one figure of a record may hold: more than any organisation's day.
pub(super) const MOST_TOKENS: u64 = 1_000_000_000_000_000;
/// How much of a wrong value is quoted.
const MOST_QUOTED: usize = 40;

/// An object's fields in their order.
#[derive(Debug)]
pub(super) struct Object<'a> {
    fields: Vec<Field<'a>>,
}

#[derive(Debug)]
struct Field<'a> {
    key: Cow<'a, str>,
    raw: &'a str,
    asked: Cell<bool>,
}

impl<'a> Object<'a> {
    /// Reads the fields of an object's text, and nothing below them.
    pub(super) fn parse(text: &'a str) -> Result<Self, RowError> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let fields = reader
            .deserialize_map(Fields)
            .and_then(|fields| reader.end().map(|()| fields))
            .map_err(|error| RowError::NotJson(error.to_string()))?;
        Ok(Self { fields })
    }

    /// Whether there is such a field, and it is not `null`.
    pub(super) fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// A text field, without taking it for known.
    #[inline(never)]
    pub(super) fn peek(&self, key: &str) -> Option<Cow<'a, str>> {
        text(self.find(key)?.raw)
    }

    /// The text of a field; `None` where it is absent or no text.
    #[inline(never)]
    pub(super) fn text(&self, key: &str) -> Option<Cow<'a, str>> {
        text(self.ask(key)?)
    }

    /// Whether a field is `true`.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.ask(key) == Some("true")
    }

    /// A field as it is written.
    pub(super) fn raw(&self, key: &str) -> Option<&'a str> {
        self.ask(key)
    }

    /// A number of tokens or calls; `None` where the field is absent or `null`.
    #[inline(never)]
    pub(super) fn tokens(&self, key: &str) -> Result<Option<u64>, RowError> {
        self.ask(key).map(|raw| tokens(key, raw)).transpose()
    }

    /// The first of several names of a number that is there.
    pub(super) fn tokens_of(&self, keys: &[&str]) -> Result<Option<u64>, RowError> {
        let mut found = None;
        for key in keys {
            // All are asked for, so that an alias beside the name is no unknown field.
            let value = self.tokens(key)?;
            found = found.or(value);
        }
        Ok(found)
    }

    /// An amount of dollars from its digits; `None` where there is none that can be held exactly.
    #[inline(never)]
    pub(super) fn money(&self, key: &str) -> Option<Money> {
        money(self.ask(key)?)
    }

    /// An object below this one; `None` where the field is absent.
    #[inline(never)]
    pub(super) fn object(&self, key: &str) -> Result<Option<Object<'a>>, RowError> {
        let Some(raw) = self.ask(key) else { return Ok(None) };
        if !raw.starts_with('{') {
            return Err(wrong_kind(key, "an object", raw));
        }
        Object::parse(raw).map(Some)
    }

    /// The elements of a list, as they are written; empty where the field is absent.
    #[inline(never)]
    pub(super) fn list(&self, key: &str) -> Result<Vec<&'a str>, RowError> {
        let Some(raw) = self.ask(key) else { return Ok(Vec::new()) };
        if !raw.starts_with('[') {
            return Err(wrong_kind(key, "a list", raw));
        }
        list(raw)
    }

    /// Fields that are known and say nothing about a call.
    #[inline(never)]
    pub(super) fn know(&self, keys: &[&str]) {
        for field in &self.fields {
            if keys.contains(&&*field.key) {
                field.asked.set(true);
            }
        }
    }

    /// The fields that nobody asked for.
    pub(super) fn unknown(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(|field| !field.asked.get()).map(|field| &*field.key)
    }

    /// The names of all fields.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| &*field.key)
    }

    #[inline(never)]
    fn ask(&self, key: &str) -> Option<&'a str> {
        // A field that is `null` is known all the same.
        let mut found = None;
        for field in self.fields.iter().filter(|field| field.key == key) {
            field.asked.set(true);
            found = Some(field.raw).filter(|raw| *raw != "null");
        }
        found
    }

    /// The last field of this name, as JavaScript takes it.
    #[inline(never)]
    fn find(&self, key: &str) -> Option<&Field<'a>> {
        self.fields.iter().rev().find(|field| field.key == key && field.raw != "null")
    }
}

/// The elements of a list's text.
#[inline(never)]
pub(super) fn list(raw: &str) -> Result<Vec<&str>, RowError> {
    let elements: Vec<&RawValue> =
        serde_json::from_str(raw).map_err(|error| RowError::NotJson(error.to_string()))?;
    Ok(elements.into_iter().map(RawValue::get).collect())
}

/// The text that a JSON string says; `None` for anything else.
#[inline(never)]
pub(super) fn text(raw: &str) -> Option<Cow<'_, str>> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') {
        serde_json::from_str(raw).ok().map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(inner))
    }
}

/// A whole number that is written as a number or, as OTLP does, as a string.
#[inline(never)]
pub(super) fn tokens(field: &str, raw: &str) -> Result<u64, RowError> {
    let digits = raw.trim_matches('"');
    // The common case: nothing but a few digits.
    if !digits.is_empty() && digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        return digits.parse().map_err(|_| out_of_range(field, raw, MOST_TOKENS));
    }
    if !decimal::looks_like_number(digits) {
        return Err(wrong_kind(field, "a number", raw));
    }
    decimal::whole(digits)
        .filter(|tokens| *tokens <= MOST_TOKENS)
        .ok_or_else(|| out_of_range(field, raw, MOST_TOKENS))
}

/// Dollars from the digits of a number or a string of one.
#[inline(never)]
pub(super) fn money(raw: &str) -> Option<Money> {
    Money::parse(&decimal::plain(raw.trim_matches('"'))?).ok()
}

pub(super) fn out_of_range(field: &str, raw: &str, most: u64) -> RowError {
    RowError::OutOfRange { field: field.to_owned(), found: quote(raw), most }
}

pub(super) fn wrong_kind(field: &str, wanted: &'static str, raw: &str) -> RowError {
    RowError::WrongKind { field: field.to_owned(), wanted, found: quote(raw) }
}

/// The beginning of a value, for a sentence.
pub(super) fn quote(raw: &str) -> String {
    let mut quoted: String = raw.chars().filter(|c| !c.is_control()).take(MOST_QUOTED).collect();
    if quoted.len() < raw.len() {
        quoted.push('\u{2026}');
    }
    quoted
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Vec<Field<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::with_capacity(16);
        while let Some(Key(key)) = map.next_key()? {
            let raw: &'de RawValue = map.next_value()?;
            fields.push(Field { key, raw: raw.get(), asked: Cell::new(false) });
        }
        Ok(fields)
    }
}

/// A key, borrowed where it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de> serde::Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(key)))
            }

            fn visit_str<E>(self, key: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }

        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_from_their_digits_and_unasked_ones_are_named() {
        let text = r#"{"a":{"b":[1,{"c":null}]},"spend":1.2e-05,"n":"42","é\"x":true,"gone":null}"#;
        let object = Object::parse(text).unwrap();
        assert_eq!(object.money("spend").unwrap().exact(), "0.000012");
        assert_eq!(object.tokens("n"), Ok(Some(42)));
        assert_eq!(object.tokens("gone"), Ok(None));
        assert_eq!(object.object("a").unwrap().unwrap().list("b").unwrap(), ["1", r#"{"c":null}"#]);
        assert_eq!(object.unknown().collect::<Vec<_>>(), ["é\"x"]);
    }

    #[test]
    fn a_number_out_of_range_and_a_wrong_kind_are_told_apart() {
        let object = Object::parse(r#"{"a":-1,"b":1.5,"c":"many","d":1e300,"e":[]}"#).unwrap();
        for key in ["a", "b", "d"] {
            assert_eq!(object.tokens(key).unwrap_err().code(), "tokens_out_of_range", "{key}");
        }
        for key in ["c", "e"] {
            assert_eq!(object.tokens(key).unwrap_err().code(), "field_wrong_kind", "{key}");
        }
        assert!(object.object("e").is_err());
        assert!(object.list("a").is_err());
    }

    #[test]
    fn nesting_is_no_recursion() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(1_000_000), "]".repeat(1_000_000));
        assert!(Object::parse(&deep).unwrap().has("a"));
    }
}
