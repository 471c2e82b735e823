//! The catalog over HTTP: cacheable by any proxy, cheap to poll.

use super::Http;
use super::endpoint::{Content, Endpoint, QueryParameter, Verb};
use super::extract::Query;
use super::negotiate::{Encoding, is_current, preferred};
use super::problem::Problem;
use super::range::{self, Part};
use crate::service::catalog::{self, Block};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::sync::Arc;
use warung_domain::ids::ProductId;
use warung_domain::protocol::ProblemKind;

pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(Verb::Get, "/catalog/manifest", "The signed catalog manifest", manifest)
            .answers(200, Content::Other("application/jose")),
        Endpoint::new(
            Verb::Get,
            "/catalog/directories/{hash}",
            "What there is in the shop, as the manifest names it: shelves, sellers, shards",
            directory,
        )
        .answers(200, Content::Json("Directory"))
        .may_refuse(&[ProblemKind::NotFound]),
        Endpoint::new(
            Verb::Get,
            "/catalog/shards/{hash}",
            "One immutable block of products",
            shard,
        )
        .answers(200, Content::Other("application/octet-stream"))
        .may_refuse(&[ProblemKind::NotFound]),
        Endpoint::new(
            Verb::Get,
            "/catalog/shards/{hash}/details",
            "The long descriptions of the products of a block, as they are now",
            details,
        )
        .answers(200, Content::Json("ProductDetails"))
        .may_refuse(&[ProblemKind::NotFound]),
        Endpoint::new(Verb::Get, "/catalog/changes", "What changed since a revision", changes)
            .query(&[QueryParameter {
                name: "since",
                required: true,
                values: &[],
                description: "The revision the caller has.",
            }])
            .answers(200, Content::Json("Changes"))
            .may_refuse(&[ProblemKind::InvalidField]),
        Endpoint::new(Verb::Get, "/catalog/products/{id}", "A product's long description", product)
            .answers(200, Content::Json("ProductDetail"))
            .may_refuse(&[ProblemKind::NotFound]),
    ]
}

async fn manifest(State(http): State<Http>, headers: HeaderMap) -> Result<Response, Problem> {
    let signed = http.desk.manifest(&http.shop).await?;
    let caching = [
        (header::ETAG, signed.etag.clone()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::CONTENT_TYPE, "application/jose".to_owned()),
    ];
    if is_current(&headers, &signed.etag) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    Ok((caching, signed.jws.clone()).into_response())
}

/// Under a name that says what they are, bytes may be kept by anybody for ever.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Kept by whoever asks each time whether they are still the same.
const ASK_AGAIN: &str = "no-cache";

async fn directory(
    State(http): State<Http>,
    Path(hash): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let block = http.desk.block(&http.shop, &hash).await?.ok_or(ProblemKind::NotFound)?;
    Ok(send(block, &headers, "application/json", FOR_EVER))
}

async fn shard(
    State(http): State<Http>,
    Path(hash): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let block = http.desk.block(&http.shop, &hash).await?.ok_or(ProblemKind::NotFound)?;
    Ok(send(block, &headers, "application/octet-stream", FOR_EVER))
}

async fn details(
    State(http): State<Http>,
    Path(hash): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let block = http.desk.details(&http.shop, &hash).await?.ok_or(ProblemKind::NotFound)?;
    Ok(send(block, &headers, "application/json", ASK_AGAIN))
}

/// A block in the packing that is asked for: all of it, a part, or word that it is known already.
fn send(
    block: Arc<Block>,
    headers: &HeaderMap,
    content_type: &'static str,
    caching: &'static str,
) -> Response {
    let encoding = preferred(headers, &[Encoding::Br, Encoding::Zstd, Encoding::Gzip]);
    let token = encoding.map(Encoding::token);
    let etag = format!("\"{}{}\"", block.hash, token.map(|t| format!("-{t}")).unwrap_or_default());
    let common = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, caching),
        (header::VARY, "accept-encoding"),
        (header::ACCEPT_RANGES, "bytes"),
    ];
    let common = (common, [(header::ETAG, etag.clone())]);
    if is_current(headers, &etag) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let body = Bytes::from_owner(Packed { block, encoding });
    let length = body.len();
    let packed = token.map(|token| [(header::CONTENT_ENCODING, token)]);
    let common = (common, packed);
    let at = |place: String| [(header::CONTENT_RANGE, format!("bytes {place}/{length}"))];
    match range::asked_for(headers, &etag, length) {
        Part::Whole => (common, body).into_response(),
        Part::Of(part) => {
            let place = format!("{}-{}", part.start, part.end - 1);
            (StatusCode::PARTIAL_CONTENT, common, at(place), body.slice(part)).into_response()
        }
        Part::Beyond => (StatusCode::RANGE_NOT_SATISFIABLE, at("*".to_owned())).into_response(),
    }
}

/// One of a block's bodies, shared with every other request for it.
struct Packed {
    block: Arc<Block>,
    encoding: Option<Encoding>,
}

impl AsRef<[u8]> for Packed {
    fn as_ref(&self) -> &[u8] {
        match self.encoding {
            Some(Encoding::Br) => &self.block.br,
            Some(Encoding::Zstd) => &self.block.zstd,
            Some(Encoding::Gzip) => &self.block.gzip,
            None => &self.block.plain,
        }
    }
}

#[derive(Deserialize)]
struct Since {
    since: u64,
}

async fn changes(
    State(http): State<Http>,
    Query(query): Query<Since>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let changes = catalog::changes(&http.shop, query.since).await?;
    let (since, head, horizon) = (query.since, changes.head, changes.horizon);
    let etag = format!("\"{}-{since}-{head}-{horizon}\"", changes.epoch);
    let caching = [(header::CACHE_CONTROL, "no-cache".to_owned()), (header::ETAG, etag.clone())];
    if is_current(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    Ok((caching, axum::Json(changes)).into_response())
}

async fn product(State(http): State<Http>, Path(id): Path<String>) -> Result<Response, Problem> {
    let id: ProductId = id.parse().map_err(|_| ProblemKind::NotFound)?;
    let detail = catalog::product_detail(&http.shop, id).await?.ok_or(ProblemKind::NotFound)?;
    Ok(([(header::CACHE_CONTROL, "public, max-age=300")], axum::Json(detail)).into_response())
}
