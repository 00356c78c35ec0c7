//! What a text is made of: prose by language group, code, markup, JSON, numbers, and every script.
//!
//! Tokenizers differ far more between kinds of content than within one, so every estimate is made
//! kind by kind. The rules here are plain and cheap, one or two passes over the bytes: a line is judged
//! by its signs, a block of prose by its small words, a word in another script by its own letters.

use std::ops::Range;

use super::language::Votes;

/// A kind of content that tokenizers treat alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Content {
    /// English prose.
    English,
    /// German prose.
    German,
    /// French prose.
    French,
    /// Spanish prose.
    Spanish,
    /// Italian prose.
    Italian,
    /// Portuguese prose.
    Portuguese,
    /// Prose in another language of Latin script, or one that cannot be told.
    Latin,
    /// Source code.
    Code,
    /// HTML, XML and the like.
    Markup,
    /// JSON.
    Json,
    /// Lines that are mostly digits: tables, identifiers, time stamps.
    Numbers,
    /// Cyrillic letters.
    Cyrillic,
    /// Greek letters.
    Greek,
    /// Hebrew letters.
    Hebrew,
    /// Arabic letters.
    Arabic,
    /// Devanagari.
    Devanagari,
    /// Bengali.
    Bengali,
    /// Tamil.
    Tamil,
    /// Telugu.
    Telugu,
    /// Malayalam.
    Malayalam,
    /// Thai.
    Thai,
    /// Chinese characters, in a text without kana.
    Han,
    /// Kana, and Chinese characters among them.
    Japanese,
    /// Hangul.
    Korean,
    /// Any other script.
    OtherScript,
    /// Emoji, symbols and punctuation beyond ASCII, in runs of their own.
    Symbols,
}

impl Content {
    /// Every kind, in the order of its number.
    pub const ALL: [Self; 26] = [
        Self::English,
        Self::German,
        Self::French,
        Self::Spanish,
        Self::Italian,
        Self::Portuguese,
        Self::Latin,
        Self::Code,
        Self::Markup,
        Self::Json,
        Self::Numbers,
        Self::Cyrillic,
        Self::Greek,
        Self::Hebrew,
        Self::Arabic,
        Self::Devanagari,
        Self::Bengali,
        Self::Tamil,
        Self::Telugu,
        Self::Malayalam,
        Self::Thai,
        Self::Han,
        Self::Japanese,
        Self::Korean,
        Self::OtherScript,
        Self::Symbols,
    ];
}

/// About how much prose is judged together, in bytes: enough small words to tell a language, few
/// enough that a quotation is noticed.
const BLOCK: usize = 2048;

/// Cuts `text` into runs of one kind of content, given to `each` in order; together they are the text.
pub fn spans(text: &str, mut each: impl FnMut(Range<usize>, Content)) {
    let kana = text.chars().any(is_kana);
    let mut scan = Scan { text, kana, fenced: false, before: Kind::Prose, language: None };
    let mut lines: Vec<(Range<usize>, Kind)> = Vec::new();
    let mut votes = Votes::default();
    let mut block = 0;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let kind = scan.kind(line);
        if kind == Kind::Prose {
            votes.add(line);
        }
        lines.push((start..end, kind));
        start = end;
        if end - block >= BLOCK {
            scan.flush(&mut lines, &mut votes, &mut each);
            block = end;
        }
    }
    scan.flush(&mut lines, &mut votes, &mut each);
}

/// What a line is, by its signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Prose,
    Code,
    Markup,
    Json,
    Numbers,
}

struct Scan<'a> {
    text: &'a str,
    /// Whether Chinese characters are Japanese here.
    kana: bool,
    /// Inside a Markdown code fence.
    fenced: bool,
    before: Kind,
    /// The language of the prose so far.
    language: Option<Content>,
}

