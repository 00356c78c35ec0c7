//! The futures of agents: stage by stage, copies and all.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use std::collections::{BTreeMap, BTreeSet};

use farebox::conversation::{
    Conduct, Over, Pace, ReasoningKept, Stage, Strategy, ToolUse, Trap, agent_fare,
};
use farebox::forecast::{
    Bar, Dial, Driver, Each, Futures, Leg, Outcomes, Run, Spread, What, legs, tornado, total_of,
};
use farebox::money::Money;
use farebox::pricing::{Catalogue, Kind, Model, Terms};
use farebox::scenario::{Scenario, examples};
use jiff::civil::date;

#[path = "support/dice.rs"]
mod dice;

use dice::Dice;

/// The legs of a scenario's task.
fn legs_of(book: &Catalogue, scenario: &Scenario) -> Vec<Leg> {
    let usual = book.model(&scenario.model).unwrap();
    let day = date(2026, 11, 22);
    legs(&scenario.stages, |stage| scenario.till(book, stage, usual, day, scenario.cache)).unwrap()
}

fn drawn(book: &Catalogue, scenario: &Scenario, budgets: &[Money]) -> Run {
    let mut run = Run::new(legs_of(book, scenario), &scenario.futures, budgets).unwrap();
    run.step(u32::MAX).unwrap();
    run
}

fn book() -> Catalogue {
    Catalogue::built_in().unwrap()
}

fn plan_act_review() -> Scenario {
    let mut all = examples().unwrap().into_iter();
    all.find(|example| example.id == "plan-act-review").unwrap().scenario
}

/// The same task, of which nothing varies.
fn steady() -> Scenario {
    let mut scenario = plan_act_review();
    scenario.futures.dials.clear();
    scenario.futures.runs = 10;
    scenario
}

fn dial(what: What, spread: Spread, stage: Option<u32>) -> Dial {
    Dial { what, spread, each: Each::Turn, stage }
}

fn dollars(text: &str) -> Money {
    Money::parse(text).unwrap()
}

/// Every different cost of a forecast.
fn costs(outcomes: &Outcomes) -> BTreeSet<Money> {
    (0..=1_000).map(|share| outcomes.percentile(share)).collect()
}

/// `tests/data/plan_act_review.json`.
#[derive(serde::Deserialize)]
struct Golden {
    percentiles: BTreeMap<u32, String>,
    stages: Vec<BTreeMap<u32, String>>,
}

#[test]
fn the_example_has_the_same_digits_on_every_machine() {
    let (book, scenario) = (book(), plan_act_review());
    let run = drawn(&book, &scenario, &[]);
    let golden: Golden = serde_json::from_str(include_str!("data/plan_act_review.json")).unwrap();
    let outcomes = run.outcomes().unwrap();
    assert_eq!((golden.percentiles.len(), golden.stages.len()), (7, 3));
    for (share, cost) in golden.percentiles {
        assert_eq!(outcomes.percentile(share).decimal(), cost, "{share}");
    }
    for (place, stage) in golden.stages.into_iter().enumerate() {
        let outcomes = run.stage(place).unwrap().unwrap();
        assert_eq!(stage.len(), 4);
        for (share, cost) in stage {
            assert_eq!(outcomes.percentile(share).decimal(), cost, "stage {place}, {share}");
        }
    }
    // Nothing varies in the plan: 2,000 sent and 3,500 answered, at $5 and $30 per million.
    assert_eq!(costs(&run.stage(0).unwrap().unwrap()), BTreeSet::from([dollars("0.115")]));
    // Act in k turns sends 3,000 and 2,800 more each time, and answers and thinks 4,500: in one turn
    // 3,000 × $5 + 4,500 × $30 per million, in three 17,400 and 13,500, in eight 102,400 and 36,000.
    // Of a log-normal spread with P50 3 and P95 8, P5 is 1.1.
    let act = run.stage(1).unwrap().unwrap();
    let told = [50, 500, 950].map(|share| act.percentile(share));
    assert_eq!(told, [dollars("0.15"), dollars("0.492"), dollars("1.592")]);
    // Without a budget the stages are the task.
    let stages = (0..3).map(|place| run.stage(place).unwrap().unwrap().total);
    assert_eq!(stages.sum::<Money>(), outcomes.total);
    assert_eq!(run.stage(3).unwrap(), None);

    let mut pieces = Run::new(legs_of(&book, &scenario), &scenario.futures, &[]).unwrap();
    while !pieces.step(777).unwrap().is_over() {}
    assert_eq!(pieces.outcomes(), run.outcomes(), "in one piece or in many");
    assert_eq!(pieces.stage(2), run.stage(2));
}

