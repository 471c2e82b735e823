//! What has to be true of the rows together, whatever happened to the server. A row that breaks a
//! rule is counted, never mended: the doctor changes nothing.

use crate::storage::StorageError;
use rusqlite::Connection;

/// What would be wrong, and how many rows of it there are.
const RULES: [(&str, &str); 8] = [
    (
        "orders whose command is not in the ledger",
        "select count(*) from orders where command not in (select id from commands)",
    ),
    (
        "accepted commands whose order is not there",
        "select count(*) from commands
         where kind = 'place-order' and verdict not like '{\"rejected\"%'
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
                      '{\"state\": \"accepted\", \"payment\": {\"settled\": {\"at\": 1}}}');
                 insert into orders (id, rev, account, command, body) values
                     ('p', 3, 'a', 'unheard-too', '{}');
                 insert into receipts (id, order_id, seller, number, jws, issued_at)
                     values ('r', 'p', 's', 'n', 'j', 0);
                 insert into order_sellers (seller, order_id, rev) values ('s', 'o', 4);
                 insert into counters (name, value) values ('orders.rev', 4)
                     on conflict (name) do update set value = 4;
                 insert into counters (name, value) values ('catalog.head', 1)
                     on conflict (name) do update set value = 1;
                 insert into changes (product, topic, rev, body) values ('p', 't', 2, '{}');",
            )
            .unwrap();
        assert_eq!(audit(&connection).unwrap().len(), RULES.len());
    }
}
