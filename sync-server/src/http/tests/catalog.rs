//! The catalog as a phone fetches it: verify, download, follow.

use super::Browser;
use crate::service::testing::product;
use std::io::Read as _;
use warung_domain::catalog::shard::Shard;
use warung_domain::catalog::{
    CatalogSnapshot, Category, Changes, Directory, Manifest, ProductDetail, Standing, Stock,
};
use warung_domain::ids::ProductId;
use warung_domain::jws::{KeySet, verify_shop};
use warung_domain::lang::{Lang, Localized};
use warung_domain::protocol::MANIFEST_TYP;

async fn manifest(browser: &mut Browser) -> (Manifest, String) {
    let keys: KeySet = browser.get("/.well-known/jwks.json").await.json();
    let answer = browser.get("/api/v1/catalog/manifest").await;
    assert_eq!(answer.header("content-type"), "application/jose");
    assert_eq!(answer.header("cache-control"), "no-cache");
    let jws = String::from_utf8(answer.body.clone()).unwrap();
    let payload = verify_shop(&jws, MANIFEST_TYP, &keys).unwrap();
    (serde_json::from_slice(&payload).unwrap(), answer.header("etag").to_owned())
}

/// What the manifest of this moment leads to.
async fn offer(browser: &mut Browser) -> (Manifest, Directory) {
    let (manifest, _) = manifest(browser).await;
    let answer = browser.get(&format!("/api/v1/catalog/directories/{}", manifest.directory)).await;
    assert_eq!(answer.header("content-type"), "application/json");
    let directory = Directory::read(&answer.body, &manifest).unwrap();
    (manifest, directory)
}

// Holds C1, C2, C4, C11.
#[tokio::test]
async fn a_new_phone_gets_the_whole_catalog() {
    let mut browser = Browser::new().await;
    let (manifest, directory) = offer(&mut browser).await;
    // All of it fits among the picks.
    assert_eq!((manifest.products, directory.shards.len()), (3, 1));
    let mut snapshot = CatalogSnapshot::begin(&Standing::on(&manifest, &directory));
    for wanted in &directory.shards {
        let answer = browser.get(&format!("/api/v1/catalog/shards/{}", wanted.hash)).await;
        assert_eq!(answer.body.len(), wanted.bytes as usize);
        snapshot.add_shard(Shard::decode(&answer.body, &wanted.hash).unwrap());
    }
    assert_eq!(snapshot.len(), 3);
}

// Holds C4.
#[tokio::test]
async fn a_shard_is_the_same_however_it_is_packed() {
    let mut browser = Browser::new().await;
    let (_, directory) = offer(&mut browser).await;
    let hash = &directory.shards[0].hash;
    let path = format!("/api/v1/catalog/shards/{hash}");
    for encoding in ["br", "zstd", "gzip"] {
        let answer = browser.get_with(&path, "accept-encoding", encoding).await;
        assert_eq!(answer.header("content-encoding"), encoding);
        assert_eq!(answer.header("vary"), "accept-encoding");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        let mut block = Vec::new();
        match encoding {
            "br" => brotli::Decompressor::new(&answer.body[..], 4096).read_to_end(&mut block),
            "zstd" => zstd::Decoder::new(&answer.body[..]).unwrap().read_to_end(&mut block),
            _ => flate2::read::GzDecoder::new(&answer.body[..]).read_to_end(&mut block),
        }
        .unwrap();
        assert!(Shard::decode(&block, hash).is_ok(), "{encoding}");
    }
    browser.get("/api/v1/catalog/shards/0000").await.problem(404, "not-found");
}

// Holds C4: a cache or a phone that was cut off goes on in the middle.
#[tokio::test]
async fn a_block_is_answered_in_parts() {
    let mut browser = Browser::new().await;
    let (_, directory) = offer(&mut browser).await;
    let path = format!("/api/v1/catalog/shards/{}", directory.shards[0].hash);
    for encoding in ["br", "identity"] {
        let whole = browser.get_with(&path, "accept-encoding", encoding).await;
        let etag = whole.header("etag").to_owned();
        let mut joined = Vec::new();
        for range in ["bytes=0-9", "bytes=10-"] {
            let asked = [("accept-encoding", encoding), ("range", range), ("if-range", &etag)];
            let part = browser.get_asking(&path, &asked).await;
            assert_eq!((part.status.as_u16(), part.header("etag")), (206, etag.as_str()));
            assert!(part.header("content-range").ends_with(&format!("/{}", whole.body.len())));
            joined.extend(part.body);
        }
        assert_eq!(joined, whole.body, "{encoding}");
        let other = [("accept-encoding", encoding), ("range", "bytes=0-9"), ("if-range", "\"x\"")];
        assert_eq!(browser.get_asking(&path, &other).await.body, whole.body);
        let beyond = [("accept-encoding", encoding), ("range", "bytes=9999999-")];
        assert_eq!(browser.get_asking(&path, &beyond).await.status, 416);
        let known = [("accept-encoding", encoding), ("if-none-match", etag.as_str())];
        assert_eq!(browser.get_asking(&path, &known).await.status, 304);
    }
}

// Holds C6.
#[tokio::test]
async fn changes_that_are_known_are_not_told_again() {
    let mut browser = Browser::new().await;
    let path = "/api/v1/catalog/changes?since=0";
    let etag = browser.get(path).await.header("etag").to_owned();
    assert_eq!(browser.get_with(path, "if-none-match", &etag).await.status, 304);
    browser.world.change_product(product("teh", "dapur", 9_000, Stock::Units(3))).await;
    assert_eq!(browser.get_with(path, "if-none-match", &etag).await.status, 200);
}

