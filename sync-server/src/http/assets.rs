//! The built app: what an address asks for, and the files.
//!
//! A file is sent from its precompressed twin where the caller accepts one. A
//! name that carries the hash of its content may be kept for ever; everything
//! else is revalidated. Every other address is a page and gets the [`Shell`].

use super::Http;
use super::negotiate::{Encoding, is_current, preferred};
use super::preload;
use super::problem::Problem;
use super::shell::Shell;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use warung_domain::protocol::ProblemKind;
use warung_domain::route::Route;

/// The folder that `WARUNG_DIST` names while this is compiled.
#[cfg(feature = "embed-app")]
static EMBEDDED: include_dir::Dir<'_> = include_dir::include_dir!("$WARUNG_DIST");

/// The app's service worker, and the one that takes it off the phones.
pub const WORKER: &str = "sw.js";
pub const RETIRING_WORKER: &str = "sw-retire.js";

/// Where the built app is.
#[derive(Debug, Clone)]
pub enum Assets {
    Folder(PathBuf),
    #[cfg(feature = "embed-app")]
    Embedded,
}

impl Assets {
    /// A file by its path inside the app, which has been checked to stay inside.
    pub(super) fn read(&self, path: &str) -> Option<Vec<u8>> {
        match self {
            Self::Folder(root) => std::fs::read(root.join(path)).ok(),
            #[cfg(feature = "embed-app")]
            Self::Embedded => EMBEDDED.get_file(path).map(|file| file.contents().to_vec()),
        }
    }

    /// The smallest body the caller accepts, and how it is packed.
    fn read_packed(&self, path: &str, headers: &HeaderMap) -> Option<(Vec<u8>, Option<Encoding>)> {
        let mut left: Vec<Encoding> = Encoding::ALL.to_vec();
        while let Some(encoding) = preferred(headers, &left) {
            if let Some(body) = self.read(&format!("{path}.{}", encoding.extension())) {
                return Some((body, Some(encoding)));
            }
            left.retain(|other| *other != encoding);
        }
        self.read(path).map(|body| (body, None))
    }
}

/// What an address asks for.
#[derive(Debug, PartialEq, Eq)]
enum Wanted<'a> {
    Api,
    File(&'a str),
    Page(Shell, StatusCode),
}

fn wanted(path: &str) -> Wanted<'_> {
    let relative = path.trim_start_matches('/');
    let is_under = |folder: &str| {
        relative.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if is_under("api") || is_under(".well-known") || is_under("simulator") {
        return Wanted::Api;
    }
    if relative == Shell::Shop.file() {
        return Wanted::Page(Shell::Shop, StatusCode::OK);
    }
    let last = relative.rsplit('/').next().unwrap_or_default();
    let is_file_folder = ["pictures", "icons", "snippets", "styles"].into_iter().any(is_under);
    // Product ids may hold dots, so a dot alone does not make a page a file.
    let is_page = Route::parse(path) != Route::NotFound;
    if is_file_folder || (last.contains('.') && !is_page && last != "index.html") {
        return Wanted::File(relative);
    }
    if is_under("counter") {
        return Wanted::Page(Shell::Counter, StatusCode::OK);
    }
    // The app says itself that there is no such page; the status says it to machines.
    let status = if is_page { StatusCode::OK } else { StatusCode::NOT_FOUND };
    Wanted::Page(Shell::Shop, status)
}

/// Everything that is not the API.
pub async fn serve(
    State(http): State<Http>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let wanted = wanted(uri.path());
    if wanted == Wanted::Api {
        return Problem::of(ProblemKind::NotFound).into_response();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        return Problem::of(ProblemKind::MethodNotAllowed).into_response();
    }
    match wanted {
        Wanted::Page(shell, status) => {
            let mut page = shell.page(&http.assets, status, headers.clone()).await;
            if shell == Shell::Shop
                && page.status() == StatusCode::OK
                && let Some(links) = preload::links(&http, uri.path(), &headers).await
            {
                page.headers_mut().insert(header::LINK, links);
            }
            page
        }
        Wanted::Api => Problem::of(ProblemKind::NotFound).into_response(),
        Wanted::File(WORKER) => file(&http.assets, http.worker, headers).await,
        Wanted::File(path) => file(&http.assets, path, headers).await,
    }
}

