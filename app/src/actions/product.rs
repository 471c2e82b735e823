//! Looking closer at a product. All of it belongs to the later part.

use crate::later::in_later_part;
use crate::platform::db::details;
use crate::state::AppState;
use crate::sync::api::{self, CallError};
use leptos::prelude::*;
use std::future::Future;
use std::pin::Pin;
use warung_domain::catalog::ProductDetail;
use warung_domain::ids::ProductId;

/// What comes of asking for a description.
pub type Asked = Pin<Box<dyn Future<Output = Result<ProductDetail, CallError>>>>;

in_later_part! {
    /// The long description: from the phone if it is kept there, otherwise from the
    /// shop.
    pub fn detail(state: AppState, id: ProductId) -> Asked {
        Box::pin(async move { find(state, &id).await })
    }
}

async fn find(state: AppState, id: &ProductId) -> Result<ProductDetail, CallError> {
    if let Some(known) = details::one(id).await.ok().flatten() {
        return Ok(known);
    }
    if let Some(known) = beside_its_shard(state, id).await {
        return Ok(known);
    }
    let detail = api::product_detail(id).await?;
    // Where there is no room it is fetched again the next time.
    let _ = details::put_one(&detail).await;
    Ok(detail)
}

async fn beside_its_shard(state: AppState, id: &ProductId) -> Option<ProductDetail> {
    let shard = state.catalog.snapshot.with_untracked(|snapshot| {
        let mut shards = snapshot.shards();
        let found = shards.find(|(shard, _)| shard.find(id.as_str()).is_some());
        found.map(|(shard, _)| shard.block().to_owned())
    });
    let bytes = details::of_shard(&shard?).await.ok().flatten()?;
    let all: Vec<ProductDetail> = warung_domain::json::read(&bytes).ok()?;
    all.into_iter().find(|detail| detail.id == *id)
}
