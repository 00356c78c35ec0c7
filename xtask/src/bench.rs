//! `cargo xtask bench`: our engine and others, in one headless browser; writes docs/benchmarks.md.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::project::root;
use crate::run::{command, npm_program, run};
use crate::{npm, site, tools};

/// What `bench` takes.
#[derive(clap::Args)]
pub(crate) struct BenchArgs {
    /// How many times everything is measured; the medians are reported
    #[arg(long, default_value_t = 5)]
    rounds: u32,
}

/// Builds what ships, installs what it is compared with, and measures.
pub(crate) fn bench(args: &BenchArgs) -> Result<()> {
    let browser = tools::browser()?;
    site::build()?;
    npm::build()?;
    let folder = root().join("benches").join("browser");
    install(&folder)?;
    run(command(tools::node()?, &[])?
        .arg(folder.join("run.mjs"))
        .env("CHROMIUM", browser.chromium)
        .env("FAREBOX_ROUNDS", args.rounds.to_string()))
}

/// The libraries of the comparison: apart from the project's own packages, as they weigh a quarter of
/// a gigabyte and nothing else needs them.
fn install(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let stamp = folder.join("node_modules").join(".farebox-lock");
    if fs::read(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    println!(
        "bench: installing the npm packages of benches/browser: the tokenizers to compare with, and texts"
    );
    run(command(npm_program("npm"), &[])?
        .args(["ci", "--no-audit", "--no-fund"])
        .current_dir(folder))?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}
