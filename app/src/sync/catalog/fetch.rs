//! Bringing shards: what is looked at first and alone, because on a slow line
//! whatever travels beside it delays it, then as many beside each other as the
//! line has shown that it carries.

use super::super::api::{self, CallError};
use super::manifest::Heard;
use super::{copy, kept, stale};
use crate::platform::db::catalog as store;
use crate::platform::{clock, log, timer};
use std::collections::VecDeque;
use warung_domain::catalog::shard::Shard;
use warung_domain::catalog::{CatalogView, Lanes, Need, ShardRef, Standing};
use warung_phone::line::LineError;

/// So many bytes are written in one transaction; each has a price of its own.
const WRITTEN_AT_ONCE: usize = 1024 * 1024;

/// Every page that shows the catalog is computed anew when it is shown: not more
/// often than this while it arrives, in milliseconds.
const SHOWN_EVERY_MILLIS: i64 = 400;

/// An empty copy of what the shop has now, for a phone that has none.
pub(super) async fn from_nothing(
    heard: &Heard,
    show: &dyn Fn(CatalogView),
) -> Result<CatalogView, CallError> {
    let standing = Standing::on(&heard.manifest, &heard.directory);
    kept(store::begin(&heard.stored, heard.came.as_deref(), &standing).await)?;
    let view = CatalogView::begin(&heard.manifest, &heard.directory, standing, heard.at);
    if view.is_whole() {
        // A shop that sells nothing yet.
        show(view.clone());
        clock::mark("catalog.complete");
    }
    Ok(view)
}

/// Makes a new copy while another stays on screen and on the phone until the new
/// one is there.
pub(super) async fn in_place_of_another(
    heard: &Heard,
    need: &dyn Fn() -> Need,
    show: &dyn Fn(CatalogView),
) -> Result<CatalogView, CallError> {
    let standing = Standing::on(&heard.manifest, &heard.directory);
    let mut view = CatalogView::begin(&heard.manifest, &heard.directory, standing, heard.at);
    gather(&mut view, need, &mut |_, _| {}).await?;
    let stale = stale(&view.standing, store::block_hashes().await?);
    kept(store::move_to(&heard.stored, heard.came.as_deref(), &view.standing, &stale).await)?;
    show(view.clone());
    Ok(view)
}

/// Brings what a copy still lacks, showing what arrives. What it has, it keeps
/// and goes on with.
pub(super) async fn fill(
    view: &mut CatalogView,
    need: &dyn Fn() -> Need,
    show: &dyn Fn(CatalogView),
) -> Result<(), CallError> {
    if view.is_whole() {
        return Ok(());
    }
    let mut shown_at = 0;
    let had = view.progress;
    let mut arrived = |view: &CatalogView, shard: &ShardRef| {
        let now = clock::now().millis();
        let is_looked_at = need().looks_at(shard);
        let is_first = view.progress.shards == 1;
        if is_first || is_looked_at || now - shown_at > SHOWN_EVERY_MILLIS {
            show(view.clone());
            shown_at = now;
        }
        if view.progress.shards == 1 {
            clock::mark("catalog.first-page");
        }
    };
    let gathered = gather(view, need, &mut arrived).await;
    if view.progress != had {
        show(view.clone());
    }
    gathered?;
    if view.progress.shards > had.shards {
        clock::mark("catalog.complete");
        let stale = stale(&view.standing, store::block_hashes().await?);
        kept(store::delete_blocks(&stale).await)?;
    }
    Ok(())
}

/// Adds every shard that is wanted: what is at hand, then what is not.
async fn gather(
    view: &mut CatalogView,
    need: &dyn Fn() -> Need,
    arrived: &mut dyn FnMut(&CatalogView, &ShardRef),
) -> Result<(), CallError> {
    let at_hand = store::block_hashes().await?;
    let mut missing = view.missing();
    view.measure(&missing, &need());
    let mut at = 0;
    while let Some(reference) = missing.get(at) {
        let found = match at_hand.contains(&reference.hash) {
            true => copy::block(&reference.hash).await?,
            false => None,
        };
        match found {
            Some(shard) => {
                let reference = missing.remove(at);
                view.add_shard(shard);
                arrived(view, &reference);
                timer::breathe().await;
            }
            None => at += 1,
        }
    }
    let mut unwritten = Vec::new();
    let brought = bring(view, &mut missing, need, &mut unwritten, arrived).await;
    // What came before the line broke need not come again.
    write(&mut unwritten).await;
    view.measure(&missing, &need());
    brought
}

async fn bring(
    view: &mut CatalogView,
    missing: &mut Vec<ShardRef>,
    need: &dyn Fn() -> Need,
    unwritten: &mut Vec<(String, Vec<u8>)>,
    arrived: &mut dyn FnMut(&CatalogView, &ShardRef),
) -> Result<(), CallError> {
    let mut lanes = Lanes::ONE;
    let mut under_way = VecDeque::new();
    let mut broken = Ok(());
    loop {
        // The shopper may have gone elsewhere meanwhile, or want no more.
        while broken.is_ok()
            && under_way.len() < lanes.count()
            && let Some(next) = need().next(&view.directory, missing)
        {
            under_way.push_back(set_out(missing.remove(next)));
        }
        let Some((reference, arrival)) = under_way.pop_front() else { break };
        match unpack(&reference.hash, arrival.await) {
            Ok((shard, block, millis)) => {
                let next = missing.first().map_or(0, |next| next.bytes);
                lanes = lanes.after(reference.bytes, millis, next);
                view.add_shard(shard);
                view.measure(missing, &need());
                arrived(view, &reference);
                unwritten.push((reference.hash, block));
            }
            // What is under way beside it may come all the same.
            Err(error) => {
                missing.push(reference);
                broken = broken.and(Err(error));
            }
        }
        if unwritten.iter().map(|(_, block)| block.len()).sum::<usize>() > WRITTEN_AT_ONCE {
            write(unwritten).await;
        }
    }
    broken
}

/// The bytes of a shard, and how many milliseconds they took.
type Arrived = Result<(Vec<u8>, u64), CallError>;

/// Asks for a shard; it travels while others are unpacked.
fn set_out(reference: ShardRef) -> (ShardRef, impl Future<Output = Option<Arrived>>) {
    let hash = reference.hash.clone();
    let arrival = timer::begin(async move {
        let begun = clock::now().millis();
        let block = api::shard(&hash).await?;
        let millis = u64::try_from(clock::now().millis() - begun).unwrap_or(0);
        Ok((block, millis))
    });
    (reference, arrival)
}

fn unpack(hash: &str, arrived: Option<Arrived>) -> Result<(Shard, Vec<u8>, u64), CallError> {
    let (block, millis) = arrived.ok_or(LineError::Unreachable)??;
    let shard = Shard::decode(&block, hash).map_err(|error| {
        log::warn(&format!("shard {hash}: {error}"));
        LineError::NotTheShop
    })?;
    Ok((shard, block, millis))
}

/// Keeps blocks, or as many as fit. A phone without room shops on with what is
/// in memory.
async fn write(blocks: &mut Vec<(String, Vec<u8>)>) {
    let blocks = std::mem::take(blocks);
    if store::put_blocks(&blocks).await.is_ok() {
        return;
    }
    for block in blocks.chunks(1) {
        let put = store::put_blocks(block).await;
        if put.is_err() {
            // Any trouble but a full phone shows in the next round.
            let _ = kept(put);
            return;
        }
    }
}
