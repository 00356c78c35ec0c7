#![allow(clippy::unwrap_used, reason = "a test that cannot read its fixture has failed")]
//! The reviewed book as it ships, and the sums that its providers print.

use farebox::pricing::{Catalogue, Terms};
use farebox::usage::Usage;

fn book() -> Catalogue {
    Catalogue::built_in().unwrap()
}

#[test]
fn the_built_in_book_passes_every_lint() {
    let book = book();
    assert_eq!(book.models().count(), 55);
}

#[test]
fn opus_5_by_hand() {
    let terms = Terms::new("anthropic/claude-opus-5", "2026-11-22".parse().unwrap());
    let usage = Usage { input: 50_000, output: 15_000, ..Usage::default() };
    let cost = book().card(&terms).unwrap().price(&usage).unwrap();
    assert_eq!(cost.total.unwrap().decimal(), "0.625");
}
