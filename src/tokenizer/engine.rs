//! One loaded tokenizer.

use std::borrow::Cow;
use std::ops::Range;

use super::error::TokenizerError;
use super::merge::{Merger, Part};
use super::pack::Vocabulary;
use super::pairs::Pairs;
use super::phrases::{self, Phrases};
use super::rules::{AnyGrammar, Form, NORMALIZER, Normalize, Rules};
use super::sentencepiece::{Characters, Part as Cut};
use super::specials::Specials;
use super::split::Splitter;
use super::stretches::{self, Print, Stretches};
use super::words::{Word, Words};

/// One token of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its published id.
    pub id: u32,
    /// Its bytes in the text. A token may end within a character.
    pub range: Range<usize>,
}

/// A tokenizer with its vocabulary, ready to count.
///
/// Text that spells a special token, such as `<|endoftext|>`, is ordinary text: it is what a user
/// wrote, and providers treat it so; [`count_special`](Self::count_special) takes it as the one token
/// that it stands for. No begin or end token is added.
///
/// ```
/// # #[cfg(feature = "inflate")] {
/// use farebox::tokenizer::{Tokenizer, pack, registry};
///
/// let file = registry::pack("o200k_base").unwrap().file;
/// let packed = std::fs::read(format!("www/vocab/{file}")).unwrap();
/// let mut o200k = Tokenizer::from_pack("o200k_base", &pack::unpack(&packed).unwrap(), None).unwrap();
/// assert_eq!(o200k.count("Tokens are not words."), 5);
/// # }
/// ```
#[derive(Debug)]
pub struct Tokenizer {
    rules: Rules,
    normalize: Option<Normalize>,
    core: Core,
    splitter: Splitter,
    /// Of a vocabulary of characters; its rules have no grammar.
    characters: Option<Characters>,
}

/// What the grammars have in common: merging, and remembering what was merged.
#[derive(Debug)]
struct Core {
    pairs: Pairs,
    merger: Merger,
    words: Words,
    phrases: Phrases,
    stretches: Stretches,
    /// Whether a piece must be looked up as a whole before it is merged.
    whole: bool,
}

impl Tokenizer {
    /// Makes the tokenizer `id` from its unpacked pack, and from the vocabulary that this one adds to
    /// where the registry names one.
    ///
    /// # Errors
    /// [`TokenizerError::Unknown`] for an id that no grammar is known for, and what
    /// [`Vocabulary::parse`] says of the packs.
    pub fn from_pack(
        id: &str,
        raw: &[u8],
        base: Option<&Vocabulary>,
    ) -> Result<Self, TokenizerError> {
        Self::new(id, Vocabulary::parse(raw, base)?, NORMALIZER)
    }

    /// Makes the tokenizer `id` from its vocabulary, with a normalizer of the caller's: in a browser the
    /// platform's own, so that the module need not carry the tables (48 kB compressed).
    ///
    /// # Errors
    /// As [`from_pack`](Self::from_pack), and [`TokenizerError::NeedsNormalizer`] where the tokenizer needs
    /// one and there is none.
    pub fn new(
        id: &str,
        vocabulary: Vocabulary,
        normalize: Option<Normalize>,
    ) -> Result<Self, TokenizerError> {
        let rules = Rules::of(id).ok_or_else(|| TokenizerError::Unknown { id: id.into() })?;
        if rules.form.normal().is_some() && normalize.is_none() {
            return Err(TokenizerError::NeedsNormalizer { id: id.into() });
        }
        let wants_characters = matches!(rules.grammar, AnyGrammar::Characters);
        if wants_characters != vocabulary.is_of_characters() {
            return Err(TokenizerError::Corrupt { at: 4, reason: "a pack of another kind" });
        }
        let characters = wants_characters.then(|| Characters::new(&vocabulary));
        let pairs = Pairs::new(vocabulary)?;
        let whole = pairs.vocabulary().has_whole();
        let (merger, words, phrases) = (Merger::new(), Words::new(), Phrases::default());
        let core = Core { pairs, merger, words, phrases, stretches: Stretches::default(), whole };
        let splitter = Splitter::new(rules.classes, rules.ideographs());
        Ok(Self { rules, normalize, core, splitter, characters })
    }

    /// What its tokens are made of.
    pub fn vocabulary(&self) -> &Vocabulary {
        self.core.pairs.vocabulary()
    }

