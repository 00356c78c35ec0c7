//! Every format alike: cut off, in another form, in mixed encodings, with a million rows, with none, with
//! figures out of range. Each time a sentence with a stable code, and the desk keeps what it had.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use farebox::desk::Desk;
use farebox::desk::protocol::Look;
use farebox::import::{Format, Reader, Records};
use farebox::pricing::Catalogue;

use crate::bad::FILES;
use crate::estimate::TODAY;
use crate::support::{file, read, records};

/// How a format writes a file of single rows.
struct Kind {
    format: Format,
    /// What stands before the first row.
    head: &'static str,
    /// A row: the first mark is its number, the second its figure.
    row: &'static str,
    /// A file that is whole and has no call.
    none: &'static str,
    /// The same with something else where its calls are.
    wrong: &'static str,
    /// The code by which that is refused, of the file or of its row.
    refused: &'static str,
}

const KINDS: [Kind; 10] = [
    Kind {
        format: Format::ClaudeCode,
        head: "",
        row: r#"{"type":"assistant","sessionId":"s","uuid":"u$","message":{"id":"m$","model":"claude-opus-5","usage":{"input_tokens":@,"output_tokens":1}}}"#,
        none: r#"{"type":"user","sessionId":"s","uuid":"u","message":{"role":"user","content":"Hello"}}"#,
        wrong: r#"{"type":"assistant","sessionId":"s","message":"Hello"}"#,
        refused: "field_wrong_kind",
    },
    Kind {
        format: Format::OpenaiChat,
        head: "",
        row: r#"{"id":"c$","object":"chat.completion","model":"gpt-5.4","choices":[],"usage":{"prompt_tokens":@,"completion_tokens":1}}"#,
        none: r#"{"id":"c","object":"chat.completion.chunk","model":"gpt-5.4","choices":[],"usage":null}"#,
        wrong: r#"{"id":"c","object":"chat.completion","model":"gpt-5.4","choices":[],"usage":[]}"#,
        refused: "field_wrong_kind",
    },
    Kind {
        format: Format::OpenaiResponses,
        head: "",
        row: r#"{"id":"r$","object":"response","model":"gpt-5.5","usage":{"input_tokens":@,"output_tokens":1}}"#,
        none: r#"{"type":"response.created","response":{"id":"r","object":"response","model":"gpt-5.5"}}"#,
        wrong: r#"{"id":"r","object":"response","usage":{"input_tokens":1,"output_tokens":1}}"#,
        refused: "field_missing",
    },
    Kind {
        format: Format::AnthropicMessages,
        head: "",
        row: r#"{"id":"m$","type":"message","model":"claude-opus-5","usage":{"input_tokens":@,"output_tokens":1}}"#,
        none: r#"{"type":"message_stop"}"#,
        wrong: r#"{"type":"message_delta","usage":{"output_tokens":1}}"#,
        refused: "field_missing",
    },
    Kind {
        format: Format::Otel,
        head: "",
        row: r#"{"scopeSpans":[{"spans":[{"traceId":"t","spanId":"$","attributes":[{"key":"gen_ai.request.model","value":{"stringValue":"gpt-5.4"}},{"key":"gen_ai.usage.input_tokens","value":{"intValue":@}},{"key":"gen_ai.usage.output_tokens","value":{"intValue":"1"}}]}]}]}"#,
        none: r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"t","spanId":"1","name":"GET /"}]}]}]}"#,
        wrong: r#"{"resourceSpans":"none"}"#,
        refused: "field_wrong_kind",
    },
    Kind {
        format: Format::OpenaiUsage,
        head: "",
        row: r#"{"object":"bucket","start_time":1795132800,"end_time":1795219200,"results":[{"object":"organization.usage.completions.result","input_tokens":@,"output_tokens":1,"num_model_requests":1,"project_id":"p$","model":"gpt-5.4","batch":false}]}"#,
        none: r#"{"object":"bucket","start_time":1795132800,"end_time":1795219200,"results":[]}"#,
        wrong: r#"{"object":"bucket","start_time":1795132800,"results":[7]}"#,
        refused: "record_not_json",
    },
    Kind {
        format: Format::AnthropicUsage,
        head: "",
        row: r#"{"starting_at":"2026-11-20T00:00:00Z","ending_at":"2026-11-21T00:00:00Z","results":[{"uncached_input_tokens":@,"output_tokens":1,"api_key_id":"k$","model":"claude-opus-5"}]}"#,
        none: r#"{"starting_at":"2026-11-20T00:00:00Z","ending_at":"2026-11-21T00:00:00Z","results":[]}"#,
        wrong: r#"{"starting_at":"2026-11-20T00:00:00Z","results":{"model":"claude-opus-5"}}"#,
        refused: "field_wrong_kind",
    },
    Kind {
        format: Format::Litellm,
        head: "",
        row: r#"{"request_id":"q$","spend":0.5,"model":"gpt-5.4","prompt_tokens":@,"completion_tokens":1,"status":"success"}"#,
        none: r#"{"request_id":"q","spend":0,"model":"gpt-5.4","prompt_tokens":0,"status":"failure"}"#,
        wrong: r#"{"request_id":"q","spend":0.5,"model":"gpt-5.4"}"#,
        refused: "field_missing",
    },
    Kind {
        format: Format::Sharegpt,
        head: "",
        row: r#"{"id":"d$","conversations":[{"from":"human","value":"Go."},{"from":"gpt","value":"Gone.","weight":@}]}"#,
        none: r#"{"id":"d","conversations":[]}"#,
        wrong: r#"{"id":"d","conversations":[{"from":"narrator","value":"Once"}]}"#,
        refused: "field_wrong_kind",
    },
    Kind {
        format: Format::Focus,
        head: "BilledCost,BillingCurrency,ChargePeriodStart,ConsumedQuantity,ConsumedUnit,ServiceName,SkuMeter,SkuPriceDetails,ResourceName\n",
        row: r#"1.50,USD,2026-11-20T00:00:00Z,@,Tokens,GPT,Input Tokens,"{""ModelId"":""gpt-5.4""}",r$"#,
        none: "1.50,USD,2026-11-20T00:00:00Z,3,Hours,Compute,Instance,,vm",
        wrong: "1.50,USD,2026-11-20T00:00:00Z,3",
        refused: "cells_mismatch",
    },
];