async fn file(assets: &Assets, path: &str, headers: HeaderMap) -> Response {
    if !stays_inside(path) {
        return no_such_file();
    }
    let (source, name) = (assets.clone(), path.to_owned());
    let read = tokio::task::spawn_blocking(move || {
        source.read_packed(&name, &headers).map(|(body, packed)| (body, packed, headers))
    });
    let Some((body, packed, headers)) = read.await.ok().flatten() else {
        return no_such_file();
    };
    let etag = etag(&body, packed);
    let mut response = if is_current(&headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        body.into_response()
    };
    let answer = response.headers_mut();
    let caching =
        if names_its_content(path) { "public, max-age=31536000, immutable" } else { "no-cache" };
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        answer.insert(header::ETAG, etag);
    }
    if let Some(encoding) = packed {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.token()));
    }
    if path.ends_with(".svg") {
        // A picture opened as a page runs nothing.
        let inert = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        answer.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(inert));
    }
    response
}

fn no_such_file() -> Response {
    (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "no-cache")], "not found\n").into_response()
}

/// Our own file names need no escapes, so anything unusual is not one of them.
fn stays_inside(path: &str) -> bool {
    path.split('/').all(|segment| {
        !segment.is_empty()
            && !segment.starts_with('.')
            && segment.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
    })
}

/// `shop-53ad9e3f0d2c1b7a_bg.wasm`: twelve to sixteen hexadecimal digits after the last hyphen.
fn names_its_content(path: &str) -> bool {
    let Some((_, rest)) = path.rsplit('/').next().and_then(|name| name.rsplit_once('-')) else {
        return false;
    };
    let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
    (12..=16).contains(&digits) && rest[digits..].starts_with(['.', '_'])
}

pub(super) fn etag(body: &[u8], packed: Option<Encoding>) -> String {
    let digest: String =
        Sha256::digest(body).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    match packed {
        Some(encoding) => format!("\"{digest}-{}\"", encoding.token()),
        None => format!("\"{digest}\""),
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_files_are_told_apart() {
        let shop = |status| Wanted::Page(Shell::Shop, status);
        assert_eq!(wanted("/"), shop(StatusCode::OK));
        assert_eq!(wanted("/product/sku.12"), shop(StatusCode::OK));
        assert_eq!(wanted("/nowhere"), shop(StatusCode::NOT_FOUND));
        assert_eq!(wanted("/counter/orders"), Wanted::Page(Shell::Counter, StatusCode::OK));
        assert_eq!(wanted("/counter/"), Wanted::Page(Shell::Counter, StatusCode::OK));
        assert_eq!(wanted("/counter/counter-1.js"), Wanted::File("counter/counter-1.js"));
        assert_eq!(wanted("/sw.js"), Wanted::File("sw.js"));
        assert_eq!(wanted("/pictures/none"), Wanted::File("pictures/none"));
        assert_eq!(wanted("/api/v2/x"), Wanted::Api);
        assert_eq!(wanted("/apis"), shop(StatusCode::NOT_FOUND));
    }

    #[test]
    fn nothing_leads_out_of_the_folder() {
        for path in ["../keys.json", "a/../../b", "a//b", ".env", "a\\b", "%2e%2e/b", "", "a/"] {
            assert!(!stays_inside(path), "{path}");
        }
        assert!(stays_inside("pictures/hot-beverage.svg"));
    }

    #[test]
    fn only_hashed_names_are_kept_for_ever() {
        assert!(names_its_content("counter/counter-53ad9e3f0d2c1b7a_bg.wasm"));
        assert!(!names_its_content("icons/icon-192.png"));
        assert!(!names_its_content("sw.js"));
    }
}
