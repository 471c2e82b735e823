//! SQL of counters: payment codes and shifts.

use super::orders::{self, ORDER, order_row};
use super::txn::{SqliteTxn, collect, json, parsed};
use crate::storage::{CounterReads, CounterWrites, KioskRecord, OrderRecord, StorageError};
use rusqlite::{OptionalExtension, params};
use warung_domain::ids::{DeviceId, OrderId, SellerId};
use warung_domain::payment::CounterCode;
use warung_domain::shift::Shift;
use warung_domain::time::Timestamp;

type Result<T> = std::result::Result<T, StorageError>;

impl CounterReads for SqliteTxn<'_> {
    fn order_by_counter_code(&self, code: &CounterCode) -> Result<Option<OrderRecord>> {
        let found: Option<OrderId> = self
            .connection()
            .prepare_cached("select order_id from counter_codes where code = ?1")?
            .query_row([code.as_str()], |row| Ok(parsed(row, 0)))
            .optional()?
            .transpose()?;
        match found {
            Some(order) => orders::order(self.connection(), order),
            None => Ok(None),
        }
    }

    fn open_shift(&self, device: &DeviceId) -> Result<Option<Shift>> {
        let sql = "select body from shifts where device = ?1 and is_open = 1";
        Ok(collect(self.connection(), sql, [device.as_str()], |row| json(row, 0))?.pop())
    }

    fn newest_shift(&self, seller: &SellerId, device: &DeviceId) -> Result<Option<Shift>> {
        let sql = "select body from shifts where seller = ?1 and device = ?2
                   order by opened_at desc, id desc limit 1";
        let of = [seller.as_str(), device.as_str()];
        Ok(collect(self.connection(), sql, of, |row| json(row, 0))?.pop())
    }

    fn shifts_of(&self, seller: &SellerId, limit: usize) -> Result<Vec<Shift>> {
        let sql = "select body from shifts where seller = ?1
                   order by opened_at desc, id desc limit ?2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        collect(self.connection(), sql, params![seller.as_str(), limit], |row| json(row, 0))
    }

    fn orders_in_flight(&self, seller: &SellerId, limit: usize) -> Result<Vec<OrderRecord>> {
        // What is looked at again, what waits for the gateway, and what is collected at the door;
        // all by indices that hold nothing else.
        let sql = format!(
            "select {ORDER} from orders where id in (
                 select id from orders where check_at is not null
                 union
                 select order_id from charges
                 union
                 select id from orders
                 where json_extract(body, '$.payment.pending.instructions') = 'cash')
             and exists (select 1 from order_sellers where order_id = orders.id and seller = ?1)
             order by rev desc limit ?2"
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        collect(self.connection(), &sql, params![seller.as_str(), limit], order_row)
    }

    fn kiosk(&self, token_hash: &[u8; 32]) -> Result<Option<KioskRecord>> {
        let sql = "select seller, name, enrolled_at from kiosks where token_hash = ?1";
        let mut found = collect(self.connection(), sql, [token_hash.as_slice()], |row| {
            Ok(KioskRecord {
                token_hash: *token_hash,
                seller: parsed(row, 0)?,
                name: row.get(1)?,
                enrolled_at: Timestamp::from_millis(row.get(2)?),
            })
        })?;
        Ok(found.pop())
    }
}

impl CounterWrites for SqliteTxn<'_> {
    fn put_counter_code(&mut self, code: &CounterCode, order: OrderId) -> Result<()> {
        self.connection()
            .prepare_cached("insert or ignore into counter_codes (code, order_id) values (?1, ?2)")?
            .execute(params![code.as_str(), order.to_string()])?;
        Ok(())
    }

    fn put_shift(&mut self, shift: &Shift) -> Result<()> {
        self.connection()
            .prepare_cached(
                "insert into shifts (id, device, seller, opened_at, is_open, body)
                 values (?1, ?2, ?3, ?4, ?5, ?6)
                 on conflict (id) do update set is_open = excluded.is_open, body = excluded.body",
            )?
            .execute(params![
                shift.id.to_string(),
                shift.device.as_str(),
                shift.seller.as_str(),
                shift.opened_at.millis(),
                i64::from(shift.closed.is_none()),
                serde_json::to_string(shift)?
            ])?;
        Ok(())
    }

    fn put_kiosk(&mut self, kiosk: &KioskRecord) -> Result<()> {
        self.connection()
            .prepare_cached(
                "insert into kiosks (token_hash, seller, name, enrolled_at)
                 values (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                kiosk.token_hash.as_slice(),
                kiosk.seller.as_str(),
                kiosk.name,
                kiosk.enrolled_at.millis()
            ])?;
        Ok(())
    }

    fn put_kiosk_order(&mut self, order: OrderId, kiosk: &[u8; 32]) -> Result<()> {
        self.connection()
            .prepare_cached("insert into kiosk_orders (order_id, kiosk) values (?1, ?2)")?
            .execute(params![order.to_string(), kiosk.as_slice()])?;
        Ok(())
    }

    fn delete_kiosk(&mut self, token_hash: &[u8; 32]) -> Result<()> {
        self.connection()
            .prepare_cached("delete from kiosks where token_hash = ?1")?
            .execute([token_hash.as_slice()])?;
        Ok(())
    }
}
