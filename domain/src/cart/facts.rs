//! A cart line beside the catalog's facts.

use super::{Cart, CartLine};
use crate::catalog::{CatalogSnapshot, Product, Variant};

/// What the catalog says of a line now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineFacts<'a> {
    Sellable {
        line: &'a CartLine,
        product: Product,
        variant: Variant,
    },
    /// Fewer in stock than wanted.
    Short {
        line: &'a CartLine,
        product: Product,
        variant: Variant,
    },
    /// No longer sold. The product is still named if it is known.
    Withdrawn {
        line: &'a CartLine,
        product: Option<Product>,
    },
}

impl Cart {
    /// Each line with what the catalog says of it now.
    #[must_use]
    pub fn look_up<'a>(&'a self, catalog: &CatalogSnapshot) -> Vec<LineFacts<'a>> {
        self.lines().iter().map(|line| LineFacts::of(line, catalog)).collect()
    }
}

impl<'a> LineFacts<'a> {
    fn of(line: &'a CartLine, catalog: &CatalogSnapshot) -> Self {
        let product = catalog.get(&line.product);
        let variant = product.as_ref().and_then(|found| found.variant(&line.variant).cloned());
        match (product, variant) {
            (Some(product), Some(variant)) if product.orderable => {
                if variant.stock.covers(line.quantity) {
                    Self::Sellable { line, product, variant }
                } else {
                    Self::Short { line, product, variant }
                }
            }
            (product, _) => Self::Withdrawn { line, product },
        }
    }
}
