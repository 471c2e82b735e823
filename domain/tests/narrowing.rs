//! What a list says it could be narrowed by is what is left when it is.

#![expect(clippy::unwrap_used, reason = "a sample that does not parse is a broken test")]

use proptest::prelude::*;
use warung_domain::catalog::shard::{self, Shard};
use warung_domain::catalog::{CatalogSnapshot, Product, Stock, Variant};
use warung_domain::lang::{Lang, Localized};
use warung_domain::search::SearchIndex;
use warung_domain::search::browse::Filter;

fn goods() -> impl Strategy<Value = Vec<Product>> {
    let one = (
        prop_oneof![Just("Panci"), Just("Panci besi"), Just("Wajan")],
        proptest::option::of(prop_oneof![Just("Maju"), Just("Maju Jaya"), Just("Besi")]),
        prop::sample::subsequence(vec!["dapur", "kebun", "hewan"], 1..=3),
        1..200_000_i64,
        0..3_u32,
    );
    let product =
        |at, (name, brand, categories, price, units): (&str, Option<&str>, Vec<&str>, _, _)| {
            Product {
                id: format!("p{at}").parse().unwrap(),
                seller: "toko".parse().unwrap(),
                name: Localized::only(Lang::Id, name),
                summary: Localized::default(),
                brand: brand.map(str::to_owned),
                categories: categories.into_iter().map(|id| id.parse().unwrap()).collect(),
                variants: vec![Variant {
                    id: "default".parse().unwrap(),
                    label: Localized::default(),
                    price,
                    list_price: None,
                    stock: Stock::Units(units),
                }],
                picture: None,
                keywords: vec![],
                popularity: 0,
                orderable: true,
                digital: Default::default(),
            }
        };
    prop::collection::vec(one, 0..40)
        .prop_map(move |all| (0..).zip(all).map(|(at, one): (u32, _)| product(at, one)).collect())
}

/// Two choices made already, each or none.
fn filter() -> impl Strategy<Value = Filter> {
    (any::<bool>(), proptest::option::of(Just("Maju"))).prop_map(|(in_stock_only, brand)| Filter {
        in_stock_only,
        brand: brand.map(str::to_owned),
        ..Filter::default()
    })
}

proptest! {
    #[test]
    fn a_choice_leaves_as_many_as_it_says(products in goods(), split in 0..40_usize, filter in filter()) {
        let mut snapshot = CatalogSnapshot::default();
        let (some, others) = products.split_at(split.min(products.len()));
        for products in [some, others] {
            let block = shard::encode(products);
            snapshot.add_shard(Shard::decode(&block, &shard::hash(&block)).unwrap());
        }
        let index = SearchIndex::build(&snapshot, []);
        let left = |filter: Filter| u32::try_from(index.find("panci").narrowed(&filter).len()).unwrap();
        let facets = index.find("panci").facets(&filter);
        for (id, count) in facets.categories {
            prop_assert_eq!(count, left(Filter { category: Some(id), ..filter.clone() }));
        }
        for (name, count) in facets.brands {
            prop_assert_eq!(count, left(Filter { brand: Some(name), ..filter.clone() }));
        }
        for band in &facets.prices {
            let (min_price, max_price) = (band.from, band.to);
            prop_assert_eq!(band.products, left(Filter { min_price, max_price, ..filter.clone() }));
            prop_assert!(band.products > 0);
        }
        let in_bands: u32 = facets.prices.iter().map(|band| band.products).sum();
        prop_assert!(facets.prices.is_empty() || in_bands == left(filter.clone()));
        prop_assert_eq!(facets.in_stock, left(Filter { in_stock_only: true, ..filter }));
    }
}
