//! Loading, cold and repeated counts of `o200k_base`, beside tiktoken-rs.
//!
//! `cargo bench --bench tokenize`. Cold is a tokenizer that has seen no text yet. The texts are the
//! fixtures of the parity tests: some 500 kB of prose in forty languages, and this project's own code.

// A bench that cannot read its fixtures may stop.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::Path;

use divan::Bencher;
use divan::counter::BytesCount;
use farebox::tokenizer::{Tokenizer, pack, registry};

fn main() {
    divan::main();
}

const TEXTS: [&str; 2] = ["tests/data/udhr", "src/tokenizer"];

fn text(folder: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> =
        fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
        .iter()
        .filter(|path| path.is_file())
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

fn raw() -> Vec<u8> {
    let file = registry::pack("o200k_base").unwrap().file;
    let packed = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("www/vocab").join(file));
    pack::unpack(&packed.unwrap()).unwrap()
}

fn load(raw: &[u8]) -> Tokenizer {
    Tokenizer::from_pack("o200k_base", raw, None).unwrap()
}

#[divan::bench]
fn load_unpacked(bencher: Bencher<'_, '_>) {
    let raw = raw();
    bencher.bench_local(|| load(&raw));
}

#[divan::bench(args = TEXTS)]
fn cold(bencher: Bencher<'_, '_>, folder: &str) {
    let (raw, text) = (raw(), text(folder));
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(|| load(&raw))
        .bench_local_refs(|tokenizer| tokenizer.count(&text));
}

#[divan::bench(args = TEXTS)]
fn repeated(bencher: Bencher<'_, '_>, folder: &str) {
    let (mut tokenizer, text) = (load(&raw()), text(folder));
    tokenizer.count(&text);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| tokenizer.count(&text));
}

#[divan::bench(args = TEXTS, sample_count = 10)]
fn tiktoken_rs(bencher: Bencher<'_, '_>, folder: &str) {
    let (reference, text) = (tiktoken_rs::o200k_base().unwrap(), text(folder));
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| reference.encode_ordinary(&text).len());
}

#[divan::bench(sample_count = 5)]
fn tiktoken_rs_load() -> usize {
    tiktoken_rs::o200k_base().map_or(0, |reference| reference.encode_ordinary("a").len())
}
