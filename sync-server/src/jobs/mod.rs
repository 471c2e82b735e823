//! What has to happen after a commit: charges are made, open payments are asked
//! about, cancelled ones are closed.
//!
//! Every step takes one piece of work under a lease, talks to the gateway
//! outside any transaction and writes the outcome in one. Steps are driven one
//! at a time, so a test needs no waiting; [`run`] drives them for real.

#[cfg(test)]
mod books_tests;
#[cfg(test)]
mod clock_tests;
#[cfg(test)]
mod notice_tests;
#[cfg(test)]
mod receipt_tests;
#[cfg(test)]
mod reconcile_tests;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod refund_tests;
#[cfg(test)]
mod tests;

use crate::failpoint::Failpoint;
use crate::payment::{Charge, ChargeItem, ChargeRequest, GatewayError, GatewayState};
use crate::service::Shop;
use crate::service::decide::money;
use crate::service::settle::{
    SettleError, announce, followers, lapse, refresh, take_event, take_status,
};
use crate::service::{later_looks, notices};
use crate::storage::{ChargeJob, OrderRecord, StorageError, WriteTxn};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use warung_domain::order::{Order, OrderState};
use warung_domain::payment::{Due, PaymentEvent, PaymentState};
use warung_domain::route::Route;
use warung_domain::time::Timestamp;

/// How long a worker may take over one charge before another one tries.
const CHARGE_LEASE_SECONDS: i64 = 30;

/// How long until an open payment is asked about again.
const CHECK_LEASE_SECONDS: i64 = 60;

/// Between rounds when nobody wakes the jobs.
const IDLE: Duration = Duration::from_secs(2);

/// How often the gateway is looked at again for a payment that was called off and is
/// not there: the charge may still be on its way, also when its worker has died. With
/// the pauses of [`later`] that is five minutes, longer than any request travels.
const LOOKS_FOR_STRAYS: u32 = 6;

/// What a till prints above the code.
const MESSAGE_CHARACTERS: usize = 20;

/// How long a code stays payable where the terms do not say.
const EXPIRY_MINUTES: u32 = 24 * 60;

/// What the gateway came to about one charge.
enum Outcome {
    Opened(Charge, Due),
    /// Asked, and this is where it stands.
    Status(crate::payment::GatewayStatus),
    /// Nothing to collect: refused, or never opened and called off.
    Ended(PaymentEvent),
    /// Called off, and not there; a charge that is still on its way may yet open it.
    Unseen(PaymentEvent),
    /// Nobody knows. Ask again later, under the same id.
    Unclear(String),
    /// Somebody else has done it.
    Done,
}

/// Takes the next charge that is due. `false` when there is none.
pub async fn charge_step(shop: &Arc<Shop>) -> Result<bool, StorageError> {
    let now = shop.clock.now();
    let leased = shop.storage.write(move |txn| lease(txn, now)).await?;
    let Some((job, record)) = leased else { return Ok(false) };
    shop.reached(Failpoint::ChargeBeforeCall)?;
    let outcome = if record.order.state == OrderState::Cancelled {
        close(shop, &job, &record).await
    } else if record.order.payment == PaymentState::None {
        collect(shop, &job, &record).await
    } else {
        Outcome::Done
    };
    shop.reached(Failpoint::ChargeAfterCall)?;
    let inside = Arc::clone(shop);
    let touched = shop
        .storage
        .write(move |txn| {
            let changed = finish(txn, &inside, &job, outcome)?;
            inside.reached(Failpoint::ChargeBeforeCommit)?;
            followers(txn, changed.as_ref())
        })
        .await?;
    shop.reached(Failpoint::ChargeAfterCommit)?;
    announce(shop, &touched);
    Ok(true)
}

fn lease(
    txn: &mut dyn WriteTxn,
    now: Timestamp,
) -> Result<Option<(ChargeJob, OrderRecord)>, StorageError> {
    let Some(job) = txn.lease_charge(now, now.plus_seconds(CHARGE_LEASE_SECONDS))? else {
        return Ok(None);
    };
    let record = txn.order(job.order)?;
    let record = record.ok_or_else(|| StorageError::Codec("a charge without an order".into()))?;
    Ok(Some((job, record)))
}

