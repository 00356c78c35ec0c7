//! Turns `pricing/*.toml` into the one JSON text that the engine embeds. Nothing is computed: the
//! figures are copied as they stand, so that what was reviewed is what ships.

#[path = "src/pricing/toml_json.rs"]
mod toml_json;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// What the counting engine may take of the stack, in bytes.
const ENGINE_STACK: usize = 256 << 10;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=pricing");
    println!("cargo::rerun-if-changed=src/pricing/toml_json.rs");
    if env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32") {
        // The linker would set aside a megabyte, an eighth of what a loaded engine takes.
        println!("cargo::rustc-link-arg-bin=engine=-zstack-size={ENGINE_STACK}");
    }

    let mut files: Vec<PathBuf> = fs::read_dir(Path::new("pricing"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();

    let mut texts = Vec::new();
    for path in &files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        texts.push((name, fs::read_to_string(path)?));
    }
    let book = toml_json::book(&texts).map_err(|(name, refusal)| {
        format!("{name}, line {}: {}", refusal.line.unwrap_or_default(), refusal.reason)
    })?;
    let target = PathBuf::from(env::var("OUT_DIR")?).join("prices.json");
    fs::write(target, serde_json::to_string(&book)?)?;
    Ok(())
}
