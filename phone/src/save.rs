//! Writing a command: sign, then store. What is saved reaches the shop.

use crate::device::KeyedDevice;
use crate::store::{OutboxStore, StoreError};
use crate::surroundings::{SigningError, Surroundings};
use thiserror::Error;
use warung_domain::command::{Command, CommandBody, envelope};
use warung_domain::ids::{DeviceId, ShopId};
use warung_domain::outbox::{EntryState, OutboxEntry};
use warung_domain::pricing::PriceBreakdown;
use warung_domain::protocol::PROTOCOL_VERSION;

/// Why a command could not be saved. Nothing has happened then.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SaveError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Signing(#[from] SigningError),
}

/// What somebody wants, before it is a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The shop it is meant for.
    pub shop: ShopId,
    pub body: CommandBody,
    /// What the shopper saw when placing an order.
    pub seen: Option<PriceBreakdown>,
}

/// How often a sequence number another tab has just used up is counted on from.
const TRIES: u32 = 5;

/// Signs a wish and saves it. When this returns it will reach the shop, whatever
/// happens to the phone; if it errs nothing has happened. Dropped half-way it is
/// either saved or has not happened.
pub async fn save<S, W>(
    store: &S,
    around: &W,
    signer: &DeviceId,
    wish: &Wish,
) -> Result<OutboxEntry, SaveError>
where
    S: OutboxStore,
    W: Surroundings<Keys = S::Keys>,
{
    let mut tries = TRIES;
    loop {
        // Read anew each time: another tab may have signed meanwhile.
        let devices = store.devices().await?;
        let found = devices.into_iter().find(|keyed| keyed.device.id == *signer);
        let keyed = found.ok_or(StoreError::UnknownDevice)?;
        let entry = freeze(around, &keyed, wish).await?;
        tries -= 1;
        match store.save(&entry).await {
            Ok(()) => return Ok(entry),
            Err(StoreError::Taken) if tries > 0 => {}
            Err(error) => return Err(error.into()),
        }
    }
}

async fn freeze<W: Surroundings>(
    around: &W,
    signer: &KeyedDevice<W::Keys>,
    wish: &Wish,
) -> Result<OutboxEntry, SigningError> {
    let command = Command {
        v: PROTOCOL_VERSION,
        shop: wish.shop.clone(),
        id: around.command_id()?,
        device: signer.device.id.clone(),
        seq: signer.device.last_seq + 1,
        at: around.now(),
        body: wish.body.clone(),
    };
    let input = envelope::signing_input(&command);
    let signature = around.sign(&signer.keys, &input).await?;
    Ok(OutboxEntry {
        id: command.id,
        seq: command.seq,
        bytes: envelope::seal(&input, &signature),
        subject: command.body.subject(command.id),
        kind: command.body.kind().to_owned(),
        saved_at: command.at,
        device: command.device,
        seen: wish.seen.clone(),
        state: EntryState::fresh(),
    })
}

/// The wish inside an entry, for showing or editing it anew.
#[must_use]
pub fn wish(entry: &OutboxEntry) -> Option<CommandBody> {
    envelope::open(&entry.bytes).ok().map(|envelope| envelope.command.body)
}
