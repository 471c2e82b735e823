//! The demo shop searched as people do, in both languages: names, nicknames,
//! slips, words joined and parted. `wanted.txt` says what they want.

#![expect(clippy::unwrap_used, reason = "demo data that does not parse is a broken test")]

use serde::Deserialize;
use warung_domain::catalog::shard::{self, Shard};
use warung_domain::catalog::{CatalogSnapshot, Category, Product, Stock, Variant};
use warung_domain::lang::Localized;
use warung_domain::search::SearchIndex;

const WANTED: &str = include_str!("wanted.txt");
const PRODUCTS: &str = include_str!("../../sync-server/demo/catalog.ndjson");
const SHOP: &str = include_str!("../../sync-server/demo/shop.json");

/// A line of the demo's product file, as far as it is searched.
#[derive(Deserialize)]
struct Line {
    id: String,
    name: Localized,
    summary: Localized,
    brand: Option<String>,
    categories: Vec<String>,
    seller: String,
    popularity: u16,
    #[serde(default)]
    keywords: Vec<String>,
    #[serde(default)]
    variants: Vec<LineVariant>,
}

#[derive(Deserialize)]
struct LineVariant {
    id: String,
    label: Localized,
}

#[derive(Deserialize)]
struct Shop {
    categories: Vec<Category>,
}

impl Line {
    fn product(self) -> Product {
        let variant = |id: &str, label: Localized| Variant {
            id: id.parse().unwrap(),
            label,
            price: 1_000,
            list_price: None,
            stock: Stock::Units(9),
        };
        let mut variants: Vec<Variant> =
            self.variants.into_iter().map(|line| variant(&line.id, line.label)).collect();
        if variants.is_empty() {
            variants.push(variant("default", Localized::default()));
        }
        Product {
            id: self.id.parse().unwrap(),
            seller: self.seller.parse().unwrap(),
            name: self.name,
            summary: self.summary,
            brand: self.brand,
            categories: self.categories.iter().map(|id| id.parse().unwrap()).collect(),
            variants,
            picture: None,
            keywords: self.keywords,
            popularity: self.popularity,
            orderable: true,
            digital: Default::default(),
        }
    }
}

#[test]
fn people_find_what_they_want() {
    let lines = PRODUCTS.lines().map(|line| serde_json::from_str::<Line>(line).unwrap());
    let products: Vec<Product> = lines.map(Line::product).collect();
    let shop: Shop = serde_json::from_str(SHOP).unwrap();
    let block = shard::encode(&products);
    let mut snapshot = CatalogSnapshot::default();
    snapshot.add_shard(Shard::decode(&block, &shard::hash(&block)).unwrap());
    let index = SearchIndex::build(&snapshot, &shop.categories);

    let lines = WANTED.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let wanted: Vec<(&str, &str)> = lines.map(|line| line.split_once(" = ").unwrap()).collect();
    assert!(wanted.len() >= 200, "only {} questions", wanted.len());
    let disappointed = wanted.iter().filter_map(|(query, wanted)| {
        assert!(snapshot.get(&wanted.parse().unwrap()).is_some(), "there is no {wanted}");
        let found = index.search(query, 3).into_iter().map(|hit| hit.id.to_string());
        let found: Vec<String> = found.collect();
        (!found.iter().any(|id| id == wanted))
            .then(|| format!("{query}: no {wanted} in {found:?}\n"))
    });
    let disappointed: Vec<String> = disappointed.collect();
    assert!(
        disappointed.is_empty(),
        "{} of {}:\n{}",
        disappointed.len(),
        wanted.len(),
        disappointed.concat()
    );
}
