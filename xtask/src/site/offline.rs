//! The service worker's list of files: what it takes at install, and what it keeps once it is used.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::workers::Module;
use crate::project::files_below;

/// Where `www/sw.js` takes the list.
const PLACE: &str = r#"/*LIST*/ { version: "", shell: [], rest: [], packs: [] }"#;

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Taken at install.
    Shell,
    /// Kept once it was used, or on request.
    Rest,
    /// A vocabulary: the counting worker keeps it.
    Pack,
    /// Nothing that the page asks for.
    Beside,
}

/// Writes the list into the site's `sw.js`.
pub(super) fn write_list(site: &Path, html: &str, modules: &[Module]) -> Result<()> {
    let mut files: BTreeMap<String, (Part, String)> = BTreeMap::new();
    for path in files_below(site)? {
        let name = path.strip_prefix(site)?.to_string_lossy().replace('\\', "/");
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        files.insert(
            name.clone(),
            (part(&name, html, modules), format!("{:x}", Sha256::digest(&bytes))),
        );
    }
    let mut version = Sha256::new();
    for (name, (part, hash)) in &files {
        if *part != Part::Beside {
            version.update(name);
            version.update(hash);
        }
    }
    let version: String = format!("{:x}", version.finalize()).chars().take(16).collect();
    let of = |wanted: Part| {
        files
            .iter()
            .filter(move |(_, (part, _))| *part == wanted)
            .map(|(name, (_, hash))| (name, hash))
    };
    let shell: Vec<_> = of(Part::Shell)
        .map(|(name, hash)| match name.as_str() {
            // A page of another version must not be paired with these files.
            "index.html" => json!({ "name": "", "sha256": hash }),
            _ => json!({ "name": name, "sha256": null }),
        })
        .collect();
    let rest: Vec<_> = of(Part::Rest).map(|(name, _)| name).collect();
    let packs: Vec<_> =
        of(Part::Pack).filter_map(|(name, _)| name.strip_prefix("vocab/")).collect();
    let list = json!({ "version": version, "shell": shell, "rest": rest, "packs": packs });

    let path = site.join("sw.js");
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    if !text.contains(PLACE) {
        bail!("www/sw.js has no place for its list: {PLACE}");
    }
    fs::write(&path, text.replace(PLACE, &list.to_string()))?;
    Ok(())
}

fn part(name: &str, html: &str, modules: &[Module]) -> Part {
    let of_module = |ending: &str| {
        modules.iter().any(|module| name.strip_prefix(&*module.hashed) == Some(ending))
    };
    match name {
        // The service worker is the browser's own to keep.
        "sw.js" => Part::Beside,
        "community.json" => Part::Rest,
        _ if of_module(".js") || of_module("_bg.wasm") => Part::Rest,
        // For pages in plain JavaScript that start a worker by its address.
        _ if of_module("_loader.js") => Part::Beside,
        _ if name.starts_with("vocab/") && name.split('.').next_back() == Some("pack") => {
            Part::Pack
        }
        "prices.json" | "index.html" | "vocab/packs.json" => Part::Shell,
        _ if name.starts_with("icons/") || html.contains(&format!("\"./{name}\"")) => Part::Shell,
        _ if html.contains(&format!("'./{name}'")) => Part::Shell,
        // What other pages ask for: the embedded calculator, notices.
        _ => Part::Beside,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_has_its_part() {
        let html =
            r#"<link href="./farebox-01.css"><script>import init from './app-01.js';</script>"#;
        let modules = [Module { name: "engine".into(), hashed: "engine-0123".into() }];
        for (name, expected) in [
            ("index.html", Part::Shell),
            ("prices.json", Part::Shell),
            ("vocab/packs.json", Part::Shell),
            ("vocab/NOTICES.md", Part::Beside),
            ("vocab/o200k_base.1234.pack", Part::Pack),
            ("engine-0123.js", Part::Rest),
            ("engine-0123_bg.wasm", Part::Rest),
            ("engine-0123_loader.js", Part::Beside),
            ("community.json", Part::Rest),
            ("farebox-01.css", Part::Shell),
            ("app-01.js", Part::Shell),
            ("icons/icon-192.png", Part::Shell),
            ("embed.js", Part::Beside),
            ("sw.js", Part::Beside),
        ] {
            assert_eq!(part(name, html, &modules), expected, "{name}");
        }
    }
}
