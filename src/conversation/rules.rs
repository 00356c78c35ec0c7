//! The rules by which a conversation is led: what is kept, what is cached, what goes wrong.
//!
//! All sizes are tokens, all shares thousandths, all times seconds.

use serde::{Deserialize, Serialize};

use super::plan::PlanError;
use super::strategy::Strategy;
use crate::pricing::{CacheMode, CachePolicy, Model};

/// How a conversation is led. [`Default`] is a plain chat with the cache at its best.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Tokens that the provider itself adds to every call with tools.
    pub tool_prompt: u64,
    /// Which reasoning later calls send again.
    pub reasoning: ReasoningKept,
    /// Whether a turn's documents stay in the history; otherwise each turn brings its own.
    pub keep_documents: bool,
    /// Seconds from one call of a turn to its next.
    pub call_seconds: u64,
    /// How the prompt cache is used, where it is.
    pub caching: Caching,
    /// Turns at which a fixed part changes.
    pub changes: Vec<Change>,
    /// Calls that fail and are made again.
    pub retries: Retries,
    /// A loop that the conversation may fall into.
    pub trap: Option<Trap>,
    /// What becomes of the history as it grows.
    pub strategy: Strategy,
}

/// Which reasoning later calls send again, and pay for as input; see [`ReasoningKept::of`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ReasoningKept {
    /// None: every call starts to think anew.
    Never,
    /// Within the calls of one turn; the next turn drops it.
    #[default]
    WithinTurn,
    /// All of it, in every later turn.
    Always,
}

impl ReasoningKept {
    /// What a model's provider does unless told otherwise; [`ReasoningKept::WithinTurn`] where that is
    /// not known.
    ///
    /// - Anthropic: "Claude Opus 4.5 and later Opus models keep all prior thinking blocks; Claude Opus 4.1
    ///   and earlier keep only the last assistant turn's. Claude Sonnet 4.6 and later keep all; 4.5 and
    ///   earlier only the last turn. All Haiku models through Claude Haiku 4.5 keep only the last turn"
    ///   (its page on extended thinking, as quoted in June 2026).
    /// - `OpenAI`: "reasoning tokens are discarded after each turn while input and output tokens from each
    ///   step are fed into the next" (its cookbook, Responses API); a turn's tool calls keep them.
    pub fn of(model: &Model) -> Self {
        const KEEP_ONE_TURN: [&str; 9] = [
            "claude-3",
            "haiku-3",
            "haiku-4",
            "opus-3",
            "opus-4-0",
            "opus-4-1",
            "sonnet-4-0",
            "sonnet-4-5",
            "sonnet-3",
        ];
        let id = model.short_id();
        let old = KEEP_ONE_TURN.iter().any(|part| id.contains(part))
            || id.ends_with("opus-4")
            || id.ends_with("sonnet-4");
        if model.provider == "anthropic" && !old { Self::Always } else { Self::WithinTurn }
    }
}

/// How the prompt cache is used. What a provider's cache does is in
/// [`CachePolicy`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Caching {
    /// In how many of a thousand lookups that can hit one does. Automatic caches are routed to by
    /// machine and miss at times; explicit ones nearly always hit.
    pub hit_per_mille: u16,
    /// The life of entries by its id, such as `1h`; the channel's default where `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl: Option<String>,
    /// What is marked for caching, where the caller marks it.
    pub extent: Extent,
}

impl Default for Caching {
    fn default() -> Self {
        Self { hit_per_mille: 1_000, ttl: None, extent: Extent::default() }
    }
}

impl Caching {
    /// What of its prompts is cached on a model, or `None` where nothing is. Automatic caches take the whole.
    pub fn extent_on(&self, policy: &CachePolicy) -> Option<Extent> {
        match policy.mode {
            CacheMode::None => None,
            CacheMode::Automatic => Some(Extent::Whole),
            CacheMode::Explicit => Some(self.extent),
        }
    }

    /// Takes a cache's usual life in place of one that its policy does not offer, and says whether it did: for
    /// a model beside the one whose life was chosen.
    pub fn settle_for(&mut self, policy: &CachePolicy) -> bool {
        let offered = |id: &String| policy.ttls.iter().any(|ttl| ttl.id == *id);
        let caches = policy.mode != CacheMode::None;
        self.ttl.take_if(|id| caches && !offered(id)).is_some()
    }
}

/// What a caller marks for caching.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Extent {
    /// Tools, system prompt and, turn by turn, the history.
    #[default]
    Whole,
    /// Tools and system prompt alone: the history is paid in full. Automatic caches know no such thing.
    Fixed,
}

/// A fixed part that changes, so that what was cached behind it is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Change {
    /// The first turn that sends it changed, from 1.
    pub turn: u32,
    /// What changes.
    pub part: FixedPart,
    /// Its new size; the old one where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<u64>,
}

/// A part that every call sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FixedPart {
    /// The tool schemas.
    Tools,
    /// The system prompt.
    System,
}

/// Calls that fail and are made again: each attempt is a full round trip, and what failed stays in the
/// history with the error that it met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Retries {
    /// How many of a thousand attempts fail.
    pub per_mille: u16,
    /// The most retries of one call.
    pub most: u32,
    /// Tokens of the error that the next attempt is told.
    pub feedback: u64,
}

impl Default for Retries {
    fn default() -> Self {
        Self { per_mille: 0, most: 1, feedback: 0 }
    }
}

/// A loop: the agent repeats itself until something stops it, which also ends the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Trap {
    /// How many of a thousand conversations fall into it.
    pub per_mille: u16,
    /// The turn in which they do, from 1; the last one in shorter conversations.
    pub turn: u32,
    /// How many calls it makes until it is stopped.
    pub calls: u32,
    /// Tokens that each of these calls answers …
    pub output: u64,
    /// … and of the result that it gets for them.
    pub results: u64,
}

impl Trap {
    /// What the loop adds to the prompt until it is stopped.
    pub(super) const fn growth(&self) -> u64 {
        self.output.saturating_add(self.results).saturating_mul(self.calls as u64)
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            tool_prompt: 0,
            reasoning: ReasoningKept::default(),
            keep_documents: true,
            call_seconds: 0,
            caching: Caching::default(),
            changes: Vec::new(),
            retries: Retries::default(),
            trap: None,
            strategy: Strategy::default(),
        }
    }
}

impl Rules {
    /// The most attempts of one call.
    pub(super) fn attempts(&self) -> u64 {
        if self.retries.per_mille == 0 { 1 } else { u64::from(self.retries.most).saturating_add(1) }
    }

    /// The largest size that a fixed part changes to.
    pub(super) fn largest_change(&self) -> u64 {
        self.changes.iter().filter_map(|change| change.tokens).max().unwrap_or_default()
    }

    /// Checks that no share is more than the whole.
    pub(super) fn check(&self) -> Result<(), PlanError> {
        let shares = [
            ("caching.hitPerMille", self.caching.hit_per_mille),
            ("retries.perMille", self.retries.per_mille),
            ("trap.perMille", self.trap.map_or(0, |trap| trap.per_mille)),
        ];
        match shares.into_iter().find(|(_, per_mille)| *per_mille > 1_000) {
            Some((part, per_mille)) => Err(PlanError::Share { part, per_mille }),
            None => Ok(()),
        }
    }
}
