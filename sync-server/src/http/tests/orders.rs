//! An order's way over HTTP: bound device, signed command, verdict, hint, pull.

use super::Browser;
use crate::service::testing::{TestDevice, wish};
use axum::body::Body;
use axum::http::Request;
use futures::StreamExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use warung_domain::command::{CommandBody, Verdict};
use warung_domain::payment::PaymentMethod;
use warung_domain::protocol::{MyChanges, PushAnswer};

const PHONE: &str = "0812 5555 0001";

async fn signed_in(browser: &mut Browser) {
    let wanted = json!({"phone": PHONE, "name": "Rina", "password": "kereta-malam-biru"});
    assert_eq!(browser.post("/api/v1/accounts", &wanted).await.status, 202);
    let (_, text) = browser.world.sms.sent().pop().unwrap();
    let code = text.split(|c: char| !c.is_ascii_digit()).find(|word| word.len() == 6).unwrap();
    let code = json!({"phone": PHONE, "code": code});
    assert_eq!(browser.post("/api/v1/accounts/verify", &code).await.status, 200);
}

// Holds O4, O7.
#[tokio::test]
async fn a_signed_order_is_accepted_once_and_pulled() {
    let mut browser = Browser::new().await;
    signed_in(&mut browser).await;
    let device = TestDevice::new(9);
    let order = wish(&[("kopi", 1, 68_000)], PaymentMethod::CashOnDelivery);
    let command = device.command(CommandBody::PlaceOrder(Box::new(order)));
    let push = json!({"v": 1, "commands": [device.sign(&command)]});

    let early: PushAnswer = browser.post("/api/v1/commands", &push).await.json();
    assert!(matches!(early.answers[0].verdict, Verdict::Retry { .. }), "{early:?}");
    let bound = browser.post("/api/v1/devices", &json!({"public_key": device.key})).await;
    assert_eq!(bound.json::<Value>()["device"], device.id.as_str());

    let answer: PushAnswer = browser.post("/api/v1/commands", &push).await.json();
    assert_eq!((&answer.answers[0].verdict, answer.answers[0].replay), (&Verdict::Applied, false));
    let again: PushAnswer = browser.post("/api/v1/commands", &push).await.json();
    assert!(again.answers[0].replay);

    let mine: MyChanges = browser.get("/api/v1/me/changes?since=0").await.json();
    assert_eq!(mine.orders.len(), 1);
    let later: MyChanges =
        browser.get(&format!("/api/v1/me/changes?since={}", mine.cursor)).await.json();
    assert!(later.orders.is_empty());
    let text = String::from_utf8(browser.get("/metrics").await.body).unwrap();
    assert!(text.contains("warung_commands_total{verdict=\"retry\"} 1"), "{text}");
    assert!(text.contains("warung_commands_total{verdict=\"applied\"} 2"), "{text}");
}

// Holds S3.
#[tokio::test]
async fn the_stream_only_says_pull() {
    let mut browser = Browser::new().await;
    browser.get("/api/v1/me/events").await.problem(401, "not-signed-in");
    signed_in(&mut browser).await;
    let cookie = format!("warung={}", browser.cookies["warung"]);
    let request = Request::get("/api/v1/me/events").header("cookie", cookie);
    let request = request.body(Body::empty()).unwrap();
    let response = browser.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut stream = response.into_body().into_data_stream();
    assert_eq!(&stream.next().await.unwrap().unwrap()[..], b"event: pull\ndata: now\n\n");

    let me: Value = browser.get("/api/v1/session").await.json();
    let mine = me["account"]["id"].as_str().unwrap().parse().unwrap();
    let pulls = &browser.world.shop.pulls;
    // Somebody else's news is not ours.
    pulls.send(browser.world.sari.id).unwrap();
    pulls.send(mine).unwrap();
    assert_eq!(&stream.next().await.unwrap().unwrap()[..], b"event: pull\ndata: now\n\n");
    browser.http.close();
    assert!(stream.next().await.is_none());
}
