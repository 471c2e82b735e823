//! Long descriptions beside the catalog: one by one, of products that were looked at, and by shard.

use super::catalog::{DB, DETAILS, META};
use super::write::RowChange;
use crate::platform::PlatformError;
use serde::{Deserialize, Serialize};
use warung_domain::catalog::ProductDetail;
use warung_domain::ids::ProductId;

const KNOWN_AT: &str = "details";

/// What no id of a product begins with.
const OF_SHARD: &str = "shard/";

/// The state of the catalog that all kept descriptions are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownAt {
    /// The revision the shards contain.
    pub base: u64,
    /// The newest change that was heard.
    pub revision: u64,
}

/// A description that was fetched alone.
pub async fn one(id: &ProductId) -> Result<Option<ProductDetail>, PlatformError> {
    DB.get(DETAILS, id.as_str()).await
}

pub async fn put_one(detail: &ProductDetail) -> Result<(), PlatformError> {
    DB.write(vec![RowChange::put(DETAILS, detail.id.as_str(), detail)?]).await
}

/// The descriptions of a shard, as they came.
pub async fn of_shard(hash: &str) -> Result<Option<Vec<u8>>, PlatformError> {
    DB.get_bytes(DETAILS, &key(hash)).await
}

pub async fn put_of_shard(hash: &str, bytes: &[u8]) -> Result<(), PlatformError> {
    DB.write(vec![RowChange::put_bytes(DETAILS, key(hash), bytes)]).await
}

/// The shards whose descriptions are kept, by hash.
pub async fn shards() -> Result<Vec<String>, PlatformError> {
    let keys = DB.keys(DETAILS).await?;
    Ok(keys.iter().filter_map(|key| key.strip_prefix(OF_SHARD)).map(str::to_owned).collect())
}

pub async fn known_at() -> Result<Option<KnownAt>, PlatformError> {
    DB.get(META, KNOWN_AT).await
}

/// Forgets what may have been rewritten, and notes up to where that was looked into.
pub async fn forget(
    products: &[ProductId],
    shards: &[String],
    now: KnownAt,
) -> Result<(), PlatformError> {
    let alone = products.iter().map(|id| RowChange::delete(DETAILS, id.as_str()));
    let by_shard = shards.iter().map(|hash| RowChange::delete(DETAILS, key(hash)));
    let mut rows: Vec<RowChange> = alone.chain(by_shard).collect();
    rows.push(RowChange::put(META, KNOWN_AT, &now)?);
    DB.write(rows).await
}

/// Forgets all of them.
pub async fn forget_all(now: KnownAt) -> Result<(), PlatformError> {
    DB.write(vec![RowChange::Clear { store: DETAILS }, RowChange::put(META, KNOWN_AT, &now)?]).await
}

fn key(hash: &str) -> String {
    [OF_SHARD, hash].concat()
}
