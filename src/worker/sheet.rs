//! A text laid out by its tokens: rows of a fixed width, so that a page can show any part of a long text
//! without the rest.

use super::protocol::{Piece, Row};
use crate::tokenizer::{Specials, Token, Tokenizer};

/// The narrowest and the widest row, in characters of a fixed-width font.
const COLUMNS: std::ops::RangeInclusive<u32> = 8..=400;

/// A text, its tokens and its rows.
#[derive(Debug)]
pub struct Sheet {
    /// As the tokenizer sees it.
    text: String,
    tokens: Vec<Token>,
    /// The first token of every row.
    rows: Vec<u32>,
}

impl Sheet {
    /// Lays a text out in rows of about `columns` characters, with the special tokens that are spelt in it as
    /// one each. A row ends after a line feed too; a token is never cut, so one that is wider than a row
    /// sticks out.
    pub fn new(text: &str, tokenizer: &mut Tokenizer, specials: &Specials, columns: u32) -> Self {
        let columns = columns.clamp(*COLUMNS.start(), *COLUMNS.end());
        let (text, tokens) = tokenizer.lay_out(text, specials);
        let mut rows = Vec::new();
        let mut used = u32::MAX;
        for (number, token) in tokens.iter().enumerate() {
            let bytes = text.as_bytes().get(token.range.clone()).unwrap_or_default();
            let width = width(bytes);
            if used.saturating_add(width) > columns {
                rows.push(number as u32);
                used = 0;
            }
            used = if bytes.ends_with(b"\n") { u32::MAX } else { used + width };
        }
        Self { text, tokens, rows }
    }

    /// How many tokens the text has.
    pub fn tokens(&self) -> u64 {
        self.tokens.len() as u64
    }

    /// How many rows it takes.
    pub fn rows(&self) -> u32 {
        self.rows.len() as u32
    }

    /// Up to `count` rows from the row `first`; none from beyond the end.
    pub fn window(&self, first: u32, count: u32) -> Vec<Row> {
        let end = first.saturating_add(count).min(self.rows());
        (first..end).map(|row| self.row(row as usize)).collect()
    }

    fn row(&self, row: usize) -> Row {
        let from = self.rows.get(row).copied().unwrap_or_default() as usize;
        let to = self.rows.get(row + 1).map_or(self.tokens.len(), |next| *next as usize);
        let tokens = self.tokens.get(from..to).unwrap_or_default();
        let pieces = tokens.iter().map(|token| Piece {
            id: token.id,
            bytes: self.text.as_bytes().get(token.range.clone()).unwrap_or_default().to_vec(),
        });
        Row { first: from as u32, tokens: pieces.collect() }
    }
}

/// About how many columns a token takes: two for what East Asian fonts draw wide and for emoji, one for
/// whatever else begins a character, none for the bytes that go on with one.
fn width(bytes: &[u8]) -> u32 {
    let of = |byte: &u8| match byte {
        0x80..=0xbf => 0,
        // From U+1000 on, which takes in all wide scripts, three bytes; emoji take four.
        0xe1..=0xff => 2,
        _ => 1,
    };
    bytes.iter().map(of).sum::<u32>().max(1)
}

#[cfg(all(test, feature = "inflate"))]
#[expect(clippy::unwrap_used, reason = "helpers outside of test functions")]
mod tests {
    use super::*;
    use crate::tokenizer::{pack, registry};

    fn tokenizer() -> Tokenizer {
        tokenizer_of("o200k_base")
    }

    fn tokenizer_of(id: &str) -> Tokenizer {
        let file = format!("www/vocab/{}", registry::pack(id).unwrap().file);
        let raw = pack::unpack(&std::fs::read(file).unwrap()).unwrap();
        Tokenizer::from_pack(id, &raw, None).unwrap()
    }

    fn sheet_of(text: &str, columns: u32) -> Sheet {
        Sheet::new(text, &mut tokenizer(), &Specials::default(), columns)
    }

    /// The bytes of every token, in order.
    fn spelt(sheet: &Sheet) -> Vec<Vec<u8>> {
        let rows = sheet.window(0, u32::MAX).into_iter();
        rows.flat_map(|row| row.tokens.into_iter().map(|piece| piece.bytes)).collect()
    }

    fn text() -> String {
        "Tokens are counted where they are typed.\n\n\tここで数えます 👩‍👩‍👧‍👦\r\n".repeat(300)
            + &"=".repeat(5_000)
    }

    #[test]
    fn the_rows_spell_the_text_and_number_its_tokens() {
        let sheet = sheet_of(&text(), 60);
        let mut bytes = Vec::new();
        let mut tokens = 0;
        for row in sheet.window(0, u32::MAX) {
            assert_eq!(u64::from(row.first), tokens);
            assert!(!row.tokens.is_empty());
            tokens += row.tokens.len() as u64;
            bytes.extend(row.tokens.into_iter().flat_map(|piece| piece.bytes));
        }
        assert_eq!((tokens, bytes), (sheet.tokens(), text().into_bytes()));
        assert_eq!(tokens, tokenizer().count(&text()));
    }

    #[test]
    fn rows_are_as_wide_as_asked_and_end_with_a_line() {
        let sheet = sheet_of(&text(), 40);
        for row in sheet.window(0, sheet.rows()) {
            let wide: u32 = row.tokens.iter().map(|piece| width(&piece.bytes)).sum();
            assert!(wide <= 40 || row.tokens.len() == 1, "{wide} columns");
            let inside = row.tokens.split_last().map_or(&[][..], |(_, before)| before);
            assert!(inside.iter().all(|piece| !piece.bytes.ends_with(b"\n")));
        }
    }

    #[test]
    fn a_window_is_a_part_of_the_whole() {
        let sheet = sheet_of(&text(), 60);
        let all = sheet.window(0, sheet.rows());
        assert_eq!(sheet.window(10, 5), all[10..15]);
        assert_eq!(sheet.window(sheet.rows() - 1, 5).len(), 1);
        assert!(sheet.window(sheet.rows(), 5).is_empty());
        assert!(sheet_of("", 60).window(0, 9).is_empty());
    }

    /// Some tokenizers change a text before they cut it: what is shown is what was cut.
    #[cfg(feature = "normalize")]
    #[test]
    fn what_a_tokenizer_makes_of_a_text_is_what_is_shown() {
        for (id, text, seen) in [
            ("qwen3", "Cafe\u{301}, nai\u{308}ve.", "Caf\u{e9}, na\u{ef}ve."),
            ("mistral3", "One two.", " One two."),
            ("claude2", "\u{fb01}ne \u{2460}", "fine 1"),
        ] {
            let sheet = Sheet::new(text, &mut tokenizer_of(id), &Specials::default(), 60);
            assert_eq!(spelt(&sheet).concat(), seen.as_bytes(), "{id}");
        }
    }

    #[test]
    fn a_special_token_is_one_piece_where_asked() {
        let text = "one <|endoftext|> two";
        let specials = Specials::of("o200k_base");
        let sheet = Sheet::new(text, &mut tokenizer(), &specials, 60);
        assert_eq!(spelt(&sheet), [&b"one"[..], b" ", b"<|endoftext|>", b" two"]);
        // The published id of `<|endoftext|>`.
        assert_eq!(sheet.window(0, 1)[0].tokens[2].id, 199_999);
        assert!(sheet_of(text, 60).tokens() > sheet.tokens());
    }
}
