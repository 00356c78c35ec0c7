//! What a caller is told when a request is refused.

use thiserror::Error;

use crate::conversation::{FareError, PlanError};
use crate::money::MoneyError;
use crate::pricing::{BookError, PricingError, ProvisionError};
use crate::scenario::link::LinkError;
use crate::tokenizer::TokenizerError;

/// A refusal, with a stable [`code`](Self::code) and a sentence for a person.
#[derive(Clone, Debug, Error, PartialEq)]
#[cfg_attr(not(feature = "js"), expect(dead_code, reason = "some are met at the border only"))]
pub(super) enum Refusal {
    /// An argument is not what it should be.
    #[error(transparent)]
    Argument(#[from] ArgumentError),
    /// No tokenizer or estimator has this id.
    #[error("there is no tokenizer \u{201c}{id}\u{201d}; known are {}", known.join(", "))]
    UnknownTokenizer {
        /// The id asked for.
        id: String,
        /// The ids that exist.
        known: Vec<&'static str>,
    },
    /// Nothing here counts for this model.
    #[error(
        "{model} counts by \u{201c}{tokenizer}\u{201d}, which is not here; give sizes such as {{ tokens: 500 }}, or count with one of {}",
        known.join(", ")
    )]
    NoTokenizer {
        /// The model asked for.
        model: String,
        /// The tokenizer that the price book names for it.
        tokenizer: String,
        /// The ids that exist.
        known: Vec<&'static str>,
    },
    /// A text is larger than the engine takes.
    #[error(
        "{path} has {length} characters, more than the {most} that are counted; count it in parts"
    )]
    TextTooLarge {
        /// The argument.
        path: String,
        /// UTF-16 units of all texts of the request together, up to this one.
        length: usize,
        /// The most there may be.
        most: usize,
    },
    /// A vocabulary pack is not the file that this build expects.
    #[error(
        "the vocabulary pack {file} is damaged or of another version ({reason}); copy it anew beside the package"
    )]
    PackCorrupt {
        /// The file below `vocab/`.
        file: &'static str,
        /// What differs.
        reason: String,
    },
    /// The tokenizer's own.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
    /// The price book's own.
    #[error(transparent)]
    Pricing(#[from] PricingError),
    /// The conversation's own.
    #[error(transparent)]
    Fare(#[from] FareError),
    /// A link, or the scenario that it is to be made of, is no good.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// A scenario has a field that there is not.
    #[error("scenario: there is no field `{0}`")]
    UnknownField(String),
    /// Capacity that is not sold so.
    #[error(transparent)]
    Provision(#[from] ProvisionError),
    /// A sum that cannot be held exactly.
    #[error("{0}; use a factor with fewer decimals, or smaller amounts")]
    Money(#[from] MoneyError),
    /// The price book that was built in cannot be read.
    #[error(transparent)]
    Book(#[from] BookError),
    /// The clock shows no day that a calendar has.
    #[error("this machine's clock shows no day of the calendar; set it right")]
    NoToday,
    /// The engine was called from within its own work.
    #[error("the engine is at work; ask again when it has answered")]
    Busy,
    /// The answer cannot be handed over.
    #[error("the answer cannot be handed over ({0})")]
    Answer(String),
}

/// An argument that is not what it should be.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{path}: {reason}{}", hint(path))]
pub(super) struct ArgumentError {
    /// Where: `usage.cacheRead`, `user[3]`; `request` for the whole.
    pub(super) path: String,
    /// What is wrong, and what was expected.
    pub(super) reason: String,
}

impl Refusal {
    /// A stable name for programs: it does not change when the sentence does.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Argument(error) => error.code(),
            Self::UnknownTokenizer { .. } => "unknown_tokenizer",
            Self::NoTokenizer { .. } => "no_tokenizer",
            Self::TextTooLarge { .. } => "text_too_large",
            Self::PackCorrupt { .. } => "pack_corrupt",
            Self::Tokenizer(error) => error.code(),
            Self::Pricing(error) => error.code(),
            Self::Fare(error) => error.code(),
            Self::Link(error) => error.code(),
            Self::UnknownField(_) => "unknown_field",
            Self::Provision(error) => error.code(),
            Self::Money(MoneyError::TooLarge) => "amount_too_large",
            Self::Money(_) => "amount_inexact",
            Self::Book(error) => error.code(),
            Self::NoToday => "no_today",
            Self::Busy => "engine_busy",
            Self::Answer(_) => "answer_failed",
        }
    }

    /// The sentence, cut where it would quote a caller's text at length.
    pub(super) fn sentence(&self) -> String {
        let text = self.to_string();
        match text.char_indices().nth(MOST_CHARACTERS) {
            Some((cut, _)) => format!("{}\u{2026}", text.get(..cut).unwrap_or_default()),
            None => text,
        }
    }
}

impl From<PlanError> for Refusal {
    fn from(error: PlanError) -> Self {
        Self::Fare(FareError::Plan(error))
    }
}

impl ArgumentError {
    /// An argument's fault.
    pub(super) fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { path: path.into(), reason: reason.into() }
    }

    fn code(&self) -> &'static str {
        match head(&self.path) {
            "date" => "bad_date",
            "usage" => "bad_usage",
            "time" => "bad_time",
            "deal" => "bad_deal",
            _ => "bad_argument",
        }
    }
}

/// A sentence need not be longer.
const MOST_CHARACTERS: usize = 600;

/// The argument that a path begins with.
pub(super) fn head(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or_default()
}

/// What to do about arguments that are easily mistaken.
fn hint(path: &str) -> &'static str {
    match head(path) {
        "tools" => "; give tool schemas as the JSON text that is sent: JSON.stringify(tools)",
        _ => "",
    }
}
