//! How careful the shop is with an account: counted by rules that are the same for
//! everybody, from that account's own orders, and told in words a person can do something
//! about. Nothing is guessed.

use crate::config::TrustRules;
use crate::storage::{ReadTxn, StorageError, UnpaidOrders};
use warung_domain::catalog::{Caution, Trust};
use warung_domain::ids::AccountId;
use warung_domain::time::Timestamp;

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
    let UnpaidOrders { cash, lapsed } =
        txn.unpaid_by(account, now.plus_seconds(-LATELY_SECONDS))?;
    Ok(match (rules.codes_unpaid, rules.cash_unpaid) {
        (Some(most), _) if lapsed >= most => {
            Trust::OnTheSpot(Caution::CodesUnpaid { orders: lapsed })
        }
        (_, Some(most)) if cash >= most => Trust::NoCash(Caution::CashUnpaid { orders: cash }),
        _ => Trust::Everything,
    })
}
