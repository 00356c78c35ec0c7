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

mod intake;
mod rows;

pub use intake::Intake;
use rows::Rows;

use super::error::TokenizerError;
use super::phrases::Phrases;
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
/// How far an extra may lie from its place, so that a hostile pack cannot make every look-up a long one.
const PROBE_LIMIT: usize = 512;

/// In the second half of an entry of [`Vocabulary::rows`]: not a pair. A rank stays below [`RANK_LIMIT`].
const BYTE: u32 = (1 << 24) - 1;
const WHOLE: u32 = BYTE - 1;
const HOLE: u32 = BYTE - 2;

/// A vocabulary: what every rank is made of.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// For every rank its two parents; or a byte and `BYTE`; or an index into `extras` and `WHOLE`;
    /// or `HOLE`.
    rows: Rows,
    /// The rank of every byte.
    roots: Box<[u32; ROOTS]>,
    extras: Vec<Extra>,
    /// Where in `extras` each is, plus one, by the hash of its bytes; half of the places and more have 0.
    whole: Vec<u32>,
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
    /// # Errors
    /// What [`Intake`] says.
    pub fn parse(raw: &[u8], base: Option<&Self>) -> Result<Self, TokenizerError> {
        let mut intake = Intake::default();
        intake.push(raw)?;
        intake.finish(base)
    }

    /// How many ranks there are, holes included.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no ranks; a parsed vocabulary always has some.
    pub fn is_empty(&self) -> bool {
        self.rows.len() == 0
    }

    /// Appends the bytes of a token to `out`: nothing for a rank that stands for nothing.
    pub fn bytes(&self, rank: u32, out: &mut Vec<u8>) {
        let limit = out.len() + TOKEN_LIMIT;
        let mut pending = vec![rank];
        while let Some(rank) = pending.pop() {
            match self.rows.get(rank) {
                Some([byte, BYTE]) => out.push(byte as u8),
                Some([index, WHOLE]) => {
                    out.extend(
                        self.extras.get(index as usize).iter().flat_map(|extra| &extra.bytes),
                    );
                }
                Some([_, HOLE]) | None => {}
                Some([left, right]) => pending.extend([right, left]),
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
        let mask = self.whole.len().checked_sub(1)?;
        let mut at = Phrases::hash(bytes) as usize;
        loop {
            let index = self.whole.get(at & mask)?.checked_sub(1)?;
            let extra = self.extras.get(index as usize)?;
            if *extra.bytes == *bytes {
                return Some(extra.rank);
            }
            at += 1;
        }
    }

    /// Makes the extras to be found by their bytes; `None` where so many crowd one place as in no vocabulary.
    fn hash_extras(&mut self) -> Option<()> {
        self.whole = vec![0; (self.extras.len() * 2).next_power_of_two()];
        let mask = self.whole.len() - 1;
        for (extra, number) in self.extras.iter().zip(1..) {
            let start = Phrases::hash(&extra.bytes) as usize;
            let mut places = (start..start.saturating_add(PROBE_LIMIT)).map(|at| at & mask);
            let free = places.find(|at| self.whole.get(*at) == Some(&0))?;
            *self.whole.get_mut(free)? = number;
        }
        Some(())
    }

    /// Whether some token is reached by no merge.
    pub(crate) fn has_whole(&self) -> bool {
        !self.extras.is_empty()
    }

    /// The rank of every byte.
    pub(crate) fn roots(&self) -> &[u32; ROOTS] {
        &self.roots
    }

    /// The two parents of a rank, if it has two of lower rank.
    #[inline]
    pub(crate) fn parents(&self, rank: u32) -> Option<[u32; 2]> {
        self.rows.get(rank).filter(|pair| pair[1] < HOLE)
    }

    /// The tokens that are merged from parts of lower rank, with those.
    pub(crate) fn early(&self) -> impl Iterator<Item = (u32, [u32; 2])> {
        (0..self.len() as u32).filter_map(|rank| Some((rank, self.parents(rank)?)))
    }

    /// The tokens that are merged from parts of higher rank, with those.
    pub(crate) fn late(&self) -> impl Iterator<Item = (u32, [u32; 2])> {
        self.extras.iter().filter_map(|extra| Some((extra.rank, extra.parents?)))
    }

    /// Whether these two merge into this rank.
    #[inline]
    pub(crate) fn is_made_of(&self, rank: u32, parents: [u32; 2]) -> bool {
        match self.rows.get(rank) {
            Some([index, WHOLE]) => {
                self.extras.get(index as usize).is_some_and(|extra| extra.parents == Some(parents))
            }
            Some(row) => row == parents,
            None => false,
        }
    }

    /// The byte that a rank is, if it is one.
    #[inline]
    pub(crate) fn byte(&self, rank: u32) -> Option<u8> {
        if rank >= ROOTS as u32 {
            return None;
        }
        self.rows.get(rank).map(|row| row[0] as u8)
    }

    /// The bytes alone, in the first of `rows`; `None` where they are not all there are.
    fn from_roots(bytes: &[u8], mut rows: Rows) -> Option<Self> {
        let mut roots = Box::new([u32::MAX; ROOTS]);
        for (rank, &byte) in bytes.iter().enumerate() {
            let root = &mut roots[usize::from(byte)];
            if *root != u32::MAX {
                return None;
            }
            *root = rank as u32;
            rows.set(rank, [u32::from(byte), BYTE]);
        }
        let (extras, whole, fixed) = (Vec::new(), Vec::new(), Vec::new());
        Some(Self { rows, roots, extras, whole, ids: Ids::Behind(0), fixed })
    }

    /// The first `ranks` of this vocabulary, to add to, in the first of `rows`; it must hold all bytes.
    fn begin(&self, ranks: usize, mut rows: Rows) -> Option<Self> {
        if ranks < ROOTS || !rows.begin_as(&self.rows, ranks) {
            return None;
        }
        let early = |rank: u32| (rank as usize) < ranks;
        let mut ids = self.ids.clone();
        if let Ids::Listed { by_rank, by_id } = &mut ids {
            by_rank.truncate(ranks);
            for rank in by_id.iter_mut().filter(|rank| !early(**rank)) {
                *rank = NO_ID;
            }
        }
        let mut extras = self.extras.clone();
        extras.retain(|extra| early(extra.rank));
        let (roots, whole, fixed) = (self.roots.clone(), Vec::new(), Vec::new());
        Some(Self { rows, roots, extras, whole, ids, fixed })
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
