//! What a shopper does with their own order: call it off, or take its changes.

use super::facts::KnownOrder;
use super::place_order::{ANSWER_SECONDS, ask_for_money, goods};
use super::way_to_pay::{Basket, choose};
use super::writes::{ChargeWrite, Writes, held_by};
use super::{Context, Decision, Reject, money};
use crate::storage::{Attempt, ChargeJob, OrderRecord};
use warung_domain::command::RejectCode;
use warung_domain::money::Money;
use warung_domain::order::{Milestone, OrderEvent, OrderProblem, OrderState};
use warung_domain::payment::{PaymentEvent, PaymentMethod, PaymentState};
use warung_domain::time::Timestamp;

/// Somebody else's order is answered like one that does not exist.
pub(super) fn own(context: &Context<'_>, record: &OrderRecord) -> Result<(), Reject> {
    if record.account == context.account { Ok(()) } else { Err(Reject(RejectCode::UnknownOrder)) }
}

pub(super) fn cancel(context: &Context<'_>, known: KnownOrder) -> Result<Decision, Reject> {
    let KnownOrder { mut record, charge, .. } = known;
    own(context, &record)?;
    if record.order.state == OrderState::Cancelled {
        return Ok(Decision::applied(Writes::default()));
    }
    if !record.order.may_be_cancelled() {
        return Err(Reject(RejectCode::TooLate));
    }
    let put_back = held_by(&record.order);
    let order = &mut record.order;
    order.state = order
        .state
        .clone()
        .apply(OrderEvent::Cancelled)
        .map_err(|_| Reject(RejectCode::TooLate))?;
    order.note_milestone(context.now, Milestone::Cancelled);
    record.check_at = money::next_look_beside(&record, context.now);
    // The gateway may know of the payment as soon as a worker has had the charge
    // in hand. Then the job closes it there, and only that closes it here.
    let untouched = charge.as_ref().is_none_or(|job| job.lease == 0);
    let at_gateway = match (&record.order.payment, record.order.payment_method.needs_gateway()) {
        (PaymentState::Pending { .. }, true) => true,
        (PaymentState::None, true) => !untouched,
        _ => false,
    };
    let at_gateway = at_gateway || record.earlier.iter().any(Attempt::is_open);
    let charge = if at_gateway {
        let lease = charge.map_or(0, |job| job.lease);
        let order = record.order.id;
        ChargeWrite::Put(ChargeJob { order, due: context.now, attempts: 0, lease })
    } else {
        // A payment that has failed already keeps the name of its failure.
        let event = PaymentEvent::Cancelled { at: context.now };
        if let Ok(closed) = record.order.payment.clone().apply(event) {
            record.order.payment = closed;
        }
        ChargeWrite::Drop(record.order.id)
    };
    let order = Some(Box::new(record));
    Ok(Decision::applied(Writes { put_back, order, charge, ..Writes::default() }))
}

pub(super) fn confirm(
    context: &Context<'_>,
    known: KnownOrder,
    total: Money,
) -> Result<Decision, Reject> {
    let KnownOrder { mut record, shelf, .. } = known;
    own(context, &record)?;
    let now = record.order.breakdown.total;
    let state = record.order.state.clone().apply(OrderEvent::Confirmed);
    let state = state.map_err(|_| Reject(RejectCode::TooLate))?;
    if total != now {
        // A total that is not the order's is no consent to it: ask again.
        let problems = vec![OrderProblem::TotalChanged { was: total, now }];
        return Ok(Decision::adjusted(problems, Writes::default()));
    }
    if record.order.payment_method == PaymentMethod::Balance {
        // It may have been spent since the shop asked. Then another way to pay is asked about.
        let mut problems = Vec::new();
        let goods = goods(&record.order.breakdown, &shelf);
        let basket = Basket::of_order(&record.order, &goods);
        match choose(context, PaymentMethod::Balance, basket, &mut problems) {
            Ok(chosen) => {
                record.order.payment_method = chosen.method;
                record.order.breakdown = chosen.breakdown;
            }
            // No other way: the question stands as it is.
            Err(_) => return Ok(Decision::adjusted(problems, Writes::default())),
        }
        if !problems.is_empty() {
            let other = record.order.breakdown.total;
            if other != now {
                problems.push(OrderProblem::TotalChanged { was: now, now: other });
            }
            record.order.state = OrderState::NeedsConfirmation { problems: problems.clone() };
            record.check_at = Some(context.now.plus_seconds(ANSWER_SECONDS));
            let order = Some(Box::new(record));
            return Ok(Decision::adjusted(problems, Writes { order, ..Writes::default() }));
        }
    }
    record.order.state = state;
    record.order.note_milestone(context.now, Milestone::Confirmed);
    Ok(Decision::applied(ask_for_money(record, context)?))
}

/// Calls an order off whose question was not answered: nothing was asked of the
/// gateway yet, and others want what it holds back. None if it is not waiting.
#[must_use]
pub fn lapse(mut record: OrderRecord, now: Timestamp) -> Option<Writes> {
    if !matches!(record.order.state, OrderState::NeedsConfirmation { .. }) {
        return None;
    }
    let put_back = held_by(&record.order);
    record.order.state = record.order.state.clone().apply(OrderEvent::Cancelled).ok()?;
    let closed = record.order.payment.clone().apply(PaymentEvent::Cancelled { at: now });
    record.order.payment = closed.ok()?;
    record.order.note_milestone(now, Milestone::Cancelled);
    record.check_at = None;
    Some(Writes { put_back, order: Some(Box::new(record)), ..Writes::default() })
}
