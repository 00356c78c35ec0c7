//! Files as they come from strange places: put together, converted twice, named wrongly, endless.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use farebox::import::{ImportError, Reader, Records};

use crate::support::{file, read, read_in};

fn message(id: u32) -> String {
    format!(
        r#"{{"id":"m{id}","type":"message","model":"claude-opus-5","usage":{{"input_tokens":5,"output_tokens":1}}}}"#
    )
}

fn utf16(text: &str) -> Vec<u8> {
    "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// The same in chunks of any size.
fn in_any_chunks(bytes: &[u8]) -> Records {
    let whole = read(bytes).unwrap();
    for chunk in [1, 2, 5] {
        assert_eq!(read_in(bytes, chunk).unwrap(), whole, "in chunks of {chunk}");
    }
    whole
}

#[test]
fn files_that_were_put_together_lose_no_record_to_their_marks() {
    let (one, two) = (message(1), message(2));
    for bytes in [
        format!("{one}\n\u{FEFF}{two}\n").into_bytes(),
        format!("[{one}]\n\u{FEFF}[{two}]\n\u{FEFF}").into_bytes(),
        format!("\u{FEFF}\u{FEFF}{one}\r\n\u{FEFF}\r\n{two}").into_bytes(),
        format!("{one}\r{two}\r").into_bytes(),
        [utf16(&format!("{one}\n")), utf16(&two)].concat(),
    ] {
        let records = in_any_chunks(&bytes);
        assert_eq!((records.calls.len(), records.report.refused), (2, 0));
    }
}

#[test]
fn a_table_is_the_same_however_its_lines_end() {
    let table = String::from_utf8(file("focus.csv")).unwrap().replace("\r\n", "\n");
    let expected = read(table.as_bytes()).unwrap();
    for ends in ["\r\n", "\r"] {
        let other = in_any_chunks(table.replace('\n', ends).as_bytes());
        assert_eq!(
            (&other.calls, &other.report.refusals),
            (&expected.calls, &expected.report.refusals)
        );
    }
}

#[test]
fn what_was_named_wrongly_is_refused_by_what_it_is() {
    let xls = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more";
    let header = file("focus.csv").split(|byte| *byte == b'\n').next().unwrap().to_vec();
    for (bytes, code, says) in [
        (
            &b"<!DOCTYPE html>\n<html><body>502 Bad Gateway {}</body></html>"[..],
            "records_not_json",
            "<!DOCTYPE html>",
        ),
        (b"<?xml version=\"1.0\"?><Error/>", "records_not_json", "<?xml"),
        (
            br#"{"error":{"message":"Incorrect API key"}}"#,
            "records_unknown",
            "the only record is not of a known kind: the first has the fields error",
        ),
        (br#""{\"id\":\"m\"}""#, "records_not_json", "neither JSON nor a FOCUS CSV"),
        (b"{'id':'m'}", "records_no_calls", "the file has 1 record and no call"),
        (b"[1,2,3]", "records_no_calls", "the file has 3 records and no call"),
        (b"\x1F\x8B", "records_not_text", "a gzip archive"),
        (b"PK\x03\x04", "records_not_text", "a zip archive"),
        (b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", "records_not_text", "zero bytes"),
        (b"\0\0\xFE\xFF\0\0\0{", "records_not_text", "zero bytes"),
        (xls, "records_not_json", "neither JSON nor a FOCUS CSV"),
        (b"\xEF\xBB\xBF", "records_empty", "the file is empty"),
        (b"\xFF\xFE", "records_empty", "the file is empty"),
        (&header, "records_no_calls", "the file has 0 records and no call"),
    ] {
        let refused = read(bytes).unwrap_err();
        assert_eq!(refused.code(), code, "{refused}");
        assert!(refused.to_string().contains(says), "{refused}");
    }
}

/// One line of 50 MB is read, a longer one refused before it fills the memory; so is a row of nothing but
/// separators.
#[test]
fn endless_lines_are_bounded() {
    let line = |size: usize| {
        message(1).replace("\"usage\"", &format!("\"content\":\"{}\",\"usage\"", "x".repeat(size)))
    };
    assert_eq!(read(line(50_000_000).as_bytes()).unwrap().calls.len(), 1);
    for bytes in [line(70_000_000).into_bytes(), vec![b'x'; 70_000_000], vec![b','; 70_000_000]] {
        let refused = read(&bytes).unwrap_err();
        assert!(matches!(refused, ImportError::RecordTooLarge { line: 1, .. }), "{refused}");
    }
}

#[test]
fn what_lies_deep_or_is_of_many_fields_is_read() {
    let deep =
        format!("{}1{}", r#"[{"role":"user","content":"#.repeat(500_000), "}]".repeat(500_000));
    let many: Vec<String> = (0..200_000).map(|at| format!("\"k{at}\":1,")).collect();
    for beside in [format!("\"messages\":{deep},"), many.concat()] {
        let text = message(1).replace("\"usage\"", &format!("{beside}\"usage\""));
        assert_eq!(read(text.as_bytes()).unwrap().calls[0].usage.input, 5);
    }
}

/// As JavaScript takes a repeated key: the last one counts.
#[test]
fn of_a_repeated_key_the_last_counts() {
    let twice = message(1)
        .replace("\"model\":", "\"model\":\"nobody\",\"model\":")
        .replace("\"input_tokens\":", "\"input_tokens\":99,\"input_tokens\":");
    let call = &read(twice.as_bytes()).unwrap().calls[0];
    assert_eq!((&*call.model, call.usage.input), ("claude-opus-5", 5));
}

#[test]
fn a_moment_that_cannot_be_read_is_counted() {
    let line = |at: usize, when: &str| {
        format!(
            r#"{{"type":"assistant","sessionId":"s","uuid":"u{at}","timestamp":"{when}","message":{{"id":"m{at}","model":"claude-opus-5","usage":{{"input_tokens":5}}}}}}"#
        )
    };
    let far = ["+999999-01-01T00:00:00Z", "-009999-01-01T00:00:00Z", "2026-13-45", "yesterday"];
    let told = ["2026-11-20T10:00:00Z", "1970-01-01", ""];
    let lines: Vec<String> =
        far.iter().chain(&told).enumerate().map(|(at, when)| line(at, when)).collect();
    let records = read(lines.join("\n").as_bytes()).unwrap();
    let dated = records.calls.iter().filter(|call| call.when.is_some()).count();
    assert_eq!((records.calls.len(), dated, records.report.moments_unreadable), (7, 2, 4));
    // Milliseconds where seconds belong lie in a year that no calendar here has.
    let chat = r#"{"object":"chat.completion","model":"gpt-5.4","created":1795170600000,"usage":{"prompt_tokens":5}}"#;
    assert_eq!(read(chat.as_bytes()).unwrap().report.moments_unreadable, 1);
}

/// What goes on with a message says so by its place only: in another file it goes on with none.
#[test]
fn a_stream_ends_with_its_file() {
    let begins = r#"{"type":"message_start","message":{"id":"m1","type":"message","model":"claude-opus-5","usage":{"input_tokens":5,"output_tokens":1}}}"#;
    let goes_on = r#"{"type":"message_delta","usage":{"output_tokens":900}}"#;
    let read = |files: &[&str]| {
        let mut reader = Reader::default();
        for (at, text) in files.iter().enumerate() {
            if at > 0 {
                reader.next_file().unwrap();
            }
            reader.push(text.as_bytes()).unwrap();
        }
        let records = reader.finish().unwrap();
        (records.calls[0].usage.output, records.report.refused)
    };
    assert_eq!(read(&[&[begins, goes_on].join("\n")]), (900, 0));
    assert_eq!(read(&[begins, goes_on]), (1, 1));
}

/// Each chunk is looked at once, not all that came before it with each.
#[test]
fn blanks_in_front_cost_their_length_only() {
    let blank = vec![b' '; 4_000];
    let mut reader = Reader::default();
    for _ in 0..12_500 {
        reader.push(&blank).unwrap();
    }
    reader.push(message(1).as_bytes()).unwrap();
    assert_eq!(reader.finish().unwrap().calls.len(), 1);
}
