//! Hashes in the names of the page's plain scripts, which Trunk copies as they are.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

/// Renames every script that the page names by `src="./…"`; gives the HTML with the new names.
pub(super) fn hash_names(folder: &Path, html: &str) -> Result<String> {
    let mut fresh = html.to_owned();
    for name in names(html) {
        let path = folder.join(&name);
        let text = fs::read(&path).with_context(|| format!("index.html names ./{name}"))?;
        let hash: String = format!("{:x}", Sha256::digest(&text)).chars().take(16).collect();
        let Some(stem) = name.strip_suffix(".js") else { bail!("./{name} is no script") };
        let hashed = format!("{stem}-{hash}.js");
        fs::rename(&path, folder.join(&hashed))?;
        fresh = fresh.replace(&format!("src=\"./{name}\""), &format!("src=\"./{hashed}\""));
    }
    Ok(fresh)
}

/// The scripts that a page names, relative to it, in its order.
pub(super) fn names(html: &str) -> Vec<String> {
    html.split("<script")
        .skip(1)
        .filter_map(|part| part.split_once('>'))
        .filter_map(|(tag, _)| tag.split_once("src=\"./")?.1.split_once('"'))
        .map(|(name, _)| name.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scripts_of_the_page_are_named() {
        let html = r#"<script src="./start.js"></script><script defer src="./shell/a.js"></script>
            <script type="module">import a from './b.js';</script><link href="./c.js">"#;
        assert_eq!(names(html), ["start.js", "shell/a.js"]);
    }
}
