//! Taking a pack in, part by part as it is unpacked.
//!
//! The unpacked pack is never there as a whole. Its planes, which are nearly all of it, go byte by byte to
//! where they stay: memory that a page touches for the first time is dearer than anything that is done to it.

use super::rows::Rows;
use super::{Extra, Ids, KIND_BYTE_PAIRS, KIND_CHARACTER_PAIRS, MAGIC, NO_ID, RANK_LIMIT, ROOTS};
use super::{HOLE, Vocabulary, WHOLE};
use crate::tokenizer::error::TokenizerError;
use crate::tokenizer::strings::Fixed;

const HEADER: usize = 32;
const PLANES: usize = 6;

/// A pack on its way: its unpacked bytes go in by [`push`](Self::push), in parts of any length, and
/// [`finish`](Self::finish) gives the vocabulary.
///
/// Whatever the bytes are, this neither panics nor allocates more than a few times their size and the
/// table of [`RANK_LIMIT`] ranks (six megabytes).
#[derive(Debug, Default)]
pub struct Intake {
    header: Header,
    /// What comes before the planes.
    front: Vec<u8>,
    /// Room for the ranks that come first and for the extras; behind it the pairs.
    rows: Rows,
    /// Bytes of the planes that have come.
    planes: usize,
    /// The appendix.
    back: Vec<u8>,
}

#[derive(Debug, Default)]
struct Header {
    kind: u32,
    inherited: usize,
    pairs: usize,
    extras: usize,
    extra_bytes: usize,
    id_offset: u32,
    appendix: usize,
}

impl Header {
    fn read(front: &[u8]) -> Result<Self, TokenizerError> {
        let mut reader = Reader { raw: front, at: 0 };
        if reader.take(4)? != MAGIC {
            return Err(reader.corrupt("this is no vocabulary pack"));
        }
        let kind = reader.u32()?;
        if kind != KIND_BYTE_PAIRS && kind != KIND_CHARACTER_PAIRS {
            return Err(reader.corrupt("a kind of pack that this version does not know"));
        }
        let [inherited, pairs, extras, extra_bytes, id_offset, appendix] = reader.u32s()?;
        let [inherited, pairs, extras] = [inherited, pairs, extras].map(|ranks| ranks as usize);
        let (extra_bytes, appendix) = (extra_bytes as usize, appendix as usize);
        let header = Self { kind, inherited, pairs, extras, extra_bytes, id_offset, appendix };
        let most = [inherited, pairs, extras].into_iter().max().unwrap_or_default();
        if most > RANK_LIMIT || header.first() + pairs + extras > RANK_LIMIT {
            return Err(reader.corrupt("more tokens than a vocabulary may have"));
        }
        Ok(header)
    }

    /// How many ranks come before those of this pack's own.
    fn first(&self) -> usize {
        if self.inherited == 0 { ROOTS } else { self.inherited }
    }

    /// How many bytes come before the planes.
    fn front(&self) -> usize {
        let roots = if self.inherited == 0 { ROOTS } else { 0 };
        (HEADER + roots).saturating_add(self.extra_bytes)
    }
}

impl Intake {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`TokenizerError::Corrupt`] where they cannot be a pack's.
    pub fn push(&mut self, mut part: &[u8]) -> Result<(), TokenizerError> {
        if self.front.len() < HEADER {
            fill(&mut self.front, HEADER, &mut part);
            if self.front.len() < HEADER {
                return Ok(());
            }
            self.header = Header::read(&self.front)?;
            let Header { pairs, extras, .. } = self.header;
            self.rows = Rows::new(self.header.first() + pairs + extras);
        }
        fill(&mut self.front, self.header.front(), &mut part);
        let Header { pairs, extras, .. } = self.header;
        while self.planes < pairs * PLANES && !part.is_empty() {
            let (plane, row) = (self.planes / pairs, self.planes % pairs);
            let (bytes, rest) = part.split_at(part.len().min(pairs - row));
            self.rows.put(self.header.first() + extras + row, plane, bytes);
            self.planes += bytes.len();
            part = rest;
        }
        fill(&mut self.back, self.header.appendix, &mut part);
        if part.is_empty() { Ok(()) } else { Err(self.corrupt("bytes after the end")) }
    }

    /// The vocabulary; `base` is the one that it adds to, where it does.
    ///
    /// # Errors
    /// [`TokenizerError::Corrupt`] for anything that is not exactly a pack, and where it adds to another
    /// vocabulary than `base`.
    pub fn finish(mut self, base: Option<&Vocabulary>) -> Result<Vocabulary, TokenizerError> {
        let Header { kind, inherited, pairs, appendix, id_offset, .. } = self.header;
        let whole = self.front.len() >= HEADER
            && self.front.len() == self.header.front()
            && self.planes == pairs * PLANES
            && self.back.len() == appendix;
        if !whole {
            return Err(self.corrupt("it ends too early"));
        }
        let rows = std::mem::take(&mut self.rows);
        let mut reader = Reader { raw: &self.front, at: HEADER };
        let mut vocabulary = if inherited == 0 {
            Vocabulary::from_roots(reader.take(ROOTS)?, rows)
        } else {
            base.and_then(|base| base.begin(inherited, rows))
        }
        .ok_or_else(|| reader.corrupt("the first ranks are not a vocabulary to add to"))?;
        self.splice(&mut vocabulary, reader)?;
        if kind == KIND_CHARACTER_PAIRS {
            name(&mut vocabulary, Reader { raw: &self.back, at: 0 })?;
        } else {
            vocabulary.ids = Ids::Behind(id_offset);
        }
        Ok(vocabulary)
    }

    /// Brings the pairs and the extras each to its rank.
    fn splice(
        &self,
        vocabulary: &mut Vocabulary,
        mut section: Reader<'_>,
    ) -> Result<(), TokenizerError> {
        let Header { pairs, extras, .. } = self.header;
        let first = self.header.first();
        let (mut taken, mut next, mut expected) = (0, first, 0_usize);
        for index in 0..=extras {
            let ahead = if index < extras { section.varint()? } else { usize::MAX };
            let until = expected.saturating_add(ahead).min(RANK_LIMIT);
            let count = until.saturating_sub(next).min(pairs - taken);
            vocabulary.rows.advance(first + extras + taken, next, count);
            let mut ranks = next as u32..(next + count) as u32;
            let made = |rank: u32| {
                vocabulary.rows.get(rank).is_some_and(|[left, right]| left.max(right) < rank)
            };
            if !ranks.all(made) {
                return Err(section.corrupt("a token is made of one that comes later"));
            }
            taken += count;
            next += count;
            if index == extras {
                break;
            }
            if next != until {
                return Err(section.corrupt("an extra token beyond the last pair"));
            }
            let length = section.varint()?;
            let bytes = section.take(length)?;
            let rank = next as u32;
            if bytes.is_empty() {
                vocabulary.rows.set(next, [0, HOLE]);
            } else {
                vocabulary.rows.set(next, [vocabulary.extras.len() as u32, WHOLE]);
                let parents = [section.varint()? as u32, section.varint()? as u32];
                if parents.iter().any(|parent| *parent as usize >= vocabulary.len()) {
                    return Err(section.corrupt("a token is made of one that does not exist"));
                }
                let parents = (parents != [rank, rank]).then_some(parents);
                vocabulary.extras.push(Extra { bytes: bytes.into(), rank, parents });
            }
            next += 1;
            expected = next;
        }
        if section.at != section.raw.len() || taken != pairs {
            return Err(section.corrupt("the extra tokens do not end where they should"));
        }
        let crowded = || section.corrupt("its extra tokens are not those of a vocabulary");
        vocabulary.hash_extras().ok_or_else(crowded)
    }

    fn corrupt(&self, reason: &'static str) -> TokenizerError {
        TokenizerError::Corrupt { at: self.front.len() + self.planes + self.back.len(), reason }
    }
}

