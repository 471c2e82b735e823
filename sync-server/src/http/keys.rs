//! The shop's public keys, for whoever wants to check a receipt.

use super::Http;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

pub fn router() -> Router<Http> {
    Router::new().route("/.well-known/jwks.json", get(published))
}

async fn published(State(http): State<Http>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/jwk-set+json"),
        // A key change reaches a phone within minutes; until then it keeps what it has.
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, axum::Json(http.shop.keys.published())).into_response()
}
