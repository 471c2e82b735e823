//! Orders carried by hand: out of this phone in a file, and into it (F1, F2).

use super::here::offset_minutes;
use super::{show, sync_now};
use crate::i18n::{self, Carry};
use crate::platform::broadcast::{self, News};
use crate::platform::db::outbox::Outbox;
use crate::platform::{PlatformError, clock, file, timer};
use crate::state::{AppState, Toast};
use leptos::ev::Event;
use leptos::prelude::*;
use thiserror::Error;
use warung_domain::carry::{self, Carried, CarryError, FILE_ENDING, MAX_CARRIED, MAX_FILE_BYTES};
use warung_domain::ids::{CommandId, ShopId};
use warung_domain::locale::format_date_time;
use warung_domain::outbox::{EntryEvent, OutboxEntry};
use warung_phone::store::OutboxStore;

/// What became of the file chosen last: in a few words, or why nothing did.
pub type Told = Option<Result<String, String>>;

/// Why a chosen file was not taken in. Nothing of it was.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(super) enum TakeInError {
    #[error(transparent)]
    File(#[from] CarryError),
    /// The phone has not met the shop yet and cannot tell whose orders these are.
    #[error("the shop is not known yet")]
    NoShop,
    #[error(transparent)]
    Phone(#[from] PlatformError),
}

/// What was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TakenIn {
    fresh: usize,
    /// On this phone already.
    known: usize,
    /// Could not be read and were left out.
    damaged: usize,
}

pub(super) fn shop(state: AppState) -> Option<ShopId> {
    state.catalog.manifest.with_untracked(|m| m.as_ref().map(|manifest| manifest.shop.clone()))
}

/// Gives the file away and says what is in it, or that it did not work.
pub fn give_away_and_say(state: AppState) {
    timer::spawn(async move {
        let words = i18n::phrases_of(state.lang.get_untracked());
        let said = match give_away(state).await {
            Ok(count) => (words.carry.given)(count),
            Err(_) => words.outbox.failed.to_owned(),
        };
        state.say(Toast::plain(said));
    });
}

/// Takes the chosen file in and tells what came of it.
pub fn take_in_and_say(state: AppState, event: Event, told: RwSignal<Told>) {
    timer::spawn(async move {
        let words = &i18n::phrases_of(state.lang.get_untracked()).carry;
        let outcome = match take_in(state, &event).await {
            Ok(None) => return,
            Ok(Some(taken)) => Ok(tell(&taken, words)),
            Err(TakeInError::File(error)) => Err((words.error)(error).to_owned()),
            Err(TakeInError::NoShop) => Err(words.no_shop.to_owned()),
            Err(TakeInError::Phone(_)) => Err(words.phone_trouble.to_owned()),
        };
        told.set(Some(outcome));
    });
}

pub(super) fn tell(taken: &TakenIn, words: &Carry) -> String {
    let mut said = Vec::new();
    if taken.fresh > 0 {
        said.push((words.taken_in)(taken.fresh));
    }
    if taken.known > 0 {
        said.push((words.known)(taken.known));
    }
    if taken.damaged > 0 {
        said.push((words.damaged)(taken.damaged));
    }
    said.join(" ")
}

/// Gives away a file of what this person has not sent yet; says how many commands
/// are in it. They count as sent from here on, before the file leaves (F4).
async fn give_away(state: AppState) -> Result<usize, PlatformError> {
    let shop = shop(state).ok_or(PlatformError::Missing("a catalog"))?;
    let unsent: Vec<OutboxEntry> = state.outbox.with_untracked(|entries| {
        let unsent = entries.iter().filter(|entry| entry.state.is_unsent());
        unsent.take(MAX_CARRIED).cloned().collect()
    });
    if unsent.is_empty() {
        return Ok(0);
    }
    let handed: Vec<_> = unsent.iter().map(|entry| (entry.id, EntryEvent::HandedOut)).collect();
    Outbox.advance(&handed).await?;
    let words = i18n::phrases_of(state.lang.get_untracked());
    let when = |entry: &OutboxEntry| {
        format_date_time(entry.saved_at, offset_minutes(), state.lang.get_untracked())
    };
    let mut summary = vec![words.carry.file_says.to_owned()];
    summary.extend(
        unsent.iter().map(|entry| [(words.outbox.kind)(&entry.kind), ", ", &when(entry)].concat()),
    );
    let now = clock::now();
    let commands: Vec<&str> = unsent.iter().map(|entry| entry.bytes.as_str()).collect();
    let text = carry::pack(&shop, now, &commands, summary);
    let day = now.civil(offset_minutes());
    let name = format!(
        "{}-{:04}-{:02}-{:02}{FILE_ENDING}",
        words.carry.file_name, day.year, day.month, day.day
    );
    file::give_away(&name, &text).await?;
    show::outbox(state).await?;
    Ok(unsent.len())
}

/// Takes in the file just chosen, if one was. When this returns, its orders are
/// saved here too and go to the shop whenever there is a line.
async fn take_in(state: AppState, event: &Event) -> Result<Option<TakenIn>, TakeInError> {
    let most = u32::try_from(MAX_FILE_BYTES + 1).unwrap_or(u32::MAX);
    let Some(bytes) = file::chosen(event, most).await? else { return Ok(None) };
    let shop = shop(state).ok_or(TakeInError::NoShop)?;
    keep(state, carry::unpack(&bytes, &shop)?).await.map(Some)
}

/// Stores what is carried, beside what is here already.
pub(super) async fn keep(state: AppState, carried: Carried) -> Result<TakenIn, TakeInError> {
    let here: Vec<CommandId> =
        Outbox.entries().await.map_err(PlatformError::from)?.iter().map(|entry| entry.id).collect();
    let found = carried.entries.len();
    let mut fresh = carried.entries;
    fresh.retain(|entry| !here.contains(&entry.id));
    if !fresh.is_empty() {
        Outbox.take_in(&fresh).await.map_err(PlatformError::from)?;
        show::outbox(state).await?;
        broadcast::tell(News::Outbox);
        sync_now::soon(state);
    }
    let known = found - fresh.len();
    Ok(TakenIn { fresh: fresh.len(), known, damaged: carried.damaged })
}
