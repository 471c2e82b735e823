//! One slip of the finger: a letter wrong, missing, too many, or two swapped.

/// How a typed word that is not quite a known word relates to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slip {
    /// One edit away from the whole word.
    Whole,
    /// One edit away from the beginning of the word: still being typed.
    Beginning,
}

/// Whether `typed` is one edit away from `known`, or from a beginning of it.
///
/// One pass suffices: the edit can only be where the two first differ.
pub(super) fn slip<T: PartialEq>(typed: &[T], known: &[T]) -> Option<Slip> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(typed: &str, known: &str) -> Option<Slip> {
        slip(typed.as_bytes(), known.as_bytes())
    }

    #[test]
    fn one_slip_and_no_more() {
        assert_eq!(of("kopy", "kopi"), Some(Slip::Whole));
        assert_eq!(of("sendal", "sandal"), Some(Slip::Whole));
        assert_eq!(of("beas", "beras"), Some(Slip::Whole));
        assert_eq!(of("berras", "beras"), Some(Slip::Whole));
        assert_eq!(of("kopii", "kopi"), Some(Slip::Whole));
        assert_eq!(of("opki", "kopi"), None);
        assert_eq!(of("okpi", "kopi"), Some(Slip::Whole));
        assert_eq!(of("kpoi", "kopi"), Some(Slip::Whole));
        assert_eq!(of("hanphon", "handphone"), Some(Slip::Beginning));
        assert_eq!(of("meja", "kursi"), None);
        assert_eq!(of("", ""), None);
    }
}
