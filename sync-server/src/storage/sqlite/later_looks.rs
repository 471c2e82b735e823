//! When gateways are asked again about money that is there for good.

use crate::storage::{LaterLook, StorageError};
use rusqlite::{Connection, OptionalExtension, params};
use warung_domain::time::Timestamp;

type Result<T> = std::result::Result<T, StorageError>;

pub(super) fn put(connection: &Connection, look: &LaterLook) -> Result<()> {
    connection
        .prepare_cached(
            "insert into later_looks (payment, due, looks) values (?1, ?2, ?3)
             on conflict (payment) do update set due = excluded.due, looks = excluded.looks",
        )?
        .execute(params![look.payment, look.due.millis(), look.looks])?;
    Ok(())
}

pub(super) fn lease(
    connection: &Connection,
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Option<LaterLook>> {
    let found = connection
        .prepare_cached(
            "update later_looks set due = ?2 where payment = (
                 select payment from later_looks where due <= ?1 order by due, payment limit 1)
             returning payment, due, looks",
        )?
        .query_row([now.millis(), lease_until.millis()], |row| {
            Ok(LaterLook {
                payment: row.get(0)?,
                due: Timestamp::from_millis(row.get(1)?),
                looks: row.get(2)?,
            })
        })
        .optional()?;
    Ok(found)
}

pub(super) fn delete(connection: &Connection, payment: &str) -> Result<()> {
    connection.prepare_cached("delete from later_looks where payment = ?1")?.execute([payment])?;
    Ok(())
}
