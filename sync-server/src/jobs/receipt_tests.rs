//! What the shop signs about money that came and went, and the log that holds it.

use super::tests::{awaiting, receipts, told};
use crate::keys::SigningKeys;
use crate::payment::GatewayState;
use crate::service::pull::my_changes;
use crate::service::receipt_log::{checkpoint, consistency, proof};
use crate::service::receipts::catch_up;
use crate::service::testing::{TestShop, test_shop};
use std::sync::Arc;
use warung_domain::ids::OrderId;
use warung_domain::order::{Milestone, Standing};
use warung_domain::protocol::OrderView;
use warung_domain::receipt::{Kind, Receipt, verify};
use warung_domain::receipt_log::evidence::{Evidence, InLog};
use warung_domain::receipt_log::{Checkpoint, proof as proven};

async fn view(test: &TestShop, order: OrderId) -> OrderView {
    let mine = my_changes(&test.shop, test.sari.id, 0).await.unwrap();
    mine.orders.into_iter().find(|view| view.order.id == order).unwrap()
}

async fn paid(test: &TestShop) -> (OrderId, String) {
    let (id, payment) = awaiting(test).await;
    test.gateway.set(&payment, GatewayState::Settled);
    told(test, &payment).await;
    (id, payment)
}

fn genuine(test: &TestShop, jws: &str) -> Receipt {
    verify(jws, &test.shop.config.shop, &test.shop.keys.published()).unwrap()
}

async fn head(test: &TestShop) -> Checkpoint {
    let jws = checkpoint(&test.shop).await.unwrap().unwrap();
    Checkpoint::verify(&jws, &test.shop.config.shop, &test.shop.keys.published()).unwrap()
}

// Holds R6, S2.
#[tokio::test]
async fn what_is_pulled_with_an_order_proves_itself() {
    let test = test_shop().await;
    let mut heads = Vec::new();
    for count in 1..=5 {
        let (id, _) = paid(&test).await;
        let view = view(&test, id).await;
        let logged = view.logged.unwrap();
        let log = InLog { checkpoint: logged.checkpoint, proof: logged.proofs[0].clone() };
        let evidence = Evidence::new(view.receipts[0].clone(), Some(log));
        let keys = test.shop.keys.published();
        let verified = evidence.verify(&test.shop.config.shop, &keys).unwrap();
        assert_eq!(verified.checkpoint.unwrap().size, count);
        assert_eq!(verified.receipt.order, id);
        heads.push(head(&test).await);
    }
    for earlier in &heads {
        for later in &heads {
            let found = consistency(&test.shop, earlier.size, later.size).await.unwrap();
            let is_forward = earlier.size <= later.size;
            assert_eq!(found.is_some(), is_forward);
            let Some(found) = found else { continue };
            assert!(proven::continues(&earlier.head(), &later.head(), &found.path));
        }
    }
    assert_eq!(consistency(&test.shop, 1, 6).await.unwrap(), None, "never that long");
}

async fn goes_back(state: GatewayState, window: i64) -> (TestShop, Vec<Receipt>) {
    let test = test_shop().await;
    let (id, payment) = paid(&test).await;
    test.clock.advance(window);
    told(&test, &payment).await;
    test.gateway.set(&payment, state);
    for _ in 0..3 {
        told(&test, &payment).await;
    }
    let view = view(&test, id).await;
    assert_eq!(view.logged.unwrap().proofs.len(), view.receipts.len());
    let read: Vec<Receipt> = view.receipts.iter().map(|jws| genuine(&test, jws)).collect();
    (test, read)
}

// Holds R4.
#[tokio::test]
async fn money_that_goes_back_is_certified_by_one_more_document() {
    let ways = [
        (GatewayState::Denied, 0, Kind::Reversal),
        (GatewayState::Denied, 300, Kind::ChargeBack),
        (GatewayState::Refunded, 300, Kind::Refund),
        (GatewayState::ChargedBack, 300, Kind::ChargeBack),
    ];
    for (state, window, kind) in ways {
        let (test, documents) = goes_back(state, window).await;
        let [bought, back] = &documents[..] else { panic!("{state:?}: {documents:?}") };
        assert_eq!((bought.kind, bought.previous), (Kind::Receipt, None));
        assert_eq!((back.kind, back.previous), (kind, Some(bought.id)), "{state:?}");
        assert_eq!((back.total, &back.lines), (bought.total, &bought.lines));
        let correction = back.correction.as_ref().unwrap();
        assert_eq!(correction.order_amount, bought.payment.order_paid);
        assert_eq!(back.number, "dapur/2026/000002", "in the same series");

        let old = proof(&test.shop, bought.id).await.unwrap().unwrap();
        assert_eq!(old.superseded_by, Some(back.id));
        let new = proof(&test.shop, back.id).await.unwrap().unwrap();
        assert_eq!((new.superseded_by, new.log.proof.position), (None, 1));
    }
}

// Holds R8.
#[tokio::test]
async fn a_lost_key_stops_signing_and_nothing_else() {
    let mut test = test_shop().await;
    let (first, _) = paid(&test).await;
    let known = test.shop.keys.published().keys;
    let lost = SigningKeys::lost().remembering(known.clone());
    Arc::get_mut(&mut test.shop).unwrap().keys = lost;
    catch_up(&test.shop).await.unwrap();

    let (second, payment) = paid(&test).await;
    let order = test.order(second).await;
    assert_eq!(Standing::of_order(&order), Standing::PaidProvisionally);
    assert_eq!(view(&test, second).await.receipts, [""; 0]);
    assert_eq!(receipts(&test).await.len(), 1, "what was signed is there");
    assert_eq!(head(&test).await.size, 1, "and still verifies");
    // Money that goes back meanwhile is certified too, in its turn.
    test.gateway.set(&payment, GatewayState::Denied);
    told(&test, &payment).await;

    let keys = SigningKeys::new("k2".parse().unwrap(), &[8; 32], Vec::new()).remembering(known);
    Arc::get_mut(&mut test.shop).unwrap().keys = keys;
    let before = view(&test, second).await.rev;
    for _ in 0..2 {
        catch_up(&test.shop).await.unwrap();
    }
    let view = view(&test, second).await;
    assert!(view.rev > before, "phones pull it");
    let kinds: Vec<Kind> = view.receipts.iter().map(|jws| genuine(&test, jws).kind).collect();
    assert_eq!(kinds, [Kind::Receipt, Kind::Reversal]);
    assert_eq!(head(&test).await.size, 3);
    let old = self::view(&test, first).await;
    assert_eq!(genuine(&test, &old.receipts[0]).order, first, "by the key that was lost");
    let said = test.order(second).await.timeline;
    assert_eq!(said.iter().filter(|entry| entry.what == Milestone::ReceiptIssued).count(), 1);
}
