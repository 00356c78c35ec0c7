//! What Trunk leaves to do: hashes in the names of workers and scripts, the policy in the page, price books, the
//! service worker's list, compressed twins, and the single file.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::{books, compress, embed, offline, policy, preload, scripts, single, workers};
use crate::project::copy_folder;

/// Makes `site` and the single file from what Trunk staged; what was there before goes only once the new
/// one stands.
pub(super) fn finish(staged: &Path, site: &Path, file: &Path) -> Result<()> {
    let fresh = site.with_extension("new");
    let _ = fs::remove_dir_all(&fresh);
    copy_folder(staged, &fresh)?;
    let index = fresh.join("index.html");
    let html =
        fs::read_to_string(&index).with_context(|| format!("cannot read {}", index.display()))?;
    let (html, modules) = workers::hash_names(&fresh, &html)?;
    let html = preload::first(&scripts::hash_names(&fresh, &html)?)?;
    let policy = policy::policy_of(&html);
    // Beside the site: hosts that set headers may send the same one.
    fs::write(site.with_file_name("policy.txt"), format!("{policy}\n"))
        .context("cannot write dist/policy.txt")?;
    let tag = format!(r#"<meta http-equiv="Content-Security-Policy" content="{policy}">"#);
    fs::write(&index, policy::behind_charset(&html, &tag)?)
        .with_context(|| format!("cannot write {}", index.display()))?;
    books::put_beside(&fresh)?;
    single::write(&fresh, &html, &modules, file)?;
    offline::write_list(&fresh, &html, &modules)?;
    embed::put_beside(&fresh)?;
    compress::write_twins(&fresh)?;
    let _ = fs::remove_dir_all(site);
    fs::rename(&fresh, site).with_context(|| format!("cannot make {}", site.display()))
}
