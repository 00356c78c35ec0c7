//! The prompt cache of one conversation: what of each prompt is read, written or paid in full.
//!
//! - *Explicit* (Anthropic): breakpoints after tools, after the system prompt and at the end of each
//!   prompt. What the previous prompt wrote is read; all that is new is written. A prefix that changes
//!   falls back to the last breakpoint before the change: "cache prefixes are created in the following
//!   order: tools, system, then messages" (Anthropic's page on prompt caching). From the end of a prompt an
//!   entry is found only so many blocks back (`lookback` in the price book); one that lies farther back is as
//!   good as none, and what is read then ends at a breakpoint of the fixed parts.
//! - *Automatic* (GPT, Gemini): the previous prompt is the longest prefix seen; what of it is unchanged
//!   is read in steps of the provider's increment. The rest is written where the provider charges for
//!   writing, else paid in full.
//!
//! A prefix shorter than the model's minimum is silently not cached. An entry's life runs from its last
//! use, where a hit renews it, and is over when as many seconds have passed; an unpublished life never
//! is. After a miss, and after an expiry, the whole prompt is written again.

use super::chance::Chance;
use super::plan::PlanError;
use super::rules::{Caching, Extent};
use crate::pricing::{CacheMode, CachePolicy, CacheWrites, Refresh};
use crate::usage::{Bucket, Usage};

/// The state of a prompt cache between the calls of one conversation.
#[derive(Clone, Debug)]
pub struct CacheLedger {
    manner: Manner,
    /// The prefixes that are in the cache, ascending. Automatic caches have one.
    held: Vec<Prefix>,
    /// Seconds since the entries were last used, or written where use does not renew them.
    age: u64,
}

/// A prefix that is in the cache.
#[derive(Clone, Copy, Debug, Default)]
struct Prefix {
    /// Its tokens.
    end: u64,
    /// Its positions behind the fixed parts.
    blocks: u64,
}

/// How a model's cache works, as a conversation uses it.
#[derive(Clone, Copy, Debug)]
struct Manner {
    mode: CacheMode,
    least: u64,
    step: u64,
    /// How many positions from a breakpoint on are looked at, itself included; all where `None`.
    lookback: Option<u64>,
    /// Where written tokens go; `None` where writing has no rate of its own.
    write: Option<Bucket>,
    life: Option<u64>,
    renewed: bool,
    hit_per_mille: u16,
    extent: Extent,
}

/// A prompt's length, in tokens, where its fixed parts end, and what it has behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// The end of the tool schemas, which come first.
    pub tools: u64,
    /// The end of the system prompt.
    pub fixed: u64,
    /// The whole.
    pub total: u64,
    /// The positions behind the fixed parts: blocks of content, a run of tool calls or of results being one.
    pub blocks: u64,
}

impl CacheLedger {
    /// An empty cache under a model's rules.
    ///
    /// # Errors
    /// [`PlanError::UnknownTtl`] for a life that the channel has not.
    pub fn new(policy: &CachePolicy, caching: &Caching) -> Result<Self, PlanError> {
        let ttl = match &caching.ttl {
            Some(asked) if policy.mode != CacheMode::None => {
                let known = policy.ttls.iter().find(|ttl| ttl.id == *asked);
                Some(known.ok_or_else(|| PlanError::UnknownTtl {
                    asked: asked.clone(),
                    known: policy.ttls.iter().map(|ttl| ttl.id.clone()).collect(),
                })?)
            }
            // A choice of life says nothing to a model that caches nothing.
            _ => policy.default_ttl(),
        };
        let bucket = |key: &str| Bucket::ALL.iter().copied().find(|bucket| bucket.key() == key);
        let write = ttl.and_then(|ttl| bucket(&ttl.write)).unwrap_or(Bucket::CacheWrite);
        let manner = Manner {
            mode: policy.mode,
            // Where no minimum is published, none is assumed: the cache at its best.
            least: policy.min_tokens.unwrap_or_default(),
            step: policy.read_increment.unwrap_or(1).max(1),
            lookback: policy.lookback.map(u64::from),
            write: (policy.writes == CacheWrites::OwnRate).then_some(write),
            life: ttl.map(|ttl| ttl.seconds),
            renewed: ttl.is_none_or(|ttl| ttl.refresh == Refresh::OnHit),
            hit_per_mille: caching.hit_per_mille,
            extent: caching.extent_on(policy).unwrap_or_default(),
        };
        Ok(Self { manner, held: Vec::new(), age: 0 })
    }

