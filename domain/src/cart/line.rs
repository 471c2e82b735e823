//! A line of the cart, and how two copies of it become one.
//!
//! Putting a thing into the cart begins a *life* of its line. Within a life the
//! latest change of the quantity counts, and taking the line out ends the life for
//! good, whoever changes the quantity of a copy that had not heard of it. Only
//! putting the thing in again, which begins a later life, brings it back.
//!
//! Of two copies the greater one holds, in an order that says just that. The
//! greater of two values is the same whichever comes first and however often, so
//! every phone that has seen the same copies shows the same cart.

use super::Hand;
use crate::ids::{ProductId, VariantId};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// When and by whom a cart was changed: a count that is above everything its
/// maker had seen, and never behind the maker's clock in milliseconds since 1970,
/// then the maker. A clock that is wrong can make a change look late, never make a
/// change of what was seen look early.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Stamp(u64, u32);

/// The largest count that is taken from outside: what every JSON reader keeps
/// exactly, 285,000 years from now.
pub const MAX_COUNT: u64 = (1 << 53) - 1;

impl Stamp {
    pub(super) const fn new(count: u64, replica: u32) -> Self {
        Self(count, replica)
    }

    /// The next stamp of `hand`, which has seen everything up to `seen`.
    pub(super) fn after(seen: u64, hand: Hand) -> Self {
        let clock = u64::try_from(hand.at.millis()).unwrap_or(0).min(MAX_COUNT);
        Self(clock.max(seen.saturating_add(1)), hand.replica)
    }

    #[must_use]
    pub const fn count(self) -> u64 {
        self.0
    }

    #[must_use]
    pub const fn replica(self) -> u32 {
        self.1
    }

    /// The stamp of these two numbers, as a database keeps them.
    #[must_use]
    pub const fn from_parts(count: u64, replica: u32) -> Self {
        Self(count, replica)
    }
}

/// One thing in the cart, or the memory that it was taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    pub product: ProductId,
    pub variant: VariantId,
    /// Zero: taken out.
    pub quantity: u32,
    /// Since when it has been in the cart.
    #[serde(default)]
    pub life: Stamp,
    /// The last change of the quantity.
    #[serde(default)]
    pub edited: Stamp,
    /// Lines stand in the order of this number.
    #[serde(default)]
    pub place: u64,
}

impl CartLine {
    /// Whether it was taken out.
    #[must_use]
    pub const fn is_gone(&self) -> bool {
        self.quantity == 0
    }

    pub(super) fn is_about(&self, product: &ProductId, variant: &VariantId) -> bool {
        self.product == *product && self.variant == *variant
    }

    /// Which of two copies of a line holds.
    pub(super) fn rank(&self, other: &Self) -> Ordering {
        let key = |line: &Self| (line.life, line.is_gone(), line.edited, line.quantity, line.place);
        key(self).cmp(&key(other))
    }

    /// The order in which lines are shown, the same on every phone.
    pub(super) fn by_place(&self, other: &Self) -> Ordering {
        let key = |line: &Self| (line.place, line.life);
        let name = |line: &Self| (line.product.clone(), line.variant.clone());
        key(self).cmp(&key(other)).then_with(|| name(self).cmp(&name(other)))
    }

    /// The latest count this line knows of.
    pub(super) fn latest(&self) -> u64 {
        self.life.count().max(self.edited.count())
    }
}
