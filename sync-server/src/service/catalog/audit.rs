//! The digest of the whole catalog, kept up to date by what changed.
//!
//! Counting reads every product once, after a start; from then on a change costs
//! the product that changed.

use crate::storage::{CatalogHead, ReadTxn, StorageError};
use std::collections::{BTreeSet, HashMap};
use warung_domain::catalog::{CatalogDigest, Product};
use warung_domain::ids::ProductId;

/// So many products changed since the last time, and the shop is too busy to be
/// counted: a manifest without a digest is as good for ordering.
const TOO_MANY: usize = 2_000;

/// What has been counted, and up to where.
#[derive(Debug)]
pub struct Audit {
    epoch: String,
    head: u64,
    products: HashMap<ProductId, CatalogDigest>,
    sum: CatalogDigest,
}

impl Audit {
    /// Counts everything there is.
    pub fn of_all(txn: &dyn ReadTxn, at: &CatalogHead) -> Result<Self, StorageError> {
        let counted = |product: Product| (product.id.clone(), CatalogDigest::of(&product));
        let products: HashMap<_, _> = txn.products()?.into_iter().map(counted).collect();
        let sum = products.values().copied().fold(CatalogDigest::default(), CatalogDigest::with);
        Ok(Self { epoch: at.epoch.clone(), head: at.head, products, sum })
    }

    /// Comes up to a head. None if that is not worth it now.
    pub fn digest_at(
        &mut self,
        txn: &dyn ReadTxn,
        to: &CatalogHead,
    ) -> Result<Option<CatalogDigest>, StorageError> {
        if self.epoch != to.epoch || self.head < to.horizon {
            *self = Self::of_all(txn, to)?;
        }
        let rows = txn.changes(self.head, TOO_MANY)?;
        if rows.len() >= TOO_MANY {
            return Ok(None);
        }
        let touched: BTreeSet<ProductId> = rows.into_iter().map(|row| row.id).collect();
        for id in touched {
            self.look_again(txn, id)?;
        }
        self.head = to.head;
        Ok(Some(self.sum))
    }

    fn look_again(&mut self, txn: &dyn ReadTxn, id: ProductId) -> Result<(), StorageError> {
        if let Some(before) = self.products.remove(&id) {
            self.sum = self.sum.without(before);
        }
        if let Some(record) = txn.product(&id)? {
            let now = CatalogDigest::of(&record.product);
            self.sum = self.sum.with(now);
            self.products.insert(id, now);
        }
        Ok(())
    }
}
