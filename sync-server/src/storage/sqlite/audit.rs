//! What has to be true of the rows together, whatever happened to the server. A row that breaks a
//! rule is counted, never mended: the doctor changes nothing.

use super::books;
use super::orders::{ORDER, order_row};
use super::txn::{collect, json};
use crate::storage::{OrderRecord, StorageError};
use rusqlite::Connection;
use warung_domain::books::{Deal, bill_disagreement};
use warung_domain::partner::PartnerBill;

/// Orders whose books are wrong, by name; the others are counted.
const MOST_TOLD: usize = 5;

/// What would be wrong, and how many rows of it there are.
const RULES: [(&str, &str); 14] = [
    (
        "orders whose command is not in the ledger",
        "select count(*) from orders where command not in (select id from commands)
           and id not in (select order_id from kiosk_orders)",
    ),
    (
        "accepted commands whose order is not there",
        "select count(*) from commands
         where kind in ('place-order', 'top-up') and verdict not like '{\"rejected\"%'
           and id not in (select command from orders)",
    ),
    (
        "orders that a seller's list has at another revision",
        "select count(*) from order_sellers s join orders o on o.id = s.order_id
         where o.rev <> s.rev",
    ),
    (
        "commands beyond what their device is known to have sent",
        "select count(*) from commands c join devices d on d.id = c.device
         where c.seq > d.last_seq",
    ),
    (
        "paid orders without a receipt",
        "select count(*) from orders o
         where (json_type(body, '$.payment.settled') is not null
                or json_type(body, '$.payment.settled-provisionally') is not null)
           and json_extract(body, '$.state') in ('accepted', 'completed')
           and not exists (select 1 from receipts r where r.order_id = o.id)
           and not exists (select 1 from receipts_due d where d.order_id = o.id)",
    ),
    (
        "receipts that are not in the log, or without their hash",
        "select count(*) from receipts r
         left join receipt_log l on l.receipt = r.id
         left join receipt_log_nodes n on n.level = 0 and n.position = l.position
         where n.hash is null",
    ),
    (
        "receipts that their seller cannot find",
        "select count(*) from receipts r
         left join receipt_log l on l.receipt = r.id
         left join receipt_archive a on a.seller = r.seller and a.position = l.position
         where a.receipt is not r.id",
    ),
    (
        "postings that do not sum to zero",
        "select (select count(distinct posting) from
                     (select posting from book_entries
                      group by posting, currency having sum(amount) <> 0))
              + (select count(*) from book_postings
                 where seq not in (select posting from book_entries))",
    ),
    (
        "shoppers' balances or debts below nothing",
        "select (select count(*) from
                     (select account from book_entries where account like 'balance/%'
                      group by account, currency having sum(amount) > 0))
              + (select count(*) from
                     (select account from book_entries where account like 'debt/%'
                      group by account, currency having sum(amount) < 0))",
    ),
    (
        "partners' bills that are paid and that nobody passes on",
        "select count(*) from partner_bills
         where json_type(body, '$.state.paid') is not null
           and id not in (select reference from relays where due is not null)",
    ),
    (
        "payments to partners that have not ended and that nobody looks after",
        "select count(*) from relays
         where due is null and json_type(body, '$.state.delivered') is null
           and json_type(body, '$.state.refused') is null",
    ),
    (
        "paid goods that a partner delivers and that nobody passes on",
        "select count(*) from orders o, json_each(o.body, '$.digital') d
         where json_type(o.body, '$.payment.settled') is not null
           and json_extract(o.body, '$.state') = 'accepted'
           and json_extract(d.value, '$.state') = 'waiting'
           and not exists (select 1 from relays r where r.reference = o.id || '-d' || (d.key + 1))",
    ),
    (
        "orders beyond the counted revision",
        "select count(*) from orders
         where rev > (select value from counters where name = 'orders.rev')",
    ),
    (
        "changes beyond the catalog's revision",
        "select count(*) from changes
         where rev > (select value from counters where name = 'catalog.head')",
    ),
];

/// One sentence for each rule that does not hold.
pub(super) fn audit(connection: &Connection) -> Result<Vec<String>, StorageError> {
    let mut found = Vec::new();
    for (what, sql) in RULES {
        let rows: u32 = connection.query_row(sql, [], |row| row.get(0))?;
        if rows > 0 {
            found.push(format!("{rows} {what}"));
        }
    }
    Ok(found)
}

