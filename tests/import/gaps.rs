//! The time that passed between recorded calls, and the caches that live by it. Sums by hand, in millionths
//! of a dollar, from the rates of `pricing/` on 2026-11-22.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use farebox::import::{CacheUse, Call, Gaps, Pricer, Recorded, Replay, scenario_of};
use farebox::money::Money;
use farebox::pricing::Catalogue;
use farebox::scenario::{MOST_WAIT, Slot};
use jiff::Timestamp;

use crate::estimate::{TODAY, call, had_again, size};
use crate::support::read;

/// A session of prompts of 10,000, 11,000 and so on, 100 tokens answered, at these times.
fn session(times: &[&str]) -> Vec<Call> {
    let line = |(at, time): (usize, &&str)| {
        let prompt = 10_000 + 1_000 * at;
        format!(
            "{{\"sessionId\":\"s\",\"type\":\"assistant\",\"uuid\":\"u{at}\",\"timestamp\":\"{time}\",\"message\":{{\"id\":\"m{at}\",\"model\":\"claude-opus-5\",\"usage\":{{\"input_tokens\":3,\"cache_creation_input_tokens\":{},\"output_tokens\":100}}}}}}\n",
            prompt - 3
        )
    };
    let lines: String = times.iter().enumerate().map(line).collect();
    read(lines.as_bytes()).unwrap().calls
}

fn recorded(calls: &[Call]) -> Recorded {
    let calls: Vec<&Call> = calls.iter().collect();
    scenario_of(&calls, &Catalogue::built_in().unwrap(), TODAY).unwrap()
}

fn at_best(calls: &[Call], model: Option<&str>) -> Money {
    let book = Catalogue::built_in().unwrap();
    let model = model.map(str::to_owned);
    let replay = Replay { cache: CacheUse::Best, model, ..Replay::default() };
    Pricer::new(&book, TODAY).replay(calls, &replay).iter().map(|one| one.cost.unwrap()).sum()
}

#[test]
fn a_cache_lives_by_the_time_between_the_calls() {
    // Four minutes, then six: five is how long Anthropic keeps an entry.
    let calls = session(&["2026-11-20T10:00:00Z", "2026-11-20T10:04:00Z", "2026-11-20T10:10:00Z"]);
    let recorded = recorded(&calls);
    assert_eq!(recorded.scenario.written.waits, [0, 240, 360]);
    assert_eq!(recorded.gaps, Some(Gaps { median: 360, longest: 360 }));
    // Opus 5 at 0.5 / 6.25 / 25: 10,000 written; 10,000 read and 1,000 written; 12,000 written; 300 answered:
    // 62,500 + 11,250 + 75,000 + 7,500.
    assert_eq!(had_again(&recorded.scenario).0.exact(), "0.15625");
    assert_eq!(at_best(&calls, None).exact(), "0.15625");
    // Four minutes each: the third reads 11,000 and writes 1,000, which is 11,750 in the place of 75,000.
    let calls = session(&["2026-11-20T10:00:00Z", "2026-11-20T10:04:00Z", "2026-11-20T10:08:00Z"]);
    assert_eq!(had_again(&self::recorded(&calls).scenario).0.exact(), "0.093");
    assert_eq!(at_best(&calls, None).exact(), "0.093");
}

#[test]
fn each_model_of_a_session_has_a_cache_of_its_own() {
    let mut calls =
        session(&["2026-11-20T10:00:00Z", "2026-11-20T10:00:01Z", "2026-11-20T10:04:00Z"]);
    calls[1].model = "claude-haiku-4-5".into();
    // Haiku 4.5 at 1.25 / 5 writes its 11,000: 13,750 + 500. Opus reads 10,000 of the first call's after four
    // minutes and writes 2,000: 62,500 + 5,000 + 12,500 + 5,000.
    assert_eq!(at_best(&calls, None).exact(), "0.09925");
    // On one model all go on from each other: 62,500 + 11,250 + 11,750 + 7,500.
    assert_eq!(at_best(&calls, Some("anthropic/claude-opus-5")).exact(), "0.093");
}

#[test]
fn spans_tell_when_they_began() {
    let span = |id: u64, seconds: u64, prompt: u64| {
        format!(
            r#"{{"traceId":"t","spanId":"{id}","startTimeUnixNano":"{seconds}500000000","attributes":[
            {{"key":"gen_ai.operation.name","value":{{"stringValue":"chat"}}}},
            {{"key":"gen_ai.conversation.id","value":{{"stringValue":"c"}}}},
            {{"key":"gen_ai.request.model","value":{{"stringValue":"claude-opus-5"}}}},
            {{"key":"gen_ai.usage.input_tokens","value":{{"intValue":"{prompt}"}}}},
            {{"key":"gen_ai.usage.cache_read.input_tokens","value":{{"intValue":"1000"}}}},
            {{"key":"gen_ai.usage.output_tokens","value":{{"intValue":"100"}}}}]}}"#
        )
    };
    let spans = [
        span(1, 1_795_170_600, 10_000),
        span(2, 1_795_170_660, 11_000),
        span(3, 1_795_256_460, 12_000),
        span(4, 1_795_256_490, 13_000),
    ];
    let records = read(
        format!(r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{}]}}]}}]}}"#, spans.join(","))
            .as_bytes(),
    )
    .unwrap();
    let recorded = recorded(&records.calls);
    // A minute, a day less 10 minutes, half a minute.
    assert_eq!(recorded.scenario.written.waits, [0, 60, 85_800, 30]);
    assert_eq!(recorded.gaps, Some(Gaps { median: 60, longest: 85_800 }));
    // 62,500; 5,000 + 6,250; 75,000 after the day; 6,000 + 6,250; 400 answered.
    assert_eq!(had_again(&recorded.scenario).0.exact(), "0.171");
    assert_eq!(at_best(&records.calls, None).exact(), "0.171");
}

#[test]
fn without_times_none_has_passed_and_a_gap_has_an_end() {
    let timeless = Call { when: None, ..call(10_000, 100, 0) };
    let calls = [timeless.clone(), timeless.clone()];
    assert_eq!((recorded(&calls).gaps, recorded(&calls).scenario.written.waits), (None, vec![]));
    let at = |text: &str| Some(text.parse::<Timestamp>().unwrap());
    let calls = [
        Call { when: at("2024-01-01T00:00:00Z"), ..timeless.clone() },
        timeless.clone(),
        Call { when: at("2026-11-20T00:00:00Z"), ..timeless.clone() },
        Call { when: at("2026-11-19T00:00:00Z"), ..timeless.clone() },
        Call { when: at("2029-11-19T00:00:00Z"), ..timeless },
    ];
    let recorded = recorded(&calls);
    // What has no time before it has no gap, and neither has what is out of order.
    assert_eq!(recorded.scenario.written.waits, [0, 0, 0, 0, MOST_WAIT]);
    assert_eq!(recorded.gaps, Some(Gaps { median: MOST_WAIT, longest: MOST_WAIT }));
    assert_eq!(recorded.scenario.check(), Ok(()));
    assert_eq!(size(&recorded.scenario, Slot::First), 10_000);
}
