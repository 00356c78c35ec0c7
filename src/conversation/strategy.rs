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
    /// One of every kind, as a beginning for whoever sets the figures: no measurement is behind them.
    pub const BEGINNINGS: [Self; 5] = [
        Self::KeepAll,
        Self::Window { turns: 5 },
        Self::Summarise { over: Over::PerMille(800), keep: 2, summary: 1_000, instruction: 0 },
        Self::PruneTools { over: Over::PerMille(800), keep: 2 },
        Self::Retrieve { turns: 2, tokens: 1_000 },
    ];

    /// One of every kind to compare with this one, which stands among them: the others keep as many turns
    /// and act at the same mark, where this one has such a figure.
    pub fn alternatives(self) -> [Self; 5] {
        let (kept, mark) = (self.kept(), self.mark());
        Self::BEGINNINGS.map(|mut other| {
            if std::mem::discriminant(&other) == std::mem::discriminant(&self) {
                return self;
            }
            match &mut other {
                Self::KeepAll => {}
                Self::Window { turns } | Self::Retrieve { turns, .. } => {
                    *turns = kept.unwrap_or(*turns);
                }
                Self::Summarise { over, keep, .. } | Self::PruneTools { over, keep } => {
                    *over = mark.unwrap_or(*over);
                    *keep = kept.unwrap_or(*keep);
                }
            }
            other
        })
    }

    /// How many earlier turns stay whole; `None` where all do.
    pub const fn kept(&self) -> Option<u32> {
        match self {
            Self::KeepAll => None,
            Self::Window { turns } | Self::Retrieve { turns, .. } => Some(*turns),
            Self::Summarise { keep, .. } | Self::PruneTools { keep, .. } => Some(*keep),
        }
    }

    /// The mark from which it acts, where it waits for one.
    pub const fn mark(&self) -> Option<Over> {
        match self {
            Self::Summarise { over, .. } | Self::PruneTools { over, .. } => Some(*over),
            Self::KeepAll | Self::Window { .. } | Self::Retrieve { .. } => None,
        }
    }

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

    /// Tokens of the summary that it makes by a call of its own.
    pub(super) const fn summary(&self) -> Option<u64> {
        match self {
            Self::Summarise { summary, .. } => Some(*summary),
            _ => None,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alternatives_take_over_what_the_chosen_one_says() {
        assert_eq!(Strategy::KeepAll.alternatives(), Strategy::BEGINNINGS);
        let over = Over::Tokens(9_000);
        let chosen = Strategy::Summarise { over, keep: 1, summary: 600, instruction: 100 };
        let expected = [
            Strategy::KeepAll,
            Strategy::Window { turns: 1 },
            chosen,
            Strategy::PruneTools { over, keep: 1 },
            Strategy::Retrieve { turns: 1, tokens: 1_000 },
        ];
        assert_eq!(chosen.alternatives(), expected);
    }
}
