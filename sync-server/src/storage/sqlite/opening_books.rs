//! The first postings of a shop that is older than its books.
//!
//! When the schema that brings the books is laid down, every order that stands
//! paid then, and every sale over the counter, gets the postings it would have had,
//! under the same keys. What came and went again before leaves no trace: it comes to
//! nothing. Sales carry no tax line, because the rule of their day was not written
//! down with them.

use super::books;
use crate::storage::{OrderRecord, StorageError};
use rusqlite::Connection;
use std::collections::BTreeMap;
use warung_domain::books::{Deal, sale};
use warung_domain::command::{CommandBody, envelope};
use warung_domain::ids::{CommandId, OrderId, SellerId};
use warung_domain::money::Money;
use warung_domain::payment::PaymentState;
use warung_domain::time::Timestamp;

type Result<T> = std::result::Result<T, StorageError>;

/// Books what there is. An order or a sale that cannot be booked is told in the log
/// and left out: the shop opens all the same, and the doctor names it.
pub(super) fn open_books(connection: &Connection) -> Result<()> {
    let mut collectors = BTreeMap::new();
    let counter = "select c.id, c.bytes, c.received_at, a.seller
         from commands c join accounts a on a.id = c.account
         where c.kind in ('record-cash', 'record-sale') and c.verdict = '\"applied\"'
         order by c.rowid";
    each(connection, counter, |row| {
        let (id, bytes): (String, String) = (row.get(0)?, row.get(1)?);
        let seller: Option<String> = row.get(3)?;
        let seller: Option<SellerId> = seller.and_then(|text| text.parse().ok());
        let at = Timestamp::from_millis(row.get(2)?);
        match envelope::open(&bytes).map(|envelope| envelope.command.body) {
            Ok(CommandBody::RecordCash { order, .. }) => {
                collectors.extend(seller.map(|seller| (order, seller)));
            }
            Ok(CommandBody::RecordSale(sold)) => {
                if let Err(error) = book_sale(connection, &id, &sold.seller, sold.total, at) {
                    tracing::error!(command = id, %error, "a sale was not booked");
                }
            }
            Ok(_) | Err(_) => tracing::error!(command = id, "the books cannot read a command"),
        }
        Ok(())
    })?;
    let sql = format!("select {} from orders order by rev", super::orders::ORDER);
    each(connection, &sql, |row| {
        let record = super::orders::order_row(row)?;
        let order = record.order.id;
        if let Err(error) = book_order(connection, &record, &collectors) {
            tracing::error!(%order, %error, "an order was not booked");
        }
        Ok(())
    })
}

/// One row at a time: a shop that is some years old has many.
fn each(
    connection: &Connection,
    sql: &str,
    mut take: impl FnMut(&rusqlite::Row<'_>) -> Result<()>,
) -> Result<()> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        take(row)?;
    }
    Ok(())
}

fn book_sale(
    connection: &Connection,
    id: &str,
    seller: &SellerId,
    total: Money,
    at: Timestamp,
) -> Result<()> {
    let command: CommandId =
        id.parse().map_err(|_| StorageError::Codec(format!("{id} is no command")))?;
    let posting = sale(command, seller, total, Money::zero(total.currency()), at)?;
    if let Some(posting) = posting {
        books::put(connection, &posting)?;
    }
    Ok(())
}

