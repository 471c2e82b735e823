//! A partner's bill at a counter: cash for it, and cash back.
//!
//! It has an id like an order's and a code like an order's, so that cashiers and their outboxes
//! treat it alike. Its cash is final at once ([`warung_domain::partner::PartnerBill`]).

use super::cash::has_room;
use super::facts::BillFacts;
use super::fulfil::business;
use super::writes::{BillWrite, Writes};
use super::{Context, Decision, Reject};
use crate::storage::{BillRecord, RelayRecord};
use warung_domain::books::{Account, bill_posting};
use warung_domain::command::{RefundOrder, RejectCode};
use warung_domain::ids::SellerId;
use warung_domain::money::Money;
use warung_domain::partner::{BillEvent, BillState, PartnerBill, Relay, RelayFor, RelayState};
use warung_domain::payment::RefundWay;
use warung_domain::time::Timestamp;

pub(super) fn take_cash(
    context: &Context<'_>,
    facts: BillFacts,
    amount: Money,
) -> Result<Decision, Reject> {
    let BillFacts { record, agent_owes } = facts;
    let (seller, now) = (business(context)?.clone(), context.now);
    match &record.bill.state {
        BillState::Shown { .. } => return Err(Reject(RejectCode::UnknownOrder)),
        BillState::Open { until } if now < *until => {}
        _ => return Err(Reject(RejectCode::TooLate)),
    }
    if amount != record.bill.total {
        return Err(Reject(RejectCode::InvalidAmount));
    }
    has_room(context, &seller, agent_owes, amount)?;
    let device = context.command.device.clone();
    let hands = Account::Drawer(seller.clone(), device.clone());
    let mut record = moved(record, BillEvent::Paid { at: now })?;
    record.bill.drawer = Some((seller, device));
    let relay =
        RelayRecord { relay: relay(&record.bill, now), due: Some(now), attempts: 0, lease: 0 };
    written(record, &hands, now, Some(relay))
}

fn relay(bill: &PartnerBill, now: Timestamp) -> Relay {
    Relay {
        reference: bill.reference(),
        whole: RelayFor::Bill(bill.id),
        biller: bill.biller.clone(),
        customer: bill.customer.clone(),
        product: None,
        amount: bill.amount,
        quote: Some(bill.quote.clone()).filter(|quote| !quote.is_empty()),
        since: now,
        state: RelayState::Waiting,
    }
}

/// The cash goes back to whoever brings the code, whole, out of the drawer beside the device that
/// says so.
pub(super) fn give_back(
    context: &Context<'_>,
    record: BillRecord,
    wish: &RefundOrder,
) -> Result<Decision, Reject> {
    let seller: &SellerId = business(context)?;
    if *seller != wish.seller || wish.way != RefundWay::Cash {
        return Err(Reject(RejectCode::NotAllowed));
    }
    if !matches!(record.bill.state, BillState::Owed { .. }) {
        return Err(Reject(RejectCode::TooLate));
    }
    if wish.amount != record.bill.total {
        return Err(Reject(RejectCode::InvalidAmount));
    }
    let hands = Account::Drawer(seller.clone(), context.command.device.clone());
    let record = moved(record, BillEvent::GivenBack { at: context.now })?;
    written(record, &hands, context.now, None)
}

fn moved(record: BillRecord, event: BillEvent) -> Result<BillRecord, Reject> {
    let bill = record.bill.apply(event).map_err(|_| Reject(RejectCode::TooLate))?;
    Ok(BillRecord { bill, ..record })
}

fn written(
    record: BillRecord,
    hands: &Account,
    now: Timestamp,
    relay: Option<RelayRecord>,
) -> Result<Decision, Reject> {
    let posting = bill_posting(&record.bill, hands, now);
    let posting = posting.map_err(|_| Reject(RejectCode::InvalidAmount))?;
    let bill = Some(Box::new(BillWrite { record, posting, relay }));
    Ok(Decision::applied(Writes { bill, ..Writes::default() }))
}
