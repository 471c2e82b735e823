//! Packing: shards encoded, whatever is sent named by its hash and compressed
//! three ways. A shard whose content did not change keeps its name and its
//! packed bodies.

use super::arrange::arrange;
use crate::storage::{Block, ReadTxn, ShardRecord, StorageError, WriteTxn};
use std::collections::{BTreeSet, HashMap};
use std::io::Write as _;
use std::num::NonZero;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use warung_domain::catalog::{Product, shard};
use warung_domain::ids::CategoryId;

/// Finds what 11 finds, on blocks of this size, in less than half the time;
/// 2.1 MB for 100,000 products, where 9 makes 2.4.
const BROTLI_QUALITY: u32 = 10;

/// 256 KiB to look back into at least, more than most shards have, and at most 4 MiB, which every
/// browser can; as binary logarithms.
const BROTLI_WINDOWS: RangeInclusive<u32> = 18..=22;

/// Beyond these a phone saves a fiftieth and the server works ten times as long.
const ZSTD_LEVEL: i32 = 9;
const GZIP_LEVEL: u32 = 6;

/// A catalog packed as it stood at one moment.
pub struct PackedCatalog {
    epoch: String,
    at: u64,
    shards: Vec<ShardRecord>,
}

/// Packs the catalog as it stands in this transaction.
pub fn pack_shards<Txn: ReadTxn + ?Sized>(txn: &Txn) -> Result<PackedCatalog, StorageError> {
    let head = txn.catalog_head()?;
    let (products, categories) = (txn.products()?, txn.categories()?);
    let arranged = arrange(&products, &categories);
    let known: HashMap<String, ShardRecord> =
        txn.shards()?.into_iter().map(|shard| (shard.block.hash.clone(), shard)).collect();
    let numbered: Vec<(u32, Vec<&Product>)> = (0_u32..).zip(arranged).collect();
    Ok(PackedCatalog { epoch: head.epoch, at: head.head, shards: pack_all(&numbered, &known)? })
}

/// Packs and lays down in one transaction.
pub fn rebuild_shards(txn: &mut dyn WriteTxn) -> Result<(), StorageError> {
    let packed = pack_shards(txn)?;
    txn.replace_shards(&packed.shards, packed.at)
}

impl PackedCatalog {
    /// Lays the shards down, unless somebody has packed a later state meanwhile.
    /// What has changed since they were packed lies on top of them. Says whether
    /// it did.
    pub fn lay_down(&self, txn: &mut dyn WriteTxn) -> Result<bool, StorageError> {
        let head = txn.catalog_head()?;
        let is_newest = head.epoch == self.epoch && head.base < self.at;
        if is_newest {
            txn.replace_shards(&self.shards, self.at)?;
        }
        Ok(is_newest)
    }
}

/// Compressing is most of the work, and one shard does not wait for another.
fn pack_all(
    shards: &[(u32, Vec<&Product>)],
    known: &HashMap<String, ShardRecord>,
) -> Result<Vec<ShardRecord>, StorageError> {
    let next = AtomicUsize::new(0);
    let take_turns = || {
        let turns = std::iter::from_fn(|| shards.get(next.fetch_add(1, Ordering::Relaxed)));
        turns.map(|(position, products)| pack_shard(*position, products, known)).collect()
    };
    let workers = std::thread::available_parallelism().map_or(1, NonZero::get).min(shards.len());
    let packed = std::thread::scope(|scope| {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(take_turns)).collect();
        let mut packed: Vec<Result<Vec<ShardRecord>, StorageError>> = vec![take_turns()];
        packed.extend(others.into_iter().map(|other| other.join().unwrap_or_else(|_| Err(died()))));
        packed
    });
    let mut packed = packed.into_iter().collect::<Result<Vec<_>, _>>()?.concat();
    packed.sort_by_key(|shard| shard.position);
    Ok(packed)
}

fn died() -> StorageError {
    StorageError::Codec("a thread that packed shards died".to_owned())
}

fn pack_shard(
    position: u32,
    products: &[&Product],
    known: &HashMap<String, ShardRecord>,
) -> Result<ShardRecord, StorageError> {
    let plain = shard::encode(products.iter().copied());
    if let Some(kept) = known.get(&shard::hash(&plain)) {
        return Ok(ShardRecord { position, ..kept.clone() });
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
        zstd: zstd::encode_all(plain.as_slice(), ZSTD_LEVEL).map_err(failed)?,
        gzip: gzip(&plain).map_err(failed)?,
        plain,
    })
}

/// Every category any of the products stands in.
fn categories(products: &[&Product]) -> Vec<CategoryId> {
    let ids: BTreeSet<&CategoryId> =
        products.iter().flat_map(|product| &product.categories).collect();
    ids.into_iter().cloned().collect()
}

fn brotli(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let whole = plain.len().next_power_of_two().ilog2();
    let window = whole.clamp(*BROTLI_WINDOWS.start(), *BROTLI_WINDOWS.end());
    let mut writer =
        brotli::CompressorWriter::new(Vec::new(), plain.len().max(1), BROTLI_QUALITY, window);
    writer.write_all(plain)?;
    writer.flush()?;
    Ok(writer.into_inner())
}

fn gzip(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let level = flate2::Compression::new(GZIP_LEVEL);
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), level);
    writer.write_all(plain)?;
    writer.finish()
}
