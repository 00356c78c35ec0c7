//! Size: fifty megabytes. A million rows of every format are in `every_format.rs`.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use std::fmt::Write;

use farebox::import::Reader;

use crate::support::sum;

/// A session of so many answers, three lines each, of about `padding` bytes; pushed as it is made.
fn session(answers: u64, padding: usize) -> (Reader, u64) {
    let mut reader = Reader::default();
    let mut bytes = 0;
    let text = "x".repeat(padding);
    let mut lines = String::new();
    for answer in 0..answers {
        for (row, output) in [(0, 1), (1, 20), (2, 300)] {
            writeln!(
                lines,
                "{{\"isSidechain\":false,\"sessionId\":\"s{}\",\"type\":\"assistant\",\"message\":{{\"model\":\"claude-opus-5\",\"id\":\"msg_{answer}\",\"content\":[{{\"type\":\"text\",\"text\":\"{text}\"}}],\"usage\":{{\"input_tokens\":3,\"cache_creation_input_tokens\":700,\"cache_read_input_tokens\":9000,\"output_tokens\":{output}}}}},\"requestId\":\"req_{answer}\",\"uuid\":\"u{row}\",\"timestamp\":\"2026-11-20T10:00:00Z\"}}",
                answer / 50
            )
            .unwrap();
        }
        if lines.len() > 60_000 || answer + 1 == answers {
            bytes += lines.len() as u64;
            reader.push(lines.as_bytes()).unwrap();
            lines.clear();
        }
    }
    (reader, bytes)
}

#[test]
fn fifty_megabytes_are_read_as_they_come() {
    let (reader, bytes) = session(40_000, 100);
    assert!(bytes > 50_000_000, "{bytes}");
    let records = reader.finish().unwrap();
    assert_eq!(
        (records.report.records, records.report.calls, records.report.merged),
        (120_000, 40_000, 80_000)
    );
    let usage = sum(&records.calls);
    assert_eq!((usage.input, usage.cache_read), (120_000, 360_000_000));
    assert_eq!((usage.cache_write, usage.output), (28_000_000, 12_000_000));
}

/// What is said is sized as it comes, and nothing of it is kept but its size.
#[test]
fn fifty_megabytes_of_tool_results_are_sized() {
    let text = std::fs::read_to_string("tests/data/udhr/eng.txt").unwrap();
    let result = serde_json::Value::from(text).to_string();
    let mut reader = Reader::default();
    let mut bytes = 0;
    for number in 0..4_800 {
        let lines = format!(
            "{{\"type\":\"user\",\"sessionId\":\"s\",\"uuid\":\"r{number}\",\"message\":{{\"role\":\"user\",\"content\":[{{\"type\":\"tool_result\",\"content\":{result}}}]}}}}\n{{\"type\":\"assistant\",\"sessionId\":\"s\",\"uuid\":\"u{number}\",\"message\":{{\"id\":\"m{number}\",\"model\":\"claude-opus-5\",\"usage\":{{\"input_tokens\":3,\"output_tokens\":1}}}}}}\n"
        );
        bytes += lines.len();
        reader.push(lines.as_bytes()).unwrap();
    }
    assert!(bytes > 50_000_000, "{bytes}");
    let records = reader.finish().unwrap();
    assert_eq!((records.calls.len(), records.report.refused), (4_800, 0));
    let results = records.calls.iter().map(|call| call.content.as_deref().unwrap().results);
    let first = records.calls[0].content.as_deref().unwrap().results;
    // 1,747 words.
    assert!((1_747..6_000).contains(&first), "{first}");
    assert!(results.into_iter().all(|results| results == first));
}
