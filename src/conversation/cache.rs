//! The prompt cache of one conversation: what of each prompt is read, written or paid in full.
//!
//! The cache at its best, as the providers describe it: the next turn comes before the time to live
//! is over, nothing in the prefix changes, and every lookup that can hit does.
//!
//! - *Explicit* (Anthropic): breakpoints after tools and system and at the end of each prompt. What the
//!   previous prompt wrote is read; all that is new is written.
//! - *Automatic* (GPT, Gemini): the previous prompt is the longest prefix seen; it is read in steps of
//!   the provider's increment. The rest is written where the provider charges for writing, else paid
//!   in full.
//!
//! A prefix shorter than the model's minimum is silently not cached.

use crate::pricing::{CacheMode, CachePolicy, CacheWrites};
use crate::usage::Usage;

/// The state of a prompt cache between the turns of one conversation.
#[derive(Clone, Debug)]
pub struct CacheLedger<'a> {
    policy: &'a CachePolicy,
    /// Tokens of the longest prefix that is in the cache.
    held: u64,
}

impl<'a> CacheLedger<'a> {
    /// An empty cache under a model's rules.
    pub const fn new(policy: &'a CachePolicy) -> Self {
        Self { policy, held: 0 }
    }

    /// Sends a prompt of `prompt` tokens that begins with everything sent before, and says which
    /// buckets it falls into.
    pub fn send(&mut self, prompt: u64) -> Usage {
        let read = self.readable().min(prompt);
        let new = prompt - read;
        // Where no minimum is published, none is assumed: the cache at its best.
        let long_enough = self.policy.min_tokens.is_none_or(|least| prompt >= least);
        let cacheable = self.policy.mode != CacheMode::None && long_enough;
        if cacheable {
            self.held = prompt;
        }
        if cacheable && self.policy.writes == CacheWrites::OwnRate {
            Usage { cache_read: read, cache_write: new, ..Usage::default() }
        } else {
            Usage { cache_read: read, input: new, ..Usage::default() }
        }
    }

    /// How many tokens of the held prefix a hit reads.
    const fn readable(&self) -> u64 {
        match self.policy.read_increment {
            Some(step) if step > 1 => self.held - self.held % step,
            _ => self.held,
        }
    }
}
