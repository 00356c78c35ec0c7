//! JSON text to a [`Catalogue`], with every lint applied.
//!
//! The built-in book passes the same door in this file's tests, and is then read without it: the lints
//! would cost every start their time, and the JavaScript package a tenth of its size.

use serde::{Deserialize, Serialize};

use crate::dense::{Misread, Strays, read_json};
use crate::pricing::catalogue::{Catalogue, Channel};
use crate::pricing::error::{BookError, Finding};
use crate::pricing::lint::lint;
use crate::pricing::place::line_of;

/// The version of the format that this engine reads.
pub const SCHEMA: u32 = 1;

/// The JSON form of a book: one object per file of `pricing/`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Book {
    schema: u32,
    channels: Vec<Channel>,
}

impl Catalogue {
    /// Reads a book of this form: `{"schema":1,"channels":[…]}`. A book that breaks a lint is refused
    /// whole, with every finding.
    pub fn from_json(text: &str) -> Result<Self, BookError> {
        let book: Book =
            read_json(text, Strays::Refused).map_err(|misread| refusal(text, misread))?;
        Self::checked(book.schema, book.channels)
    }

    /// The book that this build was made with.
    pub fn built_in() -> Result<Self, BookError> {
        let book: Book = read_json(super::BUILT_IN, Strays::Refused)
            .map_err(|misread| refusal(super::BUILT_IN, misread))?;
        Ok(Self::new(book.schema, book.channels))
    }

    /// The JSON form of this book; [`Catalogue::from_json`] reads it back to the same catalogue.
    pub fn to_json(&self) -> Result<String, BookError> {
        serde_json::to_string(self).map_err(|error| refusal("", Misread::Syntax(error)))
    }

    /// A catalogue of channels that pass every lint.
    pub(super) fn checked(schema: u32, channels: Vec<Channel>) -> Result<Self, BookError> {
        if schema != SCHEMA {
            return Err(BookError::Lints(vec![Finding {
                rule: "schema_version",
                file: "prices.json".to_owned(),
                path: "schema".to_owned(),
                line: None,
                reason: format!("this engine reads version {SCHEMA}, not {schema}"),
            }]));
        }
        let findings = lint(&channels);
        if findings.is_empty() {
            Ok(Self::new(schema, channels))
        } else {
            Err(BookError::Lints(findings))
        }
    }
}

/// What is wrong with a text, with the line.
fn refusal(text: &str, misread: Misread) -> BookError {
    let file = "prices.json".to_owned();
    match misread {
        Misread::Syntax(error) => {
            let line = (error.line() > 0).then_some(error.line());
            BookError::Syntax { file, line, reason: without_place(&error) }
        }
        Misread::Shape { path, reason } => {
            BookError::Shape { file, line: line_of(text, &path), path, reason }
        }
    }
}

/// The parser's message without its own "at line 1 column 2", which is told apart.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(at) => text.get(..at).unwrap_or(&text).to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::Terms;
    use crate::usage::Usage;

    #[test]
    fn the_built_in_book_passes_every_lint() {
        let checked = Catalogue::from_json(crate::pricing::BUILT_IN).unwrap();
        assert_eq!(checked, Catalogue::built_in().unwrap());
    }

    #[test]
    fn a_json_book_is_refused_with_its_place() {
        let shape =
            Catalogue::from_json(r#"{"schema":1,"channels":[{"schema":"1"}]}"#).unwrap_err();
        assert_eq!(shape.code(), "book_shape");
        assert!(
            shape.to_string().starts_with("prices.json, line 1: channels[0].schema: "),
            "{shape}"
        );
        for text in ["", "{", "null", "[]", "{\"schema\":1,\"channels\":[]} x", "\u{0}"] {
            assert!(Catalogue::from_json(text).is_err(), "{text:?}");
        }
    }

    /// A host's file can be cut off, doubled, or full of noise: it is refused or read, and nothing panics.
    #[test]
    fn a_damaged_json_book_is_refused_and_nothing_worse() {
        let text = include_str!("testbook.toml");
        let good = Catalogue::from_toml([("acme.toml", text)]).unwrap().to_json().unwrap();
        assert!(Catalogue::from_json(&good).is_ok());
        let mut state = 7_u64;
        let mut random = |bound: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % bound
        };
        let (mut refused, mut read) = (0, 0);
        for _ in 0..3_000 {
            let mut bytes = good.clone().into_bytes();
            match random(4) {
                0 => bytes.truncate(random(good.len())),
                1 => {
                    let at = random(bytes.len());
                    bytes[at] = b"\"{}[],:0129-.eE \\x"[random(18)];
                }
                2 => {
                    let at = random(bytes.len());
                    bytes.remove(at);
                }
                _ => {
                    let (from, to) = (random(bytes.len()), random(bytes.len()));
                    let piece = bytes[from.min(to)..from.max(to)].to_vec();
                    bytes.extend(piece);
                }
            }
            match Catalogue::from_json(&String::from_utf8_lossy(&bytes)) {
                Ok(book) => {
                    read += 1;
                    for model in book.models() {
                        let terms = Terms::new(&model.id, "2026-11-22".parse().unwrap());
                        let usage = Usage { input: 300_000, output: 9, ..Usage::default() };
                        let _ = book.card(&terms).and_then(|card| card.price(&usage));
                    }
                }
                Err(error) => {
                    refused += 1;
                    assert!(!error.to_string().is_empty());
                }
            }
        }
        assert!(refused > 1_500 && read > 20, "{refused} refused, {read} read");
    }
}
