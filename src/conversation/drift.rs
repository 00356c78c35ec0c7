//! The ruler changes length: what a budget made on an old tokenizer's counts misses on a new model.

use super::fare::{FareError, total};
use super::plan::{Level, Plan};
use crate::money::Money;
use crate::pricing::{CachePolicy, RateCard};

/// What a budget misses that was made on other counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missed {
    /// The budget: the conversation at today's rates with the tokens as they were counted before.
    pub budget: Money,
    /// What it costs with the tokens as they are counted now.
    pub actual: Money,
    /// What is missing, at the counts' best figures; negative where the budget was more than enough.
    pub missing: Money,
    /// The least that the bands of both counts allow.
    pub least: Money,
    /// The most that the bands of both counts allow.
    pub most: Money,
}

/// What a budget on the counts of `before` misses when the conversation is `now`, both priced on the
/// same card; `None` where some rate is unknown.
///
/// The ends take the two counts to be wrong in opposite ways. Both stand on the same text, so that the
/// truth is likely nearer to the middle.
pub fn missed(
    before: &Plan,
    now: &Plan,
    card: &RateCard,
    cache: Option<&CachePolicy>,
) -> Result<Option<Missed>, FareError> {
    let at = |plan, level| total(plan, level, card, cache);
    let budget = at(before, Level::Best)?.zip(at(now, Level::Best)?);
    let ends = at(before, Level::High)?.zip(at(now, Level::Low)?);
    let others = at(before, Level::Low)?.zip(at(now, Level::High)?);
    Ok(budget.zip(ends).zip(others).map(|((best, low), high)| {
        let missing = best.1 - best.0;
        let (one, other) = (low.1 - low.0, high.1 - high.0);
        Missed {
            budget: best.0,
            actual: best.1,
            missing,
            // A longer prompt can cost less, where it reaches a cache's minimum length.
            least: one.min(other).min(missing),
            most: one.max(other).max(missing),
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::Count;
    use crate::pricing::{Catalogue, Terms};

    fn plan(first: &Count) -> Plan {
        Plan::even(Count::none(), Count::none(), first, &Count::typed(100), 1)
    }

    #[test]
    fn a_budget_on_the_old_count_misses_what_the_new_one_adds() {
        let book = Catalogue::built_in().unwrap();
        let date = jiff::civil::date(2026, 11, 22);
        let card = book.card(&Terms::new("anthropic/claude-opus-4-7".to_owned(), date)).unwrap();
        let before = plan(&Count::estimated(1_000_000, 900_000, 1_100_000, "claude-legacy"));
        let now = plan(&Count::estimated(1_350_000, 1_200_000, 1_500_000, "claude-2026"));
        let missed = missed(&before, &now, &card, None).unwrap().unwrap();
        // $5 per million in, $25 per million out, the latter the same on both sides: 5 + 0.0025.
        assert_eq!(missed.budget.decimal(), "5.0025");
        assert_eq!(missed.actual.decimal(), "6.7525");
        assert_eq!(missed.missing.decimal(), "1.75");
        // 1.2 − 1.1 and 1.5 − 0.9 million tokens.
        assert_eq!((missed.least.decimal(), missed.most.decimal()), ("0.5".into(), "3".into()));
    }

    #[test]
    fn the_same_counts_miss_nothing() {
        let book = Catalogue::built_in().unwrap();
        let date = jiff::civil::date(2026, 11, 22);
        let card = book.card(&Terms::new("openai/gpt-5.5".to_owned(), date)).unwrap();
        let plan = plan(&Count::exact(5_000, "o200k_base"));
        let missed = missed(&plan, &plan, &card, None).unwrap().unwrap();
        assert!(missed.missing.is_zero() && missed.least.is_zero() && missed.most.is_zero());
    }
}
