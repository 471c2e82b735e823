//! The manifest: the small signed document that names everything else.

use super::{CategoryCount, Seller, Terms};
use crate::ids::{CategoryId, ShopId};
use crate::money::Currency;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What the shop offers right now. Travels as an EdDSA JWS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`crate::protocol::PROTOCOL_VERSION`] of the server that wrote it.
    pub v: u16,
    pub shop: ShopId,
    pub shop_name: String,
    pub currency: Currency,
    /// Changes when revisions start anew, for example after a restore. A phone
    /// that knows another epoch begins again from the shards.
    pub epoch: String,
    /// The revision the shards contain.
    pub base: u64,
    /// The newest revision; `changes?since=base` leads there.
    pub head: u64,
    /// The oldest revision `changes` still answers from.
    pub horizon: u64,
    pub issued_at: Timestamp,
    /// For how long after a price was replaced the shop still honours it.
    pub price_lock_seconds: u32,
    pub shards: Vec<ShardRef>,
    pub categories: Vec<CategoryCount>,
    pub sellers: Vec<Seller>,
    pub terms: Terms,
    pub products: u32,
}

/// One shard, by the SHA-256 of its uncompressed bytes in lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ShardRef {
    pub hash: String,
    /// Uncompressed size.
    pub bytes: u32,
    pub products: u32,
    /// Every category any of its products stands in, in the order of ids. The
    /// first shard holds picks of all, so that it alone fills the first screen.
    #[serde(default)]
    pub categories: Vec<CategoryId>,
}
