//! A user's own tokenizer, from the `tokenizer.json` of the Hugging Face library.
//!
//! The file is anybody's: it is read with bounds, and what cannot be read is refused in a sentence.
//! `tokenizers` does the counting, behind [`Counts`]; this is the only file that names it.

use serde_json::Value;
use thiserror::Error;
use tokenizers::pipeline::{EncodeOptions, Override, PipelineToken, PipelineTokenizer};

/// The largest file that is read, in bytes: twice the largest that is known (Gemma's, 33 MB).
pub const LARGEST: usize = 64 << 20;

/// What a tokenizer is asked for.
pub trait Counts {
    /// How many tokens a text has: its content alone, no begin or end token. What spells a special token
    /// is ordinary text, or one token where `special` is set.
    ///
    /// # Errors
    /// [`OwnError::Count`] where the tokenizer cannot read the text.
    fn count(&self, text: &str, special: bool) -> Result<u64, OwnError>;
}

/// A tokenizer that was read.
pub struct Own {
    /// `BPE`, `Unigram`, `WordPiece` or `WordLevel`.
    pub kind: String,
    /// How many entries its vocabulary has, added tokens not counted.
    pub vocabulary: usize,
    /// Counts by it.
    pub counts: Box<dyn Counts>,
}

impl std::fmt::Debug for Own {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { kind, vocabulary, .. } = self;
        f.debug_struct("Own").field("kind", kind).field("vocabulary", vocabulary).finish()
    }
}

/// Why a tokenizer was not read, or could not count.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OwnError {
    /// It is beyond [`LARGEST`].
    #[error(
        "the file has {bytes} bytes, more than the {LARGEST} that are read; is it a tokenizer.json?"
    )]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// It is not JSON, or is broken off, or nests too deep.
    #[error(
        "the file is no whole JSON ({reason}); export it anew with `tokenizer.save(\"tokenizer.json\")`"
    )]
    NotJson {
        /// What the parser met.
        reason: String,
    },
    /// It is JSON of something else.
    #[error(
        "the file is no tokenizer.json of the Hugging Face library: it has no `model` with a `vocab`; the one of a model lies beside its weights"
    )]
    NotTokenizer,
    /// The library does not take it.
    #[error("the tokenizer cannot be read: {reason}")]
    Refused {
        /// What the library said.
        reason: String,
    },
    /// A text could not be counted.
    #[error("this tokenizer cannot count the text: {reason}")]
    Count {
        /// What the library said.
        reason: String,
    },
}

impl OwnError {
    /// A stable name for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "own_too_large",
            Self::NotJson { .. } => "own_not_json",
            Self::NotTokenizer => "own_not_tokenizer",
            Self::Refused { .. } => "own_refused",
            Self::Count { .. } => "own_count_failed",
        }
    }
}

/// Reads a `tokenizer.json`.
///
/// # Errors
/// [`OwnError`], all but [`OwnError::Count`].
pub fn read(json: &str) -> Result<Own, OwnError> {
    if json.len() > LARGEST {
        return Err(OwnError::TooLarge { bytes: json.len() });
    }
    // This parser stops at a depth of 128; the library's own, which reads after it, does not.
    let mut value: Value = serde_json::from_str(json)
        .map_err(|error| OwnError::NotJson { reason: brief(&error.to_string()) })?;
    let vocabulary = match value.pointer("/model/vocab") {
        Some(Value::Object(vocabulary)) => vocabulary.len(),
        Some(Value::Array(vocabulary)) => vocabulary.len(),
        _ => return Err(OwnError::NotTokenizer),
    };
    let refused = |reason: String| OwnError::Refused { reason: brief(&reason) };
    tokenizers::canonicalize_value(&mut value).map_err(|error| refused(error.to_string()))?;
    let kind = value.pointer("/model/type").and_then(Value::as_str).unwrap_or_default().to_owned();
    let canonical = value.to_string();
    drop(value);
    let tokenizer =
        tokenizers::from_json(&canonical).map_err(|error| refused(error.to_string()))?;
    Ok(Own { kind, vocabulary, counts: Box::new(Pipeline(tokenizer)) })
}

struct Pipeline(PipelineTokenizer);

impl Counts for Pipeline {
    fn count(&self, text: &str, special: bool) -> Result<u64, OwnError> {
        let options = EncodeOptions {
            add_special_tokens: false,
            encode_special_tokens: !special,
            padding: Override::Off,
            truncation: Override::Off,
        };
        let mut tokens: Vec<PipelineToken> = Vec::new();
        self.0
            .encode_into(text, &options, &mut tokens)
            .map_err(|error| OwnError::Count { reason: brief(&error.to_string()) })?;
        Ok(tokens.len() as u64)
    }
}

/// A reason that is not too long for a sentence.
fn brief(reason: &str) -> String {
    const MOST: usize = 200;
    match reason.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}\u{2026}", reason.get(..at).unwrap_or_default()),
        None => reason.to_owned(),
    }
}
