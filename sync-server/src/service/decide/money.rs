//! What news about the money does to an order: one place for gateway, cashier
//! and timer.

use super::writes::{ChargeWrite, Units, Writes, held_by};
use crate::config::ShopConfig;
use crate::storage::{ChargeJob, OrderRecord};
use warung_domain::money::MoneyError;
use warung_domain::order::{Milestone, Order, OrderEvent, OrderState, Purpose};
use warung_domain::payment::{
    CounterCode, Due, Instructions, PaymentEvent, PaymentMethod, PaymentState,
    PaymentTransitionError, StrayState,
};
use warung_domain::receipt::{Cause, Correction, Kind, PaymentProof};
use warung_domain::time::Timestamp;

/// How often a payment that nobody reports on is asked about.
const CHECK_SECONDS: i64 = 60;

/// What is to be collected for an order, in the channel's currency.
pub fn due(config: &ShopConfig, order: &Order) -> Result<Due, MoneyError> {
    if let PaymentState::Pending { due, .. } = &order.payment {
        return Ok(due.clone());
    }
    let total = order.breakdown.total;
    let terms = config.terms.payment_terms(order.payment_method);
    match terms.and_then(|terms| terms.rate) {
        Some(rate) => Ok(Due { amount: rate.convert(total)?, rate: Some(rate) }),
        None => Ok(Due { amount: total, rate: None }),
    }
}

/// Starts collecting for an order: a charge at the gateway, a courier who knows what to ask
/// for, or a code for a counter. A balance pays at once; that it suffices is for the caller to
/// know.
pub fn ask(
    config: &ShopConfig,
    mut record: OrderRecord,
    reference: &str,
    now: Timestamp,
) -> Result<Writes, PaymentTransitionError> {
    let amount = record.order.breakdown.total;
    if record.order.payment_method == PaymentMethod::Balance {
        let event = PaymentEvent::Paid { at: now, paid: amount, reversible_until: None };
        return advance(record, event, reference, now);
    }
    if record.order.payment_method == PaymentMethod::Counter {
        return ask_at_counter(config, record, now);
    }
    let charge = if record.order.payment_method.needs_gateway() {
        record.payment_id = Some(record.next_payment_id());
        ChargeWrite::Put(ChargeJob { order: record.order.id, due: now, attempts: 0, lease: 0 })
    } else {
        let due = Due { amount, rate: None };
        record.order.payment =
            PaymentState::Pending { instructions: Instructions::Cash, due, expires_at: None };
        ChargeWrite::Leave
    };
    record.check_at = next_look(&record, now);
    let order = Some(Box::new(record));
    Ok(Writes { order, charge, ..Writes::default() })
}

/// What a counter's own codes are called among those of tills.
const COUNTER: &str = "counter";

/// How long a counter's code holds where the terms do not say.
const COUNTER_MINUTES: u32 = 24 * 60;

/// Gives the order a code that any counter of the shop takes the money for.
fn ask_at_counter(
    config: &ShopConfig,
    mut record: OrderRecord,
    now: Timestamp,
) -> Result<Writes, PaymentTransitionError> {
    let amount = record.order.breakdown.total;
    let attempt = record.next_payment_id();
    let terms = config.terms.payment_terms(PaymentMethod::Counter);
    let minutes = terms.and_then(|terms| terms.expiry_minutes).unwrap_or(COUNTER_MINUTES);
    let event = PaymentEvent::Instructed {
        instructions: Instructions::Code {
            store: COUNTER.to_owned(),
            code: CounterCode::of(&attempt).into(),
        },
        due: Due { amount, rate: None },
        expires_at: Some(now.plus_seconds(i64::from(minutes) * 60)),
    };
    record.payment_id = Some(attempt.clone());
    advance(record, event, &attempt, now)
}

/// What time alone does to a payment at a counter: its code runs out, its window closes. At a
/// gateway nothing happens by the shop's clock alone.
#[must_use]
pub fn by_the_clock(order: &Order, now: Timestamp) -> Option<PaymentEvent> {
    if order.payment_method != PaymentMethod::Counter {
        return None;
    }
    let window = now.plus_seconds(PaymentMethod::Counter.reversal_window_seconds());
    match &order.payment {
        PaymentState::Pending { expires_at: Some(end), .. } if now >= *end => {
            Some(PaymentEvent::Expired { at: now })
        }
        PaymentState::SettledProvisionally { until, .. } if now >= *until => {
            Some(PaymentEvent::WindowClosed { at: now })
        }
        // No window is that long: the clock it was measured with ran ahead.
        PaymentState::SettledProvisionally { until, .. } if *until > window => {
            Some(PaymentEvent::WindowRestarted { until: window })
        }
        _ => None,
    }
}

