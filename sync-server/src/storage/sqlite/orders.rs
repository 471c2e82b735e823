//! SQL of the command ledger, orders and receipts.

use super::txn::{collect, from_db, json, next, parsed, to_db};
use super::{archive, receipt_log};
use crate::storage::{CommandRecord, OrderRecord, ReceiptRecord, StorageError, UnpaidOrders};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};
use warung_domain::ids::{AccountId, CommandId, OrderId, ReceiptId, SellerId};
use warung_domain::order::OrderState;
use warung_domain::time::Timestamp;

/// Longer than any payment may be taken back, and than any pause between two looks at one.
const LONGEST_LOOK_SECONDS: i64 = 600;

/// Longer than any buyer may take to answer.
const LONGEST_QUESTION_SECONDS: i64 = 72 * 3_600;

/// The revision that orders touched last, for the phones' cursors.
const ORDER_REV: &str = "orders.rev";

pub(super) const ORDER: &str = "orders.body, orders.account, orders.command, orders.payment_id,
    orders.gateway_reference, orders.check_at, orders.rev,
    (select json_group_array(json(body)) from
        (select body from earlier_attempts where order_id = orders.id order by number))";

type Result<T> = std::result::Result<T, StorageError>;

pub(super) fn command(connection: &Connection, id: CommandId) -> Result<Option<CommandRecord>> {
    connection
        .prepare_cached(
            "select device, account, seq, kind, hash, bytes, verdict, received_at
             from commands where id = ?1",
        )?
        .query_row([id.to_string()], |row| Ok(command_row(id, row)))
        .optional()?
        .transpose()
}

fn command_row(id: CommandId, row: &Row<'_>) -> Result<CommandRecord> {
    Ok(CommandRecord {
        id,
        device: parsed(row, 0)?,
        account: parsed(row, 1)?,
        seq: from_db(row.get(2)?)?,
        kind: row.get(3)?,
        hash: row.get(4)?,
        bytes: row.get(5)?,
        verdict: json(row, 6)?,
        received_at: Timestamp::from_millis(row.get(7)?),
    })
}

/// Inserts only: a second command under the same id is an error.
pub(super) fn put_command(connection: &Connection, command: &CommandRecord) -> Result<()> {
    connection
        .prepare_cached(
            "insert into commands
                 (id, device, account, seq, kind, hash, bytes, verdict, received_at)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            command.id.to_string(),
            command.device.as_str(),
            command.account.to_string(),
            // A label chosen by the device: whatever does not fit is as good as the largest.
            i64::try_from(command.seq).unwrap_or(i64::MAX),
            command.kind,
            command.hash.as_slice(),
            command.bytes,
            serde_json::to_string(&command.verdict)?,
            command.received_at.millis()
        ])?;
    Ok(())
}

pub(super) fn order_row(row: &Row<'_>) -> Result<OrderRecord> {
    Ok(OrderRecord {
        order: json(row, 0)?,
        account: parsed(row, 1)?,
        command: parsed(row, 2)?,
        payment_id: row.get(3)?,
        gateway_reference: row.get(4)?,
        check_at: row.get::<_, Option<i64>>(5)?.map(Timestamp::from_millis),
        rev: from_db(row.get(6)?)?,
        earlier: json(row, 7)?,
    })
}

fn one_order(
    connection: &Connection,
    condition: &str,
    params: impl Params,
) -> Result<Option<OrderRecord>> {
    connection
        .prepare_cached(&format!("select {ORDER} from orders where {condition}"))?
        .query_row(params, |row| Ok(order_row(row)))
        .optional()?
        .transpose()
}

pub(super) fn order(connection: &Connection, id: OrderId) -> Result<Option<OrderRecord>> {
    one_order(connection, "id = ?1", [id.to_string()])
}

pub(super) fn by_payment(connection: &Connection, payment: &str) -> Result<Option<OrderRecord>> {
    let found = one_order(connection, "payment_id = ?1", [payment])?;
    if found.is_some() {
        return Ok(found);
    }
    let earlier = "id = (select order_id from earlier_attempts where payment = ?1)";
    one_order(connection, earlier, [payment])
}

pub(super) fn of_account(
    connection: &Connection,
    account: AccountId,
    since: u64,
    limit: usize,
) -> Result<Vec<OrderRecord>> {
    let sql =
        format!("select {ORDER} from orders where account = ?1 and rev > ?2 order by rev limit ?3");
    let params = params![account.to_string(), to_db(since)?, to_db(limit as u64)?];
    collect(connection, &sql, params, order_row)
}

