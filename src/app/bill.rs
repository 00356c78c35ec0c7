//! The buckets of a bill as a reader sees them: four colours and a few plain names.

use super::dates::day;
use super::numbers::whole;
use crate::money::Money;
use crate::pricing::{Cost, Line, Threshold};
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

/// A line's rate: `$6.25`, `$5.00 \u{d7} 1.1`.
pub(super) fn rate(line: &Line) -> String {
    let Some(rate) = line.rate else { return "unpriced".to_owned() };
    line.factors
        .iter()
        .fold(rate.price(), |text, factor| format!("{text} \u{d7} {}", factor.factor))
}

/// Where a line's figure comes from, sentence by sentence.
pub(super) fn why(line: &Line) -> Vec<String> {
    let row = &line.row;
    let mut sentences = Vec::new();
    sentences.push(match (line.rate, line.amount) {
        (Some(_), Some(amount)) => {
            let per = if line.per == 1_000_000 { "million".to_owned() } else { whole(line.per) };
            format!("{} at {} per {per} = ${amount}.", whole(line.tokens), rate(line))
        }
        _ => "No source gives a rate for this; it is left out of the sum, not counted as nothing."
            .to_owned(),
    });
    if let Some(bucket) = line.charged_as {
        sentences.push(format!("Charged as {}.", name(bucket).to_ascii_lowercase()));
    }
    for factor in &line.factors {
        sentences.push(format!("{}: {}\u{d7}.", factor.name, factor.factor));
    }
    match row.band {
        Some(Threshold::Over(tokens)) => sentences
            .push(format!("Long-context rate, for prompts of more than {} tokens.", whole(tokens))),
        Some(Threshold::AtLeast(tokens)) => sentences
            .push(format!("Long-context rate, for prompts of {} tokens or more.", whole(tokens))),
        None => {}
    }
    let until = row.to.map(|to| format!(" until before {}", day(to))).unwrap_or_default();
    sentences.push(format!(
        "Price row from {}{until}, gathered {}, confidence {:?}.",
        day(row.from),
        day(row.retrieved_at),
        row.confidence,
    ));
    sentences.extend(row.note.clone());
    sentences.push(format!("Sources: {}.", row.sources.join("; ")));
    sentences
}