/// Moves bytes from the front of `part` until `to` has `length`.
fn fill(to: &mut Vec<u8>, length: usize, part: &mut &[u8]) {
    let (now, later) = part.split_at(length.saturating_sub(to.len()).min(part.len()));
    to.extend_from_slice(now);
    *part = later;
}

/// Reads the appendix: the ids of the ranks that are its own, and its fixed strings.
fn name(vocabulary: &mut Vocabulary, mut appendix: Reader<'_>) -> Result<(), TokenizerError> {
    let (mut by_rank, mut by_id) = match std::mem::replace(&mut vocabulary.ids, Ids::Behind(0)) {
        Ids::Listed { by_rank, by_id } => (by_rank, by_id),
        Ids::Behind(_) => (Vec::with_capacity(vocabulary.len()), Vec::new()),
    };
    let mut expected: usize = 0;
    for rank in by_rank.len()..vocabulary.len() {
        let Some(zigzag) = appendix.varint()?.checked_sub(1) else {
            by_rank.push(NO_ID);
            continue;
        };
        let distance = zigzag / 2;
        let id =
            if zigzag % 2 == 0 { expected + distance } else { expected.wrapping_sub(distance + 1) };
        if id >= RANK_LIMIT {
            return Err(appendix.corrupt("an id out of range"));
        }
        if by_id.len() <= id {
            by_id.resize(id + 1, NO_ID);
        }
        by_id[id] = rank as u32;
        by_rank.push(id as u32);
        expected = id + 1;
    }
    vocabulary.ids = Ids::Listed { by_rank, by_id };
    for _ in 0..appendix.varint()? {
        let (id, prefix) = (appendix.varint()? as u32, appendix.varint()?);
        let first = appendix.varint()?.checked_sub(1);
        let end = if first.is_some() { appendix.varint()? } else { 0 };
        let suffix = if first.is_some() { appendix.varint()? } else { 0 };
        let (prefix, suffix) = (appendix.take(prefix)?.into(), appendix.take(suffix)?.into());
        let numbered = first.map(|first| (first as u32..end as u32, suffix));
        vocabulary.fixed.push(Fixed { prefix, numbered, id });
    }
    if appendix.at != appendix.raw.len() {
        return Err(appendix.corrupt("the appendix does not end where it should"));
    }
    Ok(())
}

struct Reader<'a> {
    raw: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], TokenizerError> {
        let end = self.at.checked_add(count);
        let bytes = end.and_then(|end| self.raw.get(self.at..end));
        let bytes = bytes.ok_or_else(|| self.corrupt("it ends too early"))?;
        self.at += count;
        Ok(bytes)
    }

    fn u32(&mut self) -> Result<u32, TokenizerError> {
        let bytes = self.take(4)?;
        Ok(bytes.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte)))
    }

    fn u32s<const N: usize>(&mut self) -> Result<[u32; N], TokenizerError> {
        let mut values = [0; N];
        for value in &mut values {
            *value = self.u32()?;
        }
        Ok(values)
    }

    fn varint(&mut self) -> Result<usize, TokenizerError> {
        let mut value = 0;
        for shift in [0, 7, 14] {
            let byte = self.take(1)?.first().copied().unwrap_or_default();
            value |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(self.corrupt("a number that is too large"))
    }

    fn corrupt(&self, reason: &'static str) -> TokenizerError {
        TokenizerError::Corrupt { at: self.at, reason }
    }
}
