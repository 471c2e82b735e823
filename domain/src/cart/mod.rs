//! The cart: what the shopper means to buy. It lives on the phone, is filled with
//! no signal, and follows the account: copies that were changed apart, in two tabs
//! or on two phones, become one by [`Cart::merge`].
//!
//! Each line carries when it was put in and last changed ([`line`]). What was
//! taken out is remembered, so that a copy that has not heard of it cannot bring it
//! back.

mod facts;
mod keeping;
mod line;
#[cfg(test)]
mod tests;

pub use facts::LineFacts;
pub use keeping::{Handover, Keeping};
pub use line::{CartLine, MAX_COUNT, Stamp};

use crate::ids::{ProductId, VariantId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Most of one thing in one order. Above this a person should talk to a person.
pub const MAX_QUANTITY: u32 = 999;

/// Most different lines in one order, so that a command stays small enough to
/// be sent on a bad line.
pub const MAX_LINES: usize = 100;

/// How many lines that were taken out a phone remembers. A copy that has missed
/// more removals than this may bring one of them back.
pub const MAX_REMEMBERED: usize = 200;

/// Whoever changes a cart: one open page, by a number drawn when it opened, and
/// what its clock says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hand {
    pub replica: u32,
    pub at: Timestamp,
}

/// Lines in the order they were put in; a product's variant stands in one line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub struct Cart {
    lines: Vec<CartLine>,
    /// What was taken out.
    gone: Vec<CartLine>,
}

/// A cart as it was written down, perhaps before lines had stamps.
#[derive(Deserialize)]
struct Stored {
    lines: Vec<CartLine>,
    #[serde(default)]
    gone: Vec<CartLine>,
}

impl From<Stored> for Cart {
    fn from(stored: Stored) -> Self {
        let mut cart = Self::default();
        for (mut line, at) in stored.lines.into_iter().zip(1..) {
            if line.life == Stamp::default() {
                (line.life, line.edited, line.place) = (Stamp::new(at, 0), Stamp::new(at, 0), at);
            }
            cart.take(line);
        }
        stored.gone.into_iter().for_each(|line| cart.take(line));
        cart
    }
}

/// Why a thing cannot be put in the cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CartError {
    #[error("at most {MAX_QUANTITY} of one thing")]
    TooMany,
    #[error("at most {MAX_LINES} different things in one order")]
    TooManyLines,
}

impl Cart {
    #[must_use]
    pub fn lines(&self) -> &[CartLine] {
        &self.lines
    }

    /// What was taken out and is remembered.
    #[must_use]
    pub fn gone(&self) -> &[CartLine] {
        &self.gone
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether nothing in it was put in or changed after a moment.
    #[must_use]
    pub fn rests_since(&self, moment: Timestamp) -> bool {
        let moment = u64::try_from(moment.millis()).unwrap_or(0);
        self.lines.iter().all(|line| line.edited.count() <= moment)
    }

    /// How many pieces in all.
    #[must_use]
    pub fn pieces(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity).sum()
    }

    #[must_use]
    pub fn line(&self, product: &ProductId, variant: &VariantId) -> Option<&CartLine> {
        self.lines.iter().find(|line| line.is_about(product, variant))
    }

    #[must_use]
    pub fn quantity(&self, product: &ProductId, variant: &VariantId) -> u32 {
        self.line(product, variant).map_or(0, |line| line.quantity)
    }

    /// Puts `more` pieces in, beside what is there.
    pub fn add(
        &mut self,
        hand: Hand,
        product: &ProductId,
        variant: &VariantId,
        more: u32,
    ) -> Result<(), CartError> {
        let quantity = self.quantity(product, variant).saturating_add(more);
        if quantity > MAX_QUANTITY {
            return Err(CartError::TooMany);
        }
        if self.line(product, variant).is_some() {
            return self.set(hand, product, variant, quantity);
        }
        if self.lines.len() >= MAX_LINES {
            return Err(CartError::TooManyLines);
        }
        let stamp = self.stamp(hand);
        self.begin(product.clone(), variant.clone(), quantity, stamp, stamp.count());
        Ok(())
    }

    /// Sets the quantity of a line that is there; zero takes it out. What is not in
    /// the cart, or no longer, stays out.
    pub fn set(
        &mut self,
        hand: Hand,
        product: &ProductId,
        variant: &VariantId,
        quantity: u32,
    ) -> Result<(), CartError> {
        if quantity > MAX_QUANTITY {
            return Err(CartError::TooMany);
        }
        let stamp = self.stamp(hand);
        if let Some(line) = self.line(product, variant) {
            self.take(CartLine { quantity, edited: stamp, ..line.clone() });
        }
        Ok(())
    }

    /// Puts a line that was taken out back where it was; the way out of a wrong tap.
    pub fn restore(&mut self, hand: Hand, line: CartLine) {
        if self.line(&line.product, &line.variant).is_none() {
            let stamp = self.stamp(hand);
            self.begin(line.product, line.variant, line.quantity, stamp, line.place);
        }
    }

    pub fn clear(&mut self, hand: Hand) {
        let stamp = self.stamp(hand);
        for line in std::mem::take(&mut self.lines) {
            self.take(CartLine { quantity: 0, edited: stamp, ..line });
        }
    }

    /// Takes in what another copy knows. Commutative, associative, and a second
    /// time changes nothing.
    pub fn merge(&mut self, other: &Self) {
        for line in other.lines.iter().chain(&other.gone) {
            self.take(line.clone());
        }
    }

    /// Takes in one line as another copy has it.
    pub fn take(&mut self, line: CartLine) {
        for side in [&mut self.lines, &mut self.gone] {
            let Some(at) = side.iter().position(|mine| mine.is_about(&line.product, &line.variant))
            else {
                continue;
            };
            if line.rank(&side[at]).is_le() {
                return;
            }
            side.remove(at);
        }
        let side = if line.is_gone() { &mut self.gone } else { &mut self.lines };
        let at = side.partition_point(|mine| mine.by_place(&line).is_lt());
        side.insert(at, line);
    }

    /// Forgets the oldest removals beyond `keep`, so that a cart does not grow with
    /// its history.
    pub fn forget(&mut self, keep: usize) {
        while self.gone.len() > keep {
            let oldest = (0..self.gone.len()).min_by_key(|at| self.gone[*at].edited);
            oldest.map(|at| self.gone.remove(at));
        }
    }

    /// Splits off what was put in after a moment of this cart's own count.
    #[must_use]
    pub fn split_after(self, count: u64) -> (Self, Self) {
        let (mut early, mut late) = (Self::default(), Self::default());
        for line in self.lines.into_iter().chain(self.gone) {
            let half = if line.life.count() > count { &mut late } else { &mut early };
            half.take(line);
        }
        (early, late)
    }

    /// The latest count this cart knows of.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.lines.iter().chain(&self.gone).map(CartLine::latest).max().unwrap_or(0)
    }

    fn stamp(&self, hand: Hand) -> Stamp {
        Stamp::after(self.count(), hand)
    }

    fn begin(
        &mut self,
        product: ProductId,
        variant: VariantId,
        quantity: u32,
        stamp: Stamp,
        place: u64,
    ) {
        self.take(CartLine { product, variant, quantity, life: stamp, edited: stamp, place });
    }
}
