//! The money's way, one step at a time: a fake gateway, a clock that stands
//! still, no waiting.

use super::{charge_step, settle_step, take_over};
use crate::payment::{GatewayError, GatewayState};
use crate::service::notices::{Received, look, receive};
use crate::service::pull::my_changes;
use crate::service::push::push;
use crate::service::settle::{Refreshed, SettleError};
use crate::service::testing::{Fault, TestShop, test_shop, wish};
use warung_domain::catalog::Stock;
use warung_domain::command::CommandBody;
use warung_domain::ids::OrderId;
use warung_domain::money::{Currency, Money};
use warung_domain::order::{Milestone, Order, OrderState, Standing};
use warung_domain::payment::{Instructions, PaymentMethod, PaymentState};
use warung_domain::protocol::Push;
use warung_domain::receipt;

pub(super) async fn command(test: &TestShop, body: CommandBody) -> OrderId {
    let command = test.phone.command(body);
    let commands = vec![test.phone.sign(&command)];
    let answers = push(&test.shop, Push { v: 1, commands, unsent: None }).await.unwrap().answers;
    assert!(answers[0].verdict.is_final());
    command.id.into()
}

pub(super) async fn ordered(test: &TestShop) -> OrderId {
    let wish = wish(&[("kopi", 2, 68_000)], PaymentMethod::Indomaret);
    command(test, CommandBody::PlaceOrder(Box::new(wish))).await
}

/// An order with a code, waiting at the till.
pub(super) async fn awaiting(test: &TestShop) -> (OrderId, String) {
    let id = ordered(test).await;
    assert!(charge_step(&test.shop).await.unwrap());
    assert!(!charge_step(&test.shop).await.unwrap());
    (id, format!("{id}-1"))
}

pub(super) async fn told(test: &TestShop, payment: &str) -> Refreshed {
    receive(&test.shop, payment.as_bytes()).await.unwrap();
    look(&test.shop).await.unwrap().expect("there is something to look into")
}

pub(super) async fn receipts(test: &TestShop) -> Vec<String> {
    let mine = my_changes(&test.shop, test.sari.id, 0).await.unwrap();
    mine.orders.into_iter().flat_map(|view| view.receipts).collect()
}

pub(super) fn milestones(order: &Order) -> Vec<Milestone> {
    order.timeline.iter().map(|entry| entry.what.clone()).collect()
}

// Holds M2, M5, R1.
#[tokio::test]
async fn from_the_code_to_the_receipt() {
    let test = test_shop().await;
    let (id, payment) = awaiting(&test).await;
    let PaymentState::Pending { instructions, due, .. } = test.order(id).await.payment else {
        panic!("no code")
    };
    assert!(matches!(instructions, Instructions::Code { .. }));
    assert_eq!(due.amount, Money::new(136_000, Currency::IDR));
    assert_eq!(told(&test, &payment).await, Refreshed::Unchanged);

    test.gateway.set(&payment, GatewayState::Settled);
    assert_eq!(told(&test, &payment).await, Refreshed::Changed);
    for _ in 0..5 {
        assert_eq!(told(&test, &payment).await, Refreshed::Unchanged, "told again");
    }
    let order = test.order(id).await;
    assert_eq!(Standing::of_order(&order), Standing::PaidProvisionally);
    assert!(!order.may_release_goods(), "the till may still take it back");
    let jws = receipts(&test).await;
    let keys = test.shop.keys.published();
    let proof = receipt::verify(&jws[0], &test.shop.config.shop, &keys).unwrap().payment;
    assert_eq!((jws.len(), proof.reference), (1, format!("ref-{payment}")));
    assert!(proof.provisional_until.is_some());

    assert!(!settle_step(&test.shop).await.unwrap(), "the window is still open");
    test.clock.advance(300);
    assert!(settle_step(&test.shop).await.unwrap());
    let order = test.order(id).await;
    assert_eq!(Standing::of_order(&order), Standing::Paid);
    assert!(order.may_release_goods());
    let way = [
        Milestone::Accepted,
        Milestone::PaymentRequested,
        Milestone::PaidProvisionally,
        Milestone::ReceiptIssued,
        Milestone::Paid,
    ];
    assert_eq!(milestones(&order), way);
    assert_eq!(receipts(&test).await.len(), 1);
    assert!(!settle_step(&test.shop).await.unwrap(), "nothing is open any more");
}

