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
//! let terms = Terms::new("anthropic/claude-opus-5", "2026-11-22".parse()?);
//! let usage = Usage { input: 50_000, output: 15_000, ..Usage::default() };
//! let cost = book.card(&terms)?.price(&usage)?;
//! assert_eq!(cost.total.map(|total| total.decimal()).as_deref(), Some("0.625"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What is not here: a clock (the date is an argument), text (tokens come counted), discounts of one's
//! own, and forecasts.

mod cache;
mod catalogue;
mod error;
mod lint;
mod load;
mod nearest;
mod price;
mod rates;
mod warn;

pub use cache::{
    BelowMinimum, CacheMode, CacheOverride, CachePolicy, CacheStorage, CacheWrites, Refresh, Ttl,
};
pub use catalogue::{
    Band, Basis, Catalogue, Channel, Confidence, Evidence, Exclusive, Fee, FreeAllowance, Kind,
    Model, Modifier, ModifierScope, Otherwise, PriceRow, Rates, STANDARD, Scope, Source, Status,
    Tier, TokenizerBasis, TokenizerRef, ToolUseTokens,
};
pub use error::{BookError, Finding, PricingError};
pub use load::SCHEMA;
pub use price::{AppliedFactor, Cost, Line, Warning};
pub use rates::{RateCard, RowRef, Terms, Threshold};

/// The reviewed price book as JSON, made from `pricing/*.toml` when the crate was built.
pub const BUILT_IN: &str = include_str!(concat!(env!("OUT_DIR"), "/prices.json"));
