//! The catalog's way to the phone: manifest, directory, shards, changes.
//!
//! Everything received is verified before it is used: the manifest by the
//! shop's signature, directory and shards by their hashes. A cut at any point
//! leaves blocks that are whole and named by their content, so the next round
//! goes on where this one stopped, on the shards it began with for as long as
//! the shop has them. A phone without room keeps what fits and shops on with
//! what is in memory. [`copy`] reads what is on the phone, [`fetch`] brings what
//! is not, [`audit`] compares the outcome with the shop's; here is when to do which.

mod audit;
mod copy;
mod fetch;
mod manifest;

pub use audit::compare;
pub use manifest::known_keys;

use super::api::{self, CallError};
use crate::later::{Work, in_later_part};
use crate::platform::db::catalog as store;
use crate::platform::db::trouble::{self, Trouble};
use crate::platform::{PlatformError, clock, log};
use std::sync::Arc;
use warung_domain::catalog::{CatalogView, ChangeRow, Course, Need, Standing};
use warung_phone::batch::Occasion;
use warung_phone::line::LineError;

/// What the phone already has, without any network; shown part by part, what is
/// looked at first.
pub async fn open(need: &Need, show: &dyn Fn(CatalogView)) -> Result<(), CallError> {
    let Some(kept) = manifest::kept().await? else { return Ok(()) };
    let Some(standing) = store::standing().await? else { return Ok(()) };
    copy::read(kept, standing, need, show).await?;
    clock::mark("catalog.open");
    Ok(())
}

/// One round with the server: manifest, missing shards, changes. `shown` is
/// what is in memory already; only what it lacks is read or fetched. `need` is
/// asked again before every shard. `show` is called for every state worth
/// showing, the last of which is up to date.
pub async fn refresh(
    mut shown: Option<CatalogView>,
    occasion: Occasion,
    need: &dyn Fn() -> Need,
    show: &dyn Fn(CatalogView),
) -> Result<(), CallError> {
    // Where news are likely they are on screen with the first answer; by the clock
    // there are mostly none, and the manifest says so in fewer bytes.
    if let (Some(known), Occasion::LineMayBeBack) = (&mut shown, occasion) {
        hear_changes(known, show).await?;
    }
    let heard = manifest::hear(shown.as_ref()).await?;
    let mut view = match shown {
        Some(mut known) if is_near(&known, &heard) => {
            heard.keep().await?;
            known.manifest = Arc::clone(&heard.manifest);
            known.directory = Arc::clone(&heard.directory);
            known.heard_at = heard.at;
            show(known.clone());
            known
        }
        Some(_) => fetch::in_place_of_another(&heard, need, show).await?,
        None => fetch::from_nothing(&heard, show).await?,
    };
    match fetch::fill(&mut view, need, show).await {
        // The shop no longer has the shards this copy was begun with.
        Err(CallError::Line(LineError::Refused(_)))
            if view.standing.base != heard.manifest.base =>
        {
            view = fetch::in_place_of_another(&heard, need, show).await?;
        }
        outcome => outcome?,
    }
    if view.snapshot.revision() < view.manifest.head {
        hear_changes(&mut view, show).await?;
    }
    audit::mend(&view, &need(), show).await
}

/// Whether a copy comes up to date by hearing changes.
fn is_near(known: &CatalogView, heard: &manifest::Heard) -> bool {
    let revision = known.snapshot.revision();
    known.standing.course(&heard.manifest, revision, known.heard) == Course::HearChanges
}

/// Hears what the shop has changed since, and shows each answer at once.
async fn hear_changes(view: &mut CatalogView, show: &dyn Fn(CatalogView)) -> Result<(), CallError> {
    loop {
        let since = view.snapshot.revision();
        let changes = api::changes(since).await?;
        if changes.rows.is_empty() && changes.head <= since {
            return Ok(());
        }
        // Of another epoch, or from beyond the horizon: the manifest tells where to begin.
        if Arc::make_mut(&mut view.snapshot).apply(&changes).is_err() {
            return Ok(());
        }
        view.heard += changes.rows.len();
        show(view.clone());
        let span = (since, view.snapshot.revision());
        // What is not kept is heard again at the next start.
        if let Ok(work) = keep(changes.rows, Arc::clone(&view.standing), span).await {
            work.await;
        }
        if !changes.more {
            return Ok(());
        }
    }
}

in_later_part! {
    /// Keeps changes on top of the shards they were heard for.
    fn keep(rows: Vec<ChangeRow>, standing: Arc<Standing>, span: (u64, u64)) -> Work {
        Box::pin(async move {
            let put = store::put_changes(&rows, &standing, span).await;
            if let Err(error) = kept(put.map(drop)) {
                log::warn(&format!("changes: {error}"));
            }
        })
    }
}

/// Forgets blocks that a copy does not stand on.
fn stale(standing: &Standing, at_hand: Vec<String>) -> Vec<String> {
    at_hand.into_iter().filter(|hash| !standing.shards.contains(hash)).collect()
}

/// What came of keeping something. Where there is no room the shop goes on
/// with what is in memory, and the person is told.
fn kept(outcome: Result<(), PlatformError>) -> Result<(), CallError> {
    match outcome {
        Err(PlatformError::Quota) => {
            trouble::tell(Trouble::NoRoom);
            Ok(())
        }
        other => Ok(other?),
    }
}
