//! Makes JSON answers smaller for slow lines. Files and shards were packed
//! beforehand; what is made on the spot is packed here, quickly rather than
//! thoroughly.

use super::negotiate::{Encoding, preferred};
use axum::body::{Body, Bytes, HttpBody as _, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use std::io::Write as _;

/// What fits into one packet arrives no sooner for being smaller.
const WORTH_PACKING: u64 = 1_400;

/// Larger answers are not made by any handler; one would be sent as it is.
const MOST: u64 = 8 * 1024 * 1024;

/// Packs a large JSON answer for a caller that takes it.
pub async fn slim(request: Request, next: Next) -> Response {
    let wanted = preferred(request.headers(), &[Encoding::Gzip]);
    let response = next.run(request).await;
    let size = response.body().size_hint().exact().unwrap_or(0);
    if !is_unpacked_json(response.headers()) || !(WORTH_PACKING..=MOST).contains(&size) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    parts.headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    let Some(encoding) = wanted else {
        return Response::from_parts(parts, body);
    };
    // The body is whole already; reading it neither waits nor fails.
    let plain = to_bytes(body, usize::MAX).await.unwrap_or_default();
    match gzip(&plain) {
        Ok(packed) => {
            let token = HeaderValue::from_static(encoding.token());
            parts.headers.insert(header::CONTENT_ENCODING, token);
            parts.headers.remove(header::CONTENT_LENGTH);
            Response::from_parts(parts, Body::from(packed))
        }
        Err(_) => Response::from_parts(parts, Body::from(plain)),
    }
}

fn is_unpacked_json(headers: &HeaderMap) -> bool {
    let is_json =
        headers.get(header::CONTENT_TYPE).is_some_and(|value| value == "application/json");
    is_json && !headers.contains_key(header::CONTENT_ENCODING)
}

fn gzip(plain: &Bytes) -> std::io::Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(plain)?;
    writer.finish()
}
