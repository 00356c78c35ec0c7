//! The desk without its worker: what it shows of the files of `tests/data/records`.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use farebox::conversation::Stage;
use farebox::desk::protocol::{Look, Table};
use farebox::desk::{Desk, EstimateError};
use farebox::import::{CacheUse, Reader, Records, Replay};
use farebox::money::Money;
use farebox::pricing::Catalogue;
use farebox::report::Counted;
use farebox::scenario::{Part, Scenario, link};
use jiff::civil::date;

fn records(name: &str) -> Records {
    let mut reader = Reader::default();
    reader.push(&std::fs::read(format!("tests/data/records/{name}")).unwrap()).unwrap();
    reader.finish().unwrap()
}

fn desk(name: &str) -> Desk {
    let mut desk = Desk::new(Catalogue::built_in().unwrap(), date(2026, 11, 22));
    desk.take(vec![name.to_owned()], Ok(records(name))).unwrap();
    desk
}

fn table<'a>(tables: &'a [Table], name: &str) -> &'a Table {
    tables.iter().find(|table| table.name == name).unwrap()
}

fn cells(table: &Table) -> Vec<Vec<&str>> {
    table.rows.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect()
}

const FILES: [&str; 10] = [
    "claude_code.jsonl",
    "openai_chat.jsonl",
    "openai_responses.json",
    "anthropic_messages.txt",
    "otlp.json",
    "openai_usage.json",
    "anthropic_usage.json",
    "litellm.json",
    "sharegpt.json",
    "focus.csv",
];

/// The sums are those of `tests/import/replay.rs`, by hand.
#[test]
fn a_session_is_shown_by_model_conversation_and_turn() {
    let desk = desk("claude_code.jsonl");
    let tables = desk.show(&Look::default());
    let read = cells(table(&tables, "read"));
    assert!(read.contains(&vec![
        "Calls",
        "4 calls in 14 records; 4 records repeat or go on with another and were merged into it"
    ]));
    assert!(read.contains(&vec!["Unknown fields", "message.usage.vibes (1)"]), "{read:?}");
    assert!(read.iter().any(|row| row[0] == "Line 14" && row[1].contains("-4")), "{read:?}");
    let models = cells(table(&tables, "models"));
    assert_eq!(
        models.last().unwrap()[..],
        ["Everything", "", "4", "514", "2,200", "1,200", "280", "not recorded", "$0.03532", ""]
    );
    let conversations = table(&tables, "conversations");
    // s2 first: it has the searches.
    let named: Vec<&str> = conversations.rows.iter().map(|row| row.cells[0].as_str()).collect();
    assert_eq!(named, ["s2", "s1", "s1 / a1"]);
    let picked = conversations.rows[1].key;
    let tables = desk.show(&Look { picked, ..Look::default() });
    let turns = cells(table(&tables, "turns"));
    assert_eq!(
        turns[0],
        ["1", "2026-11-20 10:00", "claude-opus-5", "4", "0", "1,000", "120", "", "$0.00927", ""]
    );
    assert_eq!(turns.len(), 2);
    assert!(table(&tables, "conversations").rows[1].marked);
}

#[test]
fn what_an_estimate_of_a_record_estimates_is_told() {
    let note = |file: &str, picked: u32| {
        let tables = desk(file).show(&Look { picked: Some(picked), ..Look::default() });
        let turns = table(&tables, "turns");
        (turns.note.clone(), turns.link.is_empty())
    };
    let (session, unlinked) = note("claude_code.jsonl", 0);
    assert!(
        !unlinked
            && session.starts_with("Each prompt is as long as it was billed; how it divides into"),
        "{session}"
    );
    assert!(
        session.contains(
            "what the first messages leave of the first prompt stands as the system prompt"
        ),
        "{session}"
    );
    assert!(
        session.contains(
            "The cache lives by the time between its calls: 5 s at the median, 5 s at the longest."
        ),
        "{session}"
    );
    // Its first call wrote for five minutes, its second for an hour.
    let lives = "To the cache it wrote 1,000 tokens as usual, 200 tokens for an hour; the estimate\u{2019}s entries live as usual, as an estimate has one life for all: the one for which most were written.";
    assert!(session.contains(lives), "{session}");
    let (responses, _) = note("openai_responses.json", 0);
    assert_eq!(
        responses,
        "Nothing in the record tells the parts of a prompt apart: what each adds is one message. The cache lives by the time between its calls: 1 min at the median, 1 min at the longest."
    );
    // Texts have parts of their own, and no times.
    assert_eq!(note("sharegpt.json", 1), (String::new(), false));
}

