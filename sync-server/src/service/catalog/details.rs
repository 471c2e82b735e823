//! The long descriptions of a shard's products, all in one answer.
//!
//! A shard is immutable, its products' descriptions are not: what is answered is what they are now.
//! They are packed for the first who asks and stay at hand for the next, until the catalog has moved;
//! then they are read again, and packed again only if one of them really is another.

use super::pack::pack;
use crate::service::Shop;
use crate::storage::{Block, CatalogHead, ReadTxn, StorageError};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use warung_domain::catalog::ProductDetail;
use warung_domain::catalog::shard::Shard;

/// A thousand descriptions are about a megabyte in all their packings.
const KEPT: usize = 24;

/// Keeps what was asked for lately at hand.
#[derive(Default)]
pub struct DetailDesk {
    /// The newest first.
    kept: Mutex<VecDeque<Kept>>,
    /// One packs, the others wait for it instead of doing it again.
    packing: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
struct Kept {
    /// The shard they belong to, by its hash.
    shard: String,
    /// They were compared with the catalog as it stood here.
    at: CatalogHead,
    block: Arc<Block>,
}

impl DetailDesk {
    /// Descriptions of everything in a shard that is still sold, as a JSON array of
    /// [`ProductDetail`] in the order of ids.
    pub async fn of(&self, shop: &Shop, shard: &Arc<Block>) -> Result<Arc<Block>, StorageError> {
        let head = shop.storage.read(|txn| txn.catalog_head()).await?;
        if let Some(kept) = self.find(&shard.hash).filter(|kept| kept.at == head) {
            return Ok(kept.block);
        }
        let _one_at_a_time = self.packing.lock().await;
        let asked = Arc::clone(shard);
        let (at, bytes) = shop.storage.read(move |txn| gather(txn, &asked)).await?;
        let block = match self.find(&shard.hash) {
            Some(kept) if kept.block.plain == bytes => kept.block,
            _ => Arc::new(pack_aside(bytes).await?),
        };
        self.keep(Kept { shard: shard.hash.clone(), at, block: Arc::clone(&block) });
        Ok(block)
    }

    fn find(&self, shard: &str) -> Option<Kept> {
        self.lock().iter().find(|kept| kept.shard == shard).cloned()
    }

    fn keep(&self, new: Kept) {
        let mut kept = self.lock();
        kept.retain(|known| known.shard != new.shard);
        kept.push_front(new);
        kept.truncate(KEPT);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn gather(txn: &dyn ReadTxn, block: &Block) -> Result<(CatalogHead, Vec<u8>), StorageError> {
    let unreadable = |error: &dyn std::fmt::Display| StorageError::Codec(error.to_string());
    let shard = Shard::decode(&block.plain, &block.hash).map_err(|error| unreadable(&error))?;
    let mut details: Vec<ProductDetail> = Vec::with_capacity(shard.len());
    for row in 0..shard.len() {
        details.extend(txn.product_detail(&shard.product_id(row))?);
    }
    let bytes = serde_json::to_vec(&details).map_err(|error| unreadable(&error))?;
    Ok((txn.catalog_head()?, bytes))
}

/// Half a second of work, which no other answer waits for.
async fn pack_aside(bytes: Vec<u8>) -> Result<Block, StorageError> {
    let packed = tokio::task::spawn_blocking(move || pack(bytes)).await;
    packed.unwrap_or_else(|died| Err(StorageError::Codec(died.to_string())))
}
