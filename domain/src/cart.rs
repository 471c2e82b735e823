//! The cart: what the shopper means to buy. Lives on the phone.

use crate::catalog::{CatalogSnapshot, Product, Variant};
use crate::ids::{ProductId, VariantId};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Most of one thing in one order. Above this a person should talk to a person.
pub const MAX_QUANTITY: u32 = 999;

/// Most different lines in one order, so that a command stays small enough to
/// be sent on a bad line.
pub const MAX_LINES: usize = 100;

/// One thing in the cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    pub product: ProductId,
    pub variant: VariantId,
    pub quantity: u32,
}

/// Lines in the order they were put in; a product's variant stands in one line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    lines: Vec<CartLine>,
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

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How many pieces in all.
    #[must_use]
    pub fn pieces(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity).sum()
    }

    #[must_use]
    pub fn quantity(&self, product: &ProductId, variant: &VariantId) -> u32 {
        self.position(product, variant).map_or(0, |at| self.lines[at].quantity)
    }

    /// Adds `more` pieces to what is there.
    pub fn add(
        &mut self,
        product: &ProductId,
        variant: &VariantId,
        more: u32,
    ) -> Result<(), CartError> {
        let wanted = self.quantity(product, variant).saturating_add(more);
        self.set(product, variant, wanted)
    }

    /// Sets the quantity; zero removes the line.
    pub fn set(
        &mut self,
        product: &ProductId,
        variant: &VariantId,
        quantity: u32,
    ) -> Result<(), CartError> {
        if quantity > MAX_QUANTITY {
            return Err(CartError::TooMany);
        }
        match (self.position(product, variant), quantity) {
            (Some(at), 0) => {
                self.lines.remove(at);
            }
            (Some(at), _) => self.lines[at].quantity = quantity,
            (None, 0) => {}
            (None, _) if self.lines.len() == MAX_LINES => return Err(CartError::TooManyLines),
            (None, _) => self.lines.push(CartLine {
                product: product.clone(),
                variant: variant.clone(),
                quantity,
            }),
        }
        Ok(())
    }

    /// Puts a removed line back where it was; the way out of a wrong tap.
    pub fn restore(&mut self, at: usize, line: CartLine) {
        if self.position(&line.product, &line.variant).is_none() {
            self.lines.insert(at.min(self.lines.len()), line);
        }
    }

    pub fn clear(&mut self) {
        self.lines.clear();
    }

    #[must_use]
    pub fn position(&self, product: &ProductId, variant: &VariantId) -> Option<usize> {
        self.lines.iter().position(|line| line.product == *product && line.variant == *variant)
    }

    /// Each line with what the catalog says of it now.
    #[must_use]
    pub fn look_up<'a>(&'a self, catalog: &'a CatalogSnapshot) -> Vec<LineFacts<'a>> {
        self.lines.iter().map(|line| LineFacts::of(line, catalog)).collect()
    }
}

/// A cart line beside the catalog's facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineFacts<'a> {
    Sellable {
        line: &'a CartLine,
        product: &'a Product,
        variant: &'a Variant,
    },
    /// Fewer in stock than wanted.
    Short {
        line: &'a CartLine,
        product: &'a Product,
        variant: &'a Variant,
    },
    /// No longer sold. The product is still named if it is known.
    Withdrawn {
        line: &'a CartLine,
        product: Option<&'a Product>,
    },
}

impl<'a> LineFacts<'a> {
    fn of(line: &'a CartLine, catalog: &'a CatalogSnapshot) -> Self {
        let product = catalog.get(&line.product);
        match product.and_then(|found| Some((found, found.variant(&line.variant)?))) {
            Some((product, variant)) if product.orderable => {
                if variant.stock.covers(line.quantity) {
                    Self::Sellable { line, product, variant }
                } else {
                    Self::Short { line, product, variant }
                }
            }
            _ => Self::Withdrawn { line, product },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(n: u8) -> ProductId {
        ProductId::new(format!("p{n}")).unwrap()
    }

    fn plain() -> VariantId {
        "default".parse().unwrap()
    }

    #[test]
    fn limits_are_errors_and_change_nothing() {
        let mut cart = Cart::default();
        cart.add(&id(1), &plain(), MAX_QUANTITY).unwrap();
        assert_eq!(cart.add(&id(1), &plain(), 1), Err(CartError::TooMany));
        assert_eq!(cart.pieces(), MAX_QUANTITY);
        assert_eq!(cart.add(&id(1), &plain(), u32::MAX), Err(CartError::TooMany));
    }

    #[test]
    fn undo_puts_a_line_back_in_its_place() {
        let mut cart = Cart::default();
        for n in 1..=3 {
            cart.add(&id(n), &plain(), 1).unwrap();
        }
        let before = cart.clone();
        let line = cart.lines()[1].clone();
        cart.set(&id(2), &plain(), 0).unwrap();
        cart.restore(1, line);
        assert_eq!(cart, before);
    }

    proptest! {
        #[test]
        fn a_thing_stands_in_one_line_and_none_is_empty(steps in prop::collection::vec((0..6_u8, 0..1_200_u32), 0..60)) {
            let mut cart = Cart::default();
            for (n, quantity) in steps {
                let _ = cart.set(&id(n), &plain(), quantity);
            }
            let mut seen: Vec<_> = cart.lines().iter().map(|line| line.product.clone()).collect();
            seen.sort();
            seen.dedup();
            prop_assert_eq!(seen.len(), cart.lines().len());
            prop_assert!(cart.lines().iter().all(|line| (1..=MAX_QUANTITY).contains(&line.quantity)));
        }
    }
}
