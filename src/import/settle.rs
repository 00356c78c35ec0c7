//! A recorded usage as another model's cache, or another use of the cache, would have billed it.
//!
//! The number of tokens stays as recorded: how another tokenizer would cut the same text is not known
//! from figures. Only the buckets move, and none is lost: the prompt is as long as it was.

use super::call::{Call, Requests};
use super::price::CacheUse;
use crate::pricing::{CacheMode, CachePolicy, CacheWrites};
use crate::usage::{Bucket, Usage};

/// What the conversation's last prompt left in the cache.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cache {
    /// Tokens of the prefix that is held.
    held: u64,
}

/// The usage to be priced.
pub(super) fn usage(
    call: &Call,
    cache_use: CacheUse,
    policy: &CachePolicy,
    cache: Option<&mut Cache>,
) -> Usage {
    match (cache_use, cache) {
        (CacheUse::Off, _) => in_full(call.usage),
        (CacheUse::Best, Some(cache)) if call.requests == Requests::One => {
            cache.send(in_full(call.usage), policy)
        }
        _ if policy.mode == CacheMode::None => in_full(call.usage),
        _ => by_lives(call.usage, policy),
    }
}

/// Everything paid in full.
fn in_full(mut usage: Usage) -> Usage {
    for bucket in
        [Bucket::CacheRead, Bucket::CacheWrite, Bucket::CacheWrite1h, Bucket::CacheWrite12h]
    {
        move_all(&mut usage, bucket, Bucket::Input);
    }
    move_all(&mut usage, Bucket::CacheReadAudio, Bucket::InputAudio);
    usage
}

/// Writes whose life the channel does not offer have its default one.
fn by_lives(mut usage: Usage, policy: &CachePolicy) -> Usage {
    let offered = |bucket: Bucket| policy.ttls.iter().any(|ttl| ttl.write == bucket.key());
    for bucket in [Bucket::CacheWrite1h, Bucket::CacheWrite12h] {
        if !offered(bucket) {
            move_all(&mut usage, bucket, Bucket::CacheWrite);
        }
    }
    usage
}

fn move_all(usage: &mut Usage, from: Bucket, to: Bucket) {
    let amount = std::mem::take(usage.get_mut(from));
    let slot = usage.get_mut(to);
    *slot = slot.saturating_add(amount);
}

impl Cache {
    /// Sends a prompt that begins with the one before it, if it is as long; a shorter one begins anew, as
    /// after a compaction.
    fn send(&mut self, mut usage: Usage, policy: &CachePolicy) -> Usage {
        let prompt = usage.input;
        let long_enough = policy.min_tokens.is_none_or(|least| prompt >= least);
        if policy.mode == CacheMode::None || !long_enough {
            self.held = 0;
            return usage;
        }
        let step = policy.read_increment.filter(|step| *step > 1).unwrap_or(1);
        let read = if prompt >= self.held { self.held - self.held % step } else { 0 };
        self.held = prompt;
        usage.cache_read = read;
        usage.input = prompt - read;
        if policy.writes == CacheWrites::OwnRate {
            move_all(&mut usage, Bucket::Input, Bucket::CacheWrite);
        }
        usage
    }
}
