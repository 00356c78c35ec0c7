//! The embedded calculator beside the page: its scripts and pages, and the JavaScript package's engine in
//! a folder whose name holds its hash, so that no host's cache pairs an old engine with a new script.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::npm;
use crate::project::{files_below, root};

/// What embed.js calls the engine's folder until the hash is known.
const FOLDER: &str = "./embed-engine/";
/// Where the package looks for vocabularies, and where the site has them.
const PACKS: [(&str, &str); 2] = [("\"./vocab/", "\"../vocab/"), ("`vocab/", "`../vocab/")];

/// Writes the files of www/embed and the engine into the site.
pub(super) fn put_beside(site: &Path) -> Result<()> {
    let package = npm::build()?;
    let engine = engine_of(&package)?;
    let mut digest = Sha256::new();
    for (name, bytes) in &engine {
        digest.update(name);
        digest.update(bytes);
    }
    let hash: String = format!("{:x}", digest.finalize()).chars().take(16).collect();
    let folder = format!("embed-{hash}");
    let into = site.join(&folder);
    fs::create_dir_all(&into).with_context(|| format!("cannot make {}", into.display()))?;
    for (name, bytes) in engine {
        fs::write(into.join(&name), bytes).with_context(|| format!("cannot write {name}"))?;
    }
    for path in files_below(&root().join("www").join("embed"))? {
        let name = path.file_name().unwrap_or_default();
        let mut bytes =
            fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        if name == "embed.js" {
            let text = String::from_utf8(bytes)?;
            if !text.contains(FOLDER) {
                bail!("embed.js does not name {FOLDER}");
            }
            bytes = text.replace(FOLDER, &format!("./{folder}/")).into_bytes();
        }
        fs::write(site.join(name), bytes)
            .with_context(|| format!("cannot write {}", name.display()))?;
    }
    Ok(())
}

/// The package's scripts and module. Vocabularies are those of the site, one folder up.
fn engine_of(package: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut engine = Vec::new();
    let mut found = false;
    for path in files_below(package)? {
        let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
        if path.parent() != Some(package) || !["js", "wasm"].contains(&kind) {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut bytes =
            fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        if kind == "js" {
            let mut text = String::from_utf8(bytes)?;
            for (theirs, ours) in PACKS {
                found |= text.contains(theirs);
                text = text.replace(theirs, ours);
            }
            bytes = text.into_bytes();
        }
        engine.push((name, bytes));
    }
    if !found {
        bail!("no script of the package names its vocabularies: has index.js changed?");
    }
    engine.sort();
    Ok(engine)
}
