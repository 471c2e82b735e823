//! The part of the seam that counters need: whose payment a code is, and cashiers' shifts.

use super::{OrderRecord, StorageError};
use warung_domain::ids::{DeviceId, OrderId, SellerId};
use warung_domain::payment::CounterCode;
use warung_domain::shift::Shift;
use warung_domain::time::Timestamp;

/// A self-service machine. The secret itself is never stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KioskRecord {
    pub token_hash: [u8; 32],
    pub seller: SellerId,
    pub name: String,
    pub enrolled_at: Timestamp,
}

/// Reads about counters.
pub trait CounterReads {
    /// The order that a code was given out for, if it was.
    fn order_by_counter_code(
        &self,
        code: &CounterCode,
    ) -> Result<Option<OrderRecord>, StorageError>;
    /// The shift that is open at a device's drawer.
    fn open_shift(&self, device: &DeviceId) -> Result<Option<Shift>, StorageError>;
    /// A seller's newest shift at a device's drawer, open or closed.
    fn newest_shift(
        &self,
        seller: &SellerId,
        device: &DeviceId,
    ) -> Result<Option<Shift>, StorageError>;
    /// A seller's newest shifts at all its drawers, newest first.
    fn shifts_of(&self, seller: &SellerId, limit: usize) -> Result<Vec<Shift>, StorageError>;
    /// Orders of a seller's that are not at their end as far as money goes, newest first: to be
    /// paid, provisional, going back, or asked about.
    fn orders_in_flight(
        &self,
        seller: &SellerId,
        limit: usize,
    ) -> Result<Vec<OrderRecord>, StorageError>;
    fn kiosk(&self, token_hash: &[u8; 32]) -> Result<Option<KioskRecord>, StorageError>;
}

/// Writes about counters.
pub trait CounterWrites {
    /// Remembers for good whose payment a code is. One that is another order's already stays
    /// that order's: the new one is then not found, and nobody pays for a stranger.
    fn put_counter_code(&mut self, code: &CounterCode, order: OrderId) -> Result<(), StorageError>;
    /// Inserts or replaces. A drawer has one open shift at most.
    fn put_shift(&mut self, shift: &Shift) -> Result<(), StorageError>;
    fn put_kiosk(&mut self, kiosk: &KioskRecord) -> Result<(), StorageError>;
    /// Remembers that no phone signed for an order: it was opened at a machine.
    fn put_kiosk_order(&mut self, order: OrderId, kiosk: &[u8; 32]) -> Result<(), StorageError>;
    fn delete_kiosk(&mut self, token_hash: &[u8; 32]) -> Result<(), StorageError>;
}
