//! How big the page may get on its way to a browser.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::site::brotli_size;

/// Limits in bytes after brotli, as hosts send the files.
const LIMITS: [(&str, &str, usize); 3] = [
    // The aim is 150 kB, what a page may weigh that should be there at once on a phone's network; the
    // first whole page, with the prices of fifteen channels, was 314 kB; share links, frames, capacity, one's
    // own tokenizer, records, written turns, stages and futures made it 445 kB; read by the order of fields, with
    // one way to sort and functions of like names side by side, it is 408 kB. The limit keeps it from growing unseen.
    ("app-", "_bg.wasm", 415_000),
    // 89 kB when measured, bar 90; the page does not wait for it.
    ("engine-", "_bg.wasm", 90_000),
    // 400 kB when measured, the price book and everybody's records in it; it is loaded when it is first
    // asked for something.
    ("desk-", "_bg.wasm", 420_000),
];

/// Prints every limited file's size and fails where one is over its limit.
pub(crate) fn check(site: &Path) -> Result<()> {
    let names: Vec<String> = std::fs::read_dir(site)
        .with_context(|| format!("cannot list {}", site.display()))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    let mut over = Vec::new();
    for (start, end, limit) in LIMITS {
        let name = names
            .iter()
            .find(|name| name.starts_with(start) && name.ends_with(end))
            .with_context(|| format!("{} holds no {start}*{end}", site.display()))?;
        let file = site.join(name);
        let (raw, sent) = (file.metadata()?.len(), brotli_size(&file)?);
        println!("  {name}: {raw} bytes, {sent} as sent (brotli), limit {limit}");
        if sent > limit {
            over.push(format!("{name} is {} bytes over its limit", sent - limit));
        }
    }
    if over.is_empty() { Ok(()) } else { bail!("{}", over.join("; ")) }
}
