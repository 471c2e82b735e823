//! SQL of devices: their keys, what they said of themselves, and what the ledger
//! shows of their sequence numbers.

use super::txn::{collect, from_db, json, parsed, to_db};
use crate::storage::{DeviceRecord, DeviceStanding, DeviceTotals, SequenceGap, StorageError};
use rusqlite::{Connection, OptionalExtension, Row, params};
use warung_domain::ids::{AccountId, DeviceId, SellerId};
use warung_domain::protocol::Unsent;
use warung_domain::time::Timestamp;

type Result<T> = std::result::Result<T, StorageError>;

/// A number is its device's own choice. No total may be made useless by one odd
/// device, so none counts for more than this.
const MOST_MISSING: i64 = 1_000_000;

const DEVICE: &str = "devices.id, account, public_key, last_seq, last_seen";

fn device_row(row: &Row<'_>) -> Result<DeviceRecord> {
    Ok(DeviceRecord {
        id: parsed(row, 0)?,
        account: parsed(row, 1)?,
        key: json(row, 2)?,
        last_seq: from_db(row.get(3)?)?,
        last_seen: Timestamp::from_millis(row.get(4)?),
    })
}

pub(super) fn device(connection: &Connection, id: &DeviceId) -> Result<Option<DeviceRecord>> {
    connection
        .prepare_cached(&format!("select {DEVICE} from devices where id = ?1"))?
        .query_row([id.as_str()], |row| Ok(device_row(row)))
        .optional()?
        .transpose()
}

pub(super) fn standings(
    connection: &Connection,
    of: Option<AccountId>,
) -> Result<Vec<DeviceStanding>> {
    let sql = format!(
        "select {DEVICE}, commands, value from devices
         left join unsent on unsent.device = devices.id
         where ?1 is null or account = ?1 order by last_seen desc, devices.id"
    );
    collect(connection, &sql, [of.map(|account| account.to_string())], standing_row)
}

/// Those of people who have ordered from a seller.
pub(super) fn unsent_of_shoppers(
    connection: &Connection,
    seller: &SellerId,
) -> Result<Vec<DeviceStanding>> {
    let sql = format!(
        "select {DEVICE}, commands, value from unsent
         join devices on devices.id = unsent.device
         where commands > 0 and exists (
             select 1 from orders join order_sellers on order_id = orders.id
             where orders.account = devices.account and order_sellers.seller = ?1)
         order by last_seen, devices.id"
    );
    collect(connection, &sql, [seller.as_str()], standing_row)
}

fn standing_row(row: &Row<'_>) -> Result<DeviceStanding> {
    let count: Option<u32> = row.get(5)?;
    let value: Option<i64> = row.get(6)?;
    let unsent = count.zip(value).map(|(count, value)| Unsent { count, value });
    Ok(DeviceStanding { device: device_row(row)?, unsent })
}

pub(super) fn put(connection: &Connection, device: &DeviceRecord) -> Result<()> {
    connection
        .prepare_cached(
            "insert into devices (id, account, public_key, last_seq, last_seen)
             values (?1, ?2, ?3, ?4, ?5)
             on conflict (id) do update
             set account = excluded.account, public_key = excluded.public_key,
                 last_seq = excluded.last_seq, last_seen = excluded.last_seen",
        )?
        .execute(params![
            device.id.as_str(),
            device.account.to_string(),
            serde_json::to_string(&device.key)?,
            to_db(device.last_seq)?,
            device.last_seen.millis()
        ])?;
    Ok(())
}

pub(super) fn put_unsent(connection: &Connection, device: &DeviceId, unsent: Unsent) -> Result<()> {
    connection
        .prepare_cached(
            "insert into unsent (device, commands, value) values (?1, ?2, ?3)
             on conflict (device) do update
             set commands = excluded.commands, value = excluded.value",
        )?
        .execute(params![device.as_str(), unsent.count, unsent.value])?;
    Ok(())
}

pub(super) fn totals(connection: &Connection) -> Result<DeviceTotals> {
    let one = |sql: &str| -> Result<u64> {
        from_db(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    };
    let missing = format!(
        "select coalesce(sum(missing), 0) from (
             select min(max(seq) - count(distinct seq), {MOST_MISSING}) as missing
             from commands group by device)"
    );
    Ok(DeviceTotals {
        devices: u32::try_from(one("select count(*) from devices")?).unwrap_or(u32::MAX),
        unsent: one("select coalesce(sum(commands), 0) from unsent")?,
        missing: one(&missing)?,
        repeated: one("select count(*) from (
                 select 1 from commands group by device, seq having count(*) > 1)")?,
    })
}

pub(super) fn gaps(
    connection: &Connection,
    device: &DeviceId,
    limit: usize,
) -> Result<Vec<SequenceGap>> {
    let sql = "select first, last from (
                   select lag(seq, 1, 0) over (order by seq) + 1 as first, seq - 1 as last
                   from (select distinct seq from commands where device = ?1))
               where first <= last order by first limit ?2";
    collect(connection, sql, params![device.as_str(), to_db(limit as u64)?], |row| {
        Ok(SequenceGap { first: from_db(row.get(0)?)?, last: from_db(row.get(1)?)? })
    })
}

pub(super) fn repeated(
    connection: &Connection,
    device: &DeviceId,
    limit: usize,
) -> Result<Vec<u64>> {
    let sql = "select seq from commands where device = ?1
               group by seq having count(*) > 1 order by seq limit ?2";
    let params = params![device.as_str(), to_db(limit as u64)?];
    collect(connection, sql, params, |row| from_db(row.get(0)?))
}
