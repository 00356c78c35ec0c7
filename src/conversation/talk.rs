//! One conversation as it happens, call by call, without keeping what is over.
//!
//! Ledgers collect its calls, totals and forecasts only price them: there is one set of rules.

use super::cache::{CacheLedger, Prompt};
use super::chance::Chance;
use super::history::{History, Left};
use super::ledger::{Call, CallKind, Sent};
use super::plan::{PlanError, TurnTokens};
use super::rules::{FixedPart, ReasoningKept, Rules};
use super::strategy::Strategy;
use crate::pricing::CachePolicy;
use crate::usage::Usage;

/// What every call of a conversation sends, in tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fixed {
    /// The system prompt.
    pub system: u64,
    /// The tool schemas.
    pub tools: u64,
}

/// A conversation under way. It can be used for one after the other.
#[derive(Clone, Debug)]
pub struct Talk<'a> {
    rules: &'a Rules,
    cache: Option<CacheLedger>,
    history: History,
    fixed: Fixed,
    turns: u32,
    trapped: bool,
    at: u32,
    calls: u32,
    blocks: Blocks,
}

/// Positions that the turn under way has in the prompt ([`Prompt`] says what one is), by what they are of.
#[derive(Clone, Copy, Debug, Default)]
struct Blocks {
    /// Of the history and of what the user sends.
    before: u64,
    tools: u64,
    errors: u64,
    reasoning: u64,
}

impl Blocks {
    const fn total(self) -> u64 {
        self.before + self.tools + self.errors + self.reasoning
    }
}

/// A call and what comes back for it: an answer and the error that it met, or a run of tool calls and
/// their results.
const PAIR: u64 = 2;

impl<'a> Talk<'a> {
    /// A conversation by these rules; `cache` is the model's caching, or `None` where caching is off.
    ///
    /// # Errors
    /// [`PlanError::UnknownTtl`] for a cache life that the channel has not.
    pub fn new(rules: &'a Rules, cache: Option<&CachePolicy>) -> Result<Self, PlanError> {
        let cache = cache.map(|policy| CacheLedger::new(policy, &rules.caching)).transpose()?;
        Ok(Self {
            rules,
            cache,
            history: History::default(),
            fixed: Fixed::default(),
            turns: 0,
            trapped: false,
            at: 0,
            calls: 0,
            blocks: Blocks::default(),
        })
    }

    /// Begins a conversation of so many turns.
    pub fn begin(&mut self, fixed: Fixed, turns: u32, chance: &mut impl Chance) {
        self.history.clear();
        if let Some(cache) = &mut self.cache {
            cache.clear();
        }
        self.fixed = fixed;
        self.turns = turns;
        self.trapped = self.rules.trap.is_some_and(|trap| chance.is_trapped(trap.per_mille));
        self.at = 0;
    }

    /// Holds the next turn and shows each of its calls; whether the conversation goes on.
    ///
    /// # Errors
    /// Those of `visit`, which end the turn.
    pub fn turn<E>(
        &mut self,
        sizes: &TurnTokens,
        chance: &mut impl Chance,
        visit: &mut impl FnMut(&Call) -> Result<(), E>,
    ) -> Result<bool, E> {
        if self.at > 0 {
            self.wait(sizes.wait);
        }
        self.at += 1;
        self.calls = 0;
        self.change();
        self.tidy(sizes, chance, visit)?;

        let history = self.history.total();
        let mut sent = self.prompt();
        if let Strategy::Retrieve { tokens, .. } = self.rules.strategy {
            sent.retrieved = tokens.min(self.history.archived());
        }
        sent.documents = sizes.documents;
        sent.images = sizes.images;
        sent.user = sizes.user;
        let asked = [sent.retrieved, sent.documents, sent.images, sent.user];
        self.begin_prompt(&asked);
        for _ in 0..sizes.rounds {
            let output = sizes.round_output();
            self.attempt(CallKind::Tools, &mut sent, output, sizes.reasoning, chance, visit)?;
            sent.tool_results += sizes.round_growth();
            self.blocks.tools += PAIR;
        }
        if self.is_trapped_now() {
            self.circle(&mut sent, sizes.reasoning, chance, visit)?;
            return Ok(false);
        }
        self.attempt(CallKind::Answer, &mut sent, sizes.output, sizes.reasoning, chance, visit)?;
        self.close(sizes, &sent, history);
        Ok(true)
    }

    /// The fixed parts and the history.
    fn prompt(&self) -> Sent {
        let mut sent = Sent {
            system: self.fixed.system,
            tools: self.fixed.tools,
            tool_prompt: self.rules.tool_prompt,
            ..Sent::default()
        };
        self.history.fill(&mut sent);
        sent
    }

    /// Where the fixed parts end.
    const fn fixed_end(&self) -> u64 {
        self.fixed.tools + self.rules.tool_prompt + self.fixed.system
    }

    fn wait(&mut self, seconds: u64) {
        if let Some(cache) = &mut self.cache {
            cache.wait(seconds);
        }
    }

    fn changed_after(&mut self, prefix: u64) {
        if let Some(cache) = &mut self.cache {
            cache.changed_after(prefix);
        }
    }

    /// Changes the fixed parts that change now.
    fn change(&mut self) {
        let rules = self.rules;
        for change in rules.changes.iter().filter(|change| change.turn == self.at) {
            let tools = self.fixed.tools + rules.tool_prompt;
            let (part, unchanged) = match change.part {
                FixedPart::Tools => (&mut self.fixed.tools, 0),
                FixedPart::System => (&mut self.fixed.system, tools),
            };
            *part = change.tokens.unwrap_or(*part);
            if let Some(cache) = &mut self.cache {
                cache.fixed_part_changed_after(unchanged);
            }
        }
    }

