//! Orders of phones without a line, which a machine's camera reads off their screens: handed in
//! like any push, and answered with all that the machine shows next.
//!
//! A command is its own proof (D3), so the machine adds no authority of its own. What it has is a
//! limit: whoever holds trash before the camera, or the machine's cookie in a script, is sent away.

use super::Shop;
use super::answers::{answer, look_up};
use super::guesses::Guesses;
use super::kiosk::{bill_of, key_of};
use super::push::{PushError, push};
use crate::storage::{KioskRecord, ReadTxn, StorageError};
use std::sync::Arc;
use thiserror::Error;
use warung_domain::command::envelope::MAX_BATCH;
use warung_domain::command::{CommandAnswer, RejectCode, RetryReason, Verdict};
use warung_domain::ids::CommandId;
use warung_domain::order::OrderState;
use warung_domain::payment::PaymentMethod;
use warung_domain::protocol::{
    KioskAnswer, KioskBill, KioskDelivered, KioskDelivery, PROTOCOL_VERSION, Push,
};
use warung_domain::receipt::on_paper::DocumentHash;
use warung_domain::time::Timestamp;

/// Deliveries of one machine, whatever is in them.
pub const DELIVERIES: Guesses = Guesses { kind: "kiosk-carried", most: 200, within_seconds: 600 };

/// Commands that nobody of the shop's has signed.
const NOBODYS: Guesses = Guesses { kind: "kiosk-nobodys", most: 40, within_seconds: 600 };

/// Why nothing is delivered.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DeliveryError {
    #[error("1 to {MAX_BATCH} commands are delivered at once")]
    Count,
    #[error("too much was delivered, or too much of it was nobody's")]
    TooMany,
    #[error(transparent)]
    Push(#[from] PushError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Hands in what a machine read, and says what became of each. Delivered again, the same bytes
/// have the same answers.
pub async fn deliver(
    shop: &Arc<Shop>,
    machine: &KioskRecord,
    delivery: KioskDelivery,
) -> Result<KioskDelivered, DeliveryError> {
    let commands = delivery.commands;
    if !(1..=MAX_BATCH).contains(&commands.len()) {
        return Err(DeliveryError::Count);
    }
    let (which, now) = (key_of(machine), shop.clock.now());
    admit(shop, which.clone(), now).await?;
    let batch = Push { v: PROTOCOL_VERSION, commands: commands.clone(), unsent: None };
    let answered = push(shop, batch).await?.answers;
    let nobodys = answered.iter().filter(|answer| is_nobodys(&answer.verdict)).count();
    count_nobodys(shop, which, nobodys, now).await?;
    let mut answers = Vec::with_capacity(commands.len());
    for (bytes, answered) in commands.iter().zip(answered) {
        answers.push(told(shop, bytes, answered).await?);
    }
    Ok(KioskDelivered { answers })
}

/// Counts one delivery, if there may be one.
async fn admit(shop: &Shop, machine: String, now: Timestamp) -> Result<(), DeliveryError> {
    shop.storage
        .write(move |txn| {
            if DELIVERIES.are_spent(txn, &machine, now)? || NOBODYS.are_spent(txn, &machine, now)? {
                return Ok(Err(DeliveryError::TooMany));
            }
            DELIVERIES.count(txn, &machine, now)?;
            Ok::<_, StorageError>(Ok(()))
        })
        .await?
}

async fn count_nobodys(
    shop: &Shop,
    machine: String,
    nobodys: usize,
    now: Timestamp,
) -> Result<(), StorageError> {
    if nobodys == 0 {
        return Ok(());
    }
    shop.storage
        .write(move |txn| (0..nobodys).try_for_each(|_| NOBODYS.count(txn, &machine, now)))
        .await
}

/// Not a phone that somebody of the shop's has signed in on, or not its words.
const fn is_nobodys(verdict: &Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Retry { reason: RetryReason::DeviceUnbound, .. }
            | Verdict::Rejected {
                code: RejectCode::BadSignature | RejectCode::WrongShop | RejectCode::Mismatch
            }
    )
}

async fn told(
    shop: &Shop,
    bytes: &str,
    answered: CommandAnswer,
) -> Result<KioskAnswer, StorageError> {
    let (id, hash) = (answered.id, DocumentHash::of(bytes));
    let signed = if answered.verdict.is_final() { answer(shop, id, hash).await? } else { None };
    let bill = match signed {
        Some(_) => shop.storage.read(move |txn| bill(txn, id, hash)).await?,
        None => None,
    };
    Ok(KioskAnswer { command: id, verdict: answered.verdict, answer: signed, bill })
}

/// What is to be paid at a counter for the order that a command is about.
fn bill(
    txn: &dyn ReadTxn,
    id: CommandId,
    hash: DocumentHash,
) -> Result<Option<KioskBill>, StorageError> {
    let Some((_, Some(record))) = look_up(txn, id, hash)? else { return Ok(None) };
    let order = &record.order;
    let stands = matches!(order.state, OrderState::Accepted | OrderState::Completed);
    if !stands || order.payment_method != PaymentMethod::Counter {
        return Ok(None);
    }
    let account = txn.account(record.account)?;
    Ok(account.and_then(|account| bill_of(&record, &account)))
}
