//! Usage to money: the price book, and what one request costs by it.
//!
//! A [`Catalogue`] holds dated price rows per billing channel. [`Catalogue::card`] resolves what one
//! kind of request is priced with, once: date, then tier, then band, then modifiers. The [`RateCard`]
//! then turns any [`crate::usage::Usage`] into a [`Cost`], exactly, line by line, each line with the
//! row it comes from.
//!
//! ```
//! use farebox::pricing::{Catalogue, Terms};
//! use farebox::usage::Usage;
//!
//! let book = Catalogue::built_in()?;
//! let terms = Terms::new("anthropic/claude-opus-5", jiff::civil::date(2026, 11, 22));
//! let usage = Usage { input: 50_000, output: 15_000, ..Usage::default() };
//! let cost = book.card(&terms)?.price(&usage)?;
//! assert_eq!(cost.total.map(|total| total.decimal()).as_deref(), Some("0.625"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What is not here: a clock (the date is an argument), text (tokens come counted), discounts of one's
//! own, and forecasts.

#[cfg(any(test, feature = "book"))]
mod book;
mod cache;
mod capacity;
mod card;
mod catalogue;
mod deal;
mod error;
mod freshness;
mod lint;
mod load;
mod nearest;
mod place;
mod price;
mod provision;
mod row;
mod rules;
mod schedule;
mod terms;
#[cfg(any(test, feature = "book"))]
mod toml_json;
mod warn;
mod waterfall;

pub use cache::{
    BelowMinimum, CacheMode, CacheOverride, CachePolicy, CacheStorage, CacheWrites, Refresh, Ttl,
};
pub use capacity::{Capacity, CapacityTerm, CapacityWeight, Period};
pub use card::{RateCard, RowRef, Threshold};
pub use catalogue::{
    Catalogue, Channel, Kind, Model, Review, STANDARD, Source, TokenizerBasis, TokenizerRef,
    ToolUseTokens,
};
pub use deal::{Adjustment, Commitment, Currency, Deal, OwnRate};
pub use error::{BookError, Finding, PricingError};
pub use freshness::{Freshness, Moved, STALE_AFTER_DAYS};
pub use load::SCHEMA;
pub use price::{AppliedFactor, Cost, FactorKind, Line, Warning};
pub use provision::{Comparison, Provision, ProvisionError, Weights, Work};
pub use row::{Band, Basis, Confidence, Evidence, PriceRow, Rates, Scope, Status, Tier};
pub use rules::{Exclusive, Fee, FreeAllowance, Modifier, ModifierScope, Otherwise};
pub use schedule::{Calendar, Schedule, Window};
pub use terms::Terms;
pub use waterfall::{Step, StepKind, Waterfall};

/// The reviewed price book as JSON, made from `pricing/*.toml` when the crate was built.
pub const BUILT_IN: &str = include_str!(concat!(env!("OUT_DIR"), "/prices.json"));
