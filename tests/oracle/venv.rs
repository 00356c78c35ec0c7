//! The Python environment of its own that `environment.py` makes under `target/`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the environment and the questions are kept.
pub(crate) fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join("oracle");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The environment's Python, made and filled when first needed.
///
/// Tests run side by side, and in runners that give each its own process: a locked file lets one of them make the
/// environment while the others wait.
pub(crate) fn python() -> PathBuf {
    let turn = File::create(folder().join("venv.lock")).unwrap();
    turn.lock().unwrap();
    let system = if cfg!(windows) { "python" } else { "python3" };
    let told = run(
        Command::new(system).arg(here().join("environment.py")),
        "the oracle needs Python 3.10 or newer with its venv module",
    );
    PathBuf::from(told.trim())
}

/// Prices the questions in a file; one answer a line.
pub(crate) fn ask(python: &Path, questions: &Path) -> String {
    run(
        Command::new(python).arg(here().join("genai_prices_oracle.py")).arg(questions),
        "pricing with genai-prices",
    )
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("oracle")
}

fn run(command: &mut Command, what: &str) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{what} ({error})"));
    assert!(
        output.status.success(),
        "{what}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}
