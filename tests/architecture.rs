//! The invariants of docs/architecture.md, as far as the text of the code can show them.
//!
//! Every rule carries samples that break it, so that a rule that sees nothing any more fails here too.

// A test's helpers may fail the test.
#![allow(clippy::unwrap_used)]

#[path = "architecture/rules.rs"]
mod rules;
#[path = "architecture/source.rs"]
mod source;

use std::fs;
use std::path::{Path, PathBuf};

use rules::RULES;
use source::Source;

#[test]
fn every_rule_holds() {
    let sources = sources();
    assert!(sources.len() > 10, "the walk has found only {} files", sources.len());
    let faults: Vec<String> = RULES
        .iter()
        .flat_map(|rule| {
            sources.iter().flat_map(|source| {
                (rule.faults)(source)
                    .into_iter()
                    .map(|fault| format!("{}: {fault}\n    {}", source.path, rule.says))
            })
        })
        .collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_rule_sees_what_breaks_it() {
    for rule in RULES {
        assert!(!rule.broken_by.is_empty(), "{:?} has no sample", rule.says);
        for (path, text) in rule.broken_by {
            let faults = (rule.faults)(&Source::new(path, text));
            assert!(!faults.is_empty(), "{:?} lets pass, in {path}:\n{text}", rule.says);
        }
        for (path, text) in rule.kept_by {
            let faults = (rule.faults)(&Source::new(path, text));
            assert!(faults.is_empty(), "{:?} refuses, in {path}:\n{text}\n{faults:?}", rule.says);
        }
    }
}

/// All code that ships: the library, and the page's own files.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "www"] {
        walk(&root.join(folder), &mut files);
    }
    files.sort();
    files
        .iter()
        .map(|file| {
            let path = file.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            Source::new(&path, &fs::read_to_string(file).unwrap())
        })
        .collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|kind| {
            ["rs", "html", "css", "js", "mjs"].iter().any(|known| kind == *known)
        }) {
            files.push(path);
        }
    }
}
