//! Money that is there for good can still go back: somebody refunds it at the gateway, or
//! the payer's bank takes it. And a code that is over can still be paid, at a till that has
//! not heard of it. The gateway says so once, and what it says can get lost. So it is asked
//! again about every payment that has ended, seldom, and ever more seldom, until no channel
//! gives anything back any more.

use super::Shop;
use super::settle::{SettleError, refresh};
use crate::storage::{Attempt, LaterLook, OrderRecord, StorageError};
use std::sync::Arc;
use warung_domain::payment::PaymentState;
use warung_domain::time::Timestamp;

/// Hours between one look and the next: in all 45 days, as long as QRIS gives back.
const PAUSES_HOURS: [i64; 8] = [1, 23, 48, 96, 168, 192, 264, 288];

/// Looks at a payment that ended without money: a week of them.
const LOOKS_AT_UNPAID: u32 = 4;

/// How long a look may take before another worker tries.
const LEASE_SECONDS: i64 = 60;

/// The first look at a payment that ended now.
#[must_use]
pub fn first(payment: &str, now: Timestamp) -> LaterLook {
    let due = now.plus_seconds(PAUSES_HOURS[0] * 3_600);
    LaterLook { payment: payment.to_owned(), due, looks: 0 }
}

/// The one after, if there is one.
fn next(look: &LaterLook, now: Timestamp) -> Option<LaterLook> {
    let looks = look.looks + 1;
    let pause = PAUSES_HOURS.get(usize::try_from(looks).unwrap_or(usize::MAX))?;
    let due = now.plus_seconds(pause * 3_600);
    Some(LaterLook { payment: look.payment.clone(), due, looks })
}

/// Asks about the payment whose turn it is. `false` when none is due.
pub async fn look(shop: &Arc<Shop>) -> Result<bool, StorageError> {
    let now = shop.clock.now();
    let until = now.plus_seconds(LEASE_SECONDS);
    let leased = shop.storage.write(move |txn| txn.lease_later_look(now, until)).await?;
    let Some(look) = leased else { return Ok(false) };
    match refresh(shop, &look.payment).await {
        Ok(_) => {}
        Err(SettleError::Storage(error)) => return Err(error),
        Err(SettleError::Gateway(error)) => {
            // The lease ends, and it is asked once more.
            tracing::warn!(payment = look.payment, %error, "a later look saw nothing");
            return Ok(true);
        }
    }
    shop.storage
        .write(move |txn| {
            let record = txn.order_by_payment(&look.payment)?;
            let again = record.is_some_and(|record| may_move(&record, &look));
            match next(&look, now).filter(|_| again) {
                Some(next) => txn.put_later_look(&next),
                None => txn.delete_later_look(&look.payment),
            }
        })
        .await?;
    Ok(true)
}

/// Whether anything may become of the payment yet.
fn may_move(record: &OrderRecord, look: &LaterLook) -> bool {
    let all = Attempt::all_of(record);
    let Some(attempt) = all.iter().find(|it| it.payment_id == look.payment) else { return false };
    let order = &record.order;
    if order.strays.iter().any(|stray| stray.payment == look.payment) {
        // It has come, and somebody looks after it.
        return false;
    }
    match attempt.payment {
        // Of what was given back in part the rest may follow.
        PaymentState::Settled { .. } | PaymentState::Refunded { .. } => true,
        _ => attempt.payment.has_failed() && look.looks + 1 < LOOKS_AT_UNPAID,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_reach_over_forty_five_days() {
        let start = Timestamp::from_millis(0);
        let looks = std::iter::successors(Some(first("p", start)), |look| next(look, look.due));
        let days: Vec<i64> = looks.map(|look| look.due.seconds_since(start) / 86_400).collect();
        assert_eq!(days, [0, 1, 3, 7, 14, 22, 33, 45]);
    }
}
