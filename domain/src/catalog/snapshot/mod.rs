//! The catalog as the phone holds it in memory: shards plus changes.
//!
//! Shards stay the columns they came as. A new price or stock is written into
//! its column, of which whoever still looks at an earlier snapshot keeps theirs;
//! everything else of a shard is shared. A product that is new or otherwise
//! changed stands beside the shards, and the row it replaces is passed over.

#[cfg(test)]
mod tests;

use super::shard::Shard;
use super::{ApplyError, Change, ChangeRow, Changes, Listed, Product, Standing};
use crate::ids::{CategoryId, ProductId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// All products known, and the revision they stand for. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct CatalogSnapshot {
    epoch: String,
    revision: u64,
    shards: Vec<Held>,
    /// Products that are no longer what any shard says; none is withdrawn.
    changed: BTreeMap<ProductId, Option<Arc<Product>>>,
    /// Prices and stock of products whose shard is not here, oldest first.
    unplaced: Vec<ChangeRow>,
}

/// A shard, and a row of it.
type Place = (usize, usize);

/// A shard, and which of its rows no longer count.
#[derive(Debug, Clone)]
struct Held {
    shard: Arc<Shard>,
    /// In rising order.
    passed_over: Vec<usize>,
}

impl CatalogSnapshot {
    /// An empty snapshot that will be filled with the shards it stands on.
    #[must_use]
    pub fn begin(standing: &Standing) -> Self {
        Self { epoch: standing.epoch.clone(), revision: standing.base, ..Self::default() }
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
        let rows = |held: &Held| held.shard.len() - held.passed_over.len();
        self.shards.iter().map(rows).sum::<usize>() + self.changed.values().flatten().count()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[must_use]
    pub fn get(&self, id: &ProductId) -> Option<Product> {
        Some(self.find(id.as_str())?.product())
    }

    /// A product where it stands.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<Listed<'_>> {
        // The key of the map is the id's text; no id has to be made to look.
        let wanted = ProductId::new(id).ok()?;
        match self.changed.get(&wanted) {
            Some(product) => product.as_ref().map(Listed::Changed),
            None => self.find_row(id).map(|(at, row)| Listed::Row(&self.shards[at].shard, row)),
        }
    }

    /// Where a product stands, whether it still counts or not.
    fn find_row(&self, id: &str) -> Option<Place> {
        let mut found = self.shards.iter().map(|held| held.shard.find(id)).enumerate();
        found.find_map(|(at, row)| Some((at, row?)))
    }

    /// All products: shard by shard, then what changed.
    pub fn products(&self) -> impl Iterator<Item = Listed<'_>> {
        let rows = self.shards.iter().flat_map(Held::rows);
        rows.chain(self.changed.values().flatten().map(Listed::Changed))
    }

    /// The shards, and the rows of each that no longer count, in rising order.
    pub fn shards(&self) -> impl Iterator<Item = (&Arc<Shard>, &[usize])> {
        self.shards.iter().map(|held| (&held.shard, held.passed_over.as_slice()))
    }

    /// The products that are no longer what any shard says, by id.
    pub fn changed(&self) -> impl Iterator<Item = &Arc<Product>> {
        self.changed.values().flatten()
    }

    /// Products standing in a category.
    pub fn in_category<'a>(&'a self, id: &'a CategoryId) -> impl Iterator<Item = Listed<'a>> {
        let shards = self.shards.iter();
        let rows = shards.filter(|held| held.shard.categories().contains(id)).flat_map(Held::rows);
        let changed = self.changed.values().flatten().map(Listed::Changed);
        rows.chain(changed).filter(move |product| product.stands_in(id))
    }

    /// Adds the rows of one shard, as the changes heard so far left them. Its
    /// products stand in no other.
    pub fn add_shard(&mut self, mut shard: Shard) {
        self.unplaced.retain(|change| match shard.find(change.id.as_str()) {
            Some(row) => {
                amend_row(&mut shard, row, &change.change);
                false
            }
            None => true,
        });
        let mut passed_over: Vec<usize> =
            self.changed.keys().filter_map(|id| shard.find(id.as_str())).collect();
        passed_over.sort_unstable();
        self.shards.push(Held { shard: Arc::new(shard), passed_over });
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
        // A product's price and stock mostly change together: it is looked for once.
        for rows in changes.rows.chunk_by(|row, next| row.id == next.id) {
            let place = rows.first().and_then(|row| self.find_row(row.id.as_str()));
            rows.iter().for_each(|row| self.apply_row(row, place));
        }
        if !changes.more {
            self.revision = self.revision.max(changes.head);
        }
        Ok(())
    }

    /// Lays one change over the product that stands in this shard and row, if in any.
    fn apply_row(&mut self, row: &ChangeRow, place: Option<Place>) {
        if row.rev <= self.revision {
            return;
        }
        match &row.change {
            Change::Upsert { product } => {
                self.replace(&row.id, place, Some(Arc::new((**product).clone())))
            }
            Change::Deleted => self.replace(&row.id, place, None),
            Change::Price { .. } | Change::Stock { .. } => self.amend(row, place),
        }
        self.revision = row.rev;
    }

    fn replace(&mut self, id: &ProductId, place: Option<Place>, product: Option<Arc<Product>>) {
        if let Some((at, row)) = place {
            let passed_over = &mut self.shards[at].passed_over;
            if let Err(place) = passed_over.binary_search(&row) {
                passed_over.insert(place, row);
            }
        }
        self.changed.insert(id.clone(), product);
    }

    fn amend(&mut self, change: &ChangeRow, place: Option<Place>) {
        if let Some(product) = self.changed.get_mut(&change.id) {
            if let Some(product) = product {
                amend_product(Arc::make_mut(product), &change.change);
            }
        } else if let Some((at, row)) = place {
            amend_row(Arc::make_mut(&mut self.shards[at].shard), row, &change.change);
        } else {
            self.unplaced.push(change.clone());
        }
    }
}

impl Held {
    fn rows(&self) -> impl Iterator<Item = Listed<'_>> {
        let rows = (0..self.shard.len()).filter(|row| self.passed_over.binary_search(row).is_err());
        rows.map(|row| Listed::Row(&self.shard, row))
    }
}

fn amend_row(shard: &mut Shard, row: usize, change: &Change) {
    match change {
        Change::Price { variant, price, list_price } => {
            shard.set_price(row, variant, *price, *list_price);
        }
        Change::Stock { variant, stock } => shard.set_stock(row, variant, *stock),
        Change::Upsert { .. } | Change::Deleted => {}
    }
}

fn amend_product(product: &mut Product, change: &Change) {
    let (Change::Price { variant, .. } | Change::Stock { variant, .. }) = change else { return };
    let Some(found) = product.variants.iter_mut().find(|found| found.id == *variant) else {
        return;
    };
    match change {
        Change::Price { price, list_price, .. } => {
            found.price = *price;
            found.list_price = *list_price;
        }
        Change::Stock { stock, .. } => found.stock = *stock,
        Change::Upsert { .. } | Change::Deleted => {}
    }
}
