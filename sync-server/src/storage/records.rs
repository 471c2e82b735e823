//! What is stored, in the server's own words: domain values plus the facts only
//! the server keeps.

use serde::{Deserialize, Serialize};
use std::sync::Arc;
use warung_domain::books::{Account, Posting};
use warung_domain::catalog::Product;
use warung_domain::command::Verdict;
use warung_domain::ids::{
    AccountId, CategoryId, CommandId, DeviceId, OrderId, ReceiptId, SellerId,
};
use warung_domain::jws::Jwk;
use warung_domain::money::Money;
use warung_domain::order::Order;
use warung_domain::payment::{PaymentMethod, PaymentState};
use warung_domain::phone::PhoneNumber;
use warung_domain::pricing::PriceBreakdown;
use warung_domain::protocol::{Role, Unsent};
use warung_domain::receipt::{Cause, Kind};
use warung_domain::time::Timestamp;

/// Where the catalog stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogHead {
    pub epoch: String,
    /// The revision the shards contain.
    pub base: u64,
    pub head: u64,
    pub horizon: u64,
    pub products: u32,
}

/// A product and the revision that last touched it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductRecord {
    pub product: Product,
    pub rev: u64,
}

/// A price out of the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceAt {
    /// Minor units.
    pub price: i64,
    /// When a newer price took its place; none if it is the present one.
    pub replaced_at: Option<Timestamp>,
}

/// Bytes that never change, with what they are compressed to for those who ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// SHA-256 of the plain bytes, lower-case hex.
    pub hash: String,
    pub plain: Vec<u8>,
    pub br: Vec<u8>,
    pub zstd: Vec<u8>,
    pub gzip: Vec<u8>,
}

/// A packed shard and its place among the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShardRecord {
    pub block: Arc<Block>,
    /// Every category any of its products stands in, in the order of ids.
    pub categories: Vec<CategoryId>,
    pub products: u32,
    pub position: u32,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRecord {
    pub id: AccountId,
    pub phone: PhoneNumber,
    pub name: String,
    /// PHC string (Argon2id).
    pub password_hash: String,
    pub verified: bool,
    pub role: Role,
    pub created_at: Timestamp,
}

/// A signed-in browser. The token itself is never stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    pub token_hash: [u8; 32],
    pub account: AccountId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// A verification code on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtpRecord {
    pub phone: PhoneNumber,
    pub code_hash: [u8; 32],
    pub expires_at: Timestamp,
    pub attempts: u32,
}

/// A device key bound to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRecord {
    pub id: DeviceId,
    pub account: AccountId,
    pub key: Jwk,
    pub last_seq: u64,
    pub last_seen: Timestamp,
}

/// A device and what it last said of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceStanding {
    pub device: DeviceRecord,
    /// What it still held at `device.last_seen`, by its own word.
    pub unsent: Option<Unsent>,
}

/// Sequence numbers of a device that have not come in, though later ones have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SequenceGap {
    pub first: u64,
    pub last: u64,
}

/// All devices together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeviceTotals {
    pub devices: u32,
    /// Commands that devices said they still hold.
    pub unsent: u64,
    /// Sequence numbers that have not come in, though later ones have.
    pub missing: u64,
    /// Sequence numbers that more than one command came in under.
    pub repeated: u64,
}

/// A line of the command ledger. Kept for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandRecord {
    pub id: CommandId,
    pub device: DeviceId,
    pub account: AccountId,
    pub seq: u64,
    pub kind: String,
    pub hash: [u8; 32],
    /// The frozen bytes, as evidence.
    pub bytes: String,
    pub verdict: Verdict,
    pub received_at: Timestamp,
}

/// An attempt to be paid for an order that another one took the place of. Nothing new is
/// asked for while somebody may still pay it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Our name for it at the gateway.
    pub payment_id: String,
    /// What the gateway calls the transaction.
    pub gateway_reference: Option<String>,
    pub method: PaymentMethod,
    /// Where it stood when its place was taken; failed once it is closed at the gateway.
    pub payment: PaymentState,
    /// What the order cost by it: each way to pay has its own price.
    #[serde(default)]
    pub breakdown: Option<Box<PriceBreakdown>>,
}

