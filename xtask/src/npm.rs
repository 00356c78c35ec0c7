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
const WASM_LIMIT: usize = 360_000;

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

    write_files(&fresh)?;
    check_size(&wasm)?;
    let _ = fs::remove_dir_all(&package);
    fs::rename(&fresh, &package).with_context(|| format!("cannot make {}", package.display()))?;
    Ok(package)
}

/// Writes `files.js`: where the engine and each pack lie, in the one form that bundlers understand. They
/// then ship these files by themselves. Each is a function: in a module that has no address of its own
/// the expression throws, and there `base` is given.
fn write_files(package: &Path) -> Result<()> {
    let list = package.join("vocab").join("packs.json");
    let text =
        fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let packs: Vec<serde_json::Value> = serde_json::from_str(&text)?;
    let lines = packs.iter().map(|pack| {
        let file = pack.get("file").and_then(serde_json::Value::as_str);
        let file = file.context("packs.json names a pack without its file")?;
        Ok(format!("  \"{file}\": () => new URL(\"./vocab/{file}\", import.meta.url),\n"))
    });
    let lines: String = lines.collect::<Result<_>>()?;
    let code = format!(
        "// Made by `cargo xtask dist`. Where the files beside the package lie, written so that a bundler sees it.\n\n\
         export const WASM = () => new URL(\"./farebox_bg.wasm\", import.meta.url);\n\n\
         export const PACKS = {{\n{lines}}};\n"
    );
    fs::write(package.join("files.js"), code).context("cannot write files.js")
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
