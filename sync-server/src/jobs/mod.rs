//! What has to happen after a commit: charges are made and closed ([`charging`]), open
//! payments are asked about, money that is to go back is sent ([`money_back`]), what partners
//! are to do is passed on ([`relaying`]).
//!
//! Every step takes one piece of work under a lease, talks to the gateway
//! outside any transaction and writes the outcome in one. Steps are taken one
//! at a time, so a test needs no waiting; [`run`] takes them for real.

#[cfg(test)]
mod agent_tests;
#[cfg(test)]
mod attempt_tests;
#[cfg(test)]
mod books_tests;
#[cfg(test)]
mod by_reference_tests;
mod charging;
#[cfg(test)]
mod clock_tests;
#[cfg(test)]
mod counter_tests;
#[cfg(test)]
mod delivery_tests;
#[cfg(test)]
mod digital_tests;
#[cfg(test)]
mod kiosk_tests;
mod money_back;
#[cfg(test)]
mod notice_tests;
#[cfg(test)]
mod offer_tests;
#[cfg(test)]
mod outstanding_tests;
#[cfg(test)]
mod receipt_tests;
#[cfg(test)]
mod reconcile_tests;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod refund_tests;
#[cfg(test)]
mod relay_tests;
mod relaying;
mod request;
#[cfg(test)]
mod reversal_tests;
mod running;
#[cfg(test)]
mod slow_partner_tests;
#[cfg(test)]
mod stray_tests;
#[cfg(test)]
mod taken_id_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod top_up_tests;

use crate::service::Shop;
use crate::service::settle::{SettleError, lapse, refresh, run_out};
use crate::service::{later_looks, notices};
use crate::storage::{StorageError, WriteTxn};
use std::sync::Arc;
use warung_domain::order::OrderState;

pub use charging::charge_step;
pub use relaying::relay_step;
pub use running::run;

/// How long until an open payment is asked about again.
const CHECK_LEASE_SECONDS: i64 = 60;

/// Looks after the order whose turn it is: asks about its payment, or lets it go
/// when its buyer did not answer. `false` when none is due.
pub async fn settle_step(shop: &Arc<Shop>) -> Result<bool, StorageError> {
    let now = shop.clock.now();
    let again = now.plus_seconds(CHECK_LEASE_SECONDS);
    let Some(record) = shop.storage.write(move |txn| txn.lease_check(now, again)).await? else {
        return Ok(false);
    };
    if matches!(record.order.state, OrderState::NeedsConfirmation { .. }) {
        lapse(shop, record.order.id).await?;
        return Ok(true);
    }
    money_back::send(shop, &record).await?;
    run_out(shop, record.order.id).await?;
    for payment in money_back::payments(&record) {
        match refresh(shop, &payment).await {
            Ok(_) => {}
            Err(SettleError::Storage(error)) => return Err(error),
            Err(SettleError::Gateway(error)) => {
                tracing::warn!(payment, %error, "the gateway cannot say where the money is");
            }
        }
    }
    Ok(true)
}

/// Looks into the oldest notification that waits. `false` when there is none.
pub async fn notice_step(shop: &Arc<Shop>) -> Result<bool, StorageError> {
    Ok(notices::look(shop).await?.is_some())
}

/// Asks again about a payment that was settled a while ago. `false` when it is none's turn.
pub async fn later_step(shop: &Arc<Shop>) -> Result<bool, StorageError> {
    later_looks::look(shop).await
}

/// Takes over what the run before left behind: nobody else works on this folder, so whoever leased
/// a charge is dead. Without this its shopper would wait for the lease to end.
pub async fn take_over(shop: &Shop) -> Result<(), StorageError> {
    let now = shop.clock.now();
    let release = move |txn: &mut dyn WriteTxn| {
        txn.release_charges(now)?;
        txn.release_relays(now)?;
        txn.release_notices(now)
    };
    shop.storage.write(release).await
}
