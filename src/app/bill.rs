//! The buckets of a bill as a reader sees them: four colours and a few plain names.

use crate::money::Money;
use crate::pricing::Cost;
use crate::usage::{Bucket, Unit};

/// The colour that a bucket has everywhere on the page, in the order in which bars are stacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Read from the cache.
    Read,
    /// Written to the cache.
    Write,
    /// Input paid in full.
    Input,
    /// What the model produced.
    Output,
    /// Fees by the call and by the hour.
    Fee,
}

impl Kind {
    /// The kind of a bucket.
    pub(super) const fn of(bucket: Bucket) -> Self {
        match bucket {
            Bucket::CacheRead | Bucket::CacheReadAudio => Self::Read,
            Bucket::CacheWrite | Bucket::CacheWrite1h | Bucket::CacheWrite12h => Self::Write,
            _ => match bucket.unit() {
                Unit::Prompt => Self::Input,
                Unit::Completion => Self::Output,
                Unit::Storage | Unit::Fee => Self::Fee,
            },
        }
    }

    /// The class that colours it.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Input => "in",
            Self::Output => "out",
            Self::Fee => "fee",
        }
    }
}

/// What a bucket is called on the page.
pub(super) const fn name(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Input => "Input, in full",
        Bucket::CacheRead => "Cache read",
        Bucket::CacheWrite => "Cache write",
        Bucket::CacheWrite1h => "Cache write, 1 hour",
        Bucket::CacheWrite12h => "Cache write, 12 hours",
        Bucket::InputAudio => "Audio input",
        Bucket::CacheReadAudio => "Audio cache read",
        Bucket::InputImage => "Image input",
        Bucket::Output => "Output",
        Bucket::Reasoning => "Reasoning",
        Bucket::OutputAudio => "Audio output",
        Bucket::Training => "Training",
        Bucket::CacheStorage => "Cache storage",
        Bucket::WebSearches => "Web searches",
        Bucket::FileSearches => "File searches",
        Bucket::CodeExecutionHours => "Code execution",
    }
}

/// The priced parts of one call's cost.
pub(super) fn turn_parts(cost: &Cost) -> impl Iterator<Item = (Kind, Money)> {
    cost.lines.iter().filter_map(|line| line.amount.map(|amount| (Kind::of(line.bucket), amount)))
}
