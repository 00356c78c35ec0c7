//! What a count is: a number of tokens, exact or with its band, and by which tokenizer.
//!
//! An estimate is never shown as exact: the only way to make an exact [`Count`] is
//! [`Count::exact`], and adding an estimate to anything gives an estimate.

use std::borrow::Cow;
use std::ops::Add;

use serde::{Deserialize, Serialize};

/// How a number of tokens came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Method {
    /// Counted by the public tokenizer that the model is documented to use, or typed as a number.
    Exact,
    /// Estimated: the truth is likely between `low` and `high`.
    Estimated,
}

/// A number of tokens with its band.
///
/// Invariant: `low <= tokens <= high`, and all three are equal for [`Method::Exact`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Count {
    /// The best single figure.
    pub tokens: u64,
    /// The lower end of the band.
    pub low: u64,
    /// The upper end of the band.
    pub high: u64,
    /// Exact or estimated.
    pub method: Method,
    /// Which tokenizer or estimator counted, such as `o200k_base`; `typed` for a figure that the
    /// user gave, `mixed` for a sum of several.
    pub tokenizer: Cow<'static, str>,
}

/// The name of a count that a person typed.
pub const TYPED: &str = "typed";
/// The name of a sum of counts by different tokenizers.
pub const MIXED: &str = "mixed";

impl Count {
    /// An exact number of tokens by the tokenizer named.
    pub fn exact(tokens: u64, tokenizer: impl Into<Cow<'static, str>>) -> Self {
        Self {
            tokens,
            low: tokens,
            high: tokens,
            method: Method::Exact,
            tokenizer: tokenizer.into(),
        }
    }

    /// An estimate with its band; the ends are widened to hold `tokens` where they do not.
    pub fn estimated(
        tokens: u64,
        low: u64,
        high: u64,
        tokenizer: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            tokens,
            low: low.min(tokens),
            high: high.max(tokens),
            method: Method::Estimated,
            tokenizer: tokenizer.into(),
        }
    }

    /// A size that the user typed: taken as it is.
    pub fn typed(tokens: u64) -> Self {
        Self::exact(tokens, TYPED)
    }

    /// No tokens at all.
    pub fn none() -> Self {
        Self::typed(0)
    }

    /// The same figure and band, said to be an estimate: where it is not known that the model counts
    /// so.
    #[must_use]
    pub fn into_estimate(self) -> Self {
        Self { method: Method::Estimated, ..self }
    }

    /// So many of these together.
    #[must_use]
    pub fn times(&self, many: u64) -> Self {
        let [tokens, low, high] =
            [self.tokens, self.low, self.high].map(|one| one.saturating_mul(many));
        Self { tokens, low, high, ..self.clone() }
    }

    /// Whether the count is exact.
    pub fn is_exact(&self) -> bool {
        self.method == Method::Exact
    }
}

impl Default for Count {
    fn default() -> Self {
        Self::none()
    }
}

impl Add for &Count {
    type Output = Count;

    /// The sum of two counts: an estimate as soon as one of them is. Bands add up end by end, the
    /// widest that the parts allow.
    fn add(self, other: &Count) -> Count {
        let tokenizer = if other.tokenizer == self.tokenizer || other.high == 0 {
            self.tokenizer.clone()
        } else if self.high == 0 {
            other.tokenizer.clone()
        } else {
            Cow::Borrowed(MIXED)
        };
        Count {
            tokens: self.tokens.saturating_add(other.tokens),
            low: self.low.saturating_add(other.low),
            high: self.high.saturating_add(other.high),
            method: self.method.max(other.method),
            tokenizer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_in_a_sum_makes_the_sum_an_estimate() {
        let exact = Count::exact(100, "o200k_base");
        let guess = Count::estimated(50, 40, 70, "claude-2026");
        let sum = &exact + &guess;
        assert_eq!((sum.tokens, sum.low, sum.high), (150, 140, 170));
        assert_eq!(sum.method, Method::Estimated);
        assert_eq!(sum.tokenizer, MIXED);
        assert!((&exact + &exact).is_exact());
    }

    #[test]
    fn a_band_always_holds_its_figure() {
        let count = Count::estimated(50, 60, 40, "x");
        assert!(count.low <= count.tokens && count.tokens <= count.high);
    }

    #[test]
    fn nothing_added_does_not_change_the_name() {
        let count = Count::exact(7, "cl100k_base");
        assert_eq!((&count + &Count::none()).tokenizer, "cl100k_base");
        assert_eq!((&Count::none() + &count).tokenizer, "cl100k_base");
    }
}
