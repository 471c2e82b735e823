//! The catalog as the phone holds it in memory: shards plus changes.

use super::{ApplyError, Change, ChangeRow, Changes, Manifest, Product};
use crate::ids::{CategoryId, ProductId};
use std::collections::BTreeMap;

/// All products known, and the revision they stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CatalogSnapshot {
    epoch: String,
    revision: u64,
    products: BTreeMap<ProductId, Product>,
}

impl CatalogSnapshot {
    /// An empty snapshot that will be filled with the shards of `manifest`.
    #[must_use]
    pub fn begin(manifest: &Manifest) -> Self {
        Self { epoch: manifest.epoch.clone(), revision: manifest.base, products: BTreeMap::new() }
    }

    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    #[must_use]
    pub fn epoch(&self) -> &str {
        &self.epoch
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.products.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.products.is_empty()
    }

    #[must_use]
    pub fn get(&self, id: &ProductId) -> Option<&Product> {
        self.products.get(id)
    }

    /// Products in id order.
    pub fn products(&self) -> impl Iterator<Item = &Product> {
        self.products.values()
    }

    /// Products standing in a category, in id order.
    pub fn in_category<'a>(&'a self, id: &'a CategoryId) -> impl Iterator<Item = &'a Product> {
        self.products.values().filter(move |product| product.categories.contains(id))
    }

    /// Adds the rows of one decoded shard.
    pub fn add_shard(&mut self, products: Vec<Product>) {
        self.products.extend(products.into_iter().map(|product| (product.id.clone(), product)));
    }

    /// Lays changes over the snapshot. Rows at or below the present revision
    /// are skipped, so applying the same answer twice changes nothing.
    pub fn apply(&mut self, changes: &Changes) -> Result<(), ApplyError> {
        if changes.epoch != self.epoch {
            return Err(ApplyError::NewEpoch);
        }
        if self.revision < changes.horizon {
            return Err(ApplyError::BeyondHorizon);
        }
        for row in &changes.rows {
            self.apply_row(row);
        }
        if !changes.more {
            self.revision = self.revision.max(changes.head);
        }
        Ok(())
    }

    fn apply_row(&mut self, row: &ChangeRow) {
        if row.rev <= self.revision {
            return;
        }
        match &row.change {
            Change::Upsert { product } => {
                self.products.insert(row.id.clone(), (**product).clone());
            }
            Change::Deleted => {
                self.products.remove(&row.id);
            }
            Change::Price { variant, price, list_price } => {
                if let Some(found) = self.variant_mut(&row.id, variant) {
                    found.price = *price;
                    found.list_price = *list_price;
                }
            }
            Change::Stock { variant, stock } => {
                if let Some(found) = self.variant_mut(&row.id, variant) {
                    found.stock = *stock;
                }
            }
        }
        self.revision = row.rev;
    }

    fn variant_mut(
        &mut self,
        id: &ProductId,
        variant: &crate::ids::VariantId,
    ) -> Option<&mut super::Variant> {
        self.products.get_mut(id)?.variants.iter_mut().find(|found| found.id == *variant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Stock, Variant};
    use crate::lang::{Lang, Localized};

    fn product(id: &str, price: i64) -> Product {
        Product {
            id: id.parse().unwrap(),
            seller: "toko".parse().unwrap(),
            name: Localized::only(Lang::Id, id),
            summary: Localized::default(),
            brand: None,
            categories: vec!["dapur".parse().unwrap()],
            variants: vec![Variant {
                id: "default".parse().unwrap(),
                label: Localized::default(),
                price,
                list_price: None,
                stock: Stock::Units(3),
            }],
            picture: None,
            keywords: vec![],
            popularity: 0,
            orderable: true,
        }
    }

    fn snapshot() -> CatalogSnapshot {
        let mut snapshot =
            CatalogSnapshot { epoch: "e1".into(), revision: 10, products: BTreeMap::new() };
        snapshot.add_shard(vec![product("panci", 100), product("wajan", 200)]);
        snapshot
    }

    fn changes(rows: Vec<ChangeRow>) -> Changes {
        let head = rows.last().map_or(10, |row| row.rev);
        Changes { epoch: "e1".into(), head, horizon: 5, rows, more: false }
    }

    // Holds C8.
    #[test]
    fn rows_apply_once() {
        let mut snapshot = snapshot();
        let answer = changes(vec![
            ChangeRow {
                rev: 11,
                id: "panci".parse().unwrap(),
                change: Change::Price {
                    variant: "default".parse().unwrap(),
                    price: 90,
                    list_price: Some(100),
                },
            },
            ChangeRow { rev: 12, id: "wajan".parse().unwrap(), change: Change::Deleted },
        ]);
        snapshot.apply(&answer).unwrap();
        let once = snapshot.clone();
        snapshot.apply(&answer).unwrap();
        assert_eq!(snapshot, once);
        assert_eq!(snapshot.revision(), 12);
        assert_eq!(snapshot.get(&"panci".parse().unwrap()).unwrap().price_from(), 90);
        assert_eq!(snapshot.len(), 1);
    }

    // Holds C7.
    #[test]
    fn a_reset_is_an_answer() {
        let mut late = changes(vec![]);
        late.horizon = 11;
        assert_eq!(snapshot().apply(&late), Err(ApplyError::BeyondHorizon));
        let mut restored = changes(vec![]);
        restored.epoch = "e2".into();
        assert_eq!(snapshot().apply(&restored), Err(ApplyError::NewEpoch));
    }
}
