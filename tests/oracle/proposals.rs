//! `xtask/prices/propose.py`: a book whose prices have aged gets rows proposed that the loader takes, and
//! that price as the newer package does.

use std::fs;
use std::path::Path;
use std::process::Command;

use farebox::pricing::{Catalogue, Terms};
use farebox::usage::Usage;
use toml::{Table, Value};

use crate::venv;

#[path = "../../src/pricing/toml_json.rs"]
mod toml_json;

const DAY: &str = "2026-11-22";

#[test]
#[ignore = "needs Python and PyPI genai-prices: cargo xtask prices oracle"]
fn an_aged_row_gets_its_successor_proposed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let aged = Path::new(env!("CARGO_TARGET_TMPDIR")).join("aged-book");
    let _ = fs::remove_dir_all(&aged);
    fs::create_dir_all(aged.join("pricing")).unwrap();
    fs::create_dir_all(aged.join("tests/oracle")).unwrap();
    fs::copy(root.join("tests/oracle/names.toml"), aged.join("tests/oracle/names.toml")).unwrap();
    let now = fs::read_to_string(root.join("pricing/openai.toml")).unwrap();

    // Nothing is proposed for a book that is up to date.
    fs::write(aged.join("pricing/openai.toml"), &now).unwrap();
    assert!(!propose(root, &aged).join("openai.toml").exists());

    // GPT-5.5 when it was cheaper: input at 4, and its long prompts at 8.
    let mut old: Table = now.parse().unwrap();
    let row = last_row(&mut old, "gpt-5.5");
    row["rates"]["input"] = "4".into();
    row["band"][0]["rates"]["input"] = "8".into();
    // The lints want a word where batch is not half.
    row.as_table_mut().unwrap().insert("note".into(), "Input was cheaper.".into());
    fs::write(aged.join("pricing/openai.toml"), toml::to_string(&old).unwrap()).unwrap();
    let proposed = propose(root, &aged).join("openai.toml");
    let mut proposed: Table = fs::read_to_string(&proposed).unwrap().parse().unwrap();
    assert_eq!(proposed["model"].as_array().unwrap().len(), 1);
    assert_eq!(
        proposed["source"][0]["ref"].as_str().unwrap().split(':').next(),
        Some("PyPI genai-prices 0.2.3")
    );
    let next = last_row(&mut proposed, "gpt-5.5").clone();
    assert_eq!(next["from"].to_string(), DAY);
    assert_eq!(next["confidence"].as_str(), Some("C"));
    assert!(next["note"].as_str().unwrap().contains("not reviewed"));

    // As its head says: the old row ends, the new one and its sources are added.
    let book = load(&now);
    last_row(&mut old, "gpt-5.5").as_table_mut().unwrap().insert("to".into(), next["from"].clone());
    let models = old["model"].as_array_mut().unwrap();
    let model = models.iter_mut().find(|model| model["id"].as_str() == Some("gpt-5.5")).unwrap();
    model["price"].as_array_mut().unwrap().push(next);
    let sources = proposed["source"].as_array().unwrap().clone();
    old["source"].as_array_mut().unwrap().extend(sources);
    let merged = load(&toml::to_string(&old).unwrap());
    let price = |book: &Catalogue, tier: &str, day: &str, input: u64| {
        let terms = Terms::new("openai/gpt-5.5", day.parse().unwrap()).tier(tier);
        let usage = Usage { input, cache_read: 1_000, output: 500, ..Usage::default() };
        book.card(&terms).unwrap().total(&usage).unwrap()
    };
    for tier in ["standard", "batch", "flex", "fast"] {
        for input in [1_000, 300_000] {
            assert_eq!(price(&merged, tier, DAY, input), price(&book, tier, DAY, input), "{tier}");
        }
    }
    assert_ne!(
        price(&merged, "standard", "2026-11-21", 1_000),
        price(&book, "standard", DAY, 1_000)
    );
}

/// A book of this file alone, past every lint.
fn load(text: &str) -> Catalogue {
    let book = toml_json::book(&[("openai.toml".to_owned(), text.to_owned())])
        .map_err(|(name, refusal)| format!("{name}, {:?}: {}", refusal.line, refusal.reason))
        .unwrap();
    Catalogue::from_json(&book.to_string()).unwrap()
}

/// Runs the script on a book; the folder with what it proposes.
fn propose(root: &Path, book: &Path) -> std::path::PathBuf {
    let out = book.join("proposals");
    let done = Command::new(venv::python())
        .arg(root.join("xtask/prices/propose.py"))
        .args([book, &out])
        .arg(DAY)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    out
}

fn last_row<'a>(book: &'a mut Table, id: &str) -> &'a mut Value {
    let models = book["model"].as_array_mut().unwrap();
    let model = models.iter_mut().find(|model| model["id"].as_str() == Some(id)).unwrap();
    model["price"].as_array_mut().unwrap().last_mut().unwrap()
}
