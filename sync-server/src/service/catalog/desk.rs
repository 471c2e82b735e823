//! What every phone asks for first, kept at hand: the signed manifest and the
//! packed shards.
//!
//! The manifest is signed anew only when the catalog's head has moved; until
//! then all polls share the same bytes and the same `ETag`. Shards of the
//! generation before stay at hand too, so that a phone in the middle of its
//! download does not have to begin again when the catalog is packed anew.

use crate::service::Shop;
use crate::storage::{CatalogHead, ReadTxn, ShardRecord, StorageError};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use warung_domain::catalog::{CategoryCount, Change, Manifest, Seller, ShardRef};
use warung_domain::ids::CategoryId;
use warung_domain::protocol::{MANIFEST_TYP, PROTOCOL_VERSION};

/// A manifest ready to be sent.
#[derive(Debug)]
pub struct SignedManifest {
    pub jws: String,
    /// Quoted, as the header wants it. Equal for equal bytes only.
    pub etag: String,
    head: CatalogHead,
    counts: Counts,
}

/// How many products stand on each shelf.
type Counts = BTreeMap<CategoryId, u32>;

/// Packed shards by hash.
type Shelves = HashMap<String, Arc<ShardRecord>>;

#[derive(Default)]
struct Generation {
    of: Option<PackedFrom>,
    shelves: Shelves,
    /// In manifest order.
    refs: Vec<ShardRef>,
    before: Shelves,
}

/// Keeps manifest and shards at hand.
#[derive(Default)]
pub struct CatalogDesk {
    manifest: Mutex<Option<Arc<SignedManifest>>>,
    generation: Mutex<Generation>,
    /// One signs, the others wait for it instead of doing it again.
    signing: tokio::sync::Mutex<()>,
}

impl CatalogDesk {
    /// The manifest of the catalog as it stands now.
    pub async fn manifest(&self, shop: &Shop) -> Result<Arc<SignedManifest>, StorageError> {
        let head = shop.storage.read(|txn| txn.catalog_head()).await?;
        if let Some(current) = self.signed_at(&head) {
            return Ok(current);
        }
        let _one_at_a_time = self.signing.lock().await;
        if let Some(current) = self.signed_at(&head) {
            return Ok(current);
        }
        let earlier = lock(&self.manifest).clone();
        let packed_from = lock(&self.generation).of.clone();
        let mut facts = shop
            .storage
            .read(move |txn| gather(txn, earlier.as_deref(), packed_from.as_ref()))
            .await?;
        if let Some(shards) = facts.shards.take() {
            self.put_on_shelves(&facts.head, shards);
        }
        let refs = lock(&self.generation).refs.clone();
        let signed = Arc::new(sign(shop, facts, refs)?);
        *lock(&self.manifest) = Some(Arc::clone(&signed));
        Ok(signed)
    }

    /// A shard by the hash of its block, if it is one of this catalog's.
    pub async fn shard(
        &self,
        shop: &Shop,
        hash: &str,
    ) -> Result<Option<Arc<ShardRecord>>, StorageError> {
        if let Some(found) = self.at_hand(hash) {
            return Ok(Some(found));
        }
        let packed_from = lock(&self.generation).of.clone();
        let (head, shards) = shop
            .storage
            .read(move |txn| {
                let head = txn.catalog_head()?;
                let shards = new_shards(txn, &head, packed_from.as_ref())?;
                Ok::<_, StorageError>((head, shards))
            })
            .await?;
        if let Some(shards) = shards {
            self.put_on_shelves(&head, shards);
        }
        Ok(self.at_hand(hash))
    }

    fn signed_at(&self, head: &CatalogHead) -> Option<Arc<SignedManifest>> {
        lock(&self.manifest).as_ref().filter(|signed| signed.head == *head).cloned()
    }

    fn at_hand(&self, hash: &str) -> Option<Arc<ShardRecord>> {
        let generation = lock(&self.generation);
        generation.shelves.get(hash).or_else(|| generation.before.get(hash)).cloned()
    }

