//! What a file changes in the shop: worked out from a snapshot, then written in
//! the same transaction.
//!
//! Every small change has a revision of its own, because a page of `changes` is
//! cut between revisions. A first import and a very large one are not told row
//! by row: they share one revision, and phones take the shards instead.

use super::draft::Draft;
use super::error::ImportError;
use super::over::{Offer, Write, is_whole};
use super::report::{Reason, Report};
use super::sellers::Sellers;
use super::shelves::Shelves;
use super::{Absent, Options};
use crate::service::catalog::{packing_is_due, rebuild_shards};
use crate::storage::{ProductRecord, ReadTxn, StorageError, WriteTxn};
use std::collections::{BTreeSet, HashMap, HashSet};
use warung_domain::catalog::{Category, Change, ChangeRow, Product, ProductDetail, Seller};
use warung_domain::ids::{CategoryId, ProductId, SellerId};
use warung_domain::lang::Lang;
use warung_domain::money::Currency;
use warung_domain::time::Timestamp;

/// So many whole products in one import, and reading the shards anew costs a
/// phone less than hearing of each.
const TOLD_ONE_BY_ONE: usize = 500;

/// A file that has been read and understood.
#[derive(Debug)]
pub struct CatalogFile {
    report: Report,
    offers: Vec<Offer>,
    categories: Vec<Category>,
    sellers: Vec<Seller>,
    currency: Currency,
    lang: Lang,
    seller: Option<SellerId>,
    seller_name: Option<String>,
    absent: Absent,
    now: Timestamp,
}

/// What is to be written so that a shop is what the file says.
pub struct Plan {
    report: Report,
    categories: Vec<Category>,
    sellers: Vec<Seller>,
    writes: Vec<Write>,
    /// Whom the file speaks for.
    named: BTreeSet<SellerId>,
    withdrawn: Vec<ProductId>,
}

impl CatalogFile {
    pub(super) fn new(
        report: Report,
        offers: Vec<Offer>,
        categories: Vec<Category>,
        sellers: Vec<Seller>,
        currency: Currency,
        lang: Lang,
        options: &Options,
    ) -> Self {
        Self {
            report,
            offers,
            categories,
            sellers,
            currency,
            lang,
            seller: options.seller.clone(),
            seller_name: options.seller_name.clone(),
            absent: options.absent,
            now: options.now,
        }
    }

    /// What the file's prices are in.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// What has been understood so far, before any shop was looked at.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.report
    }

    /// What applying it would do. Changes nothing.
    pub fn try_on(&self, txn: &dyn ReadTxn) -> Result<Report, ImportError> {
        Ok(self.plan_for(txn)?.report)
    }

    /// The same for a shop that is not there yet.
    pub fn try_on_nothing(&self) -> Result<Report, ImportError> {
        Ok(self.plan_on_nothing()?.report)
    }

    /// What is to be done for a shop that is not there yet.
    pub fn plan_on_nothing(&self) -> Result<Plan, ImportError> {
        self.plan(Before::default())
    }

    /// Brings the shop up to the file, all of it or nothing.
    pub fn apply(&self, txn: &mut dyn WriteTxn) -> Result<Report, ImportError> {
        self.carry_out(self.plan_for(txn)?, txn)
    }

    /// Founds a shop with what was planned for one that is not there yet. Who was there first meanwhile
    /// is brought up to the file all the same.
    pub fn found(&self, plan: Plan, txn: &mut dyn WriteTxn) -> Result<Report, ImportError> {
        if txn.catalog_head()?.head == 0 { self.carry_out(plan, txn) } else { self.apply(txn) }
    }

    fn carry_out(&self, plan: Plan, txn: &mut dyn WriteTxn) -> Result<Report, ImportError> {
        plan.carry_out(txn, self.now)?;
        for draft in self.offers.iter().map(|offer| &offer.draft) {
            for variant in &draft.variants {
                if let Some(said) = &variant.delivered {
                    let by = said.as_ref().map(|delivered| &delivered.by);
                    txn.put_delivered_by(&draft.id, &variant.id, by)?;
                }
            }
        }
        Ok(plan.report)
    }

    fn plan_for<Txn: ReadTxn + ?Sized>(&self, txn: &Txn) -> Result<Plan, ImportError> {
        let mut plan = self.plan(Before::gather(txn, &self.offers)?)?;
        let offered: HashSet<&ProductId> = self.offers.iter().map(|o| &o.draft.id).collect();
        let mut absent = Vec::new();
        for seller in &plan.named {
            let has = txn.products_of(seller)?.into_iter();
            absent.extend(has.filter(|id| !offered.contains(id)));
        }
        match self.absent {
            Absent::Withdraw => {
                plan.report.withdrawn = absent.len() as u64;
                plan.withdrawn = absent;
            }
            Absent::Keep => plan.report.missing = absent.len() as u64,
        }
        Ok(plan)
    }

    fn plan(&self, before: Before) -> Result<Plan, ImportError> {
        let Before { categories, sellers, mut products } = before;
        let mut report = self.report.clone();
        let mut shelves = Shelves::new(categories, &self.categories, self.lang);
        let mut sellers =
            Sellers::new(self.seller.clone(), self.seller_name.clone(), &self.sellers, &sellers)?;
        let mut writes = Vec::new();
        report.placements = 0;
        for offer in &self.offers {
            let known = products.remove(&offer.draft.id);
            let placed = place(&offer.draft, &mut shelves);
            let seller = sellers.of(&offer.draft, known.as_ref().map(|(product, _)| product));
            let (placed, seller) = match (placed, seller) {
                (Ok(placed), Ok(seller)) => (placed, seller),
                (Err(reason), _) | (_, Err(reason)) => {
                    report.reject(offer.draft.line, reason);
                    continue;
                }
            };
            report.placements += placed.len() as u64;
            let write = offer.over(known.as_ref(), placed, seller);
            match (known.is_some(), write.changes.is_empty()) {
                (false, _) => report.new += 1,
                (true, false) => report.changed += 1,
                (true, true) => {
                    report.unchanged += 1;
                    continue;
                }
            }
            writes.push(write);
        }
        if report.rejected > 0 {
            return Err(ImportError::Rejected(Box::new(report)));
        }
        let Sellers { to_write: sellers, named, .. } = sellers;
        let categories = shelves.to_write();
        Ok(Plan { report, categories, sellers, writes, named, withdrawn: Vec::new() })
    }
}

