//! Booking: what a change means for the books, put down in the same transaction.
//!
//! Whoever changes a payment need not think of the books. The state before and the
//! state after say what happened, and [`post`] stands where every change is written.

use super::balance;
use super::consent::works_for;
use crate::config::counters::CounterRules;
use crate::storage::{OrderRecord, ReadTxn, StorageError, WriteTxn};
use warung_domain::books::{
    Account, BooksError, Deal, Happening, Movement, Posting, happenings, sale, stray_happenings,
};
use warung_domain::catalog::{PaymentTerms, Terms};
use warung_domain::ids::{CommandId, SellerId};
use warung_domain::money::{Money, MoneyError};
use warung_domain::order::Order;
use warung_domain::payment::{PaymentMethod, PaymentState, StrayMoney};
use warung_domain::time::Timestamp;

/// A sale over the counter, as the books want it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterSale {
    pub command: CommandId,
    pub seller: SellerId,
    pub total: Money,
    /// Contained in the total.
    pub tax: Money,
}

/// How the money of an order stood before something was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stood {
    payment: PaymentState,
    strays: Vec<StrayMoney>,
}

impl Stood {
    /// Before `record` takes the stored one's place.
    pub fn before(txn: &dyn ReadTxn, record: &OrderRecord) -> Result<Self, StorageError> {
        let order = &record.order;
        // Most writes are of orders that nobody has paid for yet, and move no money.
        let is_open = matches!(order.payment, PaymentState::None | PaymentState::Pending { .. });
        if is_open && order.strays.is_empty() {
            return Ok(Self { payment: order.payment.clone(), strays: Vec::new() });
        }
        Ok(match txn.order(order.id)? {
            Some(stored) => Self { payment: stored.order.payment, strays: stored.order.strays },
            None => Self { payment: PaymentState::None, strays: Vec::new() },
        })
    }
}

/// Books what the money of an order did since it stood as `before`, once the order
/// itself is written. `movement` is what the states do not tell.
pub fn post(
    txn: &mut dyn WriteTxn,
    record: &OrderRecord,
    before: &Stood,
    movement: &Movement,
    now: Timestamp,
) -> Result<(), StorageError> {
    let order = &record.order;
    let attempt = record.attempt();
    let deal = Deal { order, buyer: record.account, attempt: &attempt };
    for happening in happenings(&deal, &before.payment, &order.payment, movement) {
        book(txn, &deal, &happening, now)?;
    }
    for stray in &order.strays {
        let same = |it: &&StrayMoney| it.payment == stray.payment && it.why == stray.why;
        let stood = before.strays.iter().find(same);
        for happening in stray_happenings(stood, stray, record.account) {
            let deal = Deal { attempt: &stray.payment, ..deal };
            book(txn, &deal, &happening, now)?;
        }
    }
    Ok(())
}

fn book(
    txn: &mut dyn WriteTxn,
    deal: &Deal<'_>,
    happening: &Happening,
    now: Timestamp,
) -> Result<(), StorageError> {
    let earlier = txn.postings_of(deal.order.id)?;
    if let Some(posting) = deal.book(happening, now, &earlier)? {
        let currency = deal.order.breakdown.total.currency();
        let key = posting.key().to_string();
        if !balance::put_posting(txn, posting, currency)? {
            return Err(StorageError::Codec(format!("{key} is in the books for something else")));
        }
    }
    Ok(())
}

/// Books what the channel keeps of a payment that has become final, by the shop's own
/// word (`terms`). Booked once, whoever bears it.
pub fn keep_fee(
    txn: &mut dyn WriteTxn,
    record: &OrderRecord,
    terms: &Terms,
    now: Timestamp,
) -> Result<(), StorageError> {
    let (order, attempt) = (&record.order, record.attempt());
    let PaymentState::Settled { paid, .. } = order.payment else { return Ok(()) };
    let Some(terms) = terms.payment_terms(order.payment_method) else { return Ok(()) };
    if terms.fee.is_nothing() || !order.payment_method.needs_gateway() {
        return Ok(());
    }
    let amount = kept(order, terms, paid).map_err(BooksError::from)?;
    let deal = Deal { order, buyer: record.account, attempt: &attempt };
    book(txn, &deal, &Happening::FeeKept { amount, by: order.payment_method }, now)
}

/// Books what whoever took the cash for a code earns by it, once it is final; nothing where
/// something of it was their own.
pub fn earn_commission(
    txn: &mut dyn WriteTxn,
    record: &OrderRecord,
    rules: &CounterRules,
    now: Timestamp,
) -> Result<(), StorageError> {
    let (order, attempt) = (&record.order, record.attempt());
    let PaymentState::Settled { paid, .. } = order.payment else { return Ok(()) };
    if order.payment_method != PaymentMethod::Counter {
        return Ok(());
    }
    let drawer = drawer_of(&txn.postings_of(order.id)?, &attempt);
    let Some(Account::Drawer(agent, _)) = drawer else { return Ok(()) };
    let commission = rules.of(&agent).commission;
    let is_its_own = order.breakdown.parcels.iter().any(|parcel| parcel.seller == agent);
    if is_its_own || commission.is_nothing() || works_for(txn, record.account, &agent)? {
        return Ok(());
    }
    let amount = commission.of(paid).map_err(BooksError::from)?;
    let deal = Deal { order, buyer: record.account, attempt: &attempt };
    book(txn, &deal, &Happening::Commission { amount, to: agent }, now)
}

/// The drawer that the cash of an attempt came into.
pub fn drawer_of(postings: &[Posting], attempt: &str) -> Option<Account> {
    let mut of_attempt = postings.iter().filter(|posting| posting.key().subject() == attempt);
    of_attempt.find_map(|posting| {
        let mut accounts = posting.entries().iter().map(|entry| &entry.account);
        accounts.find(|account| matches!(account, Account::Drawer(..))).cloned()
    })
}

/// What a drawer may have seen since a payment that is to be undone came into it.
const MOST_SINCE: usize = 2_000;

/// Whether a drawer was counted since the cash of an attempt came into it. The books tell by their
/// order, because a clock may have been set back in between.
pub fn was_counted(
    txn: &dyn ReadTxn,
    drawer: &Account,
    attempt: &str,
) -> Result<bool, StorageError> {
    let newest = txn.postings_on(drawer, None, MOST_SINCE)?;
    let came = newest.iter().position(|booked| booked.posting.key().subject() == attempt);
    let is_count = |posting: &Posting| posting.key().kind() == "drawer-closed";
    Ok(came.is_none_or(|came| newest[..came].iter().any(|booked| is_count(&booked.posting))))
}

/// In the channel's currency, and never more than was paid.
fn kept(order: &Order, terms: &PaymentTerms, paid: Money) -> Result<Money, MoneyError> {
    let breakdown = &order.breakdown;
    let fee = terms.fee.of(breakdown.total.checked_sub(breakdown.payment_fee()?)?)?;
    let fee = match &terms.rate {
        Some(rate) if fee.currency() != paid.currency() => rate.convert(fee)?,
        _ => fee,
    };
    Ok(Money::new(fee.minor().min(paid.minor()), paid.currency()))
}

/// Books a sale over the counter.
pub fn post_sale(
    txn: &mut dyn WriteTxn,
    sold: &CounterSale,
    now: Timestamp,
) -> Result<(), StorageError> {
    let CounterSale { command, seller, total, tax } = sold;
    if let Some(posting) = sale(*command, seller, *total, *tax, now)? {
        txn.put_posting(&posting)?;
    }
    Ok(())
}
