//! Cuts a stream of CSV text into rows, as RFC 4180 has it: quoted cells may hold separators, line
//! breaks and doubled quotation marks.

use super::error::ImportError;
use super::frame::MOST_RECORD;

/// The cells of one row.
#[derive(Debug, Default)]
pub(super) struct Row {
    bytes: Vec<u8>,
    /// Where each cell ends.
    ends: Vec<usize>,
}

impl Row {
    /// How many cells there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A cell's bytes; empty where there is none.
    pub(super) fn cell(&self, index: usize) -> &[u8] {
        let start = match index.checked_sub(1) {
            None => 0,
            Some(before) => self.ends.get(before).copied().unwrap_or(self.bytes.len()),
        };
        let end = self.ends.get(index).copied().unwrap_or(self.bytes.len());
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// Whether all that it holds is UTF-8.
    pub(super) fn is_utf8(&self) -> bool {
        std::str::from_utf8(&self.bytes).is_ok()
    }

    /// The memory that it takes, in bytes: nothing but separators takes some, too.
    fn size(&self) -> usize {
        self.bytes.len() + size_of_val(self.ends.as_slice())
    }

    /// Whether the row is an empty line.
    fn is_empty(&self) -> bool {
        self.bytes.is_empty() && self.ends.len() <= 1
    }
}

/// The cutter's state between chunks.
#[derive(Debug)]
pub(super) struct Csv {
    separator: u8,
    row: Row,
    place: Place,
    line: u64,
    began: u64,
    /// Whether the last byte ended a row alone, as the first of two or as old Macs write it.
    returned: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// At the beginning of a cell.
    Fresh,
    /// In a cell without quotation marks.
    Bare,
    /// Between quotation marks.
    Quoted,
    /// Behind a quotation mark within a quoted cell: its end, or the first of two.
    Mark,
}

impl Csv {
    /// A cutter for this separator.
    pub(super) fn new(separator: u8) -> Self {
        let row = Row::default();
        Self { separator, row, place: Place::Fresh, line: 1, began: 1, returned: false }
    }

    /// Takes the next chunk and gives every row that ends in it, with the line on which it began.
    pub(super) fn push(
        &mut self,
        chunk: &[u8],
        mut visit: impl FnMut(u64, &Row) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        for byte in chunk.iter().copied() {
            let second = std::mem::take(&mut self.returned) && byte == b'\n';
            if second {
                continue;
            }
            let ends = byte == b'\n' || (byte == b'\r' && self.place != Place::Quoted);
            self.line += u64::from(ends);
            match (self.place, byte) {
                (Place::Fresh, b'"') => self.place = Place::Quoted,
                (Place::Quoted, b'"') => self.place = Place::Mark,
                (Place::Mark, b'"') => {
                    self.row.bytes.push(b'"');
                    self.place = Place::Quoted;
                }
                (Place::Quoted, byte) => self.row.bytes.push(byte),
                (_, byte) if byte == self.separator => self.end_cell(),
                (_, b'\n' | b'\r') => {
                    self.returned = byte == b'\r';
                    self.end_row(&mut visit)?;
                }
                (_, byte) => {
                    self.row.bytes.push(byte);
                    self.place = Place::Bare;
                }
            }
            if self.row.size() > MOST_RECORD {
                return Err(ImportError::RecordTooLarge { line: self.began, most: MOST_RECORD });
            }
        }
        Ok(())
    }

    /// The stream is over: the last row, and the line on which a quoted cell began that does not end.
    pub(super) fn finish(
        &mut self,
        mut visit: impl FnMut(u64, &Row) -> Result<(), ImportError>,
    ) -> Result<Option<u64>, ImportError> {
        if self.place == Place::Quoted {
            return Ok(Some(self.began));
        }
        self.end_row(&mut visit)?;
        Ok(None)
    }