/// Lets `event` happen to the payment of an order. `reference` names the money
/// at the channel or the till.
pub fn advance(
    mut record: OrderRecord,
    event: PaymentEvent,
    reference: &str,
    now: Timestamp,
) -> Result<Writes, PaymentTransitionError> {
    let held = held_by(&record.order);
    let before = record.order.payment.clone();
    let after = before.clone().apply(event)?;
    record.order.payment = after;
    if record.order.purpose == Purpose::TopUp && record.order.payment.is_final() {
        // The amount is on the balance with this; of an order called off it is owed instead.
        let done = record.order.state.clone().apply(OrderEvent::AllHandedOver);
        record.order.state = done.unwrap_or(record.order.state);
    }
    record.check_at = next_look(&record, now);
    if let Some(milestone) = milestone(&record.order, &before) {
        record.order.note_milestone(now, milestone);
    }
    let proof = proof(&record.order, &before, reference);
    if proof.is_some() {
        record.order.note_milestone(now, Milestone::ReceiptIssued);
    }
    let documents = proof.map(Cause::Paid).or_else(|| went_back(&record.order, &before, reference));
    let put_back: Vec<Units> = if held_by(&record.order).is_empty() { held } else { Vec::new() };
    // Money that is there may go back, and money may come for a code that is over.
    let is_quiet = record.order.payment.is_final() || record.order.payment.has_failed();
    let by_gateway = is_quiet && record.order.payment_method.needs_gateway();
    let look_later = record.payment_id.clone().filter(|_| by_gateway);
    let order = Some(Box::new(record));
    Ok(Writes { put_back, order, documents, look_later, ..Writes::default() })
}

/// When to look again at the money of an order: at its payment, at what came beside it, at
/// what is to go back.
#[must_use]
pub fn next_look(record: &OrderRecord, now: Timestamp) -> Option<Timestamp> {
    let order = &record.order;
    let payment = match &order.payment {
        PaymentState::Pending { .. } if order.payment_method.needs_gateway() => {
            Some(now.plus_seconds(CHECK_SECONDS))
        }
        PaymentState::Pending { expires_at, .. } => *expires_at,
        PaymentState::SettledProvisionally { until, .. } => Some(*until),
        _ => None,
    };
    payment.into_iter().chain(next_look_beside(record, now)).min()
}

/// The same, of what is beside the payment.
#[must_use]
pub fn next_look_beside(record: &OrderRecord, now: Timestamp) -> Option<Timestamp> {
    let order = &record.order;
    let strays = order.strays.iter().filter_map(|stray| match stray.state {
        StrayState::Held { until } => Some(until),
        StrayState::GoingBack => Some(now),
        _ => None,
    });
    let refunds = order.refunds.iter().filter(|refund| refund.is_asked()).map(|_| now);
    strays.chain(refunds).min()
}

const fn milestone(order: &Order, before: &PaymentState) -> Option<Milestone> {
    Some(match order.payment {
        PaymentState::None => return None,
        // Closing the payment of a cancelled order is no news of its own.
        PaymentState::Cancelled { .. } if matches!(order.state, OrderState::Cancelled) => {
            return None;
        }
        PaymentState::Pending { .. } => Milestone::PaymentRequested,
        // Its window was only measured anew.
        PaymentState::SettledProvisionally { .. } if before.is_paid() => return None,
        PaymentState::SettledProvisionally { .. } => Milestone::PaidProvisionally,
        PaymentState::Settled { .. } => Milestone::Paid,
        PaymentState::Denied { .. } if before.is_paid() => Milestone::PaymentReversed,
        PaymentState::Denied { .. } => Milestone::PaymentDenied,
        PaymentState::Expired { .. } | PaymentState::Cancelled { .. } => Milestone::PaymentExpired,
        PaymentState::Refunded { .. } | PaymentState::ChargedBack { .. } => {
            Milestone::PaymentReversed
        }
    })
}

/// How money that had arrived went back just now.
fn went_back(order: &Order, before: &PaymentState, reference: &str) -> Option<Cause> {
    let paid = match before {
        PaymentState::SettledProvisionally { paid, .. } | PaymentState::Settled { paid, .. } => {
            Some(*paid)
        }
        // Some of it had gone before, and now there is more.
        PaymentState::Refunded { .. } => None,
        _ => return None,
    };
    let (kind, at, order_amount) = match &order.payment {
        PaymentState::Denied { at } => (Kind::Reversal, *at, paid?),
        PaymentState::ChargedBack { at } => (Kind::ChargeBack, *at, paid?),
        PaymentState::Refunded { at, amount, .. } => (Kind::Refund, *at, *amount),
        _ => return None,
    };
    let correction = Correction { at, order_amount, reference: reference.to_owned() };
    Some(Cause::WentBack { kind, correction, seller: None })
}

/// The proof for the receipts, when money arrived just now for an order that
/// stands. Money for an order that was called off has to be given back instead.
fn proof(order: &Order, before: &PaymentState, reference: &str) -> Option<PaymentProof> {
    let stands = matches!(order.state, OrderState::Accepted | OrderState::Completed);
    if before.is_paid() || !stands {
        return None;
    }
    let (paid_at, order_paid, provisional_until) = match &order.payment {
        PaymentState::Settled { at, paid } => (*at, *paid, None),
        PaymentState::SettledProvisionally { at, until, paid } => (*at, *paid, Some(*until)),
        _ => return None,
    };
    let rate = match before {
        PaymentState::Pending { due, .. } => due.rate,
        _ => None,
    };
    Some(PaymentProof {
        method: order.payment_method,
        reference: reference.to_owned(),
        paid_at,
        order_paid,
        rate,
        provisional_until,
    })
}
