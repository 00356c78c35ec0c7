//! Damage and foreign files: a sentence each, and never a panic.

use std::fmt::Write;

use farebox::import::{Format, ImportError, Reader};

use crate::support::{file, read, read_in, sum};

pub(crate) const FILES: [(&str, Format); 10] = [
    ("claude_code.jsonl", Format::ClaudeCode),
    ("openai_chat.jsonl", Format::OpenaiChat),
    ("openai_responses.json", Format::OpenaiResponses),
    ("anthropic_messages.txt", Format::AnthropicMessages),
    ("otlp.json", Format::Otel),
    ("openai_usage.json", Format::OpenaiUsage),
    ("anthropic_usage.json", Format::AnthropicUsage),
    ("litellm.json", Format::Litellm),
    ("sharegpt.json", Format::Sharegpt),
    ("focus.csv", Format::Focus),
];

#[test]
fn every_format_is_told_by_its_content() {
    for (name, format) in FILES {
        let records = read(&file(name)).unwrap();
        let most = records.report.formats.iter().max_by_key(|(_, count)| **count);
        assert_eq!(most.map(|(format, _)| *format), Some(format), "{name}");
    }
}

#[test]
fn what_is_no_records_is_refused_with_what_it_is_and_what_is_read() {
    for (bytes, code, says) in [
        (&b""[..], "records_empty", "the file is empty"),
        (b" \r\n\t ", "records_empty", "the file is empty"),
        (b"Dear Sir or Madam,\nplease find", "records_not_json", "Dear Sir or Madam"),
        (b"name,age\nAda,36\n", "records_not_json", "\u{201c}name\u{201d}"),
        (b"{\"name\":\"Ada\",\"age\":36}", "records_unknown", "the fields name, age"),
        (b"[]", "records_empty", "empty"),
        (b"{}", "records_unknown", "no fields"),
        (b"{\"a\":", "records_cut_off", "line 1"),
        (b"PK\x03\x04xxxxxxxxxxxx", "records_not_text", "unpack it"),
        (
            b"{\"type\":\"summary\",\"leafUuid\":\"x\"}\n",
            "records_no_calls",
            "no call that could be used",
        ),
        (
            b"{\"id\":\"x\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[]}",
            "records_no_calls",
            "on line 1 it has no usage",
        ),
        (
            b"{\"choices\":[],\"model\":\"m\",\"usage\":7}",
            "records_no_calls",
            "usage must be an object, not 7",
        ),
    ] {
        let refused = read(bytes).unwrap_err();
        assert_eq!(refused.code(), code, "{refused}");
        assert!(refused.to_string().contains(says), "{refused}");
    }
}

#[test]
fn a_file_that_is_cut_off_gives_what_came_before_and_says_where() {
    let whole = file("claude_code.jsonl");
    let half = &whole[..whole.len() - 100];
    let records = read(half).unwrap();
    assert_eq!((records.calls.len(), records.report.cut_off), (4, Some(14)));
    // In one piece there is nothing before.
    let object = file("otlp.json");
    let refused = read(&object[..object.len() - 9]).unwrap_err();
    assert_eq!(refused, ImportError::CutOff { line: 1 });
}

#[test]
fn every_beginning_of_every_file_is_read_or_refused_with_a_sentence() {
    for (name, _) in FILES {
        let bytes = file(name);
        for end in (0..bytes.len()).step_by(37) {
            if let Err(error) = read(&bytes[..end]) {
                assert!(error.to_string().len() > 20, "{name} to {end}");
            }
        }
    }
}