/// Opens the payment at the gateway. From the second attempt on the gateway is
/// asked first: the answer to the one before may only have been lost.
async fn collect(shop: &Shop, job: &ChargeJob, record: &OrderRecord) -> Outcome {
    let request = match request(shop, record) {
        Ok(request) => request,
        Err(reason) => return refused(shop, &reason),
    };
    if job.attempts > 1 {
        match shop.gateway.status(&request.payment_id).await {
            Ok(status) if status.state == GatewayState::Pending && status.charge.is_none() => {}
            Ok(status) => return Outcome::Status(status),
            Err(GatewayError::NotFound) => {}
            Err(error) => return Outcome::Unclear(error.to_string()),
        }
    }
    match shop.gateway.charge(&request).await {
        Ok(charge) => match money::due(&shop.config, &record.order) {
            Ok(due) => Outcome::Opened(charge, due),
            Err(error) => refused(shop, &error.to_string()),
        },
        Err(GatewayError::Refused(reason)) => refused(shop, &reason),
        Err(GatewayError::Unsupported(what)) => refused(shop, what),
        Err(error) => Outcome::Unclear(error.to_string()),
    }
}

fn refused(shop: &Shop, reason: &str) -> Outcome {
    tracing::warn!(reason, "a charge was refused");
    Outcome::Ended(PaymentEvent::Denied { at: shop.clock.now() })
}

/// Closes the payment of a cancelled order, unless the shopper was quicker.
async fn close(shop: &Shop, job: &ChargeJob, record: &OrderRecord) -> Outcome {
    let event = PaymentEvent::Cancelled { at: shop.clock.now() };
    let cancelled = Outcome::Ended(event.clone());
    let Some(payment) = &record.payment_id else { return cancelled };
    match shop.gateway.status(payment).await {
        Err(GatewayError::NotFound) if job.attempts <= LOOKS_FOR_STRAYS => Outcome::Unseen(event),
        Err(GatewayError::NotFound) => cancelled,
        Err(error) => Outcome::Unclear(error.to_string()),
        Ok(status) if status.state != GatewayState::Pending => Outcome::Status(status),
        Ok(_) => match shop.gateway.cancel(payment).await {
            Ok(()) => cancelled,
            Err(error) => Outcome::Unclear(error.to_string()),
        },
    }
}

/// Writes what a charge came to, and what is still to be done about it.
fn finish(
    txn: &mut dyn WriteTxn,
    shop: &Shop,
    job: &ChargeJob,
    outcome: Outcome,
) -> Result<Option<OrderRecord>, StorageError> {
    let Some(mut record) = txn.order(job.order)? else { return Ok(None) };
    let now = shop.clock.now();
    if txn.charge(job.order)?.is_none_or(|current| current.lease != job.lease) {
        return too_late(txn, job, &record, &outcome, now);
    }
    let reference = record.gateway_reference.clone().unwrap_or_default();
    if let Outcome::Unclear(reason) = &outcome {
        tracing::warn!(order = %job.order, reason, "the outcome of a charge is unknown");
        txn.put_charge(&ChargeJob { due: later(now, job.attempts), ..job.clone() })?;
        return Ok(None);
    }
    txn.delete_charge(job.order)?;
    match outcome {
        Outcome::Opened(charge, due) => {
            let Charge { reference, instructions, expires_at } = charge;
            record.gateway_reference = Some(reference.clone());
            if record.order.state == OrderState::Cancelled {
                // Called off while the gateway was opening it: close it there too.
                txn.put_charge(&ChargeJob { due: now, attempts: 0, ..job.clone() })?;
                txn.put_order(&record)?;
                return Ok(Some(record));
            }
            let event = PaymentEvent::Instructed { instructions, due, expires_at };
            take_event(txn, shop, record, event, &reference)
        }
        Outcome::Status(status) => take_status(txn, shop, record, &status),
        Outcome::Ended(event) => take_event(txn, shop, record, event, &reference),
        Outcome::Unseen(event) => {
            txn.put_charge(&ChargeJob { due: later(now, job.attempts), ..job.clone() })?;
            take_event(txn, shop, record, event, &reference)
        }
        Outcome::Unclear(_) | Outcome::Done => Ok(None),
    }
}

