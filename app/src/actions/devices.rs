//! The phone's signing keys: one per account, made when first needed.
//!
//! A key belongs to nobody until somebody signs in; then it is theirs for ever.
//! Another account on the same phone signs with another key, so that neither
//! can send, see or lose what is the other's.

use super::loss;
use crate::platform::db::outbox::{self, StoredDevice};
use crate::platform::locks::{self, Patience};
use crate::platform::{PlatformError, device_key};
use crate::state::AppState;
use crate::sync::api::{self, CallError};
use leptos::prelude::*;
use warung_domain::ids::AccountId;
use warung_domain::protocol::{DeviceAnswer, DeviceRegistration};

/// The key to sign with for whoever is using the phone, made if there is none.
pub async fn current(state: AppState) -> Result<StoredDevice, PlatformError> {
    let account = state.session.with_untracked(|s| s.account().map(|account| account.id));
    let known = find(account).await?;
    let device = match known {
        Some(device) => device,
        None => {
            let device = device_key::generate().await?;
            outbox::put_device(&device).await?;
            device
        }
    };
    state.device.set(Some(device.device.id.clone()));
    Ok(device)
}

/// The key of an account, or failing that the one that is nobody's yet.
async fn find(account: Option<AccountId>) -> Result<Option<StoredDevice>, PlatformError> {
    let devices = outbox::devices().await?;
    let of = |owner: Option<AccountId>| {
        devices.iter().find(|stored| stored.device.account == owner).cloned()
    };
    Ok(match account {
        Some(_) => of(account).or_else(|| of(None)),
        None => of(None),
    })
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
    // A command may have been signed while the answer was on its way.
    let kept = locks::holding("warung-sign", Patience::Wait, keep_bound(&answer, account));
    kept.await.ok_or(PlatformError::Missing("Web Locks"))??;
    Ok(())
}

async fn keep_bound(answer: &DeviceAnswer, account: AccountId) -> Result<(), PlatformError> {
    let mut devices = outbox::devices().await?.into_iter();
    if let Some(mut stored) = devices.find(|stored| stored.device.id == answer.device) {
        stored.device.account = Some(account);
        // The server may remember more than a phone whose storage was wiped.
        stored.device.last_seq = stored.device.last_seq.max(answer.last_seq);
        outbox::put_device(&stored).await?;
    }
    Ok(())
}

/// Binds the phone's key where a cut line kept signing in from doing it.
pub async fn make_sure_bound(state: AppState, account: AccountId) -> Result<(), CallError> {
    let devices = outbox::devices().await?;
    if devices.iter().any(|stored| stored.device.account == Some(account)) {
        return Ok(());
    }
    bind(state, account).await
}
