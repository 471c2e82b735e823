//! Booking: what a change means for the books, put down in the same transaction.
//!
//! Whoever changes a payment need not think of the books. The state before and the
//! state after say what happened, and [`post`] stands where every change is written.

use crate::storage::{OrderRecord, ReadTxn, StorageError, WriteTxn};
use warung_domain::books::{Deal, happenings, sale};
use warung_domain::ids::{CommandId, SellerId};
use warung_domain::money::Money;
use warung_domain::payment::PaymentState;
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

/// Where the payment of an order stood before `record` takes its place.
pub fn before(txn: &dyn ReadTxn, record: &OrderRecord) -> Result<PaymentState, StorageError> {
    // Most writes are of orders that nobody has paid for yet, and move no money.
    if matches!(record.order.payment, PaymentState::None | PaymentState::Pending { .. }) {
        return Ok(record.order.payment.clone());
    }
    let stored = txn.order(record.order.id)?;
    Ok(stored.map_or(PaymentState::None, |stored| stored.order.payment))
}

/// Books what the payment of an order did since it stood at `before`, once the order
/// itself is written. `collector` is the seller whose people took cash just now.
pub fn post(
    txn: &mut dyn WriteTxn,
    record: &OrderRecord,
    before: &PaymentState,
    collector: Option<&SellerId>,
    now: Timestamp,
) -> Result<(), StorageError> {
    let after = &record.order.payment;
    let attempt = record.attempt();
    let deal = Deal { order: &record.order, buyer: record.account, attempt: &attempt };
    for happening in happenings(&deal, before, after, collector) {
        let earlier = txn.postings_of(record.order.id)?;
        if let Some(posting) = deal.book(&happening, now, &earlier)? {
            txn.put_posting(&posting)?;
        }
    }
    Ok(())
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
