//! What a block promises: back comes what went in, equal content has equal
//! bytes, and no bytes at all do more than be refused.

use super::*;
use crate::catalog::{Product, Stock, Variant};
use crate::lang::{Lang, Localized};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

fn localized() -> impl Strategy<Value = Localized> {
    (option::of("[a-cä ]{0,9}"), option::of("[a-c é]{0,9}"))
        .prop_map(|(id, en)| Localized { id, en })
}

fn stock() -> impl Strategy<Value = Stock> {
    option::of(any::<u32>()).prop_map(|units| units.map_or(Stock::Unlimited, Stock::Units))
}

fn amount() -> impl Strategy<Value = i64> {
    prop_oneof![(0..90_000_i64).prop_map(|price| price * 500), any::<i64>()]
}

fn variant() -> impl Strategy<Value = Variant> {
    ("[a-c]{1,2}", localized(), amount(), option::of(amount()), stock()).prop_map(
        |(id, label, price, list_price, stock)| Variant {
            id: id.parse().unwrap(),
            label,
            price,
            list_price,
            stock,
        },
    )
}

fn product() -> impl Strategy<Value = Product> {
    let texts = (localized(), localized(), option::of("[A-C ]{0,5}"), vec("[a-c ]{0,5}", 0..3));
    let places = ("[a-c]{1,2}", vec("[a-c]{1,2}", 0..3), option::of("[a-c]{0,3}"));
    (texts, places, vec(variant(), 1..4), any::<u16>(), (any::<bool>(), 0..3_u8)).prop_map(
        |(
            (name, summary, brand, keywords),
            (seller, shelves, picture),
            variants,
            popularity,
            (orderable, digital),
        )| {
            Product {
                id: "x".parse().unwrap(),
                seller: seller.parse().unwrap(),
                name,
                summary,
                brand,
                categories: shelves.iter().map(|id| id.parse().unwrap()).collect(),
                variants,
                picture,
                keywords,
                popularity,
                orderable,
                digital: digital.into(),
            }
        },
    )
}

/// Products in the order of their ids.
fn products() -> impl Strategy<Value = Vec<Product>> {
    btree_map("[a-c0-9]{1,7}", product(), 0..12).prop_map(|products| {
        let named =
            |(id, product): (String, Product)| Product { id: id.parse().unwrap(), ..product };
        products.into_iter().map(named).collect()
    })
}

fn decoded(products: &[Product]) -> Shard {
    let block = encode(products);
    Shard::decode(&block, &hash(&block)).unwrap()
}

proptest! {
    #[test]
    fn what_goes_in_comes_out(products in products()) {
        let shard = decoded(&products);
        let back: Vec<Product> = (0..shard.len()).map(|row| shard.product(row)).collect();
        prop_assert_eq!(back, products);
    }

    #[test]
    fn a_row_says_what_its_product_says(products in products()) {
        let shard = decoded(&products);
        for product in &products {
            let row = shard.find(product.id.as_str()).unwrap();
            prop_assert_eq!(shard.price_from(row), product.price_from());
            prop_assert_eq!(shard.is_available(row), product.is_available());
            prop_assert_eq!(&shard.name(row, Lang::En), product.name.get(Lang::En));
        }
        prop_assert_eq!(shard.find("nobody"), None);
    }

    // Holds C5.
    #[test]
    fn order_of_input_does_not_change_the_name(products in products()) {
        let backward: Vec<Product> = products.iter().rev().cloned().collect();
        prop_assert_eq!(encode(&products), encode(&backward));
    }

    #[test]
    fn a_new_price_and_stock_are_as_if_they_had_been_there(
        mut products in products(),
        at in any::<prop::sample::Index>(),
        price in amount(),
        list_price in option::of(amount()),
        stock in stock(),
    ) {
        prop_assume!(!products.is_empty());
        let mut shard = decoded(&products);
        let row = at.index(products.len());
        // Of several variants with one id the first is meant.
        let id = products[row].variants[0].id.clone();
        shard.set_price(row, &id, price, list_price);
        shard.set_stock(row, &id, stock);
        let variant = &mut products[row].variants[0];
        (variant.price, variant.list_price, variant.stock) = (price, list_price, stock);
        prop_assert_eq!(shard.product(row), products[row].clone());
    }

    #[test]
    fn any_bytes_are_an_error_never_a_panic(body in vec(any::<u8>(), 0..200)) {
        let mut block = MAGIC.to_vec();
        block.extend_from_slice(&body);
        let _ = Shard::decode(&block, &hash(&block));
    }

    /// A shop gone mad can sign a block that is nearly right.
    #[test]
    fn a_bent_block_is_an_error_or_another_shard(
        products in products(),
        bends in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut block = encode(&products);
        for (at, byte) in bends {
            let at = at.index(block.len());
            block[at] = byte;
        }
        if let Ok(shard) = Shard::decode(&block, &hash(&block)) {
            let back: Vec<Product> = (0..shard.len()).map(|row| shard.product(row)).collect();
            let again = decoded(&back);
            let again: Vec<Product> = (0..again.len()).map(|row| again.product(row)).collect();
            prop_assert_eq!(again, back);
        }
    }

    #[test]
    fn a_cut_block_is_an_error(products in products(), at in any::<prop::sample::Index>()) {
        let block = encode(&products);
        let cut = &block[..at.index(block.len())];
        prop_assert!(Shard::decode(cut, &hash(cut)).is_err());
    }

    // Holds C4.
    #[test]
    fn a_flipped_bit_is_noticed(products in products(), at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let block = encode(&products);
        let name = hash(&block);
        let mut bad = block;
        let index = at.index(bad.len());
        bad[index] ^= 1 << bit;
        let refused_for_its_hash = matches!(Shard::decode(&bad, &name), Err(ShardError::Hash { .. }));
        prop_assert!(refused_for_its_hash);
    }
}

#[test]
fn other_versions_are_named_as_such() {
    let block = b"WSH1....".to_vec();
    assert_eq!(Shard::decode(&block, &hash(&block)), Err(ShardError::Version));
}

/// A few bytes that claim to be four thousand million of something.
#[test]
fn a_small_block_cannot_claim_much() {
    let mut writer = wire::Writer { bytes: MAGIC.to_vec() };
    writer.number(u64::from(u32::MAX));
    assert_eq!(Shard::decode(&writer.bytes, &hash(&writer.bytes)), Err(ShardError::Columns));
}

/// Each string may be the one before and a letter: text that grows with the square.
#[test]
fn shared_beginnings_do_not_grow_without_bound() {
    let mut writer = wire::Writer { bytes: MAGIC.to_vec() };
    let count = 60_000_u32;
    writer.number(u64::from(count));
    writer.numbers(0..count);
    writer.numbers((0..count).map(|_| 1));
    writer.bytes.extend((0..count).map(|_| b'a'));
    assert_eq!(Shard::decode(&writer.bytes, &hash(&writer.bytes)), Err(ShardError::Columns));
}