    fn put_on_shelves(&self, head: &CatalogHead, mut records: Vec<ShardRecord>) {
        records.sort_by_key(|record| record.position);
        let refs = records.iter().map(shard_ref).collect();
        let shelves = records.into_iter().map(|r| (r.hash.clone(), Arc::new(r))).collect();
        let mut generation = lock(&self.generation);
        let before = std::mem::take(&mut generation.shelves);
        *generation = Generation { of: Some(packed_as(head)), shelves, refs, before };
    }
}

/// What a packing is known by: the epoch, and the revision it contains.
type PackedFrom = (String, u64);

fn packed_as(head: &CatalogHead) -> PackedFrom {
    (head.epoch.clone(), head.base)
}

/// The shards, unless they are still the ones at hand.
fn new_shards(
    txn: &dyn ReadTxn,
    head: &CatalogHead,
    at_hand: Option<&PackedFrom>,
) -> Result<Option<Vec<ShardRecord>>, StorageError> {
    if at_hand == Some(&packed_as(head)) { Ok(None) } else { txn.shards().map(Some) }
}

/// A poisoned lock only means that a thread died between two whole states.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn shard_ref(record: &ShardRecord) -> ShardRef {
    ShardRef {
        hash: record.hash.clone(),
        bytes: u32::try_from(record.block.len()).unwrap_or(u32::MAX),
        products: record.products,
        categories: record.categories.clone(),
    }
}

struct Facts {
    head: CatalogHead,
    counts: Counts,
    categories: Vec<CategoryCount>,
    sellers: Vec<Seller>,
    /// Read in the same snapshot as the head they belong to, if they are new.
    shards: Option<Vec<ShardRecord>>,
}

fn gather(
    txn: &dyn ReadTxn,
    earlier: Option<&SignedManifest>,
    at_hand: Option<&PackedFrom>,
) -> Result<Facts, StorageError> {
    let head = txn.catalog_head()?;
    let counts = match earlier {
        Some(earlier) if only_prices_and_stock_moved(txn, &earlier.head, &head)? => {
            earlier.counts.clone()
        }
        _ => count(txn)?,
    };
    let categories = txn
        .categories()?
        .into_iter()
        .map(|category| CategoryCount {
            products: counts.get(&category.id).copied().unwrap_or(0),
            category,
        })
        .collect();
    let shards = new_shards(txn, &head, at_hand)?;
    Ok(Facts { head, counts, categories, sellers: txn.sellers()?, shards })
}

/// Counting reads every product; an order only moves stock and must not cost that.
fn only_prices_and_stock_moved(
    txn: &dyn ReadTxn,
    from: &CatalogHead,
    to: &CatalogHead,
) -> Result<bool, StorageError> {
    const LOOK_AT: usize = 200;
    if from.epoch != to.epoch || from.head < to.horizon || from.products != to.products {
        return Ok(false);
    }
    let rows = txn.changes(from.head, LOOK_AT)?;
    let is_small = |change: &Change| matches!(change, Change::Price { .. } | Change::Stock { .. });
    Ok(rows.len() < LOOK_AT && rows.iter().all(|row| is_small(&row.change)))
}

fn count(txn: &dyn ReadTxn) -> Result<Counts, StorageError> {
    let mut counts = Counts::new();
    for product in txn.products()? {
        for category in product.categories {
            *counts.entry(category).or_default() += 1;
        }
    }
    Ok(counts)
}

fn sign(shop: &Shop, facts: Facts, shards: Vec<ShardRef>) -> Result<SignedManifest, StorageError> {
    let head = facts.head;
    let config = &shop.config;
    let manifest = Manifest {
        v: PROTOCOL_VERSION,
        shop: config.shop.clone(),
        shop_name: config.shop_name.clone(),
        currency: config.currency,
        epoch: head.epoch.clone(),
        base: head.base,
        head: head.head,
        horizon: head.horizon,
        issued_at: shop.clock.now(),
        price_lock_seconds: config.price_lock_seconds,
        shards,
        categories: facts.categories,
        sellers: facts.sellers,
        terms: config.terms.clone(),
        products: head.products,
    };
    let payload =
        serde_json::to_vec(&manifest).map_err(|error| StorageError::Codec(error.to_string()))?;
    let jws = shop.keys.sign(MANIFEST_TYP, &payload);
    let digest = Sha256::digest(jws.as_bytes());
    let name: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    Ok(SignedManifest { jws, etag: format!("\"{name}\""), head, counts: facts.counts })
}
