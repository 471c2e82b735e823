//! Notifications of gateways: kept as they came, and waiting to be looked into.

use super::txn::collect;
use crate::storage::{Notice, StorageError};
use rusqlite::{Connection, OptionalExtension, Row, params};
use warung_domain::time::Timestamp;

type Result<T> = std::result::Result<T, StorageError>;

/// No look is ever put off for longer: what is due later was put off by a clock that has been set
/// back since.
const LONGEST_WAIT_SECONDS: i64 = 600;

/// The same words again are counted, and looked into again.
pub(super) fn put(
    connection: &Connection,
    payment: &str,
    body: &[u8],
    now: Timestamp,
) -> Result<()> {
    connection
        .prepare_cached(
            "insert into notices (payment, body, received_at, times, due, attempts)
             values (?1, ?2, ?3, 1, ?3, 0)
             on conflict (payment, body)
             do update set times = times + 1, due = excluded.due, attempts = 0",
        )?
        .execute(params![payment, body, now.millis()])?;
    Ok(())
}

pub(super) fn lease(
    connection: &Connection,
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Option<Notice>> {
    let never = now.plus_seconds(LONGEST_WAIT_SECONDS);
    let found = connection
        .prepare_cached(
            "update notices set due = ?3, attempts = attempts + 1 where id = (
                 select id from notices where due is not null and (due <= ?1 or due > ?2)
                 order by due, id limit 1)
             returning id, payment, body, times, attempts",
        )?
        .query_row(params![now.millis(), never.millis(), lease_until.millis()], |row| {
            Ok(notice(row))
        })
        .optional()?;
    found.transpose()
}

pub(super) fn put_off(connection: &Connection, notice: &Notice, until: Timestamp) -> Result<()> {
    settle(connection, notice, Some(until))
}

pub(super) fn end(connection: &Connection, notice: &Notice) -> Result<()> {
    settle(connection, notice, None)
}

/// Only by who has it in hand: the same words may have come again meanwhile.
fn settle(connection: &Connection, notice: &Notice, due: Option<Timestamp>) -> Result<()> {
    connection
        .prepare_cached(
            "update notices set due = ?2 where id = ?1 and attempts = ?3 and times = ?4",
        )?
        .execute(params![notice.id, due.map(Timestamp::millis), notice.attempts, notice.times])?;
    Ok(())
}

pub(super) fn release(connection: &Connection, now: Timestamp) -> Result<()> {
    connection
        .prepare_cached("update notices set due = ?1 where due > ?1")?
        .execute([now.millis()])?;
    Ok(())
}

pub(super) fn of_payment(connection: &Connection, payment: &str) -> Result<Vec<Notice>> {
    let sql = "select id, payment, body, times, attempts from notices where payment = ?1
               order by id";
    collect(connection, sql, [payment], notice)
}

fn notice(row: &Row<'_>) -> Result<Notice> {
    Ok(Notice {
        id: row.get(0)?,
        payment: row.get(1)?,
        body: row.get(2)?,
        times: row.get(3)?,
        attempts: row.get(4)?,
    })
}
