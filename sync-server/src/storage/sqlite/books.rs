//! SQL of the books. Rows are only ever added; the tables themselves refuse
//! anything else.

use super::txn::{collect, from_db, parsed, to_db};
use crate::storage::{BalanceRecord, Booked, StorageError};
use rusqlite::{Connection, OptionalExtension, Row, params};
use warung_domain::books::{Account, BooksError, Entry, Posting};
use warung_domain::ids::{OrderId, SellerId};
use warung_domain::money::{Currency, Money};
use warung_domain::time::Timestamp;

type Result<T> = std::result::Result<T, StorageError>;

impl From<BooksError> for StorageError {
    fn from(error: BooksError) -> Self {
        Self::Codec(format!("the books refuse it: {error}"))
    }
}

/// Adds a posting, unless one with its key is there already.
pub(super) fn put(connection: &Connection, posting: &Posting) -> Result<bool> {
    let seq: Option<i64> = connection
        .prepare_cached(
            "insert into book_postings (key, order_id, at) values (?1, ?2, ?3)
             on conflict (key) do nothing returning seq",
        )?
        .query_row(
            params![
                posting.key().to_string(),
                posting.order().map(|order| order.to_string()),
                posting.at().millis()
            ],
            |row| row.get(0),
        )
        .optional()?;
    let Some(seq) = seq else { return Ok(false) };
    for (line, entry) in posting.entries().iter().enumerate() {
        connection
            .prepare_cached(
                "insert into book_entries (posting, line, account, currency, amount)
                 values (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                seq,
                to_db(line as u64)?,
                entry.account.to_string(),
                entry.amount.currency().to_string(),
                entry.amount.minor()
            ])?;
    }
    Ok(true)
}

/// A posting with one of its entries.
const POSTING: &str = "p.seq, p.key, p.order_id, p.at, e.account, e.currency, e.amount";

struct Line {
    seq: u64,
    key: String,
    order: Option<OrderId>,
    at: Timestamp,
    entry: Entry,
}

fn line(row: &Row<'_>) -> Result<Line> {
    let order: Option<String> = row.get(2)?;
    let order = order.map(|text| text.parse()).transpose();
    let currency: Currency = parsed(row, 5)?;
    Ok(Line {
        seq: from_db(row.get(0)?)?,
        key: row.get(1)?,
        order: order.map_err(|_| StorageError::Codec("a posting about no order".to_owned()))?,
        at: Timestamp::from_millis(row.get(3)?),
        entry: Entry::new(parsed(row, 4)?, Money::new(row.get(6)?, currency)),
    })
}

/// Puts lines of the same posting, which stand beside each other, together again.
fn postings(lines: Vec<Line>) -> Result<Vec<Booked>> {
    let mut found = Vec::new();
    let mut lines = lines.into_iter().peekable();
    while let Some(Line { seq, key, order, at, entry }) = lines.next() {
        let mut entries = vec![entry];
        while let Some(line) = lines.next_if(|line| line.seq == seq) {
            entries.push(line.entry);
        }
        // What does not sum to zero was not written by this server.
        let posting = Posting::new(key.parse()?, order, at, entries)?;
        found.push(Booked { seq, posting });
    }
    Ok(found)
}

pub(super) fn of_order(connection: &Connection, order: OrderId) -> Result<Vec<Posting>> {
    let sql = format!(
        "select {POSTING} from book_postings p join book_entries e on e.posting = p.seq
         where p.order_id = ?1 order by p.seq, e.line"
    );
    let lines = collect(connection, &sql, [order.to_string()], line)?;
    Ok(postings(lines)?.into_iter().map(|booked| booked.posting).collect())
}

/// Under keys that begin with a subject. `0` follows `/`.
pub(super) fn about(connection: &Connection, subject: &str) -> Result<Vec<Posting>> {
    let sql = format!(
        "select {POSTING} from book_postings p join book_entries e on e.posting = p.seq
         where p.key > ?1 || '/' and p.key < ?1 || '0' order by p.seq, e.line"
    );
    let lines = collect(connection, &sql, [subject], line)?;
    Ok(postings(lines)?.into_iter().map(|booked| booked.posting).collect())
}

pub(super) fn after(connection: &Connection, seq: u64, limit: usize) -> Result<Vec<Booked>> {
    let sql = format!(
        "select {POSTING} from (select * from book_postings where seq > ?1 order by seq limit ?2) p
         join book_entries e on e.posting = p.seq order by p.seq, e.line"
    );
    postings(collect(connection, &sql, params![to_db(seq)?, to_db(limit as u64)?], line)?)
}

