//! What the pricing bench does, natively and in WebAssembly: the same usages on the same cards.

use std::hint::black_box;

use farebox::pricing::{Catalogue, RateCard, Terms};
use farebox::usage::Usage;

/// Every model's card on one day.
pub(crate) struct Work {
    opus: RateCard,
    cards: Vec<RateCard>,
}

/// One thing that is timed: its name, how often it is done in a round, and how it is done so many times.
pub(crate) type Task = (&'static str, u32, fn(&Work, u32));

const TIMES: u32 = 100_000;

/// In the order of the report.
pub(crate) const TASKS: [Task; 3] = [
    ("a total, one model", TIMES, |work, times| {
        for number in 0..times {
            black_box(work.opus.total(&black_box(usage(number))).unwrap());
        }
    }),
    ("a total, every model in turn", TIMES, |work, times| {
        for number in 0..times {
            let card = &work.cards[number as usize % work.cards.len()];
            black_box(card.total(&black_box(usage(number))).unwrap());
        }
    }),
    ("a cost with its lines and sources", TIMES, |work, times| {
        for number in 0..times {
            black_box(work.opus.price(&black_box(usage(number))).unwrap());
        }
    }),
];

impl Work {
    pub(crate) fn new() -> Self {
        let book = Catalogue::built_in().unwrap();
        let today = jiff::civil::date(2026, 11, 22);
        let card = |model: &str| book.card(&Terms::new(model, today)).unwrap();
        Self {
            opus: card("anthropic/claude-opus-5"),
            cards: book.models().map(|model| card(&model.id)).collect(),
        }
    }
}

/// Another one each time, on both sides of long-context thresholds.
fn usage(number: u32) -> Usage {
    Usage {
        input: u64::from(number) % 300_000,
        cache_read: 20_000,
        cache_write: 1_500,
        output: 500,
        reasoning: 300,
        ..Usage::default()
    }
}
