//! The index follows the catalog: shards that come and go, products that change.

#![expect(clippy::unwrap_used, reason = "a sample that does not parse is a broken test")]

mod goods;

use goods::{ids, product, snapshot};
use proptest::prelude::*;
use std::collections::BTreeMap;
use warung_domain::catalog::{
    CatalogSnapshot, Category, Change, ChangeRow, Changes, Product, Stock,
};
use warung_domain::lang::{Lang, Localized};
use warung_domain::search::SearchIndex;

fn changes(rows: Vec<ChangeRow>) -> Changes {
    let head = rows.last().map_or(0, |row| row.rev);
    Changes { epoch: String::new(), head, horizon: 0, rows, more: false }
}

fn change(rev: u64, id: &str, change: Change) -> ChangeRow {
    ChangeRow { rev, id: id.parse().unwrap(), change }
}

fn becomes(product: Product) -> Change {
    Change::Upsert { product: Box::new(product) }
}

#[test]
fn a_changed_product_is_found_by_its_new_name_only() {
    let mut catalog = snapshot(&[vec![product("a", "Wajan besi"), product("b", "Wajan")]]);
    let mut index = SearchIndex::build(&catalog, []);
    catalog.apply(&changes(vec![change(1, "a", becomes(product("a", "Panci")))])).unwrap();
    index.update(&catalog, []);
    assert_eq!(ids(&index, "wajan"), ["b"]);
    assert_eq!(ids(&index, "panci"), ["a"]);
    assert_eq!(index.len(), 2);
    catalog.apply(&changes(vec![change(2, "a", Change::Deleted)])).unwrap();
    index.update(&catalog, []);
    assert_eq!(ids(&index, "panci"), [] as [&str; 0]);
    catalog.apply(&changes(vec![change(3, "b", Change::Deleted)])).unwrap();
    index.update(&catalog, []);
    assert!(index.is_empty());
}

#[test]
fn what_sells_out_sinks() {
    let mut catalog = snapshot(&[vec![product("a", "Wajan"), product("b", "Wajan")]]);
    let mut index = SearchIndex::build(&catalog, []);
    assert_eq!(ids(&index, "wajan"), ["a", "b"]);
    let gone = Change::Stock { variant: "default".parse().unwrap(), stock: Stock::Units(0) };
    catalog.apply(&changes(vec![change(1, "a", gone)])).unwrap();
    index.update(&catalog, []);
    assert_eq!(ids(&index, "wajan"), ["b", "a"]);
}

#[derive(Debug, Clone)]
enum Step {
    /// A shard of the names comes, in place of the one that had this number.
    Shard(usize, Vec<String>),
    Change(usize, usize, Change),
    Look,
}

fn step() -> impl Strategy<Value = Step> {
    let name = || "[abk]{1,5}( [abk]{1,5}){0,3}";
    let variant = || "default".parse().unwrap();
    let what = prop_oneof![
        3 => name().prop_map(|name| becomes(product("x", &name))),
        1 => Just(Change::Deleted),
        1 => (0..2_u32).prop_map(move |units| {
            Change::Stock { variant: variant(), stock: Stock::Units(units) }
        }),
    ];
    prop_oneof![
        1 => (0..3_usize, prop::collection::vec(name(), 0..6)).prop_map(|(at, names)| Step::Shard(at, names)),
        3 => (0..3_usize, 0..6_usize, what).prop_map(|(at, row, what)| Step::Change(at, row, what)),
        1 => Just(Step::Look),
    ]
}

proptest! {
    /// Shards that come and go and products that change leave the index as if it
    /// were made of what there is at the end.
    #[test]
    fn following_a_history_is_building_from_scratch(
        history in prop::collection::vec(step(), 1..30),
        queries in prop::collection::vec("[abk]{1,5}( [abk]{1,5}){0,2}", 1..8),
    ) {
        let shelf = Category {
            id: "dapur".parse().unwrap(),
            name: Localized::only(Lang::Id, "aab"),
            picture: None,
        };
        let (mut catalog, mut index) = (CatalogSnapshot::default(), SearchIndex::default());
        let mut shards: BTreeMap<usize, Vec<Product>> = BTreeMap::new();
        for (rev, step) in (1..).zip(history) {
            match step {
                Step::Shard(at, names) => {
                    let of = |(row, name): (usize, &String)| product(&format!("p{at}-{row}"), name);
                    shards.insert(at, names.iter().enumerate().map(of).collect());
                    let before = catalog.revision();
                    catalog = snapshot(&shards.values().cloned().collect::<Vec<_>>());
                    catalog.apply(&Changes { head: before, ..changes(vec![]) }).unwrap();
                }
                Step::Change(at, row, what) => {
                    let id = format!("p{at}-{row}");
                    let what = match what {
                        Change::Upsert { product } => becomes(Product { id: id.parse().unwrap(), ..*product }),
                        other => other,
                    };
                    let answer = changes(vec![change(rev, &id, what)]);
                    catalog.apply(&answer).unwrap();
                }
                Step::Look => index.update(&catalog, [&shelf]),
            }
        }
        index.update(&catalog, [&shelf]);
        let fresh = SearchIndex::build(&catalog, [&shelf]);
        prop_assert_eq!(index.len(), catalog.len());
        for query in queries {
            prop_assert_eq!(index.search(&query, 5), fresh.search(&query, 5));
            prop_assert_eq!(index.search(&query, usize::MAX), fresh.search(&query, usize::MAX));
            prop_assert_eq!(index.find(&query).len(), fresh.find(&query).len());
        }
    }
}
