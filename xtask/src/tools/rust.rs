//! What rustup brings: the wasm target, rustfmt, clippy.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::announce;
use crate::run::{find, output, run};

const WASM: &str = "wasm32-unknown-unknown";

/// Makes sure that rustc can compile for the browser.
pub(super) fn wasm_target() -> Result<()> {
    if has_target()? {
        return Ok(());
    }
    let Some(rustup) = find("rustup") else {
        bail!(
            "Rust here cannot compile for {WASM}, and rustup is not on PATH to add it: \
             install Rust by rustup, or add your distribution's package for that target."
        );
    };
    announce(
        &format!("the Rust target {WASM}"),
        "the page and the counting engine are WebAssembly",
    );
    run(Command::new(rustup).args(["target", "add", WASM])).with_context(|| {
        format!("rustup could not add {WASM}: is there a network? Try again with one.")
    })
}

/// Fails with a sentence where a component such as `clippy` is missing and cannot be added.
pub(crate) fn require_component(program: &str, component: &str) -> Result<()> {
    if find(program).is_some_and(|program| output(Command::new(program).arg("--version")).is_ok()) {
        return Ok(());
    }
    let Some(rustup) = find("rustup") else {
        bail!(
            "{program} is missing: install your distribution's package of {component}, or Rust by rustup."
        );
    };
    announce(component, "a step of the tests calls it");
    run(Command::new(rustup).args(["component", "add", component]))
        .with_context(|| format!("rustup could not add {component}: is there a network?"))
}

fn has_target() -> Result<bool> {
    let folder = output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]))
        .context("rustc is missing: install Rust by rustup")?;
    let folder = Path::new(folder.trim());
    Ok(folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()))
}
