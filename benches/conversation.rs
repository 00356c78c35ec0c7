//! How fast conversations are priced: one after each move of a slider, and many for a forecast.
//!
//! `cargo bench --bench conversation --profile engine --no-default-features`

#![allow(clippy::unwrap_used, reason = "a bench may fail")]

use divan::{Bencher, black_box};
use farebox::conversation::{Conduct, Level, Over, Plan, Strategy, ToolUse, fare, total};
use farebox::count::Count;
use farebox::forecast::{Dial, Each, Futures, Leg, Run, Spread, What};
use farebox::pricing::{CachePolicy, Catalogue, Kind, Model, RateCard, Terms};

fn main() {
    divan::main();
}

fn book() -> Catalogue {
    Catalogue::built_in().unwrap()
}

fn chat(turns: u32) -> Plan {
    let [system, user, output] = [4_000, 1_000, 500].map(Count::typed);
    Plan::even(system, Count::none(), &user, &output, turns)
}

fn tills(book: &Catalogue) -> Vec<(&Model, RateCard, CachePolicy)> {
    let today = "2026-11-22".parse().unwrap();
    let chats = book.models().filter(|model| model.kind == Kind::Chat);
    chats
        .filter_map(|model| {
            let card = book.card(&Terms::new(&model.id, today)).ok()?;
            Some((model, card, book.cache_policy(&model.id).unwrap()))
        })
        .collect()
}

/// What a slider asks for: 200 turns on every model of the book, with its cache.
#[divan::bench]
fn every_model_200_turns(bencher: Bencher) {
    let book = book();
    let tills = tills(&book);
    let plan = chat(200);
    bencher.bench_local(|| {
        for (_, card, cache) in &tills {
            black_box(total(black_box(&plan), Level::Best, card, Some(cache)).unwrap());
        }
    });
}

/// The same with a summary now and then, and three calls a turn.
#[divan::bench]
fn every_model_200_turns_of_an_agent(bencher: Bencher) {
    let book = book();
    let tills = tills(&book);
    let conduct = Conduct {
        reasoning: 200,
        tool_use: ToolUse { rounds: 2, arguments: 100, results: 900, ..ToolUse::default() },
        strategy: Strategy::Summarise {
            over: Over::PerMille(500),
            keep: 5,
            summary: 2_000,
            instruction: 100,
        },
        ..Conduct::default()
    };
    bencher.bench_local(|| {
        for (model, card, cache) in &tills {
            let plan = conduct.apply(chat(200), model);
            black_box(total(black_box(&plan), Level::Best, card, Some(cache)).unwrap());
        }
    });
}

/// One model's fare with every line.
#[divan::bench]
fn one_fare_200_turns(bencher: Bencher) {
    let book = book();
    let card =
        book.card(&Terms::new("anthropic/claude-opus-5", "2026-11-22".parse().unwrap())).unwrap();
    let cache = book.cache_policy("anthropic/claude-opus-5").unwrap();
    let plan = chat(200);
    bencher.bench_local(|| black_box(fare(black_box(&plan), &card, Some(&cache)).unwrap()));
}

/// A forecast of 10,000 conversations of 50 turns, everything about a turn drawn anew.
#[divan::bench(sample_count = 5)]
fn ten_thousand_runs_of_50_turns(bencher: Bencher) {
    let book = book();
    let model = "anthropic/claude-opus-5";
    let card = book.card(&Terms::new(model, "2026-11-22".parse().unwrap())).unwrap();
    let cache = book.cache_policy(model).unwrap();
    let spread = |what, p50, p95| Dial {
        what,
        spread: Spread::LogNormal { p50, p95 },
        each: Each::Turn,
        stage: None,
    };
    let futures = Futures {
        dials: vec![
            spread(What::First, 1_000, 4_000),
            spread(What::Later, 1_000, 4_000),
            spread(What::Output, 500, 2_000),
            spread(What::Reasoning, 300, 3_000),
        ],
        ..Futures::default()
    };
    bencher.bench_local(|| {
        let leg = Leg::alone(chat(50), card.clone(), Some(cache.clone()));
        let mut run = Run::new(vec![leg], &futures, &[]).unwrap();
        run.step(futures.runs).unwrap();
        black_box(run.outcomes().unwrap())
    });
}
