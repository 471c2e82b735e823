//! The seam's calls, handed to the SQL of their subject.

use super::{
    archive, books, cart, catalog, charges, devices, feed, later_looks, notices, orders, people,
    receipt_log, shelf,
};
use crate::storage::{
    AccountRecord, ArchivedReceipt, BalanceRecord, Booked, CatalogHead, ChargeJob, CommandRecord,
    DeviceReads, DeviceRecord, DeviceStanding, DeviceTotals, DeviceWrites, DueReceipt, LaterLook,
    Notice, OrderRecord, OtpRecord, PriceAt, ProductRecord, ReadTxn, ReceiptRecord, ReceiptSearch,
    SequenceGap, SessionRecord, ShardRecord, StorageError, UnpaidOrders, WriteTxn,
};
use rusqlite::{Connection, Params, Row};
use serde::de::DeserializeOwned;
use std::fmt::Display;
use std::str::FromStr;
use warung_domain::books::{Account, Posting};
use warung_domain::cart::{Cart, CartLine};
use warung_domain::catalog::{Category, ChangeRow, Product, ProductDetail, Seller, Stock};
use warung_domain::ids::{
    AccountId, CommandId, DeviceId, OrderId, ProductId, ReceiptId, SellerId, VariantId,
};
use warung_domain::jws::Jwk;
use warung_domain::money::{Currency, Money};
use warung_domain::phone::PhoneNumber;
use warung_domain::protocol::{OwedStock, Unsent};
use warung_domain::receipt::Cause;
use warung_domain::receipt_log::LogHash;
use warung_domain::time::Timestamp;

type Result<T> = std::result::Result<T, StorageError>;

/// A connection inside a transaction that somebody else begins and ends.
pub(super) struct SqliteTxn<'a> {
    connection: &'a Connection,
}

impl<'a> SqliteTxn<'a> {
    pub(super) const fn new(connection: &'a Connection) -> Self {
        Self { connection }
    }

    pub(super) const fn connection(&self) -> &'a Connection {
        self.connection
    }
}

/// SQLite's integers are signed.
pub(super) fn to_db(value: u64) -> Result<i64> {
    i64::try_from(value).map_err(|_| StorageError::Codec(format!("{value} is too large")))
}

pub(super) fn from_db(value: i64) -> Result<u64> {
    u64::try_from(value).map_err(|_| StorageError::Codec(format!("{value} is negative")))
}

/// A text column as the id or number it spells.
pub(super) fn parsed<T>(row: &Row<'_>, column: usize) -> Result<T>
where
    T: FromStr,
    T::Err: Display,
{
    let text: String = row.get(column)?;
    text.parse().map_err(|error: T::Err| StorageError::Codec(error.to_string()))
}

/// A JSON column as the value it holds.
pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<T> {
    let text = row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?;
    Ok(serde_json::from_str(text)?)
}

/// All rows of a query.
pub(super) fn collect<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    mut read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// Counts a series up by one and returns where it stands then.
pub(super) fn next(connection: &Connection, series: &str) -> Result<u64> {
    let value = connection
        .prepare_cached(
            "insert into counters (name, value) values (?1, 1)
             on conflict (name) do update set value = value + 1
             returning value",
        )?
        .query_row([series], |row| row.get(0))?;
    from_db(value)
}

/// Writes `fn name(&self, args) -> Result<T>` for each line, calling the SQL
/// function of that subject on this transaction's connection.
macro_rules! hand_over {
    (read $($name:ident($($arg:ident: $type:ty),*) -> $out:ty = $module:ident::$call:ident;)+) => {$(
        fn $name(&self $(, $arg: $type)*) -> Result<$out> {
            $module::$call(self.connection $(, $arg)*)
        }
    )+};
    (write $($name:ident($($arg:ident: $type:ty),*) -> $out:ty = $module:ident::$call:ident;)+) => {$(
        fn $name(&mut self $(, $arg: $type)*) -> Result<$out> {
            $module::$call(self.connection $(, $arg)*)
        }
    )+};
}

impl DeviceReads for SqliteTxn<'_> {
    hand_over! { read
        device(id: &DeviceId) -> Option<DeviceRecord> = devices::device;
        devices(of: Option<AccountId>) -> Vec<DeviceStanding> = devices::standings;
        device_totals() -> DeviceTotals = devices::totals;
        sequence_gaps(device: &DeviceId, limit: usize) -> Vec<SequenceGap> = devices::gaps;
        repeated_sequences(device: &DeviceId, limit: usize) -> Vec<u64> = devices::repeated;
        unsent_of_shoppers(seller: &SellerId) -> Vec<DeviceStanding> = devices::unsent_of_shoppers;
    }
}

