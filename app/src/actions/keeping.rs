//! What of the catalog is kept on this phone, as the shopper chooses it. All of it belongs to the
//! later part.

use super::need::{need, wish};
use super::{details, sync_now};
use crate::platform::db::{self, catalog as store};
use crate::platform::{log, network, timer};
use crate::state::{AppState, StorageState, Toast, Wishes};
use leptos::prelude::*;
use warung_domain::catalog::{Appetite, Asked, CatalogView, DearLine, Line, Need, ShardRef, rule};
use warung_domain::ids::CategoryId;

/// Bytes of the catalog: on this phone, and of the whole shop.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sizes {
    pub here: u64,
    pub whole: u64,
}

/// What is wished for. Tracks.
#[must_use]
pub fn wishes(state: AppState) -> Wishes {
    state.wishes.with(|text| Wishes::read(text))
}

/// Whether product pages are whole without a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Described {
    Kept,
    Soon,
    /// There are too many; what is looked at is kept.
    #[default]
    Alone,
}

/// Reads whether long descriptions are on the phone. Not tracked.
pub fn look_for_descriptions(state: AppState, described: RwSignal<Described>) {
    timer::spawn(async move {
        let at_hand = db::details::shards().await.unwrap_or_default();
        described.set(state.catalog.snapshot.with_untracked(|snapshot| {
            let mut shards = snapshot.shards().map(|(shard, _)| shard.block());
            match details::are_kept(snapshot) {
                false => Described::Alone,
                true if shards.all(|hash| at_hand.iter().any(|known| known == hash)) => {
                    Described::Kept
                }
                true => Described::Soon,
            }
        }));
    });
}

/// Reads how much is on the phone. Not tracked.
pub fn look(state: AppState, sizes: RwSignal<Sizes>) {
    timer::spawn(async move {
        let at_hand = store::block_hashes().await.unwrap_or_default();
        let directory = state.catalog.directory.get_untracked();
        let sum = |counts: &dyn Fn(&ShardRef) -> bool| {
            let counted = directory.shards.iter().filter(|shard| counts(shard));
            counted.map(|shard| u64::from(shard.bytes)).sum()
        };
        sizes.set(Sizes {
            here: sum(&|shard| at_hand.contains(&shard.hash)),
            whole: sum(&|_| true),
        });
    });
}

/// What a choice would take on the phone, in bytes. What is in the cart comes on top.
#[must_use]
pub fn size_of(state: AppState, kept: Option<&Vec<CategoryId>>) -> u64 {
    let need = Need { kept: kept.cloned(), ..Need::default() };
    state.catalog.directory.with(|directory| {
        let shards = directory.shards.iter().filter(|shard| need.keeps(directory, shard));
        shards.map(|shard| u64::from(shard.bytes)).sum()
    })
}

/// Keeps what was chosen from now on: what is not among it leaves the phone, what is missing is
/// fetched. Without a line the rest stays on screen until the shop is closed.
pub fn choose(state: AppState, kept: Option<Vec<CategoryId>>) {
    wish(state, |wishes| wishes.kept = kept);
    timer::spawn(async move {
        let words = crate::i18n::phrases_of(state.lang.get_untracked());
        let words = match prune(state).await {
            Ok(()) => words.keeping.done,
            Err(error) => {
                log::warn(&format!("catalog: {error}"));
                words.keeping.failed
            }
        };
        if state.storage.get_untracked() == StorageState::NoRoom {
            state.storage.set(StorageState::Usable);
        }
        state.say(Toast::plain(words));
        sync_now::catalog_now(state);
    });
}

async fn prune(state: AppState) -> Result<(), crate::platform::PlatformError> {
    let directory = state.catalog.directory.get_untracked();
    let need = need(state);
    let leaves = |hash: &String| {
        let listed = directory.shards.iter().find(|shard| shard.hash == *hash);
        listed.is_some_and(|shard| !need.keeps(&directory, shard))
    };
    let at_hand = store::block_hashes().await?;
    let leaving: Vec<String> = at_hand.into_iter().filter(leaves).collect();
    store::delete_blocks(&leaving).await
}

/// Sets what to do on a line that is metered or spared.
pub fn choose_rule(state: AppState, rule: DearLine) {
    wish(state, |wishes| {
        wishes.dear_line = Some(rule);
        wishes.asked = Asked::Nothing;
    });
    sync_now::catalog_now(state);
}

/// What is done on such a line. Where the shopper has chosen nothing, a spared line is asked about;
/// a metered one is used. Tracks.
#[must_use]
pub fn dear_line(state: AppState) -> DearLine {
    let chosen = wishes(state).dear_line;
    let line = match network::line() {
        Line::Free => Line::Spared,
        dear => dear,
    };
    rule(chosen, line)
}

/// Stops the download until told to go on, or goes on in spite of everything.
pub fn ask(state: AppState, asked: Asked) {
    wish(state, |wishes| wishes.asked = asked);
    sync_now::catalog_now(state);
}

/// How the download stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Download {
    /// Everything that is kept is here.
    Done,
    Going,
    Paused,
    /// The line is spared, and nobody has said yet that it may be used.
    Asking,
    /// The line is spared, and stays so.
    Sparing,
}

/// How the download stands, and how many bytes are still to come. Tracks.
#[must_use]
pub fn download(state: AppState) -> (Download, u64) {
    state.catalog.progress.track();
    let wishes = wishes(state);
    let missing = lacking(state);
    let bytes = missing.iter().map(|shard| u64::from(shard.bytes)).sum();
    let stands = match (missing.is_empty(), wishes.asked) {
        (true, _) => Download::Done,
        (_, Asked::Pause) => Download::Paused,
        (_, Asked::Fetch) => Download::Going,
        (_, Asked::Nothing) => match rule(wishes.dear_line, network::line()) {
            DearLine::Everything => Download::Going,
            DearLine::Ask => Download::Asking,
            DearLine::OnlyLookedAt => Download::Sparing,
        },
    };
    (stands, bytes)
}

/// What is to be kept and is not here. Tracks the catalog.
fn lacking(state: AppState) -> Vec<ShardRef> {
    let need = Need { appetite: Appetite::Kept, ..need(state) };
    let mut missing = missing(state);
    let directory = state.catalog.directory.get_untracked();
    missing.retain(|shard| need.keeps(&directory, shard));
    missing
}

/// Every shard that is not here: all of them where the copy was let go of and the next one has not
/// begun. Tracks the catalog.
#[must_use]
pub fn missing(state: AppState) -> Vec<ShardRef> {
    state.catalog.snapshot.track();
    let view: Option<CatalogView> = state.catalog.shown();
    view.map_or_else(|| state.catalog.directory.get().shards.clone(), |view| view.missing())
}
