//! A small generator, so that a failing case can be had again.

/// Knuth's 64-bit linear congruential generator; its upper bits are what is rolled.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// From 0 to `most`, each about equally often.
    pub(crate) fn roll(&mut self, most: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % (most + 1)
    }
}
