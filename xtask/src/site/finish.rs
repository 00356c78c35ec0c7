//! What Trunk leaves to do: hashes in the workers' names, the policy in the page, compressed twins.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::{books, compress, embed, policy, workers};
use crate::project::copy_folder;

/// Makes `site` from what Trunk staged; what was there before goes only once the new one stands.
pub(super) fn finish(staged: &Path, site: &Path) -> Result<()> {
    let fresh = site.with_extension("new");
    let _ = fs::remove_dir_all(&fresh);
    copy_folder(staged, &fresh)?;
    let index = fresh.join("index.html");
    let html =
        fs::read_to_string(&index).with_context(|| format!("cannot read {}", index.display()))?;
    let (html, _) = workers::hash_names(&fresh, &html)?;
    let html = with_policy(&html)?;
    fs::write(&index, html).with_context(|| format!("cannot write {}", index.display()))?;
    books::put_beside(&fresh)?;
    embed::put_beside(&fresh)?;
    compress::write_twins(&fresh)?;
    let _ = fs::remove_dir_all(site);
    fs::rename(&fresh, site).with_context(|| format!("cannot make {}", site.display()))
}

/// The policy as the first thing after the character set: it binds only what comes behind it. Hosts
/// that set headers may send the same one.
fn with_policy(html: &str) -> Result<String> {
    let tag = format!(
        r#"<meta http-equiv="Content-Security-Policy" content="{}">"#,
        policy::policy_of(html)
    );
    let behind = html
        .find("<meta charset")
        .and_then(|start| Some(start + html.get(start..)?.find('>')? + 1))
        .context("index.html names no character set")?;
    let (head, rest) = html.split_at(behind);
    Ok(format!("{head}{tag}{rest}"))
}
