//! For how long recorded calls wrote to the cache: what its entries are judged by where it is kept again.
//!
//! A record says it token by token (Anthropic bills a write for an hour at twice the input's rate, one for
//! five minutes at 1.25 times), a conversation's cache has one life. It is the one for which most tokens were
//! written: so the fewest are charged at a rate that was not theirs. Where two come to the same, the shorter.

use super::call::Call;
use crate::pricing::{CachePolicy, Ttl};
use crate::usage::Bucket;

/// Tokens that were written to a cache, by the life of the entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lives {
    /// For the channel's usual time.
    pub usual: u64,
    /// For an hour.
    pub hour: u64,
    /// For twelve hours.
    pub twelve_hours: u64,
}

impl Lives {
    /// What these calls wrote.
    pub(super) fn of<'c>(calls: impl IntoIterator<Item = &'c Call>) -> Self {
        calls.into_iter().fold(Self::default(), Self::and)
    }

    /// This, and what another call wrote.
    #[must_use]
    #[inline(never)]
    pub(super) const fn and(mut self, call: &Call) -> Self {
        self.usual = self.usual.saturating_add(call.usage.cache_write);
        self.hour = self.hour.saturating_add(call.usage.cache_write_1h);
        self.twelve_hours = self.twelve_hours.saturating_add(call.usage.cache_write_12h);
        self
    }

    /// Whether anything was written for longer than usual.
    pub const fn has_longer(&self) -> bool {
        self.hour > 0 || self.twelve_hours > 0
    }

    /// Whether tokens were written for more than one life.
    pub fn is_mixed(&self) -> bool {
        [self.usual, self.hour, self.twelve_hours].into_iter().filter(|tokens| *tokens > 0).count()
            > 1
    }

    /// The life of the entries in a cache of this policy; `None` for its usual one. What it does not offer is
    /// written for the usual time, as a replay bills it.
    #[inline(never)]
    pub(super) fn ttl<'p>(&self, policy: &'p CachePolicy) -> Option<&'p Ttl> {
        let offered = |bucket: Bucket| {
            policy.ttls.iter().find(|ttl| ttl.write == bucket.key() && !ttl.explicit_only)
        };
        let mut most = (None, self.usual);
        let longer =
            [(Bucket::CacheWrite1h, self.hour), (Bucket::CacheWrite12h, self.twelve_hours)];
        for (_, tokens) in longer.iter().filter(|(bucket, _)| offered(*bucket).is_none()) {
            most.1 = most.1.saturating_add(*tokens);
        }
        for (bucket, tokens) in longer {
            if let Some(ttl) = offered(bucket).filter(|_| tokens > most.1) {
                most = (Some(ttl), tokens);
            }
        }
        most.0
    }
}
