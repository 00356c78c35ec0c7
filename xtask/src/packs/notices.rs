//! `www/vocab/NOTICES.md`: the licence of every vocabulary travels with it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::sources::{LicenceText, SOURCES};

const HEAD: &str = "# Notices for the vocabularies in this folder\n\n\
Each pack holds the merge order of one published tokenizer vocabulary, converted and compressed. The\n\
vocabularies are their makers' work; what follows is the licence that each came under.\n\n\
Built with Llama. Llama 3.1 is licensed under the Llama 3.1 Community License, Copyright © Meta Platforms,\n\
Inc. All Rights Reserved. Llama 4 is licensed under the Llama 4 Community License, Copyright © Meta Platforms,\n\
Inc. All Rights Reserved.\n\n\
\"Kimi K2\" is the work of Moonshot AI, \"MiniMax M2\" that of MiniMax.\n";

/// The whole file. A text that several vocabularies came under stands there once.
pub(crate) fn text(work: &Path) -> Result<String> {
    let mut out = String::from(HEAD);
    let mut told: HashMap<String, &str> = HashMap::new();
    for source in SOURCES {
        let licence = match source.licence_text {
            LicenceText::Kept(text) => Cow::Borrowed(text),
            LicenceText::Packaged(path) => {
                let path = work.join(path);
                let text = fs::read_to_string(&path);
                text.with_context(|| format!("reading {}", path.display()))?.into()
            }
        };
        let licence = licence.trim_end();
        write!(
            out,
            "\n## {}\n\nFrom {}. Licence: {}",
            source.id,
            source.citation(),
            source.licence
        )?;
        match told.get(licence) {
            Some(first) => writeln!(out, ", the same text as under {first}.")?,
            None => write!(out, ".\n\n```text\n{licence}\n```\n")?,
        }
        told.entry(licence.to_owned()).or_insert(source.id);
    }
    Ok(out)
}
