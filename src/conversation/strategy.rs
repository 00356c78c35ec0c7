//! What becomes of a history that grows.

use serde::{Deserialize, Serialize};

/// What becomes of a history that grows. Everything but keeping all changes the prompt before its end,
/// and so loses what was cached behind the fixed parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Strategy {
    /// Every turn sends all that was said.
    #[default]
    KeepAll,
    /// Only the last turns are sent.
    Window {
        /// How many earlier turns.
        turns: u32,
    },
    /// A prompt that grows beyond a mark is summarised first, by a call of its own.
    Summarise {
        /// The mark.
        over: Over,
        /// Earlier turns that stay as they are.
        #[serde(default)]
        keep: u32,
        /// Tokens of the summary.
        summary: u64,
        /// Tokens of the request to summarise.
        #[serde(default)]
        instruction: u64,
    },
    /// In a prompt that grows beyond a mark the tool calls and results of older turns are left out.
    PruneTools {
        /// The mark.
        over: Over,
        /// Earlier turns whose tool results stay.
        #[serde(default)]
        keep: u32,
    },
    /// Only the last turns are sent, and what a search finds in the older ones.
    Retrieve {
        /// How many earlier turns.
        turns: u32,
        /// Tokens that the search finds at most.
        tokens: u64,
    },
}

/// A mark in a prompt's length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Over {
    /// More tokens than this.
    Tokens(u64),
    /// More than so many thousandths of the model's context window. In a [`Rules`](super::Rules) it is
    /// never reached: [`Strategy::for_window`] makes tokens of it.
    PerMille(u16),
}

impl Over {
    /// Whether a prompt is beyond the mark.
    pub(super) const fn is_passed_by(self, prompt: u64) -> bool {
        match self {
            Self::Tokens(tokens) => prompt > tokens,
            Self::PerMille(_) => false,
        }
    }

    fn for_window(self, window: Option<u64>) -> Self {
        match (self, window) {
            (Self::PerMille(share), Some(window)) => {
                Self::Tokens(window.saturating_mul(u64::from(share)) / 1_000)
            }
            _ => self,
        }
    }
}

impl Strategy {
    /// The strategy with marks in tokens, where the model's window is known.
    #[must_use]
    pub fn for_window(self, window: Option<u64>) -> Self {
        match self {
            Self::Summarise { over, keep, summary, instruction } => {
                Self::Summarise { over: over.for_window(window), keep, summary, instruction }
            }
            Self::PruneTools { over, keep } => {
                Self::PruneTools { over: over.for_window(window), keep }
            }
            other => other,
        }
    }

    /// Whether it acts at a share of a window that is not known.
    pub(super) const fn needs_window(&self) -> bool {
        matches!(
            self,
            Self::Summarise { over: Over::PerMille(_), .. }
                | Self::PruneTools { over: Over::PerMille(_), .. }
        )
    }

    /// What it may add to a prompt at most.
    pub(super) const fn adds(&self) -> u64 {
        match self {
            Self::Summarise { summary, instruction, .. } => summary.saturating_add(*instruction),
            Self::Retrieve { tokens, .. } => *tokens,
            Self::KeepAll | Self::Window { .. } | Self::PruneTools { .. } => 0,
        }
    }
}
