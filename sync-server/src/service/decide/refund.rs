//! Giving money back from the counter.
//!
//! By the channel the gateway is asked after the commit, and its status says when it is
//! done. By every other way it has been done when it is said, and is booked at once.

use super::facts::KnownOrder;
use super::fulfil::business;
use super::writes::Writes;
use super::{Context, Decision, Reject, money};
use crate::storage::OrderRecord;
use warung_domain::books::{Account, Movement};
use warung_domain::command::{RefundOrder, RejectCode};
use warung_domain::ids::{CommandId, SellerId};
use warung_domain::money::Money;
use warung_domain::order::{Order, OrderEvent};
use warung_domain::payment::{
    MAX_TEXT, PaymentEvent, PaymentState, Refund, RefundState, RefundWay,
};
use warung_domain::receipt::Cause;
use warung_domain::time::Timestamp;

pub(super) fn refund(
    context: &Context<'_>,
    known: KnownOrder,
    wish: &RefundOrder,
) -> Result<Decision, Reject> {
    if *business(context)? != wish.seller {
        return Err(Reject(RejectCode::NotAllowed));
    }
    let mut record = known.record;
    check_texts(wish)?;
    check_amount(&record.order, wish)?;
    let refund = Refund {
        id: context.command.id,
        seller: wish.seller.clone(),
        amount: wish.amount,
        way: wish.way.clone(),
        reason: wish.reason.trim().to_owned(),
        asked_at: context.now,
        state: RefundState::Asked,
    };
    if wish.way == RefundWay::Channel {
        if !record.order.payment_method.can_refund() {
            return Err(Reject(RejectCode::NoWayBack));
        }
        record.order.refunds.push(refund);
        record.check_at = Some(context.now);
        let order = Some(Box::new(record));
        return Ok(Decision::applied(Writes { order, ..Writes::default() }));
    }
    let (purse, reference) = match &wish.way {
        RefundWay::Balance => {
            (Account::ShopperBalance(record.account), context.command.id.to_string())
        }
        RefundWay::Transfer { reference } => (Account::Bank, reference.clone()),
        RefundWay::Cash | RefundWay::Channel => {
            (Account::Cash(wish.seller.clone()), context.command.id.to_string())
        }
    };
    let writes = done(record, refund, Some(purse), &reference, context.now)?;
    Ok(Decision::applied(writes))
}

fn check_texts(wish: &RefundOrder) -> Result<(), Reject> {
    let is_said = |text: &str| {
        let text = text.trim();
        !text.is_empty() && text.chars().count() <= MAX_TEXT
    };
    let is_named = match &wish.way {
        RefundWay::Transfer { reference } => is_said(reference),
        RefundWay::Channel | RefundWay::Balance | RefundWay::Cash => true,
    };
    if is_said(&wish.reason) && is_named { Ok(()) } else { Err(Reject(RejectCode::Malformed)) }
}

/// At most what is left of the payment, and of what the seller's parcel cost.
fn check_amount(order: &Order, wish: &RefundOrder) -> Result<(), Reject> {
    if !order.breakdown.parcels.iter().any(|parcel| parcel.seller == wish.seller) {
        return Err(Reject(RejectCode::UnknownOrder));
    }
    let most = order.refundable(&wish.seller).ok_or(Reject(RejectCode::TooLate))?;
    if wish.amount.minor() <= 0 || wish.amount.currency() != most.currency() {
        return Err(Reject(RejectCode::InvalidAmount));
    }
    if wish.amount.minor() > most.minor() { Err(Reject(RejectCode::TooMuch)) } else { Ok(()) }
}

/// What of a payment has gone back.
#[must_use]
pub fn gone(payment: &PaymentState) -> i64 {
    match payment {
        PaymentState::Refunded { amount, .. } => amount.minor(),
        _ => 0,
    }
}

/// Writes down that a refund is done. `purse` is where it came from, where that is not the
/// channel.
fn done(
    mut record: OrderRecord,
    mut refund: Refund,
    purse: Option<Account>,
    reference: &str,
    now: Timestamp,
) -> Result<Writes, Reject> {
    refund.state = RefundState::Done { at: now };
    let in_all = gone(&record.order.payment).checked_add(refund.amount.minor());
    let in_all = in_all.ok_or(Reject(RejectCode::InvalidAmount))?;
    let amount = Money::new(in_all, refund.amount.currency());
    let movement = Movement { purse, parcel: Some(refund.seller.clone()) };
    record.order.refunds.push(refund);
    let event = PaymentEvent::Refunded { at: now, amount };
    let writes = money::advance(record, event, reference, now);
    let writes = writes.map_err(|_| Reject(RejectCode::TooLate))?;
    Ok(of_parcel(writes, movement))
}

/// What a partner did not deliver goes onto the shopper's balance by itself: at most what is
/// left of the payment. Nothing where nothing is.
pub fn undelivered(
    record: OrderRecord,
    id: CommandId,
    (seller, price): (&SellerId, Money),
    reason: &str,
    now: Timestamp,
) -> Option<Writes> {
    let most = record.order.refundable(seller)?;
    // No way to pay in another currency is offered for such goods.
    if most.currency() != price.currency() {
        return None;
    }
    let amount = Money::new(price.minor().min(most.minor()), most.currency());
    if amount.minor() <= 0 {
        return None;
    }
    let refund = Refund {
        id,
        seller: seller.clone(),
        amount,
        way: RefundWay::Balance,
        reason: reason.chars().take(MAX_TEXT).collect(),
        asked_at: now,
        state: RefundState::Asked,
    };
    let purse = Account::ShopperBalance(record.account);
    done(record, refund, Some(purse), &id.to_string(), now).ok()
}

/// Lets a refund be borne and certified by the seller it is of; an order that was handed
/// over and of which nothing is left paid has been returned.
#[must_use]
pub fn of_parcel(mut writes: Writes, movement: Movement) -> Writes {
    let Some(record) = &mut writes.order else { return writes };
    let order = &mut record.order;
    if let Some(Cause::WentBack { seller, correction, .. }) = &mut writes.documents {
        let theirs = order.refunds.iter().filter(|refund| {
            let is_done = matches!(refund.state, RefundState::Done { .. });
            is_done && Some(&refund.seller) == movement.parcel.as_ref()
        });
        let currency = correction.order_amount.currency();
        if let Ok(sum) = Money::sum(currency, theirs.map(|refund| refund.amount)) {
            correction.order_amount = sum;
        }
        seller.clone_from(&movement.parcel);
    }
    if order.payment.has_failed()
        && let Ok(returned) = order.state.clone().apply(OrderEvent::Returned)
    {
        order.state = returned;
    }
    Writes { movement, ..writes }
}