    /// Forgets everything, as at the start of another conversation.
    pub fn clear(&mut self) {
        self.held.clear();
        self.age = 0;
    }

    /// Lets time pass.
    pub fn wait(&mut self, seconds: u64) {
        self.age = self.age.saturating_add(seconds);
        if self.manner.life.is_some_and(|life| self.age >= life) {
            self.clear();
        }
    }

    /// Says that the next prompt has only so many first tokens in common with the last one.
    pub fn changed_after(&mut self, prefix: u64) {
        while let Some(last) = self.held.last_mut().filter(|last| last.end > prefix) {
            if self.manner.mode == CacheMode::Automatic && prefix > 0 {
                last.end = prefix;
            } else {
                self.held.pop();
            }
        }
    }

    /// Says that a fixed part has changed, `prefix` tokens from the start. In which order an automatic
    /// cache has tools and system prompt is not published: nothing is taken to be left of it.
    pub fn fixed_part_changed_after(&mut self, prefix: u64) {
        let explicit = self.manner.mode == CacheMode::Explicit;
        self.changed_after(if explicit { prefix } else { 0 });
    }

    /// Sends a prompt, and says which buckets it falls into.
    pub fn send(&mut self, prompt: Prompt, chance: &mut impl Chance) -> Usage {
        let manner = self.manner;
        // What is behind the last breakpoint is paid in full.
        let marked = match manner.extent {
            Extent::Whole => prompt.total,
            Extent::Fixed => prompt.fixed,
        };
        if manner.mode == CacheMode::None || marked < manner.least {
            return Usage { input: prompt.total, ..Usage::default() };
        }
        let readable = self.readable(prompt).min(marked);
        let read = match readable {
            0 => 0,
            _ => chance.read(readable, manner.hit_per_mille).min(readable),
        };
        if manner.renewed || self.held.is_empty() {
            self.age = 0;
        }
        self.hold(prompt, marked);
        let mut usage =
            Usage { cache_read: read, input: prompt.total - marked, ..Usage::default() };
        match manner.write {
            Some(write) => *usage.get_mut(write) = marked - read,
            None => usage.input += marked - read,
        }
        usage
    }

    /// How many tokens of the held prefixes a hit reads.
    fn readable(&self, prompt: Prompt) -> u64 {
        let near = |held: &&Prefix| {
            let back = prompt.blocks.saturating_sub(held.blocks);
            held.end <= prompt.fixed || self.manner.lookback.is_none_or(|most| back < most)
        };
        let held = self.held.iter().rev().find(near).map_or(0, |held| held.end);
        let readable = held - held % self.manner.step;
        if readable < self.manner.least { 0 } else { readable }
    }

    fn hold(&mut self, prompt: Prompt, marked: u64) {
        let blocks = if marked > prompt.fixed { prompt.blocks } else { 0 };
        let whole = Prefix { end: marked, blocks };
        if self.manner.mode == CacheMode::Automatic {
            self.held.clear();
            self.held.push(whole);
            return;
        }
        let fixed = [prompt.tools, prompt.fixed].map(|end| Prefix { end, blocks: 0 });
        for breakpoint in fixed.into_iter().chain([whole]) {
            let last = self.held.last().copied().unwrap_or_default();
            if breakpoint.end > last.end && breakpoint.end >= self.manner.least {
                self.held.push(breakpoint);
            }
        }
    }
}
