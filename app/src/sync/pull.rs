//! Pulling orders and receipts, after pushing. An entry leaves the outbox only
//! here: when it was answered and its order has come back.

use super::api::{self, CallError};
use crate::platform::db::{outbox, shop};
use warung_domain::outbox::EntryState;

/// Pulls until nothing is new; says whether anything was.
pub async fn pull() -> Result<bool, CallError> {
    let mut any = false;
    loop {
        let since: u64 = shop::fact(shop::Fact::Cursor).await?.unwrap_or(0);
        let changes = api::my_changes(since).await?;
        any |= !changes.orders.is_empty();
        if changes.cursor != since {
            shop::put_orders(&changes.orders, changes.cursor).await?;
        }
        if !changes.more {
            break;
        }
    }
    settle_outbox().await?;
    Ok(any)
}

/// Removes entries that were answered and whose order is on the phone. What a
/// seller told the shop is about other people's orders, which never come here.
async fn settle_outbox() -> Result<(), CallError> {
    let mut done = Vec::new();
    for entry in outbox::entries().await? {
        let answered = matches!(entry.state, EntryState::Answered { .. });
        let is_sellers =
            matches!(entry.kind.as_str(), "fulfil-parcel" | "record-cash" | "record-sale");
        if answered && (is_sellers || shop::order(entry.subject).await?.is_some()) {
            done.push(entry.id);
        }
    }
    if !done.is_empty() {
        outbox::remove(&done).await?;
    }
    Ok(())
}
