//! What each bucket is called in FOCUS.

use crate::usage::Bucket;

/// How a bucket is metered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meter {
    /// FOCUS's `SkuMeter`.
    pub(super) name: &'static str,
    /// What is counted, as FOCUS's `UnitFormat` has it.
    pub(super) unit: &'static str,
    /// `TokenDirection` of FOCUS's 1.5 draft; `None` for what is neither sent nor answered.
    pub(super) direction: Option<&'static str>,
    /// `TokenCacheAction` of that draft.
    pub(super) action: Option<&'static str>,
}

impl Meter {
    /// The meter of a bucket.
    pub(super) const fn of(bucket: Bucket) -> Self {
        match bucket {
            Bucket::Input => Self::sent("Input Tokens", "Uncached"),
            Bucket::CacheRead => Self::sent("Cache Read Tokens", "Read"),
            Bucket::CacheWrite => Self::sent("Cache Write Tokens", "Write"),
            Bucket::CacheWrite1h => Self::sent("Cache Write 1h Tokens", "Write"),
            Bucket::CacheWrite12h => Self::sent("Cache Write 12h Tokens", "Write"),
            Bucket::InputAudio => Self::sent("Input Audio Tokens", "Uncached"),
            Bucket::CacheReadAudio => Self::sent("Cache Read Audio Tokens", "Read"),
            Bucket::InputImage => Self::sent("Input Image Tokens", "Uncached"),
            Bucket::Output => Self::answered("Output Tokens"),
            Bucket::Reasoning => Self::answered("Reasoning Tokens"),
            Bucket::OutputAudio => Self::answered("Output Audio Tokens"),
            Bucket::Training => Self::other("Training Tokens", "Tokens"),
            Bucket::CacheStorage => Self::other("Cache Storage", "Token-Hours"),
            Bucket::WebSearches => Self::other("Web Searches", "Searches"),
            Bucket::FileSearches => Self::other("File Searches", "Searches"),
            Bucket::CodeExecutionHours => Self::other("Code Execution", "Hours"),
        }
    }

    const fn sent(name: &'static str, action: &'static str) -> Self {
        Self { name, unit: "Tokens", direction: Some("Input"), action: Some(action) }
    }

    const fn answered(name: &'static str) -> Self {
        Self { name, unit: "Tokens", direction: Some("Output"), action: None }
    }

    const fn other(name: &'static str, unit: &'static str) -> Self {
        Self { name, unit, direction: None, action: None }
    }
}
