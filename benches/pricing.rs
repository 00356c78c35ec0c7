//! How fast the book is read, a card made and a usage priced.
//!
//! `cargo bench --bench pricing --profile engine --no-default-features`; `cargo xtask bench --pricing` runs it
//! with `--json`, and the same work in WebAssembly.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench prints what it measured"
)]

#[path = "pricing/work.rs"]
mod work;

use std::hint::black_box;
use std::time::Instant;

use farebox::pricing::{BUILT_IN, Catalogue, Terms};
use work::{TASKS, Work};

/// The median of five rounds, in nanoseconds for one.
fn measure(times: u32, mut work: impl FnMut(u32)) -> f64 {
    let mut rounds: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            work(times);
            start.elapsed().as_nanos() as f64 / f64::from(times)
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    rounds[2]
}

fn main() {
    let book = Catalogue::built_in().unwrap();
    let today = jiff::civil::date(2026, 11, 22);
    let read = measure(20, |times| {
        for _ in 0..times {
            black_box(Catalogue::from_json(black_box(BUILT_IN)).unwrap());
        }
    });
    let cards = measure(20, |times| {
        for _ in 0..times {
            for model in book.models() {
                black_box(book.card(&Terms::new(&model.id, today)).unwrap());
            }
        }
    });
    let work = Work::new();
    let mut figures = vec![("read and check the book", read), ("a card for each model", cards)];
    for (name, task) in TASKS {
        figures.push((name, measure(100_000, |times| task(&work, times))));
    }
    if std::env::args().any(|argument| argument == "--json") {
        // A list: the order says which of them WebAssembly does too.
        println!("{}", serde_json::json!(figures));
        return;
    }
    println!("the book is {} bytes of JSON", BUILT_IN.len());
    for (name, one) in figures {
        println!("{name:<34} {one:>12.1} ns each  {:>14.0} a second", 1e9 / one);
    }
}
