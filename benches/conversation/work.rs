//! What the bench of conversations does, natively and in WebAssembly.

use std::hint::black_box;

use farebox::conversation::{
    Conduct, Level, Over, Plan, Strategy, ToolUse, fare, fit, ledger, total, total_of_calls,
};
use farebox::count::Count;
use farebox::forecast::{Dial, Each, Futures, Leg, Run, Spread, What};
use farebox::pricing::{CachePolicy, Catalogue, Kind, Model, RateCard, Terms};
use farebox::scenario::{Part, Scenario};
use jiff::civil::{Date, date};

const TODAY: Date = date(2026, 11, 22);
const OPUS: &str = "anthropic/claude-opus-5";

/// The price book, and one model's card.
pub(crate) struct Work {
    book: Catalogue,
    card: RateCard,
    cache: CachePolicy,
}

/// One thing that is timed: its name, how often it is done in a round, and how it is done so many times.
pub(crate) type Task = (&'static str, u32, fn(&Work, u32));

/// In the order of the report.
pub(crate) const TASKS: [Task; 5] = [
    ("200 turns on every model, as a slider asks", 3, slider),
    ("their totals alone", 3, totals),
    ("of an agent: three calls a turn, and summaries", 1, agents),
    ("one model's fare of 200 turns, with every line", 20, lines),
    ("10,000 futures of 50 turns", 1, futures),
];

impl Work {
    pub(crate) fn new() -> Self {
        let book = Catalogue::built_in().unwrap();
        let card = book.card(&Terms::new(OPUS, TODAY)).unwrap();
        let cache = book.cache_policy(OPUS).unwrap();
        Self { book, card, cache }
    }

    fn chats(&self) -> impl Iterator<Item = &Model> {
        self.book.models().filter(|model| model.kind == Kind::Chat)
    }

    /// Every chat model's total for its plan; where there is no price there is nothing to do.
    fn totals(&self, plan: impl Fn(&Model) -> Plan) {
        for model in self.chats() {
            let Ok(card) = self.book.card(&Terms::new(&model.id, TODAY)) else { continue };
            let cache = self.book.cache_policy(&model.id).unwrap();
            let plan = plan(model);
            black_box(total(black_box(&plan), Level::Best, &card, Some(&cache)).unwrap());
        }
    }
}

/// What the page does for its table of models when a slider moves: card, sizes, frame, ledger, fit, total.
fn slider(work: &Work, times: u32) {
    let size = |tokens| Part::Tokens { tokens };
    let (system, first) = (size(4_000), size(1_000));
    for turns in 0..times {
        // Another one each time, as a slider moves.
        let turns = 200 - turns % 2;
        let scenario =
            Scenario { system: system.clone(), first: first.clone(), turns, ..Scenario::default() };
        for model in work.chats() {
            let terms = scenario.terms_on(&work.book, model, TODAY);
            let plan = scenario.plan(model, |part| part.typed().unwrap_or_default());
            let plan = scenario.with_frame(plan, model, &scenario.framed(model));
            let Ok(card) = work.book.card_with(&terms, &scenario.deal) else { continue };
            let cache = work.book.cache_policy(&model.id).unwrap();
            let ledger = ledger(&plan, Level::Best, Some(&cache)).unwrap();
            black_box(fit(&ledger, model));
            black_box(total_of_calls(&ledger, &card).unwrap());
        }
    }
}

fn totals(work: &Work, times: u32) {
    let plan = chat(200);
    for _ in 0..times {
        work.totals(|_| plan.clone());
    }
}

fn agents(work: &Work, times: u32) {
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
    for _ in 0..times {
        work.totals(|model| conduct.apply(chat(200), model));
    }
}

fn lines(work: &Work, times: u32) {
    let plan = chat(200);
    for _ in 0..times {
        black_box(fare(black_box(&plan), &work.card, Some(&work.cache)).unwrap());
    }
}

/// Everything about a turn is drawn anew.
fn futures(work: &Work, times: u32) {
    let spread = |what, p50, p95| {
        let spread = Spread::LogNormal { p50, p95 };
        Dial { what, spread, each: Each::Turn, stage: None }
    };
    let dials = vec![
        spread(What::First, 1_000, 4_000),
        spread(What::Later, 1_000, 4_000),
        spread(What::Output, 500, 2_000),
        spread(What::Reasoning, 300, 3_000),
    ];
    for seed in 1..=u64::from(times) {
        let futures = Futures { dials: dials.clone(), runs: 10_000, seed };
        let leg = Leg::alone(chat(50), work.card.clone(), Some(work.cache.clone()));
        let mut run = Run::new(vec![leg], &futures, &[]).unwrap();
        run.step(futures.runs).unwrap();
        black_box(run.outcomes().unwrap());
    }
}

fn chat(turns: u32) -> Plan {
    let [system, user, output] = [4_000, 1_000, 500].map(Count::typed);
    Plan::even(system, Count::none(), &user, &output, turns)
}
