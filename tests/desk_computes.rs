//! What the desk computes about a conversation, without its worker: futures and strategies.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use farebox::conversation::{Over, Strategy};
use farebox::desk::protocol::Table;
use farebox::desk::{AskError, Desk};
use farebox::forecast::{Dial, Each, Spread, What};
use farebox::import::{MOST_SEEN, Reader};
use farebox::money::Money;
use farebox::pricing::Catalogue;
use farebox::scenario::{Part, Scenario, examples, link};
use jiff::civil::date;

fn desk() -> Desk {
    Desk::new(Catalogue::built_in().unwrap(), date(2026, 11, 22))
}

fn example(id: &str) -> Scenario {
    examples().unwrap().into_iter().find(|example| example.id == id).unwrap().scenario
}

/// Draws in pieces of an odd size, as the worker may.
fn futures(scenario: &Scenario) -> Result<Vec<Table>, AskError> {
    let mut drawing = desk().draw(&link::write(scenario).unwrap())?;
    assert_eq!(drawing.tables()?, [], "nothing is drawn yet");
    while !drawing.step(777)?.is_over() {}
    drawing.tables()
}

fn strategies(scenario: &Scenario) -> Result<Vec<Table>, AskError> {
    desk().strategies(&link::write(scenario).unwrap())
}

fn table<'a>(tables: &'a [Table], name: &str) -> &'a Table {
    tables.iter().find(|table| table.name == name).unwrap()
}

fn cells(table: &Table) -> Vec<Vec<&str>> {
    table.rows.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect()
}

/// A figure of a cell: `1,234 (12.3 %)` is 1234.
fn figure(cell: &str) -> u32 {
    cell.split_whitespace().next().unwrap().replace(',', "").parse().unwrap()
}

/// Whatever is drawn, every row has a cell for each column, and bars only within their room.
fn assert_well_formed(tables: &[Table]) {
    for table in tables {
        for row in &table.rows {
            let expected = if table.head.is_empty() { 2 } else { table.head.len() };
            assert_eq!(row.cells.len(), expected, "{}", table.name);
            assert_eq!(row.bars.is_empty(), table.bars.is_empty(), "{}: bars", table.name);
            let within = |(from, to): &(u16, u16)| from <= to && *to <= 1_000;
            assert!(row.bars.iter().all(within), "{}: {:?}", table.name, row.bars);
        }
        assert!(table.line.is_none_or(|line| line <= 1_000), "{}", table.name);
    }
}

#[test]
fn the_thirtyfold_tail_is_shown_with_what_drives_it_and_what_a_budget_saves() {
    let mut scenario = example("thirty-fold");
    scenario.budget.task = Money::parse("5").ok();
    let tables = futures(&scenario).unwrap();
    assert_well_formed(&tables);
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["futures", "histogram", "tornado", "budgets"]);

    // The figures of tests/data/thirty_fold.json: 12.152125 is 38.4 times 0.316415.
    let summary = cells(table(&tables, "futures"));
    for row in [
        ["P5", "$0.546785"],
        ["P50", "$1.77543"],
        ["P95", "$6.6302"],
        ["P99", "$12.152125"],
        ["Cheapest and dearest", "$0.10098, $45.41524"],
        ["Tail", "P99 is 38 times P1, $0.316415"],
    ] {
        assert!(summary.contains(&row.to_vec()), "{row:?} is not in {summary:?}");
    }
    assert!(summary.iter().any(|row| row[0] == "Run away" && row[1].ends_with("10 times the P50")));

    let histogram = table(&tables, "histogram");
    assert_eq!(histogram.rows.len(), 20);
    let counts: Vec<u32> = cells(histogram).iter().map(|row| figure(row[1])).collect();
    assert_eq!(counts.iter().sum::<u32>(), 10_000);
    // The longest bar is that of the most, and every percentile stands in one row.
    let most = counts.iter().max();
    let longest = histogram.rows.iter().position(|row| row.bars == [(0, 1_000)]).unwrap();
    assert_eq!(counts.get(longest), most);
    let told: Vec<&str> = histogram.rows.iter().map(|row| row.cells[3].as_str()).collect();
    let told = told.join(" ");
    for name in ["P5", "P50", "P95", "P99"] {
        assert_eq!(told.split([' ', ',']).filter(|word| *word == name).count(), 1, "{told}");
    }

    // The sums of tests/examples.rs: the middle is $1.719, the loop alone $11.19.
    let tornado = table(&tables, "tornado");
    assert_eq!(cells(tornado)[0], ["The loop", "$1.719", "$11.19"]);
    assert_eq!(tornado.rows[0].bars, [(tornado.line.unwrap(), 1_000)]);
    assert_eq!(tornado.rows.len(), 4);

    // Once to twenty times the middle, and the user's own between them, marked.
    let budgets = table(&tables, "budgets");
    let rows = cells(budgets);
    let labels: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    assert_eq!(
        labels,
        [
            "$1.7190",
            "$2.5785",
            "$3.4380",
            "$5.0000, yours",
            "$5.1570",
            "$8.5950",
            "$17.1900",
            "$34.3800"
        ]
    );
    let marked: Vec<bool> = budgets.rows.iter().map(|row| row.marked).collect();
    assert_eq!(marked.iter().filter(|marked| **marked).count(), 1);
    assert!(marked[3]);
    let killed: Vec<(u32, u32)> = rows.iter().map(|row| (figure(row[2]), figure(row[3]))).collect();
    assert!(killed.is_sorted_by(|one, next| one.0 >= next.0), "{killed:?}");
    assert!(killed.iter().all(|(all, honest)| honest <= all), "{killed:?}");
    // Half of all and a little cost more than the middle; twenty times it none but loops.
    assert!((4_500..6_000).contains(&killed[0].0), "{killed:?}");
    assert!(killed[7].0 > 0 && killed[7].1 == 0, "{killed:?}");
}

