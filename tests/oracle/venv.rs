//! A Python environment of its own under `target/`, with every package pinned by hash.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the environment and the questions are kept.
pub(crate) fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join("oracle");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The environment's Python, made and filled when first needed.
pub(crate) fn python() -> PathBuf {
    let folder = folder().join("venv");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let requirements = here().join("requirements.txt");
    // The requirements that were installed lie beside: a new pin makes a new environment.
    let installed = folder.join("requirements.txt");
    let wanted = fs::read_to_string(&requirements).unwrap();
    if fs::read_to_string(&installed).is_ok_and(|text| text == wanted) && python.exists() {
        return python;
    }
    let system = if cfg!(windows) { "python" } else { "python3" };
    run(
        Command::new(system).args(["-m", "venv", "--clear"]).arg(&folder),
        "making a virtual environment: install Python 3.10 or newer with its venv module",
    );
    run(
        Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--require-hashes", "-r"])
            .arg(&requirements),
        "installing tests/oracle/requirements.txt: is the package registry reachable?",
    );
    fs::write(installed, wanted).unwrap();
    python
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