/// A worker whose lease ran out writes nothing: whoever took the job after it has
/// asked the gateway since, and knows more. Only a code that was opened for an
/// order which was called off meanwhile must not be left standing there: the job
/// goes back, out of everybody's hands, so that somebody looks again.
fn too_late(
    txn: &mut dyn WriteTxn,
    job: &ChargeJob,
    record: &OrderRecord,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<Option<OrderRecord>, StorageError> {
    tracing::warn!(order = %job.order, lease = job.lease, "a worker came too late");
    let may_be_open = match outcome {
        Outcome::Opened(..) => true,
        Outcome::Unclear(_) => txn.charge(job.order)?.is_none(),
        Outcome::Status(_) | Outcome::Ended(_) | Outcome::Unseen(_) | Outcome::Done => false,
    };
    if may_be_open && record.order.state == OrderState::Cancelled {
        txn.put_charge(&ChargeJob { order: job.order, due: now, attempts: 0, lease: 0 })?;
    }
    Ok(None)
}

/// Five seconds, then twice as long each time, at most five minutes.
fn later(now: Timestamp, attempts: u32) -> Timestamp {
    let doubled = 5_i64 << attempts.saturating_sub(1).min(6);
    now.plus_seconds(doubled.min(300))
}

fn request(shop: &Shop, record: &OrderRecord) -> Result<ChargeRequest, String> {
    let order = &record.order;
    let payment_id = record.payment_id.clone().ok_or("the order has no payment id")?;
    let due = money::due(&shop.config, order).map_err(|error| error.to_string())?;
    let terms = shop.config.terms.payment_terms(order.payment_method);
    Ok(ChargeRequest {
        payment_id,
        method: order.payment_method,
        amount: due.amount,
        message: shop.config.shop_name.chars().take(MESSAGE_CHARACTERS).collect(),
        items: items(order, &due),
        ordered_at: order.accepted_at,
        expiry_minutes: terms.and_then(|terms| terms.expiry_minutes).unwrap_or(EXPIRY_MINUTES),
        return_to: format!("{}{}", shop.config.public_url, Route::Pay(order.id)),
    })
}

/// What the gateway lists. Converted amounts are rounded once, as a whole, so
/// there the order is one item.
fn items(order: &Order, due: &Due) -> Vec<ChargeItem> {
    let item = |id: &str, name: &str, price, quantity| ChargeItem {
        id: id.to_owned(),
        name: name.to_owned(),
        price,
        quantity,
    };
    let shipping = order.breakdown.shipping.checked_add(order.breakdown.adjustments);
    let Ok(shipping) =
        shipping.map_err(|_| ()).and_then(|fee| if due.rate.is_none() { Ok(fee) } else { Err(()) })
    else {
        return vec![item(&order.number, &order.number, due.amount, 1)];
    };
    let goods = order.breakdown.lines();
    let mut items: Vec<ChargeItem> = goods
        .map(|line| item(line.product.as_str(), &line.name, line.unit_price, line.quantity))
        .collect();
    if !shipping.is_zero() {
        items.push(item("ongkir", "Ongkos kirim", shipping, 1));
    }
    items
}

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
    let Some(payment) = record.payment_id else { return Ok(true) };
    match refresh(shop, &payment).await {
        Ok(_) => Ok(true),
        Err(SettleError::Storage(error)) => Err(error),
        Err(SettleError::Gateway(error)) => {
            tracing::warn!(payment, %error, "the gateway cannot say where the money is");
            Ok(true)
        }
    }
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
        txn.release_notices(now)
    };
    shop.storage.write(release).await
}

/// Drives the steps until `shutdown` resolves.
pub async fn run(shop: Arc<Shop>, shutdown: impl Future<Output = ()> + Send) {
    tokio::pin!(shutdown);
    loop {
        while work(&shop).await {}
        tokio::select! {
            () = &mut shutdown => return,
            () = shop.jobs.notified() => {}
            () = tokio::time::sleep(IDLE) => {}
        }
    }
}

/// One step of each kind; whether there may be more to do.
async fn work(shop: &Arc<Shop>) -> bool {
    let mut more = false;
    for step in [
        charge_step(shop).await,
        notice_step(shop).await,
        settle_step(shop).await,
        later_step(shop).await,
    ] {
        match step {
            Ok(done) => more |= done,
            // The work is still there; the next round tries again.
            Err(error) => tracing::error!(%error, "a job stopped"),
        }
    }
    more
}
