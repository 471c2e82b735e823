//! SQL of the errands that orders have at the gateway.

use super::txn::{from_db, next, parsed, to_db};
use crate::storage::{ChargeJob, StorageError};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};
use warung_domain::ids::OrderId;
use warung_domain::time::Timestamp;

/// Longer than any lease or pause between two attempts at a charge.
const LONGEST_WAIT_SECONDS: i64 = 600;

/// Counts the leases of charges.
const LEASES: &str = "charges.lease";

type Result<T> = std::result::Result<T, StorageError>;

fn charge_row(row: &Row<'_>) -> Result<ChargeJob> {
    Ok(ChargeJob {
        order: parsed(row, 0)?,
        due: Timestamp::from_millis(row.get(1)?),
        attempts: row.get(2)?,
        lease: from_db(row.get(3)?)?,
    })
}

fn one_charge(
    connection: &Connection,
    condition: &str,
    params: impl Params,
) -> Result<Option<ChargeJob>> {
    let sql = format!("select order_id, due, attempts, lease from charges where {condition}");
    connection
        .prepare_cached(&sql)?
        .query_row(params, |row| Ok(charge_row(row)))
        .optional()?
        .transpose()
}

pub(super) fn charge(connection: &Connection, order: OrderId) -> Result<Option<ChargeJob>> {
    one_charge(connection, "order_id = ?1", [order.to_string()])
}

pub(super) fn open_charges(connection: &Connection) -> Result<u32> {
    let count = connection
        .prepare_cached("select count(*) from charges")?
        .query_row([], |row| row.get(0))?;
    Ok(count)
}

pub(super) fn put_charge(connection: &Connection, job: &ChargeJob) -> Result<()> {
    connection
        .prepare_cached(
            "insert into charges (order_id, due, attempts, lease) values (?1, ?2, ?3, ?4)
             on conflict (order_id) do update
             set due = excluded.due, attempts = excluded.attempts, lease = excluded.lease",
        )?
        .execute(params![
            job.order.to_string(),
            job.due.millis(),
            job.attempts,
            to_db(job.lease)?
        ])?;
    Ok(())
}

pub(super) fn lease_charge(
    connection: &Connection,
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Option<ChargeJob>> {
    // No charge is ever put off for longer than this: what is due later was put off by a clock that
    // has been set back since.
    let never = now.plus_seconds(LONGEST_WAIT_SECONDS);
    let due = "due <= ?1 or due > ?2 order by due, order_id limit 1";
    let Some(job) = one_charge(connection, due, [now.millis(), never.millis()])? else {
        return Ok(None);
    };
    // Never the number of another lease, also when the job was done and put again.
    let lease = next(connection, LEASES)?;
    let leased = ChargeJob { due: lease_until, attempts: job.attempts + 1, lease, ..job };
    put_charge(connection, &leased)?;
    Ok(Some(leased))
}

pub(super) fn release_charges(connection: &Connection, now: Timestamp) -> Result<()> {
    connection
        .prepare_cached("update charges set due = ?1 where due > ?1")?
        .execute([now.millis()])?;
    Ok(())
}

pub(super) fn delete_charge(connection: &Connection, order: OrderId) -> Result<()> {
    connection
        .prepare_cached("delete from charges where order_id = ?1")?
        .execute([order.to_string()])?;
    Ok(())
}
