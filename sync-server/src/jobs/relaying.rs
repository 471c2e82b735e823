//! Payments on their way to partners.
//!
//! That a payment is about to be sent is durable before it is sent, in the transaction that leases
//! it. Whoever comes later, after a crash or a lost answer, finds it *asked* and asks for advice;
//! nobody pays again. What the partner never heard of in five minutes, longer than any request
//! travels, and what it has not decided within a day, is reversed, after which it is known for
//! sure. A partner that was not reached has nothing; it is tried for ten minutes, because somebody
//! stands at the counter.

use crate::biller::{Biller, BillerError, Outcome, Purchase};
use crate::failpoint::Failpoint;
use crate::service::Shop;
use crate::service::partner::{not_reached, outcome};
use crate::service::settle::announce;
use crate::storage::{RelayRecord, StorageError, WriteTxn};
use std::sync::Arc;
use warung_domain::ids::BillerId;
use warung_domain::lang::Lang;
use warung_domain::partner::{Relay, RelayEvent, RelayState};
use warung_domain::time::Timestamp;

/// How long a worker may take over one payment before another one asks.
const LEASE_SECONDS: i64 = 60;

/// A request that has not arrived after so long never will.
const UNHEARD_SECONDS: i64 = 300;

/// How long a partner may think about it.
const UNDECIDED_SECONDS: i64 = 24 * 3_600;

/// How long it is tried to reach a partner at all.
const UNREACHED_SECONDS: i64 = 600;

/// What is to be done with a leased payment.
enum Errand {
    Pay,
    Advise { asked: Timestamp },
}

/// A payment that nobody else takes on meanwhile.
pub(super) struct Leased {
    record: RelayRecord,
    errand: Errand,
}

impl Leased {
    pub(super) const fn biller(&self) -> &BillerId {
        &self.record.relay.biller
    }
}

/// Takes the payment that is due first one step on. `false` when there is none.
pub async fn relay_step(shop: &Arc<Shop>) -> Result<bool, StorageError> {
    let Some(leased) = next(shop, Vec::new()).await? else { return Ok(false) };
    carry(shop, leased).await?;
    Ok(true)
}

/// The payment that is due first, of those whose partner is not among `busy`.
pub(super) async fn next(shop: &Shop, busy: Vec<BillerId>) -> Result<Option<Leased>, StorageError> {
    let now = shop.clock.now();
    shop.storage.write(move |txn| lease(txn, &busy, now)).await
}

/// Takes a payment one step on.
pub(super) async fn carry(shop: &Arc<Shop>, leased: Leased) -> Result<(), StorageError> {
    let (Leased { record, errand }, now) = (leased, shop.clock.now());
    shop.reached(Failpoint::RelayBeforeCall)?;
    let event = match shop.billers.get(&record.relay.biller) {
        Some(biller) => ask(shop, biller.as_ref(), &record.relay, &errand).await,
        None => without_partner(&record.relay, &errand, now),
    };
    shop.reached(Failpoint::RelayAfterCall)?;
    let inside = Arc::clone(shop);
    let touched = shop
        .storage
        .write(move |txn| {
            let touched = finish(txn, &inside, &record, event)?;
            inside.reached(Failpoint::RelayBeforeCommit)?;
            Ok::<_, StorageError>(touched)
        })
        .await?;
    shop.reached(Failpoint::RelayAfterCommit)?;
    announce(shop, &touched);
    Ok(())
}

fn lease(
    txn: &mut dyn WriteTxn,
    busy: &[BillerId],
    now: Timestamp,
) -> Result<Option<Leased>, StorageError> {
    let Some(mut record) = txn.lease_relay(now, now.plus_seconds(LEASE_SECONDS), busy)? else {
        return Ok(None);
    };
    // Nothing waits for a wrong year to come around: what a clock that has been set back since has
    // measured is measured anew.
    record.relay.since = record.relay.since.min(now);
    let errand = match record.relay.state {
        RelayState::Asked { since } => {
            let asked = since.min(now);
            record.relay.state = RelayState::Asked { since: asked };
            txn.put_relay(&record)?;
            Errand::Advise { asked }
        }
        RelayState::Waiting => {
            record.relay.state = RelayState::Asked { since: now };
            txn.put_relay(&record)?;
            Errand::Pay
        }
        RelayState::Delivered { .. } | RelayState::Refused { .. } => {
            // It has ended, and nobody is to look after it.
            record.due = None;
            txn.put_relay(&record)?;
            return Ok(None);
        }
    };
    Ok(Some(Leased { record, errand }))
}

