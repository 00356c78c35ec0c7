//! One number for everything that goes into the page, so that an unchanged page is not built again.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::project::{files_below, root};
use crate::run::output;

const FILES: [&str; 6] = [
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "build.rs",
    ".cargo/config.toml",
    "package-lock.json",
];
/// The last one makes a change of the finishing steps count too.
const FOLDERS: [&str; 4] = ["src", "www", "pricing", "xtask/src/site"];

pub(super) fn of_inputs() -> Result<String> {
    let root = root();
    let mut files: Vec<PathBuf> =
        FILES.iter().map(|file| root.join(file)).filter(|file| file.is_file()).collect();
    for folder in FOLDERS.iter().map(|folder| root.join(folder)).filter(|folder| folder.is_dir()) {
        files.extend(files_below(&folder)?);
    }
    let mut digest = Sha256::new();
    digest.update(output(Command::new("rustc").arg("--version"))?);
    for file in files {
        let bytes =
            std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        digest.update(file.strip_prefix(&root)?.as_os_str().as_encoded_bytes());
        digest.update(bytes.len().to_le_bytes());
        digest.update(&bytes);
    }
    Ok(format!("{:x}", digest.finalize()))
}
