//! The part of the seam that partners need: bills, payments that are passed on, and which goods
//! somebody else delivers.

use super::StorageError;
use warung_domain::books::Posting;
use warung_domain::ids::{BillerId, OrderId, ProductId, VariantId};
use warung_domain::partner::{PartnerBill, Relay};
use warung_domain::payment::CounterCode;
use warung_domain::time::Timestamp;

/// A bill, and where it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillRecord {
    pub bill: PartnerBill,
    /// None until the person has said yes to it.
    pub code: Option<CounterCode>,
    /// The hash of the machine's secret.
    pub kiosk: [u8; 32],
    pub shown_at: Timestamp,
}

/// A payment that is passed on, and the errand it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayRecord {
    pub relay: Relay,
    /// None once it is known what became of it.
    pub due: Option<Timestamp>,
    /// How often it was leased.
    pub attempts: u32,
    /// Of the newest lease; no other lease ever had it.
    pub lease: u64,
}

/// Who delivers a good, and what they get for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveredBy {
    pub biller: BillerId,
    /// The partner's name for it.
    pub product: Option<String>,
    /// Minor units of the shop's currency.
    pub amount: i64,
}

/// Reads about partners.
pub trait PartnerReads {
    fn partner_bill(&self, id: OrderId) -> Result<Option<BillRecord>, StorageError>;
    fn partner_bill_by_code(&self, code: &CounterCode) -> Result<Option<BillRecord>, StorageError>;
    fn relay(&self, reference: &str) -> Result<Option<RelayRecord>, StorageError>;
    /// How many payments are under way to partners.
    fn open_relays(&self) -> Result<u32, StorageError>;
    fn delivered_by(
        &self,
        product: &ProductId,
        variant: &VariantId,
    ) -> Result<Option<DeliveredBy>, StorageError>;
    /// Everybody who delivers some good, by name.
    fn deliverers(&self) -> Result<Vec<BillerId>, StorageError>;
    /// Everything booked under a subject that is no order's attempt, oldest first.
    fn postings_about(&self, subject: &str) -> Result<Vec<Posting>, StorageError>;
}

/// Writes about partners.
pub trait PartnerWrites {
    /// Inserts or replaces.
    fn put_partner_bill(&mut self, record: &BillRecord) -> Result<(), StorageError>;
    /// Forgets bills that were shown before a moment and that nobody said yes to.
    fn forget_partner_bills(&mut self, before: Timestamp) -> Result<(), StorageError>;
    /// Inserts or replaces.
    fn put_relay(&mut self, record: &RelayRecord) -> Result<(), StorageError>;
    /// Leases the payment that is due first, until `lease_until`, of those whose partner is not
    /// among `busy`.
    fn lease_relay(
        &mut self,
        now: Timestamp,
        lease_until: Timestamp,
        busy: &[BillerId],
    ) -> Result<Option<RelayRecord>, StorageError>;
    /// Makes every payment under way due now: whoever had leased one is dead.
    fn release_relays(&mut self, now: Timestamp) -> Result<(), StorageError>;
    /// Notes who delivers a good; none where it is a thing.
    fn put_delivered_by(
        &mut self,
        product: &ProductId,
        variant: &VariantId,
        by: Option<&DeliveredBy>,
    ) -> Result<(), StorageError>;
}
