//! Cuts a stream of JSON text into its records, without reading what is in them.
//!
//! A record is an object at the top of the text or of a list there: JSON Lines, concatenated or
//! pretty-printed objects, one long list, and the `data:` lines of an event stream all come down to
//! that. Only the record at hand is held.

use super::error::ImportError;

/// The most bytes that one record may have.
pub(super) const MOST_RECORD: usize = 64_000_000;

/// A byte-order mark in UTF-8.
pub(super) const MARK: &[u8] = b"\xEF\xBB\xBF";

/// One piece of the stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// The bytes of one object.
    Record(&'a [u8]),
    /// The beginning of something that is no object, or is one that breaks off within its line.
    Junk(&'a [u8]),
}

/// The cutter's state between chunks.
#[derive(Debug)]
pub(super) struct Framer {
    /// The record that has begun, without what the chunk at hand has of it.
    held: Vec<u8>,
    place: Place,
    /// The line at hand, from 1, and the one on which the record began.
    line: u64,
    began: u64,
    /// Objects and lists that are open within the record.
    depth: u32,
    /// Whether a list at the top is open.
    in_list: bool,
    /// Whether the file has one record a line, once that is known.
    by_lines: Option<bool>,
    /// Whether the place is behind the `data:` of an event stream.
    after_data: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Between records.
    Between,
    /// Behind the first record, on its line.
    Behind,
    /// In a record, outside of strings.
    Inside,
    /// In a string of a record; whether the next byte is escaped.
    Text { escaped: bool },
    /// In something that is no record.
    Junk,
}

impl Default for Framer {
    fn default() -> Self {
        Self {
            held: Vec::new(),
            place: Place::Between,
            line: 1,
            began: 1,
            depth: 0,
            in_list: false,
            by_lines: None,
            after_data: false,
        }
    }
}

impl Framer {
    /// Takes the next chunk and gives every piece that ends in it, with the line on which it began.
    pub(super) fn push(
        &mut self,
        chunk: &[u8],
        mut visit: impl FnMut(u64, Piece<'_>) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        // Where the piece at hand begins in this chunk.
        let mut start = 0;
        for (at, byte) in chunk.iter().copied().enumerate() {
            if byte == b'\n' {
                self.line += 1;
            }
            match self.place {
                Place::Inside => match byte {
                    b'"' => self.place = Place::Text { escaped: false },
                    b'{' | b'[' => self.depth += 1,
                    b'}' | b']' => {
                        self.depth -= 1;
                        if self.depth == 0 {
                            self.give(chunk, start, at + 1, false, &mut visit)?;
                            self.place = Place::Behind;
                        }
                    }
                    b'\n' if self.by_lines == Some(true) => {
                        self.give(chunk, start, at, true, &mut visit)?;
                    }
                    _ => {}
                },
                Place::Text { escaped: true } => self.place = Place::Text { escaped: false },
                Place::Text { escaped: false } => match byte {
                    b'"' => self.place = Place::Inside,
                    b'\\' => self.place = Place::Text { escaped: true },
                    // No JSON string holds a line break: the record was cut off within its line.
                    b'\n' => self.give(chunk, start, at, true, &mut visit)?,
                    _ => {}
                },
                Place::Junk => {
                    if byte == b'\n' || (self.in_list && matches!(byte, b',' | b']')) {
                        self.in_list &= byte != b']';
                        self.give(chunk, start, at, true, &mut visit)?;
                    } else if byte == b':' && self.begins_with(b"data", chunk.get(start..at)) {
                        self.held.clear();
                        self.after_data = true;
                        self.place = Place::Between;
                    } else if self.begins_with(MARK, chunk.get(start..at)) {
                        // Files that were put together keep the mark that each began with.
                        self.held.clear();
                        start = at;
                        self.place = Place::Between;
                        self.between(byte);
                    }
                }
                Place::Between | Place::Behind => {
                    start = at;
                    self.between(byte);
                }
            }
        }
        if !matches!(self.place, Place::Between | Place::Behind) {
            self.held.extend_from_slice(chunk.get(start..).unwrap_or_default());
            if self.held.len() > MOST_RECORD {
                return Err(ImportError::RecordTooLarge { line: self.began, most: MOST_RECORD });
            }
        }
        Ok(())
    }

    /// The stream is over: the line on which a record began that does not end.
    pub(super) fn finish(
        &mut self,
        mut visit: impl FnMut(u64, Piece<'_>) -> Result<(), ImportError>,
    ) -> Result<Option<u64>, ImportError> {
        match self.place {
            Place::Between | Place::Behind => Ok(None),
            Place::Junk => {
                self.give(&[], 0, 0, true, &mut visit)?;
                Ok(None)
            }
            Place::Inside | Place::Text { .. } => Ok(Some(self.began)),
        }
    }

    /// A byte outside of records.
    fn between(&mut self, byte: u8) {
        match byte {
            b'\n' => {
                if self.place == Place::Behind && !self.in_list && self.by_lines.is_none() {
                    self.by_lines = Some(self.line == self.began + 1);
                }
                self.place = Place::Between;
                self.after_data = false;
            }
            b' ' | b'\t' | b'\r' => {}
            b',' => self.place = Place::Between,
            b'{' => {
                self.place = Place::Inside;
                self.began = self.line;
                self.depth = 1;
            }
            // An event stream ends with `data: [DONE]`.
            b'[' if !self.after_data && !self.in_list => self.in_list = true,
            b']' if self.in_list => self.in_list = false,
            _ => {
                self.place = Place::Junk;
                self.began = self.line;
            }
        }
    }

    /// Whether the piece at hand is these bytes so far.
    fn begins_with(&self, bytes: &[u8], here: Option<&[u8]>) -> bool {
        let here = here.unwrap_or_default();
        self.held.len() + here.len() == bytes.len()
            && bytes.starts_with(&self.held)
            && bytes.ends_with(here)
    }

    fn give(
        &mut self,
        chunk: &[u8],
        start: usize,
        end: usize,
        junk: bool,
        visit: &mut impl FnMut(u64, Piece<'_>) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        // A piece that began in an earlier chunk goes on at the beginning of this one.
        let here = chunk.get(if self.held.is_empty() { start } else { 0 }..end).unwrap_or_default();
        let mut held = std::mem::take(&mut self.held);
        let bytes = if held.is_empty() {
            here
        } else {
            held.extend_from_slice(here);
            &held
        };
        self.place = Place::Between;
        if junk {
            let ignored = self.after_data || is_stream_field(bytes) || bytes == MARK;
            self.after_data = false;
            if ignored { Ok(()) } else { visit(self.began, Piece::Junk(bytes)) }
        } else {
            visit(self.began, Piece::Record(bytes))
        }
    }
}

/// Whether a line is one of an event stream that says nothing: `event: …`, `id: …`, a comment.
pub(super) fn is_stream_field(line: &[u8]) -> bool {
    [&b"event:"[..], b"id:", b"retry:", b":"].iter().any(|field| line.starts_with(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The records (marked `+`) and the junk (`-`), each with its line, and where an open one began.
    fn cut(text: &str, chunk: usize) -> (Vec<String>, Option<u64>) {
        let mut framer = Framer::default();
        let mut pieces = Vec::new();
        let mut take = |line, piece: Piece<'_>| {
            let (mark, bytes) = match piece {
                Piece::Record(bytes) => ('+', bytes),
                Piece::Junk(bytes) => ('-', bytes),
            };
            pieces.push(format!("{mark}{line}{}", String::from_utf8_lossy(bytes)));
            Ok(())
        };
        for piece in text.as_bytes().chunks(chunk) {
            framer.push(piece, &mut take).unwrap();
        }
        let open = framer.finish(&mut take).unwrap();
        (pieces, open)
    }

    fn same_in_any_chunks(text: &str, expected: &[&str], open: Option<u64>) {
        for chunk in [1, 2, 3, 5, 8, 1_000] {
            let (pieces, left) = cut(text, chunk);
            assert_eq!(pieces, expected, "chunks of {chunk}");
            assert_eq!(left, open, "chunks of {chunk}");
        }
    }

    #[test]
    fn lines_lists_and_pretty_objects_are_records() {
        same_in_any_chunks(
            "{\"a\":\"}\\\"{\"}\n\n{\"b\":[{}]}\r\n",
            &["+1{\"a\":\"}\\\"{\"}", "+3{\"b\":[{}]}"],
            None,
        );
        same_in_any_chunks(
            "[\n {\"a\":1},\n {\n\"b\":2}]\n",
            &["+2{\"a\":1}", "+3{\n\"b\":2}"],
            None,
        );
        same_in_any_chunks("{\n \"a\": 1\n}\n{\n}", &["+1{\n \"a\": 1\n}", "+4{\n}"], None);
        same_in_any_chunks("{}{} {}", &["+1{}", "+1{}", "+1{}"], None);
    }

    #[test]
    fn a_broken_line_costs_no_other() {
        same_in_any_chunks(
            "{\"a\":1}\n{\"a\":[1,\n{\"a\":\"x\n{\"a\":4}\noops\n{\"a\":6",
            &["+1{\"a\":1}", "-2{\"a\":[1,", "-3{\"a\":\"x", "+4{\"a\":4}", "-5oops"],
            Some(6),
        );
        same_in_any_chunks(
            "[1,\"two\",{\"a\":3},null]",
            &["-11", "-1\"two\"", "+1{\"a\":3}", "-1null"],
            None,
        );
    }

    #[test]
    fn a_mark_within_the_file_costs_no_record() {
        same_in_any_chunks(
            "{\"a\":1}\n\u{FEFF}{\"a\":2}\n\u{FEFF}[{\"a\":3},\u{FEFF}{\"a\":4}]\n\u{FEFF}\n\u{FEFF}no",
            &["+1{\"a\":1}", "+2{\"a\":2}", "+3{\"a\":3}", "+3{\"a\":4}", "-5no"],
            None,
        );
    }

    #[test]
    fn an_event_stream_is_its_data() {
        same_in_any_chunks(
            "event: message_start\ndata: {\"a\":1}\n\n: comment\nid: 7\ndata:{\"a\":2}\n\ndata: [DONE]\n\n",
            &["+2{\"a\":1}", "+6{\"a\":2}"],
            None,
        );
    }

    #[test]
    fn a_record_without_end_is_refused_before_it_fills_the_memory() {
        let mut framer = Framer::default();
        let chunk = vec![b' '; 1_000_000];
        framer.push(b"\n\n{", |_, _| Ok(())).unwrap();
        let refused = (0..100).find_map(|_| framer.push(&chunk, |_, _| Ok(())).err());
        assert_eq!(refused, Some(ImportError::RecordTooLarge { line: 3, most: MOST_RECORD }));
    }
}
