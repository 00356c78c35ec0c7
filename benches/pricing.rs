//! How fast the book is read, a card made and a usage priced.
//!
//! `cargo bench --bench pricing --profile engine --no-default-features`

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench prints what it measured"
)]

use std::hint::black_box;
use std::time::Instant;

use farebox::pricing::{BUILT_IN, Catalogue, RateCard, Terms};
use farebox::usage::Usage;

/// The median of five rounds, in nanoseconds for one.
fn measure(name: &str, times: u32, mut work: impl FnMut(u32)) {
    let mut rounds: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            for number in 0..times {
                work(number);
            }
            start.elapsed().as_nanos() as f64 / f64::from(times)
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    let one = rounds[2];
    println!("{name:<32} {one:>12.1} ns each  {:>14.0} a second", 1e9 / one);
}

fn main() {
    println!("the book is {} bytes of JSON", BUILT_IN.len());
    measure("read and check the book", 20, |_| {
        black_box(Catalogue::from_json(black_box(BUILT_IN)).unwrap());
    });
    let book = Catalogue::built_in().unwrap();
    let today = "2026-11-22".parse().unwrap();
    let models: Vec<String> = book.models().map(|model| model.id.clone()).collect();
    measure("a card for each model", 20, |_| {
        for model in &models {
            black_box(book.card(&Terms::new(model, today)).unwrap());
        }
    });
    let cards: Vec<RateCard> =
        models.iter().map(|model| book.card(&Terms::new(model, today)).unwrap()).collect();
    let usage = |number: u32| Usage {
        input: u64::from(number) % 300_000,
        cache_read: 20_000,
        cache_write: 1_500,
        output: 500,
        reasoning: 300,
        ..Usage::default()
    };
    let opus = book.card(&Terms::new("anthropic/claude-opus-5", today)).unwrap();
    measure("a total, one model", 1_000_000, |number| {
        black_box(opus.total(&black_box(usage(number))).unwrap());
    });
    measure("a total, every model in turn", 1_000_000, |number| {
        let card = &cards[number as usize % cards.len()];
        black_box(card.total(&black_box(usage(number))).unwrap());
    });
    measure("a cost with its lines", 20_000, |number| {
        black_box(opus.price(&black_box(usage(number))).unwrap());
    });
}
