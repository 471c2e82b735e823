//! Bringing what the phone's databases hold onto the screen.

use super::devices;
use crate::platform::PlatformError;
use crate::platform::db::{outbox as outbox_store, shop};
use crate::state::AppState;
use leptos::prelude::*;

/// Reads the outbox anew and shows what belongs to this person.
pub async fn outbox(state: AppState) -> Result<(), PlatformError> {
    let mine = devices::mine(state).await?;
    let entries = outbox_store::entries().await?;
    let visible = entries.into_iter().filter(|entry| mine.contains(&entry.device)).collect();
    state.outbox.set(visible);
    Ok(())
}

/// Shows the orders on the phone, newest first.
pub async fn orders(state: AppState) -> Result<(), PlatformError> {
    let mut orders = shop::orders().await?;
    orders.sort_by_key(|view| std::cmp::Reverse(view.order.id));
    state.orders.set(orders);
    Ok(())
}
