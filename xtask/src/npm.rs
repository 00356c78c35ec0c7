//! The JavaScript package: the engine with its JavaScript surface, the hand-written files of
//! www/npm, and the vocabulary packs.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::project::{copy_folder, root, target};
use crate::run::{command, run};
use crate::tools;

const LICENCES: [&str; 3] = ["LICENSE", "LICENSE-MIT", "LICENSE-APACHE"];

/// Builds dist/npm.
pub(crate) fn build() -> Result<PathBuf> {
    let root = root();
    let written = root.join("www").join("npm");
    if !written.join("package.json").is_file() {
        bail!(
            "{} is missing: the package's own files lie there",
            written.join("package.json").display()
        );
    }
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
    let package = root.join("dist").join("npm");
    let _ = fs::remove_dir_all(&package);
    copy_folder(&written, &package)?;

    let built = target().join("wasm32-unknown-unknown").join("engine").join("engine.wasm");
    run(command("wasm-bindgen", &folders)?
        .args(["--target=web", "--no-typescript", "--out-name=farebox", "--out-dir"])
        .arg(&package)
        .arg(&built))?;
    let wasm = package.join("farebox_bg.wasm");
    run(command(crate::run::npm_program("wasm-opt"), &folders)?
        .arg("-O3")
        .arg("-o")
        .arg(&wasm)
        .arg(&wasm))?;

    let packs = root.join("www").join("vocab");
    if packs.is_dir() {
        copy_folder(&packs, &package.join("vocab"))?;
    }
    for name in LICENCES {
        let licence = root.join(name);
        if licence.is_file() {
            fs::copy(&licence, package.join(name))
                .with_context(|| format!("cannot copy {name}"))?;
        }
    }
    Ok(package)
}