/// Nobody is told of more.
const MOST_COUNTED: u32 = 1_000;

/// Both by an index that holds nothing else.
const CASH_UNPAID: &str = "select count(*) from (select 1 from orders where account = ?1
    and json_extract(body, '$.payment.pending.instructions') = 'cash' limit ?2)";
const CODES_UNPAID: &str = "select count(*) from (select 1 from orders where account = ?1
    and json_type(body, '$.payment.expired') is not null
    and json_extract(body, '$.payment.expired.at') > ?2
    and json_extract(body, '$.purpose') is null limit ?3)";

/// Those that may still be paid, or may still be taken back.
const TOP_UPS_COMING: &str =
    "select coalesce(sum(json_extract(body, '$.breakdown.goods.minor')), 0)
    from orders where account = ?1
    and json_extract(body, '$.purpose') = 'top-up'
    and json_extract(body, '$.state') not in ('completed', 'cancelled', 'returned')
    and (json_extract(body, '$.payment') = 'none'
         or json_type(body, '$.payment.pending') is not null
         or json_type(body, '$.payment.settled-provisionally') is not null)";

pub(super) fn unpaid_by(
    connection: &Connection,
    account: AccountId,
    since: Timestamp,
) -> Result<UnpaidOrders> {
    let account = account.to_string();
    let mut cash = connection.prepare_cached(CASH_UNPAID)?;
    let cash = cash.query_row(params![account, MOST_COUNTED], |row| row.get(0))?;
    let mut lapsed = connection.prepare_cached(CODES_UNPAID)?;
    let lapsed =
        lapsed.query_row(params![account, since.millis(), MOST_COUNTED], |row| row.get(0))?;
    Ok(UnpaidOrders { cash, lapsed })
}

pub(super) fn top_ups_coming(connection: &Connection, account: AccountId) -> Result<i64> {
    let mut coming = connection.prepare_cached(TOP_UPS_COMING)?;
    Ok(coming.query_row([account.to_string()], |row| row.get(0))?)
}