// Holds C1.
#[tokio::test]
async fn a_poll_without_news_is_empty() {
    let mut browser = Browser::new().await;
    let (_, etag) = manifest(&mut browser).await;
    let path = "/api/v1/catalog/manifest";
    let same = browser.get_with(path, "if-none-match", &etag).await;
    assert_eq!((same.status.as_u16(), same.body.len()), (304, 0));
    assert_eq!(same.header("etag"), etag);
    browser.world.change_product(product("kopi", "dapur", 70_000, Stock::Units(3))).await;
    let news = browser.get_with(path, "if-none-match", &etag).await;
    assert_eq!(news.status, 200);
    assert_ne!(news.header("etag"), etag);
}

// Holds C6, C7.
#[tokio::test]
async fn a_phone_follows_the_changes() {
    let mut browser = Browser::new().await;
    let (manifest_before, directory) = offer(&mut browser).await;
    let mut snapshot = CatalogSnapshot::begin(&Standing::on(&manifest_before, &directory));
    for wanted in &directory.shards {
        let answer = browser.get(&format!("/api/v1/catalog/shards/{}", wanted.hash)).await;
        snapshot.add_shard(Shard::decode(&answer.body, &wanted.hash).unwrap());
    }
    browser.world.change_product(product("teh", "dapur", 9_000, Stock::Units(3))).await;
    let path = format!("/api/v1/catalog/changes?since={}", snapshot.revision());
    let changes: Changes = browser.get(&path).await.json();
    snapshot.apply(&changes).unwrap();
    assert_eq!(snapshot.get(&"teh".parse().unwrap()).unwrap().price_from(), 9_000);
    assert_eq!((snapshot.revision(), changes.more), (changes.head, false));
    let (manifest_after, _) = manifest(&mut browser).await;
    assert_eq!((manifest_after.head, manifest_after.products), (changes.head, 4));
}

#[tokio::test]
async fn what_was_in_force_a_moment_ago_is_still_served() {
    let mut browser = Browser::new().await;
    let (manifest_before, before) = offer(&mut browser).await;
    browser.world.change_product(product("kopi", "dapur", 70_000, Stock::Units(3))).await;
    let shop = browser.world.shop.clone();
    shop.storage.write(|txn| crate::service::catalog::rebuild_shards(txn)).await.unwrap();
    let (_, after) = offer(&mut browser).await;
    let path = format!("/api/v1/catalog/directories/{}", manifest_before.directory);
    assert_eq!(browser.get(&path).await.status, 200);
    assert_ne!(before.shards[0].hash, after.shards[0].hash);
    for wanted in before.shards.iter().chain(&after.shards) {
        let path = format!("/api/v1/catalog/shards/{}", wanted.hash);
        assert_eq!(browser.get(&path).await.status, 200);
    }
}

// Holds C11: what one sale moves is told in a manifest that stays short.
#[tokio::test]
async fn a_price_leaves_the_directory_as_it_is() {
    let mut browser = Browser::new().await;
    let shelf =
        Category { id: "dapur".parse().unwrap(), name: Localized::default(), picture: None };
    browser.world.shop.storage.write(move |txn| txn.put_category(&shelf)).await.unwrap();
    let (before, holding_three) = offer(&mut browser).await;
    browser.world.change_product(product("kopi", "dapur", 71_000, Stock::Units(2))).await;
    let (after, _) = offer(&mut browser).await;
    assert!(after.head > before.head);
    assert_eq!(after.directory, before.directory);
    browser.world.change_product(product("sabun", "dapur", 5_000, Stock::Units(2))).await;
    let (_, holding_four) = offer(&mut browser).await;
    let about = |directory: &Directory| directory.categories[0].about;
    assert_eq!((about(&holding_three), about(&holding_four)), (2, 4));
}

#[tokio::test]
async fn the_long_description_is_fetched_apart() {
    let mut browser = Browser::new().await;
    let answer = browser.get("/api/v1/catalog/products/kopi").await;
    assert_eq!(answer.json::<serde_json::Value>()["id"], "kopi");
}

// Holds C17.
#[tokio::test]
async fn all_descriptions_of_a_shard_come_at_once_as_they_are_now() {
    let mut browser = Browser::new().await;
    let (_, directory) = offer(&mut browser).await;
    let path = format!("/api/v1/catalog/shards/{}/details", directory.shards[0].hash);
    let first = browser.get(&path).await;
    let details: Vec<ProductDetail> = first.json();
    let mut ids: Vec<&str> = details.iter().map(|detail| detail.id.as_str()).collect();
    assert_eq!(ids.len(), 3);
    ids.sort_unstable();
    assert!(details.iter().map(|detail| detail.id.as_str()).eq(ids));
    assert_eq!(first.header("cache-control"), "no-cache");
    let etag = first.header("etag").to_owned();

    // A price is none of their matter.
    let id: ProductId = "kopi".parse().unwrap();
    browser.world.change_product(product("kopi", "dapur", 70_000, Stock::Units(3))).await;
    assert_eq!(browser.get_with(&path, "if-none-match", &etag).await.status, 304);

    let kopi = product("kopi", "dapur", 70_000, Stock::Units(3));
    browser.world.describe(kopi, Localized::both("Dari Gayo", "From Gayo")).await;
    let news = browser.get(&path).await;
    let details: Vec<ProductDetail> = news.json();
    let about = details.iter().find(|detail| detail.id == id).unwrap();
    assert_eq!(about.description.get(Lang::Id), "Dari Gayo");

    let nowhere = format!("/api/v1/catalog/shards/{}/details", "0".repeat(64));
    assert_eq!(browser.get(&nowhere).await.status, 404);
    let (manifest, _) = manifest(&mut browser).await;
    let no_shard = format!("/api/v1/catalog/shards/{}/details", manifest.directory);
    assert_eq!(browser.get(&no_shard).await.status, 404);
}
