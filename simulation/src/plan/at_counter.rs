//! What cashiers do: shifts, slips, cash for orders they carry, and slips of the hand.

use crate::cast::{COUNTERS, PHONES};
use crate::chance::Chance;
use std::fmt;

/// Something at a counter. Places count among those there are, around and around.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtCounter {
    /// A shift begins with so many thousands for change.
    Open { phone: usize, thousands: i64 },
    /// So many thousands are put in, or taken out if below nothing.
    Move { phone: usize, thousands: i64 },
    /// Counted, with so much more or less than there should be.
    Close { phone: usize, off: i64 },
    /// Somebody brings a slip, or shows a code.
    Serve { phone: usize, nth: usize },
    /// Two counters have the same slip before them at once.
    Race { phone: usize, other: usize, nth: usize },
    /// A counter without a line takes in what a phone has not sent, and the cash for it.
    TakeIn { of: usize, by: usize, offline: i64 },
    /// What was taken by mistake is undone.
    Undo { phone: usize, nth: usize, word: Word },
}

/// How a cashier comes by a colleague's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Asked,
    /// The colleague mistypes.
    Mistyped,
    /// One that was given before, and for something else perhaps.
    Older,
}

impl AtCounter {
    /// Where somebody may just have taken cash, or undone what they took.
    pub(super) const fn served_at(self) -> Option<usize> {
        match self {
            Self::Serve { phone, .. } | Self::Race { phone, .. } | Self::Undo { phone, .. } => {
                Some(phone)
            }
            _ => None,
        }
    }

    pub(super) fn undo(chance: &mut Chance, phone: usize) -> Self {
        let words =
            [Word::Asked, Word::Asked, Word::Asked, Word::Mistyped, Word::Older, Word::Older];
        Self::Undo { phone, nth: chance.index(3), word: *chance.pick(&words) }
    }

    /// At `phone` for the most part.
    pub(super) fn draw(chance: &mut Chance, phone: usize) -> Self {
        let other = COUNTERS.start + chance.index(COUNTERS.len());
        let phone = if chance.one_in(4) { other } else { phone };
        let nth = chance.index(8);
        match chance.below(20) {
            0 | 1 => Self::Open { phone, thousands: chance.between(0, 200) },
            2..=4 => Self::Move { phone, thousands: chance.between(-60, 60) },
            5 | 6 => Self::Close { phone, off: *chance.pick(&[0, 0, -5_000, 2_000]) },
            7..=10 => Self::Serve { phone, nth },
            11..=13 => {
                let next = 1 + chance.index(COUNTERS.len() - 1);
                let place = (phone - COUNTERS.start + next) % COUNTERS.len();
                Self::Race { phone, other: COUNTERS.start + place, nth }
            }
            14 | 15 => Self::TakeIn {
                of: chance.index(COUNTERS.start),
                by: phone,
                offline: chance.between(500, 20_000),
            },
            _ => Self::undo(chance, phone),
        }
    }
}

impl fmt::Display for AtCounter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |phone: &usize| PHONES[*phone].name;
        match self {
            Self::Open { phone, thousands } => {
                write!(f, "{}: a shift begins with {thousands},000", name(phone))
            }
            Self::Move { phone, thousands } => {
                write!(f, "{}: {thousands},000 are put into the drawer", name(phone))
            }
            Self::Close { phone, off } => write!(f, "{}: counted, {off} off", name(phone)),
            Self::Serve { phone, .. } => write!(f, "{} is shown a code", name(phone)),
            Self::Race { phone, other, .. } => {
                write!(f, "{} and {} have one slip before them", name(phone), name(other))
            }
            Self::TakeIn { of, by, .. } => {
                write!(f, "{} takes in what {} has not sent, and cash for it", name(by), name(of))
            }
            Self::Undo { phone, word, .. } => {
                write!(f, "{} undoes a payment ({word:?} word)", name(phone))
            }
        }
    }
}
