//! `cargo xtask prices …`: the price book against others. The comparisons are in Python, where the other
//! books are; this finds an interpreter, makes its environment and passes on what it says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::project::target;

/// What `prices` can do.
#[derive(clap::Subcommand)]
pub(crate) enum PricesCommand {
    /// Price random usages with PyPI genai-prices as well, and compare to the last digit (needs Python)
    Oracle {
        /// 20,000 comparisons instead of 2,000
        #[arg(long)]
        long: bool,
    },
    /// Compare today's rates with the newest genai-prices and model-prices, figure by figure (needs Python)
    Check {
        /// Another day than today, such as 2026-12-01
        #[arg(long)]
        date: Option<String>,
    },
    /// Write pricing/community.json: the models of genai-prices that the reviewed book has not; and propose
    /// rows for the reviewed book in target/proposals, where newer packages say otherwise (needs Python)
    Import {
        /// Compare with the committed file instead of writing it
        #[arg(long)]
        check: bool,
    },
}

/// Runs one of them.
pub(crate) fn run(command: &PricesCommand) -> Result<()> {
    match command {
        PricesCommand::Oracle { long } => oracle(*long),
        PricesCommand::Check { date } => check(date.as_deref()),
        PricesCommand::Import { check } => import(*check),
    }
}

/// The comparison itself is a test; it makes its own Python environment under `target/oracle`.
fn oracle(long: bool) -> Result<()> {
    let cases = if long { "20000" } else { "2000" };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(root())
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

fn check(date: Option<&str>) -> Result<()> {
    let python = environment(&["newest"])?;
    let mut command = Command::new(python);
    command.arg(script("check.py")).arg(root()).args(date);
    if !command.status().context("Python could not be started")?.success() {
        bail!(
            "the sources differ from the book: see above, and docs/prices.md on how to change a row"
        );
    }
    Ok(())
}

fn import(check: bool) -> Result<()> {
    let python = environment(&[])?;
    let output = Command::new(python)
        .arg(script("import.py"))
        .arg(root())
        .stderr(Stdio::inherit())
        .output()
        .context("Python could not be started")?;
    if !output.status.success() {
        bail!("the wide book could not be made: see above");
    }
    let file = root().join("pricing").join("community.json");
    if check {
        let committed =
            fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        if committed != output.stdout {
            bail!("{} is not what `cargo xtask prices import` makes: run it", file.display());
        }
        return Ok(());
    }
    fs::write(&file, output.stdout)
        .with_context(|| format!("{} cannot be written", file.display()))?;
    propose()
}

/// For review only: nothing goes into `pricing/` by itself.
fn propose() -> Result<()> {
    let python = environment(&["newest"])?;
    let mut command = Command::new(python);
    command.arg(script("propose.py")).arg(root()).arg(target().join("proposals"));
    if !command.status().context("Python could not be started")?.success() {
        bail!("no rows could be proposed: see above");
    }
    Ok(())
}

/// The interpreter of the environment that `tests/oracle/environment.py` makes.
fn environment(arguments: &[&str]) -> Result<PathBuf> {
    let system = if cfg!(windows) { "python" } else { "python3" };
    let output = Command::new(system)
        .arg(root().join("tests").join("oracle").join("environment.py"))
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()
        .context("this needs Python 3.11 or newer with its venv module")?;
    if !output.status.success() {
        bail!("the Python environment could not be made: see above");
    }
    Ok(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()))
}

fn script(name: &str) -> PathBuf {
    root().join("xtask").join("prices").join(name)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_path_buf)
}