/// The sums are those of `tests/agents.rs`.
#[test]
fn an_agents_futures_are_told_by_stage_and_name_the_stage_that_drives_them() {
    let mut scenario = example("plan-act-review");
    scenario.stages[0].name.clear();
    let tables = futures(&scenario).unwrap();
    assert_well_formed(&tables);
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["futures", "stages", "histogram", "tornado", "budgets"]);
    // The figures of tests/data/plan_act_review.json.
    let summary = cells(table(&tables, "futures"));
    for row in [["P5", "$0.77754"], ["P50", "$1.64073"], ["P95", "$2.90065"], ["P99", "$4.16878"]] {
        assert!(summary.contains(&row.to_vec()), "{row:?} is not in {summary:?}");
    }
    let stages = table(&tables, "stages");
    let rows = cells(stages);
    assert_eq!(rows[0][..4], ["Stage 1", "$0.115", "$0.115", "$0.115"]);
    assert_eq!(rows[1][..4], ["Act", "$0.15", "$0.492", "$1.592"]);
    assert_eq!(rows[2][..4], ["Review", "$0.33204", "$0.89582", "$1.71282"]);
    // $1.71282 is the end of the room: 0.115 are 67.1 thousandths of it, 0.15 are 87.6, 0.33204 are 193.9.
    let bars: Vec<_> = stages.rows.iter().map(|row| row.bars[0]).collect();
    assert_eq!(bars, [(67, 67), (88, 929), (194, 1_000)]);
    let shares =
        rows.iter().map(|row| row[4].trim_end_matches("\u{202f}%").parse::<f64>().unwrap());
    let all: f64 = shares.sum();
    assert!((99.84..100.16).contains(&all), "{all}: each is rounded to one decimal");
    let tornado = cells(table(&tables, "tornado"));
    assert_eq!(
        tornado,
        [
            ["Turns, Act", "$1.1355", "$2.5775"],
            ["Turns, Review", "$1.015", "$1.9945"],
            ["Reasoning a call, Review", "$1.26546", "$2.0355"],
        ]
    );
}

#[test]
fn sums_buy_tasks_of_an_agent() {
    let mut scenario = example("plan-act-review");
    scenario.budget.task = Money::parse("29.55").ok();
    let tables = strategies(&scenario).unwrap();
    assert_well_formed(&tables);
    assert_eq!(tables.len(), 1, "each stage has a strategy of its own");
    // $1.4775 a task: 6 are $8.865, 20 are $29.55, 67 are $98.9925, 676 are $998.79.
    assert_eq!(
        cells(&tables[0]),
        [
            ["$1.00", "0", "0"],
            ["$10.00", "6", "0"],
            ["$29.55, your budget", "20", "2"],
            ["$100.00", "67", "6"],
            ["$1,000.00", "676", "67"],
        ]
    );
    scenario.stages[2].model = Some("google/gemini-3.5-flash".to_owned());
    scenario.cache = true;
    assert_eq!(strategies(&scenario).unwrap(), [], "some rate is unknown");
}

#[test]
fn a_budget_that_honest_work_never_meets_saves_exactly_the_loop() {
    // One in two runs into the loop; nothing else varies. Honest $1.08; a budget of $3 stops the loop at
    // $2.9885 of $114.5055 (tests/examples.rs).
    let mut scenario = example("loop-trap");
    scenario.conduct.trap =
        scenario.conduct.trap.map(|trap| farebox::conversation::Trap { per_mille: 500, ..trap });
    scenario.futures.runs = 200;
    let tables = futures(&scenario).unwrap();
    assert_well_formed(&tables);
    let summary = cells(table(&tables, "futures"));
    let of = |name: &str| summary.iter().find(|row| row[0] == name).unwrap()[1];
    assert_eq!((of("P5"), of("P95")), ("$1.08", "$114.5055"));
    let trapped = u64::from(figure(of("In the loop")));
    let rows = cells(table(&tables, "budgets"));
    let own = rows.iter().find(|row| row[0] == "$3.0000, yours").unwrap();
    let saved = Money::parse("111.517").unwrap().times_count(trapped).unwrap().readable();
    assert!(own[1].starts_with(&format!("{saved} (")), "{own:?}");
    assert_eq!((u64::from(figure(own[2])), own[3]), (trapped, "0 (0.0\u{202f}%)"));
}

