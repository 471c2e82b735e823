//! The storage seam: everything the server remembers, behind one small trait.
//!
//! Services hand a closure to [`sqlite::SqliteStorage::write`]; it runs inside
//! one transaction on the only writer and its result is returned after the
//! commit is durable. An `Err` rolls that closure's work back and nobody else's, even
//! when several closures share one commit. Readers ([`sqlite::SqliteStorage::read`]) see the
//! last commit and never wait for the writer.
//!
//! Revisions are handed out by the writer inside the transaction, so they
//! follow commit order: a cursor never skips a row that was committed late.
//!
//! This folder is the only owner of SQL. `contract.rs` is the suite every
//! engine has to pass.

mod consents;
mod counter;
mod devices;
mod partner;
mod records;
pub mod sqlite;

#[cfg(test)]
mod contract;

pub use consents::{ConsentReads, ConsentRecord, ConsentWrites};
pub use counter::{CounterReads, CounterWrites, KioskRecord};
pub use devices::{DeviceReads, DeviceWrites};
pub use partner::{BillRecord, DeliveredBy, PartnerReads, PartnerWrites, RelayRecord};
pub use records::{
    AccountRecord, ArchivedReceipt, Attempt, BalanceRecord, Block, Booked, CatalogHead, ChargeJob,
    CommandRecord, DeviceRecord, DeviceStanding, DeviceTotals, DueReceipt, LaterLook, Notice,
    OrderRecord, OtpRecord, PriceAt, ProductRecord, ReceiptRecord, ReceiptSearch, SequenceGap,
    SessionRecord, ShardRecord, UnpaidOrders, Way,
};

use crate::failpoint::Crashed;
use thiserror::Error;
use warung_domain::books::{Account, Posting};
use warung_domain::cart::{Cart, CartLine};
use warung_domain::catalog::{Category, ChangeRow, Product, ProductDetail, Seller, Stock};
use warung_domain::ids::{
    AccountId, CommandId, OrderId, ProductId, ReceiptId, SellerId, VariantId,
};
use warung_domain::jws::Jwk;
use warung_domain::money::{Currency, Money};
use warung_domain::phone::PhoneNumber;
use warung_domain::protocol::OwedStock;
use warung_domain::receipt::Cause;
use warung_domain::receipt_log::LogHash;
use warung_domain::time::Timestamp;