/// Where the books say something else than the orders' payments, one sentence each for the first
/// few, and how many orders were held against them.
pub(super) fn audit_books(connection: &Connection) -> Result<(u32, Vec<String>), StorageError> {
    let sql = format!("select {ORDER} from orders order by rev");
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    let (mut orders, mut found, mut more) = (0, Vec::new(), 0_u32);
    while let Some(row) = rows.next()? {
        let record = order_row(row)?;
        orders += 1;
        let told =
            disagreement(connection, &record).unwrap_or_else(|error| Some(error.to_string()));
        match told {
            Some(told) if found.len() < MOST_TOLD => found.push(told),
            Some(_) => more += 1,
            None => {}
        }
    }
    if more > 0 {
        found.push(format!("and {more} more"));
    }
    found.extend(audit_bills(connection)?);
    Ok((orders, found))
}

/// The same of partners' bills.
fn audit_bills(connection: &Connection) -> Result<Vec<String>, StorageError> {
    let sql = "select body from partner_bills where code is not null order by id";
    let bills: Vec<PartnerBill> = collect(connection, sql, [], |row| json(row, 0))?;
    let mut found = Vec::new();
    for bill in bills {
        let booked = books::about(connection, &bill.reference())?;
        let told =
            bill_disagreement(&bill, &booked).unwrap_or_else(|error| Some(error.to_string()));
        found.extend(told);
    }
    found.truncate(MOST_TOLD);
    Ok(found)
}

fn disagreement(
    connection: &Connection,
    record: &OrderRecord,
) -> Result<Option<String>, StorageError> {
    let booked = books::of_order(connection, record.order.id)?;
    let attempt = record.attempt();
    let deal = Deal { order: &record.order, buyer: record.account, attempt: &attempt };
    Ok(deal.disagreement(&booked)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::sqlite::connection::open_writer;

    #[test]
    fn every_rule_finds_what_it_is_about() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open_writer(&folder.path().join("warung.sqlite"), "e").unwrap();
        assert_eq!(audit(&connection), Ok(Vec::new()));
        connection
            .execute_batch(
                "insert into accounts
                     (id, phone, name, password_hash, verified, role, seller, created_at)
                     values ('a', '+62', 'n', 'h', 1, 'shopper', null, 0);
                 insert into devices (id, account, public_key, last_seq, last_seen)
                     values ('d', 'a', '{}', 1, 0);
                 insert into commands
                     (id, device, account, seq, kind, hash, bytes, verdict, received_at)
                     values ('lost', 'd', 'a', 2, 'place-order', x'', '', '\"applied\"', 0);
                 insert into orders (id, rev, account, command, body) values
                     ('o', 5, 'a', 'unheard',
                      '{\"state\": \"accepted\", \"payment\": {\"settled\": {\"at\": 1}},
                        \"digital\": [{\"state\": \"waiting\"}]}');
                 insert into orders (id, rev, account, command, body) values
                     ('p', 3, 'a', 'unheard-too', '{}');
                 insert into receipts (id, order_id, seller, number, jws, issued_at)
                     values ('r', 'p', 's', 'n', 'j', 0);
                 insert into order_sellers (seller, order_id, rev) values ('s', 'o', 4);
                 insert into counters (name, value) values ('orders.rev', 4)
                     on conflict (name) do update set value = 4;
                 insert into counters (name, value) values ('catalog.head', 1)
                     on conflict (name) do update set value = 1;
                 insert into changes (product, topic, rev, body) values ('p', 't', 2, '{}');
                 insert into partner_bills (id, code, kiosk, shown_at, body)
                     values ('b', '1', x'', 0, '{\"state\": {\"paid\": {\"at\": 1}}}');
                 insert into relays (reference, due, attempts, lease, body)
                     values ('b', null, 0, 0, '{\"state\": \"waiting\"}');
                 insert into book_postings (key, order_id, at) values ('o-1/paid', 'o', 0);
                 insert into book_entries values (1, 0, 'balance/a', 'IDR', 5);",
            )
            .unwrap();
        assert_eq!(audit(&connection).unwrap().len(), RULES.len());
    }
}
