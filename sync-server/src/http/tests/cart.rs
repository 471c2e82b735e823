//! The cart, as a phone hands it in.

use super::Browser;
use serde_json::{Value, json};

async fn signed_in() -> (Browser, Value) {
    let mut browser = Browser::new().await;
    super::people::sign_up_budi(&mut browser).await;
    let me: Value = browser.get("/api/v1/session").await.json();
    (browser, me["account"]["id"].clone())
}

fn kopi(quantity: u32, life: u32, edited: u32) -> Value {
    json!({"product": "kopi", "variant": "default", "quantity": quantity,
           "life": [life, 1], "edited": [edited, 1], "place": life})
}

#[tokio::test]
async fn a_cart_goes_up_and_comes_back_merged() {
    // K5
    let (mut browser, me) = signed_in().await;
    assert_eq!(browser.get("/api/v1/me/cart").await.json::<Value>()["lines"], json!([]));
    let put = json!({"v": 1, "account": me, "cart": {"lines": [kopi(2, 5, 5)], "gone": []}});
    let answer = browser.post("/api/v1/me/cart", &put).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json::<Value>(), json!({"lines": [kopi(2, 5, 5)], "gone": []}));
    let removed = json!({"v": 1, "account": me, "cart": {"lines": [], "gone": [kopi(0, 5, 6)]}});
    browser.post("/api/v1/me/cart", &removed).await;
    // A copy that has not heard of it is told.
    let stale = json!({"v": 1, "account": me, "cart": {"lines": [kopi(7, 5, 99)]}});
    let answer: Value = browser.post("/api/v1/me/cart", &stale).await.json();
    assert_eq!(answer, json!({"lines": [], "gone": [kopi(0, 5, 6)]}));
    assert_eq!(browser.get("/api/v1/me/cart").await.json::<Value>()["lines"], json!([]));
}

#[tokio::test]
async fn what_cannot_be_taken_is_pointed_at() {
    // K7
    let (mut browser, me) = signed_in().await;
    let push = |cart: Value| json!({"v": 1, "account": me, "cart": cart});
    let much = push(json!({"lines": [kopi(1_000, 5, 5)]}));
    let problem = browser.post("/api/v1/me/cart", &much).await.problem(422, "invalid-field");
    assert_eq!(problem.pointer.as_deref(), Some("/cart/lines/0"));
    let odd = json!({"v": 1, "account": me, "cart": {"lines": []}, "wish": 1});
    browser.post("/api/v1/me/cart", &odd).await.problem(422, "invalid-field");
    let old = json!({"v": 0, "account": me, "cart": {"lines": []}});
    browser.post("/api/v1/me/cart", &old).await.problem(426, "upgrade");
    let sari = browser.world.sari.id.to_string();
    let hers = json!({"v": 1, "account": sari, "cart": {"lines": []}});
    browser.post("/api/v1/me/cart", &hers).await.problem(403, "not-allowed");
    browser.cookies.clear();
    browser.get("/api/v1/me/cart").await.problem(401, "not-signed-in");
    browser
        .post("/api/v1/me/cart", &push(json!({"lines": []})))
        .await
        .problem(401, "not-signed-in");
}
