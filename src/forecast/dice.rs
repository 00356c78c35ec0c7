//! Random numbers that are the same on every machine: Philox4x32-10, a generator without a state.
//!
//! J. Salmon, M. Moraes, R. Dror and D. Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
//! A number is a function of the seed and of what it is for (which run, which turn, which dial), so that
//! runs can be made in any order and in any pieces, and turning one dial leaves the draws of the others.

/// What a draw is for: run, turn, dial and number.
pub(super) type Purpose = [u32; 4];

const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const ROUNDS: u32 = 10;

/// The four random words of a purpose.
pub(super) fn philox(seed: u64, purpose: Purpose) -> [u32; 4] {
    let mut key = [seed as u32, (seed >> 32) as u32];
    let mut words = purpose;
    for _ in 0..ROUNDS {
        let [a, b, c, d] = words;
        let left = u64::from(MULTIPLIERS[0]) * u64::from(a);
        let right = u64::from(MULTIPLIERS[1]) * u64::from(c);
        words = [
            (right >> 32) as u32 ^ b ^ key[0],
            right as u32,
            (left >> 32) as u32 ^ d ^ key[1],
            left as u32,
        ];
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    words
}

/// A random fraction of 2⁶⁴.
pub(super) fn fraction(seed: u64, purpose: Purpose) -> u64 {
    let [low, high, ..] = philox(seed, purpose);
    u64::from(high) << 32 | u64::from(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The authors' own vectors: Random123 1.14, `tests/kat_vectors`, philox4x32-10.
    #[test]
    fn the_published_vectors_come_out() {
        assert_eq!(philox(0, [0; 4]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(
            philox(u64::MAX, [u32::MAX; 4]),
            [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
        );
        assert_eq!(
            philox(0x299f_31d0_a409_3822, [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344]),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn fractions_fill_their_range_evenly() {
        let draws: Vec<u64> = (0..10_000).map(|run| fraction(7, [run, 0, 0, 0])).collect();
        for tenth in 0..10_u128 {
            let (from, to) = (tenth << 64, (tenth + 1) << 64);
            let within = draws.iter().filter(|draw| {
                let scaled = u128::from(**draw) * 10;
                scaled >= from && scaled < to
            });
            // Binomial with mean 1,000 and deviation 30: five deviations.
            let count = within.count();
            assert!((850..=1_150).contains(&count), "{count} in tenth {tenth}");
        }
    }
}