#[test]
fn encodings_do_not_change_a_figure() {
    for (name, _) in FILES {
        let bytes = file(name);
        let expected = read(&bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for recoded in [
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            [&[0xFF, 0xFE], le.as_slice()].concat(),
            [&[0xFE, 0xFF], be.as_slice()].concat(),
            text.replace('\n', "\r\n").into_bytes(),
        ] {
            let records = read_in(&recoded, 1_001).unwrap();
            assert_eq!(records.calls, expected.calls, "{name}");
            assert_eq!(records.dialogues, expected.dialogues, "{name}");
        }
    }
}

#[test]
fn a_latin_1_byte_within_utf_8_is_told_and_costs_no_record() {
    let bytes = b"{\"id\":\"m\",\"type\":\"message\",\"model\":\"caf\xE9\",\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}";
    let records = read(bytes).unwrap();
    assert_eq!((&*records.calls[0].model, records.report.not_utf8), ("café", 1));
}

#[test]
fn figures_out_of_range_are_refused_one_by_one() {
    let row = |figure: &str| {
        let id = figure.trim_matches('"');
        format!(
            "{{\"id\":\"m{id}\",\"type\":\"message\",\"model\":\"x\",\"usage\":{{\"input_tokens\":{figure},\"output_tokens\":1}}}}\n"
        )
    };
    let figures = [
        "5",
        "-1",
        "1.5",
        "1e300",
        "99999999999999999999",
        "10000000001",
        "\"many\"",
        "null",
        "7.0",
    ];
    let text: String = figures.map(row).concat();
    let records = read(text.as_bytes()).unwrap();
    // 5, null (no figure) and 7.0 stand.
    assert_eq!(sum(&records.calls).input, 12);
    assert_eq!((records.calls.len(), records.report.refused), (3, 6));
    for refusal in &records.report.refusals {
        let known = ["tokens_out_of_range", "field_wrong_kind"].contains(&refusal.code.as_str());
        assert!(known && refusal.line > 1, "{refusal:?}");
    }
}

#[test]
fn deep_nesting_is_read_without_recursion() {
    let deep = format!("{}{}", "[".repeat(500_000), "]".repeat(500_000));
    let text = format!(
        "{{\"id\":\"m\",\"type\":\"message\",\"model\":\"x\",\"content\":{deep},\"usage\":{{\"input_tokens\":1,\"output_tokens\":1}}}}"
    );
    assert_eq!(read(text.as_bytes()).unwrap().calls.len(), 1);
    assert!(read("{\"data\":[".repeat(100_000).as_bytes()).is_err());
    let pages = format!("{}1{}", "{\"data\":[".repeat(100_000), "]}".repeat(100_000));
    assert!(read(pages.as_bytes()).is_err());
}

#[test]
fn every_number_of_unknown_fields_is_counted_and_memory_is_bounded() {
    let mut text = String::new();
    for index in 0..500 {
        let _ = writeln!(
            text,
            "{{\"id\":\"m{index}\",\"type\":\"message\",\"model\":\"x\",\"field{index}\":1,\"usage\":{{\"input_tokens\":1}}}}"
        );
    }
    let report = read(text.as_bytes()).unwrap().report;
    assert_eq!(report.unknown_fields.len(), farebox::import::FIELDS_KEPT);
    assert_eq!(report.unknown_fields.values().sum::<u64>() + report.more_unknown, 500);
}

/// Bytes that were changed, doubled, dropped or cut: read or refused, and no panic. The generator is
/// seeded, so that a failure can be repeated.
#[test]
fn damaged_files_never_panic() {
    let mut state = 11_u64;
    let mut random = |bound: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % bound
    };
    let (mut refused, mut accepted) = (0, 0);
    for round in 0..4_000 {
        let mut bytes = file(FILES[round % FILES.len()].0);
        for _ in 0..=random(6) {
            let at = random(bytes.len().max(2));
            if at >= bytes.len() {
                break;
            }
            match random(5) {
                0 => bytes[at] = b"\"{}[],:0129-.eE \\x\n\r;"[random(21)],
                1 => bytes[at] = u8::try_from(random(256)).unwrap(),
                2 => drop(bytes.remove(at)),
                3 => bytes.truncate(at.max(1)),
                _ => {
                    let end = (at + random(200)).min(bytes.len());
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
        match read_in(&bytes, 1 + random(5_000)) {
            Ok(records) => {
                accepted += 1;
                let report = &records.report;
                assert_eq!(report.calls as usize, records.calls.len());
                assert!(report.refusals.len() as u64 <= report.refused);
            }
            Err(error) => {
                refused += 1;
                assert!(!error.to_string().is_empty() && !error.code().is_empty());
            }
        }
    }
    assert!(refused > 100 && accepted > 1_000, "{refused} refused, {accepted} accepted");
}

#[test]
fn noise_never_panics() {
    let mut state = 5_u64;
    let mut byte = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u8::try_from(state >> 56).unwrap()
    };
    for round in 0..2_000_u32 {
        let length = 1 + (round * 7) % 400;
        let mut bytes: Vec<u8> = (0..length).map(|_| byte()).collect();
        if round % 2 == 0 {
            bytes.insert(0, b'{');
        }
        let mut reader = Reader::default();
        let _ = bytes
            .chunks(3)
            .try_for_each(|piece| reader.push(piece))
            .and_then(|()| reader.finish().map(drop));
    }
}