impl Kind {
    fn row(&self, number: impl std::fmt::Display, figure: &str) -> String {
        self.row.replace('$', &number.to_string()).replace('@', figure)
    }

    fn file(&self, rows: &str) -> String {
        format!("{}{rows}\n", self.head)
    }

    /// A real file of this kind.
    fn golden(&self) -> &'static str {
        FILES.iter().find(|(_, format)| *format == self.format).unwrap().0
    }
}

/// A desk that has something, which must stay when `bytes` are refused; the code of why they are.
fn refused_by_a_desk(bytes: &[u8]) -> String {
    let mut desk = Desk::new(Catalogue::built_in().unwrap(), TODAY);
    desk.take(vec!["first".to_owned()], Ok(records("litellm.json"))).unwrap();
    let before = desk.show(&Look::default());
    let refused = desk.take(vec!["second".to_owned()], read(bytes)).unwrap_err();
    assert_eq!(desk.show(&Look::default()), before);
    let says = refused.to_string();
    assert!(says.len() > 20 && !says.contains("Error"), "{says}");
    refused.code().to_owned()
}

/// What a file comes to of which a row is refused, for each refusal its code.
fn codes(records: &Records) -> Vec<&str> {
    for refusal in &records.report.refusals {
        assert!(refusal.line > 0 && refusal.reason.len() > 10, "{refusal:?}");
    }
    records.report.refusals.iter().map(|refusal| refusal.code.as_str()).collect()
}

#[test]
fn a_row_of_every_kind_is_read() {
    assert_eq!(KINDS.each_ref().map(|kind| kind.format).len(), Format::ALL.len());
    for kind in &KINDS {
        let records = read(kind.file(&kind.row(1, "7")).as_bytes()).unwrap();
        assert!(records.report.formats.contains_key(&kind.format), "{:?}", kind.format);
        assert_eq!(records.calls.len() + records.dialogues.len(), 1, "{:?}", kind.format);
        assert_eq!(records.report.refused, 0, "{:?}: {:?}", kind.format, records.report);
    }
}

#[test]
fn what_is_cut_off_is_told_and_what_came_before_is_kept() {
    for kind in &KINDS {
        let format = kind.format;
        let row = kind.row(2, "7");
        // Behind a whole row, and alone.
        let half = &row[..row.len() / 2];
        let two = kind.file(&format!("{}\n{half}", kind.row(1, "7")));
        let records = read(two.trim_end().as_bytes()).unwrap();
        assert_eq!(records.calls.len() + records.dialogues.len(), 1, "{format:?}");
        if format == Format::Focus {
            assert_eq!(codes(&records), ["cells_mismatch"]);
        } else {
            assert_eq!(records.report.cut_off, Some(2), "{format:?}");
        }
        let alone = refused_by_a_desk(kind.file(half).trim_end().as_bytes());
        let expected = if format == Format::Focus { "records_no_calls" } else { "records_cut_off" };
        assert_eq!(alone, expected, "{format:?}");
    }
}

