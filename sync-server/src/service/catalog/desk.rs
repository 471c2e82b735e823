//! What every phone asks for first, kept at hand: the signed manifest, and the
//! blocks it leads to.
//!
//! The manifest is signed anew only when the catalog's head has moved; until
//! then all polls share the same bytes and the same `ETag`. Blocks that were in
//! force a moment ago stay at hand too, so that a phone in the middle of its
//! download does not have to begin again when the catalog is packed anew.

use super::audit::Audit;
use super::details::DetailDesk;
use super::pack::pack;
use crate::keys::NoKey;
use crate::service::Shop;
use crate::storage::{Block, CatalogHead, ReadTxn, ShardRecord, StorageError};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use warung_domain::catalog::{CatalogDigest, Directory, Manifest, ShardRef, Shelf, shard};
use warung_domain::ids::CategoryId;
use warung_domain::protocol::{MANIFEST_TYP, PROTOCOL_VERSION};

/// So many directories of before are still answered for.
const DIRECTORIES_KEPT: usize = 8;

/// A manifest ready to be sent.
#[derive(Debug)]
pub struct SignedManifest {
    pub jws: String,
    /// Quoted, as the header wants it. Equal for equal bytes only.
    pub etag: String,
    head: CatalogHead,
    directory: Arc<Block>,
}

/// Blocks by their hashes.
type Blocks = HashMap<String, Arc<Block>>;

/// What a packing is known by: the epoch, and the revision it contains.
type PackedFrom = (String, u64);

/// The shards of one packing.
#[derive(Default, Clone)]
struct Packing {
    of: Option<PackedFrom>,
    /// In the order of the directory.
    refs: Arc<Vec<ShardRef>>,
    blocks: Arc<Blocks>,
}

#[derive(Default)]
struct Shelves {
    now: Packing,
    before: Packing,
    /// The newest first.
    directories: VecDeque<Arc<Block>>,
}

/// Keeps manifest and blocks at hand.
#[derive(Default)]
pub struct CatalogDesk {
    manifest: Mutex<Option<Arc<SignedManifest>>>,
    shelves: Mutex<Shelves>,
    /// None before the first manifest.
    audit: Arc<Mutex<Option<Audit>>>,
    /// One signs, the others wait for it instead of doing it again.
    signing: tokio::sync::Mutex<()>,
    details: DetailDesk,
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
        let packing = lock(&self.shelves).now.clone();
        let audit = Arc::clone(&self.audit);
        let facts = shop
            .storage
            .read(move |txn| gather(txn, earlier.as_deref(), packing, &mut lock(&audit)))
            .await?;
        lock(&self.shelves).hold(&facts);
        let signed = Arc::new(sign(shop, facts)?);
        *lock(&self.manifest) = Some(Arc::clone(&signed));
        Ok(signed)
    }

    /// A block by its hash, if it is or was a moment ago one of this catalog's.
    pub async fn block(&self, shop: &Shop, hash: &str) -> Result<Option<Arc<Block>>, StorageError> {
        if let Some(found) = lock(&self.shelves).find(hash) {
            return Ok(Some(found));
        }
        // The first request after a start may be for a block.
        self.manifest(shop).await?;
        Ok(lock(&self.shelves).find(hash))
    }

    /// The long descriptions of what a shard holds, if it is or was a moment ago one of this
    /// catalog's.
    pub async fn details(
        &self,
        shop: &Shop,
        hash: &str,
    ) -> Result<Option<Arc<Block>>, StorageError> {
        match self.block(shop, hash).await?.filter(|block| shard::is_current(&block.plain)) {
            Some(shard) => self.details.of(shop, &shard).await.map(Some),
            None => Ok(None),
        }
    }

    /// What a new phone asks for after the manifest: the directory and the
    /// shards that show what it looks at, by their hashes.
    pub async fn first_asked(
        &self,
        shop: &Shop,
        looked_at: Option<&CategoryId>,
    ) -> Result<(String, Vec<String>), StorageError> {
        let directory = self.manifest(shop).await?.directory.hash.clone();
        let refs = Arc::clone(&lock(&self.shelves).now.refs);
        let hash = |shard: &ShardRef| shard.hash.clone();
        let shards = match looked_at {
            Some(id) => {
                refs.iter().filter(|shard| shard.categories.contains(id)).map(hash).collect()
            }
            None => refs.first().map(hash).into_iter().collect(),
        };
        Ok((directory, shards))
    }

    fn signed_at(&self, head: &CatalogHead) -> Option<Arc<SignedManifest>> {
        lock(&self.manifest).as_ref().filter(|signed| signed.head == *head).cloned()
    }
}

