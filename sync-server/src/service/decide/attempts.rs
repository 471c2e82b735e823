//! A second attempt to be paid: by another way, or once more by the same.
//!
//! The attempt before is only put aside here. Where somebody may still pay it, the job
//! closes it at the gateway first, and asks for nothing new before that is done.

use super::change_order::own;
use super::facts::{KnownOrder, ShelfLine};
use super::place_order::{ask_for_money, goods};
use super::top_up::fits;
use super::way_to_pay::{Basket, choose};
use super::writes::{ChargeWrite, Units, Writes, all_of, held_by};
use super::{Context, Decision, Reject, money};
use crate::storage::{Attempt, ChargeJob, OrderRecord};
use warung_domain::catalog::Stock;
use warung_domain::command::RejectCode;
use warung_domain::money::Money;
use warung_domain::order::{Order, OrderProblem, OrderState, Purpose};
use warung_domain::payment::{PaymentEvent, PaymentMethod, PaymentState};
use warung_domain::time::Timestamp;

/// For so long the prices of an order hold, counted from when the shop took it.
const PAYABLE_SECONDS: i64 = 7 * 24 * 3_600;

/// More attempts than anybody needs; a loop ends here.
const MOST_ATTEMPTS: usize = 20;

pub(super) fn change(
    context: &Context<'_>,
    known: KnownOrder,
    method: PaymentMethod,
    total: Money,
) -> Result<Decision, Reject> {
    let KnownOrder { mut record, charge, shelf, .. } = known;
    own(context, &record)?;
    check_payable(&record, context.now)?;
    let order = &record.order;
    if order.payment_method == method && !order.payment.has_failed() {
        // Two taps, or two phones: the code that is asked for is under way.
        return Ok(Decision::applied(Writes::default()));
    }
    if order.purpose == Purpose::TopUp && order.payment.has_failed() {
        // What was given up has given its room away.
        fits(&context.config.terms.top_up, order.breakdown.goods, &context.buyer)?;
    }
    let mut problems = Vec::new();
    let goods = goods(&order.breakdown, &shelf);
    let chosen = choose(context, method, Basket::of_order(order, &goods), &mut problems)?;
    if !problems.is_empty() {
        return Err(Reject(RejectCode::NoPayment));
    }
    // Each way to pay has its own price.
    let now = chosen.breakdown.total;
    if total != now {
        let problems = vec![OrderProblem::TotalChanged { was: total, now }];
        return Ok(Decision::adjusted(problems, Writes::default()));
    }
    // What failed has let the goods go; they have to be there still.
    let take = if held_by(order).is_empty() { take_again(order, &shelf)? } else { Vec::new() };
    let untouched = charge.is_none_or(|job| job.lease == 0);
    put_aside(&mut record, untouched, context.now);
    record.order.payment_method = method;
    record.order.breakdown = chosen.breakdown;
    let writes = if record.earlier.iter().any(Attempt::is_open) {
        close_first(record, context.now)
    } else {
        ask_for_money(record, context)?
    };
    Ok(Decision::applied(Writes { take, ..writes }))
}

/// Whether the order may be paid for in another way now.
fn check_payable(record: &OrderRecord, now: Timestamp) -> Result<(), Reject> {
    let order = &record.order;
    let is_late = now > order.accepted_at.plus_seconds(PAYABLE_SECONDS);
    let is_payable = order.may_change_payment() && !is_late && record.attempts() < MOST_ATTEMPTS;
    if is_payable { Ok(()) } else { Err(Reject(RejectCode::TooLate)) }
}

/// All of the order once more off the shelf.
fn take_again(order: &Order, shelf: &[ShelfLine]) -> Result<Vec<Units>, Reject> {
    let wanted = all_of(order);
    let is_there = |(units, known): (&Units, &ShelfLine)| {
        let product = known.product.as_ref().filter(|product| product.orderable);
        match product.and_then(|product| product.variant(&units.variant)).map(|it| it.stock) {
            Some(Stock::Unlimited) => true,
            Some(Stock::Units(there)) => units.units <= there,
            None => false,
        }
    };
    let all_there = wanted.len() == shelf.len() && wanted.iter().zip(shelf).all(is_there);
    if all_there { Ok(wanted) } else { Err(Reject(RejectCode::SoldOut)) }
}

