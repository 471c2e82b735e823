//! Writing commands, and looking after those on their way.

use super::{devices, show, sync_now};
use crate::platform::broadcast::{self, News};
use crate::platform::db::outbox;
use crate::platform::locks::{self, Patience};
use crate::platform::{PlatformError, clock, device_key, random};
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::command::{Command, CommandBody, envelope};
use warung_domain::ids::CommandId;
use warung_domain::outbox::{EntryEvent, EntryState, OutboxEntry};
use warung_domain::pricing::PriceBreakdown;
use warung_domain::protocol::PROTOCOL_VERSION;

/// Signs a command and saves it, strictly. When this returns it will reach the
/// shop, whatever happens to the phone; until then nothing has happened.
pub async fn save(
    state: AppState,
    body: CommandBody,
    seen: Option<PriceBreakdown>,
) -> Result<CommandId, PlatformError> {
    // One tab at a time counts up the sequence.
    let saved = locks::holding("warung-sign", Patience::Wait, sign_and_store(state, body, seen));
    let id = saved.await.ok_or(PlatformError::Missing("Web Locks"))??;
    show::outbox(state).await?;
    broadcast::tell(News::Outbox);
    sync_now::soon(state);
    Ok(id)
}

async fn sign_and_store(
    state: AppState,
    body: CommandBody,
    seen: Option<PriceBreakdown>,
) -> Result<CommandId, PlatformError> {
    let mut device = devices::current(state).await?;
    let shop = state
        .catalog
        .manifest
        .with_untracked(|m| m.as_ref().map(|manifest| manifest.shop.clone()))
        .ok_or(PlatformError::Missing("a catalog"))?;
    device.device.last_seq += 1;
    let command = Command {
        v: PROTOCOL_VERSION,
        shop,
        id: random::command_id()?,
        device: device.device.id.clone(),
        seq: device.device.last_seq,
        at: clock::now(),
        body,
    };
    let input = envelope::signing_input(&command);
    let signature = device_key::sign(&device, &input).await?;
    let entry = OutboxEntry {
        id: command.id,
        device: command.device.clone(),
        seq: command.seq,
        bytes: envelope::seal(&input, &signature),
        subject: command.body.subject(command.id),
        kind: command.body.kind().to_owned(),
        saved_at: command.at,
        seen,
        state: EntryState::fresh(),
    };
    outbox::save(&entry, &device).await?;
    Ok(command.id)
}

/// Tries an entry again now.
pub async fn retry(state: AppState, id: CommandId) -> Result<(), PlatformError> {
    let found = outbox::entries().await?.into_iter().find(|entry| entry.id == id);
    if let Some(mut entry) = found
        && let Ok(next) = entry.state.clone().apply(EntryEvent::RetryAsked)
    {
        entry.state = next;
        outbox::update(&[entry]).await?;
        show::outbox(state).await?;
    }
    sync_now::soon(state);
    Ok(())
}

/// Drops an entry the shop has refused, after the person said so. An entry
/// that may still reach the shop is never dropped here.
pub async fn drop_refused(state: AppState, id: CommandId) -> Result<(), PlatformError> {
    let refused = outbox::entries()
        .await?
        .into_iter()
        .any(|entry| entry.id == id && matches!(entry.state, EntryState::Wedged { .. }));
    if refused {
        outbox::remove(&[id]).await?;
        broadcast::tell(News::Outbox);
    }
    show::outbox(state).await
}

/// The wish inside an entry, for showing or editing it anew.
#[must_use]
pub fn wish(entry: &OutboxEntry) -> Option<CommandBody> {
    envelope::open(&entry.bytes).ok().map(|envelope| envelope.command.body)
}
