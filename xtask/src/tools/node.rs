//! Node, and the npm packages that package-lock.json names.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use super::announce;
use crate::project::root;
use crate::run::{find, npm_program, output, run};

/// The oldest Node that the JavaScript package supports.
const OLDEST_NODE: u32 = 20;

/// The `node` program, new enough.
pub(crate) fn node() -> Result<PathBuf> {
    let Some(node) = find("node") else {
        bail!(
            "Node is missing: install Node {OLDEST_NODE} or newer, with npm (nodejs.org or your distribution's package)."
        );
    };
    let says = output(Command::new(&node).arg("--version"))?;
    let major = says.trim().trim_start_matches('v').split('.').next().unwrap_or_default();
    if major.parse::<u32>().is_ok_and(|major| major >= OLDEST_NODE) {
        Ok(node)
    } else {
        bail!("Node {} is too old: install Node {OLDEST_NODE} or newer.", says.trim());
    }
}

/// Folders of the programs in npm packages (`wasm-opt`), after an `npm ci` where it is due.
pub(super) fn packages() -> Result<Vec<PathBuf>> {
    let node = node()?;
    let modules = root().join("node_modules");
    let stamp = modules.join(".farebox-lock");
    let lock = root().join("package-lock.json");
    let text = std::fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let digest = format!("{:x}", Sha256::digest(&text));
    if std::fs::read_to_string(&stamp).ok().as_deref() != Some(digest.as_str()) {
        install()?;
        std::fs::write(&stamp, digest)
            .with_context(|| format!("cannot write {}", stamp.display()))?;
    }
    // wasm-opt is a Node script: its folder alone would do only where node is on PATH as well.
    Ok([Some(modules.join(".bin")), node.parent().map(Into::into)].into_iter().flatten().collect())
}

fn install() -> Result<()> {
    let npm = npm_program("npm");
    if Command::new(&npm).arg("--version").output().is_err() {
        bail!(
            "npm is missing: install it (it comes with Node from nodejs.org; on Debian, `apt-get install npm`)."
        );
    }
    announce(
        "the npm packages of package-lock.json into node_modules",
        "wasm-opt makes WebAssembly smaller; the end-to-end tests drive a browser and compare counts",
    );
    run(Command::new(npm).args(["ci", "--no-audit", "--no-fund"]).current_dir(root()))
        .context("npm could not install the packages: is there a network? Try again with one.")
}