// Holds M8.
#[tokio::test]
async fn a_clock_set_back_by_a_year_does_not_put_a_charge_off_for_a_year() {
    let test = test_shop().await;
    let year = 365 * 86_400;
    test.clock.advance(year);
    let id = ordered(&test).await;
    test.gateway.fail_next(Fault::RequestLost);
    assert!(charge_step(&test.shop).await.unwrap());
    test.clock.advance(-year);
    assert!(charge_step(&test.shop).await.unwrap(), "due although its moment lies far ahead");
    assert!(matches!(test.order(id).await.payment, PaymentState::Pending { .. }));
    let next = ordered(&test).await;
    test.clock.advance(-year);
    assert!(charge_step(&test.shop).await.unwrap());
    assert!(matches!(test.order(next).await.payment, PaymentState::Pending { .. }));
    assert!(!charge_step(&test.shop).await.unwrap(), "each is charged once");
    // Neither are the payments that wait to be looked at.
    test.gateway.set(&format!("{id}-1"), GatewayState::Settled);
    test.clock.advance(-year);
    while settle_step(&test.shop).await.unwrap() {}
    assert!(test.order(id).await.payment.is_paid());
}

// Holds M8.
#[tokio::test]
async fn what_a_dead_run_had_leased_is_taken_over_at_the_start() {
    let test = test_shop().await;
    let id = ordered(&test).await;
    let (now, later) = (test.shop.clock.now(), test.shop.clock.now().plus_seconds(30));
    let leased = test.shop.storage.write(move |txn| txn.lease_charge(now, later)).await;
    assert!(leased.unwrap().is_some());
    assert!(!charge_step(&test.shop).await.unwrap(), "somebody has it");
    take_over(&test.shop).await.unwrap();
    assert!(charge_step(&test.shop).await.unwrap());
    assert!(matches!(test.order(id).await.payment, PaymentState::Pending { .. }));
}

// Holds M3.
#[tokio::test]
async fn a_lost_notification_is_made_up_for_by_asking() {
    let test = test_shop().await;
    let (id, payment) = awaiting(&test).await;
    test.gateway.set(&payment, GatewayState::Settled);
    assert!(!settle_step(&test.shop).await.unwrap());
    test.clock.advance(60);
    test.gateway.fail_next(Fault::RequestLost);
    assert!(settle_step(&test.shop).await.unwrap());
    assert!(!test.order(id).await.payment.is_paid());
    test.clock.advance(60);
    assert!(settle_step(&test.shop).await.unwrap());
    assert!(test.order(id).await.payment.is_paid());
}

// Holds M2.
#[tokio::test]
async fn a_lost_answer_never_charges_twice() {
    for fault in [Fault::AnswerLost, Fault::RequestLost] {
        let test = test_shop().await;
        test.gateway.fail_next(fault.clone());
        let id = ordered(&test).await;
        assert!(charge_step(&test.shop).await.unwrap());
        assert_eq!(test.order(id).await.payment, PaymentState::None);
        assert!(!charge_step(&test.shop).await.unwrap(), "not before the pause is over");
        test.clock.advance(5);
        assert!(charge_step(&test.shop).await.unwrap());
        assert!(matches!(test.order(id).await.payment, PaymentState::Pending { .. }));
        let calls = test.gateway.calls();
        assert_eq!(calls[1], format!("status {id}-1"), "asked before anything else");
        let charges = calls.iter().filter(|call| call.starts_with("charge")).count();
        assert_eq!(charges, if fault == Fault::AnswerLost { 1 } else { 2 });
        assert!(!charge_step(&test.shop).await.unwrap());
    }
}

