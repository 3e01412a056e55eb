//! Chance that repeats itself: the same seed gives the same numbers on every machine and in every version.

/// A stream of numbers that look random (splitmix64).
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) const fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub(super) const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.abs_diff(low) + 1;
        low + i64::try_from(self.bits() % span).unwrap_or(0)
    }

    /// Whether something happens that happens so many times in a thousand.
    pub(super) fn happens(&mut self, in_thousand: i64) -> bool {
        self.between(1, 1_000) <= in_thousand
    }

    /// One of several.
    pub(super) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// An index below a length, which must not be zero.
    pub(super) fn below(&mut self, length: usize) -> usize {
        usize::try_from(self.bits() % u64::try_from(length.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    /// An index, each as likely as its weight says.
    pub(super) fn weighted(&mut self, weights: &[i64]) -> usize {
        let mut left = self.between(1, weights.iter().sum::<i64>().max(1));
        for (index, weight) in weights.iter().enumerate() {
            left -= weight;
            if left <= 0 {
                return index;
            }
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let mut chance = Chance::of(20_261_122);
        let numbers: Vec<i64> = (0..5).map(|_| chance.between(0, 999)).collect();
        let mut again = Chance::of(20_261_122);
        assert_eq!(numbers, (0..5).map(|_| again.between(0, 999)).collect::<Vec<_>>());
        assert_ne!(numbers[0], numbers[1]);
    }

    #[test]
    fn a_weight_of_zero_is_never_chosen() {
        let mut chance = Chance::of(1);
        assert!((0..1_000).all(|_| chance.weighted(&[0, 3, 0, 1]) % 2 == 1));
    }
}
