//! One text under many tokenizers.

use std::hint::black_box;

use super::engine::Tokenizer;
use super::error::TokenizerError;
use super::estimate::Tally;
use super::estimate::content::{Content, spans};
use super::pack::{Intake, KIND_BYTE_PAIRS, MAGIC};
use super::registry::{self, Entry, Pack};
use super::rules::{NORMALIZER, Normalize};
use super::specials::Specials;
use super::stretches;
use crate::count::{Count, Method};

/// The tokenizers whose packs have been loaded.
///
/// ```
/// # #[cfg(feature = "inflate")] {
/// use farebox::tokenizer::{Counters, pack};
///
/// let mut counters = Counters::default();
/// for pack in counters.needs(&["o200k_base", "claude-2026"]) {
///     let packed = std::fs::read(format!("www/vocab/{}", pack.file)).unwrap();
///     counters.load(pack.id, &pack::unpack(&packed).unwrap()).unwrap();
/// }
/// let counts = counters.count("One text, two rulers.", &["o200k_base", "claude-2026"]);
/// let [o200k, claude] = [counts[0].as_ref().unwrap(), counts[1].as_ref().unwrap()];
/// assert!(o200k.is_exact() && !claude.is_exact() && claude.tokens > o200k.tokens);
/// # }
/// ```
#[derive(Debug)]
pub struct Counters {
    /// With the id of the pack. A list, as are those below: they are short.
    loaded: Vec<(&'static str, Tokenizer)>,
    normalize: Option<Normalize>,
}

impl Default for Counters {
    /// With the normalizer that this build has, if it has one.
    fn default() -> Self {
        Self::new(NORMALIZER)
    }
}

impl Counters {
    /// With a normalizer of the caller's, such as the browser's own.
    pub fn new(normalize: Option<Normalize>) -> Self {
        Self { loaded: Vec::new(), normalize }
    }

    /// Does in small what the first count will do, with a vocabulary of bytes and one pair. A browser compiles a
    /// function when it is first called: it does so here before anybody waits.
    pub fn rehearse() {
        const PAIRS: u32 = 1;
        let header = [KIND_BYTE_PAIRS, 0, PAIRS, 0, 0, 0, 0];
        let header = header.iter().flat_map(|field| field.to_le_bytes());
        let pack = MAGIC.into_iter().chain(header).chain(0..=255).chain([0; 6]);
        let tokenizer = Tokenizer::from_pack("o200k_base", &pack.collect::<Vec<u8>>(), None);
        black_box(tokenizer.map(|mut tokenizer| tokenizer.count("It's 1 naïve rehearsal\n"))).ok();
    }

    /// The packs that these tokenizers and estimators need and that are not loaded, each once, a base
    /// before what adds to it. Unknown ids need nothing: [`count`](Self::count) names them.
    pub fn needs(&self, ids: &[&str]) -> Vec<&'static Pack> {
        let mut packs: Vec<&'static Pack> = Vec::new();
        let wanted = ids.iter().filter_map(|id| registry::pack(registry::find(id)?.pack));
        for pack in
            wanted.flat_map(|pack| [pack.base.and_then(registry::pack), Some(pack)]).flatten()
        {
            let known =
                of(&self.loaded, pack.id).is_some() || packs.iter().any(|p| p.id == pack.id);
            if !known {
                packs.push(pack);
            }
        }
        packs
    }

    /// Takes the unpacked bytes of a pack; those of its base must have come before.
    ///
    /// # Errors
    /// As [`take`](Self::take), and what [`Intake`] says of the bytes.
    pub fn load(&mut self, pack_id: &str, raw: &[u8]) -> Result<(), TokenizerError> {
        let mut intake = Intake::default();
        intake.push(raw)?;
        self.take(pack_id, intake)
    }

    /// Takes a pack whose unpacked bytes have all gone into `intake`; its base must have come before.
    ///
    /// # Errors
    /// What [`Intake::finish`] and [`Tokenizer::new`] say, and [`TokenizerError::NeedsBase`].
    pub fn take(&mut self, pack_id: &str, intake: Intake) -> Result<(), TokenizerError> {
        let unknown = || TokenizerError::Unknown { id: pack_id.to_owned() };
        let pack = registry::pack(pack_id).ok_or_else(unknown)?;
        let base = match pack.base {
            None => None,
            Some(base) => Some(of(&self.loaded, base).ok_or_else(|| {
                TokenizerError::NeedsBase { id: pack.id.to_owned(), base: base.to_owned() }
            })?),
        };
        let vocabulary = intake.finish(base.map(Tokenizer::vocabulary))?;
        let tokenizer = Tokenizer::new(pack.id, vocabulary, self.normalize)?;
        self.loaded.retain(|(id, _)| *id != pack.id);
        self.loaded.push((pack.id, tokenizer));
        Ok(())
    }

