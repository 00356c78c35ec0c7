//! Vocabulary packs: the merge order of a tokenizer, as small as it goes.
//!
//! A token of a pair-merge vocabulary is the concatenation of the two tokens it was merged from, so a
//! pack ships no bytes, only pairs of ranks, in rank order. A pack as served is raw deflate; unpacked
//! it is, all numbers little-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 4 | [`MAGIC`] |
//! | 4 | the kind: [`KIND_BYTE_PAIRS`] or [`KIND_CHARACTER_PAIRS`] |
//! | 4 | how many ranks come from the base pack; 0 for a pack that stands alone |
//! | 4 | pairs |
//! | 4 | extras |
//! | 4 | bytes of the extras section |
//! | 4 | what to add to a rank to get the token's published id |
//! | 4 | bytes of the appendix; 0 for byte pairs |
//! | 256 | the byte that each of the first 256 ranks stands for (only without a base) |
//! | … | extras: for each, as LEB128, the ranks skipped since the last extra and a length, then bytes, then two ranks |
//! | 6 × pairs | six planes: high, middle, low byte of every left rank; the same of every right rank |
//! | … | the appendix |
//!
//! A vocabulary of characters is laid out as one of bytes: its lowest ranks merge the bytes of each
//! character into it, so that all that follows merges characters; a space stands where the original
//! writes `▁`. Its appendix has, as LEB128, for every own rank one more than the distance of its id
//! from the one expected, zigzag, or 0 for a rank without an id; then how many fixed strings there are,
//! and for each its id, its prefix's length, one more than the first number or 0, and where there are
//! numbers the one behind the last and the suffix's length; then prefix and suffix.
//!
//! An extra is a token that merges of lower ranks do not reach; its two ranks are the parts that it is
//! merged from all the same, by way of higher ranks, or its own rank twice if it never is. An extra
//! without bytes (and then without ranks) stands for nothing. The pairs take the ranks that remain, in
//! order.

use std::collections::HashMap;

use super::error::TokenizerError;
use super::strings::Fixed;

/// The first four bytes of every unpacked pack.
pub const MAGIC: [u8; 4] = *b"FBX1";
/// A byte-level pair-merge vocabulary.
pub const KIND_BYTE_PAIRS: u32 = 1;
/// A vocabulary of characters and what they merge into, with bytes for the characters it lacks.
pub const KIND_CHARACTER_PAIRS: u32 = 2;
/// The most a pack may unpack to, in bytes: several times the largest there is.
pub const UNPACKED_LIMIT: usize = 16 << 20;
/// The most ranks a vocabulary may have: the merge tables keep a rank in 20 bits.
pub const RANK_LIMIT: usize = 1 << 20;

/// The longest token that [`Vocabulary::bytes`] spells out; no published token comes near it.
const TOKEN_LIMIT: usize = 1 << 12;
const ROOTS: usize = 256;

/// In the second half of an [`Vocabulary::origins`] entry: not a pair.
const BYTE: u32 = u32::MAX;
const WHOLE: u32 = u32::MAX - 1;
const HOLE: u32 = u32::MAX - 2;

/// A vocabulary: what every rank is made of.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// For every rank its two parents; or a byte and `BYTE`; or an index into `extras` and `WHOLE`;
    /// or `HOLE`.
    origins: Vec<[u32; 2]>,
    /// The rank of every byte.
    roots: Box<[u32; ROOTS]>,
    extras: Vec<Extra>,
    whole: HashMap<Box<[u8]>, u32>,
    ids: Ids,
    fixed: Vec<Fixed>,
}

/// The published ids.
#[derive(Clone, Debug)]
enum Ids {
    /// A rank and so much.
    Behind(u32),
    /// By rank, and back; [`NO_ID`] where there is none.
    Listed { by_rank: Vec<u32>, by_id: Vec<u32> },
}

/// A rank without an id, or an id without a rank.
const NO_ID: u32 = u32::MAX;

/// A token that merges of lower ranks do not reach.
#[derive(Clone, Debug)]
struct Extra {
    bytes: Box<[u8]>,
    rank: u32,
    /// Its two parts, if merges of higher ranks lead to them.
    parents: Option<[u32; 2]>,
}

