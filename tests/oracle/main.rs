//! An independent oracle: `PyPI` genai-prices 0.2.3, which computes with decimals, prices the same random
//! usages, and must agree to the last digit.
//!
//! It needs Python, so it runs only when asked for: `cargo xtask prices oracle`, or
//! `cargo test --test oracle -- --ignored --nocapture`. `FAREBOX_ORACLE_CASES` sets how many comparisons
//! there are to be (2,000). What is left out, and why, is in `exclusions.toml` beside this file.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot reach its oracle has failed, and says so"
)]

mod cases;
mod proposals;
mod venv;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use farebox::money::Money;
use farebox::pricing::Catalogue;
use serde::Deserialize;

use cases::{Case, Exclusion, Generator};

/// What the oracle says about one case.
#[derive(Deserialize)]
struct Answer {
    total: Option<String>,
    skip: Option<String>,
}

#[derive(Default)]
struct Tally {
    compared: usize,
    per_model: BTreeMap<String, usize>,
    variants: BTreeMap<String, usize>,
    skipped: BTreeMap<String, usize>,
    days: BTreeSet<String>,
    differences: Vec<String>,
}

#[test]
#[ignore = "needs Python and PyPI genai-prices: cargo xtask prices oracle"]
fn genai_prices_agrees_to_the_last_digit() {
    let wanted: usize = std::env::var("FAREBOX_ORACLE_CASES")
        .map_or(2_000, |text| text.parse().expect("FAREBOX_ORACLE_CASES is a number"));
    let python = venv::python();
    let book = Catalogue::built_in().unwrap();
    let exclusions = Exclusion::all();
    let mut generator = Generator::new(&book, 20_261_122);
    let mut tally = Tally::default();
    let mut rounds = 0;
    while tally.compared < wanted {
        rounds += 1;
        assert!(rounds < 200, "too few cases can be compared: {:?}", tally.skipped);
        let mut cases: Vec<Case> = Vec::new();
        while cases.len() < 4_000.min(wanted * 2) {
            let case = generator.case();
            match exclusions.iter().find(|exclusion| exclusion.holds_for(&case)) {
                Some(exclusion) => tally.skip(&format!("left out: {}", exclusion.name)),
                None if case.ours.is_none() => tally.skip("unpriced here"),
                None => cases.push(case),
            }
        }
        let file = venv::folder().join("cases.jsonl");
        let lines: Vec<String> =
            cases.iter().map(|case| serde_json::to_string(&case.question).unwrap()).collect();
        fs::write(&file, lines.join("\n")).unwrap();
        let output = venv::ask(&python, &file);
        let answers: Vec<Answer> =
            output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(answers.len(), cases.len(), "one answer for each case");
        for (case, answer) in cases.iter().zip(answers) {
            tally.judge(case, &answer);
        }
    }
    tally.report(&book);
    assert!(tally.differences.is_empty(), "{} differ", tally.differences.len());
}

impl Tally {
    fn skip(&mut self, why: &str) {
        *self.skipped.entry(why.to_owned()).or_default() += 1;
    }

    fn judge(&mut self, case: &Case, answer: &Answer) {
        if let Some(why) = &answer.skip {
            return self.skip(&format!("{why} (genai-prices)"));
        }
        let theirs = Money::parse(answer.total.as_deref().expect("a total or a reason")).unwrap();
        self.compared += 1;
        *self.per_model.entry(case.terms.model.clone()).or_default() += 1;
        *self.variants.entry(case.terms.tier.clone()).or_default() += 1;
        self.days.insert(case.terms.date.to_string());
        let ours = case.ours.expect("unpriced cases are not asked");
        if ours != theirs {
            self.differences.push(format!(
                "{} {} {} {:?}: {ours} here, {theirs} there",
                case.terms.model, case.terms.date, case.terms.tier, case.usage
            ));
        }
    }

    fn report(&self, book: &Catalogue) {
        println!("compared {} usages, {} differ", self.compared, self.differences.len());
        println!(
            "over {} of {} models, {} days, tiers {:?}",
            self.per_model.len(),
            book.models().count(),
            self.days.len(),
            self.variants
        );
        for (why, count) in &self.skipped {
            println!("  not compared: {count:6}  {why}");
        }
        let never: Vec<_> = book
            .models()
            .filter(|model| !self.per_model.contains_key(&model.id))
            .map(|model| model.id.as_str())
            .collect();
        println!(
            "  never compared: {}",
            if never.is_empty() { "none".to_owned() } else { never.join(", ") }
        );
        for difference in self.differences.iter().take(20) {
            println!("DIFFERS {difference}");
        }
    }
}
