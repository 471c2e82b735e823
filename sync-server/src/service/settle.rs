//! Settling: finding out where the money is and letting the order know.
//!
//! Whoever says that something happened (a notification, a timer) only gives a
//! reason to ask. What the gateway's status says becomes an event here, the
//! payment machine decides whether it leads anywhere, and order, timeline and
//! receipts change in one transaction.

use super::Shop;
use super::decide::{self, money};
use crate::config::ShopConfig;
use crate::failpoint::Failpoint;
use crate::payment::{GatewayError, GatewayState, GatewayStatus};
use crate::storage::{ChargeJob, OrderRecord, ReadTxn, StorageError, WriteTxn};
use std::sync::Arc;
use thiserror::Error;
use warung_domain::ids::{AccountId, OrderId};
use warung_domain::order::{Order, OrderState};
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

/// How often an answer is asked for again because its order moved meanwhile.
const ATTEMPTS: u32 = 3;

/// Asks the gateway about one payment and lets the order know. An answer is only
/// taken by the order as it was when the question was asked: what somebody else
/// has written since may rest on a newer answer.
pub async fn refresh(shop: &Arc<Shop>, payment: &str) -> Result<Refreshed, SettleError> {
    for _ in 0..ATTEMPTS {
        if let Some(refreshed) = ask(shop, payment).await? {
            return Ok(refreshed);
        }
    }
    // Others are at it, and the next look at the payment asks once more.
    Ok(Refreshed::Unchanged)
}

/// Asks once; nothing if the order moved while the answer was on its way.
async fn ask(shop: &Arc<Shop>, payment: &str) -> Result<Option<Refreshed>, SettleError> {
    let id = payment.to_owned();
    let Some(asked) = shop.storage.read(move |txn| txn.order_by_payment(&id)).await? else {
        tracing::warn!(payment, "the gateway speaks of a payment that is not ours");
        return Ok(Some(Refreshed::Unknown));
    };
    died(shop, Failpoint::SettleBeforeCall)?;
    let status = match shop.gateway.status(payment).await {
        Err(GatewayError::NotFound) => return forgotten(shop, payment).await.map(Some),
        answer => answer?,
    };
    if status.payment_id != payment {
        let text = format!("asked about {payment}, told about {}", status.payment_id);
        return Err(GatewayError::Unknown(text).into());
    }
    died(shop, Failpoint::SettleBeforeWrite)?;
    let inside = Arc::clone(shop);
    let touched = shop
        .storage
        .write(move |txn| {
            let Some(record) = txn.order_by_payment(&status.payment_id)? else {
                return Ok::<_, StorageError>(Some(Vec::new()));
            };
            if record.rev != asked.rev {
                return Ok(None);
            }
            close_if_called_off(txn, &record, &status, inside.clock.now())?;
            let changed = take_status(txn, &inside, record, &status)?;
            inside.reached(Failpoint::SettleBeforeCommit)?;
            followers(txn, changed.as_ref()).map(Some)
        })
        .await?;
    died(shop, Failpoint::SettleAfterCommit)?;
    Ok(touched.map(|touched| announce(shop, &touched)))
}

/// A worker that died, or its request on the way, may have opened a payment after its order was
/// called off. Whoever hears of it first has it closed.
fn close_if_called_off(
    txn: &mut dyn WriteTxn,
    record: &OrderRecord,
    status: &GatewayStatus,
    now: Timestamp,
) -> Result<(), StorageError> {
    let order = &record.order;
    let is_over = matches!(
        order.payment,
        PaymentState::Denied { .. } | PaymentState::Expired { .. } | PaymentState::Cancelled { .. }
    );
    let stands_open = status.state == GatewayState::Pending;
    if order.state == OrderState::Cancelled
        && is_over
        && stands_open
        && txn.charge(order.id)?.is_none()
    {
        txn.put_charge(&ChargeJob { order: order.id, due: now, attempts: 0, lease: 0 })?;
    }
    Ok(())
}

fn died(shop: &Shop, place: Failpoint) -> Result<(), StorageError> {
    Ok(shop.reached(place)?)
}

/// The gateway knows nothing of a payment. While its code may still be used that
/// is only odd; afterwards nobody can pay it any more.
async fn forgotten(shop: &Arc<Shop>, payment: &str) -> Result<Refreshed, SettleError> {
    tracing::warn!(payment, "the gateway knows nothing of a payment it opened");
    let (id, inside) = (payment.to_owned(), Arc::clone(shop));
    let touched: Vec<AccountId> = shop
        .storage
        .write(move |txn| {
            let now = inside.clock.now();
            let Some(record) = txn.order_by_payment(&id)? else {
                return Ok::<_, StorageError>(Vec::new());
            };
            let PaymentState::Pending { expires_at: Some(end), .. } = record.order.payment else {
                return Ok(Vec::new());
            };
            if now < end {
                return Ok(Vec::new());
            }
            let reference = record.gateway_reference.clone().unwrap_or_default();
            let event = PaymentEvent::Expired { at: now };
            let changed = take_event(txn, &inside, record, event, &reference)?;
            followers(txn, changed.as_ref())
        })
        .await?;
    Ok(announce(shop, &touched))
}

