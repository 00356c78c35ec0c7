//! The ledger: what each turn sends, and which buckets it is billed in.

use super::cache::CacheLedger;
use super::plan::{Level, Plan, PlanError};
use crate::pricing::CachePolicy;
use crate::usage::Usage;

/// What one prompt is made of, in tokens by origin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// The system prompt.
    pub system: u64,
    /// The tool schemas.
    pub tools: u64,
    /// User messages of earlier turns.
    pub user_history: u64,
    /// Answers of earlier turns.
    pub output_history: u64,
    /// This turn's user message.
    pub user: u64,
}

impl Sent {
    /// The whole prompt.
    pub const fn total(&self) -> u64 {
        self.system + self.tools + self.user_history + self.output_history + self.user
    }
}

/// One turn: a single call, its prompt by origin and its usage by bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// From 1.
    pub number: u32,
    /// What was sent, by origin.
    pub sent: Sent,
    /// What it is billed by; its prompt buckets add up to [`Sent::total`].
    pub usage: Usage,
}

/// Keeps the ledger of a plan, turn by turn, at one end of its counts' bands; `cache` is the model's
/// caching, or `None` where caching is off.
pub fn usages(
    plan: &Plan,
    level: Level,
    cache: Option<&CachePolicy>,
) -> Result<Vec<Turn>, PlanError> {
    plan.check()?;
    let mut cache = cache.map(CacheLedger::new);
    let mut sent =
        Sent { system: level.of(&plan.system), tools: level.of(&plan.tools), ..Sent::default() };
    let mut ledger = Vec::with_capacity(plan.turns.len());
    for (number, sizes) in (1..).zip(&plan.turns) {
        sent.user = level.of(&sizes.user);
        let output = level.of(&sizes.output);
        let prompt = sent.total();
        let in_prompt = match &mut cache {
            Some(cache) => cache.send(prompt),
            None => Usage { input: prompt, ..Usage::default() },
        };
        ledger.push(Turn { number, sent, usage: Usage { output, ..in_prompt } });
        sent.user_history += sent.user;
        sent.output_history += output;
    }
    Ok(ledger)
}
