//! Settling: finding out where the money is and letting the order know.
//!
//! Whoever says that something happened (a notification, a timer) only gives a
//! reason to ask. What the gateway's status says becomes an event here, the
//! payment machine decides whether it leads anywhere, and order, timeline and
//! receipts change in one transaction.

mod news;

pub(crate) use news::{take_event, take_status};

use super::decide::{self, attempts, money};
use super::{Shop, payment_names};
use crate::failpoint::Failpoint;
use crate::payment::{GatewayError, GatewayState, GatewayStatus};
use crate::storage::{ChargeJob, OrderRecord, ReadTxn, StorageError, WriteTxn};
use std::sync::Arc;
use thiserror::Error;
use warung_domain::ids::{AccountId, OrderId};
use warung_domain::order::OrderState;
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
    let status = match shop.gateway.status(&payment_names::of_payment(&asked, payment)).await {
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
            let record = close_if_called_off(txn, record, &status, inside.clock.now())?;
            let changed = take_status(txn, &inside, record, &status)?;
            inside.reached(Failpoint::SettleBeforeCommit)?;
            followers(txn, changed.as_ref()).map(Some)
        })
        .await?;
    died(shop, Failpoint::SettleAfterCommit)?;
    Ok(touched.map(|touched| announce(shop, &touched)))
}

/// A worker that died, or its request on the way, may have opened a payment after its order was
/// called off, or after another attempt took its place. Whoever hears of it first has it closed.
fn close_if_called_off(
    txn: &mut dyn WriteTxn,
    record: OrderRecord,
    status: &GatewayStatus,
    now: Timestamp,
) -> Result<OrderRecord, StorageError> {
    let order = &record.order;
    if status.state != GatewayState::Pending {
        return Ok(record);
    }
    let earlier = record.earlier.iter().find(|it| it.payment_id == status.payment_id);
    let is_called_off = match earlier {
        Some(attempt) => !attempt.is_open(),
        None => {
            let is_over = matches!(
                order.payment,
                PaymentState::Denied { .. }
                    | PaymentState::Expired { .. }
                    | PaymentState::Cancelled { .. }
            );
            order.state == OrderState::Cancelled && is_over
        }
    };
    if !is_called_off || txn.charge(order.id)?.is_some() {
        return Ok(record);
    }
    let order = order.id;
    txn.put_charge(&ChargeJob { order, due: now, attempts: 0, lease: 0 })?;
    match attempts::reopened(record.clone(), &status.payment_id) {
        Some(reopened) => {
            txn.put_order(&reopened)?;
            Ok(reopened)
        }
        None => Ok(record),
    }
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
            let is_current = record.payment_id.as_deref() == Some(id.as_str());
            let PaymentState::Pending { expires_at: Some(end), .. } = record.order.payment else {
                return Ok(Vec::new());
            };
            if !is_current {
                return Ok(Vec::new());
            }
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

/// Lets the shop's clock do what it does alone to a payment at a counter.
pub(crate) async fn run_out(shop: &Arc<Shop>, order: OrderId) -> Result<Refreshed, StorageError> {
    let inside = Arc::clone(shop);
    let touched = shop
        .storage
        .write(move |txn| {
            let Some(record) = txn.order(order)? else { return Ok(Vec::new()) };
            let now = inside.clock.now();
            let Some(event) = money::by_the_clock(&record.order, now) else {
                return Ok(Vec::new());
            };
            let reference = record.attempt();
            let changed = take_event(txn, &inside, record, event, &reference)?;
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
