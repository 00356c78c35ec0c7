//! Where things lie.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folder that holds the workspace's `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    // At run time cargo tells where this package lies; the value of compile time serves a binary that
    // is started by hand.
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map_or_else(|| here.clone(), Path::to_path_buf)
}

/// Cargo's folder for what it builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The features that the tests of this name's beginning ask for in Cargo.toml, each once: building
/// no more than them saves minutes.
pub(crate) fn features_of_tests(prefix: &str) -> Result<Vec<String>> {
    let manifest = read_toml(&root().join("Cargo.toml"))?;
    let mut features: Vec<String> = manifest
        .get("test")
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .filter(|test| {
            let name = test.get("name").and_then(toml::Value::as_str);
            name.is_some_and(|name| name.starts_with(prefix))
        })
        .filter_map(|test| test.get("required-features")?.as_array())
        .flatten()
        .filter_map(|feature| feature.as_str().map(str::to_owned))
        .collect();
    features.sort();
    features.dedup();
    Ok(features)
}

/// The version of a package as the committed `Cargo.lock` has it.
pub(crate) fn locked_version(package: &str) -> Result<String> {
    let lock = read_toml(&root().join("Cargo.lock"))?;
    lock.get("package")
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .find(|entry| entry.get("name").and_then(toml::Value::as_str) == Some(package))
        .and_then(|entry| entry.get("version")?.as_str())
        .map(str::to_owned)
        .with_context(|| format!("Cargo.lock does not hold {package}"))
}

fn read_toml(path: &Path) -> Result<toml::Table> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    text.parse().with_context(|| format!("cannot parse {}", path.display()))
}

/// Every file below a folder, sorted, so that what is computed from the list is the same everywhere.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        let entries =
            std::fs::read_dir(&next).with_context(|| format!("cannot list {}", next.display()))?;
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Copies a folder with all it holds, over what is there; hidden files stay behind.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for file in files_below(from)? {
        if file.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".")) {
            continue;
        }
        let target = to.join(file.strip_prefix(from)?);
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent)
                .with_context(|| format!("cannot make {}", parent.display()))?;
        }
        std::fs::copy(&file, &target)
            .with_context(|| format!("cannot copy {} to {}", file.display(), target.display()))?;
    }
    Ok(())
}