#[test]
fn where_nothing_varies_all_futures_are_the_fare() {
    let tables = futures(&example("growing-chat")).unwrap();
    assert_well_formed(&tables);
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["futures", "budgets"], "there is no spread to draw");
    let summary = cells(&tables[0]);
    assert_eq!(summary[0], ["P5", "$1.3875"]);
    assert_eq!(summary[3], ["P99", "$1.3875"]);
}

#[test]
fn what_cannot_be_drawn_is_a_sentence_with_a_code() {
    let code = |scenario: &Scenario| futures(scenario).unwrap_err().code();
    let mut text = example("growing-chat");
    text.first = Part::Text("What is due?".into());
    assert_eq!(code(&text), "texts_not_counted");
    assert_eq!(strategies(&text).unwrap_err().code(), "texts_not_counted");
    let mut agent = example("plan-act-review");
    agent.futures.dials[0].stage = Some(7);
    assert_eq!(code(&agent), "no_such_stage");
    agent.futures.dials.clear();
    agent.stages[1].model = Some("nobody/nothing".to_owned());
    assert_eq!(code(&agent), "unknown_model");
    assert_eq!(strategies(&agent).unwrap_err().code(), "unknown_model");
    let mut reversed = example("growing-chat");
    let spread = Spread::LogNormal { p50: 9, p95: 3 };
    reversed.futures.dials =
        vec![Dial { what: What::Output, spread, each: Each::Turn, stage: None }];
    assert_eq!(code(&reversed), "spread_reversed");
    let mut unknown = example("growing-chat");
    unknown.model = "nobody/nothing".to_owned();
    assert_eq!(code(&unknown), "unknown_model");
    let mut endless = example("growing-chat");
    let spread = Spread::Fixed { value: 300_000 };
    endless.futures.dials =
        vec![Dial { what: What::Rounds, spread, each: Each::Turn, stage: None }];
    assert_eq!(code(&endless), "too_many_calls");
    assert_eq!(desk().draw("f1.AAAA").unwrap_err().code(), "link_damaged");
}

/// The sums are those of `tests/examples.rs`.
#[test]
fn strategies_stand_side_by_side_with_the_chosen_one_marked() {
    let tables = strategies(&example("compaction")).unwrap();
    assert_well_formed(&tables);
    let compared = table(&tables, "strategies");
    let rows = cells(compared);
    assert_eq!(rows[0], ["Keep all", "$0.173125", "", "", "6", "55,500", "1.3\u{202f}%"]);
    // 0.232225 − 0.173125; 16,900 + 43,200 sent and 4,200 answered; the third turn fills 9,500 + 500.
    assert_eq!(
        rows[2][..6],
        [
            "Summarise over 9,000 tokens, keep the last 1 turn",
            "$0.232225",
            "+$0.0591 (+34.1\u{202f}%)",
            "never",
            "8, 2 of them summaries",
            "64,300",
        ]
    );
    assert_eq!(rows[3][2], "does not act here", "there are no tool results");
    let marked: Vec<bool> = compared.rows.iter().map(|row| row.marked).collect();
    assert_eq!(marked, [false, false, true, false, false]);

    // At turn 6: 11,500 read at $0.50, 100 written at $6.25, 600 answered at $25, and 600 written that
    // would be read: $0.00575 + 0.000625 + 0.015 + 0.00345. Each later call reads 6,900 less.
    let pays = cells(table(&tables, "breakEven"));
    assert_eq!(pays.len(), 5);
    assert_eq!(pays[4], ["turn 6", "7,500", "$0.0248", "$0.00345", "8 calls"]);
}

#[test]
fn on_a_model_without_a_cache_a_summary_saves_what_is_paid_in_full() {
    let mut scenario = example("growing-chat");
    (scenario.model, scenario.cache) = ("cohere/command-a".to_owned(), true);
    let tables = strategies(&scenario).unwrap();
    // 4,000 + 21,000 at $2.50 and a summary of 1,000 at $10 per million; then 20,000 less at $2.50.
    let pays = cells(table(&tables, "breakEven"));
    assert_eq!(pays.last().unwrap()[..], ["turn 15", "21,000", "$0.0725", "$0.0500", "2 calls"]);
}

