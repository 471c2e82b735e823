//! What gateways send is kept before it is answered, and looked into until somebody knows.

use super::tests::{awaiting, receipts, told};
use super::{later_step, settle_step, take_over};
use crate::payment::GatewayState;
use crate::service::notices::{Received, look, receive};
use crate::service::settle::Refreshed;
use crate::service::testing::{Fault, TestShop, test_shop};
use crate::storage::Notice;

async fn kept(test: &TestShop, payment: &str) -> Vec<Notice> {
    let payment = payment.to_owned();
    test.shop.storage.read(move |txn| txn.notices_of(&payment)).await.unwrap()
}

// Holds M3.
#[tokio::test]
async fn it_is_kept_word_for_word_and_answered_before_anybody_is_asked() {
    let test = test_shop().await;
    let (id, payment) = awaiting(&test).await;
    test.gateway.set(&payment, GatewayState::Settled);
    let calls = test.gateway.calls().len();
    assert_eq!(receive(&test.shop, payment.as_bytes()).await, Ok(Received::Kept));
    assert_eq!(test.gateway.calls().len(), calls, "the gateway waits for nothing");
    assert!(!test.order(id).await.payment.is_paid());
    let words = kept(&test, &payment).await;
    assert_eq!((words.len(), words[0].body.as_slice()), (1, payment.as_bytes()));

    assert_eq!(look(&test.shop).await, Ok(Some(Refreshed::Changed)));
    assert!(test.order(id).await.payment.is_paid());
    assert_eq!(look(&test.shop).await, Ok(None), "it was looked into");
    assert_eq!(kept(&test, &payment).await.len(), 1, "and stays");
}

// Holds M3.
#[tokio::test]
async fn the_same_words_again_are_counted_and_change_nothing_twice() {
    let test = test_shop().await;
    let (_, payment) = awaiting(&test).await;
    test.gateway.set(&payment, GatewayState::Settled);
    for _ in 0..3 {
        receive(&test.shop, payment.as_bytes()).await.unwrap();
    }
    assert_eq!(look(&test.shop).await, Ok(Some(Refreshed::Changed)));
    assert_eq!(look(&test.shop).await, Ok(None));
    assert_eq!(told(&test, &payment).await, Refreshed::Unchanged);
    assert_eq!(kept(&test, &payment).await[0].times, 4);
    assert_eq!(receipts(&test).await.len(), 1);
}

// Holds M3, M7.
#[tokio::test]
async fn a_gateway_that_cannot_say_is_asked_again_later() {
    let test = test_shop().await;
    let (id, payment) = awaiting(&test).await;
    test.gateway.set(&payment, GatewayState::Settled);
    receive(&test.shop, payment.as_bytes()).await.unwrap();
    for pause in [5, 10, 20] {
        test.gateway.fail_next(Fault::AnswerLost);
        assert_eq!(look(&test.shop).await, Ok(Some(Refreshed::Unchanged)));
        test.clock.advance(pause - 1);
        assert_eq!(look(&test.shop).await, Ok(None), "not yet");
        test.clock.advance(1);
    }
    assert_eq!(look(&test.shop).await, Ok(Some(Refreshed::Changed)));
    assert!(test.order(id).await.payment.is_paid());
}

// Holds M8.
#[tokio::test]
async fn what_a_dead_worker_had_in_hand_is_looked_into() {
    let test = test_shop().await;
    let (id, payment) = awaiting(&test).await;
    test.gateway.set(&payment, GatewayState::Settled);
    receive(&test.shop, payment.as_bytes()).await.unwrap();
    let now = test.shop.clock.now();
    let leased =
        move |txn: &mut dyn crate::storage::WriteTxn| txn.lease_notice(now, now.plus_seconds(30));
    assert!(test.shop.storage.write(leased).await.unwrap().is_some());
    assert_eq!(look(&test.shop).await, Ok(None), "somebody has it");
    take_over(&test.shop).await.unwrap();
    assert_eq!(look(&test.shop).await, Ok(Some(Refreshed::Changed)));
    assert!(test.order(id).await.payment.is_paid());
}