    /// The text as this tokenizer sees it: some bring it into a Unicode normal form first. What
    /// [`tokens`](Self::tokens) says of places is said of this text.
    pub fn normalized<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.rules.form.apply(text, self.normalize)
    }

    /// How many tokens `text` is. Of a text that was counted before, all but what has changed is only
    /// looked up.
    pub fn count(&mut self, text: &str) -> u64 {
        if text.len() < stretches::LONG {
            return self.count_form(text);
        }
        self.count_stretch(text, Self::count_form)
    }

    /// What [`count`](Self::count) gave for a text with this print, where that is remembered.
    pub(crate) fn recall(&self, print: Print) -> Option<u64> {
        self.core.stretches.get(print)
    }

    /// Counts a text in its form, stretch by stretch where it is long.
    fn count_form(&mut self, text: &str) -> u64 {
        let text = self.rules.form.apply(text, self.normalize);
        let text = &*text;
        if text.len() < stretches::LONG || self.characters.is_some() {
            return self.count_pieces(text);
        }
        let (mut tokens, mut start) = (0, 0);
        while start < text.len() {
            let end = stretches::end(text, start, stretches::LEAST);
            tokens +=
                self.count_stretch(text.get(start..end).unwrap_or_default(), Self::count_pieces);
            start = end;
        }
        tokens
    }

    /// The count of a stretch: as remembered, or else by `count`.
    fn count_stretch(&mut self, stretch: &str, count: fn(&mut Self, &str) -> u64) -> u64 {
        let print = stretches::print(stretch.as_bytes());
        if let Some(known) = self.core.stretches.get(print) {
            return known;
        }
        let count = count(self, stretch);
        self.core.stretches.insert(print, count);
        count
    }

    fn count_pieces(&mut self, text: &str) -> u64 {
        let mut tokens = 0;
        self.each_piece_of(text, |_, count| tokens += count);
        tokens
    }

    /// How many tokens `text` is where each special token that is spelt in it counts as one.
    ///
    /// What stands between two of them is counted as a text of its own, as the references do.
    pub fn count_special(&mut self, text: &str, specials: &Specials) -> u64 {
        let mut tokens = 0;
        self.each_stretch(text, specials, |tokenizer, stretch, special| {
            tokens += special.map_or_else(|| tokenizer.count(stretch), |_| 1);
        });
        tokens
    }

    /// As [`encode`](Self::encode), with each special token that is spelt in the text as the one token
    /// that it stands for.
    pub fn encode_special(&mut self, text: &str, specials: &Specials, ids: &mut Vec<u32>) {
        self.each_stretch(text, specials, |tokenizer, stretch, special| match special {
            Some(id) => ids.push(id),
            None => tokenizer.encode(stretch, ids),
        });
    }

    /// The text as this tokenizer sees it, and its tokens with their places in that; each special token
    /// that is spelt in it is one of them.
    pub fn lay_out(&mut self, text: &str, specials: &Specials) -> (String, Vec<Token>) {
        let (mut seen, mut tokens) = (String::with_capacity(text.len()), Vec::new());
        self.each_stretch(text, specials, |tokenizer, stretch, special| {
            let start = seen.len();
            if let Some(id) = special {
                seen.push_str(stretch);
                tokens.push(Token { id, range: start..seen.len() });
            } else {
                seen.push_str(&tokenizer.normalized(stretch));
                tokenizer.each_part(stretch, |id, range| {
                    tokens.push(Token { id, range: start + range.start..start + range.end });
                });
            }
        });
        (seen, tokens)
    }

    /// Whether a text spells a special token, as this tokenizer sees it.
    pub fn spells(&self, text: &str, specials: &Specials) -> bool {
        specials.are_in(&self.searched(text))
    }

    /// The text in which special tokens are looked for. Claude 2's maker brings it into its form first, so
    /// that one may come about by that; everywhere else it is the text as it is.
    fn searched<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.rules.form {
            Form::Nfkc => self.normalized(text),
            _ => Cow::Borrowed(text),
        }
    }

    /// Gives every special token of a text with its id to `each`, and what is between them.
    fn each_stretch(
        &mut self,
        text: &str,
        specials: &Specials,
        mut each: impl FnMut(&mut Self, &str, Option<u32>),
    ) {
        let text = self.searched(text);
        let mut rest = &*text;
        while let Some((special, id)) = specials.0.find(rest.as_bytes()) {
            let before = rest.get(..special.start).unwrap_or_default();
            if !before.is_empty() {
                each(self, before, None);
            }
            each(self, rest.get(special.clone()).unwrap_or_default(), Some(id));
            rest = rest.get(special.end..).unwrap_or_default();
        }
        if !rest.is_empty() {
            each(self, rest, None);
        }
    }

    /// Gives every piece of `text` with its number of tokens to `each`, in order.
    pub(crate) fn each_piece(&mut self, text: &str, each: impl FnMut(Range<usize>, u64)) {
        let text = self.rules.form.apply(text, self.normalize);
        self.each_piece_of(&text, each);
    }

    /// As [`each_piece`](Self::each_piece), of a text that has its form.
    #[inline]
    fn each_piece_of(&mut self, text: &str, mut each: impl FnMut(Range<usize>, u64)) {
        let core = &mut self.core;
        if let Some(characters) = &self.characters {
            return characters.parts(text, |part| match part {
                Cut::Merged(piece) => {
                    let count = core.count(text.as_bytes(), piece.clone());
                    each(piece, count);
                }
                Cut::Bytes(piece) => {
                    let count = piece.len() as u64;
                    each(piece, count);
                }
                Cut::Fixed(piece, _) => each(piece, 1),
            });
        }
        self.splitter.pieces(self.rules.grammar, text, |piece| {
            let count = core.count(text.as_bytes(), piece.clone());
            each(piece, count);
        });
    }

    /// Appends the published ids of the tokens of `text` to `ids`.
    pub fn encode(&mut self, text: &str, ids: &mut Vec<u32>) {
        self.each_part(text, |id, _| ids.push(id));
    }

    /// Appends the tokens of `text` to `tokens`, each with its place in the
    /// [normalized](Self::normalized) text.
    pub fn tokens(&mut self, text: &str, tokens: &mut Vec<Token>) {
        self.each_part(text, |id, range| tokens.push(Token { id, range }));
    }

    /// Appends the bytes of the token with this published id to `out`: nothing for an id that stands
    /// for none.
    pub fn token_bytes(&self, id: u32, out: &mut Vec<u8>) {
        let vocabulary = self.core.pairs.vocabulary();
        match vocabulary.rank(id) {
            Some(rank) => vocabulary.bytes(rank, out),
            None => out.extend(
                vocabulary.fixed().iter().find_map(|row| row.spelt(id)).unwrap_or_default(),
            ),
        }
    }

    fn each_part(&mut self, text: &str, mut each: impl FnMut(u32, Range<usize>)) {
        let text = self.rules.form.apply(text, self.normalize);
        let text = &*text;
        let core = &mut self.core;
        let mut parts = Vec::new();
        if let Some(characters) = &self.characters {
            return characters.parts(text, |part| match part {
                Cut::Merged(piece) => core.each_part(text, piece, &mut parts, &mut each),
                Cut::Bytes(piece) => {
                    for (at, &byte) in
                        text.as_bytes().iter().enumerate().skip(piece.start).take(piece.len())
                    {
                        each(core.pairs.vocabulary().id(core.pairs.root(byte)), at..at + 1);
                    }
                }
                Cut::Fixed(piece, id) => each(id, piece),
            });
        }
        self.splitter.pieces(self.rules.grammar, text, |piece| {
            core.each_part(text, piece, &mut parts, &mut each);
        });
    }
}

