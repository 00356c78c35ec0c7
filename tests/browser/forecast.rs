//! The futures of the example thirty-fold in WebAssembly: to the last digit those of `tests/examples.rs`.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use farebox::desk::Desk;
use farebox::forecast::{Leg, Run, legs};
use farebox::pricing::Catalogue;
use farebox::scenario::{Scenario, examples, link};
use jiff::civil::date;
use serde::Deserialize;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[derive(Deserialize)]
struct Golden {
    percentiles: BTreeMap<u32, String>,
    /// Of an agent's stages.
    #[serde(default)]
    stages: Vec<BTreeMap<u32, String>>,
}

fn golden() -> BTreeMap<u32, String> {
    serde_json::from_str::<Golden>(include_str!("../data/thirty_fold.json")).unwrap().percentiles
}

fn thirty_fold() -> Scenario {
    example("thirty-fold")
}

fn example(id: &str) -> Scenario {
    let mut all = examples().unwrap().into_iter();
    all.find(|example| example.id == id).unwrap().scenario
}

#[wasm_bindgen_test]
fn the_same_seed_gives_the_native_digits() {
    let (book, scenario) = (Catalogue::built_in().unwrap(), thirty_fold());
    let model = book.model(&scenario.model).unwrap();
    let plan = scenario.plan(model, |part| part.typed().unwrap());
    let card = book.card(&scenario.terms(date(2026, 11, 22))).unwrap();
    let legs = vec![Leg::alone(plan, card, None)];
    let mut run = Run::new(legs, &scenario.futures, &[]).unwrap();
    run.step(scenario.futures.runs).unwrap();
    let outcomes = run.outcomes().unwrap();
    for (share, cost) in golden() {
        assert_eq!(outcomes.percentile(share).decimal(), cost, "{share}");
    }
}

#[wasm_bindgen_test]
fn an_agents_futures_have_the_native_digits_too() {
    let (book, scenario) = (Catalogue::built_in().unwrap(), example("plan-act-review"));
    let usual = book.model(&scenario.model).unwrap();
    let day = date(2026, 11, 22);
    let legs =
        legs(&scenario.stages, |stage| scenario.till(&book, stage, usual, day, scenario.cache));
    let mut run = Run::new(legs.unwrap(), &scenario.futures, &[]).unwrap();
    run.step(scenario.futures.runs).unwrap();
    let golden: Golden =
        serde_json::from_str(include_str!("../data/plan_act_review.json")).unwrap();
    let outcomes = run.outcomes().unwrap();
    for (share, cost) in golden.percentiles {
        assert_eq!(outcomes.percentile(share).decimal(), cost, "{share}");
    }
    assert_eq!(golden.stages.len(), 3);
    for (place, stage) in golden.stages.into_iter().enumerate() {
        let outcomes = run.stage(place).unwrap().unwrap();
        for (share, cost) in stage {
            assert_eq!(outcomes.percentile(share).decimal(), cost, "stage {place}, {share}");
        }
    }
}

#[wasm_bindgen_test]
fn the_desk_shows_them() {
    let desk = Desk::new(Catalogue::built_in().unwrap(), date(2026, 11, 22));
    let mut drawing = desk.draw(&link::write(&thirty_fold()).unwrap()).unwrap();
    while !drawing.step(1_000).unwrap().is_over() {}
    let tables = drawing.tables().unwrap();
    let summary = tables.iter().find(|table| table.name == "futures").unwrap();
    for (share, name) in [(50, "P5"), (500, "P50"), (950, "P95"), (990, "P99")] {
        let row = summary.rows.iter().find(|row| row.cells[0] == name).unwrap();
        let digits: String = row.cells[1].chars().filter(|it| !"$,".contains(*it)).collect();
        assert_eq!(digits.trim_end_matches('0'), golden()[&share].trim_end_matches('0'), "{name}");
    }
}
