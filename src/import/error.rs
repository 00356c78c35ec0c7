//! Why a file, or one record of it, cannot be read.

use thiserror::Error;

use super::format::Format;

/// Why nothing of a file can be used. What was imported before stays as it is.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ImportError {
    /// There is no byte in it but white space.
    #[error("the file is empty; choose a file with records of calls")]
    Empty,
    /// The bytes are no text.
    #[error("this is {what}, not text; {advice}")]
    NotText {
        /// What the first bytes say it is, such as `a zip archive`.
        what: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// The text is neither JSON nor a CSV with known columns.
    #[error(
        "the file begins with \u{201c}{beginning}\u{201d}, which is neither JSON nor a FOCUS CSV; it reads {}",
        Format::list()
    )]
    NotRecords {
        /// Its first characters.
        beginning: String,
    },
    /// The text is JSON of no known kind.
    #[error(
        "{} of a known kind: the first has {first}; it reads {}",
        none_of(*records), Format::list()
    )]
    UnknownFormat {
        /// How many records were looked at.
        records: u64,
        /// The fields of the first.
        first: String,
    },
    /// The file ends within its only record.
    #[error(
        "the file ends inside the record that begins on line {line}: it is cut off; export or copy it again"
    )]
    CutOff {
        /// Where the record begins.
        line: u64,
    },
    /// Every record was read and none is a call.
    #[error(
        "the file has {} and no call that could be used{}", count_of(*records), because(first.as_deref())
    )]
    NoCalls {
        /// How many records were read.
        records: u64,
        /// Why the first was refused, where one was.
        first: Option<String>,
    },
    /// The file can no longer be read.
    #[error("the file could not be read; is it still there? Choose it again")]
    Unreadable,
    /// One record alone is larger than is held in memory.
    #[error(
        "the record that begins on line {line} is larger than {} MB; export it as JSON Lines, one call a line", most / 1_000_000
    )]
    RecordTooLarge {
        /// Where it begins.
        line: u64,
        /// The most bytes that a record may have.
        most: usize,
    },
    /// There are more calls than are held in memory.
    #[error("the file has more than {most} calls; split it, for instance by month")]
    TooManyCalls {
        /// The most that is held.
        most: usize,
    },
}

impl ImportError {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "records_empty",
            Self::NotText { .. } => "records_not_text",
            Self::NotRecords { .. } => "records_not_json",
            Self::UnknownFormat { .. } => "records_unknown",
            Self::CutOff { .. } => "records_cut_off",
            Self::NoCalls { .. } => "records_no_calls",
            Self::Unreadable => "records_unreadable",
            Self::RecordTooLarge { .. } => "record_too_large",
            Self::TooManyCalls { .. } => "records_too_many",
        }
    }
}

/// Why one record of a file is left out. The others are read.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RowError {
    /// It is no valid JSON.
    #[error("it is no valid JSON ({0})")]
    NotJson(String),
    /// It is JSON, but of another kind than this field must be.
    #[error("{field} must be {wanted}, not {found}")]
    WrongKind {
        /// The field's path.
        field: String,
        /// What it must be.
        wanted: &'static str,
        /// The beginning of what stands there.
        found: String,
    },
    /// A number of tokens is negative, broken or beyond what one call can have.
    #[error("{field} is {found}: tokens are whole numbers from 0 to {most}")]
    OutOfRange {
        /// The field's path.
        field: String,
        /// What stands there.
        found: String,
        /// The most that there may be.
        most: u64,
    },
    /// A field that a call needs is not there.
    #[error("it has no {0}")]
    Missing(&'static str),
    /// The parts of a total are more than the total that includes them.
    #[error("{part} ({of_part}) is more than {whole} ({of_whole}), which includes it")]
    PartsExceed {
        /// The parts' name.
        part: &'static str,
        /// Their sum.
        of_part: u64,
        /// The total's name.
        whole: &'static str,
        /// The total.
        of_whole: u64,
    },
    /// A row of a CSV has more or fewer cells than its header.
    #[error("it has {cells} cells and the header {columns}; a quotation mark may be missing")]
    Cells {
        /// Cells of the row.
        cells: usize,
        /// Cells of the header.
        columns: usize,
    },
    /// A quantity is in a unit that is not tokens, though its meter is one of tokens.
    #[error("{0}")]
    Unclear(String),
}

impl RowError {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotJson(_) => "record_not_json",
            Self::WrongKind { .. } => "field_wrong_kind",
            Self::OutOfRange { .. } => "tokens_out_of_range",
            Self::Missing(_) => "field_missing",
            Self::PartsExceed { .. } => "parts_exceed_total",
            Self::Cells { .. } => "cells_mismatch",
            Self::Unclear(_) => "record_unclear",
        }
    }
}

fn none_of(records: u64) -> String {
    if records == 1 {
        "the only record is not".to_owned()
    } else {
        format!("none of the {} is", count_of(records))
    }
}

fn count_of(records: u64) -> String {
    format!("{records} {}", if records == 1 { "record" } else { "records" })
}

fn because(first: Option<&str>) -> String {
    first.map_or_else(
        || "; records of calls have a model and numbers of tokens".to_owned(),
        |reason| format!("; the first: {reason}"),
    )
}