#[test]
fn how_long_a_cache_was_written_for_is_told() {
    let note = |model: &str| {
        // As a gateway answers for any provider.
        let record = format!(
            r#"{{"object":"chat.completion","model":"{model}","usage":{{"prompt_tokens":20903,"completion_tokens":9,"prompt_tokens_details":{{"cache_creation_token_details":{{"ephemeral_1h_input_tokens":20900}}}}}}}}"#
        );
        let mut reader = Reader::default();
        reader.push(record.as_bytes()).unwrap();
        let mut desk = Desk::new(Catalogue::built_in().unwrap(), date(2026, 11, 22));
        desk.take(vec!["hour.json".to_owned()], reader.finish()).unwrap();
        let tables = desk.show(&Look { picked: Some(0), ..Look::default() });
        let turns = table(&tables, "turns");
        let life = link::read(&turns.link).unwrap().scenario.conduct.caching.ttl;
        (turns.note.rsplit_once("To the cache it wrote ").unwrap().1.to_owned(), life)
    };
    assert_eq!(
        note("claude-opus-5"),
        (
            "20,900 tokens for an hour; the estimate\u{2019}s entries live for 1h.".to_owned(),
            Some("1h".to_owned())
        )
    );
    // No such life is known of GPT-5.4.
    assert_eq!(
        note("gpt-5.4"),
        (
            "20,900 tokens for an hour; the estimate\u{2019}s entries live as usual, as this model\u{2019}s cache offers nothing longer.".to_owned(),
            None
        )
    );
}

#[test]
fn a_replay_stands_beside_what_was_recorded() {
    let desk = desk("claude_code.jsonl");
    let replay = Replay {
        model: Some("openai/gpt-5.4".to_owned()),
        tier: Some("standard".to_owned()),
        cache: CacheUse::AsRecorded,
        ..Replay::default()
    };
    let plain = desk.show(&Look::default());
    let picked = table(&plain, "conversations").rows[1].key;
    let tables = desk.show(&Look { picked, replay: Some(replay), ..Look::default() });
    let conversations = cells(table(&tables, "conversations"));
    // 13,035 and 5,817.5 millionths: −7,217.5, of 13,035 that is 55.37 %.
    assert_eq!(
        conversations[1][6..],
        ["$0.013035", "$0.0058175", "\u{2212}$0.0072175 (\u{2212}55.4\u{202f}%)"]
    );
    let turns = cells(table(&tables, "turns"));
    assert_eq!(turns[0][8..10], ["$0.00927", "$0.00431"]);
    assert!(table(&tables, "replayed").title.contains("openai/gpt-5.4, tier standard"));
}

#[test]
fn a_failed_import_leaves_what_was_there() {
    let mut desk = desk("litellm.json");
    let before = desk.show(&Look::default());
    let broken = Reader::default().finish();
    assert_eq!(desk.take(vec!["x".to_owned()], broken).unwrap_err().code(), "records_empty");
    assert_eq!(desk.show(&Look::default()), before);
    // Billed 0.000012345 + 0.000215; computed 0.005195 + 0.0038225.
    let models = cells(table(&before, "models"));
    assert_eq!(models.last().unwrap()[7..9], ["$0.000227345", "$0.0090175"]);
}

