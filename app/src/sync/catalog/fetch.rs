//! Bringing shards: what is looked at first and alone, because on a slow line
//! whatever travels beside it delays it, then several at once.

use super::super::api::{self, CallError};
use super::manifest::Heard;
use super::{copy, stale};
use crate::platform::db::catalog as store;
use crate::platform::{clock, log, timer};
use std::collections::VecDeque;
use std::sync::Arc;
use warung_domain::catalog::shard::Shard;
use warung_domain::catalog::{CatalogView, ShardRef, Standing};
use warung_domain::ids::CategoryId;
use warung_phone::line::LineError;

/// Shards under way at once on a line that is not slow.
const LANES: usize = 4;

/// A shard that is waited for longer says that the line is slow, in milliseconds.
const SLOW_MILLIS: i64 = 1_000;

/// So many bytes are written in one transaction; each has a price of its own.
const WRITTEN_AT_ONCE: usize = 1024 * 1024;

/// Every page that shows the catalog is computed anew when it is shown: not more
/// often than this while it arrives, in milliseconds.
const SHOWN_EVERY_MILLIS: i64 = 400;

/// Fills a phone that has nothing whole, showing what arrives.
pub(super) async fn from_nothing(
    heard: &Heard,
    looked_at: Option<&CategoryId>,
    show: &impl Fn(CatalogView),
) -> Result<CatalogView, CallError> {
    let standing = Standing::on(&heard.manifest, &heard.directory);
    store::begin(&heard.stored, heard.came.as_deref(), &standing).await?;
    let mut view = CatalogView::begin(&heard.manifest, &heard.directory, standing, heard.at);
    let mut shown_at = 0;
    let arrived = |view: &CatalogView, shard: &ShardRef| {
        let now = clock::now().millis();
        let is_looked_at = looked_at.is_some_and(|id| shard.categories.contains(id));
        let is_first = view.progress.shards == 1;
        if is_first || is_looked_at || now - shown_at > SHOWN_EVERY_MILLIS {
            show(view.clone());
            shown_at = now;
        }
        if view.progress.shards == 1 {
            clock::mark("catalog.first-page");
        }
    };
    gather(&mut view, looked_at, arrived).await?;
    show(view.clone());
    clock::mark("catalog.complete");
    let stale = stale(&view.standing, store::block_hashes().await?);
    store::delete_blocks(&stale).await?;
    Ok(view)
}

/// Makes a new copy while another, which is whole, stays on screen and on the
/// phone until the new one is.
pub(super) async fn in_place_of_another(
    heard: &Heard,
    show: &impl Fn(CatalogView),
) -> Result<CatalogView, CallError> {
    let standing = Standing::on(&heard.manifest, &heard.directory);
    let mut view = CatalogView::begin(&heard.manifest, &heard.directory, standing, heard.at);
    gather(&mut view, None, |_, _| {}).await?;
    let stale = stale(&view.standing, store::block_hashes().await?);
    store::move_to(&heard.stored, heard.came.as_deref(), &view.standing, &stale).await?;
    show(view.clone());
    Ok(view)
}

/// Adds every shard: what is at hand, then what is not.
async fn gather(
    view: &mut CatalogView,
    looked_at: Option<&CategoryId>,
    mut arrived: impl FnMut(&CatalogView, &ShardRef),
) -> Result<(), CallError> {
    let directory = Arc::clone(&view.directory);
    let at_hand = store::block_hashes().await?;
    let mut missing = Vec::new();
    for reference in directory.in_order_of_need(looked_at) {
        let found = match at_hand.contains(&reference.hash) {
            true => copy::block(&reference.hash).await?,
            false => None,
        };
        match found {
            Some(shard) => {
                view.add_shard(shard);
                arrived(view, reference);
                timer::breathe().await;
            }
            None => missing.push(reference),
        }
    }
    let mut unwritten = Vec::new();
    let brought = bring(view, missing, &mut unwritten, arrived).await;
    // What came before the line broke need not come again.
    write(&mut unwritten).await;
    brought
}

async fn bring(
    view: &mut CatalogView,
    missing: Vec<&ShardRef>,
    unwritten: &mut Vec<(String, Vec<u8>)>,
    mut arrived: impl FnMut(&CatalogView, &ShardRef),
) -> Result<(), CallError> {
    let mut waiting = missing.into_iter();
    let mut under_way: VecDeque<_> = waiting.next().map(set_out).into_iter().collect();
    while let Some((reference, arrival)) = under_way.pop_front() {
        let hash = &reference.hash;
        let begun = clock::now().millis();
        let block = arrival.await.ok_or(LineError::Unreachable)??;
        let waited = clock::now().millis() - begun;
        let shard = Shard::decode(&block, hash).map_err(|error| {
            log::warn(&format!("shard {hash}: {error}"));
            LineError::NotTheShop
        })?;
        let lanes = if waited > SLOW_MILLIS { 1 } else { LANES };
        while under_way.len() < lanes
            && let Some(next) = waiting.next()
        {
            under_way.push_back(set_out(next));
        }
        view.add_shard(shard);
        arrived(view, reference);
        unwritten.push((hash.clone(), block));
        if unwritten.iter().map(|(_, block)| block.len()).sum::<usize>() > WRITTEN_AT_ONCE {
            write(unwritten).await;
        }
    }
    Ok(())
}

/// Asks for a shard; it travels while others are unpacked.
fn set_out(
    reference: &ShardRef,
) -> (&ShardRef, impl Future<Output = Option<Result<Vec<u8>, CallError>>> + use<>) {
    let hash = reference.hash.clone();
    (reference, timer::begin(async move { api::shard(&hash).await }))
}

/// Keeps blocks. A phone without room shops on with what is in memory.
async fn write(blocks: &mut Vec<(String, Vec<u8>)>) {
    if let Err(error) = store::put_blocks(&std::mem::take(blocks)).await {
        log::warn(&format!("blocks could not be kept: {error}"));
    }
}
