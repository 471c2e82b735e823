//! The app's files and pages, and the headers they travel under.

use super::{Browser, SHELL};
use crate::http::router;
use serde_json::json;
use std::io::Read;

#[tokio::test]
async fn every_page_is_the_shell_under_its_own_policy() {
    let mut browser = Browser::new().await;
    for path in ["/", "/cart", "/product/kopi", "/orders?from=push", "/index.html"] {
        let answer = browser.get(path).await;
        assert_eq!((answer.status.as_u16(), &answer.body[..]), (200, SHELL.as_bytes()), "{path}");
        let policy = answer.header("content-security-policy");
        // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
        assert!(
            policy.contains(
                "script-src 'self' 'wasm-unsafe-eval' \
                 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';"
            ),
            "{policy}"
        );
        assert_eq!(answer.header("cache-control"), "no-cache");
    }
    assert_eq!(browser.get("/nowhere").await.status, 404);
    let counter = browser.get("/counter/orders").await;
    assert!(String::from_utf8(counter.body).unwrap().contains("Counter"));
}

#[tokio::test]
async fn a_page_is_packed_for_who_accepts_it() {
    let mut browser = Browser::new().await;
    let plain = browser.get("/").await;
    let packed = browser.get_with("/", "accept-encoding", "gzip, br").await;
    assert_eq!(packed.header("content-encoding"), "br");
    assert_eq!(packed.header("vary"), "accept-encoding");
    assert_eq!(packed.header("content-security-policy"), plain.header("content-security-policy"));
    let mut html = String::new();
    brotli::Decompressor::new(&packed.body[..], 4096).read_to_string(&mut html).unwrap();
    assert_eq!(html, SHELL);
    let (packed, plain) = (packed.header("etag").to_owned(), plain.header("etag").to_owned());
    assert_ne!(packed, plain);
    let known = [("accept-encoding", "br"), ("if-none-match", packed.as_str())];
    assert_eq!(browser.get_asking("/", &known).await.status, 304);
}

#[tokio::test]
async fn a_new_build_is_seen_without_a_restart() {
    let mut browser = Browser::new().await;
    let etag = browser.get("/").await.header("etag").to_owned();
    assert_eq!(browser.get_with("/", "if-none-match", &etag).await.status, 304);
    std::fs::write(browser.dist.path().join("index.html"), "<title>2</title>").unwrap();
    assert_eq!(browser.get_with("/", "if-none-match", &etag).await.status, 200);
    std::fs::remove_file(browser.dist.path().join("index.html")).unwrap();
    assert_eq!(browser.get("/").await.status, 503);
}

#[tokio::test]
async fn hashed_files_are_kept_and_others_revalidated() {
    let mut browser = Browser::new().await;
    let path = "/shop-53ad9e3f0d2c1b7a.js";
    let plain = browser.get(path).await;
    assert_eq!(plain.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(plain.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(plain.body, b"let shop;");
    let packed = browser.get_with(path, "accept-encoding", "gzip, br").await;
    assert_eq!((packed.header("content-encoding"), &packed.body[..]), ("br", &b"packed"[..]));
    assert_ne!(packed.header("etag"), plain.header("etag"));
    let worker = browser.get("/sw.js").await;
    assert_eq!(worker.header("cache-control"), "no-cache");
    let etag = worker.header("etag").to_owned();
    assert_eq!(browser.get_with("/sw.js", "if-none-match", &etag).await.status, 304);
    assert_eq!(browser.get("/app.wasm").await.header("content-type"), "application/wasm");
}

// Holds U4.
#[tokio::test]
async fn a_broken_worker_can_be_called_back() {
    let mut browser = Browser::new().await;
    std::fs::write(browser.dist.path().join("sw-retire.js"), "// retires").unwrap();
    assert_eq!(browser.get("/sw.js").await.body, b"// worker");
    browser.router = router(browser.http.clone().retiring_the_worker(), None);
    let retiring = browser.get("/sw.js").await;
    assert_eq!(retiring.body, b"// retires");
    assert_eq!(retiring.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(retiring.header("cache-control"), "no-cache");
}

#[tokio::test]
async fn a_missing_file_is_no_page() {
    let mut browser = Browser::new().await;
    for path in ["/pictures/none.svg", "/gone.js", "/..%2fkeys.json", "/.well-known/none"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_ne!(answer.body, SHELL.as_bytes(), "{path}");
    }
}

#[tokio::test]
async fn every_answer_is_protected() {
    let mut browser = Browser::new().await;
    for path in ["/", "/sw.js", "/api/v1/catalog/manifest", "/api/v1/nowhere", "/healthz"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("x-request-id").len(), 16, "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "plain http has none");
    }
    let mine = browser.get("/api/v1/me/changes").await;
    assert_eq!(mine.header("cache-control"), "no-store");
}

#[tokio::test]
async fn the_operator_sees_what_happens() {
    let mut browser = Browser::new().await;
    assert_eq!(browser.get("/readyz").await.status, 200);
    browser.get("/api/v1/catalog/products/kopi").await;
    browser.post("/api/v1/session", &json!({})).await;
    let text = String::from_utf8(browser.get("/metrics").await.body).unwrap();
    for line in [
        "{method=\"GET\",route=\"/api/v1/catalog/products/{id}\",status=\"200\"} 1",
        "{method=\"POST\",route=\"/api/v1/session\",status=\"422\"} 1",
        "warung_charges_open 0",
        "warung_devices 2",
        "warung_commands_declared_unsent 0",
        "warung_sequence_numbers_missing 0",
        "warung_sequence_numbers_repeated 0",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
}

// Holds C11.
#[tokio::test]
async fn a_navigation_hears_what_the_app_will_ask_for() {
    let mut browser = Browser::new().await;
    let shop = browser.world.shop.clone();
    shop.storage.write(|txn| crate::service::catalog::rebuild_shards(txn)).await.unwrap();
    for page in ["/", "/category/dapur"] {
        let answer = browser.get_with(page, "sec-fetch-mode", "navigate").await;
        let links = answer.header("link").to_owned();
        let named: Vec<&str> = links
            .split(", ")
            .map(|link| link.split_once('>').unwrap().0.trim_start_matches('<'))
            .collect();
        assert_eq!(named.len(), 4, "{links}");
        for path in named {
            assert_eq!(browser.get(path).await.status, 200, "{path}");
        }
        assert!(links.contains("/catalog/shards/"), "{page}");
    }
    // What the worker keeps for ever, and pages that show something else first.
    assert!(browser.get("/").await.headers.get("link").is_none());
    for page in ["/cart", "/counter", "/no/such/page"] {
        let answer = browser.get_with(page, "sec-fetch-mode", "navigate").await;
        assert!(answer.headers.get("link").is_none(), "{page}");
    }
}
