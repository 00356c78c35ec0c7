//! Texts cut into samples of one kind of content.

use std::fs;
use std::path::{Path, PathBuf};

use farebox::tokenizer::estimate::content::{Content, spans};

/// Characters of one kind that make a sample, at least.
const SAMPLE: usize = 400;

/// A piece of a text that is of one kind.
pub(crate) struct Sample {
    pub(crate) content: Content,
    pub(crate) text: String,
}

/// The samples of one text; what is left of a kind at its end and is too short goes.
pub(crate) fn samples(text: &str) -> Vec<Sample> {
    let mut open: Vec<String> = Content::ALL.iter().map(|_| String::new()).collect();
    let mut samples = Vec::new();
    spans(text, |range, content| {
        let piece = &mut open[content as usize];
        piece.push_str(&text[range]);
        if piece.chars().count() >= SAMPLE {
            samples.push(Sample { content, text: std::mem::take(piece) });
        }
    });
    samples
}

/// All texts of a folder and of the folders in it.
pub(crate) fn texts(folder: &Path) -> Vec<String> {
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
