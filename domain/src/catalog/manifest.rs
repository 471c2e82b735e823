//! The manifest: the small signed document that names everything else. It is
//! as short for a hundred thousand products as for ten.

use super::{CatalogDigest, Terms};
use crate::ids::ShopId;
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
    /// The [`super::Directory`] in force, by the SHA-256 of its bytes in
    /// lower-case hex.
    pub directory: String,
    /// Of every product at `head`; not in every manifest, because a busy shop's
    /// head moves faster than it is worth counting.
    #[serde(default)]
    pub digest: Option<CatalogDigest>,
    pub terms: Terms,
    pub products: u32,
}

/// One that tests bend to what they need.
#[cfg(test)]
pub fn sample_manifest() -> Manifest {
    Manifest {
        v: 1,
        shop: "warung".parse().unwrap(),
        shop_name: String::new(),
        currency: Currency::IDR,
        epoch: "e1".into(),
        base: 100,
        head: 120,
        horizon: 50,
        issued_at: Timestamp::from_millis(0),
        price_lock_seconds: 60,
        directory: String::new(),
        digest: None,
        terms: Terms { delivery: vec![], payment: vec![], tax: None, top_up: Default::default() },
        products: 1,
    }
}