#[test]
fn the_tornado_names_the_stage_that_drives_the_spread() {
    let scenario = plan_act_review();
    let (middle, bars) = tornado(&legs_of(&book(), &scenario), &scenario.futures.dials).unwrap();
    // Three turns, two turns and 5,700 of reasoning: the fare of tests/examples.rs.
    assert_eq!(middle, dollars("1.4775"));
    let bar = |what, stage, low, high| Bar {
        driver: Driver::Dial { what, stage: Some(stage) },
        low: dollars(low),
        high: dollars(high),
    };
    // Act as above: $0.492 becomes $0.15, or $1.592. The review is $0.8705: its P5 is one turn that sends
    // 9,000 and answers 12,100 ($0.408), its P95 three that send 9,000 + 19,900 + 30,800 ($0.2985) and answer
    // 36,300 ($1.089); its thinking 2,166 or 15,000, twice, in the place of 5,700 ($30 per million).
    assert_eq!(
        bars,
        [
            bar(What::Turns, 1, "1.1355", "2.5775"),
            bar(What::Turns, 2, "1.015", "1.9945"),
            bar(What::Reasoning, 2, "1.26546", "2.0355"),
        ]
    );
}

#[test]
fn a_budget_stops_the_whole_task_at_the_call_that_crosses_it() {
    let (book, scenario) = (book(), steady());
    // Plan and act are $0.607. The review's first turn is 9,000 × $5 + 12,100 × $30 per million: $0.408. One
    // digit less than all three is crossed by its second, $0.4625.
    let budgets = ["0.114", "0.607", "1.4774", "1.4775"].map(dollars);
    let outcomes = drawn(&book, &scenario, &budgets).outcomes().unwrap();
    let points: Vec<(u32, Money)> =
        outcomes.budgets.iter().map(|point| (point.killed_honest, point.spent)).collect();
    let ten = |one: &str| dollars(one).times_count(10).unwrap();
    let expected = [(10, Money::ZERO), (10, ten("0.607")), (10, ten("1.015")), (0, ten("1.4775"))];
    assert_eq!(points, expected);
    assert_eq!(outcomes.saved(&outcomes.budgets[1]), ten("0.8705"));
}

#[test]
fn a_loop_ends_its_stage_and_the_others_go_on() {
    let (book, mut scenario) = (book(), steady());
    // In its second turn Act sends 5,800, then 8 calls of 100 more each: 8 × 5,800 + 2,800 sent, 800 answered
    // and 16,000 thought, beside the first turn: $0.246 + $0.504 + $0.15. It is handed over all the same.
    scenario.stages[1].conduct.trap =
        Some(Trap { per_mille: 500, turn: 2, calls: 8, output: 100, results: 0 });
    scenario.stages[1].conduct.reasoning_kept = Some(ReasoningKept::Never);
    scenario.futures.runs = 400;
    let budget = dollars("1.5");
    let run = drawn(&book, &scenario, &[budget]);
    let act = run.stage(1).unwrap().unwrap();
    assert_eq!(costs(&act), BTreeSet::from([dollars("0.492"), dollars("0.9")]));
    let review = run.stage(2).unwrap().unwrap();
    assert_eq!(costs(&review), BTreeSet::from([dollars("0.8705")]));
    let outcomes = run.outcomes().unwrap();
    // 200 on average; five deviations are 50.
    assert!((150..=250).contains(&outcomes.trapped), "{}", outcomes.trapped);
    let point = outcomes.budgets[0];
    assert_eq!((point.killed, point.killed_honest), (outcomes.trapped, 0));
    let (middle, bars) = tornado(&legs_of(&book, &scenario), &[]).unwrap();
    let high = middle + dollars("0.408");
    assert_eq!(bars, [Bar { driver: Driver::Trap { stage: 1 }, low: middle, high }]);
}

