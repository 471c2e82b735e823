//! What follows once a partner has said what became of a payment: for a bill its money goes the
//! partner's way or back, for an item of an order it is delivered or refunded. All of it in the
//! transaction that writes down what the partner said.

use super::put_bill;
use crate::config::counters::CounterRules;
use crate::service::balance;
use crate::service::decide::refund;
use crate::service::decide::writes::{BillWrite, Writes};
use crate::service::{Shop, settle};
use crate::storage::{BillRecord, OrderRecord, RelayRecord, StorageError, WriteTxn};
use warung_domain::books::{Account, BooksError, bill_commission, bill_posting, delivered_item};
use warung_domain::ids::{AccountId, CommandId, OrderId, SellerId};
use warung_domain::order::{FulfilmentState, Milestone, Order, OrderEvent};
use warung_domain::partner::{BillEvent, BillState, PartnerBill, Relay, RelayFor, RelayState};
use warung_domain::time::Timestamp;

/// Puts a payment down as it stands now, with everything that follows; gives whose phones have
/// something new to pull.
pub fn put(
    txn: &mut dyn WriteTxn,
    shop: &Shop,
    record: &RelayRecord,
    now: Timestamp,
) -> Result<Vec<AccountId>, StorageError> {
    txn.put_relay(record)?;
    match record.relay.whole {
        RelayFor::Bill(id) => of_bill(txn, &shop.config.counters, &record.relay, id, now),
        RelayFor::Item { order, place } => of_item(txn, shop, &record.relay, order, place, now),
    }
}

fn of_bill(
    txn: &mut dyn WriteTxn,
    rules: &CounterRules,
    relay: &Relay,
    id: OrderId,
    now: Timestamp,
) -> Result<Vec<AccountId>, StorageError> {
    let event = match &relay.state {
        RelayState::Waiting | RelayState::Asked { .. } => return Ok(Vec::new()),
        RelayState::Delivered { at, proof } => BillEvent::Done { at: *at, proof: proof.clone() },
        RelayState::Refused { at, reason } => {
            BillEvent::Refused { at: *at, reason: reason.clone() }
        }
    };
    let Some(record) = txn.partner_bill(id)? else {
        return Err(StorageError::Codec(format!("a payment is passed on for no bill: {id}")));
    };
    // Heard of before: the first word holds.
    let Ok(bill) = record.bill.clone().apply(event) else { return Ok(Vec::new()) };
    // No cash moves by a partner's word.
    let posting = bill_posting(&bill, &Account::CashOwed, now)?;
    let payer = bill.payer;
    earn_commission(txn, rules, &bill, now)?;
    let record = BillRecord { bill, ..record };
    put_bill(txn, &BillWrite { record, posting, relay: None })?;
    Ok(payer.into_iter().collect())
}

/// Whoever took the cash earns by it once the partner has done what was paid for.
fn earn_commission(
    txn: &mut dyn WriteTxn,
    rules: &CounterRules,
    bill: &PartnerBill,
    now: Timestamp,
) -> Result<(), StorageError> {
    let (BillState::Done { .. }, Some((agent, _))) = (&bill.state, &bill.drawer) else {
        return Ok(());
    };
    let commission = rules.of(agent).commission;
    if commission.is_nothing() {
        return Ok(());
    }
    let amount = commission.of(bill.total).map_err(BooksError::from)?;
    match bill_commission(bill, agent, amount, now) {
        Ok(posting) => balance::put_posting(txn, posting, amount.currency()).map(drop),
        // A thousandth of a few rupiah.
        Err(BooksError::Empty) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn of_item(
    txn: &mut dyn WriteTxn,
    shop: &Shop,
    relay: &Relay,
    order: OrderId,
    place: u32,
    now: Timestamp,
) -> Result<Vec<AccountId>, StorageError> {
    let Some(mut record) = txn.order(order)? else {
        return Err(StorageError::Codec(format!("a payment is passed on for no order: {order}")));
    };
    let item = usize::try_from(place).ok().and_then(|at| record.order.digital.get_mut(at));
    let Some(item) = item.filter(|item| !item.state.is_over()) else { return Ok(Vec::new()) };
    if item.state == relay.state {
        return Ok(Vec::new());
    }
    item.state = relay.state.clone();
    let (seller, price) = (item.seller.clone(), item.price);
    complete(&mut record.order, &seller, now);
    if matches!(relay.state, RelayState::Delivered { .. }) && !relay.amount.is_zero() {
        let owed =
            delivered_item(&relay.reference, order, &seller, &relay.biller, relay.amount, now)?;
        balance::put_posting(txn, owed, relay.amount.currency())?;
    }
    let plain = |record: OrderRecord| Writes { order: Some(Box::new(record)), ..Writes::default() };
    let writes = match &relay.state {
        RelayState::Refused { reason, .. } => {
            let id = minted(shop, now);
            refund::undelivered(record.clone(), id, (&seller, price), reason, now)
                .unwrap_or_else(|| plain(record))
        }
        _ => plain(record),
    };
    let written = writes.apply(txn, shop, now)?;
    settle::followers(txn, written.as_ref())
}

/// Nobody asked for this refund, so no command's id is its name.
fn minted(shop: &Shop, now: Timestamp) -> CommandId {
    let mut random = [0; 10];
    shop.entropy.fill(&mut random);
    CommandId::mint(now, &random)
}

/// A parcel of nothing but what partners deliver is handed over when all of it is decided.
fn complete(order: &mut Order, seller: &SellerId, now: Timestamp) {
    let is_over =
        order.digital.iter().filter(|item| item.seller == *seller).all(|item| item.state.is_over());
    if !is_over || !order.is_digital(seller) {
        return;
    }
    let Some(parcel) = order.parcel_mut(seller) else { return };
    if parcel.state == FulfilmentState::Completed {
        return;
    }
    parcel.state = FulfilmentState::Completed;
    order.note_milestone(now, Milestone::Completed { seller: seller.clone() });
    if order.fulfilment.iter().all(|parcel| parcel.state == FulfilmentState::Completed)
        && let Ok(done) = order.state.clone().apply(OrderEvent::AllHandedOver)
    {
        order.state = done;
    }
}
