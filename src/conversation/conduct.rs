//! How a conversation is led, as a user sets it: the same for every model until it meets one.

use serde::{Deserialize, Serialize};

use super::plan::{Plan, TurnSizes};
use super::rules::{Caching, Change, ReasoningKept, Retries, Rules, Trap};
use super::strategy::Strategy;
use crate::count::Count;
use crate::pricing::Model;

/// The schemas of the median MCP server, in tokens: of 3,213 servers measured by `PolicyLayer` (2026).
pub const MCP_SERVER_MEDIAN: u64 = 1_905;
/// The schemas of a large MCP server, in tokens: the 90th percentile of the same servers.
pub const MCP_SERVER_P90: u64 = 7_952;
/// The schemas of the largest MCP server of the same study, in tokens.
pub const MCP_SERVER_LARGEST: u64 = 183_337;

/// How a conversation is led. Sizes are tokens. [`Default`] is a plain chat: one call a turn, nothing
/// beside messages and answers, the cache at its best.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Conduct {
    /// Retrieved documents of each turn.
    pub documents: u64,
    /// Whether they stay in the history; otherwise each turn brings its own.
    pub keep_documents: bool,
    /// Images of each turn.
    pub images: u64,
    /// Reasoning of each call, beside its visible output.
    pub reasoning: u64,
    /// Which reasoning later calls send again; `None` for what is known of the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_kept: Option<ReasoningKept>,
    /// Tools, and how they are used.
    pub tool_use: ToolUse,
    /// Time between calls, which caches do not wait for.
    pub pace: Pace,
    /// How the prompt cache is used.
    pub caching: Caching,
    /// Turns at which tools or system prompt change.
    pub changes: Vec<Change>,
    /// Calls that fail and are made again.
    pub retries: Retries,
    /// A loop that the conversation may fall into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trap: Option<Trap>,
    /// What becomes of the history as it grows.
    pub strategy: Strategy,
}

/// Tools, and how they are used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ToolUse {
    /// Calls of each turn that end in tool use, before the one that answers.
    pub rounds: u32,
    /// Tools called in each such call.
    pub parallel: u32,
    /// Tokens with which the model calls one tool.
    pub arguments: u64,
    /// Tokens of one tool's result.
    pub results: u64,
    /// The tool choice, where the provider's own prompt for tools is to be counted too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<ToolChoice>,
    /// The schemas of connected MCP servers, one size each: sent with every call, used or not. See
    /// [`MCP_SERVER_MEDIAN`] and [`MCP_SERVER_P90`].
    pub servers: Vec<u64>,
}

/// What a request says about its tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ToolChoice {
    /// The model may use them: `auto` or `none`.
    Auto,
    /// The model must use one: `any`, or a named one.
    Any,
}

/// Time between calls, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Pace {
    /// From the last call of a turn to the first of the next.
    pub turn_seconds: u64,
    /// From one call of a turn to its next.
    pub call_seconds: u64,
}

impl Default for Conduct {
    fn default() -> Self {
        Self {
            documents: 0,
            keep_documents: true,
            images: 0,
            reasoning: 0,
            reasoning_kept: None,
            tool_use: ToolUse::default(),
            pace: Pace::default(),
            caching: Caching::default(),
            changes: Vec::new(),
            retries: Retries::default(),
            trap: None,
            strategy: Strategy::default(),
        }
    }
}

impl Default for ToolUse {
    fn default() -> Self {
        Self { rounds: 0, parallel: 1, arguments: 0, results: 0, choice: None, servers: Vec::new() }
    }
}

impl Conduct {
    /// Makes this part of a plan, as one model takes it. What a turn has of its own already (documents,
    /// images, reasoning, tool rounds, a wait) stays as it is.
    #[must_use]
    pub fn apply(&self, mut plan: Plan, model: &Model) -> Plan {
        for turn in &mut plan.turns {
            self.fill(turn);
        }
        let servers = self.tool_use.servers.iter().fold(0_u64, |sum, one| sum.saturating_add(*one));
        if servers > 0 {
            plan.tools = &plan.tools + &Count::typed(servers);
        }
        let with_tools = plan.tools.high > 0 || self.tool_use.rounds > 0;
        plan.rules = self.rules(model, with_tools);
        plan
    }

    /// The rules as one model takes them; `with_tools` whether its calls have any.
    pub fn rules(&self, model: &Model, with_tools: bool) -> Rules {
        let tool_prompt =
            model.tool_use_tokens.zip(self.tool_use.choice).map(|(tokens, choice)| match choice {
                ToolChoice::Auto => tokens.auto_none,
                ToolChoice::Any => tokens.any_tool,
            });
        Rules {
            tool_prompt: tool_prompt.filter(|_| with_tools).unwrap_or_default(),
            reasoning: self.reasoning_kept.unwrap_or_else(|| ReasoningKept::of(model)),
            keep_documents: self.keep_documents,
            call_seconds: self.pace.call_seconds,
            caching: self.caching.clone(),
            changes: self.changes.clone(),
            retries: self.retries,
            trap: self.trap,
            strategy: self.strategy.for_window(model.context_window),
        }
    }

    fn fill(&self, turn: &mut TurnSizes) {
        let set = |count: &mut Count, tokens: u64| {
            if count.high == 0 && tokens > 0 {
                *count = Count::typed(tokens);
            }
        };
        set(&mut turn.documents, self.documents);
        set(&mut turn.images, self.images);
        set(&mut turn.reasoning, self.reasoning);
        if turn.rounds == 0 {
            turn.rounds = self.tool_use.rounds;
            turn.parallel = self.tool_use.parallel;
        }
        set(&mut turn.arguments, self.tool_use.arguments);
        set(&mut turn.results, self.tool_use.results);
        if turn.wait == 0 {
            turn.wait = self.pace.turn_seconds;
        }
    }
}
