//! Slips of the finger: a letter wrong, missing, too many, or two neighbours
//! swapped. One is forgiven in a word of four letters, two in one of eight.

use super::reading::Match;

/// Most letters of a word that are looked at; the buffers below have one more.
pub(super) const MOST_LETTERS: usize = 40;
/// Words shorter than this are taken at their word.
const MIN_FORGIVEN: usize = 4;
/// Shorter than this even if nothing is found otherwise.
const MIN_FORGIVEN_SHORT: usize = 3;
/// Unfinished words must be longer to be forgiven, or everything matches.
const MIN_FORGIVEN_BEGINNING: usize = 5;
/// Words in which a second slip is forgiven.
const MIN_FORGIVEN_TWICE: usize = 8;

/// How much is forgiven in a word; each goes beyond the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slips {
    One,
    /// One in words of three letters too: a last resort, for it makes half of
    /// them each other.
    Short,
    Two,
}

impl Slips {
    /// What each goes through, the next if the one before finds nothing.
    pub const ALL: [Self; 3] = [Self::One, Self::Short, Self::Two];

    pub const fn most(self) -> u32 {
        match self {
            Self::One | Self::Short => 1,
            Self::Two => 2,
        }
    }

    /// Whether a word of so many letters is forgiven something that is not
    /// forgiven before.
    pub const fn is_for(self, letters: usize) -> bool {
        match self {
            Self::One => letters + 1 >= MIN_FORGIVEN,
            Self::Short => letters + 1 >= MIN_FORGIVEN_SHORT && letters <= MIN_FORGIVEN,
            Self::Two => letters + 2 >= MIN_FORGIVEN_TWICE,
        }
    }
}

