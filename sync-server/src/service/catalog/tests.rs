//! Packing while the shop goes on, and after a server of before.

use super::pack::{PackedCatalog, pack, pack_shards};
use super::{CatalogDesk, changes, pack_if_outdated, rebuild_shards};
use crate::service::Shop;
use crate::service::testing::{product, test_shop};
use crate::storage::WriteTxn;
use std::sync::Arc;
use warung_domain::catalog::shard::Shard;
use warung_domain::catalog::{
    CatalogDigest, CatalogSnapshot, Change, ChangeRow, Listed, Manifest, Product, Standing, Stock,
};
use warung_domain::ids::ProductId;
use warung_domain::jws::{split_compact, unb64};

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

/// What a phone at the head of the catalog counts.
async fn counted(shop: &Shop) -> CatalogDigest {
    let products = shop.storage.read(|txn| txn.products()).await.unwrap();
    products.iter().map(CatalogDigest::of).fold(CatalogDigest::default(), CatalogDigest::with)
}

// Holds C16.
#[tokio::test]
async fn the_digest_follows_every_change() {
    let world = test_shop().await;
    let (shop, desk) = (&world.shop, CatalogDesk::default());
    let told = async || {
        let jws = desk.manifest(shop).await.unwrap().jws.clone();
        let payload = unb64(split_compact(&jws).unwrap().payload).unwrap();
        serde_json::from_slice::<Manifest>(&payload).unwrap().digest
    };
    assert_eq!(told().await, Some(counted(shop).await));
    let before = told().await;
    world.change_product(product("kopi", "dapur", 71_000, Stock::Units(2))).await;
    assert_ne!(told().await, before);
    assert_eq!(told().await, Some(counted(shop).await));
    world.change_product(product("teh", "dapur", 9_000, Stock::Units(3))).await;
    let kopi: ProductId = "kopi".parse().unwrap();
    let variant = "default".parse().unwrap();
    shop.storage.write(move |txn| txn.reserve_stock(&kopi, &variant, 1)).await.unwrap();
    assert_eq!(told().await, Some(counted(shop).await));
    let now = shop.clock.now();
    let withdraw = move |txn: &mut dyn WriteTxn| {
        let (id, rev): (ProductId, u64) = ("teh".parse().unwrap(), txn.next_catalog_rev()?);
        txn.delete_product(&id, rev, now)?;
        txn.put_change(&ChangeRow { rev, id, change: Change::Deleted })
    };
    shop.storage.write(withdraw).await.unwrap();
    assert_eq!(told().await, Some(counted(shop).await));
}
