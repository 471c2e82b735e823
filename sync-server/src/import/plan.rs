//! What a file changes in the shop: worked out from a snapshot, then written in
//! the same transaction.
//!
//! Every small change has a revision of its own, because a page of `changes` is
//! cut between revisions. A first import and a very large one are not told row
//! by row: they share one revision, and phones take the shards instead.

use super::draft::{Draft, Facts, VariantDraft};
use super::error::ImportError;
use super::report::{Reason, Report};
use super::shelves::{Shelves, spoken};
use super::{Absent, Options};
use crate::service::catalog::rebuild_shards;
use crate::storage::{ReadTxn, StorageError, WriteTxn};
use std::collections::{BTreeMap, BTreeSet};
use warung_domain::catalog::{
    Category, Change, ChangeRow, Product, ProductDetail, Seller, Stock, Variant,
};
use warung_domain::ids::{CategoryId, ProductId, SellerId};
use warung_domain::lang::{Lang, Localized};
use warung_domain::money::Currency;
use warung_domain::time::Timestamp;

/// Who sells in a shop with one seller.
const DEFAULT_SELLER: &str = "toko";

/// So many whole products in one import, and reading the shards anew costs a
/// phone less than hearing of each.
const TOLD_ONE_BY_ONE: usize = 500;

/// The price of one variant in minor units. The outer none of the list price:
/// the file does not speak of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    pub price: i64,
    pub list_price: Option<Option<i64>>,
}

/// A draft with the prices of its variants, in their order.
#[derive(Debug, Clone)]
pub struct Offer {
    pub draft: Draft,
    pub prices: Vec<Price>,
}

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

/// A product to write and how phones hear of it.
struct Write {
    product: Product,
    detail: ProductDetail,
    changes: Vec<Change>,
}

struct Plan {
    report: Report,
    categories: Vec<Category>,
    sellers: Vec<Seller>,
    writes: Vec<Write>,
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
        Ok(self.plan(Before::gather(txn, &self.offers)?)?.report)
    }

    /// The same for a shop that is not there yet.
    pub fn try_on_nothing(&self) -> Result<Report, ImportError> {
        Ok(self.plan(Before::default())?.report)
    }

    /// Brings the shop up to the file, all of it or nothing.
    pub fn apply(&self, txn: &mut dyn WriteTxn) -> Result<Report, ImportError> {
        let before = Before::gather(txn, &self.offers)?;
        let is_first = before.head == 0;
        let plan = self.plan(before)?;
        plan.carry_out(txn, is_first, self.now)?;
        Ok(plan.report)
    }

    fn plan(&self, before: Before) -> Result<Plan, ImportError> {
        let Before { categories, sellers, mut products, .. } = before;
        let mut report = self.report.clone();
        let mut shelves = Shelves::new(categories, &self.categories, self.lang);
        let mut sellers = Sellers::new(self, &sellers)?;
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
        let mut withdrawn: Vec<ProductId> = products
            .into_values()
            .filter(|(product, _)| sellers.named.contains(&product.seller))
            .map(|(product, _)| product.id)
            .collect();
        match self.absent {
            Absent::Withdraw => report.withdrawn = withdrawn.len() as u64,
            Absent::Keep => {
                report.missing = withdrawn.len() as u64;
                withdrawn.clear();
            }
        }
        let (categories, sellers) = (shelves.to_write(), sellers.to_write);
        Ok(Plan { report, categories, sellers, writes, withdrawn })
    }
}

/// The shop as it was, as far as the file may touch it.
#[derive(Default)]
struct Before {
    head: u64,
    categories: Vec<Category>,
    sellers: Vec<Seller>,
    /// The detail only where the file names the product.
    products: BTreeMap<ProductId, (Product, Option<ProductDetail>)>,
}

