//! The phone's signing keys: one per account, made when first needed.
//!
//! A key belongs to nobody until somebody signs in; then it is theirs for ever.
//! Another account on the same phone signs with another key, so that neither
//! can send, see or lose what is the other's.

use super::loss;
use crate::platform::db::outbox::{Outbox, StoredDevice};
use crate::platform::{PlatformError, device_key};
use crate::state::AppState;
use crate::sync::api::{self, CallError};
use leptos::prelude::*;
use warung_domain::ids::AccountId;
use warung_domain::protocol::DeviceRegistration;
use warung_phone::device;
use warung_phone::store::OutboxStore;

/// The key to sign with for whoever is using the phone, made if there is none.
pub async fn current(state: AppState) -> Result<StoredDevice, PlatformError> {
    let account = state.session.with_untracked(|s| s.account().map(|account| account.id));
    let device = match device::signer(Outbox.devices().await?, account) {
        Some(device) => device,
        None => {
            let device = device_key::generate().await?;
            Outbox.add_device(&device).await?;
            device
        }
    };
    state.device.set(Some(device.device.id.clone()));
    Ok(device)
}

/// Binds the phone's key to the account that just signed in.
pub async fn bind(state: AppState, account: AccountId) -> Result<(), CallError> {
    let stored = current(state).await?;
    let registration = DeviceRegistration { public_key: stored.device.public_key };
    let answer = api::register_device(&registration).await?;
    if answer.last_seq > stored.device.last_seq {
        loss::set_back(state, answer.last_seq - stored.device.last_seq);
    }
    loss::held_elsewhere(state, &answer.others);
    let bound = Outbox.bind(&answer.device, account, answer.last_seq).await;
    Ok(bound.map_err(PlatformError::from)?)
}

/// Binds the phone's key where a cut line kept signing in from doing it.
pub async fn make_sure_bound(state: AppState, account: AccountId) -> Result<(), CallError> {
    let devices = Outbox.devices().await.map_err(PlatformError::from)?;
    if devices.iter().any(|stored| stored.device.account == Some(account)) {
        return Ok(());
    }
    bind(state, account).await
}
