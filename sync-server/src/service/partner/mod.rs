//! Partners' bills and goods: looking up what somebody would pay, opening it for a counter, and
//! what follows once a partner has said what became of it.
//!
//! Partners are asked outside transactions. What they are to do is written down first
//! ([`pass_on`], `decide/bill.rs`); `jobs/relaying.rs` sees to it, and [`outcome`] puts down what
//! it came to.

mod inquiry;
pub mod outcome;

pub use inquiry::{PartnerError, inquire, open, result};

use super::decide::writes::BillWrite;
use crate::config::ShopConfig;
use crate::service::balance;
use crate::storage::{BillRecord, OrderRecord, RelayRecord, StorageError, WriteTxn};
use warung_domain::ids::{BillerId, OrderId};
use warung_domain::lang::Lang;
use warung_domain::money::Money;
use warung_domain::order::Purpose;
use warung_domain::partner::{
    BillState, BillerTerms, DigitalItem, PartnerBill, Relay, RelayFor, RelayState,
};
use warung_domain::payment::PaymentMethod;
use warung_domain::protocol::{
    CounterDue, CounterPayment, MoneyBack, PartnerBillView, PartnerStanding,
};
use warung_domain::time::Timestamp;

/// Stands as the partner of a good that nobody delivers any more: it is refused, and the money
/// goes back.
const NOBODY: &str = "nobody";

/// Whose bills are paid at a kiosk: nobody's where no counter takes cash.
#[must_use]
pub fn menu(config: &ShopConfig) -> Vec<BillerTerms> {
    if config.terms.payment_terms(PaymentMethod::Counter).is_none() {
        return Vec::new();
    }
    let shown = config.partners.iter().filter(|partner| partner.at_kiosk);
    shown.map(|partner| partner.terms.clone()).collect()
}

fn terms<'a>(config: &'a ShopConfig, id: &BillerId) -> Option<&'a BillerTerms> {
    let shown = config.partners.iter().filter(|partner| partner.at_kiosk);
    shown.map(|partner| &partner.terms).find(|terms| terms.id == *id)
}

/// Where a bill stands, for machine and cashier.
fn standing(bill: &PartnerBill, now: Timestamp) -> PartnerStanding {
    let refused = |at: &Timestamp, reason: &str, money| PartnerStanding::Refused {
        at: *at,
        reason: reason.to_owned(),
        money,
    };
    match &bill.state {
        BillState::Shown { .. } => PartnerStanding::Shown,
        BillState::Open { until } if now < *until => PartnerStanding::Open { until: *until },
        BillState::Open { .. } => PartnerStanding::Over,
        BillState::Paid { at } => PartnerStanding::Paid { at: *at },
        BillState::Done { at, proof } => PartnerStanding::Done { at: *at, proof: proof.clone() },
        BillState::Credited { at, reason } => refused(at, reason, MoneyBack::Credited),
        BillState::Owed { at, reason } => refused(at, reason, MoneyBack::AtCounter),
        BillState::GivenBack { at } => refused(at, "", MoneyBack::GivenBack),
    }
}

fn view(record: &BillRecord, now: Timestamp) -> PartnerBillView {
    let bill = &record.bill;
    PartnerBillView {
        id: bill.id,
        number: Some(bill.number.clone()).filter(|number| !number.is_empty()),
        biller: bill.biller.clone(),
        biller_name: bill.biller_name.clone(),
        customer: bill.customer.clone(),
        name: bill.name.clone(),
        description: bill.description.clone(),
        amount: bill.amount,
        fee: bill.fee,
        total: bill.total,
        code: record.code.as_ref().map(ToString::to_string),
        standing: standing(bill, now),
    }
}

/// A bill as a cashier sees it.
#[must_use]
pub fn at_counter(record: &BillRecord, now: Timestamp) -> CounterPayment {
    let bill = &record.bill;
    let due = match &bill.state {
        BillState::Open { until } if now < *until => CounterDue::Open { until: Some(*until) },
        BillState::Shown { .. } | BillState::Open { .. } => CounterDue::Over,
        BillState::Paid { at }
        | BillState::Done { at, .. }
        | BillState::Credited { at, .. }
        | BillState::Owed { at, .. }
        | BillState::GivenBack { at } => CounterDue::Paid { at: *at, undo_until: None },
    };
    CounterPayment {
        order: bill.id,
        number: bill.number.clone(),
        purpose: Purpose::Goods,
        name: bill.name.clone(),
        amount: bill.total,
        due,
        bill: Some(Box::new(view(record, now))),
        room: None,
    }
}

/// Puts a bill down with what it moved and what is to be passed on for it.
pub fn put_bill(txn: &mut dyn WriteTxn, write: &BillWrite) -> Result<(), StorageError> {
    txn.put_partner_bill(&write.record)?;
    if let Some(posting) = write.posting.clone() {
        balance::put_posting(txn, posting, write.record.bill.total.currency())?;
    }
    match &write.relay {
        Some(relay) => txn.put_relay(relay),
        None => Ok(()),
    }
}

/// Our name at the partner for an item of an order.
fn reference(order: OrderId, place: u32) -> String {
    format!("{order}-d{}", u64::from(place) + 1)
}

/// Once an order's money is final, every item of it that a partner delivers is passed on, once.
pub fn pass_on(
    txn: &mut dyn WriteTxn,
    record: &OrderRecord,
    now: Timestamp,
) -> Result<(), StorageError> {
    let order = &record.order;
    if order.digital.is_empty() || !order.payment.is_final() || !order.may_release_goods() {
        return Ok(());
    }
    for (place, item) in (0_u32..).zip(&order.digital) {
        let reference = reference(order.id, place);
        if item.state.is_over() || txn.relay(&reference)?.is_some() {
            continue;
        }
        let relay = relay(txn, order.id, place, item, reference, now)?;
        txn.put_relay(&RelayRecord { relay, due: Some(now), attempts: 0, lease: 0 })?;
    }
    Ok(())
}

fn relay(
    txn: &dyn WriteTxn,
    order: OrderId,
    place: u32,
    item: &DigitalItem,
    reference: String,
    now: Timestamp,
) -> Result<Relay, StorageError> {
    let by = txn.delivered_by(&item.product, &item.variant)?;
    let nobody = || BillerId::new(NOBODY).map_err(|error| StorageError::Codec(error.to_string()));
    let (biller, product, amount) = match by {
        Some(by) => (by.biller, by.product, by.amount),
        None => (nobody()?, None, 0),
    };
    Ok(Relay {
        reference,
        whole: RelayFor::Item { order, place },
        biller,
        customer: item.number.clone().unwrap_or_default(),
        product,
        amount: Money::new(amount, item.price.currency()),
        quote: None,
        since: now,
        state: RelayState::Waiting,
    })
}

/// What stands as the reason where the partner was never reached.
#[must_use]
pub fn not_reached(lang: Lang) -> &'static str {
    match lang {
        Lang::Id => "Mitra tidak bisa dihubungi",
        Lang::En => "The partner could not be reached",
    }
}
