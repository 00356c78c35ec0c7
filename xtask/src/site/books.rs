//! The price books beside the page: the built-in one as the file that a host may replace, and the wide
//! one, which the page loads when it is searched.

#[path = "../../../src/pricing/toml_json.rs"]
mod toml_json;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};

use crate::project::{files_below, root};

/// Writes `prices.json` and `community.json`.
pub(super) fn put_beside(site: &Path) -> Result<()> {
    let folder = root().join("pricing");
    let mut texts = Vec::new();
    for path in files_below(&folder)? {
        if path.extension().is_some_and(|extension| extension == "toml") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            texts.push((name, text));
        }
    }
    let book = toml_json::book(&texts).map_err(|(name, refusal)| {
        anyhow!("{name}, line {}: {}", refusal.line.unwrap_or_default(), refusal.reason)
    })?;
    fs::write(site.join("prices.json"), serde_json::to_string(&book)?)
        .context("cannot write prices.json")?;
    fs::copy(folder.join("community.json"), site.join("community.json"))
        .context("cannot copy pricing/community.json")?;
    Ok(())
}
