//! The public log of receipts: signing what it has come to, and proving what is in it.
//!
//! A checkpoint is signed in the transaction that adds to the log, so whoever sees a
//! receipt sees a checkpoint that holds it. Proofs are made out of stored hashes: at
//! most two rows are read for every doubling of the log, and nothing is hashed that
//! was hashed before.

use super::Shop;
use crate::storage::{ReadTxn, ReceiptRecord, StorageError, WriteTxn};
use warung_domain::ids::ReceiptId;
use warung_domain::protocol::Logged;
use warung_domain::receipt;
use warung_domain::receipt::on_paper::DocumentHash;
use warung_domain::receipt_log::evidence::InLog;
use warung_domain::receipt_log::tree::{self, Nodes};
use warung_domain::receipt_log::{
    Checkpoint, Consistency, Document, Inclusion, LogHash, Proven, TYP,
};
use warung_domain::time::Timestamp;

/// The stored hashes, as the maker of proofs asks for them.
struct Stored<'a>(&'a dyn ReadTxn);

impl Nodes for Stored<'_> {
    type Error = StorageError;

    fn node(&self, level: u32, position: u64) -> Result<LogHash, StorageError> {
        self.0.receipt_log_node(level, position)
    }
}

/// Signs what the log has come to, unless that was signed or there is no key.
pub fn sign_checkpoint(
    txn: &mut dyn WriteTxn,
    shop: &Shop,
    now: Timestamp,
) -> Result<(), StorageError> {
    let size = txn.receipt_log_size()?;
    let signed = txn.receipt_log_checkpoint()?.map(|(size, _)| size);
    if signed == Some(size) {
        return Ok(());
    }
    let head = tree::head(&Stored(&*txn), size)?;
    let checkpoint = Checkpoint {
        v: Checkpoint::FORMAT,
        shop: shop.config.shop.clone(),
        size,
        root: head.root,
        at: now,
    };
    match shop.keys.sign(TYP, &checkpoint.canonical_bytes()) {
        Ok(jws) => txn.put_receipt_log_checkpoint(size, &jws),
        Err(_) => Ok(()),
    }
}

/// The newest checkpoint; none if the shop could not sign one yet.
pub async fn checkpoint(shop: &Shop) -> Result<Option<String>, StorageError> {
    let newest = shop.storage.read(|txn| txn.receipt_log_checkpoint()).await?;
    Ok(newest.map(|(_, jws)| jws))
}

/// What connects two heads; none if the log was never that long.
pub async fn consistency(
    shop: &Shop,
    from: u64,
    to: u64,
) -> Result<Option<Consistency>, StorageError> {
    shop.storage
        .read(move |txn| {
            if to > txn.receipt_log_size()? {
                return Ok(None);
            }
            let path = tree::consistency(&Stored(txn), from, to)?;
            Ok(path.map(|path| Consistency { from, to, path }))
        })
        .await
}

/// Where a receipt stands and what took its place; none if there is no such receipt.
pub async fn proof(shop: &Shop, id: ReceiptId) -> Result<Option<Proven>, StorageError> {
    shop.storage
        .read(move |txn| {
            let Some(found) = txn.receipt(id)? else { return Ok(None) };
            let Some((size, checkpoint)) = txn.receipt_log_checkpoint()? else { return Ok(None) };
            let Some(proof) = included(txn, id, size)? else { return Ok(None) };
            let others = txn.receipts_of(found.order)?;
            let takes_its_place = |other: &&ReceiptRecord| {
                receipt::read_own(&other.jws).is_ok_and(|read| read.previous == Some(id))
            };
            let superseded_by = others.iter().find(takes_its_place).map(|other| other.id);
            Ok(Some(Proven { log: InLog { checkpoint, proof }, superseded_by }))
        })
        .await
}

/// A receipt, for whoever names it by the hash of its words; nothing if there is none
/// of that id, or if its words are others.
pub async fn document(
    shop: &Shop,
    id: ReceiptId,
    hash: DocumentHash,
) -> Result<Option<Document>, StorageError> {
    let held = shop.storage.read(move |txn| txn.receipt(id)).await?;
    let Some(held) = held.filter(|held| hash.names(&held.jws)) else { return Ok(None) };
    let proven = proof(shop, id).await?;
    let (log, superseded_by) = match proven {
        Some(Proven { log, superseded_by }) => (Some(log), superseded_by),
        None => (None, None),
    };
    Ok(Some(Document { receipt: held.jws, log, superseded_by }))
}

/// Where receipts stand, for whoever is handed them; nothing if the newest
/// checkpoint does not hold all of them.
pub fn logged(
    txn: &dyn ReadTxn,
    receipts: &[ReceiptRecord],
) -> Result<Option<Logged>, StorageError> {
    if receipts.is_empty() {
        return Ok(None);
    }
    let Some((size, checkpoint)) = txn.receipt_log_checkpoint()? else { return Ok(None) };
    let proofs = receipts.iter().map(|receipt| included(txn, receipt.id, size));
    let proofs = proofs.collect::<Result<Option<Vec<_>>, _>>()?;
    Ok(proofs.map(|proofs| Logged { checkpoint, proofs }))
}

fn included(
    txn: &dyn ReadTxn,
    id: ReceiptId,
    size: u64,
) -> Result<Option<Inclusion>, StorageError> {
    match txn.receipt_log_position(id)? {
        Some(position) => tree::inclusion(&Stored(txn), position, size),
        None => Ok(None),
    }
}
