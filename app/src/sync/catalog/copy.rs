//! The phone's own copy: blocks and the changes kept on top of them.

use super::super::api::CallError;
use crate::platform::db::catalog as store;
use crate::platform::{clock, log, timer};
use std::sync::Arc;
use warung_domain::catalog::shard::Shard;
use warung_domain::catalog::{CatalogView, Changes, Directory, Manifest, Standing};
use warung_domain::ids::CategoryId;
use warung_domain::time::Timestamp;

/// Longest stretch of unpacking between two breaths: a frame is 16 ms, a tap is
/// felt as answered at once within 50.
const STRETCH_MILLIS: i64 = 24;

/// Lays the blocks at hand and the kept changes together.
pub(super) async fn read(
    kept: (Manifest, Directory, Timestamp),
    standing: Standing,
    looked_at: Option<&CategoryId>,
    show: &impl Fn(CatalogView),
) -> Result<CatalogView, CallError> {
    let (manifest, directory, heard_at) = kept;
    let (manifest, directory) = (Arc::new(manifest), Arc::new(directory));
    let order = order_of_reading(&directory, &standing, looked_at);
    let mut view = CatalogView::begin(&manifest, &directory, standing, heard_at);
    let mut begun = clock::now().millis();
    for hash in order {
        let Some(shard) = block(&hash).await? else { continue };
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

/// What is looked at first, as far as the directory knows the copy's shards.
fn order_of_reading(
    directory: &Directory,
    standing: &Standing,
    looked_at: Option<&CategoryId>,
) -> Vec<String> {
    let listed = directory.in_order_of_need(looked_at).into_iter().map(|shard| &shard.hash);
    let mut order: Vec<String> =
        listed.filter(|hash| standing.shards.contains(hash)).cloned().collect();
    let unlisted: Vec<String> =
        standing.shards.iter().filter(|hash| !order.contains(hash)).cloned().collect();
    order.extend(unlisted);
    order
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
