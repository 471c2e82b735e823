//! The town is as strict as the real gateway, and never mistaken for it.

use super::*;
use serde_json::{Value, json};

fn body() -> Value {
    json!({
        "payment_type": "cstore",
        "cstore": { "store": "indomaret", "message": "Pesanan W-17" },
        "transaction_details": { "order_id": "order-1", "gross_amount": 75_000 },
        "item_details": [{ "id": "a", "name": "Kopi", "price": 75_000, "quantity": 1 }],
    })
}

impl Town {
    async fn post(&self, path: &str, body: String) -> Value {
        let request = self.http.post(format!("{}{path}", self.base));
        let response = request.basic_auth(KEY, Some("")).body(body).send().await.unwrap();
        assert_eq!(response.status(), 200, "the verdict stands in the body");
        serde_json::from_str(&response.text().await.unwrap()).unwrap()
    }

    async fn charge_with(&self, pointer: &str, value: Value) -> Value {
        let mut body = body();
        *body.pointer_mut(pointer).unwrap() = value;
        self.post("/v2/charge", body.to_string()).await
    }
}

#[tokio::test]
async fn every_fault_of_a_charge_is_named() {
    let town = Town::open().await;
    for (pointer, value, word) in [
        ("/transaction_details/order_id", json!("order 1"), "order_id"),
        ("/transaction_details/order_id", json!("o".repeat(51)), "order_id"),
        ("/transaction_details/order_id", json!(7), "order_id"),
        ("/transaction_details/gross_amount", json!("75000"), "whole number"),
        ("/transaction_details/gross_amount", json!(75_000.5), "whole number"),
        ("/transaction_details/gross_amount", json!(9_999), "at least 10000"),
        ("/transaction_details/gross_amount", json!(5_000_001), "at most 5000000"),
        ("/transaction_details/gross_amount", json!(80_000), "sum of item_details"),
        ("/item_details/0/quantity", json!(0), "item_details[0]"),
        ("/item_details/0/price", json!("75000"), "item_details[0]"),
        ("/cstore/store", json!("circle-k"), "cstore.store"),
        ("/cstore/message", json!("m".repeat(21)), "cstore.message"),
        ("/payment_type", json!(null), "payment_type"),
    ] {
        let answer = town.charge_with(pointer, value).await;
        assert_eq!(answer["status_code"], "400", "{pointer}: {answer}");
        assert!(answer["validation_messages"].to_string().contains(word), "{answer}");
    }
    for expiry in [
        json!({ "expiry_duration": 10, "unit": "second" }),
        json!({ "expiry_duration": 181, "unit": "day" }),
        json!({ "expiry_duration": 1, "unit": "fortnight" }),
        json!({ "expiry_duration": 5, "order_time": "2026-11-22 11:00:00" }),
        json!({ "expiry_duration": 5, "order_time": "2026-11-22 10:00:00 +0700" }),
    ] {
        let mut body = body();
        body["custom_expiry"] = expiry;
        let answer = town.post("/v2/charge", body.to_string()).await;
        assert_eq!(answer["status_code"], "400", "{answer}");
    }
    assert!(town.simulator.open_bills(10).unwrap().is_empty());
}

#[tokio::test]
async fn other_channels_broken_bodies_and_strangers_are_turned_away() {
    let town = Town::open().await;
    assert_eq!(town.charge_with("/payment_type", json!("credit_card")).await["status_code"], "402");
    assert_eq!(town.post("/v2/charge", "{".to_owned()).await["status_code"], "413");
    assert_eq!(town.post("/v2/no-such/cancel", String::new()).await["status_code"], "404");

    let address = format!("{}/v2/charge", town.base);
    let response = town.http.post(address).body(body().to_string()).send().await.unwrap();
    assert_eq!(response.status(), 401);
    let stranger = customer(&town.base, "SB-Mid-server-other");
    let refused = stranger.charge(&super::charge("order-1", PaymentMethod::VaBca)).await;
    assert!(matches!(refused, Err(GatewayError::Refused(said)) if said.starts_with("401")));
}

#[tokio::test]
async fn answers_are_written_as_the_real_one_writes_them() {
    let town = Town::open().await;
    let opened = town.post("/v2/charge", body().to_string()).await;
    assert_eq!(opened["status_code"], "201");
    assert_eq!(opened["gross_amount"], "75000.00");
    assert_eq!(opened["transaction_time"], "2026-11-22 11:00:00");
    assert_eq!(opened["expiry_time"], "2026-11-23 11:00:00");
    assert_eq!(town.post("/v2/charge", body().to_string()).await["status_code"], "406");

    let by_reference = format!("/v2/{}/expire", opened["transaction_id"].as_str().unwrap());
    let expired = town.post(&by_reference, String::new()).await;
    assert_eq!(expired["status_code"], "407");
    assert_eq!(expired["transaction_status"], "expire");
    assert_eq!(town.post(&by_reference, String::new()).await["status_code"], "412");
    town.simulator.deliver_due().await.unwrap();
    let told: Value = serde_json::from_slice(&town.heard()[0]).unwrap();
    assert_eq!(told["status_code"], "202");
    assert_eq!(told["transaction_status"], "expire");
}

#[tokio::test]
async fn the_gateways_complaints_reach_the_shop() {
    let town = Town::open().await;
    let mut wrong = super::charge("order-1", PaymentMethod::Indomaret);
    wrong.items.pop();
    let refused = town.gateway.charge(&wrong).await;
    assert!(
        matches!(&refused, Err(GatewayError::Refused(said)) if said.contains("sum of item_details")),
        "{refused:?}"
    );
}

#[test]
fn the_town_stays_closed_in_production() {
    let folder = tempfile::tempdir().unwrap();
    let open = |stage, key: Option<&str>| {
        let config = SimulatorConfig {
            stage,
            file: folder.path().join("simulator.json"),
            merchant: String::new(),
            server_key: key.map(str::to_owned),
            notification_url: String::new(),
        };
        let clock = Arc::new(Hands(AtomicI64::new(0)));
        Simulator::open(config, clock, Arc::new(Dice(AtomicU64::new(1))))
    };
    assert!(matches!(open(Stage::Production, None), Err(SimulatorError::Production)));
    assert!(matches!(
        open(Stage::Practice, Some("Mid-server-x")),
        Err(SimulatorError::ProductionKey)
    ));
    let made = open(Stage::Practice, None).unwrap().server_key().to_owned();
    assert!(made.starts_with("SB-Mid-server-"));
    assert_eq!(open(Stage::Practice, None).unwrap().server_key(), made, "and kept");
}
