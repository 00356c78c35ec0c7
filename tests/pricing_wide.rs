//! The wide book: other people's prices in the same engine, marked as such.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its fixture has failed")]

use std::collections::BTreeSet;

use farebox::pricing::{Catalogue, Terms};
use farebox::usage::Usage;
use jiff::civil::date;

fn wide() -> Catalogue {
    Catalogue::from_json(include_str!("../pricing/community.json")).unwrap()
}

#[test]
fn the_wide_book_loads_and_joins_the_reviewed_one() {
    let reviewed = Catalogue::built_in().unwrap();
    let wide = wide();
    assert!(wide.models().count() > 1_900, "{} models", wide.models().count());
    let ids: BTreeSet<&str> = reviewed.models().map(|model| model.id.as_str()).collect();
    for model in wide.models() {
        assert!(!ids.contains(model.id.as_str()), "{} is in the reviewed book", model.id);
    }
    let both = reviewed.clone().with(wide.clone());
    assert_eq!(both.models().count(), reviewed.models().count() + wide.models().count());
    assert!(both.is_reviewed("openai/gpt-5.4").unwrap());
    assert!(!both.is_reviewed("openai/gpt-3.5-turbo").unwrap());
}

#[test]
fn every_wide_price_says_that_nobody_reviewed_it() {
    let wide = wide();
    let mut priced = 0;
    for model in wide.models() {
        let card = wide.card(&Terms::new(&model.id, date(2026, 11, 22))).unwrap();
        let cost = card.price(&Usage { input: 1_000, ..Usage::default() }).unwrap();
        assert!(cost.warnings.iter().any(|warning| warning.code == "community"), "{}", model.id);
        priced += usize::from(cost.total.is_some());
    }
    assert!(priced > 1_800, "{priced} have an input rate");
}

#[test]
fn a_wide_price_by_hand() {
    // gpt-3.5-turbo: 100,000 × 0.50 + 10,000 × 1.50.
    let card = wide().card(&Terms::new("openai/gpt-3.5-turbo", date(2026, 11, 22))).unwrap();
    let usage = Usage { input: 100_000, output: 10_000, ..Usage::default() };
    assert_eq!(card.total(&usage).unwrap().unwrap().decimal(), "0.065");
}

#[test]
fn the_reviewed_book_wins_on_a_conflict() {
    let reviewed = Catalogue::built_in().unwrap();
    let again = reviewed.clone().with(reviewed.clone());
    assert_eq!(again, reviewed);
}