#[tokio::test]
async fn money_may_come_before_the_answer_to_the_charge() {
    let test = test_shop().await;
    test.gateway.fail_next(Fault::AnswerLost);
    let id = ordered(&test).await;
    assert!(charge_step(&test.shop).await.unwrap());
    let payment = format!("{id}-1");
    test.gateway.set(&payment, GatewayState::Settled);
    assert_eq!(told(&test, &payment).await, Refreshed::Changed);
    assert_eq!(receipts(&test).await.len(), 1);
    test.clock.advance(5);
    assert!(charge_step(&test.shop).await.unwrap(), "the job finds that it is done");
    assert!(test.order(id).await.payment.is_paid());
    assert!(!charge_step(&test.shop).await.unwrap());
}

#[tokio::test]
async fn a_refused_charge_frees_the_shelf() {
    let test = test_shop().await;
    test.gateway.fail_next(Fault::Refused);
    let id = ordered(&test).await;
    assert_eq!(test.stock("kopi").await, Stock::Units(8));
    assert!(charge_step(&test.shop).await.unwrap());
    assert_eq!(Standing::of_order(&test.order(id).await), Standing::PaymentFailed);
    assert_eq!(test.stock("kopi").await, Stock::Units(10));
    command(&test, CommandBody::CancelOrder { order: id }).await;
    assert_eq!(test.order(id).await.state, OrderState::Cancelled);
    assert_eq!(test.stock("kopi").await, Stock::Units(10), "not given back twice");
}

// Holds M4.
#[tokio::test]
async fn an_expired_code_frees_the_shelf() {
    let test = test_shop().await;
    let (id, payment) = awaiting(&test).await;
    test.gateway.set(&payment, GatewayState::Expired);
    assert_eq!(told(&test, &payment).await, Refreshed::Changed);
    assert_eq!(Standing::of_order(&test.order(id).await), Standing::PaymentFailed);
    assert_eq!(test.stock("kopi").await, Stock::Units(10));
    test.gateway.set(&payment, GatewayState::Settled);
    told(&test, &payment).await;
    let order = test.order(id).await;
    assert_eq!(Standing::of_order(&order), Standing::PaymentFailed, "no way back");
    assert_eq!(order.strays.len(), 1, "the money is somebody's all the same");
}

#[tokio::test]
async fn a_settlement_the_till_took_back_is_not_paid() {
    let test = test_shop().await;
    let (id, payment) = awaiting(&test).await;
    test.gateway.set(&payment, GatewayState::Settled);
    told(&test, &payment).await;
    test.gateway.set(&payment, GatewayState::Denied);
    assert_eq!(told(&test, &payment).await, Refreshed::Changed);
    let order = test.order(id).await;
    assert_eq!(Standing::of_order(&order), Standing::PaymentFailed);
    assert_eq!(milestones(&order).last(), Some(&Milestone::PaymentReversed));
}

// Holds M6.
#[tokio::test]
async fn another_amount_is_not_paid() {
    let test = test_shop().await;
    let (id, payment) = awaiting(&test).await;
    test.gateway.set_amount(&payment, Money::new(1_000, Currency::IDR));
    test.gateway.set(&payment, GatewayState::Settled);
    told(&test, &payment).await;
    assert!(!test.order(id).await.payment.is_paid());
}

// Holds M3, M4.
#[tokio::test]
async fn a_notification_is_genuine_and_about_something_or_nothing_happens() {
    let test = test_shop().await;
    let (_, payment) = awaiting(&test).await;
    test.gateway.set(&payment, GatewayState::Settled);
    let forged = receive(&test.shop, format!("forged {payment}").as_bytes()).await;
    assert_eq!(forged, Err(SettleError::Gateway(GatewayError::Forged)));
    assert_eq!(receive(&test.shop, &b"somebody-elses-1"[..]).await, Ok(Received::Unknown));
    assert_eq!(look(&test.shop).await, Ok(None), "nothing was kept");
    assert_eq!(receipts(&test).await, [""; 0]);
}

