//! The catalog on a phone, brought up to date by what the shop says has changed.

use std::collections::BTreeMap;
use warung_domain::catalog::{Change, Changes, Product};
use warung_domain::ids::ProductId;

/// The catalog as the phone last heard it.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    pub rev: u64,
    pub products: BTreeMap<ProductId, Product>,
}

impl Shelf {
    /// Lays an answer to `changes` over what is there.
    pub fn apply(&mut self, changes: Changes) {
        for row in changes.rows {
            let found = self.products.get_mut(&row.id);
            let variant = |id| found.and_then(|p| p.variants.iter_mut().find(|v| v.id == id));
            match row.change {
                Change::Upsert { product } => {
                    self.products.insert(row.id, *product);
                }
                Change::Price { variant: id, price, list_price } => {
                    if let Some(known) = variant(id) {
                        (known.price, known.list_price) = (price, list_price);
                    }
                }
                Change::Stock { variant: id, stock } => {
                    if let Some(known) = variant(id) {
                        known.stock = stock;
                    }
                }
                Change::Deleted => {
                    self.products.remove(&row.id);
                }
            }
            self.rev = row.rev;
        }
        if !changes.more {
            self.rev = self.rev.max(changes.head);
        }
    }
}
