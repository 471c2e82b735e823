//! The real program, from the outside: it is started, used over HTTP and closed.

#![expect(clippy::unwrap_used, reason = "a helper that cannot go on ends its test")]

mod program;
mod shopper;

use program::Program;
use serde_json::{Value, json};
use shopper::Shopper;
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_payment_at_the_till_reaches_the_shopper() {
    let program = Program::start(&[]);
    let mut sari = Shopper::sign_in(&program.url, "+6281200000001", "rahasia-sari").await;
    let mut hints = sari.listen().await;
    hints.next().await;

    let order = sari.order_one("telur-ayam-negeri", "indomaret").await;
    let code = loop {
        let payment = sari.payment_of(&order).await;
        match state(&payment) {
            "pending" => {
                let code = &payment["pending"]["instructions"]["code"]["code"];
                break code.as_str().unwrap().to_owned();
            }
            "none" => hints.next().await,
            other => panic!("{other}: {payment}"),
        }
    };
    let till = format!("{}/simulator/pay", program.url);
    let paid = reqwest::Client::new().post(till).form(&[("code", &code)]).send().await.unwrap();
    assert!(paid.status().is_success(), "{}", paid.status());
    loop {
        let payment = sari.payment_of(&order).await;
        match state(&payment) {
            // An Indomaret till may still take it back for a few minutes.
            "settled-provisionally" | "settled" => break,
            "pending" => hints.next().await,
            other => panic!("{other}: {payment}"),
        }
    }
}

#[tokio::test]
async fn a_closed_shop_keeps_everything_and_closes_quickly() {
    let mut program = Program::start(&[]);
    let mut sari = Shopper::sign_in(&program.url, "+6281200000001", "rahasia-sari").await;
    let _open_stream = sari.listen().await;
    let order = sari.order_one("telur-ayam-negeri", "cash-on-delivery").await;
    let begun = Instant::now();
    assert!(program.close());
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());

    let program = program.start_again();
    let mut sari = Shopper::sign_in(&program.url, "+6281200000001", "rahasia-sari").await;
    assert_eq!(state(&sari.payment_of(&order).await), "pending");
}

#[tokio::test]
async fn an_imported_catalog_takes_the_demos_place() {
    let list = tempfile::NamedTempFile::new().unwrap();
    let csv = "id,name,category,price\nk-1,Kopi Gayo,Kopi,68000\nk-2,Kopi Toraja,Kopi,72000\n";
    std::fs::write(list.path(), csv).unwrap();
    let program = Program::start(&["--catalog", list.path().to_str().unwrap()]);
    let url = format!("{}/api/v1/catalog/products/k-1", program.url);
    let detail: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    assert_eq!(detail["id"], "k-1");
    let wanted = json!({"phone": "+6281200000001", "password": "rahasia-sari"});
    let url = format!("{}/api/v1/session", program.url);
    let answer = reqwest::Client::new().post(url).json(&wanted).send().await.unwrap();
    assert_eq!(answer.status(), 401, "nobody of the demo lives here");
}

#[test]
fn trouble_is_one_sentence_with_the_next_step() {
    let program = Program::start(&[]);
    let port = program.port();
    let elsewhere = tempfile::tempdir().unwrap();
    let elsewhere = elsewhere.path().to_str().unwrap();
    for (arguments, words) in [
        (vec!["--data", elsewhere, "--port", &port], "Choose another port"),
        (vec!["--data", program.data(), "--port", "0"], "Another server is using"),
        (vec!["--data", "/dev/null/x", "--port", "0"], "Choose another one with --data"),
        (vec!["--data", elsewhere, "--production"], "--gateway midtrans"),
        (vec!["--data", elsewhere, "--port", "0", "--catalog", "/none.csv"], "/none.csv"),
    ] {
        let (code, said) = program::fails(&arguments);
        let expected = words.replace("Choose another port", "choose another port");
        assert!(said.contains(&expected) || said.contains(words), "{arguments:?}: {said}");
        assert_eq!((code, said.trim().lines().count()), (Some(1), 1), "{said}");
    }
}

#[test]
fn the_doctor_finds_a_fresh_shop_well() {
    let program = Program::start(&[]);
    let report = program::runs(&["doctor", "--data", program.data()]);
    assert!(report.contains("All is well."), "{report}");
    assert!(report.contains("198 products"), "{report}");
}

/// The name of a payment's state: a bare word, or the one member of an object.
fn state(payment: &serde_json::Value) -> &str {
    match payment {
        serde_json::Value::String(name) => name,
        other => other.as_object().and_then(|shape| shape.keys().next()).map_or("", String::as_str),
    }
}
