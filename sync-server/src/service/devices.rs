//! Devices: a key that never leaves its phone, bound to one person at sign-in.

use crate::failpoint::Failpoint;
use crate::service::Shop;
use crate::storage::{DeviceRecord, DeviceStanding, StorageError};
use thiserror::Error;
use warung_domain::ids::AccountId;
use warung_domain::jws::Jwk;
use warung_domain::protocol::{DeviceAnswer, DeviceRegistration, DeviceView, MyDevices};

/// Why a device was not bound.
#[derive(Debug, Error)]
pub enum DeviceError {
    #[error("not a P-256 public key")]
    Key,
    #[error("the device belongs to somebody else")]
    Taken,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Binds a device's key to an account and says how far its commands came. To
/// bind the same device again is fine; another person's stays theirs, because
/// its commands speak for them.
pub async fn register(
    shop: &Shop,
    account: AccountId,
    wanted: DeviceRegistration,
) -> Result<DeviceAnswer, DeviceError> {
    // What a browser adds (`ext`, `key_ops`) was dropped when the key was read;
    // a name it chose for itself is dropped here.
    let key = Jwk { kid: None, ..wanted.public_key };
    key.p256_point().map_err(|_| DeviceError::Key)?;
    let device = key.thumbprint().map_err(|_| DeviceError::Key)?;
    let now = shop.clock.now();
    let answer = shop
        .storage
        .write(move |txn| {
            let last_seq = match txn.device(&device)? {
                Some(known) if known.account != account => return Err(DeviceError::Taken),
                Some(known) => known.last_seq,
                None => 0,
            };
            let record =
                DeviceRecord { id: device.clone(), account, key, last_seq, last_seen: now };
            txn.put_device(&record)?;
            let all = txn.devices(Some(account))?.into_iter();
            let others = all.filter(|other| other.device.id != device).map(view).collect();
            Ok(DeviceAnswer { device, last_seq, others })
        })
        .await?;
    shop.reached(Failpoint::DeviceAfterCommit).map_err(StorageError::from)?;
    Ok(answer)
}

/// The account's devices, the one seen last first.
pub async fn mine(shop: &Shop, account: AccountId) -> Result<MyDevices, StorageError> {
    let found = shop.storage.read(move |txn| txn.devices(Some(account))).await?;
    Ok(MyDevices { devices: found.into_iter().map(view).collect() })
}

fn view(standing: DeviceStanding) -> DeviceView {
    let DeviceStanding { device, unsent } = standing;
    DeviceView { device: device.id, last_seq: device.last_seq, last_seen: device.last_seen, unsent }
}
