//! The page as static files: Trunk builds it, `finish` makes it fit for any host.

mod books;
mod compress;
mod embed;
mod fingerprint;
mod finish;
mod offline;
mod policy;
mod preload;
mod scripts;
mod single;
mod workers;

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::project::{root, target};
use crate::run::{command, run};
use crate::tools;

pub(crate) use compress::brotli_size;
pub(crate) use policy::policy_of;

/// The page as one file.
pub(crate) fn single_file() -> PathBuf {
    root().join("dist").join("farebox.html")
}

/// Builds the page into dist/site and dist/farebox.html, or leaves it where nothing that goes into it has changed.
pub(crate) fn build() -> Result<PathBuf> {
    let site = root().join("dist").join("site");
    // Beside the site, not in the target folder: two clones may share that one.
    let stamp = root().join("dist").join("site.fingerprint");
    let folders = tools::for_build()?;
    let now = fingerprint::of_inputs()?;
    let before = std::fs::read_to_string(&stamp).unwrap_or_default();
    if before == now && site.join("index.html").is_file() && single_file().is_file() {
        println!("site: nothing has changed since the last build");
        return Ok(site);
    }
    let _ = std::fs::remove_file(&stamp);
    // Trunk builds offline, so that it fetches no tool; what cargo misses is fetched before.
    run(command("cargo", &[])?.args(["fetch", "--locked", "--target", "wasm32-unknown-unknown"]))
        .context("the packages of Cargo.lock could not be fetched: is there a network?")?;
    let staged = target().join("site");
    let _ = std::fs::remove_dir_all(&staged);
    run(command("trunk", &folders)?
        .args(["build", "--release", "--dist"])
        .arg(&staged)
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        // Its own backtraces hide what the compiler said.
        .env("RUST_BACKTRACE", "0")
        // Trunk 0.21 takes the customary NO_COLOR=1 for a mistake.
        .env_remove("NO_COLOR"))?;
    finish::finish(&staged, &site, &single_file())?;
    std::fs::write(&stamp, now).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(site)
}
