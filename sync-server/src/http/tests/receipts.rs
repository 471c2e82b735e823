//! The log of receipts as anybody meets it, without a session.

use super::Browser;
use crate::service::receipts::catch_up;
use crate::service::testing::paid_in_cash;
use warung_domain::receipt::read_own;
use warung_domain::receipt_log::{Checkpoint, Consistency, Proven, leaf, proof};

const CHECKPOINT: &str = "/.well-known/receipt-log/checkpoint";

async fn checkpoint(browser: &mut Browser) -> Checkpoint {
    let answer = browser.get(CHECKPOINT).await;
    assert_eq!(answer.header("content-type"), "application/jose");
    let shop = &browser.world.shop;
    let jws = String::from_utf8(answer.body).unwrap();
    Checkpoint::verify(&jws, &shop.config.shop, &shop.keys.published()).unwrap()
}

// Holds R6, R7.
#[tokio::test]
async fn a_stranger_can_follow_the_log() {
    let mut browser = Browser::new().await;
    browser.get(CHECKPOINT).await.problem(404, "not-found");
    catch_up(&browser.world.shop).await.unwrap();
    assert_eq!(checkpoint(&mut browser).await.size, 0, "a shop opens with an empty log");

    let (mut heads, mut receipts) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        receipts.push(paid_in_cash(&browser.world).await);
        heads.push(checkpoint(&mut browser).await);
    }
    let path = "/api/v1/receipts/log/consistency";
    let answer = browser.get(&format!("{path}?from=1&to=3")).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let found: Consistency = answer.json();
    assert!(proof::continues(&heads[0].head(), &heads[2].head(), &found.path));
    browser.get(&format!("{path}?from=1&to=4")).await.problem(422, "invalid-field");
    browser.get(&format!("{path}?from=3&to=1")).await.problem(422, "invalid-field");
    browser.get(&format!("{path}?from=x&to=1")).await.problem(422, "invalid-field");

    let jws = receipts.swap_remove(1);
    let id = read_own(&jws).unwrap().id;
    let found: Proven = browser.get(&format!("/api/v1/receipts/{id}/proof")).await.json();
    assert!(proof::includes(&heads[2].head(), leaf(&jws), &found.log.proof));
    let order = read_own(&jws).unwrap().order;
    browser.get(&format!("/api/v1/receipts/{order}/proof")).await.problem(404, "not-found");
    browser.get("/api/v1/receipts/1/proof").await.problem(404, "not-found");
}
