//! The heads of values, and the parts of a value without knowing its type.

use std::fmt::Display;

use serde::de::{Expected, Unexpected};
use thiserror::Error;

use super::words::{WORDS, place};

/// How deep a value may be nested.
const MOST_DEPTH: usize = 16;
/// How many values there may be in one, itself included.
const MOST_VALUES: usize = 100_000;
/// The largest number that fits beside a kind, and one more.
const SMALL: u64 = 31;

pub(super) const WHOLE: u8 = 0;
pub(super) const BELOW: u8 = 1;
pub(super) const TEXT: u8 = 2;
pub(super) const LIST: u8 = 3;
pub(super) const OBJECT: u8 = 4;
pub(super) const OTHER: u8 = 5;
pub(super) const WORD: u8 = 6;
/// Numbers of [`OTHER`].
pub(super) const NULL: u64 = 0;
pub(super) const FALSE: u64 = 1;
pub(super) const TRUE: u64 = 2;
pub(super) const FLOAT: u64 = 3;

/// Why bytes are no value, or not the one that is asked for.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum Fault {
    /// They end too soon, go on too long, or say what nothing means.
    #[error("garbage")]
    Garbage,
    /// Nested deeper than any scenario, or more values.
    #[error("too much")]
    TooMuch,
    /// A kind or a word that this build does not know.
    #[error("newer")]
    Newer,
    /// A value is not what its place asks for.
    #[error("{0}")]
    Wrong(String),
}

impl serde::ser::Error for Fault {
    fn custom<T: Display>(reason: T) -> Self {
        Self::Wrong(reason.to_string())
    }
}

/// In a box: what is read passes through many hands, each as wide as its error. What was there instead is
/// not said, as saying it brings code that prints any number.
impl serde::de::Error for Box<Fault> {
    fn custom<T: Display>(reason: T) -> Self {
        Self::new(Fault::Wrong(reason.to_string()))
    }

    fn invalid_type(_: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::custom(format_args!("it is not {wanted}"))
    }

    fn invalid_value(is: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::invalid_type(is, wanted)
    }

    fn invalid_length(_: usize, wanted: &dyn Expected) -> Self {
        Self::custom(format_args!("it is shorter than {wanted}"))
    }
}

