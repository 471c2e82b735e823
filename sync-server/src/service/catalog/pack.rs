//! Packing shards: encoded, named by hash, compressed three ways. A shard whose
//! content did not change keeps its name and its packed bodies.

use super::arrange::arrange;
use crate::storage::{ShardRecord, StorageError, WriteTxn};
use std::collections::{BTreeSet, HashMap};
use std::io::Write as _;
use warung_domain::catalog::{Product, shard};
use warung_domain::ids::CategoryId;

/// Brotli at its best takes a second per megabyte; beyond these sizes a middle
/// quality gives most of it in a tenth of the time.
const BEST_UP_TO: usize = 64 * 1024;
const GOOD_UP_TO: usize = 512 * 1024;

/// Packs the catalog as it stands in this transaction.
pub fn rebuild_shards(txn: &mut dyn WriteTxn) -> Result<(), StorageError> {
    let head = txn.catalog_head()?.head;
    let arranged = arrange(&txn.products()?, &txn.categories()?);
    let mut known: HashMap<String, ShardRecord> =
        txn.shards()?.into_iter().map(|shard| (shard.hash.clone(), shard)).collect();
    let mut shards: Vec<ShardRecord> = Vec::with_capacity(arranged.len());
    for (position, products) in (0_u32..).zip(arranged) {
        shards.push(pack(position, &products, &mut known)?);
    }
    txn.replace_shards(&shards, head)
}

fn pack(
    position: u32,
    products: &[Product],
    known: &mut HashMap<String, ShardRecord>,
) -> Result<ShardRecord, StorageError> {
    let block = shard::encode(products);
    let hash = shard::hash(&block);
    if let Some(kept) = known.remove(&hash) {
        return Ok(ShardRecord { position, ..kept });
    }
    Ok(ShardRecord {
        hash,
        categories: categories(products),
        products: u32::try_from(products.len()).unwrap_or(u32::MAX),
        position,
        br: brotli(&block).map_err(not_packed)?,
        zstd: zstd::encode_all(block.as_slice(), 12).map_err(not_packed)?,
        gzip: gzip(&block).map_err(not_packed)?,
        block,
    })
}

/// Every category any of the products stands in.
fn categories(products: &[Product]) -> Vec<CategoryId> {
    let ids: BTreeSet<&CategoryId> =
        products.iter().flat_map(|product| &product.categories).collect();
    ids.into_iter().cloned().collect()
}

fn not_packed(error: std::io::Error) -> StorageError {
    StorageError::Codec(format!("a shard could not be compressed: {error}"))
}

fn brotli(block: &[u8]) -> std::io::Result<Vec<u8>> {
    let quality = if block.len() <= BEST_UP_TO {
        11
    } else if block.len() <= GOOD_UP_TO {
        9
    } else {
        5
    };
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 64 * 1024, quality, 22);
    writer.write_all(block)?;
    writer.flush()?;
    Ok(writer.into_inner())
}

fn gzip(block: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    writer.write_all(block)?;
    writer.finish()
}
