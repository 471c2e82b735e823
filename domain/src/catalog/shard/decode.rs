//! The bytes of a block into columns, everything checked once.
//!
//! After this no row can be asked for that is not there: every number points
//! into the dictionary or list it is meant for, and every id is an id.

use super::text::{Lists, Strings, read_ends};
use super::wire::Reader;
use super::{
    COUNTED, MAGIC, MAX_SHARD_BYTES, ON_SALE, Offers, Packed, Products, Shard, ShardError,
    Variants, hash,
};
use crate::ids::ProductId;
use std::str::FromStr;
use std::sync::Arc;

impl Shard {
    /// The columns of a block that was fetched as `expected_hash`.
    pub fn decode(block: &[u8], expected_hash: &str) -> Result<Self, ShardError> {
        if block.len() > MAX_SHARD_BYTES {
            return Err(ShardError::TooLarge);
        }
        let actual = hash(block);
        if actual != expected_hash {
            return Err(ShardError::Hash { expected: expected_hash.to_owned(), actual });
        }
        let bytes = block.strip_prefix(MAGIC).ok_or(ShardError::Version)?;
        let mut reader = Reader { bytes };
        let shard = read(&mut reader, actual)?;
        if reader.bytes.is_empty() { Ok(shard) } else { Err(ShardError::Columns) }
    }
}

fn read(reader: &mut Reader<'_>, block: String) -> Result<Shard, ShardError> {
    let ids = Strings::read(reader)?;
    let in_order = (1..ids.len()).all(|at| ids.get(at - 1) < ids.get(at));
    if !in_order || ids.iter().any(|id| ProductId::from_str(id).is_err()) {
        return Err(ShardError::Columns);
    }
    let words = Strings::read(reader)?;
    let pictures = Strings::read(reader)?;
    let sellers = read_ids(reader)?;
    let categories = read_ids(reader)?;
    let variant_ids = read_ids(reader)?;
    let rows = ids.len();
    let products = Products {
        seller: reader.numbers_below(sellers.len(), rows)?,
        picture: reader.numbers_below(pictures.len() + 1, rows)?,
        popularity: reader.numbers_below(1 << u16::BITS, rows)?,
        flags: reader.numbers(rows)?,
        categories: Lists::read(reader, rows, categories.len())?,
        name: read_localized(reader, rows, words.len())?,
        summary: read_localized(reader, rows, words.len())?,
        brand: Lists::read(reader, rows, words.len())?,
        ..read_keywords(reader, rows, words.len())?
    };
    let (variants, offers) = read_variants(reader, &products, variant_ids.len(), words.len())?;
    if let Some(row) = (0..rows).find(|row| products.variants_of(*row).is_empty()) {
        return Err(ShardError::NoVariant(ids.get(row).to_owned()));
    }
    let as_packed = Packed {
        block,
        ids,
        words,
        pictures,
        sellers,
        categories,
        variant_ids,
        products,
        variants,
    };
    Ok(Shard { as_packed: Arc::new(as_packed), offers })
}

fn read_ids<Id: FromStr>(reader: &mut Reader<'_>) -> Result<Vec<Id>, ShardError> {
    let strings = Strings::read(reader)?;
    strings.iter().map(|id| id.parse().map_err(|_| ShardError::Columns)).collect()
}

fn read_localized(
    reader: &mut Reader<'_>,
    rows: usize,
    words: usize,
) -> Result<[Lists; 2], ShardError> {
    Ok([Lists::read(reader, rows, words)?, Lists::read(reader, rows, words)?])
}

/// The columns that say where other columns begin and end.
fn read_keywords(
    reader: &mut Reader<'_>,
    rows: usize,
    words: usize,
) -> Result<Products, ShardError> {
    let keywords = read_ends(reader, rows)?;
    let count = keywords.last().map_or(0, |end| *end as usize);
    let keyword_texts = Lists::read(reader, count, words)?;
    let variants = read_ends(reader, rows)?;
    Ok(Products { keywords, keyword_texts, variants, ..Products::default() })
}

fn read_variants(
    reader: &mut Reader<'_>,
    products: &Products,
    ids: usize,
    words: usize,
) -> Result<(Variants, Offers), ShardError> {
    let rows = products.variants.last().map_or(0, |end| *end as usize);
    let id = reader.numbers_below(ids, rows)?;
    let flags = reader.numbers(rows)?;
    let label = read_localized(reader, rows, words)?;
    let unit = i64::try_from(reader.number()?).ok().filter(|unit| *unit > 0).unwrap_or(1);
    let mut amount = |is_there: bool| match is_there {
        true => reader.signed()?.checked_mul(unit).ok_or(ShardError::Columns),
        false => Ok(0),
    };
    let price = each(&flags, |_| amount(true))?;
    let list_price = each(&flags, |flags| amount(flags & ON_SALE > 0))?;
    let stock = each(&flags, |flags| if flags & COUNTED > 0 { reader.small() } else { Ok(0) })?;
    Ok((Variants { id, label }, Offers { flags, price, list_price, stock }))
}

/// What is read for each of the flags.
fn each<T>(
    flags: &[u32],
    mut read: impl FnMut(u32) -> Result<T, ShardError>,
) -> Result<Vec<T>, ShardError> {
    let mut column = Vec::with_capacity(flags.len());
    for flags in flags {
        column.push(read(*flags)?);
    }
    Ok(column)
}
