//! How large each part of a conversation is, and by which rules it is led.

use thiserror::Error;

use super::rules::{Rules, Trap};
use super::talk::Fixed;
use crate::count::Count;
use crate::usage::MOST_PER_BUCKET;

/// The most turns that one conversation may have.
pub const MOST_TURNS: u32 = 10_000;
/// The most calls that one conversation may have.
pub const MOST_CALLS: u64 = 200_000;

/// What one turn adds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TurnSizes {
    /// Tokens of the user's message in this turn.
    pub user: Count,
    /// Tokens of the turn's final answer; a plan, so a figure the user typed or a text they gave.
    pub output: Count,
    /// Tokens of the documents retrieved for this turn.
    pub documents: Count,
    /// Tokens of the images sent with this turn.
    pub images: Count,
    /// Tokens of the tool results that the turn begins with: those of tools that the turn before called, where
    /// each call is a turn of its own.
    pub returned: Count,
    /// Reasoning tokens of each of the turn's calls, beside the visible output.
    pub reasoning: Count,
    /// The calls that end in tool use before the one that answers.
    pub rounds: u32,
    /// Tools called in each round, at least one.
    pub parallel: u32,
    /// Tokens with which the model calls one tool.
    pub arguments: Count,
    /// Tokens of one tool's result.
    pub results: Count,
    /// Seconds since the last call of the turn before.
    pub wait: u64,
}

/// The sizes of a whole conversation, in tokens, and its rules.
///
/// The rules that [`Default`] gives are those of a plain chat: one call a turn, everything kept, the
/// cache at its best.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The system prompt, sent with every call.
    pub system: Count,
    /// The tool schemas, sent with every call.
    pub tools: Count,
    /// What each turn adds, in order.
    pub turns: Vec<TurnSizes>,
    /// How the conversation is led.
    pub rules: Rules,
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
    /// There may be more calls than [`MOST_CALLS`].
    #[error(
        "tool rounds, retries and the loop make up to {0} calls, more than the {MOST_CALLS} that one conversation may have; set fewer of them"
    )]
    TooManyCalls(u64),
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
    /// A share is more than the whole.
    #[error("{part} is {per_mille} thousandths; a share is at most 1000")]
    Share {
        /// Which share.
        part: &'static str,
        /// What it is.
        per_mille: u16,
    },
    /// The model's channel has no such life of a cache entry.
    #[error("the cache has no life \u{201c}{asked}\u{201d}; it has {}", known_or_none(known))]
    UnknownTtl {
        /// What was asked for.
        asked: String,
        /// What there is.
        known: Vec<String>,
    },
}

impl PlanError {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoTurns => "no_turns",
            Self::TooManyTurns(_) => "too_many_turns",
            Self::TooManyCalls(_) => "too_many_calls",
            Self::Mismatch { .. } => "turns_mismatch",
            Self::TooLarge { .. } => "conversation_too_large",
            Self::Share { .. } => "bad_share",
            Self::UnknownTtl { .. } => "unknown_cache_life",
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

/// The sizes of one turn in tokens, at one level; see [`TurnSizes`] for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is the one of TurnSizes")]
pub struct TurnTokens {
    pub user: u64,
    pub output: u64,
    pub documents: u64,
    pub images: u64,
    pub returned: u64,
    pub reasoning: u64,
    pub rounds: u32,
    pub parallel: u32,
    pub arguments: u64,
    pub results: u64,
    pub wait: u64,
}

impl TurnTokens {
    /// What this turn begins with.
    pub const fn asked(&self) -> u64 {
        let asked = self.documents.saturating_add(self.images).saturating_add(self.user);
        asked.saturating_add(self.returned)
    }

    /// Tokens with which the model calls the tools of one round.
    pub fn round_output(&self) -> u64 {
        self.arguments.saturating_mul(u64::from(self.parallel.max(1)))
    }