    /// The loaded tokenizer of this id, for its tokens rather than their number.
    pub fn tokenizer(&mut self, id: &str) -> Option<&mut Tokenizer> {
        let entry = registry::find(id).filter(|entry| entry.method == Method::Exact)?;
        of_mut(&mut self.loaded, entry.pack)
    }

    /// What [`count`](Self::count) gave for a long text, where that is remembered of all these exact
    /// tokenizers. The bytes need not be looked at as a text for it: they are known by their print.
    pub fn recall(&self, text: &[u8], ids: &[&str]) -> Option<Vec<Count>> {
        if text.len() < stretches::LONG {
            return None;
        }
        let print = stretches::print(text);
        let count = |id: &&str| {
            let entry = registry::find(id).filter(|entry| entry.method == Method::Exact)?;
            let tokens = of(&self.loaded, entry.pack)?.recall(print)?;
            Some(Count::exact(tokens, entry.id))
        };
        ids.iter().map(count).collect()
    }

    /// As [`count`](Self::count); where `special` is set, each special token of an exact tokenizer that is
    /// spelt in the text counts as one. Estimates are what they are.
    pub fn count_as(
        &mut self,
        text: &str,
        ids: &[&str],
        special: bool,
    ) -> Vec<Result<Count, TokenizerError>> {
        let mut counts = self.count(text, ids);
        for count in counts.iter_mut().flatten().filter(|count| special && count.is_exact()) {
            let specials = Specials::of(&count.tokenizer);
            let Some(entry) = registry::find(&count.tokenizer) else { continue };
            if let Some(tokenizer) = of_mut(&mut self.loaded, entry.pack)
                && tokenizer.spells(text, &specials)
            {
                *count = Count::exact(tokenizer.count_special(text, &specials), entry.id);
            }
        }
        counts
    }

    /// Counts one text under every id, in the order asked. Each loaded vocabulary reads the text
    /// once, however many ids stand on it.
    pub fn count(&mut self, text: &str, ids: &[&str]) -> Vec<Result<Count, TokenizerError>> {
        let entries: Vec<Option<&Entry>> = ids.iter().map(|id| registry::find(id)).collect();
        let mut tallies: Vec<(&str, Tally)> = Vec::new();
        let mut totals: Vec<(&str, u64)> = Vec::new();
        for entry in entries.iter().flatten() {
            let Some(tokenizer) = of_mut(&mut self.loaded, entry.pack) else { continue };
            let estimated = entries
                .iter()
                .flatten()
                .any(|other| other.pack == entry.pack && other.method == Method::Estimated);
            if of(&totals, entry.pack).is_some() {
                continue;
            }
            let total = if estimated {
                let tally = tally(tokenizer, text);
                let total = tally.total();
                tallies.push((entry.pack, tally));
                total
            } else {
                tokenizer.count(text)
            };
            totals.push((entry.pack, total));
        }
        ids.iter()
            .zip(entries)
            .map(|(id, entry)| {
                let entry =
                    entry.ok_or_else(|| TokenizerError::Unknown { id: (*id).to_owned() })?;
                let missing = || TokenizerError::NotLoaded {
                    id: entry.id.to_owned(),
                    pack: entry.pack.to_owned(),
                };
                match entry.method {
                    Method::Exact => {
                        let total = of(&totals, entry.pack).ok_or_else(missing)?;
                        Ok(Count::exact(*total, entry.id))
                    }
                    Method::Estimated => {
                        of(&tallies, entry.pack).ok_or_else(missing)?.estimate(entry.id)
                    }
                }
            })
            .collect()
    }
}

/// What a list has of a pack.
fn of<'a, T>(list: &'a [(&str, T)], pack: &str) -> Option<&'a T> {
    list.iter().find(|(id, _)| *id == pack).map(|(_, entry)| entry)
}

fn of_mut<'a, T>(list: &'a mut [(&str, T)], pack: &str) -> Option<&'a mut T> {
    list.iter_mut().find(|(id, _)| *id == pack).map(|(_, entry)| entry)
}

/// Counts a text and says how many of its tokens are of which kind of content.
fn tally(tokenizer: &mut Tokenizer, text: &str) -> Tally {
    let mut kinds: Vec<(usize, Content)> = Vec::new();
    spans(text, |range, content| kinds.push((range.end, content)));
    let mut kinds = kinds.into_iter().peekable();
    let mut tally = Tally::default();
    tokenizer.each_piece(text, |piece, count| {
        // A piece is of the kind that its end is of: what it starts with may be a space.
        while kinds.peek().is_some_and(|(end, _)| *end < piece.end) {
            kinds.next();
        }
        if let Some((_, content)) = kinds.peek() {
            tally.add(*content, count);
        }
    });
    tally
}
