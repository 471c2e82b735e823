//! What gateways send: kept word for word, answered at once, looked into afterwards.
//!
//! A gateway waits seconds for its answer, and asking it where the money is may take
//! longer. So a genuine notification is only written down before it is answered; a
//! job looks into it ([`look`]), and goes on until the gateway has said something.

use super::Shop;
use super::settle::{Refreshed, SettleError, refresh};
use crate::failpoint::Failpoint;
use crate::payment::Notification;
use crate::storage::{Notice, StorageError};
use std::sync::Arc;
use warung_domain::time::Timestamp;

/// How long a worker may take over one notice before another one tries.
const LEASE_SECONDS: i64 = 30;

/// More different words about one payment than any gateway has: whoever has seen one
/// notification could write others that look as genuine. What comes beyond is looked
/// into and not kept.
const MOST_KEPT: usize = 100;

/// What became of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// No order of this shop waits for such a payment.
    Unknown,
    Kept,
}

/// Takes a notification in, if it is genuine and about a payment of ours.
pub async fn receive(
    shop: &Arc<Shop>,
    notification: impl Into<Notification>,
) -> Result<Received, SettleError> {
    let notification = notification.into();
    let payment = shop.gateway.read_notification(&notification)?;
    let (now, body) = (shop.clock.now(), notification.body);
    let kept = shop
        .storage
        .write(move |txn| {
            if txn.order_by_payment(&payment)?.is_none() {
                tracing::warn!(payment, "the gateway speaks of a payment that is not ours");
                return Ok::<_, StorageError>(Received::Unknown);
            }
            let known = txn.notices_of(&payment)?;
            let words = match known.last() {
                Some(last) if known.len() >= MOST_KEPT => &last.body,
                _ => &body,
            };
            txn.put_notice(&payment, words, now)?;
            Ok(Received::Kept)
        })
        .await?;
    shop.reached(Failpoint::NoticeAfterCommit).map_err(StorageError::from)?;
    shop.jobs.ring();
    Ok(kept)
}

/// Looks into the oldest notice that waits; nothing if none does.
pub async fn look(shop: &Arc<Shop>) -> Result<Option<Refreshed>, StorageError> {
    let now = shop.clock.now();
    let until = now.plus_seconds(LEASE_SECONDS);
    let Some(notice) = shop.storage.write(move |txn| txn.lease_notice(now, until)).await? else {
        return Ok(None);
    };
    let refreshed = match refresh(shop, &notice.payment).await {
        Ok(refreshed) => refreshed,
        Err(SettleError::Storage(error)) => return Err(error),
        Err(SettleError::Gateway(error)) => {
            tracing::warn!(payment = notice.payment, %error, "a notification is looked into later");
            let until = later(shop.clock.now(), &notice);
            shop.storage.write(move |txn| txn.put_off_notice(&notice, until)).await?;
            return Ok(Some(Refreshed::Unchanged));
        }
    };
    shop.storage.write(move |txn| txn.end_notice(&notice)).await?;
    Ok(Some(refreshed))
}

/// Five seconds, then twice as long each time, at most five minutes.
fn later(now: Timestamp, notice: &Notice) -> Timestamp {
    let doubled = 5_i64 << notice.attempts.saturating_sub(1).min(6);
    now.plus_seconds(doubled.min(300))
}
