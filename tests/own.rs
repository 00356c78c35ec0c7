//! A user's own tokenizer: counts as the released library has them, and refusals.

#![cfg(feature = "custom")]
// A test's helpers may fail the test.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use farebox::tokenizer::own::{Own, read};

fn own(file: impl AsRef<Path>) -> Own {
    read(&fs::read_to_string(file).unwrap()).unwrap()
}

fn data(name: &str) -> PathBuf {
    Path::new("tests/data").join(name)
}

/// `tests/data/own/make.py` made the tokenizers and the counts with the released library.
#[test]
fn every_kind_counts_as_the_released_library_does() {
    let counts: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(data("own/counts.json")).unwrap()).unwrap();
    for (name, kind) in [
        ("wordpiece", "WordPiece"),
        ("unigram", "Unigram"),
        ("bytes_bpe", "BPE"),
        ("sentencepiece_bpe", "BPE"),
    ] {
        let own = own(data(&format!("own/{name}.json")));
        assert_eq!(own.kind, kind);
        assert!(own.vocabulary > 500, "{own:?}");
        let texts: BTreeMap<String, u64> = serde_json::from_value(counts[name].clone()).unwrap();
        assert_eq!(texts.len(), 40);
        let mut wrong = Vec::new();
        for (language, expected) in texts {
            let text = fs::read_to_string(data(&format!("udhr/{language}.txt"))).unwrap();
            let found = own.counts.count(&text, false).unwrap();
            if found != expected {
                wrong.push(format!("{language}: {found}, not {expected}"));
            }
        }
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    }
}

#[test]
fn a_special_token_counts_one_where_asked() {
    let own = own(data("own/bytes_bpe.json"));
    let count = |text: &str, special: bool| own.counts.count(text, special).unwrap();
    let text = "One text.<|endoftext|>Another.";
    assert_eq!(count(text, true), count("One text.", true) + 1 + count("Another.", true));
    assert!(count(text, false) > count(text, true) + 3, "{}", count(text, false));
}

/// Files that people have, compared with what the released library counts:
/// `FAREBOX_OWN=folder cargo test --features custom --test own real -- --ignored --nocapture`, where the
/// folder has `NAME.json` and, in `NAME.counts`, a JSON object of counts by file of `tests/data/udhr`.
#[test]
#[ignore = "needs a folder of tokenizers"]
fn real_tokenizers_count_as_the_released_library_does() {
    for entry in fs::read_dir(std::env::var("FAREBOX_OWN").unwrap()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|kind| kind != "json") {
            continue;
        }
        let own = match read(&fs::read_to_string(&path).unwrap()) {
            Ok(own) => own,
            Err(error) => {
                println!("{}: {error}", path.display());
                continue;
            }
        };
        let counts = fs::read_to_string(path.with_extension("counts")).unwrap();
        let counts: BTreeMap<String, u64> = serde_json::from_str(&counts).unwrap();
        let mut same = 0;
        for (language, expected) in &counts {
            let text = fs::read_to_string(data(&format!("udhr/{language}.txt"))).unwrap();
            let found = own.counts.count(&text, false).unwrap();
            same += usize::from(found == *expected);
            if found != *expected {
                println!("    {language}: {found}, not {expected}");
            }
        }
        println!("{}: {own:?}, {same} of {} texts the same", path.display(), counts.len());
    }
}

#[test]
fn what_is_no_tokenizer_is_refused_in_a_sentence() {
    let whole = fs::read_to_string(data("own/wordpiece.json")).unwrap();
    let half: String = whole.chars().take(1_000).collect();
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let nested = format!(
        r#"{{"model":{{"type":"BPE","vocab":{{}},"merges":[]}},"normalizer":{}null{}}}"#,
        r#"{"type":"Sequence","normalizers":["#.repeat(50_000),
        "]}".repeat(50_000)
    );
    for (file, code) in [
        ("", "own_not_json"),
        ("tokenizer", "own_not_json"),
        (half.as_str(), "own_not_json"),
        (deep.as_str(), "own_not_json"),
        (nested.as_str(), "own_not_json"),
        ("[]", "own_not_tokenizer"),
        ("{}", "own_not_tokenizer"),
        (r#"{"model":{"vocab":"x"}}"#, "own_not_tokenizer"),
        (r#"{"model":{"type":"Sudoku","vocab":{}}}"#, "own_refused"),
        (r#"{"model":{"type":"BPE","vocab":{"a":"b"},"merges":[]}}"#, "own_refused"),
        (r#"{"model":{"type":"BPE","vocab":{"a":0},"merges":["a zz"]}}"#, "own_refused"),
        (r#"{"model":{"type":"Unigram","vocab":[["a"]]}}"#, "own_refused"),
    ] {
        let refused = read(file).map(|own| own.kind);
        let error = refused.unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().len() < 500, "{error}");
    }
}

/// Whatever a file holds, reading and counting end in an answer: no panic, in the time of a test.
#[test]
fn damaged_files_are_refused_or_count() {
    let mut state = 11_u64;
    let mut random = |bound: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % bound
    };
    let (mut refused, mut counted) = (0, 0);
    for name in ["wordpiece", "unigram", "bytes_bpe", "sentencepiece_bpe"] {
        let whole = fs::read(data(&format!("own/{name}.json"))).unwrap();
        for _ in 0..100 {
            let mut bytes = whole.clone();
            let at = random(bytes.len());
            match random(4) {
                0 => bytes.truncate(at),
                1 => bytes[at] = b"\"{}[],:0129-.eE \\x"[random(18)],
                2 => drop(bytes.remove(at)),
                _ => {
                    let to = random(bytes.len());
                    let piece = bytes[at.min(to)..at.max(to)].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
            let text = String::from_utf8_lossy(&bytes);
            match std::panic::catch_unwind(|| {
                read(&text).map(|own| own.counts.count("A text, \u{4e2d}\u{6587}.", true))
            }) {
                Ok(Ok(_)) => counted += 1,
                Ok(Err(error)) => {
                    refused += 1;
                    assert!(!error.to_string().is_empty());
                }
                Err(_) => {
                    println!("{name}: the library panics on a damaged file, which costs the worker")
                }
            }
        }
    }
    println!("{refused} refused, {counted} counted");
    assert!(refused > 50 && counted > 10);
}