    fn end_cell(&mut self) {
        self.row.ends.push(self.row.bytes.len());
        self.place = Place::Fresh;
    }

    fn end_row(
        &mut self,
        visit: &mut impl FnMut(u64, &Row) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        self.end_cell();
        if !self.row.is_empty() {
            visit(self.began, &self.row)?;
        }
        self.row.bytes.clear();
        self.row.ends.clear();
        self.began = self.line;
        Ok(())
    }
}

/// Which byte separates the cells of a header: the one that stands in it most often.
pub(super) fn separator_of(header: &[u8]) -> u8 {
    let often = |separator: u8| header.split(|byte| *byte == separator).count();
    let mut best = b',';
    for separator in [b';', b'\t'] {
        if often(separator) > often(best) {
            best = separator;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, chunk: usize) -> (Vec<(u64, Vec<String>)>, Option<u64>) {
        let mut csv = Csv::new(separator_of(text.lines().next().unwrap_or_default().as_bytes()));
        let mut rows = Vec::new();
        let mut take = |line, row: &Row| {
            let cell = |index| String::from_utf8(row.cell(index).to_vec()).unwrap();
            rows.push((line, (0..row.len()).map(cell).collect()));
            Ok(())
        };
        for piece in text.as_bytes().chunks(chunk) {
            csv.push(piece, &mut take).unwrap();
        }
        let open = csv.finish(&mut take).unwrap();
        (rows, open)
    }

    #[test]
    fn quoted_cells_hold_anything() {
        let text = "a,b,c\r\n\"1,\"\"x\"\"\",\"two\nlines\",\r\n\r\n=1+1,,é";
        for chunk in [1, 2, 5, 100] {
            let (rows, open) = rows(text, chunk);
            assert_eq!(open, None);
            assert_eq!(
                rows,
                [
                    (1, vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]),
                    (2, vec!["1,\"x\"".to_owned(), "two\nlines".to_owned(), String::new()]),
                    (5, vec!["=1+1".to_owned(), String::new(), "é".to_owned()]),
                ],
                "{chunk}"
            );
        }
    }

    #[test]
    fn rows_end_as_any_system_ends_lines() {
        let expected = [(1, vec!["a", "b"]), (2, vec!["1", "x\ry"]), (4, vec!["2", "3"])];
        for text in
            ["a,b\n1,\"x\ry\"\n\n2,3", "a,b\r1,\"x\ry\"\r\r2,3", "a,b\r\n1,\"x\ry\"\r\n\r\n2,3\r\n"]
        {
            for chunk in [1, 2, 5, 100] {
                let (rows, open) = rows(text, chunk);
                let found: Vec<(u64, Vec<&str>)> = rows
                    .iter()
                    .map(|(line, cells)| (*line, cells.iter().map(String::as_str).collect()))
                    .collect();
                assert_eq!((&found[..], open), (&expected[..], None), "{text:?} by {chunk}");
            }
        }
    }

    #[test]
    fn separators_are_told_by_the_header_and_an_open_quotation_by_its_line() {
        assert_eq!(rows("a;b\n1;2", 3).0[1].1, ["1", "2"]);
        assert_eq!(rows("a\tb\n1\t2\n", 3).0[1].1, ["1", "2"]);
        assert_eq!(rows("a,b\n1,\"2\n3", 3).1, Some(2));
    }

    #[test]
    fn a_row_without_end_is_refused_before_it_fills_the_memory() {
        for byte in [b',', b'1'] {
            let (mut csv, chunk) = (Csv::new(b','), vec![byte; 1_000_000]);
            csv.push(b"a\n", |_, _| Ok(())).unwrap();
            let refused = (0..100).find_map(|_| csv.push(&chunk, |_, _| Ok(())).err());
            assert_eq!(refused, Some(ImportError::RecordTooLarge { line: 2, most: MOST_RECORD }));
            assert!(csv.row.size() <= MOST_RECORD + 8);
        }
    }
}
