//! How many shards travel beside each other. Pure.
//!
//! On a narrow line one after the other arrives sooner and whole; on a wide one
//! several hide the time between question and answer. So what is under way is
//! never more than the line carries in about two seconds, as measured by what came.

/// Beside each other at most.
const MOST: u32 = 4;

/// What is under way is to arrive within this time.
const WINDOW_MILLIS: u64 = 2_000;

/// So many shards may be under way at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lanes(u32);

impl Lanes {
    /// What comes first comes alone: whatever travels beside it delays it.
    pub const ONE: Self = Self(1);

    #[must_use]
    pub const fn count(self) -> usize {
        self.0 as usize
    }

    /// After a shard of so many bytes came in so many milliseconds, and the next
    /// has its own size. Widens by twice at most, so that a guess costs little.
    #[must_use]
    pub fn after(self, bytes: u32, millis: u64, next: u32) -> Self {
        // What travelled beside it took its share of the line.
        let a_window = u64::from(bytes) * u64::from(self.0) * WINDOW_MILLIS / millis.max(1);
        let widest = u64::from((self.0 * 2).min(MOST));
        let count = (a_window / u64::from(next.max(1))).clamp(1, widest);
        Self(u32::try_from(count).unwrap_or(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SHARD: u32 = 60_000;

    /// The lanes while shards of one size come over a line of so many bytes a
    /// second that takes so long for a question and its answer.
    fn over(bytes_per_second: u64, round_trip: u64) -> Vec<usize> {
        let mut lanes = Lanes::ONE;
        let shown = std::iter::repeat_with(|| {
            let carried = u64::from(SHARD) * lanes.count() as u64 * 1_000 / bytes_per_second;
            lanes = lanes.after(SHARD, round_trip + carried, SHARD);
            lanes.count()
        });
        shown.take(6).collect()
    }

    // Holds C14.
    #[test]
    fn a_wide_line_carries_four_and_a_narrow_one_carries_one() {
        assert_eq!(over(10_000_000, 20), [2, 4, 4, 4, 4, 4]);
        assert_eq!(over(50_000, 400), [1; 6]);
        // Wide enough for two, and for no more.
        assert_eq!(over(90_000, 150), [2; 6]);
    }

    // Holds C14.
    #[test]
    fn a_line_that_becomes_narrow_is_taken_for_what_it_is() {
        let wide = Lanes::ONE.after(SHARD, 30, SHARD).after(SHARD, 30, SHARD);
        assert_eq!(wide.count(), 4);
        assert_eq!(wide.after(SHARD, 6_000, SHARD).count(), 1);
        // A small one beside large ones says little.
        assert_eq!(Lanes::ONE.after(2_000, 200, SHARD).count(), 1);
    }

    proptest! {
        #[test]
        fn there_is_always_one_and_never_more_than_four(
            arrivals in proptest::collection::vec((0..2_000_000_u32, 0..90_000_u64, 0..2_000_000_u32), 0..20),
        ) {
            let mut lanes = Lanes::ONE;
            for (bytes, millis, next) in arrivals {
                let before = lanes.count();
                lanes = lanes.after(bytes, millis, next);
                prop_assert!((1..=4).contains(&lanes.count()) && lanes.count() <= 2 * before);
            }
        }
    }
}
