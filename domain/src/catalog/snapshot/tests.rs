//! Shards and changes, in whatever order they come, are one catalog.

use super::*;
use crate::catalog::{Stock, shard};
use crate::search::sample;
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

fn product(id: &str, price: i64) -> Product {
    let mut product = sample::product(id, id);
    product.variants[0].price = price;
    product
}

fn shard_of(products: &[Product]) -> Shard {
    let block = shard::encode(products);
    Shard::decode(&block, &shard::hash(&block)).unwrap()
}

fn standing_on(shards: &[Vec<Product>]) -> CatalogSnapshot {
    let mut snapshot =
        CatalogSnapshot { epoch: "e1".into(), revision: 10, ..CatalogSnapshot::default() };
    shards.iter().for_each(|products| snapshot.add_shard(shard_of(products)));
    snapshot
}

fn changes(rows: Vec<ChangeRow>) -> Changes {
    let head = rows.last().map_or(10, |row| row.rev);
    Changes { epoch: "e1".into(), head, horizon: 5, rows, more: false }
}

fn by_id(snapshot: &CatalogSnapshot) -> BTreeMap<ProductId, Product> {
    let products = snapshot.products().map(|listed| listed.product());
    products.map(|product| (product.id.clone(), product)).collect()
}

// Holds C8.
#[test]
fn rows_apply_once() {
    let mut snapshot = standing_on(&[vec![product("panci", 100), product("wajan", 200)]]);
    let answer = changes(vec![
        ChangeRow {
            rev: 11,
            id: "panci".parse().unwrap(),
            change: Change::Price {
                variant: "default".parse().unwrap(),
                price: 90,
                list_price: Some(100),
            },
        },
        ChangeRow { rev: 12, id: "wajan".parse().unwrap(), change: Change::Deleted },
    ]);
    snapshot.apply(&answer).unwrap();
    let once = by_id(&snapshot);
    snapshot.apply(&answer).unwrap();
    assert_eq!(by_id(&snapshot), once);
    assert_eq!(snapshot.revision(), 12);
    assert_eq!(snapshot.get(&"panci".parse().unwrap()).unwrap().price_from(), 90);
    assert_eq!(snapshot.len(), 1);
}

// Holds C7.
#[test]
fn a_reset_is_an_answer() {
    let mut snapshot = standing_on(&[]);
    let mut late = changes(vec![]);
    late.horizon = 11;
    assert_eq!(snapshot.apply(&late), Err(ApplyError::BeyondHorizon));
    let mut restored = changes(vec![]);
    restored.epoch = "e2".into();
    assert_eq!(snapshot.apply(&restored), Err(ApplyError::NewEpoch));
}

fn change() -> impl Strategy<Value = (usize, Change)> {
    let variant = || "default".parse().unwrap();
    let what = prop_oneof![
        (0..900_i64, proptest::option::of(0..900_i64)).prop_map(move |(price, list_price)| {
            Change::Price { variant: variant(), price, list_price }
        }),
        (0..9_u32).prop_map(move |units| Change::Stock {
            variant: variant(),
            stock: Stock::Units(units)
        }),
        (0..900_i64).prop_map(|price| Change::Upsert { product: Box::new(product("x", price)) }),
        Just(Change::Deleted),
    ];
    (0..12_usize, what)
}

proptest! {
    /// Shards and changes in any number of answers come to what a shop that was
    /// rebuilt from nothing would hold, also where some of the shards come late. Who looks at an
    /// earlier snapshot meanwhile goes on seeing what it said.
    // Holds C12.
    #[test]
    fn a_history_ends_as_if_written_at_once(
        at_first in btree_set(0..12_usize, 0..12),
        parts in 1..4_usize,
        history in vec(change(), 0..40),
        step in 1..9_usize,
        late in 0..5_usize,
        when in 0..9_usize,
    ) {
        let id = |number: usize| -> ProductId { format!("p{number:02}").parse().unwrap() };
        let first: Vec<Product> =
            at_first.iter().map(|number| product(id(*number).as_str(), 5)).collect();
        let mut shards = vec![Vec::new(); parts];
        for (at, product) in first.iter().enumerate() {
            shards[at % parts].push(product.clone());
        }
        let late = shards.split_off(parts.saturating_sub(late));
        let mut snapshot = standing_on(&shards);
        let mut plain: BTreeMap<ProductId, Product> =
            first.into_iter().map(|product| (product.id.clone(), product)).collect();
        let rows: Vec<ChangeRow> = (11..).zip(history).map(|(rev, (number, change))| {
            let id = id(number);
            let change = match change {
                Change::Upsert { product } => {
                    Change::Upsert { product: Box::new(Product { id: id.clone(), ..*product }) }
                }
                other => other,
            };
            ChangeRow { rev, id, change }
        }).collect();
        for row in &rows {
            match &row.change {
                Change::Upsert { product } => {
                    plain.insert(row.id.clone(), (**product).clone());
                }
                Change::Deleted => {
                    plain.remove(&row.id);
                }
                change => {
                    if let Some(product) = plain.get_mut(&row.id) {
                        amend_product(product, change);
                    }
                }
            }
        }
        let mut late = late.iter();
        let mut looked_at = Vec::new();
        for (number, answer) in rows.chunks(step).enumerate() {
            if number >= when {
                late.by_ref().take(1).for_each(|products| snapshot.add_shard(shard_of(products)));
            }
            looked_at.push((snapshot.clone(), by_id(&snapshot)));
            snapshot.apply(&changes(answer.to_vec())).unwrap();
        }
        late.for_each(|products| snapshot.add_shard(shard_of(products)));
        prop_assert_eq!(snapshot.len(), plain.len());
        for id in (0..12).map(id) {
            prop_assert_eq!(snapshot.get(&id), plain.get(&id).cloned());
        }
        prop_assert_eq!(by_id(&snapshot), plain);
        for (earlier, said) in looked_at {
            prop_assert_eq!(by_id(&earlier), said);
        }
    }
}
