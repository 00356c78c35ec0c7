//! What Trunk leaves to do: a hash in the worker's name, the policy in the page, compressed twins.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use super::{books, compress, policy};
use crate::project::copy_folder;

/// Makes `site` from what Trunk staged; what was there before goes only once the new one stands.
pub(super) fn finish(staged: &Path, site: &Path) -> Result<()> {
    let fresh = site.with_extension("new");
    let _ = fs::remove_dir_all(&fresh);
    copy_folder(staged, &fresh)?;
    let index = fresh.join("index.html");
    let html =
        fs::read_to_string(&index).with_context(|| format!("cannot read {}", index.display()))?;
    let html = hash_worker(&fresh, &html)?;
    let html = with_policy(&html)?;
    fs::write(&index, html).with_context(|| format!("cannot write {}", index.display()))?;
    books::put_beside(&fresh)?;
    compress::write_twins(&fresh)?;
    let _ = fs::remove_dir_all(site);
    fs::rename(&fresh, site).with_context(|| format!("cannot make {}", site.display()))
}

/// Trunk hashes the page's files but not a worker's. Without a hash a host's cache could pair an old
/// worker with a new page, whose messages it does not know.
fn hash_worker(folder: &Path, html: &str) -> Result<String> {
    let read = |name: &str| {
        fs::read(folder.join(name)).with_context(|| format!("Trunk has written no {name}"))
    };
    let wasm = read("engine_bg.wasm")?;
    let glue = String::from_utf8(read("engine.js")?)?;
    let loader = String::from_utf8(read("engine_loader.js")?)?;

    let mut digest = Sha256::new();
    digest.update(&wasm);
    digest.update(&glue);
    digest.update(&loader);
    let hash: String = format!("{:x}", digest.finalize()).chars().take(16).collect();

    let glue = replace(&glue, "engine_bg.wasm", &format!("engine-{hash}_bg.wasm"), "engine.js")?;
    let loader =
        replace(&loader, "./engine.js", &format!("./engine-{hash}.js"), "engine_loader.js")?;
    fs::rename(folder.join("engine_bg.wasm"), folder.join(format!("engine-{hash}_bg.wasm")))?;
    fs::remove_file(folder.join("engine.js"))?;
    fs::remove_file(folder.join("engine_loader.js"))?;
    fs::write(folder.join(format!("engine-{hash}.js")), glue)?;
    fs::write(folder.join(format!("engine-{hash}_loader.js")), loader)?;
    replace(html, "./engine_loader.js", &format!("./engine-{hash}_loader.js"), "index.html")
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

fn replace(text: &str, old: &str, new: &str, name: &str) -> Result<String> {
    if !text.contains(old) {
        bail!("{name} does not name {old}: has the build changed?");
    }
    Ok(text.replace(old, new))
}
