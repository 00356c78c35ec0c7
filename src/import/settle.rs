//! A recorded usage as another model's cache, or another use of the cache, would have billed it.
//!
//! The number of tokens stays as recorded: how another tokenizer would cut the same text is not known
//! from figures. Only the buckets move, and none is lost: the prompt is as long as it was.
//!
//! A cache at its best is the one that a conversation's ledger keeps, and lives by the time that really
//! passed between the calls; where a record does not tell when they were made, none has passed. Its entries
//! live as long as the record says they were written for ([`Lives`]), where the model's cache offers that.

use std::collections::HashMap;
use std::sync::Arc;

use super::call::{Call, Requests};
use super::lives::Lives;
use super::price::CacheUse;
use super::seen::waited;
use crate::conversation::{CacheLedger, Caching, Evenly, Prompt};
use crate::pricing::{CacheMode, CachePolicy};
use crate::usage::{Bucket, Usage};

/// What a conversation's prompts leave in the caches of the models that it is with.
#[derive(Debug, Default)]
pub(super) struct Caches<'c>(HashMap<Arc<str>, Kept<'c>>);

impl Caches<'_> {
    /// Takes in for how long a call wrote that this model will have: before the first one is sent.
    pub(super) fn expect(&mut self, model: Arc<str>, call: &Call) {
        let kept = self.0.entry(model).or_default();
        kept.lives = kept.lives.and(call);
    }
}

/// The cache of one model, and the call that used it last.
#[derive(Debug, Default)]
struct Kept<'c> {
    /// For how long the model's calls were written to a cache.
    lives: Lives,
    /// `None` before the first call.
    ledger: Option<CacheLedger>,
    last: Option<&'c Call>,
}

/// The usage to be priced of a call of this model.
pub(super) fn usage<'c>(
    call: &'c Call,
    cache_use: CacheUse,
    (model, policy): (&Arc<str>, &CachePolicy),
    caches: Option<&mut Caches<'c>>,
) -> Usage {
    match (cache_use, caches) {
        (CacheUse::Off, _) => in_full(call.usage),
        (CacheUse::Best, Some(caches)) if call.requests == Requests::One => {
            caches.0.entry(Arc::clone(model)).or_default().send(call, policy)
        }
        _ if policy.mode == CacheMode::None => in_full(call.usage),
        _ => by_lives(call.usage, policy),
    }
}

/// Everything paid in full.
#[inline(never)]
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
#[inline(never)]
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

impl<'c> Kept<'c> {
    /// Sends a prompt that begins with the one before it, if it is as long; a shorter one begins anew, as
    /// after a compaction.
    #[inline(never)]
    fn send(&mut self, call: &'c Call, policy: &CachePolicy) -> Usage {
        let usage = in_full(call.usage);
        if self.ledger.is_none() {
            let ttl = self.lives.ttl(policy).map(|ttl| ttl.id.clone());
            self.ledger = CacheLedger::new(policy, &Caching { ttl, ..Caching::default() }).ok();
        }
        // The life is one that the policy has: there is no other to ask for.
        let Some(ledger) = &mut self.ledger else { return usage };
        if let Some(last) = self.last.replace(call) {
            ledger.wait(waited(last, call).unwrap_or_default());
            if usage.input < in_full(last.usage).input {
                ledger.clear();
            }
        }
        let prompt = Prompt { tools: 0, fixed: 0, total: usage.input, blocks: 0 };
        let sent = ledger.send(prompt, &mut Evenly::new());
        // What is no text stays as it is.
        let mut settled = Usage { input: 0, ..usage };
        for (bucket, tokens) in sent.used() {
            *settled.get_mut(bucket) = tokens;
        }
        settled
    }
}
