//! How careful the shop is with an account: counted by rules that are the same for
//! everybody, from that account's own newest orders, and told in words a person can do
//! something about. Nothing is guessed.

use crate::config::TrustRules;
use crate::storage::{OrderRecord, ReadTxn, StorageError};
use warung_domain::catalog::{Caution, Trust};
use warung_domain::ids::AccountId;
use warung_domain::order::{Order, OrderState};
use warung_domain::payment::{PaymentMethod, PaymentState};
use warung_domain::time::Timestamp;

/// So many of an account's newest orders are looked at.
const NEWEST: usize = 50;

/// For how long an order that was not paid in time is remembered.
const LATELY_SECONDS: i64 = 30 * 24 * 3_600;

/// Which ways to pay are taken from an account.
pub fn trust_in(
    txn: &dyn ReadTxn,
    account: AccountId,
    rules: &TrustRules,
    now: Timestamp,
) -> Result<Trust, StorageError> {
    if *rules == TrustRules::NONE {
        return Ok(Trust::Everything);
    }
    Ok(verdict(rules, &txn.latest_orders_of(account, NEWEST)?, now))
}

/// The same from the orders themselves.
#[must_use]
pub fn verdict(rules: &TrustRules, orders: &[OrderRecord], now: Timestamp) -> Trust {
    let count = |of: &dyn Fn(&Order) -> bool| {
        let found = orders.iter().filter(|record| of(&record.order)).count();
        u32::try_from(found).unwrap_or(u32::MAX)
    };
    let unpaid = count(&|order| {
        let stands = matches!(order.state, OrderState::Accepted | OrderState::Completed);
        let waits = matches!(order.payment, PaymentState::Pending { .. });
        order.payment_method == PaymentMethod::CashOnDelivery && stands && waits
    });
    let lapsed = count(&|order| match order.payment {
        PaymentState::Expired { at } => now.seconds_since(at) < LATELY_SECONDS,
        _ => false,
    });
    match (rules.codes_unpaid, rules.cash_unpaid) {
        (Some(most), _) if lapsed >= most => {
            Trust::OnTheSpot(Caution::CodesUnpaid { orders: lapsed })
        }
        (_, Some(most)) if unpaid >= most => Trust::NoCash(Caution::CashUnpaid { orders: unpaid }),
        _ => Trust::Everything,
    }
}
