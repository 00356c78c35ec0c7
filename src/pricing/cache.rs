//! How a channel caches prompts: what a conversation needs to know to fill the cache buckets.

use serde::{Deserialize, Serialize};

use crate::pricing::catalogue::{Channel, Model};
use crate::pricing::row::Confidence;

/// How prompts are cached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CachePolicy {
    /// Who decides what is cached.
    pub mode: CacheMode,
    /// The shortest prompt that is cached, in tokens, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_tokens: Option<u64>,
    /// Whether writing has a rate of its own.
    pub writes: CacheWrites,
    /// Whether keeping an entry is charged by the hour.
    pub storage: CacheStorage,
    /// What happens to a prompt below the minimum.
    pub below_minimum: BelowMinimum,
    /// Cached tokens are reported in multiples of this many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_increment: Option<u64>,
    /// From the end of a prompt an entry is found at most so many positions back, the end itself being the
    /// first: blocks of content, where a run of tool calls is one, and a run of their results. `None`
    /// where there is no such limit, or none is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lookback: Option<u32>,
    /// How long entries live, the default first; empty where that is not published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ttls: Vec<Ttl>,
    /// How well this is supported.
    pub confidence: Confidence,
    /// The sources that say so.
    pub sources: Vec<String>,
}

/// What a model changes in its channel's policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CacheOverride {
    /// Replaces [`CachePolicy::mode`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<CacheMode>,
    /// Replaces [`CachePolicy::writes`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub writes: Option<CacheWrites>,
    /// Replaces [`CachePolicy::storage`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage: Option<CacheStorage>,
    /// Replaces [`CachePolicy::read_increment`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_increment: Option<u64>,
    /// Replaces [`CachePolicy::ttls`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttls: Option<Vec<Ttl>>,
}

/// Who decides what is cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CacheMode {
    /// The caller marks breakpoints.
    Explicit,
    /// The provider, on every prompt.
    Automatic,
    /// Nothing is cached.
    None,
}

/// Whether writing to the cache has a rate of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CacheWrites {
    /// Yes: an absent write rate is unknown.
    OwnRate,
    /// No: written tokens are input tokens.
    Input,
}

/// Whether keeping an entry is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CacheStorage {
    /// Entries are kept free of charge.
    Free,
    /// Caches that the caller creates pay by the hour; automatic ones do not.
    Explicit,
    /// There is no cache to keep by the hour.
    None,
}

/// What happens to a prompt below the minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BelowMinimum {
    /// It is processed without caching, and nothing says so.
    NotCached,
    /// Not published.
    Unknown,
}

/// How long an entry lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ttl {
    /// Such as `5m`.
    pub id: String,
    /// Its life in seconds; where a range is published, the shorter end.
    pub seconds: u64,
    /// The key of the bucket that a write with this life goes to.
    pub write: String,
    /// What renews it.
    pub refresh: Refresh,
    /// Whether it is the life of caches that the caller creates, on a channel that otherwise caches by
    /// itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub explicit_only: bool,
}

/// What renews a cache entry's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refresh {
    /// Each read, free of charge.
    OnHit,
    /// Nothing.
    Never,
}

impl CachePolicy {
    /// The policy of a channel as a model changes it.
    pub fn of(channel: &Channel, model: &Model) -> Self {
        let mut policy = channel.cache.clone();
        if model.cache_min_tokens.is_some() {
            policy.min_tokens = model.cache_min_tokens;
        }
        if let Some(change) = &model.cache {
            policy.mode = change.mode.unwrap_or(policy.mode);
            policy.writes = change.writes.unwrap_or(policy.writes);
            policy.storage = change.storage.unwrap_or(policy.storage);
            policy.read_increment = change.read_increment.or(policy.read_increment);
            if let Some(ttls) = &change.ttls {
                policy.ttls.clone_from(ttls);
            }
        }
        if policy.mode != CacheMode::Explicit {
            policy.lookback = None;
        }
        if policy.mode == CacheMode::None {
            policy.ttls.clear();
            policy.min_tokens = None;
            policy.read_increment = None;
        }
        policy
    }

    /// The life that an entry has unless the caller asks for another; `None` where nothing is cached
    /// or the life is not published.
    pub fn default_ttl(&self) -> Option<&Ttl> {
        self.ttls.iter().find(|ttl| !ttl.explicit_only)
    }
}