/// The accounts on which it stands what a seller has and is owed.
fn accounts_of(seller: &SellerId) -> [String; 6] {
    let named = [
        Account::Seller,
        Account::Tax,
        Account::Cash,
        Account::CashDifference,
        Account::Commission,
    ];
    let [owed, tax, cash, missing, earned] = named.map(|of| of(seller.clone()).to_string());
    [owed, tax, cash, missing, earned, format!("drawer/{seller}/")]
}

/// A condition on `account`: one of those, or a drawer, all of which begin like the last. `0`
/// follows `/`.
const THEIRS: &str = "(account in (?1, ?2, ?3, ?4, ?5)
     or (account > ?6 and account < rtrim(?6, '/') || '0'))";

pub(super) fn of_seller(
    connection: &Connection,
    seller: &SellerId,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<Booked>> {
    let sql = format!(
        "select {POSTING} from
             (select * from book_postings where seq < ?7 and seq in
                  (select posting from book_entries where {THEIRS})
              order by seq desc limit ?8) p
         join book_entries e on e.posting = p.seq order by p.seq desc, e.line"
    );
    let [owed, tax, cash, missing, earned, drawers] = accounts_of(seller);
    let before = before.map_or(Ok(i64::MAX), to_db)?;
    let limit = to_db(limit as u64)?;
    let params = params![owed, tax, cash, missing, earned, drawers, before, limit];
    postings(collect(connection, &sql, params, line)?)
}

pub(super) fn on_account(
    connection: &Connection,
    account: &Account,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<Booked>> {
    let sql = format!(
        "select {POSTING} from
             (select * from book_postings where seq in
                  (select distinct posting from book_entries where account = ?1 and posting < ?2
                   order by posting desc limit ?3)) p
         join book_entries e on e.posting = p.seq order by p.seq desc, e.line"
    );
    let before = before.map_or(Ok(i64::MAX), to_db)?;
    let params = params![account.to_string(), before, to_db(limit as u64)?];
    postings(collect(connection, &sql, params, line)?)
}

pub(super) fn standing(
    connection: &Connection,
    account: &Account,
    currency: Currency,
    before: Option<u64>,
) -> Result<Money> {
    let before = before.map_or(Ok(i64::MAX), to_db)?;
    let sum: i64 = connection
        .prepare_cached(
            "select coalesce(sum(amount), 0) from book_entries
             where account = ?1 and currency = ?2 and posting < ?3",
        )?
        .query_row(params![account.to_string(), currency.to_string(), before], |row| row.get(0))?;
    Ok(Money::new(sum, currency))
}

pub(super) fn balances(connection: &Connection) -> Result<Vec<BalanceRecord>> {
    let sql = "select account, currency, sum(max(amount, 0)), -sum(min(amount, 0))
               from book_entries group by account, currency order by account, currency";
    collect(connection, sql, [], balance)
}

pub(super) fn balances_of_seller(
    connection: &Connection,
    seller: &SellerId,
    before: Option<u64>,
) -> Result<Vec<BalanceRecord>> {
    let sql = format!(
        "select account, currency, sum(max(amount, 0)), -sum(min(amount, 0))
         from book_entries where {THEIRS} and posting < ?7
         group by account, currency order by account, currency"
    );
    let [owed, tax, cash, missing, earned, drawers] = accounts_of(seller);
    let before = before.map_or(Ok(i64::MAX), to_db)?;
    collect(connection, &sql, params![owed, tax, cash, missing, earned, drawers, before], balance)
}

fn balance(row: &Row<'_>) -> Result<BalanceRecord> {
    let currency: Currency = parsed(row, 1)?;
    Ok(BalanceRecord {
        account: parsed(row, 0)?,
        debit: Money::new(row.get(2)?, currency),
        credit: Money::new(row.get(3)?, currency),
    })
}

#[cfg(test)]
mod tests {
    use super::super::connection::open_writer;

    // Holds B1.
    #[test]
    fn nothing_in_the_books_can_be_changed_or_taken_out() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open_writer(&folder.path().join("warung.sqlite"), "e").unwrap();
        connection
            .execute_batch(
                "insert into book_postings (key, order_id, at) values ('o-1/paid', null, 0);
                 insert into book_entries values (1, 0, 'bank', 'IDR', 5);
                 insert into book_entries values (1, 1, 'fees', 'IDR', -5);",
            )
            .unwrap();
        for sql in [
            "update book_entries set amount = 6",
            "update book_postings set at = 1",
            "delete from book_entries",
            "delete from book_postings",
            "insert or replace into book_entries values (1, 0, 'bank', 'IDR', 6)",
            "insert into book_entries values (1, 2, 'bank', 'IDR', 0)",
        ] {
            assert!(connection.execute_batch(sql).is_err(), "{sql}");
        }
    }
}
