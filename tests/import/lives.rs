//! Caches that were written for longer than usual. Sums by hand, in millionths of a dollar, from the rates of
//! `pricing/` on 2026-11-22.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use farebox::import::{CacheUse, Call, Lives, Pricer, Recorded, Replay, scenario_of};
use farebox::pricing::Catalogue;
use serde_json::{Value, json};

use crate::estimate::{TODAY, had_again};
use crate::support::read;

/// A call of a session: minutes after ten, what was read from the cache, written for five minutes and for an
/// hour, and answered. Three tokens are in full.
type Line = (u64, [u64; 4]);

fn session(model: &str, lines: &[Line]) -> Vec<Call> {
    let line = |(at, (minutes, [read, usual, hour, output])): (usize, &Line)| {
        json!({"sessionId": "s", "type": "assistant", "uuid": format!("{model}{at}"),
            "timestamp": format!("2026-11-20T{:02}:{:02}:00Z", 10 + minutes / 60, minutes % 60),
            "message": {"id": format!("{model}{at}"), "model": model, "usage": {"input_tokens": 3, "output_tokens": output,
                "cache_read_input_tokens": read, "cache_creation_input_tokens": usual + hour,
                "cache_creation": {"ephemeral_5m_input_tokens": usual, "ephemeral_1h_input_tokens": hour}}}})
    };
    let lines: Vec<String> = lines.iter().enumerate().map(|it| line(it).to_string()).collect();
    read(lines.join("\n").as_bytes()).unwrap().calls
}

fn recorded(calls: &[Call]) -> Recorded {
    let calls: Vec<&Call> = calls.iter().collect();
    scenario_of(&calls, &Catalogue::built_in().unwrap(), TODAY).unwrap()
}

fn life(recorded: &Recorded) -> Option<&str> {
    recorded.scenario.conduct.caching.ttl.as_deref()
}

fn at_best(calls: &[Call], model: Option<&str>) -> Vec<String> {
    let book = Catalogue::built_in().unwrap();
    let model = model.map(str::to_owned);
    let replay = Replay { cache: CacheUse::Best, model, ..Replay::default() };
    let priced = Pricer::new(&book, TODAY).replay(calls, &replay);
    priced.iter().map(|one| one.cost.unwrap().exact()).collect()
}

/// Forty minutes, then eighty: within an hour, and beyond.
fn by_the_hour() -> Vec<Call> {
    session(
        "claude-opus-5",
        &[(0, [0, 0, 10_000, 100]), (40, [10_000, 0, 300, 50]), (120, [0, 0, 10_600, 20])],
    )
}

#[test]
fn a_cache_that_was_written_for_an_hour_lives_and_costs_so() {
    let calls = by_the_hour();
    let recorded = recorded(&calls);
    assert_eq!(life(&recorded), Some("1h"));
    assert_eq!(recorded.lives, Lives { usual: 0, hour: 20_900, twelve_hours: 0 });
    // Opus 5 at 0.5 / 10 / 25. 10,003 × 10 + 100 × 25 = 102,530; after forty minutes 10,003 × 0.5 + 300 × 10 +
    // 50 × 25 = 9,251.5; after eighty all anew, 10,603 × 10 + 20 × 25 = 106,530.
    assert_eq!(at_best(&calls, None), ["0.10253", "0.0092515", "0.10653"]);
    let (total, prompts) = had_again(&recorded.scenario);
    assert_eq!((total.exact().as_str(), &*prompts), ("0.2183115", &[10_003, 10_303, 10_603][..]));
    // As recorded: 3 × 5 + 10,000 × 10 + 2,500 = 102,515; 15 + 5,000 + 3,000 + 1,250; 15 + 106,000 + 500.
    let book = Catalogue::built_in().unwrap();
    let mut pricer = Pricer::new(&book, TODAY);
    let billed: Vec<_> =
        calls.iter().map(|it| pricer.as_recorded(it).cost.unwrap().exact()).collect();
    assert_eq!(billed, ["0.102515", "0.009265", "0.106515"]);
}

#[test]
fn on_a_model_without_that_life_it_lives_as_usual() {
    // GPT-5.4 at 2.5 / 15, whose entries live for five minutes: nothing is ever read.
    // 10,003 × 2.5 + 1,500; 10,303 × 2.5 + 750; 10,603 × 2.5 + 300.
    let replayed = at_best(&by_the_hour(), Some("openai/gpt-5.4"));
    assert_eq!(replayed, ["0.0265075", "0.0265075", "0.0268075"]);
    // Bedrock offers it, at 5.5 / 0.55 / 6.875 / 11 / 27.5 in a region: the second reads
    // 10,003 × 0.55 and writes 300 × 11, + 50 × 27.5 = 10,176.65.
    let regional = at_best(&by_the_hour(), Some("bedrock/regional.claude-opus-4-7"));
    assert_eq!(regional[1], "0.01017665");
}

