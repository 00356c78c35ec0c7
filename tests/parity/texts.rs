//! Real text: the declaration in forty languages, and this project's own files.

use std::fs;
use std::path::{Path, PathBuf};

use farebox::tokenizer::{Tokenizer, pack, registry};

/// A tokenizer from the committed pack.
pub(crate) fn tokenizer(id: &str) -> Tokenizer {
    let entry = registry::find(id).unwrap();
    let raw = unpacked(entry.pack);
    let base = registry::pack(entry.pack).unwrap().base.map(tokenizer);
    Tokenizer::from_pack(id, &raw, base.as_ref().map(Tokenizer::vocabulary)).unwrap()
}

pub(crate) fn unpacked(pack_id: &str) -> Vec<u8> {
    let file = registry::pack(pack_id).unwrap().file;
    let raw = pack::unpack(&fs::read(root().join("www/vocab").join(file)).unwrap()).unwrap();
    assert_eq!(raw.len(), registry::pack(pack_id).unwrap().unpacked_bytes);
    raw
}

/// Prose in forty languages, code, JSON pretty and minified, TOML, Markdown, base64.
pub(crate) fn real() -> Vec<String> {
    let mut texts = Vec::new();
    for folder in ["tests/data/udhr", "src", "src/tokenizer", "src/tokenizer/split", "tests/parity"]
    {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        texts.extend(paths.into_iter().filter(|path| path.is_file()).map(read));
    }
    for file in ["Cargo.toml", "Cargo.lock", "www/vocab/packs.json", "www/vocab/NOTICES.md"] {
        texts.push(read(root().join(file)));
    }
    let manifest: serde_json::Value =
        serde_json::from_str(&read(root().join("www/vocab/packs.json"))).unwrap();
    texts.push(manifest.to_string());
    texts.push(base64(texts[0].as_bytes()));
    texts
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks_exact(3)
        .flat_map(|three| {
            let bits = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
            [18, 12, 6, 0].map(|shift| char::from(DIGITS[(bits >> shift) as usize & 63]))
        })
        .collect()
}

/// All texts of a folder and of the folders in it.
pub(crate) fn of_folder(folder: &Path) -> Vec<String> {
    let mut paths = Vec::new();
    collect(folder, &mut paths);
    paths.sort();
    paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    const KINDS: [&str; 15] = [
        "rs", "md", "json", "toml", "yml", "html", "css", "js", "mjs", "ts", "py", "txt", "c", "h",
        "csv",
    ];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|kind| KINDS.iter().any(|known| kind == *known)) {
            paths.push(path);
        }
    }
}
