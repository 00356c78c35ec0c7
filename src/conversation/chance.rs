//! What of the things that happen at times happens now.
//!
//! A ledger is kept for one definite course of events, so that every token is whole and every line adds
//! up. Shares are met without chance: of the lookups that can hit, each reads its share of tokens, the
//! remainder carried on to the next; of the attempts, every so-manieth fails. Over a conversation both
//! differ from the share by less than one token, or one call. This is the expectation, and not an
//! approximation of it: a call's price is linear in the tokens read, and after a miss the cache holds what
//! it holds after a hit.
//!
//! Many futures draw instead; their mean comes to the ledger's.

/// Decides what happens.
pub trait Chance {
    /// How many of `tokens` that a cache could give it does, when so many of a thousand lookups hit.
    fn read(&mut self, tokens: u64, per_mille: u16) -> u64;
    /// Whether this attempt fails, when so many of a thousand do.
    fn fails(&mut self, per_mille: u16) -> bool;
    /// Whether this conversation falls into the loop, when so many of a thousand do.
    fn is_trapped(&mut self, per_mille: u16) -> bool;
}

/// Things happen evenly, as often as their share says; see the module.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evenly {
    trapped: bool,
    reads: u64,
    failures: u64,
}

impl Evenly {
    /// The course in which no loop is fallen into.
    pub fn new() -> Self {
        Self::default()
    }

    /// The course in which the loop is.
    pub fn trapped() -> Self {
        Self { trapped: true, ..Self::default() }
    }
}

impl Chance for Evenly {
    fn read(&mut self, tokens: u64, per_mille: u16) -> u64 {
        if per_mille >= WHOLE {
            return tokens;
        }
        let due = tokens.saturating_mul(u64::from(per_mille)).saturating_add(self.reads);
        self.reads = due % u64::from(WHOLE);
        due / u64::from(WHOLE)
    }

    fn fails(&mut self, per_mille: u16) -> bool {
        self.failures += u64::from(per_mille.min(WHOLE));
        let fails = self.failures >= u64::from(WHOLE);
        if fails {
            self.failures -= u64::from(WHOLE);
        }
        fails
    }

    fn is_trapped(&mut self, _per_mille: u16) -> bool {
        self.trapped
    }
}

/// All of a thousand.
const WHOLE: u16 = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_met_to_the_token_and_to_the_attempt() {
        let mut evenly = Evenly::new();
        let read: u64 = (0..1_000).map(|_| evenly.read(333, 500)).sum();
        assert_eq!(read, 166_500);
        let failed = (0..1_000).filter(|_| evenly.fails(37)).count();
        assert_eq!(failed, 37);
        assert_eq!(evenly.read(77, 1_000), 77);
        assert_eq!((0..9).filter(|_| evenly.fails(0)).count(), 0);
    }

    #[test]
    fn a_share_reads_no_more_than_there_is() {
        let mut evenly = Evenly::new();
        for tokens in [1, 1, 1, 7, 3, 0, 1] {
            assert!(evenly.read(tokens, 999) <= tokens);
        }
    }
}
