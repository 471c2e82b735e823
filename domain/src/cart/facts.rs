//! A cart line beside the catalog's facts.

use super::{Cart, CartLine};
use crate::catalog::{CatalogSnapshot, Product, Variant};

/// What the catalog says of a line now.
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

impl Cart {
    /// Each line with what the catalog says of it now.
    #[must_use]
    pub fn look_up<'a>(&'a self, catalog: &'a CatalogSnapshot) -> Vec<LineFacts<'a>> {
        self.lines().iter().map(|line| LineFacts::of(line, catalog)).collect()
    }
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