#[test]
fn what_is_no_call_of_its_format_is_refused_and_the_others_are_read() {
    for kind in &KINDS {
        let format = kind.format;
        assert_eq!(
            refused_by_a_desk(kind.file(kind.wrong).as_bytes()),
            "records_no_calls",
            "{format:?}"
        );
        let among = kind.file(&[&kind.row(1, "7"), kind.wrong, &kind.row(3, "7")].join("\n"));
        let records = read(among.as_bytes()).unwrap();
        assert_eq!(codes(&records), [kind.refused], "{format:?}");
        assert_eq!(
            records.report.refusals[0].line,
            2 + u64::from(!kind.head.is_empty()),
            "{format:?}"
        );
    }
}

#[test]
fn a_file_without_a_call_is_refused_and_changes_nothing() {
    for kind in &KINDS {
        let code = refused_by_a_desk(kind.file(kind.none).as_bytes());
        assert!(
            ["records_no_calls", "records_empty"].contains(&&*code),
            "{:?}: {code}",
            kind.format
        );
    }
    // A header alone: there is a file, and nothing in it.
    assert_eq!(refused_by_a_desk(KINDS[9].head.as_bytes()), "records_no_calls");
}

#[test]
fn figures_out_of_range_are_refused_in_every_format() {
    for kind in KINDS.iter().filter(|kind| kind.format != Format::Sharegpt) {
        let focus = kind.format == Format::Focus;
        for figure in ["-4", "1e300", "99999999999999999999", "1.5", "many"] {
            let bad = if figure == "many" && !focus { "\"many\"" } else { figure };
            let rows = [kind.row(1, "7"), kind.row(2, bad)].join("\n");
            let records = read(kind.file(&rows).as_bytes()).unwrap();
            let codes = codes(&records);
            assert_eq!((codes.len(), records.calls.len()), (1, 1), "{:?} {figure}", kind.format);
            let known = ["tokens_out_of_range", "field_wrong_kind"].contains(&codes[0]);
            assert!(known, "{:?} {figure}: {codes:?}", kind.format);
            let sum = records.calls[0].usage.prompt_total();
            assert_eq!(sum, 7, "{:?} {figure}", kind.format);
        }
    }
}

#[test]
fn bytes_of_another_encoding_cost_no_record_in_any_format() {
    for kind in &KINDS {
        let mut bytes = file(kind.golden());
        let expected = read(&bytes).unwrap();
        // A Latin-1 name in a row of its own, behind rows in UTF-8.
        bytes.extend(b"\n");
        let row = match kind.format {
            // This one's file has columns of its own.
            Format::Focus => "1,USD,Usage,2026-11-25,7,Tokens,Claude,Anthropic,Input Tokens,\"{\"\"ModelId\"\":\"\"claude-opus-5\"\"}\",,Café,,".to_owned(),
            _ => kind.row("Café", "7"),
        };
        bytes.extend(row.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()));
        let records = read(&bytes).unwrap();
        assert_eq!(records.report.not_utf8, 1, "{:?}", kind.format);
        assert_eq!(
            records.calls.len() + records.dialogues.len(),
            expected.calls.len() + expected.dialogues.len() + 1,
            "{:?}",
            kind.format
        );
    }
}

#[test]
fn a_million_rows_of_every_format_are_held() {
    const ROWS: u64 = 1_000_000;
    for kind in &KINDS {
        let mut reader = Reader::default();
        reader.push(kind.head.as_bytes()).unwrap();
        let mut rows = String::new();
        for number in 0..ROWS {
            rows.push_str(&kind.row(number, "7"));
            rows.push('\n');
            if rows.len() > 1_000_000 {
                reader.push(rows.as_bytes()).unwrap();
                rows.clear();
            }
        }
        reader.push(rows.as_bytes()).unwrap();
        let records = reader.finish().unwrap();
        let report = &records.report;
        assert_eq!((report.records, report.refused), (ROWS, 0), "{:?}", kind.format);
        let tokens: u64 = records.calls.iter().map(|call| call.usage.prompt_total()).sum();
        match kind.format {
            Format::Sharegpt => assert_eq!(records.dialogues.len() as u64, ROWS),
            _ => assert_eq!(tokens, 7 * ROWS, "{:?}", kind.format),
        }
    }
}
