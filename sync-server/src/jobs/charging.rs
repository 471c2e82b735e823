//! An order's errands at the gateway: attempts that others took the place of are closed,
//! the current one is opened, that of an order which was called off is closed.
//!
//! An order has one job for all of them, so its errands never overtake each other: nothing
//! new is asked for while somebody may still pay what was asked for before.

use crate::failpoint::Failpoint;
use crate::payment::{Charge, GatewayError, GatewayState, GatewayStatus};
use crate::service::Shop;
use crate::service::balance::balance_of;
use crate::service::decide::{attempts, money};
use crate::service::later_looks;
use crate::service::payment_names;
use crate::service::settle::{announce, followers, take_event, take_status};
use crate::storage::{Attempt, ChargeJob, OrderRecord, StorageError, WriteTxn};
use std::sync::Arc;
use warung_domain::order::OrderState;
use warung_domain::payment::{Due, PaymentEvent, PaymentMethod, PaymentState};
use warung_domain::time::Timestamp;

use super::request::request;

/// How long a worker may take over one charge before another one tries.
const CHARGE_LEASE_SECONDS: i64 = 30;

/// How often the gateway is looked at again for a payment that was called off and is
/// not there: the charge may still be on its way, also when its worker has died. With
/// the pauses of [`later`] that is five minutes, longer than any request travels.
const LOOKS_FOR_STRAYS: u32 = 6;

/// How often a charge is repeated whose answer got lost, where the status does not say how to
/// pay. With the pauses of [`later`] that is five minutes, and so long gateways know a repetition.
const REPETITIONS: u32 = 6;

/// What is to be done next for an order.
enum Errand<'a> {
    /// Another attempt has taken its place.
    CloseEarlier(&'a Attempt),
    /// Its order was called off.
    CallOff,
    Open,
    /// Nothing to ask the gateway for: a courier or the shopper's balance pays.
    AskElsewhere,
    Nothing,
}

impl Errand<'_> {
    fn of(record: &OrderRecord) -> Errand<'_> {
        let order = &record.order;
        if let Some(open) = record.earlier.iter().find(|attempt| attempt.is_open()) {
            return Errand::CloseEarlier(open);
        }
        if order.state == OrderState::Cancelled {
            return Errand::CallOff;
        }
        match order.payment {
            PaymentState::None if order.payment_method.needs_gateway() => Errand::Open,
            PaymentState::None => Errand::AskElsewhere,
            _ => Errand::Nothing,
        }
    }
}

/// What an errand came to.
enum Outcome {
    Opened {
        payment: String,
        charge: Charge,
        due: Due,
    },
    /// Asked, and this is where it stands.
    Status(GatewayStatus),
    /// Nobody can pay this earlier attempt any more.
    Closed {
        payment: String,
    },
    /// Nothing to collect: refused, or never opened and called off.
    Ended(PaymentEvent),
    /// Called off, and not there; a charge that is still on its way may yet open it.
    Unseen(PaymentEvent),
    AskElsewhere,
    /// Opened, and how to pay is not told again.
    Untold,
    /// Nobody knows. Ask again later, under the same id.
    Unclear {
        payment: String,
        reason: String,
    },
    /// Somebody else has done it.
    Done,
}

