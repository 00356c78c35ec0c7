//! Compressed twins beside the files that gain by it, for hosts that serve them.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::project::files_below;

/// Kinds of text and code; packs and images are compressed in themselves.
const KINDS: [&str; 8] = ["css", "html", "js", "json", "svg", "txt", "wasm", "webmanifest"];
/// Below this a twin saves no packet.
const SMALLEST: usize = 1_000;

/// Writes `.br` and `.gz` beside every file that they make smaller.
pub(super) fn write_twins(folder: &Path) -> Result<()> {
    for file in files_below(folder)? {
        let kind = file.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
        let bytes =
            std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        if !KINDS.contains(&kind) || bytes.len() < SMALLEST {
            continue;
        }
        for (ending, twin) in [("br", brotli(&bytes)?), ("gz", gzip(&bytes)?)] {
            if twin.len() < bytes.len() {
                let mut name = file.clone().into_os_string();
                name.push(".");
                name.push(ending);
                let path = PathBuf::from(name);
                std::fs::write(&path, twin)
                    .with_context(|| format!("cannot write {}", path.display()))?;
            }
        }
    }
    Ok(())
}

/// Bytes that a file has on its way to a browser.
pub(crate) fn brotli_size(file: &Path) -> Result<usize> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(brotli(&bytes)?.len())
}

fn brotli(mut bytes: &[u8]) -> Result<Vec<u8>> {
    let mut twin = Vec::new();
    let parameters = BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut bytes, &mut twin, &parameters).context("brotli failed")?;
    Ok(twin)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