impl Vocabulary {
    /// Reads an unpacked pack; `base` is the vocabulary that it adds to, where it does.
    ///
    /// Whatever the bytes are, this neither panics nor allocates more than a few times their size.
    ///
    /// # Errors
    /// [`TokenizerError::Corrupt`] for anything that is not exactly a pack, and
    /// [`TokenizerError::NeedsBase`] where the pack needs a base and none is given.
    pub fn parse(raw: &[u8], base: Option<&Self>) -> Result<Self, TokenizerError> {
        let mut reader = Reader { raw, at: 0 };
        if reader.take(4)? != MAGIC {
            return Err(reader.corrupt("this is no vocabulary pack"));
        }
        let kind = reader.u32()?;
        if kind != KIND_BYTE_PAIRS && kind != KIND_CHARACTER_PAIRS {
            return Err(reader.corrupt("a kind of pack that this version does not know"));
        }
        let [inherited, pairs, extras, extra_bytes, id_offset, appendix] = reader.u32s()?;
        let (inherited, pairs, extras) = (inherited as usize, pairs as usize, extras as usize);
        if inherited > RANK_LIMIT || pairs > RANK_LIMIT || extras > RANK_LIMIT {
            return Err(reader.corrupt("more tokens than a vocabulary may have"));
        }
        let mut vocabulary = if inherited == 0 {
            Self::from_roots(reader.take(ROOTS)?)
        } else {
            base.and_then(|base| base.truncated(inherited))
        }
        .ok_or_else(|| reader.corrupt("the first ranks are not a vocabulary to add to"))?;
        let total = vocabulary.origins.len() + pairs + extras;
        if total > RANK_LIMIT {
            return Err(reader.corrupt("more tokens than a vocabulary may have"));
        }
        let section = Reader { raw: reader.take(extra_bytes as usize)?, at: 0 };
        let planes = reader.take(pairs * 6)?;
        let appendix = Reader { raw: reader.take(appendix as usize)?, at: 0 };
        if reader.at != raw.len() {
            return Err(reader.corrupt("bytes after the end"));
        }
        vocabulary.origins.reserve_exact(total - vocabulary.origins.len());
        vocabulary.fill(planes, pairs, section, extras)?;
        if kind == KIND_CHARACTER_PAIRS {
            vocabulary.name(appendix)?;
        } else {
            vocabulary.ids = Ids::Behind(id_offset);
        }
        Ok(vocabulary)
    }

    /// How many ranks there are, holes included.
    pub fn len(&self) -> usize {
        self.origins.len()
    }

    /// Whether there are no ranks; a parsed vocabulary always has some.
    pub fn is_empty(&self) -> bool {
        self.origins.is_empty()
    }

    /// Appends the bytes of a token to `out`: nothing for a rank that stands for nothing.
    pub fn bytes(&self, rank: u32, out: &mut Vec<u8>) {
        let limit = out.len() + TOKEN_LIMIT;
        let mut pending = vec![rank];
        while let Some(rank) = pending.pop() {
            match self.origins.get(rank as usize) {
                Some(&[byte, BYTE]) => out.push(byte as u8),
                Some(&[index, WHOLE]) => {
                    out.extend(
                        self.extras.get(index as usize).iter().flat_map(|extra| &extra.bytes),
                    );
                }
                Some(&[_, HOLE]) | None => {}
                Some(&[left, right]) => pending.extend([right, left]),
            }
            if out.len() >= limit {
                return;
            }
        }
    }

    /// The published id of a rank; the largest number there is for a rank that has none, which is only
    /// ever a part of a token.
    pub fn id(&self, rank: u32) -> u32 {
        match &self.ids {
            Ids::Behind(offset) => rank.saturating_add(*offset),
            Ids::Listed { by_rank, .. } => by_rank.get(rank as usize).copied().unwrap_or(NO_ID),
        }
    }

    /// The rank of a published id.
    pub fn rank(&self, id: u32) -> Option<u32> {
        match &self.ids {
            Ids::Behind(offset) => {
                id.checked_sub(*offset).filter(|rank| (*rank as usize) < self.len())
            }
            Ids::Listed { by_id, .. } => {
                by_id.get(id as usize).copied().filter(|rank| *rank != NO_ID)
            }
        }
    }

    /// Whether it merges characters, and what it lacks of them is bytes.
    pub fn is_of_characters(&self) -> bool {
        matches!(self.ids, Ids::Listed { .. })
    }

    /// The strings that are tokens whatever is around them.
    pub(crate) fn fixed(&self) -> &[Fixed] {
        &self.fixed
    }

