//! Long descriptions beside the catalog: of a small one all of them, so that every product page is
//! whole without a line (C18). A large one's come when they are looked at. All of it belongs to the
//! later part.

use super::need::need;
use crate::platform::db::catalog;
use crate::platform::db::details::{self, KnownAt};
use crate::platform::{PlatformError, log};
use crate::state::AppState;
use crate::sync::api::{self, CallError};
use std::cell::Cell;
use warung_domain::catalog::{Appetite, CatalogSnapshot, CatalogView, Change, ProductDetail};
use warung_domain::ids::ProductId;
use warung_phone::line::LineError;

/// Up to so many products; their descriptions are some five megabytes on the phone and a tenth of
/// that on the way.
const MOST_PRODUCTS: usize = 5_000;

thread_local! {
    static GOING: Cell<bool> = const { Cell::new(false) };
}

/// Whether descriptions are kept of all that is here.
#[must_use]
pub fn are_kept(snapshot: &CatalogSnapshot) -> bool {
    snapshot.len() <= MOST_PRODUCTS
}

/// Forgets what was rewritten, and fetches what is missing while the line may be used for that.
pub async fn keep(state: AppState) -> Result<(), CallError> {
    if GOING.replace(true) {
        return Ok(());
    }
    let kept = keep_up(state).await;
    GOING.set(false);
    kept
}

async fn keep_up(state: AppState) -> Result<(), CallError> {
    let Some(view) = state.catalog.shown() else { return Ok(()) };
    let now = KnownAt { base: view.standing.base, revision: view.snapshot.revision() };
    forget_rewritten(&view, now).await?;
    let mut wanted: Vec<&str> = match are_kept(&view.snapshot) {
        true => view.snapshot.shards().map(|(shard, _)| shard.block()).collect(),
        false => Vec::new(),
    };
    let at_hand = details::shards().await?;
    let stale = at_hand.iter().filter(|hash| !wanted.contains(&hash.as_str()));
    let stale: Vec<String> = stale.cloned().collect();
    if !stale.is_empty() {
        details::forget(&[], &stale, now).await?;
    }
    wanted.retain(|hash| !at_hand.iter().any(|known| known == hash));
    for hash in wanted {
        if need(state).appetite != Appetite::Kept {
            break;
        }
        bring(hash).await?;
    }
    Ok(())
}

/// A description is rewritten with its product, or by a new packing that was not heard row by row.
async fn forget_rewritten(view: &CatalogView, now: KnownAt) -> Result<(), PlatformError> {
    match details::known_at().await? {
        Some(known) if known == now => Ok(()),
        Some(known) if known.base == now.base && known.revision < now.revision => {
            let products = rewritten_since(view, known.revision).await?;
            let shards = view.snapshot.shards().map(|(shard, _)| shard);
            let shards = shards
                .filter(|shard| products.iter().any(|id| shard.find(id.as_str()).is_some()))
                .map(|shard| shard.block().to_owned());
            details::forget(&products, &shards.collect::<Vec<_>>(), now).await
        }
        _ => details::forget_all(now).await,
    }
}

async fn rewritten_since(
    view: &CatalogView,
    revision: u64,
) -> Result<Vec<ProductId>, PlatformError> {
    // Mostly nothing but prices and stock has moved.
    if view.snapshot.changed().next().is_none() {
        return Ok(Vec::new());
    }
    let heard = catalog::changes().await?.into_iter();
    let rewritten =
        heard.filter(|row| row.rev > revision && matches!(row.change, Change::Upsert { .. }));
    Ok(rewritten.map(|row| row.id).collect())
}

async fn bring(shard: &str) -> Result<(), CallError> {
    let bytes = match api::shard_details(shard).await {
        // One the shop has packed anew since; what is looked at comes alone.
        Err(CallError::Line(LineError::Refused(_))) => return Ok(()),
        outcome => outcome?,
    };
    if let Err(error) = warung_domain::json::read::<Vec<ProductDetail>>(&bytes) {
        log::warn(&format!("descriptions of {shard}: {error}"));
        return Err(LineError::NotTheShop.into());
    }
    Ok(details::put_of_shard(shard, &bytes).await?)
}
