//! Which rows of a long list are in the document, and where they stand.
//!
//! A list is as high as all its rows together, so the scroll bar tells the truth, but only the rows
//! near the screen are there. How high a page can be ends somewhere; a list that would be higher
//! slips: its rows lie further down than the page is scrolled. The slip stays while somebody
//! scrolls, is set anew where somebody jumps, and is right at both ends, so nothing is out of reach.

use std::ops::Range;

/// Pixels that every browser can still lay out. Chromium counts a 64th of a device's pixel in 32
/// bits, which at three of them to a pixel of ours is eleven million; Firefox ends at seventeen.
const MOST_HEIGHT: i64 = 8_000_000;

/// So many are there at least: what a first screen holds, and what is measured.
const LEAST: usize = 24;

/// A place in a list that was left, for the way back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Left {
    scrolled: i64,
    slip: i64,
}

/// How the rows of a list lie.
#[derive(Debug, Clone, Default)]
pub struct Stretch {
    pub columns: usize,
    /// Pixels from one row to the next; zero until two rows were measured.
    pub pitch: i64,
    now: Left,
    left: Left,
}

/// What is in the document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    pub places: Range<usize>,
    /// Pixels of the list above the first of them.
    pub lead: i64,
    /// Pixels of the whole list.
    pub height: i64,
}

impl Left {
    pub const AT_THE_TOP: Self = Self { scrolled: 0, slip: 0 };
}

impl Stretch {
    /// A list on which somebody may come back to where one was left.
    #[must_use]
    pub fn coming_back(left: Left) -> Self {
        Self { left, ..Self::default() }
    }

    #[must_use]
    pub const fn place(&self) -> Left {
        self.now
    }

    /// The part for a screen that begins so many pixels below the list's beginning.
    pub fn part(&mut self, count: usize, scrolled: i64, screen: i64) -> Part {
        if self.pitch <= 0 || self.columns == 0 {
            return Part { places: 0..count.min(LEAST), lead: 0, height: 0 };
        }
        let rows = pixels(count.div_ceil(self.columns));
        let whole = rows.saturating_mul(self.pitch);
        let height = whole.min(MOST_HEIGHT);
        let last = (height - screen).max(1);
        let scrolled = scrolled.clamp(0, last);
        let slip = self.slip(scrolled, screen, last, whole - height);
        self.now = Left { scrolled, slip };
        let top = scrolled + slip;
        // Nothing stands above the list's beginning or below its end.
        let from = ((top - screen) / self.pitch).max((slip + self.pitch - 1) / self.pitch);
        let to = ((top + 2 * screen) / self.pitch + 1).min((height + slip) / self.pitch);
        let first = (number(from) * self.columns).min(count);
        let end = (number(to) * self.columns).max(first + LEAST).min(count);
        Part { places: first..end, lead: from * self.pitch - slip, height }
    }

    fn slip(&self, scrolled: i64, screen: i64, last: i64, most: i64) -> i64 {
        let is_near = |place: i64| (scrolled - place).abs() <= 2 * screen;
        if scrolled == 0 {
            0
        } else if scrolled == last {
            most
        } else if is_near(self.now.scrolled) && self.now.scrolled > 0 {
            self.now.slip.min(most)
        } else if is_near(self.left.scrolled) {
            self.left.slip.min(most)
        } else {
            most * scrolled / last
        }
    }

    /// Pixels from the list's beginning to a place.
    #[must_use]
    pub fn depth(&self, place: usize) -> i64 {
        pixels(place / self.columns.max(1)) * self.pitch - self.now.slip
    }

    /// Goes on as if it had been scrolled there, which it is about to be.
    pub const fn follow(&mut self, scrolled: i64) {
        self.now.scrolled = scrolled;
    }

    /// The first place of the row at the top of the screen.
    #[must_use]
    pub fn at_top(&self) -> usize {
        let row = (self.now.scrolled + self.now.slip).checked_div(self.pitch).unwrap_or(0);
        number(row) * self.columns
    }
}

fn pixels(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn number(rows: i64) -> usize {
    usize::try_from(rows).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SCREEN: i64 = 800;

    fn list(columns: usize, pitch: i64) -> Stretch {
        Stretch { columns, pitch, ..Stretch::default() }
    }

    /// Which places a screen shows that begins so far down the page.
    fn shown(list: &Stretch, scrolled: i64) -> std::ops::RangeInclusive<usize> {
        let top = (scrolled + list.now.slip) / list.pitch;
        let end = (scrolled + list.now.slip + SCREEN - 1) / list.pitch;
        number(top) * list.columns..=(number(end) + 1) * list.columns - 1
    }

    #[test]
    fn the_first_are_there_before_anything_is_measured() {
        let mut list = Stretch::default();
        assert_eq!(list.part(9, 0, SCREEN), Part { places: 0..9, lead: 0, height: 0 });
        assert_eq!(list.part(90, 0, SCREEN).places, 0..LEAST);
    }

    #[test]
    fn a_hundred_thousand_end_with_the_last() {
        for (columns, pitch) in [(1, 83), (2, 270), (1, 400), (6, 297)] {
            let mut list = list(columns, pitch);
            let height = list.part(100_000, 0, SCREEN).height;
            assert!(height <= MOST_HEIGHT);
            let end = list.part(100_000, height - SCREEN, SCREEN);
            assert_eq!(end.places.end, 100_000);
            let rows = pixels(end.places.len().div_ceil(columns));
            assert_eq!(end.lead + rows * pitch, height, "the last row ends where the list does");
        }
    }

    #[test]
    fn who_comes_back_finds_the_same_row() {
        let mut before = list(2, 400);
        before.part(100_000, 0, SCREEN);
        for scrolled in (1..60).map(|step| step * 500) {
            before.part(100_000, scrolled, SCREEN);
        }
        let at = before.at_top();
        assert_eq!(at, 29_500 / 400 * 2, "who only scrolls, scrolls as far as the page");
        let mut after = Stretch { left: before.place(), ..list(2, 400) };
        after.part(100_000, 0, SCREEN);
        after.part(100_000, 29_500, SCREEN);
        assert_eq!(after.at_top(), at);
    }

    proptest! {
        /// Whatever somebody does, the screen is full of rows that stand where they should.
        #[test]
        fn the_screen_is_never_empty(
            columns in 1..7_usize,
            pitch in 60..500_i64,
            count in 1..200_000_usize,
            steps in prop::collection::vec((0..3_u8, 0..10_000_i64), 1..40),
        ) {
            let mut list = list(columns, pitch);
            let height = list.part(count, 0, SCREEN).height;
            let mut scrolled = 0;
            for (how, by) in steps {
                scrolled = match how {
                    0 => (scrolled + by % 1_000).min((height - SCREEN).max(0)),
                    1 => (scrolled - by % 1_000).max(0),
                    _ => (height - SCREEN).max(0) * by / 10_000,
                };
                let part = list.part(count, scrolled, SCREEN);
                prop_assert_eq!(part.height, height);
                prop_assert!(part.lead >= 0);
                prop_assert_eq!(part.lead, list.depth(part.places.start));
                let wanted = shown(&list, scrolled);
                let is_near_the_end = scrolled + SCREEN + pitch > height;
                prop_assert!(scrolled < pitch || part.places.start <= *wanted.start());
                prop_assert!(is_near_the_end || part.places.end > (*wanted.end()).min(count - 1));
                prop_assert!(part.places.len() <= columns * number(4 * SCREEN / pitch + 3) + LEAST);
            }
        }
    }
}
