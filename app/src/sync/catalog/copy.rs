//! The phone's own copy: blocks and the changes kept on top of them.

use super::super::api::CallError;
use crate::platform::db::catalog as store;
use crate::platform::{clock, log, timer};
use std::sync::Arc;
use warung_domain::catalog::shard::Shard;
use warung_domain::catalog::{CatalogView, Changes, Directory, Manifest, Need, Standing};
use warung_domain::time::Timestamp;

/// Longest stretch of unpacking between two breaths: a frame is 16 ms, a tap is
/// felt as answered at once within 50.
const STRETCH_MILLIS: i64 = 24;

/// Lays the blocks at hand and the kept changes together.
pub(super) async fn read(
    kept: (Manifest, Directory, Timestamp),
    standing: Standing,
    need: &Need,
    show: &dyn Fn(CatalogView),
) -> Result<CatalogView, CallError> {
    let (manifest, directory, heard_at) = kept;
    let (manifest, directory) = (Arc::new(manifest), Arc::new(directory));
    let mut view = CatalogView::begin(&manifest, &directory, standing, heard_at);
    let mut begun = clock::now().millis();
    let mut order = view.missing();
    while !order.is_empty() {
        // Wanted or not: what is at hand is shown.
        let next = need.next(&view.directory, &order).unwrap_or(0);
        let Some(shard) = block(&order.remove(next).hash).await? else { continue };
        view.add_shard(shard);
        if view.progress.shards == 1 {
            show(view.clone());
        }
        if clock::now().millis() - begun > STRETCH_MILLIS {
            timer::breathe().await;
            begun = clock::now().millis();
        }
    }
    apply_kept(&mut view).await?;
    let missing = view.missing();
    view.measure(&missing, need);
    show(view.clone());
    Ok(view)
}

/// A block at hand, unpacked. A damaged one is thrown away, so that the next
/// round fetches it.
pub(super) async fn block(hash: &str) -> Result<Option<Shard>, CallError> {
    let Some(block) = store::block(hash).await? else { return Ok(None) };
    match Shard::decode(&block, hash) {
        Ok(shard) => Ok(Some(shard)),
        Err(error) => {
            log::warn(&format!("block {hash}: {error}"));
            store::delete_blocks(&[hash.to_owned()]).await?;
            Ok(None)
        }
    }
}

async fn apply_kept(view: &mut CatalogView) -> Result<(), CallError> {
    let rows = store::changes().await?;
    view.heard = rows.len();
    let Standing { epoch, base, .. } = &*view.standing;
    let head = rows.last().map_or(*base, |row| row.rev);
    let kept = Changes { epoch: epoch.clone(), head, horizon: *base, rows, more: false };
    // Rows of another copy were cleared when the phone moved to this one.
    if Arc::make_mut(&mut view.snapshot).apply(&kept).is_err() {
        store::clear_changes().await?;
    }
    Ok(())
}
