//! What Trunk leaves to do: hashes in the names of workers and scripts, the policy in the page, price books, the
//! service worker's list, compressed twins, and the single file.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::{books, compress, embed, offline, policy, scripts, single, workers};
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
    let html = scripts::hash_names(&fresh, &html)?;
    fs::write(&index, with_policy(&html)?)
        .with_context(|| format!("cannot write {}", index.display()))?;
    books::put_beside(&fresh)?;
    single::write(&fresh, &html, &modules, file)?;
    offline::write_list(&fresh, &modules)?;
    embed::put_beside(&fresh)?;
    compress::write_twins(&fresh)?;
    let _ = fs::remove_dir_all(site);
    fs::rename(&fresh, site).with_context(|| format!("cannot make {}", site.display()))
}

/// Hosts that set headers may send the same policy.
fn with_policy(html: &str) -> Result<String> {
    let tag = format!(
        r#"<meta http-equiv="Content-Security-Policy" content="{}">"#,
        policy::policy_of(html)
    );
    policy::behind_charset(html, &tag)
}
