//! Packing: shards encoded, whatever is sent named by its hash and compressed
//! three ways. A shard whose content did not change keeps its name and its
//! packed bodies.

use super::arrange::arrange;
use crate::storage::{Block, ShardRecord, StorageError, WriteTxn};
use std::collections::{BTreeSet, HashMap};
use std::io::Write as _;
use std::sync::Arc;
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
        txn.shards()?.into_iter().map(|shard| (shard.block.hash.clone(), shard)).collect();
    let mut shards: Vec<ShardRecord> = Vec::with_capacity(arranged.len());
    for (position, products) in (0_u32..).zip(arranged) {
        shards.push(pack_shard(position, &products, &mut known)?);
    }
    txn.replace_shards(&shards, head)
}

fn pack_shard(
    position: u32,
    products: &[Product],
    known: &mut HashMap<String, ShardRecord>,
) -> Result<ShardRecord, StorageError> {
    let plain = shard::encode(products);
    if let Some(kept) = known.remove(&shard::hash(&plain)) {
        return Ok(ShardRecord { position, ..kept });
    }
    Ok(ShardRecord {
        block: Arc::new(pack(plain)?),
        categories: categories(products),
        products: u32::try_from(products.len()).unwrap_or(u32::MAX),
        position,
    })
}

/// Names bytes by what they are, and compresses them.
pub fn pack(plain: Vec<u8>) -> Result<Block, StorageError> {
    let failed = |error: std::io::Error| {
        StorageError::Codec(format!("a block could not be compressed: {error}"))
    };
    Ok(Block {
        hash: shard::hash(&plain),
        br: brotli(&plain).map_err(failed)?,
        zstd: zstd::encode_all(plain.as_slice(), 12).map_err(failed)?,
        gzip: gzip(&plain).map_err(failed)?,
        plain,
    })
}

/// Every category any of the products stands in.
fn categories(products: &[Product]) -> Vec<CategoryId> {
    let ids: BTreeSet<&CategoryId> =
        products.iter().flat_map(|product| &product.categories).collect();
    ids.into_iter().cloned().collect()
}

fn brotli(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let quality = if plain.len() <= BEST_UP_TO {
        11
    } else if plain.len() <= GOOD_UP_TO {
        9
    } else {
        5
    };
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 64 * 1024, quality, 22);
    writer.write_all(plain)?;
    writer.flush()?;
    Ok(writer.into_inner())
}

fn gzip(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    writer.write_all(plain)?;
    writer.finish()
}
