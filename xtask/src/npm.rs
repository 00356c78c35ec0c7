//! The JavaScript package: the engine with its JavaScript surface, the hand-written files of
//! www/npm, and the vocabulary packs.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::project::{copy_folder, root, target};
use crate::run::{command, npm_program, run};
use crate::site::brotli_size;
use crate::tools;

/// The most that the engine may weigh on its way to a browser, in bytes after brotli. It holds the price
/// book and is optimised for speed: for size it is a sixth smaller and counts up to 1.8 times slower.
const WASM_LIMIT: usize = 290_000;

/// Builds dist/npm.
pub(crate) fn build() -> Result<PathBuf> {
    let folders = tools::for_build()?;
    run(command("cargo", &folders)?.args([
        "build",
        "--locked",
        "--package=farebox",
        "--bin=engine",
        "--target=wasm32-unknown-unknown",
        "--profile=engine",
        "--no-default-features",
        "--features=js",
    ]))?;
    let package = root().join("dist").join("npm");
    let fresh = package.with_extension("new");
    let _ = fs::remove_dir_all(&fresh);
    copy_folder(&root().join("www").join("npm"), &fresh)?;
    copy_folder(&root().join("www").join("vocab"), &fresh.join("vocab"))?;
    fs::copy(root().join("LICENSE"), fresh.join("LICENSE")).context("cannot copy LICENSE")?;

    let built = target().join("wasm32-unknown-unknown").join("engine").join("engine.wasm");
    run(command("wasm-bindgen", &folders)?
        .args(["--target=web", "--no-typescript", "--out-name=farebox", "--out-dir"])
        .arg(&fresh)
        .arg(&built))?;
    let wasm = fresh.join("farebox_bg.wasm");
    run(command(npm_program("wasm-opt"), &folders)?.arg("-O3").arg("-o").arg(&wasm).arg(&wasm))?;

    check_size(&wasm)?;
    let _ = fs::remove_dir_all(&package);
    fs::rename(&fresh, &package).with_context(|| format!("cannot make {}", package.display()))?;
    Ok(package)
}

/// Prints the engine's size and fails where it is over its limit.
fn check_size(wasm: &Path) -> Result<()> {
    let (raw, sent) = (wasm.metadata()?.len(), brotli_size(wasm)?);
    println!("  farebox_bg.wasm: {raw} bytes, {sent} as sent (brotli), limit {WASM_LIMIT}");
    if sent > WASM_LIMIT {
        bail!("farebox_bg.wasm is {} bytes over its limit", sent - WASM_LIMIT);
    }
    Ok(())
}
