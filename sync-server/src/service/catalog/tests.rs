//! Packing while the shop goes on, and after a server of before.

use super::pack::{PackedCatalog, pack, pack_shards};
use super::{CatalogDesk, changes, pack_if_outdated, rebuild_shards};
use crate::service::Shop;
use crate::service::testing::{product, put, test_shop};
use crate::storage::WriteTxn;
use std::collections::BTreeMap;
use std::sync::Arc;
use warung_domain::catalog::shard::Shard;
use warung_domain::catalog::{
    CatalogDigest, CatalogSnapshot, Category, Change, ChangeRow, Directory, Listed, Manifest,
    Product, Standing, Stock,
};
use warung_domain::ids::{CategoryId, ProductId};
use warung_domain::jws::{split_compact, unb64};
use warung_domain::lang::Localized;

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

    // More than is looked at for one manifest: it comes without, and the next has it again.
    let many = move |txn: &mut dyn WriteTxn| {
        let ids = (0..4_100).map(|number| format!("gelas-{number}"));
        ids.into_iter()
            .try_for_each(|id| put(txn, product(&id, "dapur", 5_000, Stock::Units(3)), now))
    };
    shop.storage.write(many).await.unwrap();
    assert_eq!(told().await, None);
    world.change_product(product("teh", "dapur", 9_500, Stock::Units(3))).await;
    assert_eq!(told().await, Some(counted(shop).await));
}

// Holds C11.
#[tokio::test]
async fn the_directory_says_how_much_stands_where() {
    let world = test_shop().await;
    let (shop, desk) = (&world.shop, CatalogDesk::default());
    let said = async || {
        let directory = desk.first_asked(shop, None).await.unwrap().0;
        let block = desk.block(shop, &directory).await.unwrap().unwrap();
        let directory: Directory = serde_json::from_slice(&block.plain).unwrap();
        let shelves = directory.categories.into_iter().filter(|shelf| shelf.about > 0);
        let about = shelves.map(|shelf| (shelf.category.id, shelf.about));
        about.collect::<BTreeMap<CategoryId, u32>>()
    };
    let stands = async || {
        let mut shelves = BTreeMap::<CategoryId, u32>::new();
        for product in shop.storage.read(|txn| txn.products()).await.unwrap() {
            product.categories.into_iter().for_each(|id| *shelves.entry(id).or_default() += 1);
        }
        // The power of two it reaches.
        shelves.values_mut().for_each(|count| *count = 1 << count.ilog2());
        shelves
    };
    let shelves = |txn: &mut dyn WriteTxn| {
        ["dapur", "minuman"].into_iter().try_for_each(|id| {
            let (id, name) = (id.parse().unwrap(), Localized::default());
            txn.put_category(&Category { id, name, picture: None })
        })
    };
    shop.storage.write(shelves).await.unwrap();
    assert_eq!(said().await, stands().await);
    let mut moved = product("kopi", "dapur", 70_000, Stock::Units(2));
    moved.categories = vec!["minuman".parse().unwrap()];
    for (id, stood) in [("kopi", 1), ("teh", 2)] {
        moved.id = id.parse().unwrap();
        world.change_product(moved.clone()).await;
        assert_eq!(said().await, stands().await);
        assert_eq!(said().await.get(&moved.categories[0]), Some(&stood));
    }
}
