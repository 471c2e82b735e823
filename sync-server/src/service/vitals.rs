//! How the shop is doing, for whoever keeps it running.

use super::Shop;
use crate::storage::{DeviceTotals, StorageError};

/// Whether the database answers.
pub async fn answers(shop: &Shop) -> Result<(), StorageError> {
    shop.storage.read(|txn| txn.catalog_head().map(drop)).await
}

/// How many charges still wait to be made.
pub async fn open_charges(shop: &Shop) -> Result<u32, StorageError> {
    shop.storage.read(|txn| txn.open_charges()).await
}

/// What is known of all devices together.
pub async fn devices(shop: &Shop) -> Result<DeviceTotals, StorageError> {
    shop.storage.read(|txn| txn.device_totals()).await
}