/// The shop as it was, as far as the file may touch it.
#[derive(Default)]
struct Before {
    categories: Vec<Category>,
    sellers: Vec<Seller>,
    /// Those the file names.
    products: HashMap<ProductId, (Product, Option<ProductDetail>)>,
}

impl Before {
    fn gather<Txn: ReadTxn + ?Sized>(txn: &Txn, offers: &[Offer]) -> Result<Self, StorageError> {
        let mut products = HashMap::new();
        for offer in offers {
            let id = &offer.draft.id;
            if let Some(ProductRecord { product, .. }) = txn.product(id)? {
                products.insert(id.clone(), (product, txn.product_detail(id)?));
            }
        }
        Ok(Self { categories: txn.categories()?, sellers: txn.sellers()?, products })
    }
}

/// The shelves of a draft, each once, in their order.
fn place(draft: &Draft, shelves: &mut Shelves) -> Result<Vec<CategoryId>, Reason> {
    let mut placed = Vec::with_capacity(draft.categories.len());
    for written in &draft.categories {
        let id = shelves.place(written)?;
        if !placed.contains(&id) {
            placed.push(id);
        }
    }
    Ok(placed)
}

impl Plan {
    fn carry_out(&self, txn: &mut dyn WriteTxn, now: Timestamp) -> Result<(), StorageError> {
        let is_first = txn.catalog_head()?.head == 0;
        for category in &self.categories {
            txn.put_category(category)?;
        }
        for seller in &self.sellers {
            txn.put_seller(seller)?;
        }
        if self.writes.is_empty() && self.withdrawn.is_empty() {
            if !self.categories.is_empty() || !self.sellers.is_empty() {
                // The manifest names both, and is written anew for a new revision only.
                txn.next_catalog_rev()?;
            }
            return Ok(());
        }
        let (whole, small): (Vec<&Write>, Vec<&Write>) =
            self.writes.iter().partition(|write| is_whole(write));
        let is_untold = is_first || whole.len() > TOLD_ONE_BY_ONE;
        if is_untold {
            let rev = txn.next_catalog_rev()?;
            for write in whole {
                txn.put_product(&write.product, &write.detail, rev, now)?;
            }
        } else {
            tell(txn, &whole, now)?;
        }
        tell(txn, &small, now)?;
        for id in &self.withdrawn {
            let rev = txn.next_catalog_rev()?;
            txn.delete_product(id, rev, now)?;
            txn.put_change(&ChangeRow { rev, id: id.clone(), change: Change::Deleted })?;
        }
        // What was told, the server packs when it is due.
        if is_untold || packing_is_due(txn)? { rebuild_shards(txn) } else { Ok(()) }
    }
}

/// Writes products and a row of `changes` for each change.
fn tell(txn: &mut dyn WriteTxn, writes: &[&Write], now: Timestamp) -> Result<(), StorageError> {
    for write in writes {
        for change in &write.changes {
            let rev = txn.next_catalog_rev()?;
            txn.put_product(&write.product, &write.detail, rev, now)?;
            let id = write.product.id.clone();
            txn.put_change(&ChangeRow { rev, id, change: change.clone() })?;
        }
    }
    Ok(())
}
