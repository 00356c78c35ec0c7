//! Estimates: for texts before a vocabulary has come, and for tokenizers that are not public.
//!
//! Both go kind by kind of [`content`]: [`approximate`] from characters alone, in one pass and with no
//! vocabulary; [`Tally::estimate`] from an exact count by `o200k_base`, which knows the words and so has
//! the narrower band. Neither is ever exact, and neither counts the frame that a provider puts around a
//! message. Integers throughout: two machines give the same figure.

pub mod calibrate;
pub mod content;
mod language;
mod pool;
mod rates;
mod ratios;

use serde::{Deserialize, Serialize};

use super::error::TokenizerError;
use super::registry;
use crate::count::{Count, Method};
use content::{Content, spans};

/// So many per thousand, with its band.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rate {
    mid: u64,
    low: u64,
    high: u64,
}

impl Rate {
    /// One for one.
    const SAME: Self = Self { mid: 1000, low: 1000, high: 1000 };
}

/// How many characters, or tokens, a text has of every kind of content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally([u64; Content::ALL.len()]);

impl Tally {
    /// Counts the characters of a text, kind by kind.
    pub fn characters(text: &str) -> Self {
        let mut tally = Self::default();
        spans(text, |range, content| {
            let part = text.get(range).unwrap_or_default();
            tally.add(content, part.chars().count() as u64);
        });
        tally
    }

    /// Adds to one kind.
    pub fn add(&mut self, content: Content, more: u64) {
        self.0[content as usize] += more;
    }

    /// This tally and another together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        for kind in Content::ALL {
            sum.add(kind, other.of(kind));
        }
        sum
    }

    /// How many there are of one kind.
    pub fn of(&self, content: Content) -> u64 {
        self.0[content as usize]
    }

    /// All kinds together.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// The tokens of a closed tokenizer, estimated from this tally of tokens by `o200k_base`.
    ///
    /// # Errors
    /// [`TokenizerError::Unknown`] if `id` names no estimator.
    pub fn estimate(&self, id: &str) -> Result<Count, TokenizerError> {
        let (id, ratio) = estimator(id)?;
        Ok(self.count(id, |content| [ratio(content), Rate::SAME]))
    }

    /// The tokens of any tokenizer or estimator, approximated from this tally of characters; for several
    /// of them at once, see [`approximate`].
    ///
    /// # Errors
    /// [`TokenizerError::Unknown`] if the registry has no such id.
    pub fn approximate(&self, id: &str) -> Result<Count, TokenizerError> {
        let unknown = || TokenizerError::Unknown { id: id.to_owned() };
        let entry = registry::find(id).ok_or_else(unknown)?;
        let rate = |kind| rates::of(entry.pack, kind).unwrap_or(Rate::SAME);
        Ok(match entry.method {
            Method::Exact => self.count(entry.id, |kind| [rate(kind), Rate::SAME]),
            Method::Estimated => {
                let (id, ratio) = estimator(id)?;
                self.count(id, |kind| [rate(kind), ratio(kind)])
            }
        })
    }

    /// The sum over all kinds of this many times two rates, rounded up.
    fn count(&self, id: &'static str, rates: impl Fn(Content) -> [Rate; 2]) -> Count {
        let mut sums = [0; 3];
        for content in Content::ALL {
            let [a, b] = rates(content);
            let many = u128::from(self.of(content));
            for (sum, (a, b)) in
                sums.iter_mut().zip([(a.mid, b.mid), (a.low, b.low), (a.high, b.high)])
            {
                *sum += many * u128::from(a) * u128::from(b);
            }
        }
        let [tokens, low, high] = sums.map(|sum| sum.div_ceil(1_000_000) as u64);
        // The rates are of samples of some hundred characters; a shorter text strays further.
        let stray = tokens.isqrt().div_ceil(2);
        Count::estimated(tokens, low.saturating_sub(stray), high.saturating_add(stray), id)
    }
}