    /// The token that exactly these bytes are although no merge makes it.
    pub(crate) fn whole(&self, bytes: &[u8]) -> Option<u32> {
        self.whole.get(bytes).copied()
    }

    /// Whether some token is reached by no merge.
    pub(crate) fn has_whole(&self) -> bool {
        !self.whole.is_empty()
    }

    /// The rank of every byte.
    pub(crate) fn roots(&self) -> &[u32; ROOTS] {
        &self.roots
    }

    /// The two parents of a rank, if it has two of lower rank.
    #[inline]
    pub(crate) fn parents(&self, rank: u32) -> Option<[u32; 2]> {
        self.origins.get(rank as usize).copied().filter(|pair| pair[1] < HOLE)
    }

    /// The tokens that are merged from parts of lower rank, with those.
    pub(crate) fn early(&self) -> impl Iterator<Item = (u32, [u32; 2])> {
        let ranks = self.origins.iter().zip(0..);
        ranks.filter(|(pair, _)| pair[1] < HOLE).map(|(pair, rank)| (rank, *pair))
    }

    /// The tokens that are merged from parts of higher rank, with those.
    pub(crate) fn late(&self) -> impl Iterator<Item = (u32, [u32; 2])> {
        self.extras.iter().filter_map(|extra| Some((extra.rank, extra.parents?)))
    }

    /// Whether these two merge into this rank.
    #[inline]
    pub(crate) fn is_made_of(&self, rank: u32, parents: [u32; 2]) -> bool {
        match self.origins.get(rank as usize) {
            Some(&[index, WHOLE]) => {
                self.extras.get(index as usize).is_some_and(|extra| extra.parents == Some(parents))
            }
            Some(origin) => *origin == parents,
            None => false,
        }
    }

    /// The byte that a rank is, if it is one.
    #[inline]
    pub(crate) fn byte(&self, rank: u32) -> Option<u8> {
        if rank >= ROOTS as u32 {
            return None;
        }
        self.origins.get(rank as usize).map(|origin| origin[0] as u8)
    }

    fn from_roots(bytes: &[u8]) -> Option<Self> {
        let mut roots = Box::new([u32::MAX; ROOTS]);
        let mut origins = Vec::new();
        for &byte in bytes {
            let root = &mut roots[usize::from(byte)];
            if *root != u32::MAX {
                return None;
            }
            *root = origins.len() as u32;
            origins.push([u32::from(byte), BYTE]);
        }
        Some(Self {
            origins,
            roots,
            extras: Vec::new(),
            whole: HashMap::new(),
            ids: Ids::Behind(0),
            fixed: Vec::new(),
        })
    }

    /// The first `ranks` of this vocabulary, to add to; it must hold all bytes.
    fn truncated(&self, ranks: usize) -> Option<Self> {
        if ranks < ROOTS {
            return None;
        }
        let mut copy = self.clone();
        copy.origins.truncate(ranks);
        copy.whole.retain(|_, rank| (*rank as usize) < ranks);
        copy.extras.retain(|extra| (extra.rank as usize) < ranks);
        if let Ids::Listed { by_rank, by_id } = &mut copy.ids {
            by_rank.truncate(ranks);
            for rank in by_id.iter_mut().filter(|rank| **rank as usize >= ranks) {
                *rank = NO_ID;
            }
        }
        copy.fixed.clear();
        (copy.origins.len() == ranks).then_some(copy)
    }

