//! `PyPI` focus-validator 2.2.1, which checks by the rules of FOCUS 1.2 that its makers publish for machines.
//!
//! It needs Python, so it runs only when asked for: `cargo xtask test native --long`, or
//! `cargo test --test report -- --ignored --nocapture`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::focus::all;

/// What the validator says about a file, by the ids of its rules.
#[derive(Deserialize)]
struct Told {
    passed: Vec<String>,
    failed: Vec<String>,
    skipped: Vec<String>,
}

/// Of these two one fails whatever stands there: without an invoice there must be no id, and with none there must
/// be one.
const CONTRADICT: [&str; 2] = ["InvoiceId-C-004-C", "InvoiceId-C-005-C"];

#[test]
#[ignore = "needs Python and PyPI focus-validator: cargo xtask test native --long"]
fn the_validator_finds_nothing() {
    let all = all();
    let texts: Vec<(&str, String)> =
        all.iter().map(|(name, written)| (*name, written.text.clone())).collect();
    for (told, (name, _)) in validate(&texts).iter().zip(&texts) {
        let failed = faults(told);
        assert!(failed.is_empty(), "{name}: {failed:?}");
        assert!(told.passed.len() > 200, "{name}: {} rules passed", told.passed.len());
        let [passed, failed, skipped] = [&told.passed, &told.failed, &told.skipped].map(Vec::len);
        println!("{name}: {passed} rules passed, {failed} contradict, {skipped} skipped");
    }
}

#[test]
#[ignore = "needs Python and PyPI focus-validator: cargo xtask test native --long"]
fn the_validator_finds_what_is_wrong() {
    let (_, written) = all().remove(0);
    let text = &written.text;
    let wrong: Vec<(&str, String)> = [
        ("a unit", text.replace("1000000 Tokens", "1M tokens")),
        ("a category", text.replace("AI and Machine Learning", "Robots")),
        ("a day", text.replace("2026-11-20T00:00:00Z", "20 Nov 2026")),
        ("a currency", text.replace(",USD,", ",Dollars,")),
        ("no provider", text.replace("ProviderName", "Provider")),
        ("details", text.replace("\"{\"\"x_ServiceTier\"\"", "\"{x_ServiceTier")),
    ]
    .into();
    for (told, (name, broken)) in validate(&wrong).iter().zip(&wrong) {
        assert_ne!(broken, text, "{name}");
        assert!(!faults(told).is_empty(), "{name}");
    }
}

fn faults(told: &Told) -> Vec<&String> {
    told.failed.iter().filter(|rule| !CONTRADICT.contains(&rule.as_str())).collect()
}

/// Writes texts down and has them validated, in their order.
fn validate(texts: &[(&str, String)]) -> Vec<Told> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join("focus");
    fs::create_dir_all(&folder).unwrap();
    // One test makes the environment while the other waits.
    let turn = fs::File::create(folder.join("lock")).unwrap();
    turn.lock().unwrap();
    let system = if cfg!(windows) { "python" } else { "python3" };
    let python = run(Command::new(system).arg(script("environment.py")).arg(&folder));
    let files = texts.iter().map(|(name, text)| {
        let file = folder.join(format!("{}.csv", name.replace(' ', "-")));
        fs::write(&file, text).unwrap();
        file
    });
    let files: Vec<PathBuf> = files.collect();
    let told = run(Command::new(python.trim()).arg(script("validate.py")).args(&files));
    let told: Vec<Told> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(told.len(), files.len());
    told
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("report").join("validator").join(name)
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
