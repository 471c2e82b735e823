//! Chance that can be repeated: what is drawn depends on the seed alone, and on nothing of the
//! machine. Whole numbers only.

/// A row of draws (SplitMix64, Steele and others 2014).
pub struct Chance(u64);

impl Chance {
    /// The row that belongs to the `number`th thing of a seed.
    #[must_use]
    pub fn of(seed: u64, number: u64) -> Self {
        let mut chance = Self(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        // Neighbours' first draws would be alike.
        chance.draw();
        chance
    }

    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below another, which is not nothing.
    pub fn below(&mut self, end: u64) -> u64 {
        self.draw() % end.max(1)
    }

    /// Whether something happens that happens so often in a hundred.
    pub fn in_hundred(&mut self, often: u64) -> bool {
        self.below(100) < often
    }

    /// One of several, each as likely.
    pub fn one<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.index(from.len())]
    }

    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or(0)
    }
}

/// Draws of which the first are much more likely than the last, as words and brands are: the weight
/// of the one at place k is k to the power of minus three quarters (Zipf).
pub struct Falling {
    sums: Vec<u64>,
}

impl Falling {
    #[must_use]
    pub fn over(length: usize) -> Self {
        let mut sum = 0;
        let sums = (0..length as u64).map(|place| {
            let root = ((place + 2) << 40).isqrt();
            // Both roots carry 2^20.
            sum += (1 << 60) / (root * (root << 20).isqrt());
            sum
        });
        Self { sums: sums.collect() }
    }

    pub fn draw(&self, chance: &mut Chance) -> usize {
        let at = chance.below(self.sums.last().copied().unwrap_or(1));
        self.sums.partition_point(|sum| *sum <= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_drawn_most_and_the_last_is_drawn() {
        let falling = Falling::over(50);
        let mut counts = [0; 50];
        let mut chance = Chance::of(1, 1);
        for _ in 0..20_000 {
            counts[falling.draw(&mut chance)] += 1;
        }
        assert!(counts[0] > 3 * counts[10] && counts[49] > 0, "{counts:?}");
    }
}