impl DeviceWrites for SqliteTxn<'_> {
    hand_over! { write
        put_device(device: &DeviceRecord) -> () = devices::put;
        put_unsent(device: &DeviceId, unsent: Unsent) -> () = devices::put_unsent;
    }
}

impl ReadTxn for SqliteTxn<'_> {
    hand_over! { read
        catalog_head() -> CatalogHead = feed::head;
        categories() -> Vec<Category> = catalog::categories;
        sellers() -> Vec<Seller> = catalog::sellers;
        product(id: &ProductId) -> Option<ProductRecord> = catalog::product;
        products_of(seller: &SellerId) -> Vec<ProductId> = catalog::products_of;
        products() -> Vec<Product> = catalog::products;
        product_detail(id: &ProductId) -> Option<ProductDetail> = catalog::detail;
        changes(since: u64, limit: usize) -> Vec<ChangeRow> = feed::changes;
        price_at(product: &ProductId, variant: &VariantId, rev: u64) -> Option<PriceAt>
            = catalog::price_at;
        shards() -> Vec<ShardRecord> = feed::shards;
        owed_stock(of: Option<&SellerId>) -> Vec<OwedStock> = shelf::owed;

        account(id: AccountId) -> Option<AccountRecord> = people::by_id;
        account_by_phone(phone: &PhoneNumber) -> Option<AccountRecord> = people::by_phone;
        accounts_of_seller(seller: &SellerId) -> Vec<AccountId> = people::of_seller;
        session(token_hash: &[u8; 32]) -> Option<SessionRecord> = people::session;
        otp(phone: &PhoneNumber) -> Option<OtpRecord> = people::otp;
        attempts(kind: &str, key: &str, since: Timestamp) -> u32 = people::attempts;
        cart(account: AccountId) -> Cart = cart::cart;

        command(id: CommandId) -> Option<CommandRecord> = orders::command;
        order(id: OrderId) -> Option<OrderRecord> = orders::order;
        order_by_payment(payment: &str) -> Option<OrderRecord> = orders::by_payment;
        unpaid_by(account: AccountId, since: Timestamp) -> UnpaidOrders = orders::unpaid_by;
        top_ups_coming(account: AccountId) -> i64 = orders::top_ups_coming;
        orders_of(account: AccountId, since: u64, limit: usize) -> Vec<OrderRecord>
            = orders::of_account;
        orders_for_seller(seller: &SellerId, before: Option<u64>, limit: usize) -> Vec<OrderRecord>
            = orders::of_seller;
        receipt(id: ReceiptId) -> Option<ReceiptRecord> = orders::receipt;
        orders_after(rev: u64, limit: usize) -> Vec<OrderRecord> = orders::after;
        receipts_of(order: OrderId) -> Vec<ReceiptRecord> = orders::receipts_of;
        archived_receipts(search: &ReceiptSearch, limit: usize) -> Vec<ArchivedReceipt>
            = archive::search;
        orders_with_open_payment(limit: usize) -> Vec<OrderRecord> = orders::with_open_payment;
        open_charges() -> u32 = charges::open_charges;
        charge(order: OrderId) -> Option<ChargeJob> = charges::charge;

        notices_of(payment: &str) -> Vec<Notice> = notices::of_payment;
        receipt_log_size() -> u64 = receipt_log::size;
        receipt_log_node(level: u32, position: u64) -> LogHash = receipt_log::node;
        receipt_log_position(id: ReceiptId) -> Option<u64> = receipt_log::position;
        receipt_log_checkpoint() -> Option<(u64, String)> = receipt_log::checkpoint;
        signing_keys() -> Vec<Jwk> = receipt_log::signing_keys;
        next_due_receipt() -> Option<DueReceipt> = receipt_log::due;

        postings_of(order: OrderId) -> Vec<Posting> = books::of_order;
        postings_after(seq: u64, limit: usize) -> Vec<Booked> = books::after;
        postings_for_seller(seller: &SellerId, before: Option<u64>, limit: usize) -> Vec<Booked>
            = books::of_seller;
        postings_on(account: &Account, before: Option<u64>, limit: usize) -> Vec<Booked>
            = books::on_account;
        standing_on(account: &Account, currency: Currency, before: Option<u64>) -> Money
            = books::standing;
        balances() -> Vec<BalanceRecord> = books::balances;
        balances_for_seller(seller: &SellerId, before: Option<u64>) -> Vec<BalanceRecord>
            = books::balances_of_seller;
    }
}