/// How a typed word that is not quite a known one, nor its beginning, may yet be
/// meant for it.
pub(super) fn forgive<T: PartialEq>(typed: &[T], known: &[T], slips: Slips) -> Option<Match> {
    let shortest = if slips == Slips::One { MIN_FORGIVEN } else { MIN_FORGIVEN_SHORT };
    match one_slip(typed, known) {
        Some(Slip::Whole) if known.len() >= shortest => return Some(Match::Slip),
        Some(_) if typed.len() >= MIN_FORGIVEN_BEGINNING => return Some(Match::SlipInBeginning),
        _ if slips != Slips::Two => return None,
        _ => {}
    }
    let whole_twice = known.len() >= MIN_FORGIVEN_TWICE;
    let beginning_twice = typed.len() >= MIN_FORGIVEN_TWICE;
    match two_slips(typed, known) {
        Some(Slip::Whole) if whole_twice => Some(Match::TwoSlips),
        Some(_) if beginning_twice => Some(Match::TwoSlipsInBeginning),
        _ => None,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slip {
    /// So many edits away from the whole word.
    Whole,
    /// So many edits away from the beginning of the word: still being typed.
    Beginning,
}

/// Whether `typed` is one edit away from `known`, or from a beginning of it.
///
/// One pass suffices: the edit can only be where the two first differ.
fn one_slip<T: PartialEq>(typed: &[T], known: &[T]) -> Option<Slip> {
    let at = typed.iter().zip(known).take_while(|(a, b)| a == b).count();
    let (typed, known) = (&typed[at..], &known[at..]);
    let wrong = (1, 1);
    let too_many = (1, 0);
    let missing = (0, 1);
    let mut best = None;
    for (skip_typed, skip_known) in [wrong, too_many, missing] {
        best = better(best, rest(typed.get(skip_typed..), known.get(skip_known..)));
    }
    if let ([a, b, typed @ ..], [c, d, known @ ..]) = (typed, known)
        && a == d
        && b == c
    {
        best = better(best, rest(Some(typed), Some(known)));
    }
    best
}

fn rest<T: PartialEq>(typed: Option<&[T]>, known: Option<&[T]>) -> Option<Slip> {
    let (typed, known) = (typed?, known?);
    if typed == known {
        Some(Slip::Whole)
    } else {
        known.starts_with(typed).then_some(Slip::Beginning)
    }
}

const fn better(a: Option<Slip>, b: Option<Slip>) -> Option<Slip> {
    match (a, b) {
        (Some(Slip::Whole), _) | (_, Some(Slip::Whole)) => Some(Slip::Whole),
        (Some(Slip::Beginning), _) | (_, Some(Slip::Beginning)) => Some(Slip::Beginning),
        (None, None) => None,
    }
}

/// Whether at most two edits lead from `typed` to `known` or to a beginning of
/// it: Damerau's distance, row by row, given up as soon as a row is all above.
fn two_slips<T: PartialEq>(typed: &[T], known: &[T]) -> Option<Slip> {
    const FAR: u8 = 3;
    let width = known.len().min(typed.len() + 2);
    if width > MOST_LETTERS || width + 2 < typed.len() {
        return None;
    }
    let mut before = [FAR; MOST_LETTERS + 1];
    let mut above = [FAR; MOST_LETTERS + 1];
    for (at, cell) in (0..FAR).zip(&mut above[..=width]) {
        *cell = at;
    }
    for row in 1..=typed.len() {
        let mut here = [FAR; MOST_LETTERS + 1];
        // Farther from the diagonal than this everything is too far.
        let (from, to) = (row.saturating_sub(2), width.min(row + 2));
        let mut nearest = FAR;
        for at in from..=to {
            let mut cell = above[at] + 1;
            if at > 0 {
                let is_same = typed[row - 1] == known[at - 1];
                cell = cell.min(here[at - 1] + 1).min(above[at - 1] + u8::from(!is_same));
                let is_swapped = row > 1
                    && at > 1
                    && typed[row - 1] == known[at - 2]
                    && typed[row - 2] == known[at - 1];
                if is_swapped {
                    cell = cell.min(before[at - 2] + 1);
                }
            }
            here[at] = cell.min(FAR);
            nearest = nearest.min(here[at]);
        }
        if nearest == FAR {
            return None;
        }
        (before, above) = (above, here);
    }
    if width == known.len() && above[width] < FAR {
        return Some(Slip::Whole);
    }
    above[..=width].iter().any(|cell| *cell < FAR).then_some(Slip::Beginning)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn once(typed: &str, known: &str) -> Option<Match> {
        forgive(typed.as_bytes(), known.as_bytes(), Slips::One)
    }

    fn twice(typed: &str, known: &str) -> Option<Match> {
        forgive(typed.as_bytes(), known.as_bytes(), Slips::Two)
    }

    #[test]
    fn one_slip_and_no_more() {
        assert_eq!(once("kopy", "kopi"), Some(Match::Slip));
        assert_eq!(once("sendal", "sandal"), Some(Match::Slip));
        assert_eq!(once("beas", "beras"), Some(Match::Slip));
        assert_eq!(once("berras", "beras"), Some(Match::Slip));
        assert_eq!(once("kopii", "kopi"), Some(Match::Slip));
        assert_eq!(once("opki", "kopi"), None);
        assert_eq!(once("okpi", "kopi"), Some(Match::Slip));
        assert_eq!(once("kpoi", "kopi"), Some(Match::Slip));
        assert_eq!(once("hanphon", "handphone"), Some(Match::SlipInBeginning));
        assert_eq!(once("meja", "kursi"), None);
        assert_eq!(once("tes", "teh"), None);
        assert_eq!(forgive(b"tes", b"teh", Slips::Short), Some(Match::Slip));
        assert_eq!(forgive(b"tieh", b"teh", Slips::Short), Some(Match::Slip));
        assert_eq!(forgive(b"ta", b"te", Slips::Short), None);
        assert_eq!(once("", ""), None);
    }

    #[test]
    fn two_slips_in_long_words() {
        assert_eq!(twice("hanphome", "handphone"), Some(Match::TwoSlips));
        assert_eq!(twice("rfeirgerator", "refrigerator"), Some(Match::TwoSlips));
        assert_eq!(twice("refirgeratro", "refrigerator"), Some(Match::TwoSlips));
        assert_eq!(twice("smratpone", "smartphones"), Some(Match::TwoSlipsInBeginning));
        assert_eq!(twice("hanphone", "handphone"), Some(Match::Slip));
        assert_eq!(twice("kopzz", "kopi"), None);
        assert_eq!(twice("perkakas", "pakaian"), None);
    }
}
