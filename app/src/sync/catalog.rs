//! The catalog's way to the phone: manifest, shards, changes.
//!
//! Everything received is verified before it is used: the manifest by the
//! shop's signature, each shard by its hash. A cut at any point leaves blocks
//! that are whole and named by their content, so the next round goes on where
//! this one stopped.

use super::api::{self, CallError, ManifestAnswer};
use crate::platform::db::catalog as store;
use crate::platform::db::catalog::StoredManifest;
use crate::platform::db::shop as shop_store;
use crate::platform::{clock, log, timer};
use std::sync::Arc;
use warung_domain::catalog::shard::Shard;
use warung_domain::catalog::{ApplyError, CatalogView, Changes, Manifest};
use warung_domain::jws::{JwsError, KeySet, verify_shop};
use warung_domain::protocol::MANIFEST_TYP;
use warung_domain::time::Timestamp;
use warung_phone::line::LineError;

fn open_manifest(jws: &str, keys: &KeySet) -> Result<Manifest, CallError> {
    let payload = verify_shop(jws, MANIFEST_TYP, keys)?;
    warung_domain::json::read(&payload).map_err(|_| JwsError::Payload.into())
}

/// The shop's keys as kept on the phone; asked for when there are none.
async fn keys() -> Result<KeySet, CallError> {
    match shop_store::keys().await? {
        Some(keys) => Ok(keys),
        None => renew_keys().await,
    }
}

async fn renew_keys() -> Result<KeySet, CallError> {
    let keys = api::keys().await?;
    shop_store::put_fact(shop_store::Fact::Keys, &keys).await?;
    Ok(keys)
}

/// The keys kept on the phone, for verifying receipts without a line.
pub async fn known_keys() -> KeySet {
    shop_store::keys().await.ok().flatten().unwrap_or_default()
}

/// What the phone already has, without any network; shown part by part.
pub async fn open(show: impl Fn(CatalogView)) -> Result<bool, CallError> {
    let Some(stored) = store::manifest().await? else { return Ok(false) };
    let Some(keys) = shop_store::keys().await? else { return Ok(false) };
    let manifest = Arc::new(open_manifest(&stored.jws, &keys)?);
    let view = assemble(&manifest, stored.heard_at, &show).await?;
    clock::mark("catalog.open");
    Ok(view.progress.is_complete())
}

/// Lays the blocks at hand and the stored changes together.
async fn assemble(
    manifest: &Arc<Manifest>,
    heard_at: Timestamp,
    show: &impl Fn(CatalogView),
) -> Result<CatalogView, CallError> {
    let mut view = CatalogView::begin(manifest, heard_at);
    for reference in &manifest.shards {
        let Some(block) = store::block(&reference.hash).await? else { continue };
        match Shard::decode(&block, &reference.hash) {
            Ok(shard) => view.add_shard(shard),
            // A damaged block is fetched again by the next refresh.
            Err(error) => {
                log::warn(&format!("block {}: {error}", reference.hash));
                store::delete_blocks(std::slice::from_ref(&reference.hash)).await?;
            }
        }
        if view.progress.shards == 1 {
            show(view.clone());
        }
        timer::breathe().await;
    }
    let rows = store::changes().await?;
    let head = rows.last().map_or(manifest.base, |row| row.rev);
    let kept =
        Changes { epoch: manifest.epoch.clone(), head, horizon: manifest.base, rows, more: false };
    // Rows of an older epoch were cleared when the new manifest was stored.
    if Arc::make_mut(&mut view.snapshot).apply(&kept).is_err() {
        store::clear_changes().await?;
    }
    show(view.clone());
    Ok(view)
}

/// One round with the server: manifest, missing shards, changes. `shown` is
/// what is in memory already; only what it lacks is read or fetched. `show` is
/// called for every state worth showing, the last of which is up to date.
pub async fn refresh(
    shown: Option<CatalogView>,
    show: impl Fn(CatalogView),
) -> Result<(), CallError> {
    let stored = store::manifest().await?;
    let etag = stored.as_ref().and_then(|known| known.etag.as_deref());
    let heard_at = clock::now();
    let (jws, etag) = match (api::manifest(etag).await?, &stored) {
        (ManifestAnswer::New { jws, etag }, _) => (jws, etag),
        (ManifestAnswer::Unchanged, Some(known)) => (known.jws.clone(), known.etag.clone()),
        (ManifestAnswer::Unchanged, None) => return Err(LineError::NotTheShop.into()),
    };
    let manifest = Arc::new(open_manifest_asking(&jws).await?);
    let before = stored.and_then(|known| claims(&known.jws));
    if before.is_some_and(|old| old.epoch != manifest.epoch || old.base != manifest.base) {
        // The new shards contain every change kept so far, or another epoch does.
        store::clear_changes().await?;
    }
    store::put_manifest(&StoredManifest { jws, etag, heard_at }).await?;

    let mut view = match shown {
        Some(mut known) if known.stands_on(&manifest) => {
            known.manifest = manifest;
            known.heard_at = heard_at;
            show(known.clone());
            known
        }
        _ => {
            let mut view = assemble(&manifest, heard_at, &show).await?;
            fetch_missing(&mut view, &show).await?;
            clock::mark("catalog.complete");
            view
        }
    };
    fetch_changes(&mut view, &show).await
}

/// Verifies a manifest; the shop may have changed its key since we last asked.
async fn open_manifest_asking(jws: &str) -> Result<Manifest, CallError> {
    match open_manifest(jws, &keys().await?) {
        Err(CallError::Signature(JwsError::UnknownKey(_))) => {
            open_manifest(jws, &renew_keys().await?)
        }
        other => other,
    }
}

/// The claims of a manifest that was verified when it was stored.
fn claims(jws: &str) -> Option<Manifest> {
    let payload = warung_domain::jws::split_compact(jws).ok()?.payload;
    warung_domain::json::read(&warung_domain::jws::unb64(payload).ok()?).ok()
}

async fn fetch_missing(
    view: &mut CatalogView,
    show: &impl Fn(CatalogView),
) -> Result<(), CallError> {
    let manifest = Arc::clone(&view.manifest);
    let at_hand = store::block_hashes().await?;
    let missing = manifest.shards.iter().filter(|shard| !at_hand.contains(&shard.hash));
    for reference in missing {
        let block = api::shard(&reference.hash).await?;
        let shard = Shard::decode(&block, &reference.hash).map_err(|error| {
            log::warn(&format!("shard {}: {error}", reference.hash));
            LineError::NotTheShop
        })?;
        store::put_block(&reference.hash, &block).await?;
        view.add_shard(shard);
        show(view.clone());
        if view.progress.shards == 1 {
            clock::mark("catalog.first-page");
        }
        timer::breathe().await;
    }
    let named = |hash: &String| manifest.shards.iter().any(|shard| shard.hash == *hash);
    let stale: Vec<String> = at_hand.iter().filter(|hash| !named(hash)).cloned().collect();
    if !stale.is_empty() {
        store::delete_blocks(&stale).await?;
    }
    Ok(())
}

async fn fetch_changes(
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