#[test]
fn a_window_pays_from_the_turn_in_which_it_begins_to_forget() {
    let mut scenario = example("growing-chat");
    scenario.conduct.strategy = Strategy::Window { turns: 0 };
    let tables = strategies(&scenario).unwrap();
    let rows = cells(table(&tables, "strategies"));
    // Every turn alone: 15 × 5,000 × $5 + 7,500 × $30 per million = $0.60, from the second turn on less.
    assert_eq!(
        rows[1][..4],
        ["Only the last 0 turns", "$0.60", "\u{2212}$0.7875 (\u{2212}56.8\u{202f}%)", "turn 2"]
    );
    // 80 % of the window is never reached.
    assert_eq!(rows[2][2], "does not act here");
    scenario.turns = 1;
    let tables = strategies(&scenario).unwrap();
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["strategies", "purse"], "before a first turn there is nothing to summarise");
}

/// n turns cost n × (5,000 × $5 + 500 × $30) and n (n − 1) ÷ 2 × 1,500 × $5 per million: $0.00375 n² + $0.03625 n.
/// Fifteen are $1.3875.
#[test]
fn sums_buy_turns_conversations_and_users() {
    let mut scenario = example("growing-chat");
    scenario.budget.task = Some(Money::parse("27.75").unwrap());
    let tables = strategies(&scenario).unwrap();
    let purse = table(&tables, "purse");
    assert_eq!(
        cells(purse)[..4],
        [
            // 12 turns are $0.975, 13 are $1.105.
            ["$1.00", "12", "0", "0"],
            // 47 are $9.9875, 48 are $10.38.
            ["$10.00", "47", "7", "0"],
            // 81 are $27.54, 82 are $28.1875; twice the fifteen turns, and twice ten of them are $27.75 each.
            ["$27.75, your budget", "81", "20", "2"],
            // 158 are $99.3425, 159 are $100.5675.
            ["$100.00", "158", "72", "7"],
        ]
    );
    assert_eq!(cells(purse)[4][2..], ["720", "72"]);
    assert_eq!(purse.rows.iter().position(|row| row.marked), Some(2));
}

#[test]
fn marks_of_the_chosen_strategy_hold_for_the_others() {
    let mut scenario = example("agent-request");
    scenario.turns = 12;
    scenario.conduct.strategy = Strategy::PruneTools { over: Over::PerMille(50), keep: 1 };
    let tables = strategies(&scenario).unwrap();
    assert_well_formed(&tables);
    let rows = cells(table(&tables, "strategies"));
    assert!(rows[2][0].starts_with("Summarise over 5.0\u{202f}% of the window"), "{rows:?}");
    assert!(rows[3][2].starts_with('\u{2212}'), "pruning saves here: {rows:?}");
}

/// Calls of one session, each after some seconds and with so many tokens answered.
fn recorded(calls: impl Iterator<Item = (u32, u32)>) -> Desk {
    let mut reader = Reader::default();
    for (at, (second, output)) in calls.enumerate() {
        let (minute, second) = (second / 60, second % 60);
        let line = format!(
            "{{\"sessionId\":\"s\",\"type\":\"assistant\",\"uuid\":\"u{at}\",\"timestamp\":\"2026-11-20T10:{minute:02}:{second:02}Z\",\"message\":{{\"id\":\"m{at}\",\"model\":\"claude-opus-5\",\"usage\":{{\"input_tokens\":1,\"output_tokens\":{output}}}}}}}\n"
        );
        reader.push(line.as_bytes()).unwrap();
    }
    let mut desk = desk();
    desk.take(vec!["log".to_owned()], reader.finish()).unwrap();
    desk
}

#[test]
fn what_was_seen_comes_from_the_records() {
    let desk = recorded([(0, 30), (60, 10), (90, 20)].into_iter());
    let values = |what| desk.seen(what).unwrap()[0].rows[0].cells.clone();
    assert_eq!(values(What::Output), ["10", "20", "30"]);
    assert_eq!(values(What::Wait), ["30", "60"]);
    assert_eq!(desk.seen(What::Turns).unwrap_err().code(), "not_in_the_records");

    // More than a link carries: the smallest, the largest, and even steps between.
    let desk = recorded((0..991).map(|call| (call % 3_600, call)));
    let table = &desk.seen(What::Output).unwrap()[0];
    assert_eq!((table.rows[0].cells.len(), table.note.as_str()), (MOST_SEEN, "of 991 calls"));
    assert_eq!(table.rows[0].cells[..3], ["0", "10", "20"]);
    assert_eq!(table.rows[0].cells[99], "990");
}

#[test]
fn without_records_nothing_was_seen() {
    assert_eq!(desk().seen(What::Output).unwrap_err(), AskError::NotSeen);
}
