//! Signing up, in and out, as a browser does it.

use super::{Answer, Browser};
use serde_json::{Value, json};
use warung_domain::protocol::SessionView;

const BUDI: &str = "0812 7777 0001";

async fn ask_for_code(browser: &mut Browser) -> Answer {
    let wanted = json!({"phone": BUDI, "name": " Budi  Santoso ", "password": "sepeda-biru-tua"});
    browser.post("/api/v1/accounts", &wanted).await
}

fn code_in_last_message(browser: &Browser) -> String {
    let (_, text) = browser.world.sms.sent().pop().unwrap();
    text.split(|c: char| !c.is_ascii_digit()).find(|word| word.len() == 6).unwrap().to_owned()
}

async fn verify(browser: &mut Browser, code: &str) -> Answer {
    browser.post("/api/v1/accounts/verify", &json!({"phone": BUDI, "code": code})).await
}

/// Somebody with a session.
pub(super) async fn sign_up_budi(browser: &mut Browser) {
    ask_for_code(browser).await;
    let code = code_in_last_message(browser);
    assert_eq!(verify(browser, &code).await.status, 200);
}

async fn sign_in(browser: &mut Browser, phone: &str, password: &str) -> Answer {
    browser.post("/api/v1/session", &json!({"phone": phone, "password": password})).await
}

#[tokio::test]
async fn from_stranger_to_customer_and_out_again() {
    let mut browser = Browser::new().await;
    browser.get("/api/v1/session").await.problem(401, "not-signed-in");
    let asked = ask_for_code(&mut browser).await;
    assert_eq!(asked.status, 202);
    assert_eq!(asked.json::<Value>(), json!({"phone": "+6281277770001"}));
    // Not before the number is confirmed.
    let early = sign_in(&mut browser, BUDI, "sepeda-biru-tua").await;
    early.problem(401, "wrong-credentials");

    let code = code_in_last_message(&browser);
    let verified = verify(&mut browser, &code).await;
    assert_eq!(verified.status, 200);
    assert_eq!(verified.json::<SessionView>().account.name, "Budi Santoso");
    let me: SessionView = browser.get("/api/v1/session").await.json();
    assert_eq!(me.account.phone.as_str(), "+6281277770001");
    // A code works once.
    verify(&mut browser, &code).await.problem(422, "code-expired");

    let old = browser.cookies.clone();
    assert_eq!(browser.delete("/api/v1/session").await.status, 204);
    assert!(browser.cookies.is_empty());
    browser.cookies = old;
    browser.get("/api/v1/session").await.problem(401, "not-signed-in");
}

#[tokio::test]
async fn the_session_cookie_is_out_of_reach_and_changes_at_every_sign_in() {
    let mut browser = Browser::new().await;
    ask_for_code(&mut browser).await;
    let code = code_in_last_message(&browser);
    verify(&mut browser, &code).await;
    let first = browser.cookies["warung"].clone();
    let answer = sign_in(&mut browser, "+6281277770001", "sepeda-biru-tua").await;
    let cookie = answer.header("set-cookie").to_owned();
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=5184000"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "plain http could not keep it");
    assert_ne!(browser.cookies["warung"], first);
    // The session from before is over.
    browser.cookies.insert("warung".into(), first);
    browser.get("/api/v1/session").await.problem(401, "not-signed-in");
}

#[tokio::test]
async fn a_session_ends_after_sixty_days() {
    let mut browser = Browser::new().await;
    ask_for_code(&mut browser).await;
    let code = code_in_last_message(&browser);
    verify(&mut browser, &code).await;
    browser.world.clock.advance(60 * 24 * 3_600 - 1);
    assert_eq!(browser.get("/api/v1/session").await.status, 200);
    browser.world.clock.advance(1);
    browser.get("/api/v1/session").await.problem(401, "not-signed-in");
}

