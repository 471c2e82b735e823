//! Bringing what the phone's databases hold onto the screen.

use super::{loss, top_up, update};
use crate::platform::PlatformError;
use crate::platform::db::outbox::Outbox;
use crate::platform::db::shop;
use crate::state::AppState;
use leptos::prelude::*;
use warung_phone::store::OutboxStore;

/// Reads the outbox anew and shows what belongs to this person, and what the
/// phone carries for others (D5, F5).
pub async fn outbox(state: AppState) -> Result<(), PlatformError> {
    let devices = Outbox.devices().await?;
    let account = state.session.with_untracked(|s| s.account().map(|account| account.id));
    let (mut visible, mut carried, mut unsent) = (Vec::new(), Vec::new(), 0);
    let mut waits_for_update = false;
    for entry in Outbox.entries().await? {
        waits_for_update |= entry.state.waits_for_a_newer_app();
        let Some(signer) = devices.iter().find(|stored| stored.device.id == entry.device) else {
            carried.push(entry);
            continue;
        };
        unsent += u32::from(entry.state.is_still_to_go());
        if signer.device.account.is_none() || signer.device.account == account {
            visible.push(entry);
        }
    }
    loss::compare(state, devices.len(), unsent);
    update::is_needed(state, waits_for_update);
    state.outbox.set(visible);
    if state.carried.with_untracked(|shown| *shown != carried) {
        state.carried.set(carried);
    }
    Ok(())
}

/// Shows the orders on the phone, newest first.
pub async fn orders(state: AppState) -> Result<(), PlatformError> {
    let mut orders = shop::orders().await?;
    orders.sort_by_key(|view| std::cmp::Reverse(view.order.id));
    top_up::tell_arrivals(state, &orders);
    state.orders.set(orders);
    Ok(())
}