pub(super) fn of_seller(
    connection: &Connection,
    seller: &SellerId,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<OrderRecord>> {
    let sql = format!(
        "select {ORDER} from order_sellers join orders on orders.id = order_sellers.order_id
         where order_sellers.seller = ?1 and order_sellers.rev < ?2
         order by order_sellers.rev desc limit ?3"
    );
    let before = before.map_or(Ok(i64::MAX), to_db)?;
    let params = params![seller.as_str(), before, to_db(limit as u64)?];
    collect(connection, &sql, params, order_row)
}

pub(super) fn after(connection: &Connection, rev: u64, limit: usize) -> Result<Vec<OrderRecord>> {
    let sql = format!("select {ORDER} from orders where rev > ?1 order by rev limit ?2");
    collect(connection, &sql, params![to_db(rev)?, to_db(limit as u64)?], order_row)
}

pub(super) fn with_open_payment(connection: &Connection, limit: usize) -> Result<Vec<OrderRecord>> {
    let sql = format!(
        "select {ORDER} from orders where check_at is not null order by check_at, id limit ?1"
    );
    collect(connection, &sql, [to_db(limit as u64)?], order_row)
}

pub(super) fn lease_check(
    connection: &Connection,
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Option<OrderRecord>> {
    // As with charges: only a clock that has been set back since puts a look off for so long. To
    // a question nobody knows how long there was to answer, so the buyer gets the time anew.
    let never = now.plus_seconds(LONGEST_LOOK_SECONDS);
    let answer_by = now.plus_seconds(LONGEST_QUESTION_SECONDS);
    let due = "check_at <= ?1 or check_at > ?3
         or (check_at > ?2 and json_type(body, '$.state.needs-confirmation') is null)
         order by check_at, id limit 1";
    let moments = [now, never, answer_by].map(Timestamp::millis);
    while let Some(mut record) = one_order(connection, due, moments)? {
        let is_question = matches!(record.order.state, OrderState::NeedsConfirmation { .. });
        let is_put_off = is_question && record.check_at.is_some_and(|at| at > now);
        let next = if is_put_off { answer_by } else { lease_until };
        connection
            .prepare_cached("update orders set check_at = ?2 where id = ?1")?
            .execute(params![record.order.id.to_string(), next.millis()])?;
        record.check_at = Some(next);
        if !is_put_off {
            return Ok(Some(record));
        }
    }
    Ok(None)
}

pub(super) fn put_order(connection: &Connection, record: &OrderRecord) -> Result<u64> {
    let rev = next(connection, ORDER_REV)?;
    let id = record.order.id.to_string();
    connection
        .prepare_cached(
            "insert into orders
                 (id, rev, account, command, payment_id, gateway_reference, check_at, body)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             on conflict (id) do update
             set rev = excluded.rev, payment_id = excluded.payment_id,
                 gateway_reference = excluded.gateway_reference,
                 check_at = excluded.check_at, body = excluded.body",
        )?
        .execute(params![
            id,
            to_db(rev)?,
            record.account.to_string(),
            record.command.to_string(),
            record.payment_id,
            record.gateway_reference,
            record.check_at.map(Timestamp::millis),
            serde_json::to_string(&record.order)?
        ])?;
    // One of them may have its place back.
    connection
        .prepare_cached("delete from earlier_attempts where order_id = ?1")?
        .execute([&id])?;
    for (number, attempt) in (1_i64..).zip(&record.earlier) {
        connection
            .prepare_cached(
                "insert into earlier_attempts (payment, order_id, number, body)
                 values (?1, ?2, ?3, ?4)",
            )?
            .execute(params![attempt.payment_id, id, number, serde_json::to_string(attempt)?])?;
    }
    connection.prepare_cached("delete from order_sellers where order_id = ?1")?.execute([&id])?;
    for parcel in &record.order.breakdown.parcels {
        connection
            .prepare_cached(
                "insert into order_sellers (seller, order_id, rev) values (?1, ?2, ?3)",
            )?
            .execute(params![parcel.seller.as_str(), id, to_db(rev)?])?;
    }
    Ok(rev)
}

pub(super) fn receipt_row(row: &Row<'_>) -> Result<ReceiptRecord> {
    Ok(ReceiptRecord {
        id: parsed(row, 0)?,
        order: parsed(row, 1)?,
        seller: parsed(row, 2)?,
        number: row.get(3)?,
        jws: row.get(4)?,
        issued_at: Timestamp::from_millis(row.get(5)?),
    })
}

pub(super) fn receipt(connection: &Connection, id: ReceiptId) -> Result<Option<ReceiptRecord>> {
    connection
        .prepare_cached(
            "select id, order_id, seller, number, jws, issued_at from receipts where id = ?1",
        )?
        .query_row([id.to_string()], |row| Ok(receipt_row(row)))
        .optional()?
        .transpose()
}

pub(super) fn receipts_of(connection: &Connection, order: OrderId) -> Result<Vec<ReceiptRecord>> {
    let sql = "select id, order_id, seller, number, jws, issued_at from receipts
               where order_id = ?1 order by rowid";
    collect(connection, sql, [order.to_string()], receipt_row)
}

pub(super) fn put_receipt(connection: &Connection, receipt: &ReceiptRecord) -> Result<()> {
    connection
        .prepare_cached(
            "insert into receipts (id, order_id, seller, number, jws, issued_at)
             values (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            receipt.id.to_string(),
            receipt.order.to_string(),
            receipt.seller.as_str(),
            receipt.number,
            receipt.jws,
            receipt.issued_at.millis()
        ])?;
    let position = receipt_log::append(connection, receipt.id, &receipt.jws)?;
    archive::file(connection, receipt, position)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::sqlite::connection::open_writer;

    /// Whoever orders often is not looked through order by order.
    #[test]
    fn what_is_unpaid_is_counted_by_an_index() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open_writer(&folder.path().join("warung.sqlite"), "e").unwrap();
        for (sql, index) in [
            (CASH_UNPAID, "orders_owed_in_cash"),
            (CODES_UNPAID, "orders_lapsed"),
            (TOP_UPS_COMING, "top_ups_coming"),
        ] {
            let asked = sql.replace("?1", "'a'").replace("?2", "1").replace("?3", "1");
            let plan = format!("explain query plan {asked}");
            let mut statement = connection.prepare(&plan).unwrap();
            let steps: Vec<String> = statement
                .query_map([], |row| row.get(3))
                .unwrap()
                .collect::<std::result::Result<_, _>>()
                .unwrap();
            assert!(steps.iter().any(|step| step.contains(index)), "{steps:?}");
        }
    }
}