/// What can go wrong below the seam.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StorageError {
    #[error("the disk is full")]
    Full,
    #[error("the database is busy")]
    Busy,
    #[error("the database file cannot be written")]
    ReadOnly,
    #[error("the database is damaged: {0}")]
    Damaged(String),
    #[error("SQLite {found} has known corruption bugs; at least {needed} is required")]
    Version { found: String, needed: &'static str },
    #[error("stored data cannot be read: {0}")]
    Codec(String),
    #[error("the storage writer has stopped")]
    Stopped,
    /// Only ever where a test has armed a failpoint.
    #[error(transparent)]
    Crashed(#[from] Crashed),
    #[error("storage: {0}")]
    Engine(String),
}

/// Reads, inside a snapshot or a transaction.
pub trait ReadTxn: CounterReads + ConsentReads + DeviceReads + PartnerReads {
    // Catalog
    fn catalog_head(&self) -> Result<CatalogHead, StorageError>;
    fn categories(&self) -> Result<Vec<Category>, StorageError>;
    fn sellers(&self) -> Result<Vec<Seller>, StorageError>;
    fn product(&self, id: &ProductId) -> Result<Option<ProductRecord>, StorageError>;
    /// What a seller has, in id order.
    fn products_of(&self, seller: &SellerId) -> Result<Vec<ProductId>, StorageError>;
    /// All living products in id order.
    fn products(&self) -> Result<Vec<Product>, StorageError>;
    fn product_detail(&self, id: &ProductId) -> Result<Option<ProductDetail>, StorageError>;
    fn changes(&self, since: u64, limit: usize) -> Result<Vec<ChangeRow>, StorageError>;
    /// The price of a variant as it stood at a revision, and when it was replaced.
    fn price_at(
        &self,
        product: &ProductId,
        variant: &VariantId,
        rev: u64,
    ) -> Result<Option<PriceAt>, StorageError>;
    fn shards(&self) -> Result<Vec<ShardRecord>, StorageError>;
    /// What was sold and was not there, of one seller or all.
    fn owed_stock(&self, of: Option<&SellerId>) -> Result<Vec<OwedStock>, StorageError>;

    // People
    fn account(&self, id: AccountId) -> Result<Option<AccountRecord>, StorageError>;
    fn account_by_phone(&self, phone: &PhoneNumber) -> Result<Option<AccountRecord>, StorageError>;
    /// Everybody who sells for a business.
    fn accounts_of_seller(&self, seller: &SellerId) -> Result<Vec<AccountId>, StorageError>;
    fn session(&self, token_hash: &[u8; 32]) -> Result<Option<SessionRecord>, StorageError>;
    fn otp(&self, phone: &PhoneNumber) -> Result<Option<OtpRecord>, StorageError>;
    /// How many events of a kind a key has had since a moment: login and code limits.
    fn attempts(&self, kind: &str, key: &str, since: Timestamp) -> Result<u32, StorageError>;
    /// The account's cart, with what was taken out of it.
    fn cart(&self, account: AccountId) -> Result<Cart, StorageError>;

    // Commands, orders, receipts
    fn command(&self, id: CommandId) -> Result<Option<CommandRecord>, StorageError>;
    fn order(&self, id: OrderId) -> Result<Option<OrderRecord>, StorageError>;
    /// By the gateway's order id, which is the id of one of its payment attempts.
    fn order_by_payment(&self, payment: &str) -> Result<Option<OrderRecord>, StorageError>;
    fn orders_of(
        &self,
        account: AccountId,
        since: u64,
        limit: usize,
    ) -> Result<Vec<OrderRecord>, StorageError>;
    /// What an account has not paid; what lapsed only since a moment.
    fn unpaid_by(&self, account: AccountId, since: Timestamp)
    -> Result<UnpaidOrders, StorageError>;
    /// What is under way onto an account's balance, in minor units.
    fn top_ups_coming(&self, account: AccountId) -> Result<i64, StorageError>;
    /// Newest first; `before` is a revision.
    fn orders_for_seller(
        &self,
        seller: &SellerId,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<OrderRecord>, StorageError>;
    /// Every order after a revision, in the order of revisions.
    fn orders_after(&self, rev: u64, limit: usize) -> Result<Vec<OrderRecord>, StorageError>;
    fn receipt(&self, id: ReceiptId) -> Result<Option<ReceiptRecord>, StorageError>;
    /// In the order in which they were issued.
    fn receipts_of(&self, order: OrderId) -> Result<Vec<ReceiptRecord>, StorageError>;
    /// A seller's receipts that fit a search.
    fn archived_receipts(
        &self,
        search: &ReceiptSearch,
        limit: usize,
    ) -> Result<Vec<ArchivedReceipt>, StorageError>;
    /// Orders whose payment waits for the gateway or a timer, the next due first.
    fn orders_with_open_payment(&self, limit: usize) -> Result<Vec<OrderRecord>, StorageError>;
    /// What its gateway has sent about a payment, in the order in which it first came.
    fn notices_of(&self, payment: &str) -> Result<Vec<Notice>, StorageError>;
    /// How many charges still wait to be made.
    fn open_charges(&self) -> Result<u32, StorageError>;
    /// The charge an order waits for, if any.
    fn charge(&self, order: OrderId) -> Result<Option<ChargeJob>, StorageError>;

    // The receipt log
    /// How many leaves it has.
    fn receipt_log_size(&self) -> Result<u64, StorageError>;
    /// The hash of a whole subtree that lies within the log.
    fn receipt_log_node(&self, level: u32, position: u64) -> Result<LogHash, StorageError>;
    fn receipt_log_position(&self, id: ReceiptId) -> Result<Option<u64>, StorageError>;
    /// The newest checkpoint, and how many leaves it covers.
    fn receipt_log_checkpoint(&self) -> Result<Option<(u64, String)>, StorageError>;
    /// Every key the shop ever signed with, the newest first.
    fn signing_keys(&self) -> Result<Vec<Jwk>, StorageError>;
    /// The document that has waited for a key for longest.
    fn next_due_receipt(&self) -> Result<Option<DueReceipt>, StorageError>;

    // Books
    /// Everything booked about an order, oldest first.
    fn postings_of(&self, order: OrderId) -> Result<Vec<Posting>, StorageError>;
    /// Every posting after one, oldest first.
    fn postings_after(&self, seq: u64, limit: usize) -> Result<Vec<Booked>, StorageError>;
    /// What touches a seller's accounts, whole postings, newest first; `before` is the
    /// place of one.
    fn postings_for_seller(
        &self,
        seller: &SellerId,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Booked>, StorageError>;
    /// What touches one account, whole postings, newest first; `before` is the place of
    /// one.
    fn postings_on(
        &self,
        account: &Account,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Booked>, StorageError>;
    /// What stands on one account, or stood there before a posting.
    fn standing_on(
        &self,
        account: &Account,
        currency: Currency,
        before: Option<u64>,
    ) -> Result<Money, StorageError>;
    /// What stands on every account, in each of its currencies.
    fn balances(&self) -> Result<Vec<BalanceRecord>, StorageError>;
    /// The same of one seller's accounts, as they stood before a posting.
    fn balances_for_seller(
        &self,
        seller: &SellerId,
        before: Option<u64>,
    ) -> Result<Vec<BalanceRecord>, StorageError>;
}

/// Writes, inside the one transaction they belong to.
pub trait WriteTxn: ReadTxn + CounterWrites + ConsentWrites + DeviceWrites + PartnerWrites {
    // Catalog
    /// The next catalog revision; part of this transaction.
    fn next_catalog_rev(&mut self) -> Result<u64, StorageError>;
    fn put_category(&mut self, category: &Category) -> Result<(), StorageError>;
    fn put_seller(&mut self, seller: &Seller) -> Result<(), StorageError>;
    /// Writes the row, its price history and its detail under a revision.
    fn put_product(
        &mut self,
        product: &Product,
        detail: &ProductDetail,
        rev: u64,
        at: Timestamp,
    ) -> Result<(), StorageError>;
    /// Takes a product off the shelf; its prices end there and stay in the history.
    fn delete_product(
        &mut self,
        id: &ProductId,
        rev: u64,
        at: Timestamp,
    ) -> Result<(), StorageError>;
    /// Records what one revision changed, for `changes`. Takes the place of what
    /// was recorded about the same thing before.
    fn put_change(&mut self, row: &ChangeRow) -> Result<(), StorageError>;
    /// Takes units off the shelf if that many are there; `false` if not. What is
    /// left becomes a change of its own, under a fresh revision, so that phones
    /// hear of every sale without anybody having to think of it.
    fn reserve_stock(
        &mut self,
        product: &ProductId,
        variant: &VariantId,
        units: u32,
    ) -> Result<bool, StorageError>;
    /// Takes units off the shelf that are gone already, and says how many of them
    /// were not there. Those are owed: the shelf stands below nothing.
    fn take_sold(
        &mut self,
        product: &ProductId,
        variant: &VariantId,
        units: u32,
    ) -> Result<u32, StorageError>;
    /// Puts units back, tells the phones, and says what is there now. What is owed
    /// is paid first.
    fn release_stock(
        &mut self,
        product: &ProductId,
        variant: &VariantId,
        units: u32,
    ) -> Result<Stock, StorageError>;
    /// Replaces the set of shards; `base` is the revision they contain. Products
    /// that were put without a change (a first import) raise the horizon to
    /// their revision: only the shards know of them.
    fn replace_shards(&mut self, shards: &[ShardRecord], base: u64) -> Result<(), StorageError>;

    // People
    fn put_account(&mut self, account: &AccountRecord) -> Result<(), StorageError>;
    fn put_session(&mut self, session: &SessionRecord) -> Result<(), StorageError>;
    fn delete_session(&mut self, token_hash: &[u8; 32]) -> Result<(), StorageError>;
    fn put_otp(&mut self, otp: &OtpRecord) -> Result<(), StorageError>;
    fn delete_otp(&mut self, phone: &PhoneNumber) -> Result<(), StorageError>;
    fn record_attempt(&mut self, kind: &str, key: &str, at: Timestamp) -> Result<(), StorageError>;
    /// Takes the place of what was kept about the same thing. The caller decides
    /// which of two copies holds.
    fn put_cart_line(&mut self, account: AccountId, line: &CartLine) -> Result<(), StorageError>;
    /// Forgets the oldest removals of an account beyond `keep`.
    fn forget_removals(&mut self, account: AccountId, keep: usize) -> Result<(), StorageError>;

    // Commands, orders, receipts
    fn put_command(&mut self, command: &CommandRecord) -> Result<(), StorageError>;
    /// Inserts or replaces; gives the order the next order revision and returns
    /// it. The record's own `rev` is not read.
    fn put_order(&mut self, order: &OrderRecord) -> Result<u64, StorageError>;
    /// The next number of a series without gaps: `orders`, or a seller's receipts.
    fn next_number(&mut self, series: &str) -> Result<u64, StorageError>;
    /// Inserts only, and makes the receipt the newest leaf of the log.
    fn put_receipt(&mut self, receipt: &ReceiptRecord) -> Result<(), StorageError>;
    fn put_receipt_log_checkpoint(&mut self, size: u64, jws: &str) -> Result<(), StorageError>;
    /// Remembers a public key for good. A key of that name that is known stays.
    fn put_signing_key(&mut self, key: &Jwk, at: Timestamp) -> Result<(), StorageError>;
    /// Puts documents off until there is a key again.
    fn put_due_receipt(&mut self, order: OrderId, cause: &Cause) -> Result<(), StorageError>;
    fn delete_due_receipt(&mut self, number: u64) -> Result<(), StorageError>;
    fn put_charge(&mut self, job: &ChargeJob) -> Result<(), StorageError>;
    /// Leases the oldest charge that is due, until `lease_until`.
    fn lease_charge(
        &mut self,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Option<ChargeJob>, StorageError>;
    fn delete_charge(&mut self, order: OrderId) -> Result<(), StorageError>;
    /// Makes every charge due now: whoever had leased one is dead.
    fn release_charges(&mut self, now: Timestamp) -> Result<(), StorageError>;
    /// Keeps what a gateway has sent, to be looked into at once. The same words again
    /// are counted and looked into again.
    fn put_notice(
        &mut self,
        payment: &str,
        body: &[u8],
        now: Timestamp,
    ) -> Result<(), StorageError>;
    /// Leases the oldest notice that is due, until `lease_until`.
    fn lease_notice(
        &mut self,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Option<Notice>, StorageError>;
    /// Looks into it later; nothing if it is no longer in the caller's hands.
    fn put_off_notice(&mut self, notice: &Notice, until: Timestamp) -> Result<(), StorageError>;
    /// It has been looked into; nothing if it is no longer in the caller's hands.
    fn end_notice(&mut self, notice: &Notice) -> Result<(), StorageError>;
    /// Takes the place of what was to be looked at for the payment.
    fn put_later_look(&mut self, look: &LaterLook) -> Result<(), StorageError>;
    /// Leases the later look that is due first, until `lease_until`.
    fn lease_later_look(
        &mut self,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Option<LaterLook>, StorageError>;
    fn delete_later_look(&mut self, payment: &str) -> Result<(), StorageError>;
    /// Makes every notice due now: whoever had leased one is dead.
    fn release_notices(&mut self, now: Timestamp) -> Result<(), StorageError>;
    /// Takes the order whose payment is due to be looked at and puts its next
    /// look off until `lease_until`. Its revision stays.
    fn lease_check(
        &mut self,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Option<OrderRecord>, StorageError>;

    /// Adds to the books, for ever; `false` if that has been booked already.
    fn put_posting(&mut self, posting: &Posting) -> Result<bool, StorageError>;
}