    /// What one round adds to the prompt: the tools' calls and their results.
    pub fn round_growth(&self) -> u64 {
        let one = self.arguments.saturating_add(self.results);
        one.saturating_mul(u64::from(self.parallel.max(1)))
    }
}

impl TurnSizes {
    /// The sizes at one level.
    pub const fn at(&self, level: Level) -> TurnTokens {
        TurnTokens {
            user: level.of(&self.user),
            output: level.of(&self.output),
            documents: level.of(&self.documents),
            images: level.of(&self.images),
            returned: level.of(&self.returned),
            reasoning: level.of(&self.reasoning),
            rounds: self.rounds,
            parallel: self.parallel,
            arguments: level.of(&self.arguments),
            results: level.of(&self.results),
            wait: self.wait,
        }
    }

    fn counts(&self) -> [&Count; 8] {
        let Self {
            user, output, documents, images, returned, reasoning, arguments, results, ..
        } = self;
        [user, output, documents, images, returned, reasoning, arguments, results]
    }
}

impl Plan {
    /// A conversation whose every turn adds the same.
    pub fn even(system: Count, tools: Count, user: &Count, output: &Count, turns: u32) -> Self {
        let turn = TurnSizes { user: user.clone(), output: output.clone(), ..TurnSizes::default() };
        let turns = vec![turn; turns.min(MOST_TURNS + 1) as usize];
        Self { system, tools, turns, rules: Rules::default() }
    }

    /// What every call sends, at one level.
    pub const fn fixed(&self, level: Level) -> Fixed {
        Fixed { system: level.of(&self.system), tools: level.of(&self.tools) }
    }

    /// Whether every count in the plan is exact.
    pub fn is_exact(&self) -> bool {
        let exact = |turn: &TurnSizes| turn.counts().into_iter().all(Count::is_exact);
        self.system.is_exact() && self.tools.is_exact() && self.turns.iter().all(exact)
    }

    /// Checks that the plan makes sense and that every call of it can be billed.
    pub fn check(&self) -> Result<(), PlanError> {
        if self.turns.is_empty() {
            return Err(PlanError::NoTurns);
        }
        if self.turns.len() > MOST_TURNS as usize {
            return Err(PlanError::TooManyTurns(self.turns.len()));
        }
        self.rules.check()?;
        // An upper bound: every call retried as often as it may be, everything kept, the loop run.
        let rules = &self.rules;
        let (attempts, trap) = (rules.attempts(), rules.trap.as_ref());
        let loops = trap.map_or(0, |trap| u64::from(trap.calls));
        let reasoned = self.turns.iter().map(|turn| turn.reasoning.high).max().unwrap_or_default();
        let summary = rules.strategy.summary();
        let mut calls = loops;
        let fixed = self.system.high.max(rules.largest_change());
        let mut sent = fixed
            .saturating_add(self.tools.high.max(rules.largest_change()))
            .saturating_add(rules.tool_prompt)
            .saturating_add(trap.map_or(0, Trap::growth))
            .saturating_add(reasoned.saturating_mul(loops));
        for (turn, sizes) in (1..).zip(&self.turns) {
            let sizes = sizes.at(Level::High);
            let rounds = u64::from(sizes.rounds);
            // Those that end in tool use, the one that answers, and one that summarises.
            let kinds = rounds + 1 + u64::from(summary.is_some());
            calls = calls.saturating_add(kinds.saturating_mul(attempts));
            let round = sizes.round_growth().saturating_add(sizes.reasoning);
            let answer = sizes.output.max(sizes.round_growth()).max(summary.unwrap_or_default());
            let retried =
                rules.retries.feedback.saturating_add(answer).saturating_add(sizes.reasoning);
            let growth = sizes
                .asked()
                .saturating_add(sizes.output)
                .saturating_add(sizes.reasoning)
                .saturating_add(round.saturating_mul(rounds))
                .saturating_add(retried.saturating_mul((attempts - 1).saturating_mul(rounds + 1)))
                .saturating_add(rules.strategy.adds());
            sent = sent.saturating_add(growth);
            if sent > MOST_PER_BUCKET {
                return Err(PlanError::TooLarge { turn, tokens: sent });
            }
        }
        if calls > MOST_CALLS { Err(PlanError::TooManyCalls(calls)) } else { Ok(()) }
    }
}

fn known_or_none(known: &[String]) -> String {
    if known.is_empty() { "none that is published".to_owned() } else { known.join(", ") }
}