#[test]
fn every_file_is_shown_whatever_is_picked_and_however_it_is_replayed() {
    let replays = [None, Some(CacheUse::AsRecorded), Some(CacheUse::Best), Some(CacheUse::Off)];
    for name in FILES {
        let desk = desk(name);
        for cache in replays {
            let replay = cache.map(|cache| Replay {
                model: Some("google/gemini-2.5-pro".to_owned()),
                cache,
                ..Replay::default()
            });
            for picked in [None, Some(0), Some(1), Some(7), Some(u32::MAX)] {
                for first in [0, 1, u32::MAX] {
                    let tables = desk.show(&Look { picked, first, replay: replay.clone() });
                    for table in &tables {
                        for row in &table.rows {
                            let expected = if table.head.is_empty() { 2 } else { table.head.len() };
                            assert_eq!(row.cells.len(), expected, "{name}: {}", table.name);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn texts_are_estimated_and_say_so() {
    let desk = desk("sharegpt.json");
    let plain = desk.show(&Look { picked: Some(1), ..Look::default() });
    assert!(plain.iter().all(|table| table.name != "models"));
    let rows = cells(table(&plain, "conversations"));
    // The first names no model: its price is unknown, and no zero.
    assert_eq!(rows[0][6], "unknown");
    assert!(rows[1][6].starts_with('\u{2248}'), "{rows:?}");
    let of_second = table(&plain, "turns");
    assert_eq!((of_second.rows.len(), of_second.head.len()), (1, 7));
}

#[test]
fn long_conversations_are_shown_in_parts() {
    let mut reader = Reader::default();
    for turn in 0..450_u32 {
        let line = format!(
            "{{\"sessionId\":\"s\",\"type\":\"assistant\",\"uuid\":\"u{turn}\",\"message\":{{\"id\":\"m{turn}\",\"model\":\"claude-opus-5\",\"usage\":{{\"input_tokens\":{turn},\"output_tokens\":1}}}}}}\n"
        );
        reader.push(line.as_bytes()).unwrap();
    }
    let mut desk = Desk::new(Catalogue::built_in().unwrap(), date(2026, 11, 22));
    desk.take(vec!["long".to_owned()], reader.finish()).unwrap();
    let part = |first| {
        let tables = desk.show(&Look { picked: Some(0), first, ..Look::default() });
        let turns = table(&tables, "turns");
        (turns.part, turns.rows.len(), turns.rows[0].cells[0].clone())
    };
    assert_eq!(part(0), (Some((0, 450)), 200, "1".to_owned()));
    assert_eq!(part(400), (Some((400, 450)), 50, "401".to_owned()));
}

/// A conversation by sizes: three turns of GPT-5.5 in batch.
fn estimate() -> Scenario {
    Scenario {
        model: "openai/gpt-5.5".to_owned(),
        tier: "batch".to_owned(),
        system: Part::Tokens { tokens: 4_000 },
        first: Part::Tokens { tokens: 1_000 },
        turns: 3,
        cache: false,
        ..Scenario::default()
    }
}

fn focus(scenario: &Scenario) -> Result<String, EstimateError> {
    let desk = Desk::new(Catalogue::built_in().unwrap(), date(2026, 11, 22));
    let counted = Counted { exact: true, by: "typed".to_owned() };
    desk.focus(&link::write(scenario).unwrap(), &counted)
}

#[test]
fn an_estimate_that_comes_as_a_link_is_written_as_focus() {
    let text = focus(&estimate()).unwrap();
    let mut reader = Reader::default();
    reader.push(text.as_bytes()).unwrap();
    let calls = reader.finish().unwrap().calls;
    let prompts: Vec<u64> = calls.iter().map(|call| call.usage.prompt_total()).collect();
    assert_eq!(prompts, [5_000, 6_500, 8_000]);
    // 19,500 × 2.5 + 1,500 × 15 = 48,750 + 22,500 per million.
    let billed: Option<Money> = calls.iter().map(|call| call.billed).sum();
    assert_eq!(billed.unwrap().exact(), "0.07125");
    assert!(calls.iter().all(|call| call.tier.as_deref() == Some("batch")));
}

#[test]
fn what_cannot_be_written_as_focus_is_refused_with_a_reason() {
    let staged = Scenario { stages: vec![Stage::default()], ..estimate() };
    let text = Scenario { first: Part::Text("a prompt".into()), ..estimate() };
    let unknown = Scenario { model: "nobody/none".to_owned(), ..estimate() };
    let long = Scenario {
        model: "openai/gpt-5.5-pro".to_owned(),
        system: Part::Tokens { tokens: 300_000 },
        ..estimate()
    };
    for (scenario, code) in [
        (staged, "one_conversation_only"),
        (text, "texts_not_counted"),
        (unknown, "unknown_model"),
        (long, "unpriced"),
    ] {
        assert_eq!(focus(&scenario).unwrap_err().code(), code);
    }
    let desk = Desk::new(Catalogue::built_in().unwrap(), date(2026, 11, 22));
    assert_eq!(desk.focus("f1.x", &Counted::default()).unwrap_err().code(), "link_damaged");
}