/// A figure with no vocabulary at all, for any tokenizer or estimator of the registry.
///
/// The page shows it until the exact count arrives.
///
/// # Errors
/// [`TokenizerError::Unknown`] if the registry has no such id.
///
/// ```
/// use farebox::tokenizer::estimate::approximate;
///
/// let count = approximate("What will this conversation cost?", "o200k_base").unwrap();
/// assert!(!count.is_exact() && count.low <= 6 && 6 <= count.high);
/// ```
pub fn approximate(text: &str, id: &str) -> Result<Count, TokenizerError> {
    Tally::characters(text).approximate(id)
}

/// What an estimator takes for every kind of content.
type Ratio = fn(Content) -> Rate;

fn estimator(id: &str) -> Result<(&'static str, Ratio), TokenizerError> {
    let known = ESTIMATORS.iter().find(|(known, _)| *known == id).copied();
    known.ok_or_else(|| TokenizerError::Unknown { id: id.to_owned() })
}

const ESTIMATORS: [(&str, Ratio); 9] = [
    ("claude-legacy", ratios::claude_legacy),
    ("claude-2026", ratios::claude_2026),
    ("grok", pool::grok),
    ("nova", pool::nova),
    ("muse", pool::muse),
    ("cohere", pool::cohere),
    ("voyage", pool::voyage),
    ("titan", pool::any),
    ("unknown", pool::any),
];

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str =
        "The quick brown fox is in the table of contents, and that is all there is to it.";

    #[test]
    fn an_estimate_is_never_exact_and_always_has_a_band() {
        for entry in registry::all() {
            let count = approximate(PROSE, entry.id).unwrap();
            assert!(!count.is_exact());
            assert!(count.low < count.tokens && count.tokens < count.high, "{count:?}");
            assert_eq!(count.tokenizer, entry.id);
        }
    }

    #[test]
    fn a_class_has_its_own_ratio() {
        let mut english = Tally::default();
        english.add(Content::English, 1000);
        let mut han = Tally::default();
        han.add(Content::Han, 1000);
        let drift = |tally: &Tally| {
            let old = tally.estimate("claude-legacy").unwrap().tokens;
            tally.estimate("claude-2026").unwrap().tokens * 100 / old
        };
        assert!((135..=145).contains(&drift(&english)), "{}", drift(&english));
        assert!((104..=110).contains(&drift(&han)), "{}", drift(&han));
    }

    #[test]
    fn every_rate_lies_in_its_band() {
        let mut rates: Vec<Vec<Rate>> = registry::all()
            .iter()
            .filter(|entry| entry.method == Method::Exact)
            .map(|entry| Content::ALL.map(|kind| rates::of(entry.pack, kind).unwrap()).into())
            .collect();
        rates.extend(ESTIMATORS.map(|(_, ratio)| Content::ALL.map(ratio).into()));
        for Rate { mid, low, high } in rates.into_iter().flatten() {
            assert!(low < mid && mid < high, "{low} {mid} {high}");
        }
        for (at, content) in Content::ALL.into_iter().enumerate() {
            assert_eq!(content as usize, at);
        }
    }

    #[test]
    fn a_tokenizer_that_nothing_is_known_of_may_be_any() {
        for kind in Content::ALL {
            let any = pool::any(kind);
            for (id, ratio) in ESTIMATORS {
                let Rate { low, mid, high } = ratio(kind);
                assert!(any.low <= mid && mid <= any.high, "{id}, {kind:?}: {low} {mid} {high}");
            }
        }
    }

    #[test]
    fn the_registry_and_the_estimators_are_one_list() {
        let listed = registry::all().iter().filter(|entry| entry.method == Method::Estimated);
        let mut listed: Vec<&str> = listed.map(|entry| entry.id).collect();
        let mut known = ESTIMATORS.map(|(id, _)| id);
        listed.sort_unstable();
        known.sort_unstable();
        assert_eq!(listed, known);
    }

    #[test]
    fn nothing_is_no_tokens_and_an_unknown_id_is_an_error() {
        assert_eq!(approximate("", "claude-2026").unwrap().high, 0);
        assert_eq!(approximate("a", "claude-1").unwrap_err().code(), "unknown_tokenizer");
    }
}