impl Scan<'_> {
    /// Judges one line.
    fn kind(&mut self, line: &str) -> Kind {
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            self.fenced = !self.fenced;
            return Kind::Code;
        }
        if trimmed.is_empty() {
            return self.before;
        }
        let signs = Signs::of(trimmed);
        let indented = line.starts_with('\t') || line.starts_with("  ");
        let kind = signs.kind(trimmed, indented, self.before);
        let kind = if self.fenced && kind == Kind::Prose { Kind::Code } else { kind };
        self.before = kind;
        kind
    }

    /// Gives out the lines of a block, its prose by the language that its words vote for.
    fn flush(
        &mut self,
        lines: &mut Vec<(Range<usize>, Kind)>,
        votes: &mut Votes,
        each: &mut impl FnMut(Range<usize>, Content),
    ) {
        let prose = votes.winner(self.language);
        if votes.decided() {
            self.language = Some(prose);
        }
        *votes = Votes::default();
        for (range, kind) in lines.drain(..) {
            let content = match kind {
                Kind::Prose => prose,
                Kind::Code => Content::Code,
                Kind::Markup => Content::Markup,
                Kind::Json => Content::Json,
                Kind::Numbers => Content::Numbers,
            };
            self.line(range, content, each);
        }
    }

    /// Gives out one line, words of other scripts apart.
    fn line(
        &self,
        line: Range<usize>,
        content: Content,
        each: &mut impl FnMut(Range<usize>, Content),
    ) {
        let text = self.text.get(line.clone()).unwrap_or_default();
        if text.is_ascii() {
            each(line, content);
            return;
        }
        let mut start = line.start;
        let mut current = content;
        for (at, c) in text.char_indices() {
            let of = match script(c) {
                Some(Content::Han) if self.kana => Content::Japanese,
                Some(other) => other,
                // Latin letters end a foreign word; signs, digits and spaces go with what they follow.
                None if c.is_ascii_alphabetic() => content,
                None => continue,
            };
            if of != current {
                let at = line.start + at;
                if at > start {
                    each(start..at, current);
                }
                (start, current) = (at, of);
            }
        }
        each(start..line.end, current);
    }
}

/// How often the telling signs occur in a line.
#[derive(Default)]
struct Signs {
    letters: usize,
    digits: usize,
    quotes: usize,
    /// `":` and `",`, as JSON has them.
    keys: usize,
    angles: usize,
    closings: usize,
    /// Signs that prose hardly has.
    code: usize,
    all: usize,
}

impl Signs {
    fn of(line: &str) -> Self {
        let mut signs = Self::default();
        let mut before = 0;
        for &byte in line.as_bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => signs.letters += 1,
                b'0'..=b'9' => signs.digits += 1,
                b'"' => signs.quotes += 1,
                b'<' | b'>' => signs.angles += 1,
                b'{' | b'}' | b';' | b'=' | b'_' | b'[' | b']' | b'\\' | b'|' | b'&' | b'$'
                | b'@' | b'+' | b'^' | b'~' | b'`' => signs.code += 1,
                _ => {}
            }
            signs.keys += usize::from(before == b'"' && matches!(byte, b':' | b','));
            signs.closings +=
                usize::from(before == b'<' && byte == b'/' || before == b'/' && byte == b'>');
            signs.code +=
                usize::from(before == b'(' && byte == b')' || before == b':' && byte == b':');
            signs.all += usize::from(byte != b' ');
            before = byte;
        }
        signs
    }

    fn kind(&self, line: &str, indented: bool, before: Kind) -> Kind {
        let first = line.as_bytes().first().copied().unwrap_or_default();
        let last = line.as_bytes().last().copied().unwrap_or_default();
        let brackets = matches!(first, b'{' | b'}' | b'[' | b']' | b'"');
        if brackets && (self.keys > 0 || before == Kind::Json) && self.closings == 0 {
            return Kind::Json;
        }
        if self.closings > 0 && self.angles >= 2 || first == b'<' && last == b'>' {
            return Kind::Markup;
        }
        if self.digits * 5 > self.all * 2 {
            return Kind::Numbers;
        }
        let ends = matches!(last, b'{' | b'}' | b';' | b')' | b':' | b',' | b'(' | b']' | b'[');
        let dense = (self.code + self.angles) * 100 >= self.all * 6;
        if dense || indented && (ends || before == Kind::Code) || ends && self.code > 0 {
            return Kind::Code;
        }
        Kind::Prose
    }
}

