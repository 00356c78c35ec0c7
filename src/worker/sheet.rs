//! A text laid out by its tokens: rows of a fixed width, so that a page can show any part of a long text
//! without the rest.

use super::protocol::{Piece, Row};
use crate::tokenizer::{Token, Tokenizer};

/// The narrowest and the widest row, in characters of a fixed-width font.
const COLUMNS: std::ops::RangeInclusive<u32> = 8..=400;

/// A text, its tokens and its rows.
#[derive(Debug)]
pub struct Sheet {
    text: String,
    tokens: Vec<Token>,
    /// The first token of every row.
    rows: Vec<u32>,
}

impl Sheet {
    /// Lays a text out in rows of about `columns` characters. A row ends after a line feed too; a token
    /// is never cut, so one that is wider than a row sticks out.
    pub fn new(text: String, tokenizer: &mut Tokenizer, columns: u32) -> Self {
        let columns = columns.clamp(*COLUMNS.start(), *COLUMNS.end());
        let mut tokens = Vec::new();
        tokenizer.tokens(&text, &mut tokens);
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
        let file = format!("www/vocab/{}", registry::pack("o200k_base").unwrap().file);
        let raw = pack::unpack(&std::fs::read(file).unwrap()).unwrap();
        Tokenizer::from_pack("o200k_base", &raw, None).unwrap()
    }

    fn text() -> String {
        "Tokens are counted where they are typed.\n\n\tここで数えます 👩‍👩‍👧‍👦\r\n".repeat(300)
            + &"=".repeat(5_000)
    }

    #[test]
    fn the_rows_spell_the_text_and_number_its_tokens() {
        let sheet = Sheet::new(text(), &mut tokenizer(), 60);
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
        let sheet = Sheet::new(text(), &mut tokenizer(), 40);
        for row in sheet.window(0, sheet.rows()) {
            let wide: u32 = row.tokens.iter().map(|piece| width(&piece.bytes)).sum();
            assert!(wide <= 40 || row.tokens.len() == 1, "{wide} columns");
            let inside = row.tokens.split_last().map_or(&[][..], |(_, before)| before);
            assert!(inside.iter().all(|piece| !piece.bytes.ends_with(b"\n")));
        }
    }

    #[test]
    fn a_window_is_a_part_of_the_whole() {
        let sheet = Sheet::new(text(), &mut tokenizer(), 60);
        let all = sheet.window(0, sheet.rows());
        assert_eq!(sheet.window(10, 5), all[10..15]);
        assert_eq!(sheet.window(sheet.rows() - 1, 5).len(), 1);
        assert!(sheet.window(sheet.rows(), 5).is_empty());
        assert!(Sheet::new(String::new(), &mut tokenizer(), 60).window(0, 9).is_empty());
    }
}