#[test]
fn copies_and_stages_draw_apart_from_each_other() {
    let book = book();
    let stage = |copies| Stage { output: 1_000, copies, ..Stage::default() };
    let coin = Spread::Values { values: vec![0, 1_000] };
    let scenario = |stages: Vec<Stage>, stage| Scenario {
        model: "openai/gpt-5.5".to_owned(),
        cache: false,
        stages,
        futures: Futures {
            dials: vec![dial(What::Output, coin.clone(), stage)],
            runs: 1_000,
            seed: 1,
        },
        ..Scenario::default()
    };
    // Answers of 0 or 1,000 tokens at $30 per million: together 0, one, or both of two.
    let all = BTreeSet::from([Money::ZERO, dollars("0.03"), dollars("0.06")]);
    let side_by_side = scenario(vec![stage(2)], None);
    assert_eq!(costs(&drawn(&book, &side_by_side, &[]).outcomes().unwrap()), all);
    let one_after_the_other = scenario(vec![stage(1), stage(1)], None);
    let both = drawn(&book, &one_after_the_other, &[]);
    assert_eq!(costs(&both.outcomes().unwrap()), all);
    // A dial for one stage leaves the other as it is.
    let second = drawn(&book, &scenario(vec![stage(1), stage(1)], Some(1)), &[]);
    assert_eq!(costs(&second.stage(0).unwrap().unwrap()), BTreeSet::from([dollars("0.03")]));
    assert_eq!(costs(&second.stage(1).unwrap().unwrap()).len(), 2);
    // The first stage draws what a conversation alone draws.
    let alone = drawn(&book, &scenario(vec![stage(1)], None), &[]).outcomes().unwrap();
    assert_eq!(both.stage(0).unwrap().unwrap().percentile(500), alone.percentile(500));
    assert_eq!(both.stage(0).unwrap().unwrap().total, alone.total);
}

#[test]
fn a_dial_for_one_stage_holds_before_one_for_all() {
    let (book, mut scenario) = (book(), steady());
    let fixed = |value| Spread::Fixed { value };
    scenario.futures.dials = vec![
        dial(What::Turns, fixed(3), Some(1)),
        dial(What::Turns, fixed(2), Some(2)),
        dial(What::Turns, fixed(1), None),
    ];
    let outcomes = drawn(&book, &scenario, &[]).outcomes().unwrap();
    assert_eq!(costs(&outcomes), BTreeSet::from([dollars("1.4775")]));
    // What was handed over stays, whatever documents are drawn.
    scenario.futures.dials = vec![dial(What::Documents, fixed(0), None)];
    let outcomes = drawn(&book, &scenario, &[]).outcomes().unwrap();
    assert_eq!(costs(&outcomes), BTreeSet::from([dollars("1.4775")]));
    scenario.futures.dials = vec![dial(What::Turns, fixed(1), Some(3))];
    let error = Run::new(legs_of(&book, &scenario), &scenario.futures, &[]).unwrap_err();
    assert_eq!(error.code(), "no_such_stage");
    assert!(error.to_string().contains("stage 4, and there are 3"), "{error}");
    assert_eq!(tornado(&legs_of(&book, &scenario), &scenario.futures.dials), Err(error));
}

#[test]
fn too_much_is_refused_before_it_is_held() {
    let (book, mut scenario) = (book(), steady());
    scenario.futures.runs = 1_000_000;
    let new = |scenario: &Scenario| Run::new(legs_of(&book, scenario), &scenario.futures, &[]);
    assert!(new(&scenario).is_ok(), "three stages a million times");
    scenario.stages = vec![Stage::default(); 50];
    let error = new(&scenario).unwrap_err();
    assert_eq!(error.code(), "bad_runs");
    assert!(error.to_string().contains("1 to 80000 runs"), "{error}");
    scenario.futures.runs = 1;
    scenario.stages = vec![Stage { copies: u32::MAX, ..Stage::default() }];
    assert_eq!(new(&scenario).unwrap().step(1).unwrap_err().code(), "too_many_calls");
    scenario.stages.clear();
    assert_eq!(new(&scenario).unwrap_err().code(), "no_turns");
}

#[test]
fn what_drives_the_spread_is_not_followed_without_end() {
    let (book, mut scenario) = (book(), steady());
    // At its P95 a turn has 1,900,000 rounds, and the middle of the spread has 1,000,000.
    let rounds = Spread::Range { low: 0, high: 2_000_000 };
    scenario.futures.dials = vec![dial(What::Rounds, rounds, None)];
    let error = tornado(&legs_of(&book, &scenario), &scenario.futures.dials).unwrap_err();
    assert_eq!(error.code(), "too_many_calls");
    let end = "a future with one thing at an end of its spread has more than 200000 calls";
    assert!(error.to_string().starts_with(end), "{error}");
}