impl Core {
    #[inline]
    fn count(&mut self, text: &[u8], piece: Range<usize>) -> u64 {
        if let Some(word) = Word::at(text, piece.start, piece.end) {
            if let Some(count) = self.words.get(word) {
                return count;
            }
            let count = self.count_merged(text.get(piece).unwrap_or_default());
            self.words.insert(word, count);
            return count;
        }
        let piece = text.get(piece).unwrap_or_default();
        if piece.len() > phrases::LONGEST {
            return self.count_merged(piece);
        }
        let hash = Phrases::hash(piece);
        if let Some(count) = self.phrases.get(hash, piece) {
            return count;
        }
        let count = self.count_merged(piece);
        self.phrases.insert(hash, piece, count);
        count
    }

    fn count_merged(&mut self, piece: &[u8]) -> u64 {
        if self.whole && self.pairs.vocabulary().whole(piece).is_some() {
            return 1;
        }
        self.merger.count(&self.pairs, piece)
    }

    /// Gives every token of a piece to `each`; `parts` is working memory.
    fn each_part(
        &mut self,
        text: &str,
        piece: Range<usize>,
        parts: &mut Vec<Part>,
        each: &mut impl FnMut(u32, Range<usize>),
    ) {
        let mut start = piece.start;
        self.parts(text.as_bytes(), piece, parts);
        for part in parts.drain(..) {
            let end = start + part.bytes as usize;
            each(self.pairs.vocabulary().id(part.rank), start..end);
            start = end;
        }
    }

    fn parts(&mut self, text: &[u8], piece: Range<usize>, parts: &mut Vec<Part>) {
        let piece = text.get(piece).unwrap_or_default();
        match self.pairs.vocabulary().whole(piece) {
            Some(rank) => parts.push(Part { rank, bytes: piece.len() as u32 }),
            None => self.merger.parts(&self.pairs, piece, parts),
        }
    }
}
