//! Recorded conversations as scenarios: what their turns send, and what they cost had again.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use farebox::conversation::fare;
use farebox::import::{
    CacheUse, Call, Pricer, RecordedError, Replay, Requests, scenario_of, scenario_of_texts,
};
use farebox::money::Money;
use farebox::pricing::Catalogue;
use farebox::scenario::{Part, Scenario, Slot};
use farebox::usage::Usage;
use jiff::civil::{Date, date};

use crate::support::{records, text};

pub(crate) const TODAY: Date = date(2026, 11, 22);

pub(crate) fn size(scenario: &Scenario, slot: Slot) -> u64 {
    scenario.part(slot).map_or(0, Part::size)
}

/// What a scenario of sizes costs, and the prompts that it sends.
pub(crate) fn had_again(scenario: &Scenario) -> (Money, Vec<u64>) {
    let book = Catalogue::built_in().unwrap();
    let model = book.model(&scenario.model).unwrap();
    let card = book.card(&scenario.terms(TODAY)).unwrap();
    let cache = book.cache_policy(&scenario.model).unwrap();
    let plan = scenario.plan(model, |part| part.typed().unwrap());
    let fare = fare(&plan, &card, scenario.cache.then_some(&cache)).unwrap();
    let prompts = fare.calls.iter().map(|call| call.call.sent.total()).collect();
    (fare.total.unwrap(), prompts)
}

#[test]
fn a_session_becomes_turns_that_send_what_was_recorded() {
    let records = records("claude_code.jsonl");
    let calls: Vec<&Call> =
        records.calls.iter().filter(|it| text(it.conversation.as_ref()) == "s1").collect();
    let book = Catalogue::built_in().unwrap();
    let recorded = scenario_of(&calls, &book, TODAY).unwrap();
    let scenario = &recorded.scenario;
    assert_eq!(
        (&*scenario.model, scenario.turns, scenario.cache),
        ("anthropic/claude-opus-5", 2, true)
    );
    assert_eq!(scenario.date, Some(date(2026, 11, 20)));
    // A sends 1,004 and answers 120; B sends 1,203, of which 1,203 - 1,124 is new.
    // Of that, all is the result of a tool.
    let sizes = [Slot::Answer(1), Slot::Message(2), Slot::Answer(2)];
    assert_eq!(sizes.map(|slot| size(scenario, slot)), [120, 0, 50]);
    assert_eq!(scenario.written.results, [0, 79]);
    // A session holds no system prompt: it is what 29 letters leave of the first prompt.
    let (system, first) = (size(scenario, Slot::System), size(scenario, Slot::First));
    assert!((1..=29).contains(&first), "{first}");
    assert_eq!((system + first, size(scenario, Slot::Tools)), (1_004, 0));
    assert_eq!((recorded.divided, recorded.without_fixed), (2, true));
    assert_eq!((recorded.beyond, recorded.left_out, recorded.fees), (0, 0, 0));
    // With the cache at its best it costs what the calls cost so replayed.
    let (total, prompts) = had_again(scenario);
    assert_eq!(prompts, [1_004, 1_203]);
    let best = Replay { cache: CacheUse::Best, ..Replay::default() };
    let replayed = Pricer::new(&book, TODAY).replay(calls, &best);
    assert_eq!(total, replayed.iter().map(|priced| priced.cost.unwrap()).sum::<Money>());
}

pub(crate) fn call(prompt: u64, output: u64, reasoning: u64) -> Call {
    let usage = Usage { input: prompt, output, reasoning, ..Usage::default() };
    let records = records("openai_chat.jsonl");
    Call { model: "gpt-5.4".into(), usage, ..records.calls[0].clone() }
}

#[test]
fn a_history_that_was_cut_short_goes_on_and_that_is_told() {
    let book = Catalogue::built_in().unwrap();
    let calls =
        [call(5_000, 100, 0), call(7_000, 100, 0), call(3_000, 100, 0), call(8_000, 100, 0)];
    let calls: Vec<&Call> = calls.iter().collect();
    let recorded = scenario_of(&calls, &book, TODAY).unwrap();
    // 7,000 - 5,100; nothing new, as 7,100 were there; 8,000 - 7,200.
    assert_eq!(recorded.beyond, 4_100);
    assert_eq!(had_again(&recorded.scenario).1, [5_000, 7_000, 7_100, 8_000]);
}

#[test]
fn reasoning_that_was_not_sent_again_is_not() {
    let book = Catalogue::built_in().unwrap();
    let calls = [call(1_000, 200, 900), call(1_500, 300, 0), call(2_000, 100, 50)];
    let calls: Vec<&Call> = calls.iter().collect();
    let recorded = scenario_of(&calls, &book, TODAY).unwrap();
    assert_eq!(recorded.beyond, 0);
    assert_eq!(recorded.scenario.written.reasoning, [900, 0, 50]);
    let (total, prompts) = had_again(&recorded.scenario);
    assert_eq!(prompts, [1_000, 1_500, 2_000]);
    // GPT-5.4: 4,500 x 2.5 + (600 + 950) x 15 millionths.
    assert_eq!(total.exact(), "0.0345");
}

#[test]
fn what_makes_no_turns_is_refused() {
    let book = Catalogue::built_in().unwrap();
    let why = |calls: &[&Call]| scenario_of(calls, &book, TODAY).unwrap_err();
    assert_eq!(why(&[]), RecordedError::Empty);
    let sum = Call { requests: Requests::Sum(3), ..call(1, 1, 0) };
    assert_eq!(why(&[&sum]), RecordedError::Sums);
    let stranger = Call { model: "nobody's".into(), ..call(1, 1, 0) };
    assert_eq!(why(&[&stranger]), RecordedError::NoModel);
    let huge = call(100_000_001, 1, 0);
    assert_eq!(why(&[&huge]).code(), "scenario_out_of_range");
    let many = vec![call(10, 1, 0); 1_002];
    let many: Vec<&Call> = many.iter().collect();
    assert_eq!(scenario_of(&many, &book, TODAY).unwrap().left_out, 2);
}

#[test]
fn texts_stay_texts() {
    let records = records("sharegpt.json");
    let book = Catalogue::built_in().unwrap();
    let scenario = scenario_of_texts(&records.dialogues[0], &book).unwrap().scenario;
    assert_eq!(scenario.turns, 2);
    let said: String = scenario.texts().map(|(_, text)| &**text).collect();
    let expected: String =
        records.dialogues[0].messages.iter().map(|message| &*message.text).collect();
    assert_eq!(said, expected);
    assert!(scenario.text(Slot::Answer(2)).is_some());
}
