//! What became of every record of a file: nothing is dropped without being counted here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::RowError;
use super::format::Format;
use crate::money::Money;

/// How many refusals are kept with line and reason; all are counted.
pub const REFUSALS_KEPT: usize = 20;
/// How many names of unknown fields are kept; all are counted.
pub const FIELDS_KEPT: usize = 200;

/// What was read, merged, left aside and refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Bytes read.
    pub bytes: u64,
    /// Records read: objects, or rows of a CSV.
    pub records: u64,
    /// Records by kind.
    pub formats: BTreeMap<Format, u64>,
    /// Different calls (for reports: lines of different buckets).
    pub calls: u64,
    /// Records that repeat a call or go on with it (a stream's rows, a cloned session), merged into it.
    pub merged: u64,
    /// Records that are no calls by their nature, by what they are.
    pub asides: BTreeMap<Aside, u64>,
    /// Records that should be calls and cannot be used.
    pub refused: u64,
    /// The first of them.
    pub refusals: Vec<Refusal>,
    /// Fields that the importer does not know, by their path, with how often each was met.
    pub unknown_fields: BTreeMap<String, u64>,
    /// How often further fields were met, once there were too many different ones.
    pub more_unknown: u64,
    /// Records with bytes that are not UTF-8, read as Latin-1.
    pub not_utf8: u64,
    /// Amounts that were billed and could not be read as exact dollars.
    pub billed_unreadable: u64,
    /// Records whose moment could not be read: their calls are priced as of today.
    pub moments_unreadable: u64,
    /// What a bill charges beside calls, in dollars.
    pub other_charges: Money,
    /// The line of a record that breaks off with the file.
    pub cut_off: Option<u64>,
}

/// A record that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// The line on which it begins.
    pub line: u64,
    /// A stable code.
    pub code: String,
    /// Why, in a sentence.
    pub reason: String,
}

/// What a record is that is no call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Aside {
    /// A message, a tool's result, a note of a session.
    Line,
    /// A part of a streamed answer, without figures.
    StreamPart,
    /// A call that failed, without figures.
    Failed,
    /// An answer out of a gateway's own cache: no provider was called.
    GatewayCache,
    /// A span that is no call of a model.
    Span,
    /// A span of an agent: it sums up the calls below it.
    AgentSpan,
    /// A span around another span of the same call.
    Wrapper,
    /// A line of a bill that is no tokens.
    OtherCharge,
    /// A text without figures beyond what is kept.
    Text,
}

impl Aside {
    /// What it is, for a reader, in the plural.
    pub const fn says(self) -> &'static str {
        match self {
            Self::Line => "messages, tool results and notes",
            Self::StreamPart => "parts of streamed answers",
            Self::Failed => "failed calls without figures",
            Self::GatewayCache => "answers from the gateway's own cache",
            Self::Span => "spans that are no model calls",
            Self::AgentSpan => "agent spans, which sum up calls below them",
            Self::Wrapper => "spans around another span of the same call",
            Self::OtherCharge => "charges that are no tokens",
            Self::Text => "texts beyond the memory for them",
        }
    }
}

impl Report {
    pub(super) fn aside(&mut self, aside: Aside) {
        *self.asides.entry(aside).or_default() += 1;
    }

    pub(super) fn refuse(&mut self, line: u64, error: &RowError) {
        self.refused += 1;
        if self.refusals.len() < REFUSALS_KEPT {
            let (code, reason) = (error.code().to_owned(), error.to_string());
            self.refusals.push(Refusal { line, code, reason });
        }
    }

    pub(super) fn unknown(&mut self, path: &str, name: &str) {
        let full = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let room = self.unknown_fields.len() < FIELDS_KEPT;
        match self.unknown_fields.get_mut(&full) {
            Some(count) => *count += 1,
            None if room => {
                self.unknown_fields.insert(full, 1);
            }
            None => self.more_unknown += 1,
        }
    }
}
