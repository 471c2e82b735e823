//! Notifications that come late, twice, in the wrong order, never, or from somebody else.

use super::*;
use crate::payment::GatewayState;
use crate::simulator::Mood;
use serde_json::Value;

impl Town {
    async fn paid_in(mood: Mood) -> (Self, String) {
        let town = Self::open().await;
        town.simulator.set_mood(mood).unwrap();
        let opened =
            town.gateway.charge(&charge("order-1", PaymentMethod::Indomaret)).await.unwrap();
        let code = code(&opened);
        town.simulator.pay(&code).unwrap().unwrap();
        (town, code)
    }

    /// The states that were told, in the order in which they were.
    fn told(&self) -> Vec<String> {
        let status = |body: Vec<u8>| {
            let body: Value = serde_json::from_slice(&body).unwrap();
            body["transaction_status"].as_str().unwrap().to_owned()
        };
        self.heard().into_iter().map(status).collect()
    }
}

#[tokio::test]
async fn late_means_late() {
    let (town, _) = Town::paid_in(Mood::Late).await;
    assert_eq!(town.simulator.deliver_due().await.unwrap(), 0);
    town.pass(90);
    assert_eq!(town.simulator.deliver_due().await.unwrap(), 1);
}

#[tokio::test]
async fn doubled_means_twice_and_lost_means_never() {
    let (town, _) = Town::paid_in(Mood::Doubled).await;
    assert_eq!(town.simulator.deliver_due().await.unwrap(), 2);
    let (town, _) = Town::paid_in(Mood::Lost).await;
    town.pass(7_200);
    assert_eq!(town.simulator.deliver_due().await.unwrap(), 0);
    // Who asks is told.
    assert_eq!(town.gateway.status(&"order-1".into()).await.unwrap().state, GatewayState::Settled);
}

#[tokio::test]
async fn what_happened_last_is_told_first() {
    let (town, code) = Town::paid_in(Mood::Reordered).await;
    assert!(town.simulator.reverse(&code).unwrap().is_some());
    assert_eq!(town.simulator.deliver_due().await.unwrap(), 1);
    town.pass(60);
    assert_eq!(town.simulator.deliver_due().await.unwrap(), 1);
    assert_eq!(town.told(), ["deny", "settlement"]);
    assert_eq!(town.gateway.status(&"order-1".into()).await.unwrap().state, GatewayState::Denied);
}

#[tokio::test]
async fn a_forged_one_is_not_believed_and_not_tried_again() {
    let (town, _) = Town::paid_in(Mood::Forged).await;
    assert_eq!(town.simulator.deliver_due().await.unwrap(), 2);
    assert_eq!(town.heard_of(), [Err(GatewayError::Forged), Ok("order-1".to_owned())]);
    town.ear.answers.store(503, Ordering::SeqCst);
    town.pass(7_200);
    assert_eq!(town.simulator.deliver_due().await.unwrap(), 0);
    assert_eq!(town.heard().len(), 2);
}

#[tokio::test]
async fn the_levers_are_pulled_on_their_page() {
    let (town, code) = Town::paid_in(Mood::Prompt).await;
    let (status, page) = town.page("/levers").await;
    assert_eq!(status, 200);
    assert!(page.contains("<option value=\"prompt\" selected>"), "{page}");
    assert!(page.contains(&format!("value=\"{code}\"")), "{page}");

    let form = "application/x-www-form-urlencoded";
    let press = |path: &str, body: String, site: &str| {
        let request = town.http.post(format!("{}{path}", town.base));
        request.header("content-type", form).header("sec-fetch-site", site).body(body).send()
    };
    let stranger = press("/levers/mood", "mood=lost".into(), "cross-site").await.unwrap();
    assert_eq!(stranger.status(), 403);
    press("/levers/mood", "mood=lost".into(), "same-origin").await.unwrap();
    assert_eq!(town.simulator.mood().unwrap(), Mood::Lost);
    press("/levers/reverse", format!("code={code}"), "same-origin").await.unwrap();
    assert_eq!(town.gateway.status(&"order-1".into()).await.unwrap().state, GatewayState::Denied);
    let twice = press("/levers/reverse", format!("code={code}"), "same-origin").await.unwrap();
    assert_eq!(twice.status(), 409);
}