/// Takes the next errand that is due. `false` when there is none.
pub async fn charge_step(shop: &Arc<Shop>) -> Result<bool, StorageError> {
    let now = shop.clock.now();
    let leased = shop.storage.write(move |txn| lease(txn, now)).await?;
    let Some((job, record)) = leased else { return Ok(false) };
    shop.reached(Failpoint::ChargeBeforeCall)?;
    let outcome = match Errand::of(&record) {
        Errand::CloseEarlier(attempt) => close(shop, attempt).await,
        Errand::CallOff => call_off(shop, &job, &record).await,
        Errand::Open => open(shop, &job, &record).await,
        Errand::AskElsewhere => Outcome::AskElsewhere,
        Errand::Nothing => Outcome::Done,
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
async fn open(shop: &Shop, job: &ChargeJob, record: &OrderRecord) -> Outcome {
    let request = match request(shop, record) {
        Ok(request) => request,
        Err(reason) => return refused(shop, &reason),
    };
    let payment = request.payment_id.clone();
    let unclear = |error: GatewayError| unclear(&request.payment_id, &error);
    if job.attempts > 1 {
        match shop.gateway.status(&payment_names::of_payment(record, &request.payment_id)).await {
            Ok(status) if status.state == GatewayState::Pending && status.charge.is_none() => {
                if job.attempts > REPETITIONS {
                    return Outcome::Untold;
                }
            }
            Ok(status) => return Outcome::Status(status),
            Err(GatewayError::NotFound) => {}
            Err(error) => return unclear(error),
        }
    }
    match shop.gateway.charge(&request).await {
        Ok(charge) => match money::due(&shop.config, &record.order) {
            Ok(due) => Outcome::Opened { payment, charge, due },
            Err(error) => refused(shop, &error.to_string()),
        },
        Err(GatewayError::Refused(reason)) => refused(shop, &reason),
        Err(GatewayError::Unsupported(what)) => refused(shop, what),
        Err(error) => unclear(error),
    }
}

fn refused(shop: &Shop, reason: &str) -> Outcome {
    tracing::warn!(reason, "a charge was refused");
    Outcome::Ended(PaymentEvent::Denied { at: shop.clock.now() })
}

fn unclear(payment: &str, error: &GatewayError) -> Outcome {
    Outcome::Unclear { payment: payment.to_owned(), reason: error.to_string() }
}

/// Closes an attempt that another one took the place of, unless the shopper was quicker. One
/// that the gateway does not know was never shown to anybody: should its charge arrive yet,
/// whoever hears of it has it closed.
async fn close(shop: &Shop, attempt: &Attempt) -> Outcome {
    let payment = attempt.payment_id.clone();
    let unclear = |error: GatewayError| unclear(&payment, &error);
    let name = payment_names::of_attempt(attempt);
    match shop.gateway.status(&name).await {
        Err(GatewayError::NotFound) => Outcome::Closed { payment },
        Err(error) => unclear(error),
        Ok(status) if status.state.is_over_unpaid() => Outcome::Closed { payment },
        Ok(status) if status.state != GatewayState::Pending => Outcome::Status(status),
        Ok(_) => match shop.gateway.cancel(&name).await {
            Ok(()) => Outcome::Closed { payment },
            Err(error) => unclear(error),
        },
    }
}

/// Closes the payment of a cancelled order, unless the shopper was quicker.
async fn call_off(shop: &Shop, job: &ChargeJob, record: &OrderRecord) -> Outcome {
    let event = PaymentEvent::Cancelled { at: shop.clock.now() };
    let cancelled = Outcome::Ended(event.clone());
    let by_gateway = record.order.payment_method.needs_gateway();
    let payment = record.payment_id.as_ref().filter(|_| by_gateway);
    let Some(payment) = payment else { return cancelled };
    let unclear = |error: GatewayError| unclear(payment, &error);
    let name = payment_names::of_payment(record, payment);
    match shop.gateway.status(&name).await {
        Err(GatewayError::NotFound) if job.attempts <= LOOKS_FOR_STRAYS => Outcome::Unseen(event),
        Err(GatewayError::NotFound) => cancelled,
        Err(error) => unclear(error),
        Ok(status) if status.state != GatewayState::Pending => Outcome::Status(status),
        Ok(_) => match shop.gateway.cancel(&name).await {
            Ok(()) => cancelled,
            Err(error) => unclear(error),
        },
    }
}

/// Writes what an errand came to, and what is still to be done about it.
fn finish(
    txn: &mut dyn WriteTxn,
    shop: &Shop,
    job: &ChargeJob,
    outcome: Outcome,
) -> Result<Option<OrderRecord>, StorageError> {
    let Some(mut record) = txn.order(job.order)? else { return Ok(None) };
    let now = shop.clock.now();
    if txn.charge(job.order)?.is_none_or(|current| current.lease != job.lease) {
        return too_late(txn, job, record, &outcome, now);
    }
    let reference = record.gateway_reference.clone().unwrap_or_default();
    let at_once = ChargeJob { due: now, attempts: 0, ..job.clone() };
    if let Outcome::Unclear { reason, .. } = &outcome {
        tracing::warn!(order = %job.order, reason, "the outcome of a charge is unknown");
        txn.put_charge(&ChargeJob { due: later(now, job.attempts), ..job.clone() })?;
        return Ok(None);
    }
    txn.delete_charge(job.order)?;
    match outcome {
        Outcome::Opened { payment, charge, due } => {
            let Charge { reference, instructions, expires_at } = charge;
            if record.payment_id.as_deref() != Some(payment.as_str()) {
                // An earlier attempt was paid meanwhile, and has its place back.
                return reopen(txn, record, &payment, now);
            }
            record.gateway_reference = Some(reference.clone());
            if record.order.state == OrderState::Cancelled {
                // Called off while the gateway was opening it: close it there too.
                txn.put_charge(&at_once)?;
                txn.put_order(&record)?;
                return Ok(Some(record));
            }
            let event = PaymentEvent::Instructed { instructions, due, expires_at };
            take_event(txn, shop, record, event, &reference)
        }
        Outcome::Status(status) if record.payment_id.as_ref() != Some(&status.payment_id) => {
            // Money came for an earlier attempt. Either it is the current one again, or over.
            let taken = take_status(txn, shop, record.clone(), &status)?;
            let record = attempts::closed(taken.unwrap_or(record), &status.payment_id, now);
            txn.put_charge(&at_once)?;
            txn.put_order(&record)?;
            Ok(Some(record))
        }
        Outcome::Status(status) => take_status(txn, shop, record, &status),
        Outcome::Closed { payment } => {
            let record = attempts::closed(record, &payment, now);
            // A till may not have heard of it yet.
            txn.put_later_look(&later_looks::first(&payment, now))?;
            txn.put_charge(&at_once)?;
            txn.put_order(&record)?;
            Ok(Some(record))
        }
        Outcome::Ended(event) => take_event(txn, shop, record, event, &reference),
        Outcome::Unseen(event) => {
            txn.put_charge(&ChargeJob { due: later(now, job.attempts), ..job.clone() })?;
            take_event(txn, shop, record, event, &reference)
        }
        Outcome::AskElsewhere => ask_elsewhere(txn, shop, record, now),
        Outcome::Untold => attempts::start_over(record, now).apply(txn, shop, now),
        Outcome::Unclear { .. } | Outcome::Done => Ok(None),
    }
}

/// Starts collecting where no gateway does, once nothing of before is open. A balance may
/// have been spent on something else since the shopper chose it.
fn ask_elsewhere(
    txn: &mut dyn WriteTxn,
    shop: &Shop,
    record: OrderRecord,
    now: Timestamp,
) -> Result<Option<OrderRecord>, StorageError> {
    let reference = record.attempt();
    let total = record.order.breakdown.total;
    let by_balance = record.order.payment_method == PaymentMethod::Balance;
    if by_balance && balance_of(txn, record.account, total.currency())?.minor() < total.minor() {
        let event = PaymentEvent::Denied { at: now };
        return take_event(txn, shop, record, event, &reference);
    }
    match money::ask(&shop.config, record, &reference, now) {
        Ok(writes) => writes.apply(txn, shop, now),
        Err(error) => {
            tracing::info!(%error, "an order does not wait for its money any more");
            Ok(None)
        }
    }
}

/// Has an attempt closed whose charge arrived after another one had taken its place.
fn reopen(
    txn: &mut dyn WriteTxn,
    record: OrderRecord,
    payment: &str,
    now: Timestamp,
) -> Result<Option<OrderRecord>, StorageError> {
    let Some(record) = attempts::reopened(record, payment) else { return Ok(None) };
    txn.put_charge(&ChargeJob { order: record.order.id, due: now, attempts: 0, lease: 0 })?;
    txn.put_order(&record)?;
    Ok(Some(record))
}

/// A worker whose lease ran out writes nothing: whoever took the job after it has
/// asked the gateway since, and knows more. Only a code that was opened for an order which
/// was called off meanwhile, or for an attempt which has lost its place, must not be left
/// standing there: the job goes back, out of everybody's hands, so that somebody looks again.
fn too_late(
    txn: &mut dyn WriteTxn,
    job: &ChargeJob,
    record: OrderRecord,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<Option<OrderRecord>, StorageError> {
    tracing::warn!(order = %job.order, lease = job.lease, "a worker came too late");
    let may_be_open = match outcome {
        Outcome::Opened { payment, .. } => Some(payment),
        Outcome::Unclear { payment, .. } => {
            Some(payment).filter(|_| txn.charge(job.order).is_ok_and(|job| job.is_none()))
        }
        _ => None,
    };
    let Some(payment) = may_be_open else { return Ok(None) };
    if record.earlier.iter().any(|it| it.payment_id == *payment && !it.is_open()) {
        return reopen(txn, record, payment, now);
    }
    if record.order.state == OrderState::Cancelled {
        txn.put_charge(&ChargeJob { order: job.order, due: now, attempts: 0, lease: 0 })?;
    }
    Ok(None)
}

/// Five seconds, then twice as long each time, at most five minutes.
fn later(now: Timestamp, attempts: u32) -> Timestamp {
    let doubled = 5_i64 << attempts.saturating_sub(1).min(6);
    now.plus_seconds(doubled.min(300))
}