impl Attempt {
    /// Every attempt that an order was to be paid by through a gateway, oldest first, the current
    /// one among them.
    #[must_use]
    pub fn all_of(record: &OrderRecord) -> Vec<Self> {
        let current = record.payment_id.clone().map(|payment_id| Self {
            payment_id,
            gateway_reference: record.gateway_reference.clone(),
            method: record.order.payment_method,
            payment: record.order.payment.clone(),
            breakdown: Some(Box::new(record.order.breakdown.clone())),
        });
        record.earlier.iter().cloned().chain(current).collect()
    }

    /// Somebody may still pay it.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !self.payment.has_failed()
    }
}

/// An order and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRecord {
    pub order: Order,
    pub account: AccountId,
    /// The command that placed it.
    pub command: CommandId,
    /// The current payment attempt, our order id at the gateway.
    pub payment_id: Option<String>,
    /// What the gateway calls the transaction.
    pub gateway_reference: Option<String>,
    /// Attempts that others took the place of, oldest first.
    pub earlier: Vec<Attempt>,
    /// When its payment is due to be looked at again; none when nothing is awaited.
    pub check_at: Option<Timestamp>,
    /// The order revision that last touched it.
    pub rev: u64,
}

impl OrderRecord {
    /// What the books call the current attempt to be paid.
    #[must_use]
    pub fn attempt(&self) -> String {
        self.payment_id.clone().unwrap_or_else(|| self.order.id.to_string())
    }

    /// How many attempts there were, the current one among them.
    #[must_use]
    pub fn attempts(&self) -> usize {
        self.earlier.len() + 1
    }

    /// Our name for the attempt that follows the earlier ones, at most 39 characters.
    #[must_use]
    pub fn next_payment_id(&self) -> String {
        format!("{}-{}", self.order.id, self.attempts())
    }
}

/// A posting and its place in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked {
    pub seq: u64,
    pub posting: Posting,
}

/// What came to and went from an account in one currency, both counted up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceRecord {
    pub account: Account,
    pub debit: Money,
    pub credit: Money,
}

/// A signed receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptRecord {
    pub id: ReceiptId,
    pub order: OrderId,
    pub seller: SellerId,
    pub number: String,
    pub jws: String,
    pub issued_at: Timestamp,
}

/// In which order an archive is read, and from where; nothing is from its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    NewestFirst { before: Option<u64> },
    OldestFirst { after: Option<u64> },
}

/// What a seller looks for among its receipts. What is none is not asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptSearch {
    pub seller: SellerId,
    /// Part of a number, an order's number, a buyer's name or a reference, in small letters.
    pub words: Option<String>,
    /// Totals in minor units that the same words may mean.
    pub amounts: Option<[i64; 2]>,
    pub kind: Option<Kind>,
    /// Issued at this moment or later.
    pub from: Option<Timestamp>,
    /// Issued before this moment.
    pub until: Option<Timestamp>,
    pub way: Way,
}

/// A receipt, and its place in the log, by which pages of the archive begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivedReceipt {
    pub position: u64,
    pub receipt: ReceiptRecord,
}

/// Documents of an order that could not be signed when they were due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueReceipt {
    pub number: u64,
    pub order: OrderId,
    pub cause: Cause,
}

/// A charge that has to be made at the gateway after its order's commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeJob {
    pub order: OrderId,
    /// Not before this moment.
    pub due: Timestamp,
    pub attempts: u32,
    /// Fencing: a lease taken later has a higher number, whatever became of the
    /// job in between. Zero: nobody has had it in hand.
    pub lease: u64,
}

/// What a gateway has sent about a payment, to be looked into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub id: i64,
    pub payment: String,
    /// As it came.
    pub body: Vec<u8>,
    /// How often the same words came.
    pub times: u32,
    /// How often it was taken in hand since the words came last.
    pub attempts: u32,
}

/// A settled payment whose gateway is asked again, seldom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaterLook {
    pub payment: String,
    pub due: Timestamp,
    /// How often it was asked since the settlement.
    pub looks: u32,
}

/// How many orders of an account have not been paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnpaidOrders {
    /// In cash, and still to be.
    pub cash: u32,
    /// In time, by a code.
    pub lapsed: u32,
}
