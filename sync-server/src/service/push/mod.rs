//! Push: signed commands in, verdicts out.
//!
//! For each command, in this order: is it known (then its stored verdict is said
//! again, for ever), is its device known, is it meant for this shop, is it
//! genuine; and then, in one transaction, the ledger line, the effect and the
//! verdict. Commands about the same order keep their order; the others share
//! commits with whatever else waits for the writer.

#[cfg(test)]
mod balance_tests;
#[cfg(test)]
mod device_tests;
#[cfg(test)]
mod price_lock_tests;
#[cfg(test)]
mod sale_tests;
#[cfg(test)]
mod tests;

use super::Shop;
use super::decide::facts::{Buyer, Facts};
use super::decide::{Context, decide};
use super::settle::{Refreshed, announce, followers};
use crate::failpoint::Failpoint;
use crate::storage::{CommandRecord, DeviceRecord, ReadTxn, StorageError, WriteTxn};
use futures::future::join_all;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use std::sync::Arc;
use thiserror::Error;
use warung_domain::command::envelope::{self, EnvelopeError, MAX_BATCH};
use warung_domain::command::{
    Command, CommandAnswer, CommandBody, RejectCode, RetryReason, Verdict,
};
use warung_domain::ids::{AccountId, CommandId, DeviceId, OrderId};
use warung_domain::jws::Jwk;
use warung_domain::protocol::{MINIMUM_VERSION, Push, PushAnswer, Unsent};

/// How long a phone waits for its person to sign in before it asks again.
const UNBOUND_SECONDS: u32 = 60;

/// How long a command waits when the one before it could not be decided.
const BEHIND_SECONDS: u32 = 5;

/// Why a push has no verdicts at all. Nothing of it was done, or what was done
/// is answered when it comes again.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PushError {
    /// The app is older than the shop understands; its outbox stays as it is.
    #[error("this shop understands version {minimum} and later")]
    Upgrade { minimum: u16 },
    #[error("at most {MAX_BATCH} commands in one push, not {found}")]
    TooMany { found: usize },
    /// There is no id to answer under.
    #[error("command {index} cannot be read: {error}")]
    Envelope { index: usize, error: EnvelopeError },
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// An envelope that could be opened.
#[derive(Debug, Clone)]
struct Opened {
    command: Command,
    hash: [u8; 32],
    bytes: String,
    signature: Vec<u8>,
    /// Where the signed part ends.
    signed: usize,
    /// What its device still holds besides this push, by its own word.
    unsent: Option<Unsent>,
}

/// What one command came to.
struct Outcome {
    answer: CommandAnswer,
    /// Whose phones have something new to pull.
    wake: Vec<AccountId>,
}

/// Takes a batch of commands and answers each.
pub async fn push(shop: &Arc<Shop>, push: Push) -> Result<PushAnswer, PushError> {
    if push.v < MINIMUM_VERSION {
        return Err(PushError::Upgrade { minimum: MINIMUM_VERSION });
    }
    if push.commands.len() > MAX_BATCH {
        return Err(PushError::TooMany { found: push.commands.len() });
    }
    let mut opened = push
        .commands
        .into_iter()
        .enumerate()
        .map(|(index, bytes)| open(bytes).map_err(|error| PushError::Envelope { index, error }))
        .collect::<Result<Vec<_>, _>>()?;
    // Two devices in one push are brought by somebody who speaks for neither.
    let device = opened.first().map(|first| first.command.device.clone());
    let device = device.filter(|of| opened.iter().all(|opened| opened.command.device == *of));
    let unsent = push.unsent.filter(|unsent| device.is_some() && unsent.value >= 0);
    opened.iter_mut().for_each(|opened| opened.unsent = unsent);
    let mut answers: Vec<(usize, CommandAnswer)> = Vec::with_capacity(opened.len());
    for answered in join_all(by_subject(opened).into_iter().map(|row| in_turn(shop, row))).await {
        answers.extend(answered?);
    }
    answers.sort_by_key(|(index, _)| *index);
    let answers: Vec<CommandAnswer> = answers.into_iter().map(|(_, answer)| answer).collect();
    // New commands have written it down with their effect.
    if let (Some(device), Some(unsent)) = (device, unsent)
        && answers.iter().all(|answer| answer.replay)
    {
        note_unsent(shop, device, unsent).await?;
    }
    Ok(PushAnswer { answers })
}

