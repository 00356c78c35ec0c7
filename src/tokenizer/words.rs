//! Short words that were counted before, by their own bytes.
//!
//! Text repeats itself: most pieces of up to fifteen bytes have been seen. An entry is sixteen bytes,
//! the word itself with its length and its count in the one byte that is left, so a look-up compares
//! the whole word and can never mistake one for another. The table grows with the words that come, so
//! that a short text costs little memory.

/// The longest word that is remembered, in bytes.
pub(crate) const LONGEST: usize = 15;

const FEWEST_SETS: usize = 1 << 11;
const MOST_SETS: usize = 1 << 15;
const WAYS: usize = 2;
/// The four bits of the upper half that hold the count.
const COUNT_SHIFT: u32 = 56;
const COUNT: u64 = 0xF << COUNT_SHIFT;
const LENGTH_SHIFT: u32 = 60;

/// Which bits of the two halves the bytes of a word take, by its length.
const MASKS: [[u64; 2]; LONGEST + 1] = {
    let mut masks = [[0; 2]; LONGEST + 1];
    let mut length = 1;
    while length <= LONGEST {
        let mask = u128::MAX >> (128 - 8 * length);
        masks[length] = [mask as u64, (mask >> 64) as u64];
        length += 1;
    }
    masks
};

/// A word of one to [`LONGEST`] bytes with its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    low: u64,
    high: u64,
}

impl Word {
    /// The word at `start..end` of `text`; none if it is empty or too long.
    #[inline]
    pub(crate) fn at(text: &[u8], start: usize, end: usize) -> Option<Self> {
        let length = end.wrapping_sub(start);
        if length.wrapping_sub(1) >= LONGEST {
            return None;
        }
        let [low, high] = MASKS[length & LONGEST];
        let (low_bytes, high_bytes) = match text.get(start..).and_then(|rest| rest.first_chunk()) {
            Some(wide) => halves(wide),
            None => halves(&padded(text.get(start..end)?)),
        };
        let high = high_bytes & high | (length as u64) << LENGTH_SHIFT;
        Some(Self { low: low_bytes & low, high })
    }

    #[inline]
    fn set(self, shift: u32) -> usize {
        let mixed = (self.low ^ self.high.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> shift) as usize
    }
}

/// A set-associative memory of words and their counts.
#[derive(Debug)]
pub(crate) struct Words {
    entries: Vec<[Word; WAYS]>,
    /// How far a hash is shifted to choose a set.
    shift: u32,
    /// How many words were put in since the table grew.
    inserted: usize,
}

const NOTHING: Word = Word { low: 0, high: 0 };

impl Words {
    pub(crate) fn new() -> Self {
        Self::with_sets(FEWEST_SETS)
    }

    fn with_sets(sets: usize) -> Self {
        let shift = u64::BITS - sets.trailing_zeros();
        Self { entries: vec![[NOTHING; WAYS]; sets], shift, inserted: 0 }
    }

    /// The count of a word, if it is remembered.
    #[inline]
    pub(crate) fn get(&self, word: Word) -> Option<u64> {
        let set = self.entries.get(word.set(self.shift))?;
        set.iter()
            .find(|entry| entry.low == word.low && entry.high & !COUNT == word.high)
            .map(|entry| (entry.high & COUNT) >> COUNT_SHIFT)
    }

    /// Remembers a word in place of the one longest in its set.
    #[inline]
    pub(crate) fn insert(&mut self, word: Word, count: u64) {
        self.put(Word { low: word.low, high: word.high | count << COUNT_SHIFT & COUNT });
        self.inserted += 1;
        // Sooner than it is full: a word that finds no place has to be merged again.
        if self.inserted * 2 >= self.entries.len() && self.entries.len() < MOST_SETS {
            self.grow();
        }
    }

    #[inline]
    fn put(&mut self, entry: Word) {
        let set = Word { low: entry.low, high: entry.high & !COUNT }.set(self.shift);
        if let Some(set) = self.entries.get_mut(set) {
            set.rotate_right(1);
            set[0] = entry;
        }
    }

    #[cold]
    fn grow(&mut self) {
        let old = std::mem::replace(self, Self::with_sets(self.entries.len() * 2));
        // The newest of a set goes in last, so that it stays the newest.
        for entry in old.entries.into_iter().flat_map(|set| set.into_iter().rev()) {
            if entry != NOTHING {
                self.put(entry);
            }
        }
    }
}

#[inline]
fn halves(wide: &[u8; 16]) -> (u64, u64) {
    let both = u128::from_le_bytes(*wide);
    (both as u64, (both >> 64) as u64)
}

/// Up to sixteen bytes at the end of a text.
#[cold]
fn padded(bytes: &[u8]) -> [u8; 16] {
    let mut wide = [0; 16];
    for (to, from) in wide.iter_mut().zip(bytes) {
        *to = *from;
    }
    wide
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_outlive_growing_and_are_never_mistaken() {
        let mut words = Words::new();
        let word = |number: u32| {
            let text = format!("{number:a<7}");
            Word::at(text.as_bytes(), 0, text.len()).unwrap()
        };
        for number in 0..300_000 {
            words.insert(word(number), u64::from(number % 16));
            assert_eq!(words.get(word(number)), Some(u64::from(number % 16)));
        }
        assert_eq!(words.entries.len(), MOST_SETS);
        let known = (0..300_000).filter_map(|number| {
            words.get(word(number)).inspect(|count| assert_eq!(*count, u64::from(number % 16)))
        });
        // Of more words than there is room for, most places hold one.
        assert!(known.count() > MOST_SETS * WAYS * 9 / 10);

        let mut words = Words::new();
        for number in 0..FEWEST_SETS as u32 {
            words.insert(word(number), 1);
        }
        let kept = (0..FEWEST_SETS as u32).filter(|number| words.get(word(*number)).is_some());
        assert!(words.entries.len() == 2 * FEWEST_SETS && kept.count() > FEWEST_SETS * 9 / 10);
    }
}