#[tokio::test]
async fn nobody_fills_the_shop_with_words_about_one_payment() {
    let test = test_shop().await;
    let (_, payment) = awaiting(&test).await;
    let storage = &test.shop.storage;
    for number in 0..100_u8 {
        let (payment, now) = (payment.clone(), test.shop.clock.now());
        storage.write(move |txn| txn.put_notice(&payment, &[number], now)).await.unwrap();
    }
    assert_eq!(receive(&test.shop, payment.as_bytes()).await, Ok(Received::Kept));
    let words = kept(&test, &payment).await;
    assert_eq!((words.len(), words[99].times), (100, 2));
}

/// The gateway says it once, and nobody hears it.
// Holds M9.
#[tokio::test]
async fn money_that_goes_back_without_a_word_is_noticed() {
    for (state, ended) in
        [(GatewayState::Refunded, "refunded"), (GatewayState::ChargedBack, "charged-back")]
    {
        let test = test_shop().await;
        let (id, payment) = awaiting(&test).await;
        test.gateway.set(&payment, GatewayState::Settled);
        told(&test, &payment).await;
        test.clock.advance(300);
        assert!(settle_step(&test.shop).await.unwrap());
        assert_eq!(test.order(id).await.payment.name(), "settled");
        assert!(!later_step(&test.shop).await.unwrap(), "not yet");

        test.clock.advance(3_600);
        assert!(later_step(&test.shop).await.unwrap());
        assert_eq!(test.order(id).await.payment.name(), "settled");
        assert!(!later_step(&test.shop).await.unwrap(), "and not again at once");

        test.gateway.set(&payment, state);
        test.clock.advance(23 * 3_600);
        test.gateway.fail_next(Fault::AnswerLost);
        assert!(later_step(&test.shop).await.unwrap());
        assert_eq!(test.order(id).await.payment.name(), "settled", "the gateway could not say");
        test.clock.advance(60);
        assert!(later_step(&test.shop).await.unwrap());
        assert_eq!(test.order(id).await.payment.name(), ended);
        // What was given back in part may follow; after 45 days nothing does.
        for _ in 0..8 {
            test.clock.advance(30 * 24 * 3_600);
            later_step(&test.shop).await.unwrap();
        }
        assert!(!later_step(&test.shop).await.unwrap(), "there is nothing more to know");
    }
}

/// Between two looks the money came and went back again.
// Holds M4, M9.
#[tokio::test]
async fn money_that_came_and_went_unseen_is_seen_to_do_both() {
    for (state, ended) in
        [(GatewayState::Refunded, "refunded"), (GatewayState::ChargedBack, "charged-back")]
    {
        let test = test_shop().await;
        let (id, payment) = awaiting(&test).await;
        test.gateway.set(&payment, state);
        assert_eq!(told(&test, &payment).await, Refreshed::Changed);
        assert_eq!(test.order(id).await.payment.name(), ended);
        assert_eq!(receipts(&test).await.len(), 2, "what was paid, and that it went back");
        assert_eq!(test.shop.storage.audit_books().unwrap().1, [""; 0]);
    }
}

// Holds M4, R4.
#[tokio::test]
async fn what_goes_back_bit_by_bit_is_documented_each_time() {
    let test = test_shop().await;
    let (id, payment) = awaiting(&test).await;
    test.gateway.set(&payment, GatewayState::Settled);
    told(&test, &payment).await;
    for (step, part) in [(1, 20_000), (2, 50_000)] {
        test.gateway.give_back(&payment, part);
        assert_eq!(told(&test, &payment).await, Refreshed::Changed);
        assert_eq!(told(&test, &payment).await, Refreshed::Unchanged, "once");
        assert_eq!(test.order(id).await.payment.name(), "refunded");
        assert_eq!(receipts(&test).await.len(), 1 + step);
        assert_eq!(test.shop.storage.audit_books().unwrap().1, [""; 0]);
    }
}
