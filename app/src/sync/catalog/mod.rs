//! The catalog's way to the phone: manifest, directory, shards, changes.
//!
//! Everything received is verified before it is used: the manifest by the
//! shop's signature, directory and shards by their hashes. A cut at any point leaves blocks
//! that are whole and named by their content, so the next round goes on where
//! this one stopped. [`copy`] reads what is on the phone, [`fetch`] brings what
//! is not; here is when to do which.

mod copy;
mod fetch;
mod manifest;

pub use manifest::known_keys;

use super::api::{self, CallError};
use crate::platform::clock;
use crate::platform::db::catalog as store;
use std::sync::Arc;
use warung_domain::catalog::{ApplyError, CatalogView, Course, Standing};
use warung_domain::ids::CategoryId;

/// What the phone already has, without any network; shown part by part, what is
/// looked at first.
pub async fn open(
    looked_at: Option<&CategoryId>,
    show: impl Fn(CatalogView),
) -> Result<bool, CallError> {
    let Some(kept) = manifest::kept().await? else { return Ok(false) };
    let Some(standing) = store::standing().await? else { return Ok(false) };
    let view = copy::read(kept, standing, looked_at, &show).await?;
    clock::mark("catalog.open");
    Ok(view.progress.is_complete())
}

/// One round with the server: manifest, missing shards, changes. `shown` is
/// what is in memory already; only what it lacks is read or fetched. `show` is
/// called for every state worth showing, the last of which is up to date.
pub async fn refresh(
    shown: Option<CatalogView>,
    looked_at: Option<&CategoryId>,
    show: impl Fn(CatalogView),
) -> Result<(), CallError> {
    let heard = manifest::hear(shown.as_ref()).await?;
    let whole = shown.filter(|known| known.progress.is_complete());
    let mut view = match whole {
        Some(mut known) if is_near(&known, &heard) => {
            heard.keep().await?;
            known.manifest = heard.manifest;
            known.directory = heard.directory;
            known.heard_at = heard.at;
            show(known.clone());
            known
        }
        Some(_) => fetch::in_place_of_another(&heard, &show).await?,
        None => fetch::from_nothing(&heard, looked_at, &show).await?,
    };
    hear_changes(&mut view, &show).await
}

/// Whether a whole copy comes up to date by hearing changes.
fn is_near(known: &CatalogView, heard: &manifest::Heard) -> bool {
    let revision = known.snapshot.revision();
    known.standing.course(&heard.manifest, revision, known.heard) == Course::HearChanges
}

async fn hear_changes(
    view: &mut CatalogView,
    show: &impl Fn(CatalogView),
) -> Result<(), CallError> {
    let mut touched = false;
    while view.snapshot.revision() < view.manifest.head {
        let changes = api::changes(view.snapshot.revision()).await?;
        match Arc::make_mut(&mut view.snapshot).apply(&changes) {
            Ok(()) => store::put_changes(&changes.rows).await?,
            // The next round reads the new manifest and begins from shards.
            Err(ApplyError::NewEpoch | ApplyError::BeyondHorizon) => break,
        }
        view.heard += changes.rows.len();
        touched = true;
        if !changes.more {
            break;
        }
    }
    if touched {
        show(view.clone());
    }
    Ok(())
}

/// Forgets blocks that a copy does not stand on.
fn stale(standing: &Standing, at_hand: Vec<String>) -> Vec<String> {
    at_hand.into_iter().filter(|hash| !standing.shards.contains(hash)).collect()
}
