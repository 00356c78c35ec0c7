//! What the commands need beside Rust: found where it is, else installed, and said.
//!
//! Programs built here go into a folder of their own for each version, never into the user's
//! `~/.cargo/bin`; a program on PATH is used where its version is the pinned one.

mod browser;
mod crates;
mod node;
mod rust;

use std::path::PathBuf;

use anyhow::Result;

pub(crate) use browser::{Browser, browser, others};
pub(crate) use crates::cargo_deny;
pub(crate) use node::node;
pub(crate) use rust::require_component;

/// What builds the page, as folders to put before PATH.
pub(crate) fn for_build() -> Result<Vec<PathBuf>> {
    rust::wasm_target()?;
    let mut folders = node::packages()?;
    folders.push(crates::trunk()?);
    folders.push(crates::wasm_bindgen()?);
    Ok(folders)
}

/// What tests wasm in a browser: a folder for PATH, and the browser.
pub(crate) fn for_wasm_tests() -> Result<(Vec<PathBuf>, Browser)> {
    rust::wasm_target()?;
    Ok((vec![crates::wasm_bindgen()?], browser()?))
}

/// Everything at once.
pub(crate) fn install_all() -> Result<()> {
    for_build()?;
    let browser = browser()?;
    println!("tools: all there; the browser is {}", browser.chromium.display());
    Ok(())
}

/// Says what is installed and why, before it is.
fn announce(what: &str, why: &str) {
    println!("tools: installing {what}: {why}");
}
