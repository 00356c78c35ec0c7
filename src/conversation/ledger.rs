//! The ledger: what each call sends, and which buckets it is billed in.

use std::convert::Infallible;

use super::chance::{Chance, Evenly};
use super::plan::{Level, Plan, PlanError};
use super::talk::Talk;
use crate::pricing::CachePolicy;
use crate::usage::Usage;

/// What one prompt is made of, in tokens by origin. No token has two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// The tool schemas.
    pub tools: u64,
    /// What the provider itself adds to a call with tools.
    pub tool_prompt: u64,
    /// The system prompt.
    pub system: u64,
    /// The summary that stands for earlier turns.
    pub summary: u64,
    /// Documents of earlier turns.
    pub document_history: u64,
    /// Images of earlier turns.
    pub image_history: u64,
    /// User messages of earlier turns.
    pub user_history: u64,
    /// Tool calls and their results of earlier turns.
    pub tool_history: u64,
    /// Failed attempts of earlier turns, with the errors that they met.
    pub error_history: u64,
    /// Reasoning of earlier turns.
    pub reasoning_history: u64,
    /// Answers of earlier turns.
    pub output_history: u64,
    /// What a search found in turns that are no longer sent.
    pub retrieved: u64,
    /// This turn's documents.
    pub documents: u64,
    /// This turn's images.
    pub images: u64,
    /// This turn's user message.
    pub user: u64,
    /// This turn's tool calls so far, and their results.
    pub tool_results: u64,
    /// This turn's failed attempts so far, with the errors that they met.
    pub errors: u64,
    /// This turn's reasoning so far.
    pub reasoning: u64,
}

impl Sent {
    /// Each origin's name and its tokens, in the order in which a prompt has them.
    pub const fn parts(&self) -> [(&'static str, u64); 18] {
        [
            ("tools", self.tools),
            ("toolPrompt", self.tool_prompt),
            ("system", self.system),
            ("summary", self.summary),
            ("documentHistory", self.document_history),
            ("imageHistory", self.image_history),
            ("userHistory", self.user_history),
            ("toolHistory", self.tool_history),
            ("errorHistory", self.error_history),
            ("reasoningHistory", self.reasoning_history),
            ("outputHistory", self.output_history),
            ("retrieved", self.retrieved),
            ("documents", self.documents),
            ("images", self.images),
            ("user", self.user),
            ("toolResults", self.tool_results),
            ("errors", self.errors),
            ("reasoning", self.reasoning),
        ]
    }

    /// The whole prompt.
    pub const fn total(&self) -> u64 {
        self.fixed() + self.history() + self.of_turn()
    }

    /// What every call sends.
    pub const fn fixed(&self) -> u64 {
        self.tools + self.tool_prompt + self.system
    }

    /// What earlier turns left.
    pub const fn history(&self) -> u64 {
        self.summary
            + self.document_history
            + self.image_history
            + self.user_history
            + self.tool_history
            + self.error_history
            + self.reasoning_history
            + self.output_history
    }

    /// What this turn has brought so far.
    pub const fn of_turn(&self) -> u64 {
        self.retrieved
            + self.documents
            + self.images
            + self.user
            + self.tool_results
            + self.errors
            + self.reasoning
    }
}

/// Why a call is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallKind {
    /// It ends in tool use.
    Tools,
    /// It answers the user.
    Answer,
    /// It is another attempt of the call before, which failed.
    Retry,
    /// It summarises the history.
    Summary,
    /// It is one of a loop's.
    Loop,
}

/// One call: its prompt by origin and its usage by bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// The turn that it is part of, from 1.
    pub turn: u32,
    /// Its place among the turn's calls, from 1.
    pub number: u32,
    /// Why it is made.
    pub kind: CallKind,
    /// What was sent, by origin.
    pub sent: Sent,
    /// What it is billed by; its prompt buckets add up to [`Sent::total`].
    pub usage: Usage,
}

/// Keeps the ledger of a plan, call by call, at one end of its counts' bands; `cache` is the model's
/// caching, or `None` where caching is off. No loop is fallen into: see [`ledger_of`].
pub fn ledger(
    plan: &Plan,
    level: Level,
    cache: Option<&CachePolicy>,
) -> Result<Vec<Call>, PlanError> {
    ledger_of(plan, level, cache, &mut Evenly::new())
}

/// Keeps the ledger of the course of events that `chance` decides.
pub fn ledger_of(
    plan: &Plan,
    level: Level,
    cache: Option<&CachePolicy>,
    chance: &mut impl Chance,
) -> Result<Vec<Call>, PlanError> {
    plan.check()?;
    let mut calls = Vec::with_capacity(plan.turns.len());
    let mut talk = Talk::new(&plan.rules, cache)?;
    talk.begin(plan.fixed(level), plan.turns.len() as u32, chance);
    for turn in &plan.turns {
        let goes_on = talk.turn(&turn.at(level), chance, &mut |call| {
            calls.push(*call);
            Ok::<(), Infallible>(())
        });
        if goes_on == Ok(false) {
            break;
        }
    }
    Ok(calls)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_origin_is_in_the_total_once() {
        let mut sent = Sent { tools: 1, ..Sent::default() };
        let all = [
            &mut sent.tool_prompt,
            &mut sent.system,
            &mut sent.summary,
            &mut sent.document_history,
            &mut sent.image_history,
            &mut sent.user_history,
            &mut sent.tool_history,
            &mut sent.error_history,
            &mut sent.reasoning_history,
            &mut sent.output_history,
            &mut sent.retrieved,
            &mut sent.documents,
            &mut sent.images,
            &mut sent.user,
            &mut sent.tool_results,
            &mut sent.errors,
            &mut sent.reasoning,
        ];
        for (power, origin) in (1..).zip(all) {
            *origin = 1 << power;
        }
        assert_eq!(sent.total(), (1 << 18) - 1);
        assert_eq!(sent.parts().iter().map(|(_, tokens)| tokens).sum::<u64>(), sent.total());
    }
}
