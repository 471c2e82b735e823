//! The app's shell: the one page that every address of the app gets.
//!
//! It is read anew each time, so that a new build is seen without a restart, and
//! travels under the policy that belongs to exactly these bytes. It is packed here
//! and not by the build: a packed twin could be another build's than the policy.

use super::assets::{Assets, etag};
use super::negotiate::{Encoding, is_current, preferred};
use super::protect::policy_of;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use std::io::Write;

/// Smallest for the time: a page of 8 KB takes half a millisecond. A higher one
/// takes several and saves a hundred bytes.
const BROTLI_QUALITY: u32 = 6;

/// 64 KB, in which any shell fits.
const BROTLI_WINDOW: u32 = 16;

/// The two entries of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shell {
    Shop,
    Counter,
}

impl Shell {
    pub(super) const fn file(self) -> &'static str {
        match self {
            Self::Shop => "index.html",
            Self::Counter => "counter/index.html",
        }
    }

    /// The page, or that it is the one the caller has. An address the app does not
    /// know is answered with `status` and the page all the same: the app says so.
    pub(super) async fn page(
        self,
        assets: &Assets,
        status: StatusCode,
        headers: HeaderMap,
    ) -> Response {
        let source = assets.clone();
        let answer = tokio::task::spawn_blocking(move || {
            let html = String::from_utf8(source.read(self.file())?).ok()?;
            Some(answer(html, status, &headers))
        });
        answer.await.ok().flatten().unwrap_or_else(not_built)
    }
}

fn answer(html: String, status: StatusCode, headers: &HeaderMap) -> Response {
    let packed = packed(html.as_bytes(), headers);
    let etag = etag(html.as_bytes(), packed.as_ref().map(|(encoding, _)| *encoding));
    let about = [
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::ETAG, etag.clone()),
        (header::CONTENT_SECURITY_POLICY, policy_of(&html)),
        (header::VARY, "accept-encoding".to_owned()),
    ];
    if status == StatusCode::OK && is_current(headers, &etag) {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    match packed {
        Some((encoding, body)) => {
            let mut response = (status, about, Html(body)).into_response();
            let token = HeaderValue::from_static(encoding.token());
            response.headers_mut().insert(header::CONTENT_ENCODING, token);
            response
        }
        None => (status, about, Html(html)).into_response(),
    }
}

/// The page as brotli where the caller accepts it; every browser does.
fn packed(html: &[u8], headers: &HeaderMap) -> Option<(Encoding, Vec<u8>)> {
    let encoding = preferred(headers, &[Encoding::Br])?;
    let mut packer =
        brotli::CompressorWriter::new(Vec::new(), html.len().max(1), BROTLI_QUALITY, BROTLI_WINDOW);
    packer.write_all(html).and_then(|()| packer.flush()).ok()?;
    Some((encoding, packer.into_inner()))
}

fn not_built() -> Response {
    let text = "<!doctype html><html lang=\"id\"><meta charset=\"utf-8\"><title>Warung</title>\
        <p>Aplikasi belum dibangun. Jalankan <code>cargo xtask serve</code>, atau tunjuk folder \
        hasil bangunnya dengan <code>--dist</code>.</p>\
        <p lang=\"en\">The app has not been built. Run <code>cargo xtask serve</code>, or point \
        at a built one with <code>--dist</code>.</p>";
    (StatusCode::SERVICE_UNAVAILABLE, [(header::CACHE_CONTROL, "no-store")], Html(text))
        .into_response()
}
