//! How large each part of a conversation is.

use thiserror::Error;

use crate::count::Count;
use crate::usage::MOST_PER_BUCKET;

/// The most turns that one conversation may have.
pub const MOST_TURNS: u32 = 10_000;

/// What one turn adds: the user's message and the model's answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TurnSizes {
    /// Tokens of the user's message in this turn.
    pub user: Count,
    /// Tokens that the model answers; a plan, so a figure the user typed or a text they gave.
    pub output: Count,
}

/// The sizes of a whole conversation, in tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The system prompt, sent with every call.
    pub system: Count,
    /// The tool schemas, sent with every call.
    pub tools: Count,
    /// What each turn adds, in order.
    pub turns: Vec<TurnSizes>,
}

/// Why a plan cannot be followed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PlanError {
    /// There is no turn.
    #[error("a conversation has at least one turn; set the turns to 1 or more")]
    NoTurns,
    /// There are more turns than [`MOST_TURNS`].
    #[error(
        "{0} turns are more than the {MOST_TURNS} that one conversation may have; set fewer turns"
    )]
    TooManyTurns(usize),
    /// A list with one size per turn is longer or shorter than the conversation.
    #[error(
        "{part} has {entries} entries and the conversation has {turns} turns; give one entry per turn, or one for all"
    )]
    Mismatch {
        /// `user` or `output`.
        part: &'static str,
        /// How many sizes were given.
        entries: usize,
        /// How many turns there are.
        turns: usize,
    },
    /// A part, or the conversation's growth, is beyond what one call can be billed for.
    #[error(
        "turn {turn} would send {tokens} tokens in one call, more than the {MOST_PER_BUCKET} that can be priced; make the parts smaller or the turns fewer"
    )]
    TooLarge {
        /// The first turn that is too large, from 1.
        turn: u32,
        /// Its prompt and answer together.
        tokens: u64,
    },
}

impl PlanError {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoTurns => "no_turns",
            Self::TooManyTurns(_) => "too_many_turns",
            Self::Mismatch { .. } => "turns_mismatch",
            Self::TooLarge { .. } => "conversation_too_large",
        }
    }
}

/// Which end of the counts' bands a ledger is kept for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Every count at the low end of its band.
    Low,
    /// Every count at its best single figure.
    Best,
    /// Every count at the high end of its band.
    High,
}

impl Level {
    /// A count's figure at this level.
    pub const fn of(self, count: &Count) -> u64 {
        match self {
            Self::Low => count.low,
            Self::Best => count.tokens,
            Self::High => count.high,
        }
    }
}

impl Plan {
    /// A conversation whose every turn adds the same.
    pub fn even(system: Count, tools: Count, user: &Count, output: &Count, turns: u32) -> Self {
        let turn = TurnSizes { user: user.clone(), output: output.clone() };
        Self { system, tools, turns: vec![turn; turns.min(MOST_TURNS + 1) as usize] }
    }

    /// Whether every count in the plan is exact.
    pub fn is_exact(&self) -> bool {
        self.system.is_exact()
            && self.tools.is_exact()
            && self.turns.iter().all(|turn| turn.user.is_exact() && turn.output.is_exact())
    }

    /// Checks that every call of the plan can be billed.
    pub fn check(&self) -> Result<(), PlanError> {
        if self.turns.is_empty() {
            return Err(PlanError::NoTurns);
        }
        if self.turns.len() > MOST_TURNS as usize {
            return Err(PlanError::TooManyTurns(self.turns.len()));
        }
        let mut sent = self.system.high.saturating_add(self.tools.high);
        for (turn, sizes) in (1..).zip(&self.turns) {
            sent = sent.saturating_add(sizes.user.high).saturating_add(sizes.output.high);
            if sent > MOST_PER_BUCKET {
                return Err(PlanError::TooLarge { turn, tokens: sent });
            }
        }
        Ok(())
    }
}