#[test]
fn what_the_book_says_of_one_model_does_not_hide_what_it_says_of_another() {
    let (book, day) = (book(), date(2026, 11, 22));
    let leaves = |model: &&Model| {
        model.kind == Kind::Chat
            && model.retires.is_some_and(|last| last > day)
            && book.card(&Terms::new(&model.id, day)).is_ok()
    };
    let leaving: Vec<&Model> = book.models().filter(leaves).take(2).collect();
    let stage =
        |model: &&Model| Stage { model: Some(model.id.clone()), system: 100, ..Stage::default() };
    let stages: Vec<Stage> = leaving.iter().chain(leaving.first()).map(stage).collect();
    let scenario = Scenario { stages, ..Scenario::default() };
    let usual = book.model(&scenario.model).unwrap();
    let till = |stage: &Stage| scenario.till(&book, stage, usual, day, false);
    let warnings = agent_fare(&scenario.stages, till).unwrap().warnings();
    let said = warnings.iter().filter(|warning| warning.code == "model_retires");
    let said: Vec<&str> = said.map(|warning| warning.message.as_str()).collect();
    // The third stage is on the first model again, which has been said.
    assert_eq!(said.len(), 2, "{said:?}");
    for (message, model) in said.iter().zip(leaving) {
        let last = model.retires.unwrap().to_string();
        assert!(message.contains(&model.name) && message.contains(&last), "{message}");
    }
}

impl Dice {
    fn stage(&mut self, models: &[&str]) -> Stage {
        let over = Over::Tokens(self.roll(20_000));
        Stage {
            model: (self.roll(1) == 0).then(|| self.pick(models)),
            system: self.roll(9_000),
            tools: self.roll(5_000),
            first: self.roll(4_000),
            later: self.roll(2_000),
            output: self.roll(2_000),
            turns: self.roll(5) as u32 + 1,
            copies: self.roll(3) as u32,
            hand_over: self.roll(9_000),
            conduct: Conduct {
                documents: self.roll(1) * self.roll(4_000),
                keep_documents: self.roll(1) == 0,
                reasoning: self.roll(900),
                tool_use: ToolUse {
                    rounds: self.roll(2) as u32,
                    arguments: self.roll(100),
                    results: self.roll(2_000),
                    ..ToolUse::default()
                },
                pace: Pace { turn_seconds: self.roll(600), call_seconds: self.roll(30) },
                strategy: match self.roll(2) {
                    0 => Strategy::KeepAll,
                    1 => Strategy::Window { turns: self.roll(3) as u32 },
                    _ => Strategy::PruneTools { over, keep: 1 },
                },
                ..Conduct::default()
            },
            ..Stage::default()
        }
    }

    fn pick(&mut self, models: &[&str]) -> String {
        models[self.roll(models.len() as u64 - 1) as usize].to_owned()
    }
}

#[test]
fn where_nothing_varies_every_future_costs_the_agents_fare_to_the_last_digit() {
    let book = book();
    let chats = book.models().filter(|model| model.kind == Kind::Chat);
    let models: Vec<&str> = chats.map(|model| model.id.as_str()).collect();
    let mut dice = Dice(11);
    let mut priced = 0;
    for round in 0..400 {
        let stages = (0..=dice.roll(4)).map(|_| dice.stage(&models)).collect();
        let futures = Futures { runs: 3, seed: dice.roll(u64::MAX - 1), ..Futures::default() };
        let (model, cache) = (dice.pick(&models), dice.roll(1) == 0);
        let scenario = Scenario { model, stages, futures, cache, ..Scenario::default() };
        let usual = book.model(&scenario.model).unwrap();
        let day = date(2026, 11, 22);
        let till = |stage: &Stage| scenario.till(&book, stage, usual, day, cache);
        let (Ok(fare), Ok(legs)) =
            (agent_fare(&scenario.stages, till), legs(&scenario.stages, till))
        else {
            continue;
        };
        assert_eq!(total_of(&legs).unwrap(), fare.total, "round {round}");
        let (Some(total), Ok(mut run)) = (fare.total, Run::new(legs, &scenario.futures, &[]))
        else {
            continue;
        };
        run.step(3).unwrap();
        let outcomes = run.outcomes().unwrap();
        assert_eq!(costs(&outcomes), BTreeSet::from([total]), "round {round}");
        for (place, stage) in fare.stages.iter().enumerate() {
            let Some(outcomes) = run.stage(place).unwrap() else { continue };
            assert_eq!(costs(&outcomes), BTreeSet::from([stage.total.unwrap()]), "round {round}");
        }
        priced += 1;
    }
    assert!(priced > 150, "only {priced} of 400 could be priced");
}
