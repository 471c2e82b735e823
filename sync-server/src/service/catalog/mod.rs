//! The catalog as phones receive it: a signed manifest, an immutable directory
//! and shards, and the changes since.
//!
//! [`arrange`] decides, purely, which product stands in which shard;
//! [`rebuild_shards`] packs what it decided; [`CatalogDesk`] keeps the signed
//! manifest and what it names at hand, so that a poll costs one small read.

mod arrange;
mod audit;
mod desk;
mod details;
mod pack;

#[cfg(test)]
mod tests;

pub use desk::{CatalogDesk, SignedManifest};
use pack::pack_shards;
pub use pack::rebuild_shards;

pub use crate::storage::Block;

use crate::failpoint::Failpoint;
use crate::service::Shop;
use crate::storage::{ReadTxn, ShardRecord, StorageError};
use std::sync::Arc;
use warung_domain::catalog::{Change, Changes, ProductDetail, shard};
use warung_domain::ids::ProductId;

/// Most rows in one answer, and as how many of them a whole product counts: as JSON
/// it takes about 500 bytes, a price 100, so an answer stays near 250 KB.
const CHANGES_PER_ANSWER: usize = 2_500;
const ROWS_FOR_A_PRODUCT: usize = 5;

/// So many changes on top of the shards, and packing them anew is cheaper for
/// every new phone than replaying them; in a large shop, one for so many products.
const CHANGES_BEFORE_PACKING: u64 = 500;
const PRODUCTS_FOR_A_CHANGE: u32 = 50;

/// What happened after a revision. From before the horizon there are no rows to
/// tell: the phone sees it in `horizon` and begins from the shards.
pub async fn changes(shop: &Shop, since: u64) -> Result<Changes, StorageError> {
    shop.storage.read(move |txn| changes_since(txn, since)).await
}

fn changes_since(txn: &dyn ReadTxn, since: u64) -> Result<Changes, StorageError> {
    let head = txn.catalog_head()?;
    // Beyond the head is a revision this shop never gave out, as after a restore.
    let mut rows = if since < head.horizon || since >= head.head {
        Vec::new()
    } else {
        txn.changes(since, CHANGES_PER_ANSWER + 1)?
    };
    let mut weight = 0;
    let fit = rows.iter().take_while(|row| {
        weight += weight_of(&row.change);
        weight <= CHANGES_PER_ANSWER
    });
    let fit = fit.count();
    let more = rows.len() > fit;
    rows.truncate(fit);
    Ok(Changes { epoch: head.epoch, head: head.head, horizon: head.horizon, rows, more })
}

const fn weight_of(change: &Change) -> usize {
    match change {
        Change::Upsert { .. } => ROWS_FOR_A_PRODUCT,
        Change::Price { .. } | Change::Stock { .. } | Change::Deleted => 1,
    }
}

/// The long description of one product.
pub async fn product_detail(
    shop: &Shop,
    id: ProductId,
) -> Result<Option<ProductDetail>, StorageError> {
    shop.storage.read(move |txn| txn.product_detail(&id)).await
}

/// Packs the shards anew when many changes lie on top of them. Says whether it
/// did. Nobody who writes waits for the packing, only for the laying down.
pub async fn pack_if_due(shop: &Arc<Shop>) -> Result<bool, StorageError> {
    let packed = shop
        .storage
        .read(|txn| if packing_is_due(txn)? { pack_shards(txn).map(Some) } else { Ok(None) })
        .await?;
    let Some(packed) = packed else { return Ok(false) };
    shop.reached(Failpoint::CatalogBeforeShards)?;
    let inside = Arc::clone(shop);
    shop.storage
        .write(move |txn| {
            let did = packed.lay_down(txn)?;
            inside.reached(Failpoint::CatalogBeforeCommit)?;
            Ok(did)
        })
        .await
}

/// Packs the shards anew if a server before this one packed them in a layout
/// that phones no longer read. Says whether it did.
pub async fn pack_if_outdated(shop: &Shop) -> Result<bool, StorageError> {
    let is_current = |shard: &ShardRecord| shard::is_current(&shard.block.plain);
    let is_outdated =
        shop.storage.read(move |txn| Ok::<_, StorageError>(!txn.shards()?.iter().all(is_current)));
    if !is_outdated.await? {
        return Ok(false);
    }
    shop.storage.write(|txn| rebuild_shards(txn)).await?;
    Ok(true)
}

/// Whether so much lies on top of the shards that they should be packed anew.
pub fn packing_is_due<Txn: ReadTxn + ?Sized>(txn: &Txn) -> Result<bool, StorageError> {
    let head = txn.catalog_head()?;
    let many = CHANGES_BEFORE_PACKING.max(u64::from(head.products / PRODUCTS_FOR_A_CHANGE));
    Ok(head.head.saturating_sub(head.base) > many)
}