    /// Makes the history what the strategy wants it to be before the turn.
    fn tidy<E>(
        &mut self,
        sizes: &TurnTokens,
        chance: &mut impl Chance,
        visit: &mut impl FnMut(&Call) -> Result<(), E>,
    ) -> Result<(), E> {
        let due =
            self.fixed_end().saturating_add(self.history.total()).saturating_add(sizes.asked());
        match self.rules.strategy {
            Strategy::Window { turns } | Strategy::Retrieve { turns, .. } => {
                if self.history.keep_last(turns) {
                    self.changed_after(self.fixed_end());
                }
            }
            Strategy::Summarise { over, keep, summary, instruction } => {
                if over.is_passed_by(due) && self.history.has_more_than(keep) {
                    let mut sent = self.prompt();
                    sent.user = instruction;
                    self.begin_prompt(&[instruction]);
                    self.attempt(CallKind::Summary, &mut sent, summary, 0, chance, visit)?;
                    self.history.summarise(summary, keep);
                    self.changed_after(self.fixed_end());
                }
            }
            Strategy::PruneTools { over, keep } => {
                if over.is_passed_by(due)
                    && let Some(before) = self.history.prune(keep)
                {
                    self.changed_after(self.fixed_end() + before);
                }
            }
            Strategy::KeepAll => {}
        }
        Ok(())
    }

    /// Makes a call, again while it fails and may be retried.
    fn attempt<E>(
        &mut self,
        kind: CallKind,
        sent: &mut Sent,
        output: u64,
        reasoning: u64,
        chance: &mut impl Chance,
        visit: &mut impl FnMut(&Call) -> Result<(), E>,
    ) -> Result<(), E> {
        let retries = self.rules.retries;
        let mut tries = 0;
        loop {
            let kind = if tries == 0 { kind } else { CallKind::Retry };
            visit(&self.call(kind, sent, output, reasoning, chance))?;
            self.keep_reasoning(sent, reasoning);
            if tries == retries.most || retries.per_mille == 0 || !chance.fails(retries.per_mille) {
                return Ok(());
            }
            tries += 1;
            sent.errors += output + retries.feedback;
            self.blocks.errors += PAIR;
        }
    }

    /// Goes round the loop until it is stopped.
    fn circle<E>(
        &mut self,
        sent: &mut Sent,
        reasoning: u64,
        chance: &mut impl Chance,
        visit: &mut impl FnMut(&Call) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(trap) = self.rules.trap else { return Ok(()) };
        for _ in 0..trap.calls {
            visit(&self.call(CallKind::Loop, sent, trap.output, reasoning, chance))?;
            self.keep_reasoning(sent, reasoning);
            sent.tool_results += trap.output + trap.results;
            self.blocks.tools += PAIR;
        }
        Ok(())
    }

    /// Begins a prompt behind the history, with parts of these sizes.
    fn begin_prompt(&mut self, parts: &[u64]) {
        let parts = parts.iter().filter(|tokens| **tokens > 0).count() as u64;
        self.blocks = Blocks { before: self.history.blocks() + parts, ..Blocks::default() };
    }

    /// Sends a call's reasoning along with the turn's next, where it is kept.
    fn keep_reasoning(&mut self, sent: &mut Sent, reasoning: u64) {
        if self.rules.reasoning != ReasoningKept::Never && reasoning > 0 {
            sent.reasoning += reasoning;
            self.blocks.reasoning += 1;
        }
    }

    fn call(
        &mut self,
        kind: CallKind,
        sent: &Sent,
        output: u64,
        reasoning: u64,
        chance: &mut impl Chance,
    ) -> Call {
        if self.calls > 0 {
            self.wait(self.rules.call_seconds);
        }
        self.calls += 1;
        let tools = sent.tools + sent.tool_prompt;
        let prompt =
            Prompt { tools, fixed: sent.fixed(), total: sent.total(), blocks: self.blocks.total() };
        let in_prompt = match &mut self.cache {
            Some(cache) => cache.send(prompt, chance),
            None => Usage { input: prompt.total, ..Usage::default() },
        };
        let usage = Usage { output, reasoning, ..in_prompt };
        Call { turn: self.at, number: self.calls, kind, sent: *sent, usage }
    }

    fn is_trapped_now(&self) -> bool {
        let turn = self.rules.trap.map_or(0, |trap| trap.turn.clamp(1, self.turns.max(1)));
        self.trapped && turn == self.at
    }

    /// Moves the turn into the history; `before` is the history's length before it.
    fn close(&mut self, sizes: &TurnTokens, sent: &Sent, before: u64) {
        let rules = self.rules;
        let always = rules.reasoning == ReasoningKept::Always;
        let documents = if rules.keep_documents { sent.documents } else { 0 };
        let kept = [documents, sent.images, sent.user, sizes.output];
        let kept = kept.into_iter().filter(|tokens| *tokens > 0).count() as u64;
        let reasoning = if always { self.blocks.reasoning } else { 0 };
        self.history.push(
            Left {
                documents,
                images: sent.images,
                user: sent.user,
                tools: sent.tool_results,
                errors: sent.errors,
                reasoning: if always { sent.reasoning } else { 0 },
                output: sizes.output,
                blocks: kept + self.blocks.errors + reasoning,
                tool_blocks: self.blocks.tools,
            },
            &rules.strategy,
        );
        // What the next prompt leaves out ends what it has in common with this turn's.
        let history_end = self.fixed_end() + before;
        if sent.retrieved > 0 || (!rules.keep_documents && sent.documents > 0) {
            self.changed_after(history_end);
        } else if !always && sent.reasoning > sizes.reasoning {
            // Some call of this turn has sent an earlier one's reasoning.
            self.changed_after(history_end + sizes.asked());
        }
    }
}
