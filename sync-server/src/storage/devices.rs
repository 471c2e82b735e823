//! The part of the seam that devices need: their keys, what they said of themselves, and what the
//! ledger shows of their sequence numbers.

use super::{DeviceRecord, DeviceStanding, DeviceTotals, SequenceGap, StorageError};
use warung_domain::ids::{AccountId, DeviceId, SellerId};
use warung_domain::protocol::Unsent;

/// Reads about devices.
pub trait DeviceReads {
    fn device(&self, id: &DeviceId) -> Result<Option<DeviceRecord>, StorageError>;
    /// Of one account, or all; the one seen last first.
    fn devices(&self, of: Option<AccountId>) -> Result<Vec<DeviceStanding>, StorageError>;
    fn device_totals(&self) -> Result<DeviceTotals, StorageError>;
    /// The lowest `limit` gaps in what has come in from a device.
    fn sequence_gaps(
        &self,
        device: &DeviceId,
        limit: usize,
    ) -> Result<Vec<SequenceGap>, StorageError>;
    /// The lowest `limit` numbers that more than one command of a device came in under.
    fn repeated_sequences(&self, device: &DeviceId, limit: usize)
    -> Result<Vec<u64>, StorageError>;
    /// Devices of people who have ordered from a seller, that said they hold something.
    fn unsent_of_shoppers(&self, seller: &SellerId) -> Result<Vec<DeviceStanding>, StorageError>;
}

/// Writes about devices.
pub trait DeviceWrites {
    fn put_device(&mut self, device: &DeviceRecord) -> Result<(), StorageError>;
    /// What a device says it still holds; takes the place of what it said before.
    fn put_unsent(&mut self, device: &DeviceId, unsent: Unsent) -> Result<(), StorageError>;
}
