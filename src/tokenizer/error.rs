//! What can go wrong between a text and its count.

use thiserror::Error;

/// A count that could not be made, with a stable [`code`](Self::code) and a sentence for a person.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TokenizerError {
    /// No tokenizer or estimator has this id.
    #[error(
        "there is no tokenizer named \"{id}\"; `tokenizer::registry::all` lists those there are"
    )]
    Unknown {
        /// The id asked for.
        id: String,
    },
    /// The tokenizer's vocabulary has not been loaded.
    #[error("the vocabulary \"{pack}\" is not loaded; load it, then count with \"{id}\" again")]
    NotLoaded {
        /// The tokenizer asked for.
        id: String,
        /// The pack it needs.
        pack: String,
    },
    /// The pack's compressed bytes are damaged.
    #[error("the vocabulary pack cannot be unpacked ({reason}); fetch it again")]
    Unpack {
        /// What the decompressor met.
        reason: &'static str,
    },
    /// The pack would unpack to more than any pack may.
    #[error("the vocabulary pack unpacks to more than {limit} bytes; it is not one of ours")]
    TooLarge {
        /// The most a pack may unpack to, in bytes.
        limit: usize,
    },
    /// The unpacked bytes are no vocabulary.
    #[error("the vocabulary pack is damaged at byte {at}: {reason}; fetch it again")]
    Corrupt {
        /// Where, in unpacked bytes.
        at: usize,
        /// What was wrong there.
        reason: &'static str,
    },
    /// The pack only adds to another one, which was not given.
    #[error("the vocabulary of \"{id}\" adds to \"{base}\"; load that one first")]
    NeedsBase {
        /// The tokenizer whose pack it is.
        id: String,
        /// The pack it adds to.
        base: String,
    },
    /// The tokenizer brings text into a Unicode normal form, and nothing here can.
    #[error("\"{id}\" needs Unicode normalization; give it a normalizer or build with `normalize`")]
    NeedsNormalizer {
        /// The tokenizer asked for.
        id: String,
    },
}

impl TokenizerError {
    /// A stable name for programs: it does not change when the sentence does.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "unknown_tokenizer",
            Self::NotLoaded { .. } => "pack_not_loaded",
            Self::Unpack { .. } => "pack_unpack",
            Self::TooLarge { .. } => "pack_too_large",
            Self::Corrupt { .. } => "pack_corrupt",
            Self::NeedsBase { .. } => "pack_needs_base",
            Self::NeedsNormalizer { .. } => "tokenizer_needs_normalizer",
        }
    }
}
