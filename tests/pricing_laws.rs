//! What holds for every model, tier and usage of the book.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its fixture has failed")]

use farebox::money::Money;
use farebox::pricing::{Catalogue, RateCard, Terms};
use farebox::usage::{Bucket, Unit, Usage};
use jiff::civil::Date;

#[allow(dead_code, reason = "what other tests use of it")]
#[path = "parity/random.rs"]
mod random;

use random::Random;

impl Random {
    /// A size that is often small, often large, often near a threshold.
    fn tokens(&mut self) -> u64 {
        match self.below(5) {
            0 => 0,
            1 => self.below(100) as u64,
            2 => self.below(20_000) as u64,
            3 => [99_999, 100_000, 100_001, 199_999, 200_000, 200_001, 271_999, 272_000, 272_001]
                [self.below(9)],
            _ => self.below(1_200_000) as u64,
        }
    }

    fn usage(&mut self) -> Usage {
        let mut usage = Usage::default();
        for bucket in Bucket::ALL {
            if self.below(3) == 0 {
                *usage.get_mut(*bucket) = self.tokens();
            }
        }
        usage
    }
}

fn today() -> Date {
    "2026-11-22".parse().unwrap()
}

/// Every model on every tier that it has today.
fn cards(book: &Catalogue) -> Vec<RateCard> {
    let mut cards = Vec::new();
    for model in book.models() {
        for tier in book.tiers(&model.id, today()).unwrap() {
            cards.push(book.card(&Terms::new(&model.id, today()).tier(tier)).unwrap());
        }
    }
    assert!(cards.len() > 100, "{} cards", cards.len());
    cards
}

fn each_case(seed: u64, rounds: u64, mut check: impl FnMut(&RateCard, &mut Random)) {
    let book = Catalogue::built_in().unwrap();
    let mut random = Random::new(seed);
    for card in cards(&book) {
        for _ in 0..rounds {
            check(&card, &mut random);
        }
    }
}

#[test]
fn a_total_is_the_sum_of_its_lines_and_the_quick_total() {
    each_case(1, 40, |card, random| {
        let usage = random.usage();
        let cost = card.price(&usage).unwrap();
        let sum: Money = cost.lines.iter().filter_map(|line| line.amount).sum();
        assert_eq!(sum, cost.priced);
        assert_eq!(cost.total, card.total(&usage).unwrap());
        let unpriced = cost.lines.iter().any(|line| line.amount.is_none());
        assert_eq!(cost.total.is_none(), unpriced, "{usage:?}");
        let counted: u64 = cost.lines.iter().map(|line| line.tokens).sum();
        let used: u64 = usage.used().map(|(_, amount)| amount).sum();
        assert_eq!(counted, used, "no token is dropped or charged twice");
    });
}

#[test]
fn a_line_is_its_tokens_times_its_rate_times_its_factors() {
    each_case(2, 20, |card, random| {
        for line in card.price(&random.usage()).unwrap().lines {
            let (Some(rate), Some(amount)) = (line.rate, line.amount) else { continue };
            let product =
                line.factors.iter().fold(rate.times_count(line.tokens).unwrap(), |sum, factor| {
                    sum.times(factor.factor).unwrap()
                });
            assert_eq!(amount.times_count(line.per).unwrap(), product);
        }
    });
}

#[test]
fn more_tokens_never_cost_less() {
    each_case(3, 40, |card, random| {
        let usage = random.usage();
        let bucket = Bucket::ALL[random.below(Bucket::ALL.len())];
        let mut more = usage;
        *more.get_mut(bucket) += 1 + random.below(300_000) as u64;
        let (Some(less), Some(more)) = (card.total(&usage).unwrap(), card.total(&more).unwrap())
        else {
            return;
        };
        assert!(less <= more, "{:?} {bucket:?} {usage:?}", card.terms());
    });
}

#[test]
fn two_requests_in_one_band_cost_what_they_cost_together() {
    each_case(4, 40, |card, random| {
        // Within the base band: additivity holds request by request, never across a cliff.
        let shrink = |mut usage: Usage| {
            for bucket in Bucket::ALL {
                *usage.get_mut(*bucket) %= 6_000;
            }
            usage
        };
        let (one, two) = (shrink(random.usage()), shrink(random.usage()));
        let totals = [one, two, one.plus(&two)].map(|usage| card.total(&usage).unwrap());
        let [Some(a), Some(b), Some(both)] = totals else { return };
        assert_eq!(a + b, both);
    });
}

#[test]
fn reading_from_the_cache_never_costs_more_than_sending_again() {
    each_case(5, 40, |card, random| {
        let tokens = random.tokens();
        let read = Usage { cache_read: tokens, ..Usage::default() };
        let sent = Usage { input: tokens, ..Usage::default() };
        let (Some(read), Some(sent)) = (card.total(&read).unwrap(), card.total(&sent).unwrap())
        else {
            return;
        };
        assert!(read <= sent, "{:?}", card.terms());
    });
}

#[test]
fn every_day_from_the_first_row_on_has_one_row() {
    let book = Catalogue::built_in().unwrap();
    for model in book.models() {
        let mut day = model.prices[0].from;
        assert!(model.row_on(day.yesterday().unwrap()).is_none(), "{}", model.id);
        let end: Date = "2027-06-01".parse().unwrap();
        while day < end {
            let holding = model
                .prices
                .iter()
                .filter(|row| row.from <= day && row.to.is_none_or(|to| day < to))
                .count();
            let open = model.prices.last().unwrap().to.is_none_or(|to| day < to);
            assert_eq!(holding, usize::from(open), "{} on {day}", model.id);
            day = day.tomorrow().unwrap();
        }
    }
}

#[test]
fn the_book_survives_its_json_form() {
    let book = Catalogue::built_in().unwrap();
    let again = Catalogue::from_json(&book.to_json().unwrap()).unwrap();
    assert_eq!(book, again);
}

#[test]
fn every_model_prices_something_on_every_day_of_its_rows() {
    let book = Catalogue::built_in().unwrap();
    for model in book.models() {
        for row in &model.prices {
            let card = book.card(&Terms::new(&model.id, row.from)).unwrap();
            let usage = Usage { input: 1, ..Usage::default() };
            let known = card.total(&usage).unwrap().is_some();
            let disputed = ["google/gemini-3.5-flash", "alibaba/qwen3.7-plus"]
                .contains(&model.id.as_str())
                && row.rates.known().count() == 0;
            assert_eq!(known, !disputed, "{} {}", model.id, row.from);
        }
    }
}

#[test]
fn fees_and_storage_are_the_same_on_every_tier() {
    let book = Catalogue::built_in().unwrap();
    for model in book.models() {
        let standard = book.card(&Terms::new(&model.id, today())).unwrap();
        for tier in book.tiers(&model.id, today()).unwrap() {
            let card = book.card(&Terms::new(&model.id, today()).tier(tier)).unwrap();
            for bucket in Bucket::ALL {
                if matches!(bucket.unit(), Unit::Fee | Unit::Storage) {
                    assert_eq!(card.unit_price(*bucket, 1), standard.unit_price(*bucket, 1));
                }
            }
        }
    }
}
