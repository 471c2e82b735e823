//! Writing commands, and looking after those on their way.

use super::{devices, show, sync_now};
use crate::i18n;
use crate::platform::broadcast::{self, News};
use crate::platform::db::outbox::Outbox;
use crate::platform::locks::{self, Patience};
use crate::platform::surroundings::Browser;
use crate::platform::{PlatformError, log, service_worker, timer};
use crate::state::{AppState, Toast};
use leptos::prelude::*;
use std::future::Future;
use warung_domain::command::CommandBody;
use warung_domain::ids::CommandId;
use warung_domain::outbox::{EntryEvent, OutboxEntry, WayBack};
use warung_domain::pricing::PriceBreakdown;
use warung_phone::save::{self, Wish};
use warung_phone::store::OutboxStore;

pub use warung_phone::save::wish;

/// Signs a command and saves it, strictly. When this returns it will reach the
/// shop, whatever happens to the phone; until then, and if it errs, nothing has
/// happened.
pub async fn save(
    state: AppState,
    body: CommandBody,
    seen: Option<PriceBreakdown>,
) -> Result<CommandId, PlatformError> {
    // One tab at a time counts up the sequence; where locks are missing, the store
    // sees to it that a number is used once.
    let saved = locks::holding("warung-sign", Patience::Wait, sign_and_store(state, body, seen));
    let id = saved.await.ok_or(PlatformError::Missing("Web Locks"))??;
    // It is saved, whatever becomes of telling so.
    if let Err(error) = show::outbox(state).await {
        log::warn(&format!("outbox: {error}"));
    }
    broadcast::tell(News::Outbox);
    timer::spawn(service_worker::ask_to_deliver());
    sync_now::in_turn(state);
    Ok(id)
}

async fn sign_and_store(
    state: AppState,
    body: CommandBody,
    seen: Option<PriceBreakdown>,
) -> Result<CommandId, PlatformError> {
    let signer = devices::current(state).await?.device.id;
    let shop = state
        .catalog
        .manifest
        .with_untracked(|m| m.as_ref().map(|manifest| manifest.shop.clone()))
        .ok_or(PlatformError::Missing("a catalog"))?;
    let wish = Wish { shop, body, seen };
    Ok(save::save(&Outbox, &Browser, &signer, &wish).await?.id)
}

/// Tries an entry again now.
pub async fn retry(state: AppState, id: CommandId) -> Result<(), PlatformError> {
    Outbox.advance(&[(id, EntryEvent::RetryAsked)]).await?;
    show::outbox(state).await?;
    sync_now::soon(state);
    Ok(())
}

/// What became of the wish to take something back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenBack {
    Done,
    /// Something is on the wire right now: in a moment more will be known.
    BeingSent,
    /// It may have reached the shop and stays (O19).
    MayHaveArrived,
    /// The cart has no room for all of it; the order stays.
    CartIsFull,
}

/// Drops an entry that was refused, or surely did nothing, after the person said
/// so; and with an order, what was said about it since. What may have reached the
/// shop stays (O19).
pub async fn drop_entry(state: AppState, id: CommandId) -> Result<TakenBack, PlatformError> {
    let drop = async {
        match find(id).await? {
            Some(entry) => drop_with_followers(&entry).await,
            None => Ok(TakenBack::Done),
        }
    };
    while_nothing_is_sent(state, drop).await
}

/// Runs `work` while no tab sends, so that what it decides about an entry stays
/// true until it is done.
pub(super) async fn while_nothing_is_sent(
    state: AppState,
    work: impl Future<Output = Result<TakenBack, PlatformError>>,
) -> Result<TakenBack, PlatformError> {
    let done = locks::holding("warung-outbox", Patience::OnlyIfFree, work).await;
    let outcome = done.unwrap_or(Ok(TakenBack::BeingSent));
    show::outbox(state).await?;
    broadcast::tell(News::Outbox);
    outcome
}

pub(super) async fn find(id: CommandId) -> Result<Option<OutboxEntry>, PlatformError> {
    Ok(Outbox.entries().await?.into_iter().find(|entry| entry.id == id))
}

/// Removes an entry that may be dropped, and what would be left without it.
pub(super) async fn drop_with_followers(entry: &OutboxEntry) -> Result<TakenBack, PlatformError> {
    if entry.way_back() != WayBack::Drop {
        return Ok(TakenBack::MayHaveArrived);
    }
    let follows = |other: &OutboxEntry| {
        entry.places_an_order()
            && other.subject == entry.subject
            && other.way_back() == WayBack::Drop
    };
    let mut ids = vec![entry.id];
    let all = Outbox.entries().await?;
    ids.extend(all.iter().filter(|other| other.id != entry.id && follows(other)).map(|e| e.id));
    Outbox.remove(&ids).await?;
    Ok(TakenBack::Done)
}

/// Puts a copy aside that was carried for another phone, at its carrier's wish.
pub fn put_copy_aside(state: AppState, id: CommandId) {
    timer::spawn(async move {
        if put_aside(state, id).await.is_err() {
            let words = i18n::phrases_of(state.lang.get_untracked());
            state.say(Toast::plain(words.outbox.failed));
        }
    });
}

/// Drops a command about an order that the shop refused, or a copy that was
/// carried and is answered or did nothing. What may still do something stays.
pub async fn put_aside(state: AppState, id: CommandId) -> Result<(), PlatformError> {
    Outbox.remove(&[id]).await?;
    broadcast::tell(News::Outbox);
    show::outbox(state).await
}