impl Before {
    fn gather<Txn: ReadTxn + ?Sized>(txn: &Txn, offers: &[Offer]) -> Result<Self, StorageError> {
        let mut products: BTreeMap<_, _> = txn
            .products()?
            .into_iter()
            .map(|product| (product.id.clone(), (product, None)))
            .collect();
        for offer in offers {
            if let Some((product, detail)) = products.get_mut(&offer.draft.id) {
                *detail = txn.product_detail(&product.id)?;
            }
        }
        Ok(Self {
            head: txn.catalog_head()?.head,
            categories: txn.categories()?,
            sellers: txn.sellers()?,
            products,
        })
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
    fn carry_out(
        &self,
        txn: &mut dyn WriteTxn,
        is_first: bool,
        now: Timestamp,
    ) -> Result<(), StorageError> {
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
        let is_whole = |write: &&Write| {
            write.changes.iter().any(|change| matches!(change, Change::Upsert { .. }))
        };
        let (whole, small): (Vec<&Write>, Vec<&Write>) = self.writes.iter().partition(is_whole);
        if is_first || whole.len() > TOLD_ONE_BY_ONE {
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
            txn.delete_product(id, rev)?;
            txn.put_change(&ChangeRow { rev, id: id.clone(), change: Change::Deleted })?;
        }
        rebuild_shards(txn)
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

/// Who sells what.
struct Sellers {
    known: BTreeSet<SellerId>,
    /// Said on the command line: whoever sells what names nobody.
    said: Option<SellerId>,
    fallback: SellerId,
    said_name: Option<String>,
    /// Everybody this file speaks for.
    named: BTreeSet<SellerId>,
    to_write: Vec<Seller>,
}

impl Sellers {
    fn new(file: &CatalogFile, shop: &[Seller]) -> Result<Self, ImportError> {
        let fallback = SellerId::new(DEFAULT_SELLER)
            .map_err(|error| ImportError::Seller(DEFAULT_SELLER.to_owned(), error.to_string()))?;
        let to_write: Vec<Seller> =
            file.sellers.iter().filter(|seller| !shop.contains(seller)).cloned().collect();
        let known = shop.iter().chain(&file.sellers).map(|seller| seller.id.clone()).collect();
        Ok(Self {
            known,
            said: file.seller.clone(),
            fallback,
            said_name: file.seller_name.clone(),
            named: BTreeSet::new(),
            to_write,
        })
    }

    /// The seller of a draft. A product never changes hands by an import: two
    /// sellers who both count from 1 would take each other's goods.
    fn of(&mut self, draft: &Draft, known: Option<&Product>) -> Result<SellerId, Reason> {
        let said = draft.facts.seller.as_ref().or(self.said.as_ref());
        let seller = match (said, known) {
            (Some(said), Some(known)) if *said != known.seller => {
                return Err(Reason::OtherSeller {
                    product: known.id.clone(),
                    seller: known.seller.clone(),
                });
            }
            (Some(said), _) => said.clone(),
            (None, Some(known)) => known.seller.clone(),
            (None, None) => self.fallback.clone(),
        };
        if self.known.insert(seller.clone()) {
            let is_named = self.said.as_ref().is_none_or(|said| *said == seller);
            let name = self.said_name.clone().filter(|_| is_named);
            self.to_write.push(Seller {
                id: seller.clone(),
                name: name.unwrap_or_else(|| spoken(seller.as_str())),
                city: String::new(),
                about: Localized::default(),
            });
        }
        self.named.insert(seller.clone());
        Ok(seller)
    }
}

impl Offer {
    /// The product as it will be, over what it was, and what that changes.
    fn over(
        &self,
        known: Option<&(Product, Option<ProductDetail>)>,
        categories: Vec<CategoryId>,
        seller: SellerId,
    ) -> Write {
        let id = self.draft.id.clone();
        let before = known.map(|(product, _)| product);
        let variants = self
            .draft
            .variants
            .iter()
            .zip(&self.prices)
            .map(|(draft, price)| draft.over(*price, before.and_then(|p| p.variant(&draft.id))))
            .collect();
        let blank = Product {
            id: id.clone(),
            seller,
            name: Localized::default(),
            summary: Localized::default(),
            brand: None,
            categories,
            variants,
            picture: None,
            keywords: Vec::new(),
            popularity: 0,
            orderable: true,
        };
        let product = self.draft.facts.product_over(before, blank);
        let nothing =
            ProductDetail { id, description: Localized::default(), attributes: Vec::new() };
        let before_detail = known.and_then(|(_, detail)| detail.as_ref()).unwrap_or(&nothing);
        let detail = self.draft.facts.detail_over(before_detail);
        let changes = match before {
            None => vec![Change::Upsert { product: Box::new(product.clone()) }],
            Some(before) if detail == *before_detail => changes(before, &product),
            Some(_) => vec![Change::Upsert { product: Box::new(product.clone()) }],
        };
        Write { product, detail, changes }
    }
}

impl VariantDraft {
    fn over(&self, price: Price, before: Option<&Variant>) -> Variant {
        let blank = Localized::default();
        // An old price that stayed unsaid holds only while it is the higher one.
        let kept = before.and_then(|variant| variant.list_price).filter(|old| *old > price.price);
        Variant {
            id: self.id.clone(),
            label: self.label.over(before.map_or(&blank, |variant| &variant.label)),
            price: price.price,
            list_price: price.list_price.unwrap_or(kept),
            stock: self.stock.or(before.map(|variant| variant.stock)).unwrap_or(Stock::Unlimited),
        }
    }
}

impl Facts {
    /// `blank` holds what is decided elsewhere: id, seller, shelves, variants.
    fn product_over(&self, before: Option<&Product>, blank: Product) -> Product {
        let said_or = |said: &Option<String>, before: Option<&String>| match said {
            Some(text) => Some(text.clone()).filter(|text| !text.is_empty()),
            None => before.cloned(),
        };
        let nothing = Localized::default();
        Product {
            name: self.name.over(before.map_or(&nothing, |product| &product.name)),
            summary: self.summary.over(before.map_or(&nothing, |product| &product.summary)),
            brand: said_or(&self.brand, before.and_then(|product| product.brand.as_ref())),
            picture: said_or(&self.picture, before.and_then(|product| product.picture.as_ref())),
            keywords: match (&self.keywords, before) {
                (Some(said), _) => said.clone(),
                (None, Some(before)) => before.keywords.clone(),
                (None, None) => blank.keywords,
            },
            popularity: self
                .popularity
                .or(before.map(|product| product.popularity))
                .unwrap_or(blank.popularity),
            orderable: self
                .orderable
                .or(before.map(|product| product.orderable))
                .unwrap_or(blank.orderable),
            ..blank
        }
    }

    fn detail_over(&self, before: &ProductDetail) -> ProductDetail {
        let attributes = match &self.attributes {
            // The same attributes in another order are the same attributes.
            Some(said) if !is_permutation(said, &before.attributes) => said.clone(),
            _ => before.attributes.clone(),
        };
        ProductDetail {
            id: before.id.clone(),
            description: self.description.over(&before.description),
            attributes,
        }
    }
}

fn is_permutation(one: &[(String, String)], other: &[(String, String)]) -> bool {
    let sorted = |attributes: &[(String, String)]| {
        let mut sorted = attributes.to_vec();
        sorted.sort();
        sorted
    };
    one.len() == other.len() && sorted(one) == sorted(other)
}

/// The smallest rows that tell how a product became another.
fn changes(before: &Product, now: &Product) -> Vec<Change> {
    if before == now {
        return Vec::new();
    }
    let is_same_variant = |(old, new): (&Variant, &Variant)| {
        Variant { price: old.price, list_price: old.list_price, stock: old.stock, ..new.clone() }
            == *old
    };
    let is_small = Product { variants: before.variants.clone(), ..now.clone() } == *before
        && before.variants.len() == now.variants.len()
        && before.variants.iter().zip(&now.variants).all(is_same_variant);
    if !is_small {
        return vec![Change::Upsert { product: Box::new(now.clone()) }];
    }
    let mut changes = Vec::new();
    for (old, new) in before.variants.iter().zip(&now.variants) {
        if (old.price, old.list_price) != (new.price, new.list_price) {
            changes.push(Change::Price {
                variant: new.id.clone(),
                price: new.price,
                list_price: new.list_price,
            });
        }
        if old.stock != new.stock {
            changes.push(Change::Stock { variant: new.id.clone(), stock: new.stock });
        }
    }
    changes
}
