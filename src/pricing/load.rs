//! JSON text to a [`Catalogue`], with every lint applied.
//!
//! The built-in book and a host's own `prices.json` beside the page go through the same door.

use serde::{Deserialize, Serialize};

use crate::pricing::catalogue::{Catalogue, Channel};
use crate::pricing::error::{BookError, Finding};
use crate::pricing::lint::lint;

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
        const FILE: &str = "prices.json";
        let mut reader = serde_json::Deserializer::from_str(text);
        let book: Book = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            let cause = error.into_inner();
            let line = (cause.line() > 0).then_some(cause.line());
            let file = FILE.to_owned();
            if cause.is_data() {
                BookError::Shape { file, path, line, reason: without_place(&cause) }
            } else {
                BookError::Syntax { file, line, reason: without_place(&cause) }
            }
        })?;
        reader.end().map_err(|error| BookError::Syntax {
            file: FILE.to_owned(),
            line: Some(error.line()),
            reason: without_place(&error),
        })?;
        Self::checked(book.schema, book.channels)
    }

    /// The book that this build was made with.
    pub fn built_in() -> Result<Self, BookError> {
        Self::from_json(super::BUILT_IN)
    }

    /// The JSON form of this book; [`Catalogue::from_json`] reads it back to the same catalogue.
    pub fn to_json(&self) -> Result<String, BookError> {
        serde_json::to_string(self).map_err(|error| BookError::Syntax {
            file: "prices.json".to_owned(),
            line: None,
            reason: error.to_string(),
        })
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

/// The parser's message without its own "at line 1 column 2", which is told apart.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(at) => text.get(..at).unwrap_or(&text).to_owned(),
        None => text,
    }
}