#[tokio::test]
async fn unknown_number_and_wrong_password_look_the_same() {
    let mut browser = Browser::new().await;
    ask_for_code(&mut browser).await;
    let code = code_in_last_message(&browser);
    verify(&mut browser, &code).await;
    let mut answers = Vec::new();
    for (phone, password) in [(BUDI, "salah-sekali"), ("0812 9999 9999", "x"), ("??", "x")] {
        let mut problem =
            sign_in(&mut browser, phone, password).await.problem(401, "wrong-credentials");
        problem.request_id.clear();
        answers.push(problem);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn signing_up_with_a_known_number_tells_its_owner_only() {
    let mut browser = Browser::new().await;
    ask_for_code(&mut browser).await;
    let code = code_in_last_message(&browser);
    verify(&mut browser, &code).await;
    let again = ask_for_code(&mut browser).await;
    assert_eq!(again.status, 202);
    let (_, text) = browser.world.sms.sent().pop().unwrap();
    assert!(text.contains("sudah terdaftar"), "{text}");
    // Guessing looks as it does for a number that really waits for a code.
    verify(&mut browser, "123456").await.problem(422, "wrong-code");
}

#[tokio::test]
async fn a_code_helps_only_the_browser_that_asked_for_it() {
    let mut browser = Browser::new().await;
    ask_for_code(&mut browser).await;
    let code = code_in_last_message(&browser);
    browser.cookies.clear();
    verify(&mut browser, &code).await.problem(422, "wrong-code");
}

#[tokio::test]
async fn five_guesses_and_ten_minutes_are_all_there_is() {
    let mut browser = Browser::new().await;
    ask_for_code(&mut browser).await;
    let code = code_in_last_message(&browser);
    let wrong = if code == "000000" { "111111" } else { "000000" };
    for _ in 0..5 {
        verify(&mut browser, wrong).await.problem(422, "wrong-code");
    }
    verify(&mut browser, &code).await.problem(422, "code-expired");

    ask_for_code(&mut browser).await;
    let code = code_in_last_message(&browser);
    browser.world.clock.advance(600);
    verify(&mut browser, &code).await.problem(422, "code-expired");
}

#[tokio::test]
async fn messages_to_one_number_are_limited() {
    let mut browser = Browser::new().await;
    for _ in 0..5 {
        assert_eq!(ask_for_code(&mut browser).await.status, 202);
    }
    let refused = ask_for_code(&mut browser).await;
    assert!(refused.problem(429, "too-many-attempts").retryable);
    assert_eq!(refused.header("retry-after"), "3600");
    browser.world.clock.advance(3_601);
    assert_eq!(ask_for_code(&mut browser).await.status, 202);
}

#[tokio::test]
async fn what_cannot_be_used_is_pointed_at() {
    let mut browser = Browser::new().await;
    for (phone, name, password, pointer) in [
        ("abc", "Budi", "sepeda-biru-tua", "/phone"),
        (BUDI, "  ", "sepeda-biru-tua", "/name"),
        (BUDI, "Budi", "pendek", "/password"),
        (BUDI, "Budi", "password123", "/password"),
    ] {
        let wanted = json!({"phone": phone, "name": name, "password": password});
        let problem = browser.post("/api/v1/accounts", &wanted).await.problem(422, "invalid-field");
        assert_eq!(problem.pointer.as_deref(), Some(pointer));
    }
    assert!(browser.world.sms.sent().is_empty());
}

// Holds D2, D4.
#[tokio::test]
async fn a_device_belongs_to_one_person() {
    let mut browser = Browser::new().await;
    ask_for_code(&mut browser).await;
    let code = code_in_last_message(&browser);
    verify(&mut browser, &code).await;
    let mut key = serde_json::to_value(crate::service::testing::TestDevice::new(5).key).unwrap();
    // As a browser exports it.
    key["ext"] = json!(true);
    key["key_ops"] = json!(["verify"]);
    let bind = json!({"public_key": key});
    let first = browser.post("/api/v1/devices", &bind).await;
    assert_eq!(first.status, 200);
    assert_eq!(first.json::<Value>()["last_seq"], 0);
    assert_eq!(browser.post("/api/v1/devices", &bind).await.status, 200);

    let sarisphone = json!({"public_key": browser.world.phone.key});
    browser.post("/api/v1/devices", &sarisphone).await.problem(409, "device-taken");
    let other = json!({"public_key": {"kty": "OKP", "crv": "Ed25519", "x": "AA"}});
    let problem = browser.post("/api/v1/devices", &other).await.problem(422, "invalid-field");
    assert_eq!(problem.pointer.as_deref(), Some("/public_key"));
    // D8
    let mine: Value = browser.get("/api/v1/devices").await.json();
    assert_eq!(mine["devices"].as_array().unwrap().len(), 1, "{mine}");
    assert_eq!(mine["devices"][0]["unsent"], Value::Null);
    browser.cookies.clear();
    browser.get("/api/v1/devices").await.problem(401, "not-signed-in");
    browser.post("/api/v1/devices", &bind).await.problem(401, "not-signed-in");
}

#[tokio::test]
async fn a_shopper_is_no_seller() {
    let mut browser = Browser::new().await;
    browser.get("/api/v1/seller/orders").await.problem(401, "not-signed-in");
    ask_for_code(&mut browser).await;
    let code = code_in_last_message(&browser);
    verify(&mut browser, &code).await;
    browser.get("/api/v1/seller/orders").await.problem(403, "not-allowed");
    browser.get("/api/v1/seller/receipts").await.problem(403, "not-allowed");
    browser.get("/api/v1/seller/stock-to-settle").await.problem(403, "not-allowed");
    browser.get("/api/v1/seller/statement").await.problem(403, "not-allowed");
    assert_eq!(browser.get("/api/v1/me/changes?since=0").await.status, 200);
}
