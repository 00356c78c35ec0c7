//! The buckets that one request is billed by. No token is ever in two of them.
//!
//! Everything to the left of a [`Usage`] is about tokens, everything to the right of it about
//! money. Providers report overlapping totals (cached tokens inside the input, reasoning inside the
//! output); whoever makes a `Usage` takes them apart first.

use serde::{Deserialize, Serialize};

/// The most tokens or units that one bucket of one request may hold: far beyond any real request,
/// and small enough that exact money never overflows.
pub const MOST_PER_BUCKET: u64 = 10_000_000_000;

macro_rules! buckets {
    ($($(#[$doc:meta])* $field:ident $variant:ident $key:literal $unit:ident;)+) => {
        /// Disjoint amounts of one request. Tokens, but for the fields that say otherwise.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", default, deny_unknown_fields)]
        pub struct Usage {
            $($(#[$doc])* #[serde(skip_serializing_if = "is_zero")] pub $field: u64,)+
        }

        /// The name of one bucket of a [`Usage`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub enum Bucket {
            $($(#[$doc])* $variant,)+
        }

        impl Bucket {
            /// Every bucket, in the order in which a bill lists them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The key of this bucket's rate in a price file, such as `cache_read`.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }

            /// What this bucket counts.
            pub const fn unit(self) -> Unit {
                match self { $(Self::$variant => Unit::$unit,)+ }
            }
        }

        impl Usage {
            /// How much is in a bucket.
            pub const fn get(&self, bucket: Bucket) -> u64 {
                match bucket { $(Bucket::$variant => self.$field,)+ }
            }

            /// The bucket, to change it.
            pub const fn get_mut(&mut self, bucket: Bucket) -> &mut u64 {
                match bucket { $(Bucket::$variant => &mut self.$field,)+ }
            }
        }
    };
}

/// What a bucket counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Tokens of the prompt: they decide the long-context band.
    Prompt,
    /// Tokens that the model produced.
    Completion,
    /// Tokens held in a cache for an hour.
    Storage,
    /// Calls of something that is billed by the call.
    Fee,
}

buckets! {
    /// Prompt tokens that are paid in full: neither read from a cache nor written to one.
    input Input "input" Prompt;
    /// Prompt tokens read from a cache.
    cache_read CacheRead "cache_read" Prompt;
    /// Prompt tokens written to a cache with the channel's default time to live.
    cache_write CacheWrite "cache_write" Prompt;
    /// Prompt tokens written to a cache for one hour.
    cache_write_1h CacheWrite1h "cache_write_1h" Prompt;
    /// Prompt tokens written to a cache for twelve hours.
    cache_write_12h CacheWrite12h "cache_write_12h" Prompt;
    /// Audio in the prompt, in tokens.
    input_audio InputAudio "input_audio" Prompt;
    /// Audio in the prompt that was read from a cache, in tokens.
    cache_read_audio CacheReadAudio "cache_read_audio" Prompt;
    /// Images in the prompt where a channel prices them apart from text, in tokens.
    input_image InputImage "input_image" Prompt;
    /// Visible output tokens.
    output Output "output" Completion;
    /// Reasoning ("thinking") tokens; billed at the output rate unless a channel prices them apart.
    reasoning Reasoning "reasoning" Completion;
    /// Audio in the answer, in tokens.
    output_audio OutputAudio "output_audio" Completion;
    /// Tokens trained on: tokens of the training file times epochs.
    training Training "training" Completion;
    /// Explicit cache storage, in token-hours.
    cache_storage CacheStorage "cache_storage_per_mtok_hour" Storage;
    /// Web searches, or grounding queries.
    web_searches WebSearches "web_search" Fee;
    /// File searches.
    file_searches FileSearches "file_search" Fee;
    /// Hours of code execution containers.
    code_execution_hours CodeExecutionHours "code_execution" Fee;
}

// On wasm32 the lint is silent, as a reference is smaller there: hence not `expect`.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_zero(value: &u64) -> bool {
    *value == 0
}

impl Usage {
    /// Every bucket that holds something, in the order of a bill.
    pub fn used(&self) -> impl Iterator<Item = (Bucket, u64)> {
        Bucket::ALL
            .iter()
            .map(|bucket| (*bucket, self.get(*bucket)))
            .filter(|(_, amount)| *amount > 0)
    }

    /// The whole prompt: in full, read from a cache and written to one. It decides the long-context
    /// band and fills the context window.
    pub fn prompt_total(&self) -> u64 {
        self.sum_of(Unit::Prompt)
    }

    /// Everything the model produced.
    pub fn completion_total(&self) -> u64 {
        self.output.saturating_add(self.reasoning).saturating_add(self.output_audio)
    }

    /// Bucket by bucket, this usage and another together.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        for bucket in Bucket::ALL {
            let slot = self.get_mut(*bucket);
            *slot = slot.saturating_add(other.get(*bucket));
        }
        self
    }

    /// Bucket by bucket, this usage so many times.
    #[must_use]
    pub fn times(mut self, count: u64) -> Self {
        for bucket in Bucket::ALL {
            let slot = self.get_mut(*bucket);
            *slot = slot.saturating_mul(count);
        }
        self
    }

    /// The first bucket that holds more than [`MOST_PER_BUCKET`].
    pub fn oversized(&self) -> Option<Bucket> {
        Bucket::ALL.iter().copied().find(|bucket| self.get(*bucket) > MOST_PER_BUCKET)
    }

    fn sum_of(&self, unit: Unit) -> u64 {
        Bucket::ALL
            .iter()
            .filter(|bucket| bucket.unit() == unit)
            .fold(0, |sum: u64, bucket| sum.saturating_add(self.get(*bucket)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prompt_is_every_prompt_bucket_once() {
        let usage =
            Usage { input: 1, cache_read: 20, cache_write: 300, output: 4_000, ..Usage::default() };
        assert_eq!(usage.prompt_total(), 321);
        assert_eq!(usage.completion_total(), 4_000);
    }

    #[test]
    fn the_json_form_is_camel_case_and_strict() {
        let usage: Usage =
            serde_json::from_str(r#"{"input":5,"cacheRead":7,"cacheWrite1h":9}"#).unwrap();
        assert_eq!((usage.input, usage.cache_read, usage.cache_write_1h), (5, 7, 9));
        assert!(serde_json::from_str::<Usage>(r#"{"cached":7}"#).is_err());
        assert_eq!(
            serde_json::to_string(&usage).unwrap(),
            r#"{"input":5,"cacheRead":7,"cacheWrite1h":9}"#
        );
    }
}
