//! How a size or count spreads: one number, a range, or a distribution.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::normal;

/// The most that a draw gives: far beyond any window, so that a tail cannot run away with the sums.
pub const MOST_DRAWN: u64 = 10_000_000;
/// The most that the mean of a Poisson distribution may be, in thousandths.
pub const MOST_POISSON_MILLI: u64 = 500_000;

/// How a size or count spreads. Whole numbers; means in thousandths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Spread {
    /// Always the same.
    Fixed {
        /// What it is.
        value: u64,
    },
    /// Each whole number between two, equally often.
    Range {
        /// The least.
        low: u64,
        /// The most.
        high: u64,
    },
    /// Most are small and some are very large, as texts and efforts are.
    LogNormal {
        /// Half of all are less.
        p50: u64,
        /// 95 of a hundred are less.
        p95: u64,
    },
    /// How often something happens that happens independently, such as calls in a turn.
    Poisson {
        /// The mean, in thousandths.
        mean_milli: u64,
    },
    /// How often something goes on that stops with the same chance each time, counted from 0.
    Geometric {
        /// The mean, in thousandths.
        mean_milli: u64,
    },
    /// What was seen, each equally often.
    Values {
        /// What was seen.
        values: Vec<u64>,
    },
}

/// Why a spread cannot be drawn from.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SpreadError {
    /// The upper end is below the lower one.
    #[error("the spread ends at {high}, before it begins at {low}; exchange the two")]
    Reversed {
        /// The lower end.
        low: u64,
        /// The upper end.
        high: u64,
    },
    /// A log-normal spread has no logarithm.
    #[error("half of a log-normal spread cannot be less than 0; give a P50 of at least 1")]
    NoMedian,
    /// There is nothing to choose from.
    #[error("there are no values to draw from; give at least one")]
    NoValues,
    /// The mean is too large for a Poisson distribution.
    #[error(
        "a Poisson mean of {0} thousandths is more than {MOST_POISSON_MILLI}; so large a count barely spreads: give a range or a log-normal spread"
    )]
    MeanTooLarge(u64),
}

impl SpreadError {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Reversed { .. } => "spread_reversed",
            Self::NoMedian => "spread_without_median",
            Self::NoValues => "spread_without_values",
            Self::MeanTooLarge(_) => "spread_mean_too_large",
        }
    }
}

/// A spread made ready: its quantiles.
#[derive(Clone, Debug)]
pub(super) enum Quantiles {
    Fixed(u64),
    Range {
        low: u64,
        width: u64,
    },
    LogNormal {
        mu: f64,
        sigma: f64,
    },
    /// The probabilities, of 2⁶⁴, of being at most 0, 1, 2 …
    Steps(Vec<u64>),
    Geometric {
        per_step: f64,
    },
    Values(Vec<u64>),
}

impl Spread {
    /// Whether it can be drawn from.
    pub const fn check(&self) -> Result<(), SpreadError> {
        match self {
            Self::LogNormal { p50: 0, .. } => Err(SpreadError::NoMedian),
            Self::Range { low, high } | Self::LogNormal { p50: low, p95: high } if *low > *high => {
                Err(SpreadError::Reversed { low: *low, high: *high })
            }
            Self::Poisson { mean_milli } if *mean_milli > MOST_POISSON_MILLI => {
                Err(SpreadError::MeanTooLarge(*mean_milli))
            }
            Self::Values { values } if values.is_empty() => Err(SpreadError::NoValues),
            _ => Ok(()),
        }
    }

    /// Makes the quantiles ready.
    pub(super) fn quantiles(&self) -> Result<Quantiles, SpreadError> {
        self.check()?;
        Ok(match self {
            Self::Fixed { value } => Quantiles::Fixed((*value).min(MOST_DRAWN)),
            Self::Range { low, high } => {
                let low = (*low).min(MOST_DRAWN);
                Quantiles::Range { low, width: (*high).min(MOST_DRAWN) - low + 1 }
            }
            Self::LogNormal { p50, p95 } => {
                let mu = libm::log(to_float(*p50));
                let sigma = (libm::log(to_float(*p95)) - mu) / normal::quantile(0.95);
                Quantiles::LogNormal { mu, sigma }
            }
            Self::Poisson { mean_milli } => Quantiles::Steps(poisson(to_float(*mean_milli) / 1e3)),
            Self::Geometric { mean_milli } => {
                let mean = to_float((*mean_milli).min(MOST_DRAWN)) / 1e3;
                // It goes on with the chance mean / (1 + mean).
                Quantiles::Geometric { per_step: libm::log(mean / (1.0 + mean)) }
            }
            Self::Values { values } => {
                let mut values: Vec<u64> =
                    values.iter().map(|value| (*value).min(MOST_DRAWN)).collect();
                // In order, so that a larger fraction is never a smaller value.
                values.sort_unstable();
                Quantiles::Values(values)
            }
        })
    }
}

impl Quantiles {
    /// The value below which this fraction (of 2⁶⁴) of all is.
    pub(super) fn at(&self, fraction: u64) -> u64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Range { low, width } => low + scale(fraction, *width),
            Self::LogNormal { mu, sigma } => {
                rounded(libm::exp(mu + sigma * normal::quantile(probability(fraction))))
            }
            Self::Steps(steps) => steps.partition_point(|step| *step <= fraction) as u64,
            Self::Geometric { per_step } => {
                rounded((libm::log(1.0 - probability(fraction)) / per_step).floor())
            }
            Self::Values(values) => values
                .get(scale(fraction, values.len() as u64) as usize)
                .copied()
                .unwrap_or_default(),
        }
    }
}