fn open(bytes: String) -> Result<Opened, EnvelopeError> {
    let envelope = envelope::open(&bytes)?;
    let (signed, signature) = (envelope.signing_input.len(), envelope.signature);
    let (command, hash) = (envelope.command, envelope.hash);
    Ok(Opened { command, hash, signature, signed, bytes, unsent: None })
}

/// Commands about the same order in one row, each with its place in the push.
fn by_subject(opened: Vec<Opened>) -> Vec<Vec<(usize, Opened)>> {
    let mut rows: Vec<(OrderId, Vec<(usize, Opened)>)> = Vec::new();
    for (index, opened) in opened.into_iter().enumerate() {
        let subject = opened.command.body.subject(opened.command.id);
        match rows.iter_mut().find(|(of, _)| *of == subject) {
            Some((_, row)) => row.push((index, opened)),
            None => rows.push((subject, vec![(index, opened)])),
        }
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

/// One after the other; what stands behind an undecided command waits with it.
async fn in_turn(
    shop: &Arc<Shop>,
    row: Vec<(usize, Opened)>,
) -> Result<Vec<(usize, CommandAnswer)>, StorageError> {
    let mut answers = Vec::with_capacity(row.len());
    let mut undecided = false;
    for (index, opened) in row {
        let answer = if undecided {
            let reason = RetryReason::OrderNotYetHere;
            let verdict = Verdict::Retry { after_seconds: BEHIND_SECONDS, reason };
            answer(opened.command.id, verdict)
        } else {
            one(shop, opened).await?
        };
        undecided |= !answer.verdict.is_final();
        answers.push((index, answer));
    }
    Ok(answers)
}

const fn answer(id: CommandId, verdict: Verdict) -> CommandAnswer {
    CommandAnswer { id, verdict, replay: false }
}

async fn one(shop: &Arc<Shop>, opened: Opened) -> Result<CommandAnswer, StorageError> {
    let (id, hash, device) = (opened.command.id, opened.hash, opened.command.device.clone());
    let (known, device) = shop.storage.read(move |txn| look_up(txn, id, &hash, &device)).await?;
    if let Some(known) = known {
        return Ok(known);
    }
    let Some(device) = device else {
        let reason = RetryReason::DeviceUnbound;
        return Ok(answer(id, Verdict::Retry { after_seconds: UNBOUND_SECONDS, reason }));
    };
    // These two are not written to the ledger: nobody may use up somebody else's id.
    if opened.command.shop != shop.config.shop {
        return Ok(answer(id, Verdict::Rejected { code: RejectCode::WrongShop }));
    }
    if !is_genuine(&opened, &device.key) {
        tracing::warn!(%id, device = %device.id, "a command is not signed by its device");
        return Ok(answer(id, Verdict::Rejected { code: RejectCode::BadSignature }));
    }
    shop.reached(Failpoint::PushBeforeWrite)?;
    let inside = Arc::clone(shop);
    // Cash for a partner's bill touches no order, and is to be passed on at once.
    let is_cash = matches!(opened.command.body, CommandBody::RecordCash { .. });
    let outcome = shop.storage.write(move |txn| carry_out(txn, &inside, opened)).await?;
    shop.reached(Failpoint::PushAfterCommit)?;
    if announce(shop, &outcome.wake) == Refreshed::Changed || is_cash {
        shop.jobs.ring();
    }
    Ok(outcome.answer)
}

/// The answer to a command that is in the ledger already, and the device.
fn look_up(
    txn: &dyn ReadTxn,
    id: CommandId,
    hash: &[u8; 32],
    device: &DeviceId,
) -> Result<(Option<CommandAnswer>, Option<DeviceRecord>), StorageError> {
    Ok((ledger_answer(txn, id, hash)?, txn.device(device)?))
}

fn ledger_answer(
    txn: &dyn ReadTxn,
    id: CommandId,
    hash: &[u8; 32],
) -> Result<Option<CommandAnswer>, StorageError> {
    Ok(txn.command(id)?.map(|known| {
        if known.hash == *hash {
            CommandAnswer { id, verdict: known.verdict, replay: true }
        } else {
            answer(id, Verdict::Rejected { code: RejectCode::Mismatch })
        }
    }))
}

/// Writes down what a device said it still holds, when it said nothing else new.
async fn note_unsent(shop: &Shop, device: DeviceId, unsent: Unsent) -> Result<(), StorageError> {
    let now = shop.clock.now();
    shop.storage
        .write(move |txn| {
            let Some(known) = txn.device(&device)? else { return Ok(()) };
            txn.put_unsent(&device, unsent)?;
            txn.put_device(&DeviceRecord { last_seen: now, ..known })
        })
        .await
}

/// ES256 over the bytes as they came.
fn is_genuine(opened: &Opened, key: &Jwk) -> bool {
    let Ok(point) = key.p256_point() else { return false };
    let signed = &opened.bytes.as_bytes()[..opened.signed];
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
        .verify(signed, &opened.signature)
        .is_ok()
}

/// Whether a command's id becomes an order's.
const fn begins_an_order(body: &CommandBody) -> bool {
    matches!(
        body,
        CommandBody::PlaceOrder(_) | CommandBody::RecordSale(_) | CommandBody::TopUp { .. }
    )
}

/// Whether something has the name already that no command gave it: what a kiosk placed, or a
/// partner's bill. Whoever has seen such a name could otherwise put an order in its place.
fn is_named(txn: &dyn ReadTxn, id: CommandId) -> Result<bool, StorageError> {
    Ok(txn.order(id.into())?.is_some() || txn.partner_bill(id.into())?.is_some())
}

/// Not written to the ledger: nobody may use up somebody else's id.
const fn refused(id: CommandId) -> Outcome {
    let verdict = Verdict::Rejected { code: RejectCode::Mismatch };
    Outcome { answer: answer(id, verdict), wake: Vec::new() }
}

/// Ledger line, effect and verdict, in one transaction.
fn carry_out(txn: &mut dyn WriteTxn, shop: &Shop, opened: Opened) -> Result<Outcome, StorageError> {
    let Opened { command, hash, bytes, unsent, .. } = opened;
    // The same bytes may have come in twice at the same moment.
    if let Some(known) = ledger_answer(txn, command.id, &hash)? {
        return Ok(Outcome { answer: known, wake: Vec::new() });
    }
    let Some(device) = txn.device(&command.device)? else { return Err(StorageError::Busy) };
    let Some(account) = txn.account(device.account)? else {
        return Err(StorageError::Codec(format!("device {} belongs to nobody", device.id)));
    };
    if begins_an_order(&command.body) && is_named(txn, command.id)? {
        return Ok(refused(command.id));
    }
    let now = shop.clock.now();
    let head = txn.catalog_head()?;
    let context = Context {
        now,
        config: &shop.config,
        epoch: &head.epoch,
        account: account.id,
        role: &account.role,
        buyer: Buyer::gather(txn, account.id, &shop.config, &command, now)?,
        command: &command,
    };
    let decision = decide(&context, Facts::gather(txn, &command, &account.role, &shop.config)?);
    let touched = decision.writes.apply(txn, shop, now)?;
    shop.reached(Failpoint::PushBeforeLedger)?;
    txn.put_command(&CommandRecord {
        id: command.id,
        device: device.id.clone(),
        account: account.id,
        seq: command.seq,
        kind: command.body.kind().to_owned(),
        hash,
        bytes,
        verdict: decision.verdict.clone(),
        received_at: now,
    })?;
    let last_seq = device.last_seq.max(command.seq.min(i64::MAX.cast_unsigned()));
    if let Some(unsent) = unsent {
        txn.put_unsent(&device.id, unsent)?;
    }
    txn.put_device(&DeviceRecord { last_seq, last_seen: now, ..device })?;
    shop.reached(Failpoint::PushBeforeCommit)?;
    Ok(Outcome {
        answer: answer(command.id, decision.verdict),
        wake: followers(txn, touched.as_ref())?,
    })
}
