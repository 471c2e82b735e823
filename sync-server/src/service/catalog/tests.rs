//! Shards that a server of before left behind.

use super::pack::pack;
use super::{pack_if_outdated, rebuild_shards};
use crate::service::testing::test_shop;
use crate::storage::WriteTxn;
use std::sync::Arc;
use warung_domain::catalog::shard::Shard;

/// Their layout is one that no phone of now reads.
#[tokio::test]
async fn shards_of_an_older_layout_are_packed_anew() {
    let world = test_shop().await;
    let shop = &world.shop;
    shop.storage.write(|txn| rebuild_shards(txn)).await.unwrap();
    let make_old = |txn: &mut dyn WriteTxn| {
        let mut shards = txn.shards()?;
        for shard in &mut shards {
            shard.block = Arc::new(pack(b"WSH1".to_vec())?);
        }
        let base = txn.catalog_head()?.base;
        txn.replace_shards(&shards, base)
    };
    shop.storage.write(make_old).await.unwrap();
    assert!(pack_if_outdated(shop).await.unwrap());
    assert!(!pack_if_outdated(shop).await.unwrap());
    let shards = shop.storage.read(|txn| txn.shards()).await.unwrap();
    let read: Vec<_> =
        shards.iter().map(|s| Shard::decode(&s.block.plain, &s.block.hash)).collect();
    assert!(!read.is_empty() && read.iter().all(Result::is_ok));
}
