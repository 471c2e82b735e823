//! SQL of counters: payment codes and shifts.

use super::orders;
use super::txn::{SqliteTxn, collect, json, parsed};
use crate::storage::{CounterReads, CounterWrites, OrderRecord, StorageError};
use rusqlite::{OptionalExtension, params};
use warung_domain::ids::{CommandId, DeviceId, OrderId, SellerId};
use warung_domain::payment::CounterCode;
use warung_domain::shift::Shift;

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

    fn shift(&self, id: CommandId) -> Result<Option<Shift>> {
        let sql = "select body from shifts where id = ?1";
        Ok(collect(self.connection(), sql, [id.to_string()], |row| json(row, 0))?.pop())
    }

    fn open_shift(&self, device: &DeviceId) -> Result<Option<Shift>> {
        let sql = "select body from shifts where device = ?1 and is_open = 1";
        Ok(collect(self.connection(), sql, [device.as_str()], |row| json(row, 0))?.pop())
    }

    fn shifts_of(&self, seller: &SellerId, limit: usize) -> Result<Vec<Shift>> {
        let sql = "select body from shifts where seller = ?1
                   order by opened_at desc, id desc limit ?2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        collect(self.connection(), sql, params![seller.as_str(), limit], |row| json(row, 0))
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
}
