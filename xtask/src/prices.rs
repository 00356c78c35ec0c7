//! `cargo xtask prices …`: the price book against others.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// What `prices` can do.
#[derive(clap::Subcommand)]
pub(crate) enum PricesCommand {
    /// Price random usages with PyPI genai-prices as well, and compare to the last digit (needs Python)
    Oracle {
        /// 20,000 comparisons instead of 2,000
        #[arg(long)]
        long: bool,
    },
}

/// Runs one of them.
pub(crate) fn run(command: &PricesCommand) -> Result<()> {
    match command {
        PricesCommand::Oracle { long } => oracle(*long),
    }
}

/// The comparison itself is a test; it makes its own Python environment under `target/oracle`.
fn oracle(long: bool) -> Result<()> {
    let cases = if long { "20000" } else { "2000" };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(root)
        .args(["test", "--package=farebox", "--no-default-features", "--test=oracle"])
        .args(["--", "--ignored", "--nocapture"])
        .env("FAREBOX_ORACLE_CASES", cases)
        .status()
        .context("cargo could not be started")?;
    if !status.success() {
        bail!("the price book and genai-prices do not agree, or the comparison could not be made");
    }
    Ok(())
}
