//! Products and catalogs the search tests are about.

use warung_domain::catalog::shard::{self, Shard};
use warung_domain::catalog::{CatalogSnapshot, Product, Stock, Variant};
use warung_domain::lang::{Lang, Localized};
use warung_domain::search::SearchIndex;

pub fn product(id: &str, name: &str) -> Product {
    Product {
        id: id.parse().unwrap(),
        seller: "toko".parse().unwrap(),
        name: Localized::only(Lang::Id, name),
        summary: Localized::default(),
        brand: None,
        categories: vec!["dapur".parse().unwrap()],
        variants: vec![Variant {
            id: "default".parse().unwrap(),
            label: Localized::default(),
            price: 1_000,
            list_price: None,
            stock: Stock::Units(3),
        }],
        picture: None,
        keywords: vec![],
        popularity: 0,
        orderable: true,
        digital: Default::default(),
    }
}

pub fn snapshot(shards: &[Vec<Product>]) -> CatalogSnapshot {
    let mut snapshot = CatalogSnapshot::default();
    for products in shards {
        let block = shard::encode(products);
        snapshot.add_shard(Shard::decode(&block, &shard::hash(&block)).unwrap());
    }
    snapshot
}

pub fn ids(index: &SearchIndex, query: &str) -> Vec<String> {
    index.search(query, usize::MAX).into_iter().map(|hit| hit.id.to_string()).collect()
}