/// What the partner said to it; nothing where that is still unknown.
async fn ask(
    shop: &Shop,
    biller: &dyn Biller,
    relay: &Relay,
    errand: &Errand,
) -> Option<RelayEvent> {
    let now = shop.clock.now();
    let said = match errand {
        Errand::Pay => {
            let purchase = Purchase {
                reference: relay.reference.clone(),
                customer: relay.customer.clone(),
                product: relay.product.clone(),
                amount: relay.amount,
                quote: relay.quote.clone(),
            };
            match biller.pay(&purchase).await {
                Err(BillerError::Unreachable(error)) => {
                    tracing::warn!(reference = relay.reference, error, "a partner is not there");
                    return Some(unreached(relay, now));
                }
                said => said,
            }
        }
        Errand::Advise { asked } => {
            let said = biller.advise(&relay.reference).await;
            let waited = now.seconds_since(*asked);
            let is_over = match &said {
                Ok(Outcome::Unheard) => waited >= UNHEARD_SECONDS,
                Ok(Outcome::Pending) => waited >= UNDECIDED_SECONDS,
                _ => false,
            };
            if is_over { biller.reverse(&relay.reference).await } else { said }
        }
    };
    heard(relay, said, now)
}

fn heard(relay: &Relay, said: Result<Outcome, BillerError>, now: Timestamp) -> Option<RelayEvent> {
    match said {
        // By our clock: what happened when has one order.
        Ok(Outcome::Paid { proof, .. }) => Some(RelayEvent::Delivered { at: now, proof }),
        Ok(Outcome::Refused { reason }) => Some(RelayEvent::Refused { at: now, reason }),
        Ok(Outcome::Reversed) => Some(RelayEvent::Refused { at: now, reason: gave_up() }),
        // Before anything is done a refusal is one; a partner that says so to a payment has not
        // begun it.
        Err(BillerError::Refused(reason) | BillerError::NoSuchCustomer(reason)) => {
            Some(RelayEvent::Refused { at: now, reason })
        }
        Ok(Outcome::Pending | Outcome::Unheard) => None,
        Err(error @ (BillerError::Unknown(_) | BillerError::Unreachable(_))) => {
            tracing::warn!(reference = relay.reference, %error, "what became of it is unknown");
            None
        }
    }
}

/// Why there is nothing, in the words of those who were served first.
fn gave_up() -> String {
    not_reached(Lang::Id).to_owned()
}

fn unreached(relay: &Relay, now: Timestamp) -> RelayEvent {
    if now.seconds_since(relay.since) >= UNREACHED_SECONDS {
        RelayEvent::Refused { at: now, reason: gave_up() }
    } else {
        RelayEvent::NotSent
    }
}

/// The shop's terms do not speak of this partner any more. What was not sent is as with one that
/// is not there; what was waits until it is back.
fn without_partner(relay: &Relay, errand: &Errand, now: Timestamp) -> Option<RelayEvent> {
    tracing::error!(biller = %relay.biller, reference = relay.reference, "there is no such partner");
    matches!(errand, Errand::Pay).then(|| unreached(relay, now))
}

fn finish(
    txn: &mut dyn WriteTxn,
    shop: &Shop,
    leased: &RelayRecord,
    event: Option<RelayEvent>,
) -> Result<Vec<warung_domain::ids::AccountId>, StorageError> {
    let now = shop.clock.now();
    let Some(mut record) = txn.relay(&leased.relay.reference)? else { return Ok(Vec::new()) };
    if record.lease != leased.lease {
        tracing::warn!(reference = leased.relay.reference, "a worker came too late");
        return Ok(Vec::new());
    }
    if let Some(event) = event {
        match record.relay.state.clone().apply(event) {
            Ok(state) => record.relay.state = state,
            Err(error) => tracing::warn!(%error, "what a partner said leads nowhere"),
        }
    }
    record.due = (!record.relay.state.is_over()).then(|| later(now, record.attempts));
    outcome::put(txn, shop, &record, now)
}

/// Two seconds, then twice as long each time, at most a minute: somebody stands at the counter.
fn later(now: Timestamp, attempts: u32) -> Timestamp {
    let doubled = 2_i64 << attempts.saturating_sub(1).min(5);
    now.plus_seconds(doubled.min(60))
}
