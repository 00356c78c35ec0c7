//! Strings that are one token wherever they stand in a text, whatever is around them.
//!
//! A `SentencePiece` vocabulary may have some of its own ("user-defined"), found before anything is
//! merged; and every tokenizer has special tokens, which count as one where a caller asks for it. Of
//! several that start at one place the longest is taken, as the references do.

use std::ops::Range;

/// One string, or a row of them that differ by a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fixed {
    /// The string, or what comes before the number.
    pub(crate) prefix: Box<[u8]>,
    /// The numbers, in decimal without leading zeros, and what comes behind them.
    pub(crate) numbered: Option<(Range<u32>, Box<[u8]>)>,
    /// The published id; of a row that of its first.
    pub(crate) id: u32,
}

impl Fixed {
    /// The length and the id of the string of this row that `text` starts with.
    fn at(&self, text: &[u8]) -> Option<(usize, u32)> {
        let rest = text.strip_prefix(&*self.prefix)?;
        let Some((numbers, suffix)) = &self.numbered else {
            return Some((self.prefix.len(), self.id));
        };
        let digits = rest.iter().take(7).take_while(|byte| byte.is_ascii_digit()).count();
        let (number, rest) = rest.split_at_checked(digits)?;
        if digits == 0 || digits > 1 && number.first() == Some(&b'0') || !rest.starts_with(suffix) {
            return None;
        }
        let number = number.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
        let length = self.prefix.len() + digits + suffix.len();
        numbers.contains(&number).then(|| (length, self.id + (number - numbers.start)))
    }
}

impl Fixed {
    /// The string of this row with this id.
    pub(crate) fn spelt(&self, id: u32) -> Option<Vec<u8>> {
        let further = id.checked_sub(self.id)?;
        match &self.numbered {
            None => (further == 0).then(|| self.prefix.to_vec()),
            Some((numbers, suffix)) => {
                let number =
                    numbers.start.checked_add(further).filter(|it| numbers.contains(it))?;
                Some([&self.prefix, number.to_string().as_bytes(), suffix].concat())
            }
        }
    }
}

/// A set of such strings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Strings {
    rows: Vec<Fixed>,
    /// By the first byte: the bytes that may be second, and the rows, longest prefix first. Most places
    /// where a string could start are refused by the second byte.
    starts: Vec<Start>,
    /// Which of `starts` a first byte has, and one more; 0 for none.
    by_first: Vec<u16>,
}

#[derive(Clone, Debug)]
struct Start {
    seconds: Vec<bool>,
    rows: Vec<u32>,
}

impl Strings {
    /// A set of these; rows without a prefix are left out.
    pub(crate) fn new(rows: Vec<Fixed>) -> Self {
        let mut starts: Vec<Start> = Vec::new();
        let mut by_first = vec![0; 256];
        for (at, row) in rows.iter().enumerate() {
            let Some(cell) =
                row.prefix.first().and_then(|first| by_first.get_mut(usize::from(*first)))
            else {
                continue;
            };
            if *cell == 0 {
                starts.push(Start { seconds: vec![false; 256], rows: Vec::new() });
                *cell = starts.len() as u16;
            }
            let Some(start) = starts.get_mut(usize::from(*cell) - 1) else { continue };
            match row.prefix.get(1) {
                Some(second) => start.seconds[usize::from(*second)] = true,
                None => start.seconds.fill(true),
            }
            start.rows.push(at as u32);
        }
        let length = |row: &u32| rows.get(*row as usize).map_or(0, |row| row.prefix.len());
        for start in &mut starts {
            start.rows.sort_unstable_by_key(|row| std::cmp::Reverse(length(row)));
        }
        Self { rows, starts, by_first }
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The longest string that `text` starts with: its length and its id.
    #[inline]
    pub(crate) fn at(&self, text: &[u8]) -> Option<(usize, u32)> {
        let first = self.by_first.get(usize::from(*text.first()?))?;
        let start = self.starts.get(usize::from(*first).checked_sub(1)?)?;
        if text.get(1).is_some_and(|second| !start.seconds[usize::from(*second)]) {
            return None;
        }
        let rows = start.rows.iter().filter_map(|row| self.rows.get(*row as usize));
        rows.filter_map(|row| row.at(text)).max_by_key(|(length, _)| *length)
    }

    /// The first string of the set in `text`, from the left: where it is, and its id.
    pub(crate) fn find(&self, text: &[u8]) -> Option<(Range<usize>, u32)> {
        if self.rows.is_empty() {
            return None;
        }
        (0..text.len()).find_map(|at| {
            let (length, id) = self.at(text.get(at..)?)?;
            Some((at..at + length, id))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str, id: u32) -> Fixed {
        Fixed { prefix: text.as_bytes().into(), numbered: None, id }
    }

    fn set() -> Strings {
        let row = (Range { start: 5, end: 12 }, b">".as_slice().into());
        Strings::new(vec![
            plain("\n", 1),
            plain("\n\n\n", 2),
            plain("<a>", 3),
            Fixed { prefix: b"<n".as_slice().into(), numbered: Some(row), id: 100 },
            plain("", 9),
        ])
    }

    #[test]
    fn the_longest_string_wins() {
        let set = set();
        assert_eq!(set.at(b"\n\n\n\n"), Some((3, 2)));
        assert_eq!(set.at(b"\n\nx"), Some((1, 1)));
        assert_eq!(set.at(b"\n"), Some((1, 1)));
        assert_eq!(set.at(b"<a"), None);
        assert_eq!(set.at(b""), None);
        assert_eq!(set.find(b"b<b<a><a>"), Some((3..6, 3)));
        assert_eq!(Strings::default().find(b"\n"), None);
    }

    #[test]
    fn a_row_holds_its_numbers_and_no_others() {
        let set = set();
        assert_eq!(set.at(b"<n5>"), Some((4, 100)));
        assert_eq!(set.at(b"<n11>x"), Some((5, 106)));
        for other in ["<n12>", "<n4>", "<n05>", "<n>", "<n5", "<n99999999>", "<nx>"] {
            assert_eq!(set.at(other.as_bytes()), None, "{other}");
        }
    }
}