/// The fraction of a whole number, rounded down.
fn scale(fraction: u64, whole: u64) -> u64 {
    ((u128::from(fraction) * u128::from(whole)) >> 64) as u64
}

/// A fraction as a probability above 0 and below 1, of 53 bits.
fn probability(fraction: u64) -> f64 {
    (to_float(fraction >> 12) + 0.5) / to_float(1 << 52)
}

/// The cumulated probabilities of a Poisson distribution, as fractions of 2⁶⁴.
fn poisson(mean: f64) -> Vec<u64> {
    let mut one = libm::exp(-mean);
    let mut sum = one;
    let mut steps = Vec::new();
    let mut count = 0_u64;
    // Beyond the last step are less than one in 2⁵², and the mean is long passed.
    while sum < 1.0 - f64::EPSILON && (one > 0.0 || to_float(count) < mean) && count < 10_000 {
        steps.push(of_two_to_64(sum));
        count += 1;
        one *= mean / to_float(count);
        sum += one;
    }
    steps
}

#[expect(clippy::cast_precision_loss, reason = "counts of tokens and of draws are below 2^53")]
const fn to_float(number: u64) -> f64 {
    number as f64
}

#[expect(clippy::cast_sign_loss, reason = "a probability is not negative; the cast saturates")]
const fn of_two_to_64(probability: f64) -> u64 {
    (probability * 18_446_744_073_709_551_616.0) as u64
}

/// A drawn number as it is used: whole, and within bounds.
#[expect(clippy::cast_sign_loss, reason = "the cast saturates at 0")]
const fn rounded(drawn: f64) -> u64 {
    let whole = (drawn + 0.5) as u64;
    if whole > MOST_DRAWN { MOST_DRAWN } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value at each of these thousandths.
    fn at(spread: &Spread, per_mille: &[u64]) -> Vec<u64> {
        let quantiles = spread.quantiles().unwrap();
        per_mille.iter().map(|share| quantiles.at(u64::MAX / 1_000 * share)).collect()
    }

    #[test]
    fn quantiles_are_those_of_the_distributions() {
        assert_eq!(at(&Spread::Fixed { value: 7 }, &[0, 999]), [7, 7]);
        assert_eq!(at(&Spread::Range { low: 10, high: 19 }, &[0, 150, 500, 999]), [10, 11, 14, 19]);
        let log_normal = Spread::LogNormal { p50: 1_000, p95: 4_000 };
        // ln 4 / 1.64485 is the deviation: P5 is a quarter, and P99 1,000 × 4^(2.32635 / 1.64485).
        assert_eq!(at(&log_normal, &[50, 500, 950, 990]), [250, 1_000, 4_000, 7_104]);
        // Poisson of 2.5: at most 0 is 0.0821, 1 is 0.2873, 2 is 0.5438, 3 is 0.7576, 7 is 0.9958.
        let poisson = Spread::Poisson { mean_milli: 2_500 };
        assert_eq!(at(&poisson, &[82, 83, 287, 288, 543, 544, 995]), [0, 1, 1, 2, 2, 3, 7]);
        // It goes on two times of three: 0 is a third, at most 1 is 5/9, at most 2 is 19/27.
        let geometric = Spread::Geometric { mean_milli: 2_000 };
        assert_eq!(at(&geometric, &[0, 333, 334, 555, 556, 703, 704]), [0, 0, 1, 1, 2, 2, 3]);
        let values = Spread::Values { values: vec![9, 1, 5, 5] };
        assert_eq!(at(&values, &[0, 240, 260, 740, 760, 999]), [1, 1, 5, 5, 9, 9]);
    }

    #[test]
    fn a_larger_fraction_is_never_a_smaller_value_and_the_ends_are_bounded() {
        for spread in [
            Spread::Fixed { value: u64::MAX },
            Spread::Range { low: 0, high: u64::MAX },
            Spread::LogNormal { p50: 1, p95: u64::MAX },
            Spread::LogNormal { p50: 5, p95: 5 },
            Spread::Poisson { mean_milli: 0 },
            Spread::Poisson { mean_milli: MOST_POISSON_MILLI },
            Spread::Geometric { mean_milli: 0 },
            Spread::Geometric { mean_milli: u64::MAX },
            Spread::Values { values: vec![3, u64::MAX, 1] },
        ] {
            let quantiles = spread.quantiles().unwrap();
            let drawn: Vec<u64> =
                (0..=2_000).map(|step| quantiles.at(u64::MAX / 2_000 * step)).collect();
            assert!(drawn.is_sorted(), "{spread:?}");
            assert!(quantiles.at(u64::MAX) <= MOST_DRAWN, "{spread:?}");
        }
        let large = Spread::Poisson { mean_milli: MOST_POISSON_MILLI };
        // 500 ± 22.4: the median is the mean.
        assert_eq!(at(&large, &[500]), [500]);
    }

    #[test]
    fn what_cannot_be_drawn_from_is_a_sentence() {
        let code = |spread: Spread| spread.quantiles().unwrap_err().code();
        assert_eq!(code(Spread::Range { low: 2, high: 1 }), "spread_reversed");
        assert_eq!(code(Spread::LogNormal { p50: 0, p95: 5 }), "spread_without_median");
        assert_eq!(code(Spread::LogNormal { p50: 6, p95: 5 }), "spread_reversed");
        assert_eq!(code(Spread::Values { values: Vec::new() }), "spread_without_values");
        assert_eq!(code(Spread::Poisson { mean_milli: 500_001 }), "spread_mean_too_large");
    }
}
