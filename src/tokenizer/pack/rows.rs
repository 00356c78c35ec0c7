//! What every rank is made of, six bytes each.

/// Bytes of a row: two numbers of three bytes, the lowest byte first.
const ROW: usize = 6;
/// Bytes behind the last row, so that every row can be read as eight bytes at once.
const BEHIND: usize = 2;
const BITS: u32 = 24;
const MASK: u32 = (1 << BITS) - 1;

/// Where a plane's bytes lie in a row: the planes come highest byte first.
const PLACES: [usize; 6] = [2, 1, 0, 5, 4, 3];

/// Two numbers below 2²⁴ for every rank.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    bytes: Vec<u8>,
}

impl Rows {
    /// So many rows of zeros.
    pub(super) fn new(rows: usize) -> Self {
        Self { bytes: vec![0; rows * ROW + BEHIND] }
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len().saturating_sub(BEHIND) / ROW
    }

    #[inline]
    pub(super) fn get(&self, rank: u32) -> Option<[u32; 2]> {
        let start = (rank as usize).checked_mul(ROW)?;
        let both = u64::from_le_bytes(*self.bytes.get(start..)?.first_chunk()?);
        Some([both as u32 & MASK, (both >> BITS) as u32 & MASK])
    }

    pub(super) fn set(&mut self, rank: usize, row: [u32; 2]) {
        let both = u64::from(row[0]) | u64::from(row[1]) << BITS;
        if let Some(bytes) = self.bytes.get_mut(rank * ROW..rank * ROW + ROW) {
            bytes.copy_from_slice(&both.to_le_bytes()[..ROW]);
        }
    }

    /// Puts bytes of a plane into the rows from `first` on.
    pub(super) fn put(&mut self, first: usize, plane: usize, bytes: &[u8]) {
        let at = PLACES.get(plane).copied().unwrap_or_default();
        let (rows, _) =
            self.bytes.get_mut(first * ROW..).unwrap_or_default().as_chunks_mut::<ROW>();
        for (row, byte) in rows.iter_mut().zip(bytes) {
            row[at] = *byte;
        }
    }

    /// Moves `count` rows to where they belong, which is ahead of where they are.
    pub(super) fn advance(&mut self, from: usize, to: usize, count: usize) {
        let end = (from + count) * ROW;
        if from > to && end <= self.bytes.len() {
            self.bytes.copy_within(from * ROW..end, to * ROW);
        }
    }

    /// Takes the first rows of another list; `false` where it has not so many.
    pub(super) fn begin_as(&mut self, other: &Self, count: usize) -> bool {
        let pair = (self.bytes.get_mut(..count * ROW), other.bytes.get(..count * ROW));
        match pair {
            (Some(to), Some(from)) if count <= other.len() => to.copy_from_slice(from),
            _ => return false,
        }
        true
    }
}