/// Writes a head.
pub(super) fn put(bytes: &mut Vec<u8>, kind: u8, number: u64) {
    let Some(mut rest) = number.checked_sub(SMALL) else {
        bytes.push(kind << 5 | number as u8);
        return;
    };
    bytes.push(kind << 5 | SMALL as u8);
    while rest >= 0x80 {
        bytes.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
}

/// Writes a text, as a word where it is one.
pub(super) fn put_text(bytes: &mut Vec<u8>, text: &str) {
    if let Some(word) = place(text) {
        put(bytes, WORD, word as u64);
    } else {
        put(bytes, TEXT, text.len() as u64);
        bytes.extend(text.as_bytes());
    }
}

/// Bytes that are yet to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rest<'a>(pub(super) &'a [u8]);

impl<'a> Rest<'a> {
    pub(super) fn head(&mut self) -> Result<(u8, u64), Fault> {
        let first = self.byte()?;
        let (kind, small) = (first >> 5, u64::from(first & 31));
        if small < SMALL {
            return Ok((kind, small));
        }
        let (mut number, mut shift) = (0_u64, 0);
        loop {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift > 63 || (bits << shift) >> shift != bits {
                return Err(Fault::Garbage);
            }
            number |= bits << shift;
            shift += 7;
            if byte < 0x80 {
                return Ok((kind, number.checked_add(SMALL).ok_or(Fault::Garbage)?));
            }
        }
    }

    /// The text whose head was read.
    pub(super) fn text(&mut self, (kind, number): (u8, u64)) -> Result<&'a str, Fault> {
        match kind {
            TEXT => str::from_utf8(self.take(number)?).map_err(|_| Fault::Garbage),
            WORD => {
                let word = usize::try_from(number).ok().and_then(|place| WORDS.get(place));
                word.copied().ok_or(Fault::Newer)
            }
            _ => Err(Fault::Garbage),
        }
    }

    pub(super) fn take(&mut self, length: u64) -> Result<&'a [u8], Fault> {
        let length = usize::try_from(length).map_err(|_| Fault::Garbage)?;
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Fault::Garbage)?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Fault> {
        let (first, rest) = self.0.split_first().ok_or(Fault::Garbage)?;
        self.0 = rest;
        Ok(*first)
    }

    /// Goes past a value.
    pub(super) fn skip(&mut self) -> Result<&'a [u8], Fault> {
        self.pass(0, &mut Seen::of(usize::MAX))
    }

    /// Goes past a value. `seen` is told each text's length, and says how many values there may be.
    fn pass(&mut self, depth: usize, seen: &mut Seen) -> Result<&'a [u8], Fault> {
        let before = self.0;
        seen.left = seen.left.checked_sub(1).ok_or(Fault::TooMuch)?;
        if depth > MOST_DEPTH {
            return Err(Fault::TooMuch);
        }
        let head = self.head()?;
        let (kind, number) = head;
        match kind {
            WHOLE => {}
            BELOW => _ = i64::try_from(number).map_err(|_| Fault::Garbage)?,
            TEXT | WORD => seen.longest = seen.longest.max(self.text(head)?.len()),
            LIST => {
                for _ in 0..number {
                    self.pass(depth + 1, seen)?;
                }
            }
            OBJECT => {
                for _ in 0..number {
                    let name = self.head()?;
                    seen.longest = seen.longest.max(self.text(name)?.len());
                    self.pass(depth + 1, seen)?;
                }
            }
            OTHER if number < FLOAT => {}
            OTHER if number == FLOAT => {
                let bytes = self.take(8)?.try_into().map_err(|_| Fault::Garbage)?;
                if !f64::from_le_bytes(bytes).is_finite() {
                    return Err(Fault::Garbage);
                }
            }
            _ => return Err(Fault::Newer),
        }
        before.get(..before.len() - self.0.len()).ok_or(Fault::Garbage)
    }
}

/// What is seen on the way past a value.
struct Seen {
    /// How many values there may yet be.
    left: usize,
    longest: usize,
}

impl Seen {
    fn of(most: usize) -> Self {
        Self { left: most, longest: 0 }
    }
}

/// Makes sure that the bytes are one value, and no bomb.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Fault> {
    let mut rest = Rest(bytes);
    rest.pass(0, &mut Seen::of(MOST_VALUES))?;
    if rest.0.is_empty() { Ok(()) } else { Err(Fault::Garbage) }
}

/// The entries of an object or a list by name; a list's are named by their places. Empty for any other
/// value.
pub(crate) fn entries(bytes: &[u8]) -> Result<Vec<(String, &[u8])>, Fault> {
    let mut rest = Rest(bytes);
    let (kind, number) = rest.head()?;
    let mut entries = Vec::new();
    if kind == LIST || kind == OBJECT {
        for at in 0..number {
            let name = if kind == LIST {
                format!("[{at}]")
            } else {
                let name = rest.head()?;
                rest.text(name)?.to_owned()
            };
            entries.push((name, rest.skip()?));
        }
    }
    Ok(entries)
}

/// An object of these entries.
pub(crate) fn write_entries(entries: &[(String, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    put(&mut bytes, OBJECT, entries.len() as u64);
    for (name, value) in entries {
        put_text(&mut bytes, name);
        bytes.extend(*value);
    }
    bytes
}

/// Whether a text in the value is longer than so many bytes.
pub(crate) fn has_text_over(bytes: &[u8], length: usize) -> bool {
    let mut seen = Seen::of(usize::MAX);
    Rest(bytes).pass(0, &mut seen).is_err() || seen.longest > length
}
