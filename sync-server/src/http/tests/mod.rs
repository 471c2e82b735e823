//! The router as a caller meets it: real routes, a real database, everything
//! beyond a twin.

mod archive;
mod bad_input;
mod cart;
mod catalog;
mod counter;
mod crowd;
mod document;
mod orders;
mod pages;
mod partner;
mod people;
mod receipts;
mod statement;

use super::assets::Assets;
use super::{Http, router};
use crate::service::catalog::rebuild_shards;
use crate::service::testing::{TestShop, test_shop};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use tempfile::TempDir;
use tower::ServiceExt as _;
use warung_domain::protocol::ProblemDetails;

/// A shell with one inline and one linked script.
const SHELL: &str = "<!doctype html><script type=\"module\">alert(1)</script>\
    <script src=\"/shop-53ad9e3f0d2c1b7a.js\"></script><title>Warung</title>";

/// A browser in front of the shop: it keeps its cookies.
struct Browser {
    world: TestShop,
    http: Http,
    router: Router,
    cookies: BTreeMap<String, String>,
    dist: TempDir,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Checks that this is a whole problem document of a kind.
    fn problem(&self, status: u16, name: &str) -> ProblemDetails {
        let problem: ProblemDetails = self.json();
        assert_eq!(problem.kind, format!("urn:warung:problem:{name}"), "{problem:?}");
        assert_eq!((self.status.as_u16(), problem.status), (status, status), "{problem:?}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(problem.request_id, self.header("x-request-id"));
        assert!(!problem.detail.is_empty() && !problem.title.is_empty());
        problem
    }
}

impl Browser {
    async fn new() -> Self {
        let world = test_shop().await;
        world.shop.storage.write(|txn| rebuild_shards(txn)).await.unwrap();
        let dist = tempfile::tempdir().unwrap();
        let write = |name: &str, content: &[u8]| {
            let path = dist.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        };
        write("index.html", SHELL.as_bytes());
        write("counter/index.html", b"<!doctype html><title>Counter</title>");
        write("shop-53ad9e3f0d2c1b7a.js", b"let shop;");
        write("shop-53ad9e3f0d2c1b7a.js.br", b"packed");
        write("sw.js", b"// worker");
        write("app.wasm", b"\0asm");
        let http = Http::new(world.shop.clone(), Assets::Folder(dist.path().to_owned()));
        Self { world, router: router(http.clone(), None), http, cookies: BTreeMap::new(), dist }
    }

    async fn send(&mut self, request: Request<Body>) -> Answer {
        let (mut parts, body) = request.into_parts();
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            parts.headers.insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        let response = self.router.clone().oneshot(Request::from_parts(parts, body)).await.unwrap();
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(line.to_str().unwrap());
        }
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    fn keep(&mut self, line: &str) {
        let pair = line.split(';').next().unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        if line.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    async fn get_with(&mut self, path: &str, name: &str, value: &str) -> Answer {
        self.get_asking(path, &[(name, value)]).await
    }

    async fn get_asking(&mut self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = headers
            .iter()
            .fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    async fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.post_text(path, "application/json", body.to_string()).await
    }

    async fn post_text(&mut self, path: &str, content_type: &str, body: String) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, content_type)
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    async fn delete(&mut self, path: &str) -> Answer {
        self.send(Request::delete(path).body(Body::empty()).unwrap()).await
    }
}
