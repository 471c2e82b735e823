//! SQL of the receipt log, the keys it is verified by, and what waits for a key.

use super::txn::{collect, from_db, json, parsed, to_db};
use crate::storage::{DueReceipt, StorageError};
use rusqlite::{Connection, OptionalExtension, params};
use warung_domain::ids::{OrderId, ReceiptId};
use warung_domain::jws::Jwk;
use warung_domain::receipt::Cause;
use warung_domain::receipt_log::tree::completed_by;
use warung_domain::receipt_log::{LogHash, leaf};
use warung_domain::time::Timestamp;

type Result<T> = std::result::Result<T, StorageError>;

pub(super) fn size(connection: &Connection) -> Result<u64> {
    let size = connection
        .prepare_cached("select coalesce(max(position) + 1, 0) from receipt_log")?
        .query_row([], |row| row.get(0))?;
    from_db(size)
}

pub(super) fn position(connection: &Connection, receipt: ReceiptId) -> Result<Option<u64>> {
    connection
        .prepare_cached("select position from receipt_log where receipt = ?1")?
        .query_row([receipt.to_string()], |row| row.get(0))
        .optional()?
        .map(from_db)
        .transpose()
}

pub(super) fn node(connection: &Connection, level: u32, position: u64) -> Result<LogHash> {
    let found: Option<[u8; 32]> = connection
        .prepare_cached("select hash from receipt_log_nodes where level = ?1 and position = ?2")?
        .query_row(params![level, to_db(position)?], |row| row.get(0))
        .optional()?;
    found.map(LogHash::from_bytes).ok_or_else(|| {
        StorageError::Damaged(format!("the receipt log has no node {position} at level {level}"))
    })
}

/// Makes a stored receipt the newest leaf, and stores the subtrees it completes:
/// one on average, at most one for every doubling of the log. Gives back its place.
pub(super) fn append(connection: &Connection, receipt: ReceiptId, jws: &str) -> Result<u64> {
    let position = size(connection)?;
    append_leaf(connection, &receipt.to_string(), jws, position)?;
    Ok(position)
}

fn append_leaf(connection: &Connection, receipt: &str, jws: &str, position: u64) -> Result<()> {
    connection
        .prepare_cached("insert into receipt_log (position, receipt) values (?1, ?2)")?
        .execute(params![to_db(position)?, receipt])?;
    let mut hash = leaf(jws);
    put_node(connection, 0, position, hash)?;
    for level in 0..completed_by(position) {
        let place = position >> level;
        hash = LogHash::node(node(connection, level, place - 1)?, hash);
        put_node(connection, level + 1, place >> 1, hash)?;
    }
    Ok(())
}

fn put_node(connection: &Connection, level: u32, position: u64, hash: LogHash) -> Result<()> {
    connection
        .prepare_cached(
            "insert into receipt_log_nodes (level, position, hash) values (?1, ?2, ?3)",
        )?
        .execute(params![level, to_db(position)?, hash.as_bytes().as_slice()])?;
    Ok(())
}

/// Appends what was issued before there was a log.
pub(super) fn catch_up(connection: &Connection) -> Result<()> {
    let first = size(connection)?;
    let mut issued = connection.prepare(
        "select id, jws from receipts
         where id not in (select receipt from receipt_log) order by rowid",
    )?;
    let mut rows = issued.query([])?;
    let mut position = first;
    while let Some(row) = rows.next()? {
        let (receipt, jws): (String, String) = (row.get(0)?, row.get(1)?);
        append_leaf(connection, &receipt, &jws, position)?;
        position += 1;
    }
    Ok(())
}

pub(super) fn checkpoint(connection: &Connection) -> Result<Option<(u64, String)>> {
    let found: Option<(i64, String)> = connection
        .prepare_cached("select size, jws from receipt_log_checkpoints order by size desc limit 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found.map(|(size, jws)| Ok((from_db(size)?, jws))).transpose()
}

pub(super) fn put_checkpoint(connection: &Connection, size: u64, jws: &str) -> Result<()> {
    connection
        .prepare_cached("insert into receipt_log_checkpoints (size, jws) values (?1, ?2)")?
        .execute(params![to_db(size)?, jws])?;
    Ok(())
}

pub(super) fn signing_keys(connection: &Connection) -> Result<Vec<Jwk>> {
    let sql = "select jwk from signing_keys order by first_used desc, kid";
    collect(connection, sql, [], |row| json(row, 0))
}

pub(super) fn put_signing_key(connection: &Connection, key: &Jwk, at: Timestamp) -> Result<()> {
    let Some(kid) = &key.kid else {
        return Err(StorageError::Codec("a signing key without a name".into()));
    };
    connection
        .prepare_cached(
            "insert into signing_keys (kid, jwk, first_used) values (?1, ?2, ?3)
             on conflict (kid) do nothing",
        )?
        .execute(params![kid.as_str(), serde_json::to_string(key)?, at.millis()])?;
    Ok(())
}

pub(super) fn due(connection: &Connection) -> Result<Option<DueReceipt>> {
    connection
        .prepare_cached("select number, order_id, body from receipts_due order by number limit 1")?
        .query_row([], |row| {
            Ok(from_db(row.get(0)?).and_then(|number| {
                Ok(DueReceipt { number, order: parsed(row, 1)?, cause: json(row, 2)? })
            }))
        })
        .optional()?
        .transpose()
}

pub(super) fn put_due(connection: &Connection, order: OrderId, cause: &Cause) -> Result<()> {
    connection
        .prepare_cached("insert into receipts_due (order_id, body) values (?1, ?2)")?
        .execute(params![order.to_string(), serde_json::to_string(cause)?])?;
    Ok(())
}

pub(super) fn delete_due(connection: &Connection, number: u64) -> Result<()> {
    connection
        .prepare_cached("delete from receipts_due where number = ?1")?
        .execute([to_db(number)?])?;
    Ok(())
}
