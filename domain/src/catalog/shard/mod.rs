//! Shards: immutable blocks of products, named by the hash of their bytes.
//!
//! A block is columns, not rows: all ids, then all sellers, then all names, so
//! that like stands beside like and compresses. Texts are lists of numbers into
//! one dictionary of the block's words; the dictionary is what search reads, so
//! a block brings its own index without a byte more. [`encode`] writes a block,
//! [`Shard::decode`] checks one and unpacks it into columns in memory, of which
//! a [`Product`] is made only when somebody looks at it.
//!
//! Layout, version 2, all numbers LEB128, in this order: magic `WSH2`; the
//! number of products; the ids; the words; the pictures; the distinct sellers,
//! categories and variant ids; then per product its seller, picture, popularity
//! and flags; the lists of its categories, of the words of its names, summaries
//! and brand in turn, of its keywords and of its variants; per variant its id,
//! flags and labels; the unit of all prices and then prices, list prices and
//! units in stock in multiples of it where the flags say there are any.
//! [`text`] tells how strings and lists are written. Products are ordered by
//! id, so equal content has equal bytes.

mod decode;
mod encode;
mod row;
mod text;
mod texts;
mod wire;

#[cfg(test)]
mod tests;

pub use encode::encode;

use crate::ids::{CategoryId, SellerId, VariantId};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use text::{Lists, Strings};
use thiserror::Error;

const MAGIC: &[u8; 4] = b"WSH2";

/// Largest block we decode, uncompressed. A thousand slim rows take about
/// 60 KB; 8 MiB bounds what a hostile server could make a phone allocate.
pub const MAX_SHARD_BYTES: usize = 8 * 1024 * 1024;

/// The product is sold in the web shop.
const ORDERABLE: u32 = 1;
/// From this bit on stands how a partner delivers it ([`crate::partner::Digital`]).
const DIGITAL: u32 = 1;
/// The variant cost something else before.
const ON_SALE: u32 = 1;
/// The variant's stock is counted.
const COUNTED: u32 = 2;

/// Why bytes are not the shard they were fetched as.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ShardError {
    #[error("the block is larger than {MAX_SHARD_BYTES} bytes")]
    TooLarge,
    #[error("the block hashes to {actual}, not to {expected}")]
    Hash { expected: String, actual: String },
    #[error("not a shard of a version this app reads")]
    Version,
    #[error("the columns cannot be read")]
    Columns,
    #[error("product {0} has no variant")]
    NoVariant(String),
}

/// SHA-256 of a block, lower-case hex: its name.
#[must_use]
pub fn hash(block: &[u8]) -> String {
    Sha256::digest(block).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a block is of the version this app reads, as far as its first bytes
/// tell.
#[must_use]
pub fn is_current(block: &[u8]) -> bool {
    block.starts_with(MAGIC)
}

/// A block in memory, column by column. Rows are counted from zero, in the
/// order of the products' ids. Cheap to clone and to amend: only the offers are
/// copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard {
    as_packed: Arc<Packed>,
    offers: Offers,
}

/// What no price and no stock changes; shared by every copy of the block.
#[derive(Debug, PartialEq, Eq)]
struct Packed {
    /// What it hashed to when it came. Amended rows leave it as it is.
    block: String,
    ids: Strings,
    /// Every distinct word of the texts below, as written.
    words: Strings,
    pictures: Strings,
    sellers: Vec<SellerId>,
    categories: Vec<CategoryId>,
    variant_ids: Vec<VariantId>,
    products: Products,
    variants: Variants,
}

/// A column each, a row per product.
#[derive(Debug, Default, PartialEq, Eq)]
struct Products {
    /// Into `sellers`.
    seller: Vec<u32>,
    /// Into `pictures`, counted from one; zero is none.
    picture: Vec<u32>,
    popularity: Vec<u32>,
    flags: Vec<u32>,
    /// Into `categories`.
    categories: Lists,
    /// Indonesian and English; an empty list is no text at all.
    name: [Lists; 2],
    summary: [Lists; 2],
    brand: Lists,
    /// Into `keyword_texts`: where each product's keywords end.
    keywords: Vec<u32>,
    keyword_texts: Lists,
    /// Into the columns of the variants: where each product's variants end.
    variants: Vec<u32>,
}

/// A column each, a row per variant.
#[derive(Debug, PartialEq, Eq)]
struct Variants {
    /// Into `variant_ids`.
    id: Vec<u32>,
    label: [Lists; 2],
}

/// What a variant costs and how many there are: a column each, a row per variant.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Offers {
    flags: Vec<u32>,
    /// Minor units.
    price: Vec<i64>,
    /// Minor units; zero where the flags say there is none.
    list_price: Vec<i64>,
    /// Zero where the flags say it is not counted.
    stock: Vec<u32>,
}