/// The script of a letter beyond the Latin ones; none for Latin letters, signs and digits.
fn script(c: char) -> Option<Content> {
    let content = match c as u32 {
        // Latin and signs; full-width forms and ideographic punctuation go with the text around them.
        0..0x370
        | 0x1E00..0x1F00
        | 0x2000..0x2070
        | 0x3000
        | 0x3003..0x3005
        | 0x3008..0x3040
        | 0x2E80..0x3000
        | 0xFE00..0xFE70
        | 0xFEFF..0xFFF0 => return None,
        0x370..0x400 | 0x1F00..0x2000 => Content::Greek,
        0x400..0x530 => Content::Cyrillic,
        0x590..0x600 => Content::Hebrew,
        0x600..0x780 | 0xFB50..0xFE00 | 0xFE70..=0xFEFE => Content::Arabic,
        0x900..0x980 => Content::Devanagari,
        0x980..0xA00 => Content::Bengali,
        0xB80..0xC00 => Content::Tamil,
        0xC00..0xC80 => Content::Telugu,
        0xD00..0xD80 => Content::Malayalam,
        0xE00..0xE80 => Content::Thai,
        0x1100..0x1200 | 0x3130..0x3190 | 0xAC00..0xD7B0 => Content::Korean,
        0x3001..0x3003 | 0x3005..0x3008 | 0x3400..0x4DC0 | 0x4E00..0xA000 | 0x2_0000..0x4_0000 => {
            Content::Han
        }
        0x3040..0x3100 => Content::Japanese,
        0x2070..0x2E80 | 0x1_F000..0x2_0000 => Content::Symbols,
        _ if c.is_alphabetic() => Content::OtherScript,
        _ => return None,
    };
    Some(content)
}

fn is_kana(c: char) -> bool {
    matches!(c as u32, 0x3041..0x3100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(String, Content)> {
        let mut found = Vec::new();
        let mut end = 0;
        spans(text, |range, content| {
            assert_eq!(range.start, end, "spans leave a gap in {text:?}");
            end = range.end;
            found.push((text[range].to_owned(), content));
        });
        assert_eq!(end, text.len());
        found
    }

    fn one(text: &str) -> Content {
        let found = kinds(text);
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].1
    }

    #[test]
    fn prose_is_told_by_its_small_words() {
        assert_eq!(
            one("The price of the thing is in the table that you see here."),
            Content::English
        );
        assert_eq!(
            one("Der Preis ist in der Tabelle, und das ist auch von Vorteil."),
            Content::German
        );
        assert_eq!(one("Le prix est dans la table et les autres sont pour vous."), Content::French);
        assert_eq!(
            one("El precio es parte de la tabla y los otros son para usted."),
            Content::Spanish
        );
        assert_eq!(
            one("Hinta on taulukossa, jonka jokainen voi lukea milloin tahansa."),
            Content::Latin
        );
        assert_eq!(super::super::language::default_for("Hello"), Content::English);
    }

    #[test]
    fn lines_are_told_by_their_signs() {
        assert_eq!(one("fn main() { let x = a[0] + b; }"), Content::Code);
        assert_eq!(one("{\"name\": \"x\", \"size\": [1, 2]}"), Content::Json);
        assert_eq!(one("<p class=\"a\">Hello <b>you</b></p>"), Content::Markup);
        assert_eq!(one("2026-11-22, 10:15:00, 42.0, 17.5, 3391"), Content::Numbers);
    }

    #[test]
    fn scripts_are_told_by_their_letters() {
        let found = kinds("The word слово is Russian, 中文 is Chinese.");
        let contents: Vec<Content> = found.iter().map(|(_, content)| *content).collect();

        assert_eq!(
            contents,
            [Content::English, Content::Cyrillic, Content::English, Content::Han, Content::English]
        );
        assert_eq!(one("日本語のテキストです。"), Content::Japanese);
        assert_eq!(one("한국어 문장입니다."), Content::Korean);
    }

    #[test]
    fn any_text_is_covered_without_gaps() {
        for text in
            ["", "\n", "\n\n\n", "a", "\u{feff}", "😀😀", "```\nlet x\n```\nand so on", "é\né"]
        {
            let covered: String = kinds(text).into_iter().map(|(part, _)| part).collect();
            assert_eq!(covered, text);
        }
    }
}
