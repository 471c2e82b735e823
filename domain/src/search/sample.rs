//! Products for tests.

use crate::catalog::{Product, Stock, Variant};
use crate::lang::{Lang, Localized};

pub(crate) fn product(id: &str, name: &str) -> Product {
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
