//! How fast the book is read, a card made and a usage priced.
//!
//! `cargo bench --bench pricing --profile engine --no-default-features`; `cargo xtask bench --pricing` runs it
//! with `--json`, and the same work in WebAssembly.

#![allow(clippy::unwrap_used, reason = "a bench may fail")]

mod timing;
#[path = "pricing/work.rs"]
mod work;

use std::hint::black_box;

use farebox::pricing::{BUILT_IN, Catalogue, Terms};
use timing::{measure, tell};
use work::{TASKS, Work};

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
    for (name, times, task) in TASKS {
        figures.push((name, measure(times, |times| task(&work, times))));
    }
    tell(&figures);
}
