//! Shards: immutable blocks of products, named by the hash of their bytes.
//!
//! Layout, version 1: four bytes magic `WSH1`, then the rows in postcard's wire
//! format. Rows are ordered by id, so equal content has equal bytes and an
//! import that changes nothing yields the same hashes.

use super::Product;
use sha2::{Digest, Sha256};
use thiserror::Error;

const MAGIC: &[u8; 4] = b"WSH1";

/// Largest block we decode, uncompressed. A thousand slim rows take about
/// 400 KB; 8 MiB bounds what a hostile server could make a phone allocate.
pub const MAX_SHARD_BYTES: usize = 8 * 1024 * 1024;

/// Why bytes are not the shard they were fetched as.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ShardError {
    #[error("the block is larger than {MAX_SHARD_BYTES} bytes")]
    TooLarge,
    #[error("the block hashes to {actual}, not to {expected}")]
    Hash { expected: String, actual: String },
    #[error("not a shard of a version this app reads")]
    Version,
    #[error("the rows cannot be read")]
    Rows,
    #[error("product {0} has no variant")]
    NoVariant(String),
}

/// The block of these products, in canonical order.
#[must_use]
pub fn encode(products: &[Product]) -> Vec<u8> {
    let mut rows: Vec<&Product> = products.iter().collect();
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    // Serialising plain data into a growing buffer has no way to fail.
    let body = postcard::to_allocvec(&rows).unwrap_or_default();
    let mut block = Vec::with_capacity(MAGIC.len() + body.len());
    block.extend_from_slice(MAGIC);
    block.extend_from_slice(&body);
    block
}

/// SHA-256 of a block, lower-case hex: its name.
#[must_use]
pub fn hash(block: &[u8]) -> String {
    Sha256::digest(block).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The products in a block that was fetched as `expected_hash`.
pub fn decode(block: &[u8], expected_hash: &str) -> Result<Vec<Product>, ShardError> {
    if block.len() > MAX_SHARD_BYTES {
        return Err(ShardError::TooLarge);
    }
    let actual = hash(block);
    if actual != expected_hash {
        return Err(ShardError::Hash { expected: expected_hash.to_owned(), actual });
    }
    let body = block.strip_prefix(MAGIC).ok_or(ShardError::Version)?;
    let (products, rest): (Vec<Product>, &[u8]) =
        postcard::take_from_bytes(body).map_err(|_| ShardError::Rows)?;
    if !rest.is_empty() {
        return Err(ShardError::Rows);
    }
    match products.iter().find(|product| product.variants.is_empty()) {
        Some(product) => Err(ShardError::NoVariant(product.id.to_string())),
        None => Ok(products),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Stock, Variant};
    use crate::lang::{Lang, Localized};
    use proptest::prelude::*;

    fn product() -> impl Strategy<Value = Product> {
        ("[a-z0-9]{1,12}", ".{0,24}", 0..9_000_000_i64, prop::option::of(0..500_u32), 0..1_000_u16)
            .prop_map(|(id, name, price, stock, popularity)| Product {
                id: id.parse().unwrap(),
                seller: "toko".parse().unwrap(),
                name: Localized::only(Lang::Id, name),
                summary: Localized::default(),
                brand: None,
                categories: vec!["dapur".parse().unwrap()],
                variants: vec![Variant {
                    id: "default".parse().unwrap(),
                    label: Localized::default(),
                    price,
                    list_price: None,
                    stock: stock.map_or(Stock::Unlimited, Stock::Units),
                }],
                picture: None,
                keywords: vec![],
                popularity,
                orderable: true,
            })
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out(mut products in prop::collection::vec(product(), 0..30)) {
            let block = encode(&products);
            products.sort_by(|a, b| a.id.cmp(&b.id));
            prop_assert_eq!(decode(&block, &hash(&block)), Ok(products));
        }

        // Holds C5.
        #[test]
        fn order_of_input_does_not_change_the_name(products in prop::collection::btree_map("[a-z]{1,6}", product(), 0..20)) {
            let forward: Vec<Product> =
                products.into_iter().map(|(id, p)| Product { id: id.parse().unwrap(), ..p }).collect();
            let backward: Vec<Product> = forward.iter().rev().cloned().collect();
            prop_assert_eq!(encode(&forward), encode(&backward));
        }

        #[test]
        fn any_bytes_are_an_error_never_a_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut block = MAGIC.to_vec();
            block.extend_from_slice(&body);
            let _ = decode(&block, &hash(&block));
        }

        // Holds C4.
        #[test]
        fn a_flipped_bit_is_noticed(products in prop::collection::vec(product(), 1..5), at in any::<prop::sample::Index>(), bit in 0..8_u8) {
            let block = encode(&products);
            let name = hash(&block);
            let mut bad = block;
            let index = at.index(bad.len());
            bad[index] ^= 1 << bit;
            let refused_for_its_hash = matches!(decode(&bad, &name), Err(ShardError::Hash { .. }));
            prop_assert!(refused_for_its_hash);
        }
    }

    #[test]
    fn other_versions_are_named_as_such() {
        let block = b"WSH9....".to_vec();
        assert_eq!(decode(&block, &hash(&block)), Err(ShardError::Version));
    }
}
