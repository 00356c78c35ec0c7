//! What every tokenizer does with a text before merging: its Unicode form, its classes, its grammar.

use std::borrow::Cow;

use super::split::cl100k::Cl100k;
use super::split::class::{CLASSES, HAN_APART, MARKS_ARE_LETTERS};
use super::split::deepseek::{self, DeepSeek};
use super::split::gpt2::Gpt2;
use super::split::o200k::O200k;

/// What a tokenizer does before it merges.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) grammar: AnyGrammar,
    pub(super) classes: &'static [u8; 64],
    pub(super) form: Form,
}

impl Rules {
    /// The rules of the tokenizer `id`.
    pub(super) fn of(id: &str) -> Option<Self> {
        let o200k = O200k { digits: 3, contractions: true, slashes: true, han: false };
        let cl100k = Cl100k { digits: 3, whole_tail: false };
        let plain = |grammar| Self { grammar, classes: &CLASSES, form: Form::AsIs };
        Some(match id {
            "o200k_base" | "o200k_harmony" | "llama4" => plain(AnyGrammar::O200k(o200k)),
            "minimax" => Self { form: Form::Nfc, ..plain(AnyGrammar::O200k(o200k)) },
            "tekken" => plain(AnyGrammar::O200k(O200k { digits: 1, contractions: false, ..o200k })),
            "kimi" | "kimi_k3" => {
                let grammar = AnyGrammar::O200k(O200k { slashes: false, han: true, ..o200k });
                Self { classes: &HAN_APART, ..plain(grammar) }
            }
            "cl100k_base" => plain(AnyGrammar::Cl100k(Cl100k { whole_tail: true, ..cl100k })),
            "llama3" | "glm4" | "glm5" => plain(AnyGrammar::Cl100k(cl100k)),
            "qwen3" => {
                let grammar = AnyGrammar::Cl100k(Cl100k { digits: 1, ..cl100k });
                Self { form: Form::Nfc, ..plain(grammar) }
            }
            "qwen3.5" => {
                let grammar = AnyGrammar::Cl100k(Cl100k { digits: 1, ..cl100k });
                Self { grammar, classes: &MARKS_ARE_LETTERS, form: Form::Nfc }
            }
            "r50k_base" | "p50k_base" => plain(AnyGrammar::Gpt2(Gpt2)),
            "claude2" => Self { form: Form::Nfkc, ..plain(AnyGrammar::Gpt2(Gpt2)) },
            "gemma3" | "gemma4" => {
                Self { form: Form::Spaces { ahead: false }, ..plain(AnyGrammar::Characters) }
            }
            "mistral3" => {
                Self { form: Form::Spaces { ahead: true }, ..plain(AnyGrammar::Characters) }
            }
            "deepseek" => {
                Self { classes: &deepseek::CLASSES, ..plain(AnyGrammar::DeepSeek(DeepSeek)) }
            }
            _ => return None,
        })
    }

    /// Whether ideographs have classes of their own.
    pub(super) fn ideographs(self) -> bool {
        matches!(self.grammar, AnyGrammar::DeepSeek(_))
    }
}

/// The form that a tokenizer brings text into first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    AsIs,
    Nfc,
    Nfkc,
    /// `SentencePiece` writes spaces as `▁` and so knows no difference between the two; some vocabularies
    /// were learnt with one more ahead of every text that is not empty.
    Spaces {
        ahead: bool,
    },
}

/// A Unicode normal form that some tokenizer needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NormalForm {
    /// Composed.
    Nfc,
    /// Composed, with characters of compatibility replaced.
    Nfkc,
}

impl NormalForm {
    /// Its name in Unicode and in JavaScript's `String.prototype.normalize`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nfc => "NFC",
            Self::Nfkc => "NFKC",
        }
    }

    /// The first character that this form may change, or compose with another.
    const fn first(self) -> char {
        match self {
            Self::Nfc => '\u{300}',
            Self::Nfkc => '\u{A0}',
        }
    }
}

/// Brings text into a Unicode normal form.
pub type Normalize = fn(NormalForm, &str) -> String;

/// The normalizer that this build has, if it has one.
pub(super) const NORMALIZER: Option<Normalize> = {
    #[cfg(feature = "normalize")]
    {
        use unicode_normalization::UnicodeNormalization as Unicode;

        Some(|form, text| match form {
            NormalForm::Nfc => Unicode::nfc(text).collect(),
            NormalForm::Nfkc => Unicode::nfkc(text).collect(),
        })
    }
    #[cfg(not(feature = "normalize"))]
    {
        None
    }
};

impl Form {
    /// The normal form that it takes, if it takes one.
    pub(super) const fn normal(self) -> Option<NormalForm> {
        match self {
            Self::AsIs | Self::Spaces { .. } => None,
            Self::Nfc => Some(NormalForm::Nfc),
            Self::Nfkc => Some(NormalForm::Nfkc),
        }
    }

    /// The text in this form.
    pub(super) fn apply(self, text: &str, normalize: Option<Normalize>) -> Cow<'_, str> {
        if let Self::Spaces { ahead } = self {
            let ahead = if ahead && !text.is_empty() { " " } else { "" };
            if !ahead.is_empty() || text.contains('▁') {
                return Cow::Owned(format!("{ahead}{}", text.replace('▁', " ")));
            }
        }
        match (self.normal(), normalize) {
            (Some(form), Some(normalize)) if text.chars().any(|c| c >= form.first()) => {
                Cow::Owned(normalize(form, text))
            }
            _ => Cow::Borrowed(text),
        }
    }
}

/// One of the grammars.
#[derive(Clone, Copy, Debug)]
pub(super) enum AnyGrammar {
    Gpt2(Gpt2),
    Cl100k(Cl100k),
    O200k(O200k),
    DeepSeek(DeepSeek),
    /// No grammar: characters are merged, and `sentencepiece` cuts.
    Characters,
}

/// Runs one generic call under whichever grammar a tokenizer has.
macro_rules! with_grammar {
    ($grammar:expr, |$name:ident| $body:expr) => {
        match $grammar {
            AnyGrammar::Gpt2($name) => $body,
            AnyGrammar::Cl100k($name) => $body,
            AnyGrammar::DeepSeek($name) => $body,
            AnyGrammar::O200k($name) => $body,
            AnyGrammar::Characters => {}
        }
    };
}

pub(super) use with_grammar;
