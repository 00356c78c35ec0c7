//! The examples, run as a reader would run them; the sums are made by hand.

#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(dead_code, reason = "the examples' own mains are not called here")]

#[cfg(feature = "inflate")]
#[path = "../examples/count_folder.rs"]
mod count_folder;
#[path = "../examples/price_log.rs"]
mod price_log;

#[test]
fn a_usage_log_is_priced() {
    let mut out = Vec::new();
    let log = include_bytes!("data/usage.jsonl");
    price_log::run(log.as_slice(), &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    let lines: Vec<&str> = out.lines().map(str::trim).collect();
    // 50,000 × 5 + 15,000 × 25 = 0.625; 10,000 × 5 + 40,000 × 0.5 + 15,000 × 25 = 0.445.
    assert_eq!(lines[0], "$1.07  anthropic/claude-opus-5: 2 calls");
    // Half of 100,000 × 5 + 10,000 × 30; nobody published what training costs.
    assert_eq!(lines[1], "$0.4  openai/gpt-5.5: 2 calls, 1 unpriced");
    assert_eq!(lines[2], "$1.47  together");
    assert!(lines[3].starts_with("line 6: unknown field `cached`"), "{out}");
    assert!(lines[4].starts_with("line 7: ") && lines[4].contains("openai/gpt-5.5"), "{out}");
    assert!(lines[5].starts_with("line 8: EOF"), "{out}");
    assert_eq!(lines.len(), 6);
}

#[cfg(feature = "inflate")]
#[test]
fn a_folder_is_counted() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("count_folder");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("below")).unwrap();
    std::fs::write(folder.join("one.txt"), "Tokens are not words.").unwrap();
    std::fs::write(folder.join("below").join("two.txt"), "").unwrap();
    std::fs::write(folder.join("picture"), [0xff, 0xd8]).unwrap();
    let count = |model: &str| {
        let mut out = Vec::new();
        count_folder::run(&folder, model, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        out.lines().map(|line| line.trim().replace('\\', "/")).collect::<Vec<_>>()
    };
    let exact = count("openai/gpt-5.5");
    assert_eq!(exact, ["0  below/two.txt", "5  one.txt", "5  together; 1 files are no text"]);
    assert_eq!(count("openai/gpt-6-sol")[1], "~5 (assumed)  one.txt");
    let estimated = count("anthropic/claude-opus-5");
    assert!(estimated[1].starts_with('~') && estimated[1].contains('-'), "{estimated:?}");

    let mut out = Vec::new();
    let unknown = count_folder::run(&folder, "nobody/nothing", &mut out).unwrap_err();
    assert!(unknown.to_string().contains("nobody/nothing"), "{unknown}");
}
