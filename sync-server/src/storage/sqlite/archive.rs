//! SQL of a seller's archive: its receipts, found by what stands in them.

use super::orders::receipt_row;
use super::txn::{collect, from_db, to_db};
use crate::storage::{ArchivedReceipt, ReceiptRecord, ReceiptSearch, StorageError, Way};
use rusqlite::{Connection, params};
use warung_domain::receipt::{Kind, read_own};

type Result<T> = std::result::Result<T, StorageError>;

/// Files a receipt under its place in the log.
pub(super) fn file(connection: &Connection, receipt: &ReceiptRecord, position: u64) -> Result<()> {
    // A text that cannot be read is found by its number.
    let read = read_own(&receipt.jws).ok();
    let (kind, amount, words) = match &read {
        Some(read) => {
            let words =
                [&receipt.number, &read.order_number, &read.buyer_name, &read.payment.reference];
            (read.kind, read.total.minor(), words.map(|word| word.to_lowercase()).join(" "))
        }
        None => (Kind::Receipt, 0, receipt.number.to_lowercase()),
    };
    connection
        .prepare_cached(
            "insert into receipt_archive (seller, position, receipt, kind, amount, issued_at, words)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            receipt.seller.as_str(),
            to_db(position)?,
            receipt.id.to_string(),
            kind.code(),
            amount,
            receipt.issued_at.millis(),
            words
        ])?;
    Ok(())
}

/// Files what was issued before there was an archive.
pub(super) fn catch_up(connection: &Connection) -> Result<()> {
    let mut left_out = connection.prepare(
        "select r.id, r.order_id, r.seller, r.number, r.jws, r.issued_at, l.position
         from receipt_log l join receipts r on r.id = l.receipt
         where not exists (select 1 from receipt_archive a
                           where a.seller = r.seller and a.position = l.position)",
    )?;
    let mut rows = left_out.query([])?;
    while let Some(row) = rows.next()? {
        file(connection, &receipt_row(row)?, from_db(row.get(6)?)?)?;
    }
    Ok(())
}

/// What fits a search, from where it begins.
pub(super) fn search(
    connection: &Connection,
    search: &ReceiptSearch,
    limit: usize,
) -> Result<Vec<ArchivedReceipt>> {
    let (from, order) = match search.way {
        Way::NewestFirst { before } => (before, "a.position < ?2 order by a.position desc"),
        Way::OldestFirst { after } => (after, "a.position > ?2 order by a.position"),
    };
    let beyond = match search.way {
        Way::NewestFirst { .. } => i64::MAX,
        Way::OldestFirst { .. } => -1,
    };
    let sql = format!(
        "select r.id, r.order_id, r.seller, r.number, r.jws, r.issued_at, a.position
         from receipt_archive a join receipts r on r.id = a.receipt
         where a.seller = ?1 and (?3 is null or a.kind = ?3)
           and (?4 is null or a.issued_at >= ?4) and (?5 is null or a.issued_at < ?5)
           and (?6 is null or instr(a.words, ?6) > 0 or a.amount in (?7, ?8))
           and {order} limit ?9"
    );
    let amounts = search.amounts.unwrap_or_default();
    collect(
        connection,
        &sql,
        params![
            search.seller.as_str(),
            from.map_or(Ok(beyond), to_db)?,
            search.kind.map(Kind::code),
            search.from.map(|from| from.millis()),
            search.until.map(|until| until.millis()),
            search.words,
            search.amounts.map(|_| amounts[0]),
            search.amounts.map(|_| amounts[1]),
            to_db(limit as u64)?
        ],
        |row| {
            let position = from_db(row.get(6)?)?;
            Ok(ArchivedReceipt { position, receipt: receipt_row(row)? })
        },
    )
}
