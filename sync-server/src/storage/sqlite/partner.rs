//! SQL of partners: bills, payments that are passed on, goods that others deliver.

use super::books;
use super::txn::{SqliteTxn, collect, from_db, json, next, parsed, to_db};
use crate::storage::{
    BillRecord, DeliveredBy, PartnerReads, PartnerWrites, RelayRecord, StorageError,
};
use rusqlite::{Params, Row, params};
use warung_domain::books::Posting;
use warung_domain::ids::{BillerId, OrderId, ProductId, VariantId};
use warung_domain::payment::CounterCode;
use warung_domain::time::Timestamp;

/// Longer than any lease or pause between two looks at a payment.
const LONGEST_WAIT_SECONDS: i64 = 600;

/// Counts the leases.
const LEASES: &str = "relays.lease";

type Result<T> = std::result::Result<T, StorageError>;

fn bill_row(row: &Row<'_>) -> Result<BillRecord> {
    let code: Option<String> = row.get(0)?;
    let code = code.map(|code| code.parse()).transpose();
    Ok(BillRecord {
        code: code.map_err(|error| StorageError::Codec(format!("a bill's code: {error}")))?,
        kiosk: row.get(1)?,
        shown_at: Timestamp::from_millis(row.get(2)?),
        bill: json(row, 3)?,
    })
}

fn relay_row(row: &Row<'_>) -> Result<RelayRecord> {
    let due: Option<i64> = row.get(0)?;
    Ok(RelayRecord {
        due: due.map(Timestamp::from_millis),
        attempts: row.get(1)?,
        lease: from_db(row.get(2)?)?,
        relay: json(row, 3)?,
    })
}

impl SqliteTxn<'_> {
    fn one_bill(&self, condition: &str, params: impl Params) -> Result<Option<BillRecord>> {
        let sql =
            format!("select code, kiosk, shown_at, body from partner_bills where {condition}");
        Ok(collect(self.connection(), &sql, params, bill_row)?.pop())
    }

    fn one_relay(&self, condition: &str, params: impl Params) -> Result<Option<RelayRecord>> {
        let sql = format!("select due, attempts, lease, body from relays where {condition}");
        Ok(collect(self.connection(), &sql, params, relay_row)?.pop())
    }
}

impl PartnerReads for SqliteTxn<'_> {
    fn partner_bill(&self, id: OrderId) -> Result<Option<BillRecord>> {
        self.one_bill("id = ?1", [id.to_string()])
    }

    fn partner_bill_by_code(&self, code: &CounterCode) -> Result<Option<BillRecord>> {
        self.one_bill("code = ?1", [code.as_str()])
    }

    fn relay(&self, reference: &str) -> Result<Option<RelayRecord>> {
        self.one_relay("reference = ?1", [reference])
    }

    fn open_relays(&self) -> Result<u32> {
        let sql = "select count(*) from relays where due is not null";
        Ok(self.connection().prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    fn delivered_by(
        &self,
        product: &ProductId,
        variant: &VariantId,
    ) -> Result<Option<DeliveredBy>> {
        let sql = "select biller, partner_product, amount from delivered_by
                   where product = ?1 and variant = ?2";
        let key = params![product.as_str(), variant.as_str()];
        let mut found = collect(self.connection(), sql, key, |row| {
            Ok(DeliveredBy { biller: parsed(row, 0)?, product: row.get(1)?, amount: row.get(2)? })
        })?;
        Ok(found.pop())
    }

    fn deliverers(&self) -> Result<Vec<BillerId>> {
        let sql = "select distinct biller from delivered_by order by biller";
        collect(self.connection(), sql, [], |row| parsed(row, 0))
    }

    fn postings_about(&self, subject: &str) -> Result<Vec<Posting>> {
        books::about(self.connection(), subject)
    }
}

impl PartnerWrites for SqliteTxn<'_> {
    fn put_partner_bill(&mut self, record: &BillRecord) -> Result<()> {
        self.connection()
            .prepare_cached(
                "insert into partner_bills (id, code, kiosk, shown_at, body)
                 values (?1, ?2, ?3, ?4, ?5)
                 on conflict (id) do update set code = excluded.code, body = excluded.body",
            )?
            .execute(params![
                record.bill.id.to_string(),
                record.code.as_ref().map(CounterCode::as_str),
                record.kiosk.as_slice(),
                record.shown_at.millis(),
                serde_json::to_string(&record.bill)?
            ])?;
        Ok(())
    }

    fn forget_partner_bills(&mut self, before: Timestamp) -> Result<()> {
        self.connection()
            .prepare_cached("delete from partner_bills where code is null and shown_at < ?1")?
            .execute([before.millis()])?;
        Ok(())
    }

    fn put_relay(&mut self, record: &RelayRecord) -> Result<()> {
        self.connection()
            .prepare_cached(
                "insert into relays (reference, due, attempts, lease, body)
                 values (?1, ?2, ?3, ?4, ?5)
                 on conflict (reference) do update set due = excluded.due,
                     attempts = excluded.attempts, lease = excluded.lease, body = excluded.body",
            )?
            .execute(params![
                record.relay.reference,
                record.due.map(Timestamp::millis),
                record.attempts,
                to_db(record.lease)?,
                serde_json::to_string(&record.relay)?
            ])?;
        Ok(())
    }

    fn lease_relay(
        &mut self,
        now: Timestamp,
        lease_until: Timestamp,
        busy: &[BillerId],
    ) -> Result<Option<RelayRecord>> {
        // Nothing is ever put off for longer: what is due later was put off by a clock that has
        // been set back since.
        let never = now.plus_seconds(LONGEST_WAIT_SECONDS);
        let due = "due is not null and (due <= ?1 or due > ?2)
                   and json_extract(body, '$.biller') not in (select value from json_each(?3))
                   order by due, reference limit 1";
        let busy = serde_json::to_string(busy)?;
        let Some(found) = self.one_relay(due, params![now.millis(), never.millis(), busy])? else {
            return Ok(None);
        };
        let lease = next(self.connection(), LEASES)?;
        let attempts = found.attempts.saturating_add(1);
        let leased = RelayRecord { due: Some(lease_until), attempts, lease, ..found };
        self.put_relay(&leased)?;
        Ok(Some(leased))
    }

    fn release_relays(&mut self, now: Timestamp) -> Result<()> {
        self.connection()
            .prepare_cached("update relays set due = ?1 where due > ?1")?
            .execute([now.millis()])?;
        Ok(())
    }

    fn put_delivered_by(
        &mut self,
        product: &ProductId,
        variant: &VariantId,
        by: Option<&DeliveredBy>,
    ) -> Result<()> {
        let connection = self.connection();
        let Some(DeliveredBy { biller, product: theirs, amount }) = by else {
            let sql = "delete from delivered_by where product = ?1 and variant = ?2";
            connection.prepare_cached(sql)?.execute([product.as_str(), variant.as_str()])?;
            return Ok(());
        };
        connection
            .prepare_cached(
                "insert into delivered_by (product, variant, biller, partner_product, amount)
                 values (?1, ?2, ?3, ?4, ?5)
                 on conflict (product, variant) do update set biller = excluded.biller,
                     partner_product = excluded.partner_product, amount = excluded.amount",
            )?
            .execute(params![
                product.as_str(),
                variant.as_str(),
                biller.as_str(),
                theirs,
                amount
            ])?;
        Ok(())
    }
}
