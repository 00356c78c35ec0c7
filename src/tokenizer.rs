//! Text to tokens: exact where a vocabulary is public, an honest estimate elsewhere.
//!
//! [`registry`] names every tokenizer and estimator there is. A vocabulary comes as a [`pack`], which
//! a browser fetches and unpacks and this module reads; [`Tokenizer`] counts with it, and
//! [`Counters`] counts one text under many names at once. Before any pack has come,
//! [`estimate::approximate`] already gives a figure with its band.
//!
//! The estimators build without the feature `tokenizer`; all that counts exactly needs it.

pub mod error;
pub mod estimate;
#[cfg(feature = "custom")]
pub mod own;
pub mod packs;
pub mod registry;

#[cfg(feature = "tokenizer")]
mod counters;
#[cfg(feature = "tokenizer")]
mod engine;
#[cfg(feature = "tokenizer")]
mod first_symbols;
#[cfg(feature = "tokenizer")]
mod merge;
#[cfg(feature = "tokenizer")]
pub mod pack;
#[cfg(feature = "tokenizer")]
mod pairs;
#[cfg(feature = "tokenizer")]
mod phrases;
#[cfg(feature = "tokenizer")]
mod rules;
#[cfg(feature = "tokenizer")]
mod sentencepiece;
#[cfg(feature = "tokenizer")]
mod specials;
#[cfg(feature = "tokenizer")]
mod split;
#[cfg(feature = "tokenizer")]
mod stretches;
#[cfg(feature = "tokenizer")]
mod strings;
#[cfg(feature = "tokenizer")]
mod words;

#[cfg(feature = "tokenizer")]
pub use counters::Counters;
#[cfg(feature = "tokenizer")]
pub use engine::{Token, Tokenizer};
pub use error::TokenizerError;
#[cfg(feature = "tokenizer")]
pub use rules::{NormalForm, Normalize};
#[cfg(feature = "tokenizer")]
pub use specials::Specials;
