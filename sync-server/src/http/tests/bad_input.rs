//! What comes in wrong goes out as a problem that says where and what next.

use super::Browser;
use axum::body::Body;
use axum::http::Request;
use serde_json::json;

const COMMANDS: &str = "/api/v1/commands";

// Holds E1, V3.
#[tokio::test]
async fn broken_and_odd_bodies_are_pointed_at() {
    let mut browser = Browser::new().await;
    let broken = browser.post_text(COMMANDS, "application/json", "{\"v\":1,".into()).await;
    broken.problem(400, "malformed-request");
    let typed = browser.post(COMMANDS, &json!({"v": 1, "commands": ["a", 7]})).await;
    let problem = typed.problem(422, "invalid-field");
    assert_eq!(problem.pointer.as_deref(), Some("/commands/1"));
    let unknown = browser.post(COMMANDS, &json!({"v": 1, "commands": [], "admin": true})).await;
    let problem = unknown.problem(422, "invalid-field");
    assert_eq!(problem.pointer.as_deref(), Some("/admin"));
    let opened = browser.post(COMMANDS, &json!({"v": 1, "commands": ["no.jws.here"]})).await;
    let problem = opened.problem(422, "invalid-field");
    assert_eq!(problem.pointer.as_deref(), Some("/commands/0"));
}

// Holds E1.
#[tokio::test]
async fn problems_speak_the_callers_language() {
    let mut browser = Browser::new().await;
    let indonesian = browser.get("/api/v1/nowhere").await.problem(404, "not-found");
    let english = browser
        .get_with("/api/v1/nowhere", "accept-language", "en-GB,en;q=0.9")
        .await
        .problem(404, "not-found");
    assert_eq!(indonesian.title, "Tidak ditemukan");
    assert_eq!(english.title, "Not found");
    assert_ne!(indonesian.request_id, english.request_id);
}

#[tokio::test]
async fn methods_and_media_types_are_refused_by_name() {
    let mut browser = Browser::new().await;
    browser.delete(COMMANDS).await.problem(405, "method-not-allowed");
    browser.post("/cart", &json!({})).await.problem(405, "method-not-allowed");
    for content_type in ["text/plain", "application/x-www-form-urlencoded", ""] {
        let answer = browser.post_text(COMMANDS, content_type, "{}".into()).await;
        answer.problem(415, "unsupported-media-type");
    }
}

#[tokio::test]
async fn other_sites_cannot_write() {
    let mut browser = Browser::new().await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
    ] {
        let request = Request::post("/api/v1/session")
            .header("content-type", "application/json")
            .header(name, value)
            .body(Body::from(r#"{"phone":"1","password":"2"}"#));
        browser.send(request.unwrap()).await.problem(403, "cross-site");
    }
}

#[tokio::test]
async fn the_gateway_may_come_from_anywhere_but_not_with_a_forgery() {
    let mut browser = Browser::new().await;
    let knock = |body: &'static str| {
        Request::post("/api/v1/payments/midtrans/notification")
            .header("content-type", "application/json")
            .header("sec-fetch-site", "cross-site")
            .body(Body::from(body))
            .unwrap()
    };
    browser.send(knock("forged")).await.problem(403, "bad-notification");
    browser.send(knock("somebody-elses-order")).await.problem(404, "not-found");
}

#[tokio::test]
async fn too_much_is_too_much() {
    let mut browser = Browser::new().await;
    let long = "x".repeat(70 * 1024);
    let answer = browser.post("/api/v1/session", &json!({"phone": long, "password": "x"})).await;
    answer.problem(413, "too-large");
    let many = vec!["a.b.c"; 51];
    let answer = browser.post(COMMANDS, &json!({"v": 1, "commands": many})).await;
    answer.problem(413, "too-large");
    let huge = "x".repeat(3 * 1024 * 1024);
    let answer = browser.post(COMMANDS, &json!({"v": 1, "commands": [huge]})).await;
    answer.problem(413, "too-large");
}

// Holds E2.
#[tokio::test]
async fn forged_cursors_and_ids_are_refused() {
    let mut browser = Browser::new().await;
    for path in [
        "/api/v1/catalog/changes",
        "/api/v1/catalog/changes?since=-1",
        "/api/v1/catalog/changes?since=99999999999999999999999",
    ] {
        browser.get(path).await.problem(422, "invalid-field");
    }
    for path in ["/api/v1/catalog/products/%20", "/api/v1/catalog/products/nothing"] {
        browser.get(path).await.problem(404, "not-found");
    }
    assert_eq!(browser.get("/api/v1/catalog/changes?since=18446744073709551615").await.status, 200);
}
