//! The figures of one call as its provider reports them, before they are taken apart.
//!
//! Providers report overlapping totals, and not the same ones. Rows of one call (a streamed answer is
//! written down several times) are merged figure by figure *as reported*; only then the totals are
//! taken apart into the disjoint buckets of a [`Usage`].

use super::error::RowError;
use crate::usage::Usage;

/// What a total of the prompt's tokens includes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Input {
    /// Cached tokens too, read and written: `OpenAI`, Gemini, OpenTelemetry, `LiteLLM`.
    #[default]
    Whole,
    /// Only what was neither read from a cache nor written to one: Anthropic.
    Uncached,
}

/// Figures as reported, in tokens or calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reported {
    /// What `input` includes.
    pub(super) counts: Input,
    /// The prompt, as `counts` says.
    pub(super) input: u64,
    /// Read from a cache.
    pub(super) cache_read: u64,
    /// Written to a cache, whatever the time to live.
    pub(super) cache_write: u64,
    /// Of that, for five minutes, where it is told apart.
    pub(super) cache_write_5m: u64,
    /// Of that, for one hour.
    pub(super) cache_write_1h: u64,
    /// Of that, for twelve hours.
    pub(super) cache_write_12h: u64,
    /// Audio in the prompt, included in `input`.
    pub(super) input_audio: u64,
    /// The whole answer, reasoning and audio included.
    pub(super) output: u64,
    /// Reasoning, included in `output`.
    pub(super) reasoning: u64,
    /// Audio in the answer, included in `output`.
    pub(super) output_audio: u64,
    /// Web searches.
    pub(super) web_searches: u64,
}

macro_rules! each_figure {
    ($one:ident, $other:ident, $how:ident) => {
        Reported {
            counts: $one.counts,
            input: $one.input.$how($other.input),
            cache_read: $one.cache_read.$how($other.cache_read),
            cache_write: $one.cache_write.$how($other.cache_write),
            cache_write_5m: $one.cache_write_5m.$how($other.cache_write_5m),
            cache_write_1h: $one.cache_write_1h.$how($other.cache_write_1h),
            cache_write_12h: $one.cache_write_12h.$how($other.cache_write_12h),
            input_audio: $one.input_audio.$how($other.input_audio),
            output: $one.output.$how($other.output),
            reasoning: $one.reasoning.$how($other.reasoning),
            output_audio: $one.output_audio.$how($other.output_audio),
            web_searches: $one.web_searches.$how($other.web_searches),
        }
    };
}

impl Reported {
    /// Two rows of the same call: the larger of each figure, as a stream counts upwards.
    pub(super) fn larger(self, other: Self) -> Self {
        each_figure!(self, other, max)
    }

    /// Two parts of one bill.
    pub(super) fn plus(self, other: Self) -> Self {
        each_figure!(self, other, saturating_add)
    }

    /// Takes in what was written for five minutes and for an hour, where a record says it in several places.
    pub(super) fn written_for(&mut self, (minutes, hour): (u64, u64)) {
        self.cache_write_5m = self.cache_write_5m.max(minutes);
        self.cache_write_1h = self.cache_write_1h.max(hour);
    }

    /// Written to a cache: the total, or what its parts come to where that is more.
    #[inline(never)]
    fn written(&self) -> u64 {
        let longer = self.cache_write_1h.saturating_add(self.cache_write_12h);
        self.cache_write.max(self.cache_write_5m.saturating_add(longer))
    }

    /// Read from a cache, and written to one.
    pub(super) fn cached(&self) -> u64 {
        self.cache_read.saturating_add(self.written())
    }

    /// The disjoint buckets.
    ///
    /// # Errors
    /// [`RowError::PartsExceed`] where the parts of a total are more than the total.
    pub(super) fn usage(self) -> Result<Usage, RowError> {
        let cached = self.cached();
        let in_full = match self.counts {
            Input::Uncached => self.input,
            Input::Whole => self.input.checked_sub(cached).ok_or(RowError::PartsExceed {
                part: "cached input",
                of_part: cached,
                whole: "the input",
                of_whole: self.input,
            })?,
        };
        // Audio is part of the prompt; what of it was cached is not told apart, and is billed as cached.
        let input_audio = self.input_audio.min(in_full);
        let beside = self.reasoning.saturating_add(self.output_audio);
        let output = self.output.checked_sub(beside).ok_or(RowError::PartsExceed {
            part: "reasoning and audio",
            of_part: beside,
            whole: "the output",
            of_whole: self.output,
        })?;
        Ok(Usage {
            input: in_full - input_audio,
            cache_read: self.cache_read,
            // What is not told apart has the default time to live.
            cache_write: self
                .written()
                .saturating_sub(self.cache_write_1h)
                .saturating_sub(self.cache_write_12h),
            cache_write_1h: self.cache_write_1h,
            cache_write_12h: self.cache_write_12h,
            input_audio,
            output,
            reasoning: self.reasoning,
            output_audio: self.output_audio,
            web_searches: self.web_searches,
            ..Usage::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_input_includes_what_was_cached() {
        // OpenAI's guide to prompt caching: of 2,600 input tokens 2,000 were read and 400 written; 200 are left.
        let reported = Reported {
            input: 2_600,
            cache_read: 2_000,
            cache_write: 400,
            output: 300,
            reasoning: 100,
            ..Reported::default()
        };
        let usage = reported.usage().unwrap();
        assert_eq!((usage.input, usage.cache_read, usage.cache_write), (200, 2_000, 400));
        assert_eq!((usage.output, usage.reasoning), (200, 100));
        assert_eq!(usage.prompt_total(), 2_600);
    }

    #[test]
    fn an_uncached_input_excludes_it() {
        let reported = Reported {
            counts: Input::Uncached,
            input: 4,
            cache_read: 20_000,
            cache_write: 700,
            cache_write_5m: 300,
            cache_write_1h: 400,
            ..Reported::default()
        };
        let usage = reported.usage().unwrap();
        assert_eq!((usage.input, usage.cache_read), (4, 20_000));
        assert_eq!((usage.cache_write, usage.cache_write_1h), (300, 400));
        assert_eq!(usage.prompt_total(), 20_704);
    }

    #[test]
    fn a_total_smaller_than_its_parts_is_refused() {
        let wrong = Reported { input: 10, cache_read: 11, ..Reported::default() };
        assert_eq!(wrong.usage().unwrap_err().code(), "parts_exceed_total");
        let wrong = Reported { output: 10, reasoning: 11, ..Reported::default() };
        assert!(wrong.usage().unwrap_err().to_string().contains("reasoning"));
    }

    #[test]
    fn streamed_rows_are_merged_as_reported_and_not_by_bucket() {
        // A first row says 10 tokens of output, the last one 30, of which 25 were reasoning: 5 are visible,
        // and not the 10 that the larger of each bucket would be.
        let first = Reported { output: 10, ..Reported::default() };
        let last = Reported { output: 30, reasoning: 25, ..Reported::default() };
        let usage = first.larger(last).usage().unwrap();
        assert_eq!((usage.output, usage.reasoning), (5, 25));
    }
}