#[tokio::test]
async fn cancelling_closes_the_code_at_the_gateway() {
    let test = test_shop().await;
    let (id, payment) = awaiting(&test).await;
    command(&test, CommandBody::CancelOrder { order: id }).await;
    assert_eq!(test.stock("kopi").await, Stock::Units(10));
    assert!(charge_step(&test.shop).await.unwrap());
    assert_eq!(test.gateway.state(&payment), Some(GatewayState::Cancelled));
    assert!(matches!(test.order(id).await.payment, PaymentState::Cancelled { .. }));
    assert!(!charge_step(&test.shop).await.unwrap());
    assert_eq!(test.stock("kopi").await, Stock::Units(10));
}

#[tokio::test]
async fn money_for_a_cancelled_order_is_seen_and_gets_no_receipt() {
    let test = test_shop().await;
    let (id, payment) = awaiting(&test).await;
    test.gateway.set(&payment, GatewayState::Settled);
    command(&test, CommandBody::CancelOrder { order: id }).await;
    assert!(charge_step(&test.shop).await.unwrap());
    let order = test.order(id).await;
    assert_eq!(order.state, OrderState::Cancelled);
    assert!(matches!(order.payment, PaymentState::Cancelled { .. }));
    assert_eq!(order.strays.len(), 1, "it is given back");
    assert_eq!(receipts(&test).await, [""; 0]);
}

#[tokio::test]
async fn an_order_that_was_never_charged_is_cancelled_without_the_gateway() {
    let test = test_shop().await;
    let id = ordered(&test).await;
    command(&test, CommandBody::CancelOrder { order: id }).await;
    assert!(!charge_step(&test.shop).await.unwrap());
    assert_eq!(test.gateway.calls(), [""; 0]);
    assert!(matches!(test.order(id).await.payment, PaymentState::Cancelled { .. }));
}

#[tokio::test]
async fn a_question_nobody_answers_frees_the_shelf() {
    let test = test_shop().await;
    let wish = wish(&[("kopi", 99, 68_000)], PaymentMethod::Indomaret);
    let id = command(&test, CommandBody::PlaceOrder(Box::new(wish))).await;
    assert_eq!(test.stock("kopi").await, Stock::Units(0));
    test.clock.advance(48 * 3_600 - 1);
    assert!(!settle_step(&test.shop).await.unwrap());
    test.clock.advance(1);
    assert!(settle_step(&test.shop).await.unwrap());
    assert_eq!(test.order(id).await.state, OrderState::Cancelled);
    assert_eq!(test.stock("kopi").await, Stock::Units(10));
    assert!(!settle_step(&test.shop).await.unwrap());
}

#[tokio::test]
async fn a_code_the_gateway_forgot_expires_by_itself() {
    let test = test_shop().await;
    let (id, payment) = awaiting(&test).await;
    test.gateway.forget(&payment);
    assert_eq!(told(&test, &payment).await, Refreshed::Unchanged);
    test.clock.advance(86_400);
    assert!(settle_step(&test.shop).await.unwrap());
    assert!(matches!(test.order(id).await.payment, PaymentState::Expired { .. }));
    assert_eq!(test.stock("kopi").await, Stock::Units(10));
}

#[tokio::test]
async fn buyer_and_seller_are_told_to_pull() {
    let test = test_shop().await;
    let (_, payment) = awaiting(&test).await;
    let mut pulls = test.shop.pulls.subscribe();
    test.gateway.set(&payment, GatewayState::Settled);
    told(&test, &payment).await;
    assert_eq!(pulls.recv().await, Ok(test.sari.id));
    assert_eq!(pulls.recv().await, Ok(test.tini.id));
}
