//! Revisions without holes, a shelf that never goes below nothing, prices with a
//! memory.

use super::*;
use crate::storage::{Block, ShardRecord};

pub(super) async fn a_cursor_misses_nothing_under_concurrent_writers<E: Engine>() {
    const WRITERS: usize = 24;
    let (_folder, engine) = fresh::<E>();
    let writers: Vec<_> = (0..WRITERS)
        .map(|number| {
            let engine = Arc::clone(&engine);
            tokio::spawn(async move {
                let id = format!("p{number}");
                engine.write(move |txn| upsert(txn, product(&id, 1, Stock::Unlimited))).await
            })
        })
        .collect();
    // A reader that only ever asks for what comes after what it has.
    let (mut cursor, mut seen) = (0, Vec::new());
    while seen.len() < WRITERS {
        let rows = engine.read(move |txn| txn.changes(cursor, 5)).await.unwrap();
        for row in rows {
            assert_eq!(row.rev, cursor + 1, "revisions follow commit order without a gap");
            cursor = row.rev;
            seen.push(row.id);
        }
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), WRITERS);
}

pub(super) async fn a_page_of_changes_never_cuts_a_revision<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let page = |limit| engine.read(move |txn| txn.changes(0, limit));
    engine
        .write(|txn| {
            for rev in 1..=2 {
                for name in ["a", "b", "c"] {
                    let id = format!("{name}{rev}").parse().unwrap();
                    txn.put_change(&ChangeRow { rev, id, change: Change::Deleted })?;
                }
            }
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(page(1).await.unwrap().len(), 3);
    assert_eq!(page(3).await.unwrap().len(), 3, "a full page is no reason for another one");
    assert_eq!(page(4).await.unwrap().len(), 6);
    assert_eq!(page(99).await.unwrap().len(), 6);
}

pub(super) async fn stock_never_goes_negative<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    engine.write(|txn| upsert(txn, product("kopi", 1, Stock::Units(40)))).await.unwrap();
    let takers: Vec<_> = (0..64)
        .map(|_| {
            let engine = Arc::clone(&engine);
            tokio::spawn(async move {
                engine.write(|txn| txn.reserve_stock(&kopi(), &default_variant(), 1)).await
            })
        })
        .collect();
    let mut taken = 0;
    for taker in takers {
        taken += u32::from(taker.await.unwrap().unwrap());
    }
    assert_eq!(taken, 40);
    let left = engine.read(|txn| txn.product(&kopi())).await.unwrap().unwrap();
    assert_eq!(left.product.variants[0].stock, Stock::Units(0));
    let back = engine.write(|txn| txn.release_stock(&kopi(), &default_variant(), 3)).await;
    assert_eq!(back, Ok(Stock::Units(3)));
    let too_many = engine.write(|txn| txn.reserve_stock(&kopi(), &default_variant(), 4)).await;
    assert_eq!(too_many, Ok(false));
}

pub(super) async fn uncounted_stock_is_never_used_up<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    engine.write(|txn| upsert(txn, product("kopi", 1, Stock::Unlimited))).await.unwrap();
    let took = engine.write(|txn| txn.reserve_stock(&kopi(), &default_variant(), 999)).await;
    assert_eq!(took, Ok(true));
    let back = engine.write(|txn| txn.release_stock(&kopi(), &default_variant(), 999)).await;
    assert_eq!(back, Ok(Stock::Unlimited));
    let nothing =
        engine.write(|txn| txn.reserve_stock(&"teh".parse().unwrap(), &default_variant(), 1)).await;
    assert_eq!(nothing, Ok(false));
}

pub(super) async fn phones_hear_of_every_sale<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    engine.write(|txn| upsert(txn, product("kopi", 1, Stock::Units(9)))).await.unwrap();
    for _ in 0..3 {
        engine.write(|txn| txn.reserve_stock(&kopi(), &default_variant(), 2)).await.unwrap();
    }
    let rows = engine.read(|txn| txn.changes(1, 99)).await.unwrap();
    let change = Change::Stock { variant: default_variant(), stock: Stock::Units(3) };
    assert_eq!(rows, [ChangeRow { rev: 4, id: kopi(), change }], "only the newest is kept");
    assert_eq!(engine.read(|txn| txn.catalog_head()).await.unwrap().head, 4);
}

pub(super) async fn the_price_history_knows_when_a_price_was_replaced<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let price_at = |rev| engine.read(move |txn| txn.price_at(&kopi(), &default_variant(), rev));
    for price in [100, 100, 150] {
        engine
            .write(move |txn| upsert(txn, product("kopi", price, Stock::Units(1))))
            .await
            .unwrap();
    }
    assert_eq!(price_at(0).await, Ok(None));
    let replaced = PriceAt { price: 100, replaced_at: Some(NOW.plus_seconds(3)) };
    assert_eq!(price_at(1).await, Ok(Some(replaced)));
    assert_eq!(price_at(2).await, Ok(Some(replaced)), "the same price is no new price");
    assert_eq!(price_at(9).await, Ok(Some(PriceAt { price: 150, replaced_at: None })));
}

pub(super) async fn a_first_import_raises_the_horizon<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let import = |rev| {
        engine.write(move |txn| {
            let (product, detail) = product(&format!("p{rev}"), 1, Stock::Units(1));
            while txn.next_catalog_rev()? < rev {}
            txn.put_product(&product, &detail, rev, NOW)?;
            txn.replace_shards(&[], rev)?;
            txn.catalog_head()
        })
    };
    let head = import(3).await.unwrap();
    assert_eq!((head.base, head.head, head.horizon, head.products), (3, 3, 3, 1));
    engine.write(|txn| upsert(txn, product("kopi", 1, Stock::Units(1)))).await.unwrap();
    let head = engine
        .write(|txn| {
            txn.replace_shards(&[], 4)?;
            txn.catalog_head()
        })
        .await
        .unwrap();
    assert_eq!((head.base, head.head, head.horizon), (4, 4, 3), "the feed told of this one");
}

pub(super) async fn the_shards_are_those_laid_down_last<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let shard = |position: u32, name: &str| ShardRecord {
        block: Arc::new(Block {
            hash: name.to_owned(),
            plain: vec![1],
            br: vec![2],
            zstd: vec![3],
            gzip: vec![4],
        }),
        categories: vec!["dapur".parse().unwrap()],
        products: position + 1,
        position,
    };
    let first = vec![shard(0, "a"), shard(1, "b"), shard(2, "c")];
    // One stays, one moves to a place that was taken, one goes, two come.
    let second = vec![shard(0, "a"), shard(1, "c"), shard(2, "d"), shard(3, "e")];
    for shards in [first, second, vec![]] {
        let laid = shards.clone();
        engine.write(move |txn| txn.replace_shards(&laid, 0)).await.unwrap();
        assert_eq!(engine.read(|txn| txn.shards()).await.unwrap(), shards);
    }
}

pub(super) async fn sellers_know_what_they_have<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    for id in ["teh", "kopi"] {
        engine.write(|txn| upsert(txn, product(id, 1, Stock::Units(1)))).await.unwrap();
    }
    let found = engine
        .read(|txn| {
            let seller = txn.products()?[0].seller.clone();
            let nobody = "nobody".parse().unwrap();
            Ok::<_, StorageError>((txn.products_of(&seller)?, txn.products_of(&nobody)?))
        })
        .await
        .unwrap();
    let things: Vec<&str> = found.0.iter().map(ProductId::as_str).collect();
    assert_eq!((things, found.1.len()), (vec!["kopi", "teh"], 0));
}
