//! The digest of the whole catalog, and how much stands on which shelf, kept up
//! to date by what changed.
//!
//! Counting reads every product once, after a start; from then on a change costs
//! the product that changed.

use crate::storage::{CatalogHead, ReadTxn, StorageError};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use warung_domain::catalog::{CatalogDigest, Product};
use warung_domain::ids::{CategoryId, ProductId};

/// So many changes are looked at for one manifest. Where there were more, the shop
/// is too busy to be counted: a manifest without a digest is as good for ordering.
const AT_ONCE: usize = 4_000;

/// How many products stand in each category.
pub type Counts = BTreeMap<CategoryId, u32>;

/// What has been counted, and up to where.
#[derive(Debug)]
pub struct Audit {
    epoch: String,
    head: u64,
    products: HashMap<ProductId, Counted>,
    sum: CatalogDigest,
    shelves: Counts,
    /// Every list of shelves there is, kept once.
    lists: BTreeSet<Arc<[CategoryId]>>,
}

/// What a product added to the sum and to the shelves.
#[derive(Debug)]
struct Counted {
    digest: CatalogDigest,
    shelves: Arc<[CategoryId]>,
}

impl Audit {
    /// Counts everything there is.
    pub fn of_all(txn: &dyn ReadTxn, at: &CatalogHead) -> Result<Self, StorageError> {
        let mut audit = Self {
            epoch: at.epoch.clone(),
            head: at.head,
            products: HashMap::new(),
            sum: CatalogDigest::default(),
            shelves: Counts::new(),
            lists: BTreeSet::new(),
        };
        txn.products()?.iter().for_each(|product| audit.add(product));
        Ok(audit)
    }

    /// How many products stand in each category, as far as it came.
    pub const fn shelves(&self) -> &Counts {
        &self.shelves
    }

    /// Comes up to a head, or nearer. None where it is not there yet.
    pub fn digest_at(
        &mut self,
        txn: &dyn ReadTxn,
        to: &CatalogHead,
    ) -> Result<Option<CatalogDigest>, StorageError> {
        if self.epoch != to.epoch || self.head < to.horizon {
            *self = Self::of_all(txn, to)?;
        }
        let rows = txn.changes(self.head, AT_ONCE)?;
        let further = rows.last().filter(|_| rows.len() >= AT_ONCE).map(|row| row.rev);
        let touched: BTreeSet<ProductId> = rows.into_iter().map(|row| row.id).collect();
        for id in touched {
            self.look_again(txn, id)?;
        }
        self.head = further.unwrap_or(to.head);
        Ok(further.is_none().then_some(self.sum))
    }

    fn look_again(&mut self, txn: &dyn ReadTxn, id: ProductId) -> Result<(), StorageError> {
        let now = txn.product(&id)?;
        self.take_out(&id);
        if let Some(record) = now {
            self.add(&record.product);
        }
        Ok(())
    }

    fn add(&mut self, product: &Product) {
        let digest = CatalogDigest::of(product);
        self.sum = self.sum.with(digest);
        let shelves = match self.lists.get(product.categories.as_slice()) {
            Some(known) => Arc::clone(known),
            None => Arc::from(product.categories.as_slice()),
        };
        self.lists.insert(Arc::clone(&shelves));
        for shelf in shelves.iter() {
            *self.shelves.entry(shelf.clone()).or_default() += 1;
        }
        self.products.insert(product.id.clone(), Counted { digest, shelves });
    }

    fn take_out(&mut self, id: &ProductId) {
        let Some(Counted { digest, shelves }) = self.products.remove(id) else { return };
        self.sum = self.sum.without(digest);
        for shelf in shelves.iter() {
            if let Some(count) = self.shelves.get_mut(shelf) {
                *count = count.saturating_sub(1);
            }
        }
    }
}