fn book_order(
    connection: &Connection,
    record: &OrderRecord,
    collectors: &BTreeMap<OrderId, SellerId>,
) -> Result<()> {
    let at = match record.order.payment {
        PaymentState::SettledProvisionally { at, .. }
        | PaymentState::Settled { at, .. }
        | PaymentState::Refunded { at, .. } => at,
        _ => return Ok(()),
    };
    let attempt = record.attempt();
    let deal = Deal { order: &record.order, buyer: record.account, attempt: &attempt };
    for posting in deal.opening(at, collectors.get(&record.order.id))? {
        books::put(connection, &posting)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::storage::contract::{account, order};
    use crate::storage::sqlite::SqliteStorage;
    use crate::storage::sqlite::connection::WITH_BOOKS;
    use crate::storage::sqlite::older::take_back;
    use crate::storage::{AccountRecord, CommandRecord, StorageError};
    use warung_domain::command::envelope::{seal, signing_input};
    use warung_domain::command::{Command, CommandBody, RecordSale, Verdict};
    use warung_domain::ids::{CommandId, DeviceId};
    use warung_domain::money::{Currency, Money};
    use warung_domain::payment::{PaymentMethod, PaymentState};
    use warung_domain::protocol::Role;
    use warung_domain::time::Timestamp;

    // Holds B6.
    #[test]
    fn a_shop_older_than_its_books_gets_what_would_have_been_booked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("warung.sqlite");
        let storage = SqliteStorage::open(&path, "e1").unwrap();
        let rp = |minor| Money::new(minor, Currency::IDR);
        let costing = |number, method, payment| {
            let mut record = order(number);
            record.order.payment_method = method;
            record.order.payment = payment;
            record.order.breakdown.total = rp(5_000);
            record.order.breakdown.parcels[0].total = rp(5_000);
            record
        };
        let at = Timestamp::from_millis(7);
        let settled = PaymentState::Settled { at, paid: rp(5_000) };
        let records = [
            costing(1, PaymentMethod::VaBca, settled.clone()),
            costing(
                2,
                PaymentMethod::Indomaret,
                PaymentState::SettledProvisionally { at, until: at, paid: rp(5_000) },
            ),
            costing(3, PaymentMethod::Indomaret, PaymentState::Denied { at }),
            costing(4, PaymentMethod::CashOnDelivery, settled),
        ];
        let cash_order = records[3].order.id;
        let sold = RecordSale { seller: "gudang".parse().unwrap(), lines: vec![], total: rp(700) };
        let counter = [
            CommandBody::RecordCash { order: cash_order, amount: rp(5_000) },
            CommandBody::RecordSale(Box::new(sold)),
        ];
        storage
            .write_blocking(move |txn| {
                let role = Role::Seller { seller: "gudang".parse().unwrap() };
                txn.put_account(&account(1))?;
                txn.put_account(&AccountRecord { role, ..account(2) })?;
                for record in &records {
                    txn.put_order(record)?;
                }
                for (number, body) in (8_u8..).zip(counter) {
                    let id = CommandId::mint(at, &[number; 10]);
                    let device: DeviceId = "dev-1".parse().unwrap();
                    let kind = body.kind().to_owned();
                    let shop = "warung".parse().unwrap();
                    let signed =
                        Command { v: 1, shop, id, device: device.clone(), seq: 1, at, body };
                    txn.put_command(&CommandRecord {
                        id,
                        device,
                        account: account(2).id,
                        seq: 1,
                        kind,
                        hash: [number; 32],
                        bytes: seal(&signing_input(&signed), &[9; 64]),
                        verdict: Verdict::Applied,
                        received_at: at,
                    })?;
                }
                Ok::<_, StorageError>(())
            })
            .unwrap();
        drop(storage);
        take_back(&path, WITH_BOOKS as usize - 1).unwrap();
        for _ in 0..2 {
            let storage = SqliteStorage::open(&path, "e2").unwrap();
            let balances = storage.read_blocking(|txn| txn.balances()).unwrap();
            let balances: Vec<_> = balances
                .iter()
                .map(|it| format!("{} {} {}", it.account, it.debit.minor(), it.credit.minor()))
                .collect();
            let expected = [
                "cash/gudang 5700 0",
                "gateway/indomaret 5000 0",
                "gateway/va-bca 5000 0",
                "provisional 0 5000",
                "seller/dapur 0 10000",
                "seller/gudang 0 700",
            ];
            assert_eq!(balances, expected);
            assert_eq!(storage.audit_books(), Ok((4, vec![])));
            let again = storage.write_blocking(move |txn| {
                let posting = txn.postings_of(cash_order)?.remove(0);
                txn.put_posting(&posting)
            });
            assert_eq!(again, Ok(false), "it has the key it would have had");
        }
    }
}