impl WriteTxn for SqliteTxn<'_> {
    hand_over! { write
        next_catalog_rev() -> u64 = feed::next_rev;
        put_category(category: &Category) -> () = catalog::put_category;
        put_seller(seller: &Seller) -> () = catalog::put_seller;
        put_product(product: &Product, detail: &ProductDetail, rev: u64, at: Timestamp) -> ()
            = catalog::put_product;
        delete_product(id: &ProductId, rev: u64, at: Timestamp) -> () = catalog::delete_product;
        put_change(row: &ChangeRow) -> () = feed::put_change;
        reserve_stock(product: &ProductId, variant: &VariantId, units: u32) -> bool
            = shelf::reserve;
        take_sold(product: &ProductId, variant: &VariantId, units: u32) -> u32 = shelf::take_sold;
        release_stock(product: &ProductId, variant: &VariantId, units: u32) -> Stock
            = shelf::release;
        replace_shards(shards: &[ShardRecord], base: u64) -> () = feed::replace_shards;

        put_account(account: &AccountRecord) -> () = people::put_account;
        put_session(session: &SessionRecord) -> () = people::put_session;
        delete_session(token_hash: &[u8; 32]) -> () = people::delete_session;
        put_otp(otp: &OtpRecord) -> () = people::put_otp;
        delete_otp(phone: &PhoneNumber) -> () = people::delete_otp;
        record_attempt(kind: &str, key: &str, at: Timestamp) -> () = people::record_attempt;
        put_cart_line(account: AccountId, line: &CartLine) -> () = cart::put_line;
        forget_removals(account: AccountId, keep: usize) -> () = cart::forget_removals;

        put_command(command: &CommandRecord) -> () = orders::put_command;
        put_order(order: &OrderRecord) -> u64 = orders::put_order;
        put_receipt(receipt: &ReceiptRecord) -> () = orders::put_receipt;
        put_charge(job: &ChargeJob) -> () = charges::put_charge;
        lease_charge(now: Timestamp, lease_until: Timestamp) -> Option<ChargeJob>
            = charges::lease_charge;
        delete_charge(order: OrderId) -> () = charges::delete_charge;
        release_charges(now: Timestamp) -> () = charges::release_charges;
        lease_check(now: Timestamp, lease_until: Timestamp) -> Option<OrderRecord>
            = orders::lease_check;

        put_notice(payment: &str, body: &[u8], now: Timestamp) -> () = notices::put;
        lease_notice(now: Timestamp, lease_until: Timestamp) -> Option<Notice> = notices::lease;
        put_off_notice(notice: &Notice, until: Timestamp) -> () = notices::put_off;
        end_notice(notice: &Notice) -> () = notices::end;
        release_notices(now: Timestamp) -> () = notices::release;

        put_later_look(look: &LaterLook) -> () = later_looks::put;
        lease_later_look(now: Timestamp, lease_until: Timestamp) -> Option<LaterLook>
            = later_looks::lease;
        delete_later_look(payment: &str) -> () = later_looks::delete;

        put_receipt_log_checkpoint(size: u64, jws: &str) -> () = receipt_log::put_checkpoint;
        put_signing_key(key: &Jwk, at: Timestamp) -> () = receipt_log::put_signing_key;
        put_due_receipt(order: OrderId, cause: &Cause) -> () = receipt_log::put_due;
        delete_due_receipt(number: u64) -> () = receipt_log::delete_due;

        put_posting(posting: &Posting) -> bool = books::put;
    }

    fn next_number(&mut self, series: &str) -> Result<u64> {
        next(self.connection, &format!("number/{series}"))
    }
}
