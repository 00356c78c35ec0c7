//! Counts every text below a folder for a model.
//!
//! `cargo run --example count_folder -- docs openai/gpt-5.5`

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use farebox::count::Count;
use farebox::pricing::Catalogue;
use farebox::tokenizer::{Counters, pack, registry};

/// Where the vocabulary packs lie: beside the page that serves them.
const VOCAB: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/www/vocab");

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(model)) = (arguments.next(), arguments.next()) else {
        return Err("give a folder and a model, such as: docs openai/gpt-5.5".into());
    };
    run(Path::new(&folder), &model, &mut io::stdout().lock())
}

/// Writes a line for each text, and one for all of them.
pub(crate) fn run(folder: &Path, model: &str, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let book = Catalogue::built_in()?;
    // What counts for the model, and how far that can be believed.
    let tokenizer = &book.model(model)?.tokenizer;
    let id = registry::find(&tokenizer.id).ok_or("nothing here counts for this model")?.id;

    let mut counters = Counters::default();
    for wanted in counters.needs(&[id]) {
        let packed = fs::read(Path::new(VOCAB).join(wanted.file))?;
        counters.load(wanted.id, &pack::unpack(&packed)?)?;
    }

    let (mut tokens, mut low, mut high, mut skipped) = (0, 0, 0, 0);
    for path in files_below(folder)? {
        // Pictures and programs are no texts.
        let Ok(text) = String::from_utf8(fs::read(&path)?) else {
            skipped += 1;
            continue;
        };
        let count = counters.count(&text, &[id]).pop().ok_or("nothing was counted")??;
        let count = tokenizer.believe(count);
        writeln!(out, "{:>24}  {}", shown(&count), path.strip_prefix(folder)?.display())?;
        tokens += count.tokens;
        low += count.low;
        high += count.high;
    }
    let together = Count { tokens, low, high, ..tokenizer.believe(Count::exact(0, id)) };
    writeln!(out, "{:>24}  together; {skipped} files are no text", shown(&together))?;
    Ok(())
}

/// An estimate is never shown as exact.
fn shown(count: &Count) -> String {
    match (count.is_exact(), count.low == count.high) {
        (true, _) => count.tokens.to_string(),
        (false, true) => format!("~{} (assumed)", count.tokens),
        (false, false) => format!("~{} ({}-{})", count.tokens, count.low, count.high),
    }
}

fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut folders, mut files) = (vec![folder.to_path_buf()], Vec::new());
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let entry = entry?;
            // A link may lead round in a circle.
            match entry.file_type()? {
                kind if kind.is_dir() => folders.push(entry.path()),
                kind if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files.sort();
    Ok(files)
}