#[test]
fn where_lives_are_mixed_most_tokens_decide() {
    let of = |second: [u64; 4]| {
        let calls = session("claude-opus-5", &[(0, [0, 10_000, 0, 100]), (40, second)]);
        let recorded = recorded(&calls);
        let sum = had_again(&recorded.scenario).0.exact();
        (life(&recorded).map(str::to_owned), recorded.lives.is_mixed(), sum)
    };
    // As many, and fewer: the shorter. 10,003 × 6.25 + 2,500 = 65,018.75, and after forty minutes anew
    // 20,003 × 6.25 + 1,250 = 126,268.75.
    assert_eq!(of([0, 10_000, 10_000, 50]).0, None);
    assert_eq!(of([0, 20_000, 0, 50]), (None, false, "0.1912875".to_owned()));
    assert_eq!(of([10_000, 0, 10_000, 50]), (None, true, "0.1912875".to_owned()));
    // More for an hour: 10,003 × 10 + 2,500 = 102,530; 10,003 × 0.5 + 10,001 × 10 + 1,250 = 106,261.5.
    assert_eq!(of([10_000, 0, 10_001, 50]), (Some("1h".to_owned()), true, "0.2087915".to_owned()));
}

#[test]
fn each_model_of_a_session_has_the_life_that_its_calls_wrote_for() {
    let mut calls = session("claude-opus-5", &[(0, [0, 0, 10_000, 0]), (40, [10_000, 0, 300, 0])]);
    calls.extend(session("claude-haiku-4-5", &[(41, [0, 9_000, 0, 0]), (51, [0, 9_100, 0, 0])]));
    // Haiku at 1.25 writes anew after ten minutes: 9,003 × 1.25 and 9,103 × 1.25.
    let expected = ["0.10003", "0.0080015", "0.01125375", "0.01137875"];
    assert_eq!(at_best(&calls, None), expected);
}

/// A gateway's log, a gateway's answer and a span say it in their own ways.
#[test]
fn the_life_of_a_write_is_read_in_every_form() {
    let details = json!({"cached_tokens": 500, "cache_creation_tokens": 300,
        "cache_creation_token_details": {"ephemeral_5m_input_tokens": 100, "ephemeral_1h_input_tokens": 200}});
    let usage =
        json!({"prompt_tokens": 1_000, "completion_tokens": 1, "prompt_tokens_details": details});
    let log = json!({"request_id": "r", "spend": 0, "model": "claude-opus-5", "prompt_tokens": 1_000,
        "completion_tokens": 1, "metadata": {"usage_object": usage}});
    let answer = json!({"object": "chat.completion", "model": "claude-opus-5", "choices": [], "usage": usage});
    let span = |names: [&str; 2], whole: u64| {
        let attribute = |key: &str, value: Value| json!({"key": key, "value": value});
        let tokens = |key, tokens: u64| attribute(key, json!({"intValue": tokens.to_string()}));
        json!({"resourceSpans": [{"scopeSpans": [{"spans": [{"attributes": [
            attribute("gen_ai.request.model", json!({"stringValue": "claude-opus-5"})),
            tokens("gen_ai.usage.input_tokens", whole),
            tokens("gen_ai.usage.output_tokens", 1),
            tokens("gen_ai.usage.cache_read.input_tokens", 500),
            tokens(names[0], 100),
            tokens(names[1], 200),
        ]}]}]}]})
    };
    let wso2 = [
        "gen_ai.usage.cache_creation.ephemeral_5m_input_tokens",
        "gen_ai.usage.cache_creation.ephemeral_1h_input_tokens",
    ];
    let dash0 = [
        "dash0.gen_ai.usage.cache_creation.ephemeral_5m.input_tokens",
        "dash0.gen_ai.usage.cache_creation.ephemeral_1h.input_tokens",
    ];
    // The provider's own input leaves out what was cached.
    for record in [log, answer, span(wso2, 1_000), span(dash0, 1_000), span(wso2, 200)] {
        let records = read(record.to_string().as_bytes()).unwrap();
        let usage = records.calls[0].usage;
        let parts = [usage.input, usage.cache_read, usage.cache_write, usage.cache_write_1h];
        assert_eq!(parts, [200, 500, 100, 200], "{record}");
        assert!(records.report.unknown_fields.is_empty(), "{:?}", records.report.unknown_fields);
    }
}
