//! Settling: finding out where the money is and letting the order know.
//!
//! Whoever says that something happened (a notification, a timer) only gives a
//! reason to ask. What the gateway's status says becomes an event here, the
//! payment machine decides whether it leads anywhere, and order, timeline and
//! receipts change in one transaction.

use super::Shop;
use super::decide::money;
use crate::config::ShopConfig;
use crate::payment::{GatewayError, GatewayState, GatewayStatus};
use crate::storage::{OrderRecord, StorageError, WriteTxn};
use std::sync::Arc;
use thiserror::Error;
use warung_domain::payment::{PaymentEvent, PaymentState};
use warung_domain::time::Timestamp;

/// Why nothing could be found out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SettleError {
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What asking came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refreshed {
    /// No order of this shop waits for such a payment.
    Unknown,
    /// Nothing new, or news that leads nowhere.
    Unchanged,
    Changed,
}

/// Takes the gateway's notification: is it genuine, and what is it about?
pub async fn notification(shop: &Arc<Shop>, body: &[u8]) -> Result<Refreshed, SettleError> {
    let payment = shop.gateway.read_notification(body)?;
    refresh(shop, &payment).await
}

/// Asks the gateway about one payment and lets the order know.
pub async fn refresh(shop: &Arc<Shop>, payment: &str) -> Result<Refreshed, SettleError> {
    let id = payment.to_owned();
    if shop.storage.read(move |txn| txn.order_by_payment(&id)).await?.is_none() {
        tracing::warn!(payment, "the gateway speaks of a payment that is not ours");
        return Ok(Refreshed::Unknown);
    }
    let status = shop.gateway.status(payment).await?;
    if status.payment_id != payment {
        let text = format!("asked about {payment}, told about {}", status.payment_id);
        return Err(GatewayError::Unknown(text).into());
    }
    let inside = Arc::clone(shop);
    let changed = shop
        .storage
        .write(move |txn| {
            let Some(record) = txn.order_by_payment(&status.payment_id)? else { return Ok(None) };
            take_status(txn, &inside, record, &status)
        })
        .await?;
    Ok(announce(shop, changed.as_ref()))
}

/// Wakes the buyer's phones after a commit.
pub(crate) fn announce(shop: &Shop, changed: Option<&OrderRecord>) -> Refreshed {
    let Some(record) = changed else { return Refreshed::Unchanged };
    // Nobody is listening when no phone is connected.
    drop(shop.pulls.send(record.account));
    Refreshed::Changed
}

/// Applies what the gateway says to the order, inside a transaction. The record
/// as written comes back, or none if nothing changed.
pub(crate) fn take_status(
    txn: &mut dyn WriteTxn,
    shop: &Shop,
    mut record: OrderRecord,
    status: &GatewayStatus,
) -> Result<Option<OrderRecord>, StorageError> {
    let now = shop.clock.now();
    let Some(event) = event_of(&shop.config, &record, status, now) else { return Ok(None) };
    record.gateway_reference = Some(status.reference.clone());
    take_event(txn, shop, record, event, &status.reference)
}

/// Applies an event, or drops it with a word in the log if it leads nowhere.
pub(crate) fn take_event(
    txn: &mut dyn WriteTxn,
    shop: &Shop,
    record: OrderRecord,
    event: PaymentEvent,
    reference: &str,
) -> Result<Option<OrderRecord>, StorageError> {
    let (order, now) = (record.order.id, shop.clock.now());
    match money::advance(record, event, reference, now) {
        Ok(writes) => writes.apply(txn, shop, now),
        Err(error) => {
            tracing::info!(%order, %error, "news about a payment leads nowhere");
            Ok(None)
        }
    }
}

/// What a status means for an order that is where it is.
fn event_of(
    config: &ShopConfig,
    record: &OrderRecord,
    status: &GatewayStatus,
    now: Timestamp,
) -> Option<PaymentEvent> {
    let order = &record.order;
    let at = status.at;
    let due = money::due(config, order).ok()?;
    Some(match (status.state, &order.payment) {
        (GatewayState::Settled, PaymentState::None | PaymentState::Pending { .. }) => {
            if status.amount != due.amount {
                tracing::error!(
                    order = %order.id, paid = ?status.amount, due = ?due.amount,
                    "the gateway reports another amount than was asked for"
                );
                return None;
            }
            let window = order.payment_method.reversal_window_seconds();
            let reversible_until = (window > 0).then(|| now.plus_seconds(window));
            PaymentEvent::Paid { at, paid: status.amount, reversible_until }
        }
        (GatewayState::Settled, PaymentState::SettledProvisionally { until, .. })
            if now >= *until =>
        {
            PaymentEvent::WindowClosed { at: now }
        }
        // The charge went through and its answer was lost.
        (GatewayState::Pending, PaymentState::None) => {
            let charge = status.charge.as_ref()?;
            let (instructions, expires_at) = (charge.instructions.clone(), charge.expires_at);
            PaymentEvent::Instructed { instructions, due, expires_at }
        }
        (GatewayState::Settled | GatewayState::Pending, _) => return None,
        (GatewayState::Denied, _) => PaymentEvent::Denied { at },
        (GatewayState::Expired, _) => PaymentEvent::Expired { at },
        (GatewayState::Cancelled, _) => PaymentEvent::Cancelled { at },
        (GatewayState::Refunded, _) => PaymentEvent::Refunded { at, amount: status.amount },
        (GatewayState::ChargedBack, _) => PaymentEvent::ChargedBack { at },
    })
}
