//! What a new phone will ask for, named with the page it opens (`Link`,
//! RFC 8288; `rel=preload`).
//!
//! Manifest, keys, directory and first shard are asked for one after the other,
//! and not before the app has arrived. On a line that takes half a second there
//! and back that is two seconds of waiting for nothing. A browser that hears of
//! them with the page fetches them while the app is on its way.
//!
//! Only a navigation hears of them: what the service worker keeps as its shell
//! must not name blocks that will be gone when it is opened again.

use super::Http;
use axum::http::{HeaderMap, HeaderValue};
use warung_domain::ids::CategoryId;
use warung_domain::route::Route;

/// More shards would hold up the app itself.
const SHARDS: usize = 2;

/// The `Link` header for a page, if there is something to name.
pub async fn links(http: &Http, path: &str, headers: &HeaderMap) -> Option<HeaderValue> {
    if headers.get("sec-fetch-mode").is_none_or(|mode| mode != "navigate") {
        return None;
    }
    let looked_at: Option<CategoryId> = match Route::parse(path) {
        Route::Category(id) => Some(id),
        Route::Home | Route::Product(_) => None,
        // The other pages show first what is not in the catalog.
        _ => return None,
    };
    let (directory, shards) = http.desk.first_asked(&http.shop, looked_at.as_ref()).await.ok()?;
    let fixed = ["/api/v1/catalog/manifest".to_owned(), "/.well-known/jwks.json".to_owned()];
    let shards = shards.iter().take(SHARDS).map(|hash| format!("/api/v1/catalog/shards/{hash}"));
    let all: Vec<String> = fixed
        .into_iter()
        .chain([format!("/api/v1/catalog/directories/{directory}")])
        .chain(shards)
        .map(|path| format!("<{path}>; rel=preload; as=fetch; crossorigin"))
        .collect();
    HeaderValue::from_str(&all.join(", ")).ok()
}
