//! `www/vocab/NOTICES.md`: the licence of every vocabulary travels with it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::sources::SOURCES;

const HEAD: &str = "# Notices for the vocabularies in this folder\n\n\
Each pack holds the merge order of one published tokenizer vocabulary, converted and compressed. The\n\
vocabularies are their makers' work; what follows is the licence that each came under.\n\n\
Built with Llama. \"Kimi K2\" is the work of Moonshot AI.\n";

/// The whole file.
pub(crate) fn text(vendor: &Path) -> Result<String> {
    let mut out = String::from(HEAD);
    for source in SOURCES {
        let path = vendor.join(source.licence_file);
        let licence =
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        write!(
            out,
            "\n## {}\n\nFrom {}. Licence: {}.\n\n```text\n{}\n```\n",
            source.id,
            source.citation(),
            source.licence,
            licence.trim_end()
        )?;
    }
    Ok(out)
}
