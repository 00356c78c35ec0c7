//! Bytes of a file to UTF-8: byte-order marks, UTF-16, and what is no text at all.
//!
//! Structure is told on bytes, as JSON's and CSV's marks are ASCII; a stray byte inside a record (a
//! Latin-1 `é`) is looked at only when the record is read, see [`readable`].

use std::borrow::Cow;

use super::error::ImportError;

/// How many bytes decide.
const ENOUGH: usize = 8;

/// How a file's text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16 { big_end_first: bool },
}

/// Turns a file's bytes into UTF-8, chunk by chunk.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    encoding: Option<Encoding>,
    /// Bytes that wait for more: the first few, and the first half of a UTF-16 unit or pair.
    held: Vec<u8>,
    /// The first half of a surrogate pair.
    high: Option<u16>,
}

impl Decoder {
    /// The UTF-8 of the next chunk.
    pub(super) fn push<'a>(&mut self, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, ImportError> {
        if self.encoding == Some(Encoding::Utf8) {
            return Ok(Cow::Borrowed(bytes));
        }
        self.held.extend_from_slice(bytes);
        if self.encoding.is_none() && self.held.len() < ENOUGH {
            return Ok(Cow::Borrowed(&[]));
        }
        self.decode()
    }

    /// What is left once the file is over.
    pub(super) fn finish(&mut self) -> Result<Vec<u8>, ImportError> {
        let mut text = self.decode()?.into_owned();
        if self.high.take().is_some() || !self.held.is_empty() {
            text.extend(char::REPLACEMENT_CHARACTER.encode_utf8(&mut [0; 4]).bytes());
            self.held.clear();
        }
        Ok(text)
    }

    fn decode(&mut self) -> Result<Cow<'static, [u8]>, ImportError> {
        let encoding = match self.encoding {
            Some(encoding) => encoding,
            None => self.sniff()?,
        };
        self.encoding = Some(encoding);
        let held = std::mem::take(&mut self.held);
        let Encoding::Utf16 { big_end_first } = encoding else { return Ok(Cow::Owned(held)) };
        let (units, rest) = held.as_chunks::<2>();
        self.held = rest.to_vec();
        let mut text = String::with_capacity(held.len());
        for unit in units {
            let unit =
                if big_end_first { u16::from_be_bytes(*unit) } else { u16::from_le_bytes(*unit) };
            self.unit(unit, &mut text);
        }
        Ok(Cow::Owned(text.into_bytes()))
    }

    /// Appends the character that a UTF-16 unit ends; half a pair alone becomes U+FFFD.
    fn unit(&mut self, unit: u16, text: &mut String) {
        if let Some(high) = self.high.take() {
            if let Some(Ok(pair)) = char::decode_utf16([high, unit]).next() {
                return text.push(pair);
            }
            text.push(char::REPLACEMENT_CHARACTER);
        }
        if (0xD800..0xDC00).contains(&unit) {
            self.high = Some(unit);
        } else {
            text.push(char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
    }

    /// Looks at the first bytes, and takes a byte-order mark off them.
    fn sniff(&mut self) -> Result<Encoding, ImportError> {
        if let Some((_, what, advice)) =
            KINDS.iter().find(|(magic, ..)| self.held.starts_with(magic))
        {
            return Err(ImportError::NotText { what, advice });
        }
        let (mark, encoding) = match *self.held.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => (3, Encoding::Utf8),
            [0xFF, 0xFE, ..] => (2, Encoding::Utf16 { big_end_first: false }),
            [0xFE, 0xFF, ..] => (2, Encoding::Utf16 { big_end_first: true }),
            // Without a mark, every other byte of JSON's beginning is zero.
            [0, first, 0, _, ..] if first != 0 => (0, Encoding::Utf16 { big_end_first: true }),
            [first, 0, _, 0, ..] if first != 0 => (0, Encoding::Utf16 { big_end_first: false }),
            _ => (0, Encoding::Utf8),
        };
        self.held.drain(..mark);
        if encoding == Encoding::Utf8 && self.held.contains(&0) {
            let advice = "choose the records themselves, as JSON, JSON Lines or CSV";
            return Err(ImportError::NotText { what: "a file with zero bytes", advice });
        }
        Ok(encoding)
    }
}

const UNPACK: &str = "unpack it and choose the file inside";
const EXPORT: &str = "export the records as JSON, JSON Lines or CSV";

/// First bytes of files that are often taken for records.
const KINDS: [(&[u8], &str, &str); 8] = [
    (b"\xFF\xFE\0\0", "UTF-32 text", "save it as UTF-8"),
    (b"PK\x03\x04", "a zip archive (or a spreadsheet)", UNPACK),
    (b"\x1F\x8B", "a gzip archive", UNPACK),
    (b"\x28\xB5\x2F\xFD", "a Zstandard archive", UNPACK),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"PAR1", "a Parquet table", EXPORT),
    (b"%PDF-", "a PDF", EXPORT),
    (b"SQLite format 3", "a SQLite database", EXPORT),
];

/// The text of a record, and whether it was UTF-8 throughout. Bytes that are not are read as Latin-1,
/// one character each: figures are the same either way, and names stay readable.
pub(super) fn readable(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), true);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| char::from(*byte)));
    }
    (Cow::Owned(text), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], chunk: usize) -> Vec<u8> {
        let mut decoder = Decoder::default();
        let mut text = Vec::new();
        for piece in bytes.chunks(chunk) {
            text.extend_from_slice(&decoder.push(piece).unwrap());
        }
        text.extend(decoder.finish().unwrap());
        text
    }

    #[test]
    fn every_encoding_gives_the_same_text_in_chunks_of_any_size() {
        let text = "{\"model\":\"é 世界 \u{1F469}\"}\n";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let files = [
            text.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            [&[0xFF, 0xFE], le.as_slice()].concat(),
            [&[0xFE, 0xFF], be.as_slice()].concat(),
            le,
            be,
        ];
        for file in &files {
            for chunk in [1, 2, 3, 7, 1_000] {
                assert_eq!(decoded(file, chunk), text.as_bytes(), "{chunk}");
            }
        }
    }

    #[test]
    fn half_a_pair_and_half_a_unit_are_told_and_not_lost() {
        let bytes = [0xFF, 0xFE, 0x00, 0xD8, b'a', 0, b'b', 0, 0x00, 0xD8];
        assert_eq!(decoded(&bytes, 3), "\u{FFFD}ab\u{FFFD}".as_bytes());
        assert_eq!(decoded(&[0xFE, 0xFF, 0, b'a', 0], 1), "a\u{FFFD}".as_bytes());
        assert_eq!(decoded(b"{", 1), b"{");
    }

    #[test]
    fn archives_and_tables_are_refused_by_name() {
        for (magic, what, _) in KINDS {
            let bytes = [magic, b"12345678"].concat();
            let refused = Decoder::default().push(&bytes).unwrap_err();
            assert_eq!(refused.code(), "records_not_text");
            assert!(refused.to_string().contains(what), "{refused}");
        }
        assert!(Decoder::default().push(b"abc\0\0\0\0\0def").is_err());
    }

    #[test]
    fn a_latin_1_byte_is_read_and_told() {
        assert_eq!(readable(b"caf\xE9 \xC3\xA9"), ("café é".into(), false));
        assert_eq!(readable("é".as_bytes()), ("é".into(), true));
    }
}
