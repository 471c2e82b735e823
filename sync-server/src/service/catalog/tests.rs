//! Packing while the shop goes on, and after a server of before.

use super::pack::{PackedCatalog, pack, pack_shards};
use super::{changes, pack_if_outdated, rebuild_shards};
use crate::service::testing::{product, test_shop};
use crate::storage::WriteTxn;
use std::sync::Arc;
use warung_domain::catalog::shard::Shard;
use warung_domain::catalog::{CatalogSnapshot, Listed, Product, Standing, Stock};

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

// Holds C6, C7: the shop sells on while its catalog is packed.
#[tokio::test]
async fn what_changed_meanwhile_lies_on_top_of_the_packing() {
    let world = test_shop().await;
    let storage = &world.shop.storage;
    let packed = storage.read(|txn| pack_shards(txn)).await.unwrap();
    let before = storage.read(|txn| txn.catalog_head()).await.unwrap();
    world.change_product(product("kopi", "dapur", 71_000, Stock::Units(2))).await;
    let lay = |packed: Arc<PackedCatalog>| storage.write(move |txn| packed.lay_down(txn));
    let packed = Arc::new(packed);
    assert!(lay(Arc::clone(&packed)).await.unwrap());
    let head = storage.read(|txn| txn.catalog_head()).await.unwrap();
    assert_eq!((head.base, head.head), (before.head, before.head + 1));
    let mut phone = CatalogSnapshot::begin(&Standing {
        epoch: head.epoch.clone(),
        base: head.base,
        shards: vec![],
    });
    for shard in storage.read(|txn| txn.shards()).await.unwrap() {
        phone.add_shard(Shard::decode(&shard.block.plain, &shard.block.hash).unwrap());
    }
    phone.apply(&changes(&world.shop, head.base).await.unwrap()).unwrap();
    let mut there: Vec<Product> = phone.products().map(Listed::product).collect();
    there.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(there, storage.read(|txn| txn.products()).await.unwrap());

    // A slower packing of the same moment, or of an earlier one, comes too late.
    assert!(!lay(packed).await.unwrap());
}