/// Lets an order go whose buyer did not answer the shop's question in time.
pub(crate) async fn lapse(shop: &Arc<Shop>, order: OrderId) -> Result<Refreshed, StorageError> {
    let inside = Arc::clone(shop);
    let touched = shop
        .storage
        .write(move |txn| {
            let now = inside.clock.now();
            let Some(record) = txn.order(order)? else { return Ok(Vec::new()) };
            let Some(writes) = decide::lapse(record, now) else { return Ok(Vec::new()) };
            let changed = writes.apply(txn, &inside, now)?;
            inside.reached(Failpoint::LapseBeforeCommit)?;
            followers(txn, changed.as_ref())
        })
        .await?;
    Ok(announce(shop, &touched))
}

/// Wakes the phones that have something new to pull, after a commit.
pub(crate) fn announce(shop: &Shop, touched: &[AccountId]) -> Refreshed {
    for account in touched {
        // Nobody is listening when no phone is connected.
        drop(shop.pulls.send(*account));
    }
    if touched.is_empty() { Refreshed::Unchanged } else { Refreshed::Changed }
}

/// Who follows an order: its buyer and whoever sells something in it. Nobody if
/// nothing was written.
pub(crate) fn followers(
    txn: &dyn ReadTxn,
    touched: Option<&OrderRecord>,
) -> Result<Vec<AccountId>, StorageError> {
    let Some(record) = touched else { return Ok(Vec::new()) };
    let mut followers = vec![record.account];
    for parcel in &record.order.breakdown.parcels {
        followers.extend(txn.accounts_of_seller(&parcel.seller)?);
    }
    Ok(followers)
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
    let mut written = None;
    // Money that came and went back between two looks is seen to do one after the other.
    let steps = if status.state.is_back() { 2 } else { 1 };
    for _ in 0..steps {
        let Some(event) = event_of(&shop.config, &record, status, now) else { break };
        record.gateway_reference = Some(status.reference.clone());
        let Some(next) = take_event(txn, shop, record, event, &status.reference)? else { break };
        record = next.clone();
        written = Some(next);
    }
    Ok(written)
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

/// Until when the channel may take back what it pays now.
const fn window_from(order: &Order, now: Timestamp) -> Timestamp {
    now.plus_seconds(order.payment_method.reversal_window_seconds())
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
        (state, PaymentState::None | PaymentState::Pending { .. })
            if state == GatewayState::Settled || state.is_back() =>
        {
            if status.amount != due.amount {
                tracing::error!(
                    order = %order.id, paid = ?status.amount, due = ?due.amount,
                    "the gateway reports another amount than was asked for"
                );
                return None;
            }
            let until = window_from(order, now);
            let is_final = state.is_back();
            let reversible_until = (until > now && !is_final).then_some(until);
            PaymentEvent::Paid { at, paid: status.amount, reversible_until }
        }
        (GatewayState::Settled, PaymentState::SettledProvisionally { until, .. })
            if now >= *until =>
        {
            PaymentEvent::WindowClosed { at: now }
        }
        // No window is that long: the clock was ahead when it was measured, and has been set back.
        (GatewayState::Settled, PaymentState::SettledProvisionally { until, .. })
            if *until > window_from(order, now) =>
        {
            PaymentEvent::WindowRestarted { until: window_from(order, now) }
        }
        // The charge went through and its answer was lost.
        (GatewayState::Pending, PaymentState::None) => {
            let charge = status.charge.as_ref()?;
            let (instructions, expires_at) = (charge.instructions.clone(), charge.expires_at);
            PaymentEvent::Instructed { instructions, due, expires_at }
        }
        (
            GatewayState::Settled,
            PaymentState::Denied { .. }
            | PaymentState::Expired { .. }
            | PaymentState::Cancelled { .. },
        ) => {
            // The machine has no way back, and the goods may be somebody else's by now.
            tracing::error!(order = %order.id, "money came after the end; it has to be given back");
            return None;
        }
        (GatewayState::Settled | GatewayState::Pending, _) => return None,
        // The window was closed by a clock that ran ahead, or the channel took longer than it says.
        (GatewayState::Denied, PaymentState::Settled { .. }) => PaymentEvent::ChargedBack { at },
        (GatewayState::Denied, _) => PaymentEvent::Denied { at },
        (GatewayState::Expired, _) => PaymentEvent::Expired { at },
        (GatewayState::Cancelled, _) => PaymentEvent::Cancelled { at },
        (GatewayState::Refunded | GatewayState::PartlyRefunded, _) => {
            PaymentEvent::Refunded { at, amount: status.refunded }
        }
        (GatewayState::ChargedBack, _) => PaymentEvent::ChargedBack { at },
    })
}