impl Shelves {
    fn find(&self, hash: &str) -> Option<Arc<Block>> {
        let shard = self.now.blocks.get(hash).or_else(|| self.before.blocks.get(hash));
        shard.or_else(|| self.directories.iter().find(|block| block.hash == hash)).cloned()
    }

    fn hold(&mut self, facts: &Facts) {
        if self.now.of != facts.packing.of {
            self.before = std::mem::replace(&mut self.now, facts.packing.clone());
        }
        if self.directories.front().is_none_or(|block| block.hash != facts.directory.hash) {
            self.directories.push_front(Arc::clone(&facts.directory));
            self.directories.truncate(DIRECTORIES_KEPT);
        }
    }
}

impl Packing {
    fn of(from: PackedFrom, mut records: Vec<ShardRecord>) -> Self {
        records.sort_by_key(|record| record.position);
        let refs = records.iter().map(shard_ref).collect();
        let blocks = records.into_iter().map(|r| (r.block.hash.clone(), r.block)).collect();
        Self { of: Some(from), refs: Arc::new(refs), blocks: Arc::new(blocks) }
    }
}

/// A poisoned lock only means that a thread died between two whole states.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn shard_ref(record: &ShardRecord) -> ShardRef {
    ShardRef {
        hash: record.block.hash.clone(),
        bytes: u32::try_from(record.block.plain.len()).unwrap_or(u32::MAX),
        products: record.products,
        categories: record.categories.clone(),
    }
}

/// Everything a manifest is made of, out of one snapshot of the database.
struct Facts {
    head: CatalogHead,
    packing: Packing,
    directory: Arc<Block>,
    digest: Option<CatalogDigest>,
}

fn gather(
    txn: &dyn ReadTxn,
    earlier: Option<&SignedManifest>,
    at_hand: Packing,
    audit: &mut Option<Audit>,
) -> Result<Facts, StorageError> {
    let head = txn.catalog_head()?;
    let audit = match audit {
        Some(audit) => audit,
        None => audit.insert(Audit::of_all(txn, &head)?),
    };
    let digest = audit.digest_at(txn, &head)?;
    let counts = audit.shelves();
    let from = (head.epoch.clone(), head.base);
    let packing = match at_hand.of.as_ref() == Some(&from) {
        true => at_hand,
        false => Packing::of(from, txn.shards()?),
    };
    let about = |category: &CategoryId| counts.get(category).copied().unwrap_or(0);
    let categories = txn.categories()?.into_iter();
    let directory = Directory {
        shards: packing.refs.to_vec(),
        categories: categories
            .map(|category| Shelf::holding(about(&category.id), category))
            .collect(),
        sellers: txn.sellers()?,
    };
    let bytes =
        serde_json::to_vec(&directory).map_err(|error| StorageError::Codec(error.to_string()))?;
    let directory = match earlier.map(|earlier| &earlier.directory) {
        Some(block) if block.hash == shard::hash(&bytes) => Arc::clone(block),
        _ => Arc::new(pack(bytes)?),
    };
    Ok(Facts { head, packing, directory, digest })
}

fn sign(shop: &Shop, facts: Facts) -> Result<SignedManifest, StorageError> {
    let Facts { head, directory, digest, .. } = facts;
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
        directory: directory.hash.clone(),
        digest,
        terms: config.terms_at(shop.clock.now()),
        products: head.products,
    };
    let payload =
        serde_json::to_vec(&manifest).map_err(|error| StorageError::Codec(error.to_string()))?;
    // Without its key the shop cannot vouch for its catalog; phones keep the one they have.
    let jws = shop.keys.sign(MANIFEST_TYP, &payload).map_err(|NoKey| StorageError::Busy)?;
    let digest = Sha256::digest(jws.as_bytes());
    let name: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    Ok(SignedManifest { jws, etag: format!("\"{name}\""), head, directory })
}
