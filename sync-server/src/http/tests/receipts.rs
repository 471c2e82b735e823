//! The log of receipts as anybody meets it, without a session.

use super::Browser;
use crate::service::receipts::catch_up;
use crate::service::testing::paid_in_cash;
use serde_json::json;
use warung_domain::receipt::on_paper::{DocumentHash, Named};
use warung_domain::receipt::read_own;
use warung_domain::receipt_log::{Checkpoint, Consistency, Document, Proven, leaf, proof};

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

// Holds R10.
#[tokio::test]
async fn a_document_is_handed_to_who_has_seen_it() {
    let mut browser = Browser::new().await;
    let (other, jws) = (paid_in_cash(&browser.world).await, paid_in_cash(&browser.world).await);
    let Named { id, hash } = Named::of(&jws).unwrap();
    let path = format!("/api/v1/receipts/{id}/document");
    let answer = browser.post(&path, &json!({ "hash": hash })).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let found: Document = answer.json();
    assert_eq!((found.receipt, found.superseded_by), (jws.clone(), None));
    let checkpoint = checkpoint(&mut browser).await;
    assert!(proof::includes(&checkpoint.head(), leaf(&jws), &found.log.unwrap().proof));

    // What the public log shows of it opens nothing, and neither does another's hash.
    for wrong in [json!(leaf(&jws)), json!(DocumentHash::of(&other))] {
        browser.post(&path, &json!({ "hash": wrong })).await.problem(404, "not-found");
    }
    let unknown = format!("/api/v1/receipts/{}/document", read_own(&jws).unwrap().order);
    browser.post(&unknown, &json!({ "hash": hash })).await.problem(404, "not-found");
    for unread in [json!({}), json!({ "hash": "x" })] {
        let refused = browser.post(&path, &unread).await;
        assert_eq!(refused.status, 422);
    }
}
