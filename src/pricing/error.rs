//! What can be wrong with a price book, and with what is asked of it.

use std::fmt;

use jiff::civil::Date;
use serde::Serialize;
use thiserror::Error;

use crate::money::MoneyError;

/// Why a price book is refused. The book in use stays as it is.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum BookError {
    /// The text is no TOML or JSON.
    #[error("{file}{}: {reason}", at_line(*line))]
    Syntax {
        /// The file.
        file: String,
        /// The line, where known.
        line: Option<usize>,
        /// What the parser says.
        reason: String,
    },
    /// A value is missing, unknown, or of the wrong kind.
    #[error("{file}{}: {path}: {reason}", at_line(*line))]
    Shape {
        /// The file.
        file: String,
        /// The place inside the file, such as `model[3].price[0].rates.input`.
        path: String,
        /// The line, where known.
        line: Option<usize>,
        /// What is wrong.
        reason: String,
    },
    /// The book has the right shape and says what cannot be.
    #[error("{}", all_of(.0))]
    Lints(Vec<Finding>),
}

/// One thing that a price book cannot say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The lint, such as `rows_overlap`.
    pub rule: &'static str,
    /// The file.
    pub file: String,
    /// The place inside the file.
    pub path: String,
    /// The line, where known.
    pub line: Option<usize>,
    /// What is wrong, and what to do.
    pub reason: String,
}

impl BookError {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "book_syntax",
            Self::Shape { .. } => "book_shape",
            Self::Lints(_) => "book_lint",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, file, path, line, reason } = self;
        write!(f, "{file}{}: {path}: {reason} ({rule})", at_line(*line))
    }
}

/// Why a request cannot be priced.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PricingError {
    /// No such model in the book.
    #[error("the price book has no model \u{201c}{model}\u{201d}{}", suggestion(near))]
    UnknownModel {
        /// The id asked for.
        model: String,
        /// The nearest ids that exist.
        near: Vec<String>,
    },
    /// The model had no known price on that day.
    #[error("no price of {model} is known on {date}; the first is of {first}")]
    NoPriceOnDate {
        /// The model.
        model: String,
        /// The day asked for.
        date: Date,
        /// The first day with a price.
        first: Date,
    },
    /// No model has such a tier.
    #[error("there is no tier \u{201c}{tier}\u{201d}; known are {}", known.join(", "))]
    UnknownTier {
        /// The tier asked for.
        tier: String,
        /// The tiers of the channel.
        known: Vec<String>,
    },
    /// The model is not sold on that tier, or not on that day.
    #[error("{model} has no tier \u{201c}{tier}\u{201d} on {date}: {why}; it has {}", offered.join(", "))]
    TierNotOffered {
        /// The model.
        model: String,
        /// The tier asked for.
        tier: String,
        /// The day.
        date: Date,
        /// Never, not yet, or no longer.
        why: String,
        /// The tiers it has on that day.
        offered: Vec<String>,
    },
    /// The tiers cannot be had together.
    #[error("{} cannot be combined: a request has one of them", tiers.join(" and "))]
    ExclusiveTiers {
        /// The tiers asked for.
        tiers: Vec<String>,
    },
    /// The channel has no such modifier.
    #[error("{channel} has no modifier \u{201c}{key}\u{201d}; {}", known_or_none(known))]
    UnknownModifier {
        /// The channel.
        channel: String,
        /// The key asked for.
        key: String,
        /// The keys that exist.
        known: Vec<String>,
    },
    /// The modifier has no such value.
    #[error("\u{201c}{value}\u{201d} is no value of {key}; {}", known_or_none(known))]
    UnknownModifierValue {
        /// The key.
        key: String,
        /// The value asked for.
        value: String,
        /// The values that exist.
        known: Vec<String>,
    },
    /// The provider refuses the model with this modifier.
    #[error("{model} cannot be called with {modifier}: the provider refuses the request")]
    ModifierRefused {
        /// The model.
        model: String,
        /// The modifier's name.
        modifier: String,
    },
    /// What the model costs with this modifier is not known.
    #[error("what {model} costs with {modifier} is not known")]
    ModifierUnknown {
        /// The model.
        model: String,
        /// The modifier's name.
        modifier: String,
    },
    /// The modifier did not exist yet.
    #[error("{modifier} exists from {from} on; {date} is earlier")]
    ModifierNotYet {
        /// The modifier's name.
        modifier: String,
        /// The day asked for.
        date: Date,
        /// The first day.
        from: Date,
    },
    /// The model has this modifier on the standard tier only.
    #[error("{model} has {modifier} on the standard tier only, not on \u{201c}{tier}\u{201d}")]
    ModifierNeedsStandard {
        /// The model.
        model: String,
        /// The modifier's name.
        modifier: String,
        /// The tier asked for.
        tier: String,
    },
    /// A bucket holds more than any request can.
    #[error("{bucket} holds {amount}, more than one request can ({most})")]
    UsageTooLarge {
        /// The bucket's key.
        bucket: &'static str,
        /// What it holds.
        amount: u64,
        /// The most it may.
        most: u64,
    },
    /// The price cannot be held exactly.
    #[error("{model}: {source}")]
    Inexact {
        /// The model.
        model: String,
        /// Why.
        source: MoneyError,
    },
}

impl PricingError {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownModel { .. } => "unknown_model",
            Self::NoPriceOnDate { .. } => "no_price_on_date",
            Self::UnknownTier { .. } => "unknown_tier",
            Self::TierNotOffered { .. } => "tier_not_offered",
            Self::ExclusiveTiers { .. } => "exclusive_tiers",
            Self::UnknownModifier { .. } => "unknown_modifier",
            Self::UnknownModifierValue { .. } => "unknown_modifier_value",
            Self::ModifierRefused { .. } => "modifier_refused",
            Self::ModifierUnknown { .. } => "modifier_price_unknown",
            Self::ModifierNotYet { .. } => "modifier_not_yet",
            Self::ModifierNeedsStandard { .. } => "modifier_needs_standard",
            Self::UsageTooLarge { .. } => "usage_too_large",
            Self::Inexact { .. } => "amount_inexact",
        }
    }
}

fn at_line(line: Option<usize>) -> String {
    line.map(|line| format!(", line {line}")).unwrap_or_default()
}

fn all_of(findings: &[Finding]) -> String {
    let lines: Vec<_> = findings.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn suggestion(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!("; near it are {}", near.join(", ")) }
}

fn known_or_none(known: &[String]) -> String {
    if known.is_empty() {
        "it has none".to_owned()
    } else {
        format!("known are {}", known.join(", "))
    }
}