    /// Appends the pairs and the extras, each at its rank.
    fn fill(
        &mut self,
        planes: &[u8],
        pairs: usize,
        mut section: Reader<'_>,
        extras: usize,
    ) -> Result<(), TokenizerError> {
        let total = self.origins.len() + pairs + extras;
        let planes: [&[u8]; 6] =
            std::array::from_fn(|plane| planes.get(plane * pairs..).unwrap_or_default());
        let mut taken = 0;
        let mut expected: usize = 0;
        for index in 0..=extras {
            let ahead = if index < extras { section.varint()? } else { usize::MAX };
            let until = expected.saturating_add(ahead).min(RANK_LIMIT);
            let count = until.saturating_sub(self.origins.len()).min(pairs - taken);
            self.append(planes.map(|plane| plane.get(taken..taken + count).unwrap_or_default()))
                .ok_or_else(|| section.corrupt("a token is made of one that comes later"))?;
            taken += count;
            if index == extras {
                break;
            }
            if self.origins.len() != until {
                return Err(section.corrupt("an extra token beyond the last pair"));
            }
            let length = section.varint()?;
            let bytes = section.take(length)?;
            let rank = self.origins.len() as u32;
            if bytes.is_empty() {
                self.origins.push([0, HOLE]);
            } else {
                self.origins.push([self.extras.len() as u32, WHOLE]);
                let parents = [section.varint()? as u32, section.varint()? as u32];
                if parents.iter().any(|parent| *parent as usize >= total) {
                    return Err(section.corrupt("a token is made of one that does not exist"));
                }
                let parents = (parents != [rank, rank]).then_some(parents);
                self.extras.push(Extra { bytes: bytes.into(), rank, parents });
                self.whole.insert(bytes.into(), rank);
            }
            expected = self.origins.len();
        }
        if section.at != section.raw.len() || taken != pairs {
            return Err(section.corrupt("the extra tokens do not end where they should"));
        }
        Ok(())
    }

    /// Appends pairs out of as many bytes of each plane; `None` where one has a part of higher rank.
    fn append(&mut self, planes: [&[u8]; 6]) -> Option<()> {
        let [high, middle, low, right_high, right_middle, right_low] = planes;
        let rank = |high: &u8, middle: &u8, low: &u8| {
            u32::from(*high) << 16 | u32::from(*middle) << 8 | u32::from(*low)
        };
        let left = high.iter().zip(middle).zip(low);
        let right = right_high.iter().zip(right_middle).zip(right_low);
        let first = self.origins.len();
        self.origins.extend(
            left.zip(right).map(|(((a, b), c), ((d, e), f))| [rank(a, b, c), rank(d, e, f)]),
        );
        let mut ranks = self.origins.iter().enumerate().skip(first);
        ranks.all(|(rank, pair)| (pair[0].max(pair[1]) as usize) < rank).then_some(())
    }

    /// Reads the appendix: the ids of the ranks that are its own, and its fixed strings.
    fn name(&mut self, mut appendix: Reader<'_>) -> Result<(), TokenizerError> {
        let (mut by_rank, mut by_id) = match std::mem::replace(&mut self.ids, Ids::Behind(0)) {
            Ids::Listed { by_rank, by_id } => (by_rank, by_id),
            Ids::Behind(_) => (Vec::with_capacity(self.len()), Vec::new()),
        };
        let mut expected: usize = 0;
        for rank in by_rank.len()..self.len() {
            let Some(zigzag) = appendix.varint()?.checked_sub(1) else {
                by_rank.push(NO_ID);
                continue;
            };
            let distance = zigzag / 2;
            let id = if zigzag % 2 == 0 {
                expected + distance
            } else {
                expected.wrapping_sub(distance + 1)
            };
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
        self.ids = Ids::Listed { by_rank, by_id };
        for _ in 0..appendix.varint()? {
            let (id, prefix) = (appendix.varint()? as u32, appendix.varint()?);
            let first = appendix.varint()?.checked_sub(1);
            let end = if first.is_some() { appendix.varint()? } else { 0 };
            let suffix = if first.is_some() { appendix.varint()? } else { 0 };
            let (prefix, suffix) = (appendix.take(prefix)?.into(), appendix.take(suffix)?.into());
            let numbered = first.map(|first| (first as u32..end as u32, suffix));
            self.fixed.push(Fixed { prefix, numbered, id });
        }
        if appendix.at != appendix.raw.len() {
            return Err(appendix.corrupt("the appendix does not end where it should"));
        }
        Ok(())
    }
}

/// Unpacks a pack as served: raw deflate, to at most [`UNPACKED_LIMIT`] bytes.
///
/// # Errors
/// [`TokenizerError::Unpack`] for damaged bytes, [`TokenizerError::TooLarge`] past the limit.
#[cfg(feature = "inflate")]
pub fn unpack(packed: &[u8]) -> Result<Vec<u8>, TokenizerError> {
    use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};

    decompress_to_vec_with_limit(packed, UNPACKED_LIMIT).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => TokenizerError::TooLarge { limit: UNPACKED_LIMIT },
        TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => {
            TokenizerError::Unpack { reason: "it ends too early" }
        }
        _ => TokenizerError::Unpack { reason: "it is not deflate data" },
    })
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