/// Puts the current attempt among the earlier ones. Of one that nobody has had in hand
/// the gateway knows nothing, so there is nothing to close.
fn put_aside(record: &mut OrderRecord, untouched: bool, now: Timestamp) {
    let payment = std::mem::replace(&mut record.order.payment, PaymentState::None);
    let reference = record.gateway_reference.take();
    let Some(payment_id) = record.payment_id.take() else { return };
    let payment = match payment {
        PaymentState::None if untouched => PaymentState::Cancelled { at: now },
        // A counter asks the shop before it takes money: there is nobody to close it at.
        PaymentState::None | PaymentState::Pending { .. }
            if !record.order.payment_method.needs_gateway() =>
        {
            PaymentState::Cancelled { at: now }
        }
        payment => payment,
    };
    let breakdown = Box::new(record.order.breakdown.clone());
    record.earlier.push(Attempt {
        payment_id,
        gateway_reference: reference,
        method: record.order.payment_method,
        payment,
        breakdown: Some(breakdown),
    });
}

/// Has the job see to the earlier attempts before anything is asked for.
fn close_first(mut record: OrderRecord, now: Timestamp) -> Writes {
    let by_gateway = record.order.payment_method.needs_gateway();
    record.payment_id = by_gateway.then(|| record.next_payment_id());
    record.check_at = money::next_look(&record, now);
    let order = record.order.id;
    let charge = ChargeWrite::Put(ChargeJob { order, due: now, attempts: 0, lease: 0 });
    Writes { order: Some(Box::new(record)), charge, ..Writes::default() }
}

/// The same way once more, because the gateway does not tell how to pay what it opened.
#[must_use]
pub fn start_over(mut record: OrderRecord, now: Timestamp) -> Writes {
    put_aside(&mut record, false, now);
    close_first(record, now)
}

/// Gives an earlier attempt its place back: it was paid before it could be closed, and
/// nothing new has been asked for. Nothing if it is not so.
#[must_use]
pub fn take_up_again(
    mut record: OrderRecord,
    payment: &str,
    now: Timestamp,
) -> Option<OrderRecord> {
    let order = &record.order;
    if order.payment != PaymentState::None || order.state != OrderState::Accepted {
        return None;
    }
    let place = record.earlier.iter().position(|it| it.payment_id == payment && it.is_open())?;
    let taken = record.earlier.remove(place);
    put_aside(&mut record, true, now);
    record.payment_id = Some(taken.payment_id);
    record.gateway_reference = taken.gateway_reference;
    record.order.payment_method = taken.method;
    record.order.payment = taken.payment;
    if let Some(breakdown) = taken.breakdown {
        record.order.breakdown = *breakdown;
    }
    Some(record)
}

/// The record with an earlier attempt closed, or the same if it was.
#[must_use]
pub fn closed(mut record: OrderRecord, payment: &str, now: Timestamp) -> OrderRecord {
    let open = record.earlier.iter_mut().find(|it| it.payment_id == payment && it.is_open());
    if let Some(attempt) = open {
        let event = PaymentEvent::Cancelled { at: now };
        // What is open can be called off; the other states are over.
        attempt.payment =
            attempt.payment.clone().apply(event).unwrap_or(PaymentState::Cancelled { at: now });
    }
    record
}

/// The record with an earlier attempt open again: its charge arrived after all.
#[must_use]
pub fn reopened(mut record: OrderRecord, payment: &str) -> Option<OrderRecord> {
    let attempt = record.earlier.iter_mut().find(|it| it.payment_id == payment)?;
    attempt.payment = PaymentState::None;
    Some(record)
}
