//! A second attempt to be paid: the one before is closed first, whoever dies when.

use super::recovery::killed_at;
use super::stray_tests::{audited, balance};
use super::tests::{awaiting, command, milestones, receipts, told};
use super::{charge_step, settle_step};
use crate::payment::GatewayState;
use crate::service::push::push;
use crate::service::testing::{Fault, TestShop, test_shop, wish};
use warung_domain::catalog::Stock;
use warung_domain::command::{CommandBody, RejectCode, Verdict};
use warung_domain::ids::OrderId;
use warung_domain::money::{Currency, Money};
use warung_domain::order::{Milestone, OrderProblem, OrderState, Standing};
use warung_domain::payment::{Instructions, PaymentMethod, PaymentState};
use warung_domain::protocol::Push;

const TOTAL: Money = Money::new(136_000, Currency::IDR);

pub(super) fn by(order: OrderId, method: PaymentMethod) -> CommandBody {
    CommandBody::ChangePayment { order, method, total: TOTAL }
}

pub(super) async fn verdict(test: &TestShop, body: CommandBody) -> Verdict {
    let commands = vec![test.phone.sign(&test.phone.command(body))];
    let pushed = push(&test.shop, Push { v: 1, commands, unsent: None }).await.unwrap();
    pushed.answers[0].verdict.clone()
}

/// Does all there is to do now.
pub(super) async fn work(test: &TestShop) {
    while charge_step(&test.shop).await.unwrap() || settle_step(&test.shop).await.unwrap() {}
}

fn open_at_gateway(test: &TestShop, id: OrderId) -> Vec<String> {
    let names = (1..5).map(|number| format!("{id}-{number}"));
    names.filter(|name| test.gateway.state(name) == Some(GatewayState::Pending)).collect()
}

// Holds M11.
#[tokio::test]
async fn another_way_to_pay_closes_the_code_before_it() {
    let test = test_shop().await;
    let (id, first) = awaiting(&test).await;
    command(&test, by(id, PaymentMethod::VaBca)).await;
    let order = test.order(id).await;
    assert_eq!(order.payment, PaymentState::None, "no code is shown meanwhile");
    let calls = test.gateway.calls().len();
    work(&test).await;
    let second = format!("{id}-2");
    let called = [format!("status {first}"), format!("cancel {first}"), format!("charge {second}")];
    assert_eq!(test.gateway.calls()[calls..], called);
    assert_eq!(open_at_gateway(&test, id), std::slice::from_ref(&second));
    let order = test.order(id).await;
    assert!(matches!(order.payment, PaymentState::Pending { .. }));
    assert_eq!(order.payment_method, PaymentMethod::VaBca);
    assert_eq!(test.stock("kopi").await, Stock::Units(8), "held once");

    test.gateway.set(&second, GatewayState::Settled);
    told(&test, &second).await;
    let order = test.order(id).await;
    assert_eq!(Standing::of_order(&order), Standing::Paid);
    assert_eq!(order.payment_method, PaymentMethod::VaBca);
    assert_eq!(receipts(&test).await.len(), 1);
    audited(&test).await;
    assert_eq!(verdict(&test, by(id, PaymentMethod::Qris)).await, rejected(RejectCode::TooLate));
}

const fn rejected(code: RejectCode) -> Verdict {
    Verdict::Rejected { code }
}

// Holds M11.
#[tokio::test]
async fn what_is_paid_before_it_is_closed_pays_the_order() {
    let test = test_shop().await;
    let (id, first) = awaiting(&test).await;
    command(&test, by(id, PaymentMethod::VaBca)).await;
    test.gateway.set(&first, GatewayState::Settled);
    work(&test).await;
    let order = test.order(id).await;
    assert_eq!(Standing::of_order(&order), Standing::PaidProvisionally);
    assert_eq!(order.payment_method, PaymentMethod::Indomaret);
    assert_eq!((order.strays.len(), test.gateway.opened()), (0, 1));
    audited(&test).await;
    // The same, heard by a notification before the job comes to it.
    let (id, first) = awaiting(&test).await;
    command(&test, by(id, PaymentMethod::Gopay)).await;
    test.gateway.set(&first, GatewayState::Settled);
    told(&test, &first).await;
    work(&test).await;
    assert!(test.order(id).await.payment.is_paid());
    assert_eq!(open_at_gateway(&test, id), [""; 0]);
    // And the till takes it back: there may be a next attempt.
    test.gateway.set(&first, GatewayState::Denied);
    told(&test, &first).await;
    command(&test, by(id, PaymentMethod::Gopay)).await;
    work(&test).await;
    assert_eq!(open_at_gateway(&test, id), [format!("{id}-3")]);
    audited(&test).await;
}

// Holds M11.
#[tokio::test]
async fn a_code_that_ran_out_is_followed_by_another_if_the_goods_are_there() {
    let test = test_shop().await;
    let (id, first) = awaiting(&test).await;
    test.gateway.set(&first, GatewayState::Expired);
    told(&test, &first).await;
    assert_eq!(test.stock("kopi").await, Stock::Units(10));
    test.clock.advance(2 * 86_400);
    command(&test, by(id, PaymentMethod::Indomaret)).await;
    assert_eq!(test.stock("kopi").await, Stock::Units(8), "taken again");
    work(&test).await;
    let order = test.order(id).await;
    let PaymentState::Pending { expires_at: Some(until), .. } = order.payment else {
        panic!("no code")
    };
    assert!(until > test.shop.clock.now(), "with time of its own");
    let asked = milestones(&order);
    assert_eq!(asked.iter().filter(|what| **what == Milestone::PaymentRequested).count(), 2);

    test.gateway.set(&format!("{id}-2"), GatewayState::Expired);
    told(&test, &format!("{id}-2")).await;
    let other = wish(&[("kopi", 9, 68_000)], PaymentMethod::Indomaret);
    command(&test, CommandBody::PlaceOrder(Box::new(other))).await;
    assert_eq!(verdict(&test, by(id, PaymentMethod::VaBri)).await, rejected(RejectCode::SoldOut));
    assert_eq!(test.stock("kopi").await, Stock::Units(1));
    test.clock.advance(6 * 86_400);
    assert_eq!(verdict(&test, by(id, PaymentMethod::VaBri)).await, rejected(RejectCode::TooLate));
}

#[tokio::test]
async fn who_does_not_own_it_or_says_another_total_changes_nothing() {
    let test = test_shop().await;
    let (id, _) = awaiting(&test).await;
    let body = by(id, PaymentMethod::VaBca);
    let stranger = test.counter.sign(&test.counter.command(body));
    let pushed = push(&test.shop, Push { v: 1, commands: vec![stranger], unsent: None }).await;
    assert_eq!(pushed.unwrap().answers[0].verdict, rejected(RejectCode::UnknownOrder));
    let total = Money::new(1_000, Currency::IDR);
    let body = CommandBody::ChangePayment { order: id, method: PaymentMethod::VaBca, total };
    let problems = vec![OrderProblem::TotalChanged { was: total, now: TOTAL }];
    assert_eq!(verdict(&test, body).await, Verdict::Adjusted { problems });
    let twice = by(id, PaymentMethod::Indomaret);
    assert_eq!(verdict(&test, twice).await, Verdict::Applied, "it is under way");
    work(&test).await;
    assert_eq!(open_at_gateway(&test, id), [format!("{id}-1")]);
    let nothing_there = by(id, PaymentMethod::Balance);
    assert_eq!(verdict(&test, nothing_there).await, rejected(RejectCode::NoPayment));
}

// Holds M2, M11.
#[tokio::test]
async fn a_charge_that_arrives_after_its_place_was_taken_is_closed() {
    let test = test_shop().await;
    let id = super::tests::ordered(&test).await;
    // The gateway does it, and nobody hears of it.
    test.gateway.fail_next(Fault::AnswerLost);
    assert!(charge_step(&test.shop).await.unwrap());
    command(&test, by(id, PaymentMethod::VaBni)).await;
    work(&test).await;
    assert_eq!(open_at_gateway(&test, id), [format!("{id}-2")]);
    command(&test, CommandBody::CancelOrder { order: id }).await;
    work(&test).await;
    assert_eq!(open_at_gateway(&test, id), [""; 0]);
}

// Holds M11.
#[tokio::test]
async fn an_order_that_is_called_off_between_two_codes_leaves_none_open() {
    let test = test_shop().await;
    let (id, _) = awaiting(&test).await;
    command(&test, by(id, PaymentMethod::VaBca)).await;
    command(&test, CommandBody::CancelOrder { order: id }).await;
    for _ in 0..12 {
        test.clock.advance(300);
        work(&test).await;
    }
    assert_eq!(open_at_gateway(&test, id), [""; 0]);
    let order = test.order(id).await;
    assert_eq!(order.state, OrderState::Cancelled);
    assert!(matches!(order.payment, PaymentState::Cancelled { .. }), "{:?}", order.payment);
    assert_eq!(test.stock("kopi").await, Stock::Units(10));
    assert_eq!(test.shop.storage.read(|txn| txn.open_charges()).await, Ok(0));
}

// Holds M11.
#[tokio::test]
async fn a_courier_or_a_balance_takes_over_once_the_code_is_closed() {
    let test = test_shop().await;
    let (id, first) = awaiting(&test).await;
    command(&test, by(id, PaymentMethod::CashOnDelivery)).await;
    test.gateway.fail_next(Fault::RequestLost);
    assert!(charge_step(&test.shop).await.unwrap());
    assert_eq!(test.order(id).await.payment, PaymentState::None, "not before it is closed");
    test.clock.advance(5);
    work(&test).await;
    assert_eq!(test.gateway.state(&first), Some(GatewayState::Cancelled));
    let PaymentState::Pending { instructions, .. } = test.order(id).await.payment else {
        panic!("the courier knows nothing")
    };
    assert_eq!(instructions, Instructions::Cash);

    // Money for the closed code makes a balance, and the balance pays.
    test.gateway.set(&first, GatewayState::Settled);
    told(&test, &first).await;
    test.clock.advance(300);
    work(&test).await;
    assert_eq!(balance(&test).await, 136_000);
    command(&test, by(id, PaymentMethod::Balance)).await;
    work(&test).await;
    assert_eq!(Standing::of_order(&test.order(id).await), Standing::Paid);
    assert_eq!((balance(&test).await, receipts(&test).await.len()), (0, 1));
    audited(&test).await;
}

/// A QR whose one answer got lost: the status does not tell it again.
// Holds M2, M11.
#[tokio::test]
async fn what_the_gateway_does_not_tell_again_is_asked_for_under_another_name() {
    let test = test_shop().await;
    let id = super::tests::ordered(&test).await;
    test.gateway.fail_next(Fault::AnswerLost);
    assert!(charge_step(&test.shop).await.unwrap());
    let first = format!("{id}-1");
    test.gateway.silence(&first);
    for _ in 0..10 {
        test.clock.advance(30);
        work(&test).await;
        assert_eq!(open_at_gateway(&test, id), [first.as_str()], "not under a second name yet");
    }
    for _ in 0..4 {
        test.clock.advance(300);
        work(&test).await;
    }
    assert_eq!(open_at_gateway(&test, id), [format!("{id}-2")]);
    assert!(matches!(test.order(id).await.payment, PaymentState::Pending { .. }));
    audited(&test).await;
}

/// A worker dies between any two steps, before and after the shopper changes their mind, and
/// the first code may be paid just then: one code stands, or the order is paid.
// Holds M7, M11.
#[tokio::test]
async fn whoever_dies_when_one_code_stands_or_the_order_is_paid() {
    for stops in 0..14 {
        for is_paid in [false, true] {
            let test = test_shop().await;
            let id = super::tests::ordered(&test).await;
            killed_at(stops, charge_step(&test.shop)).await;
            command(&test, by(id, PaymentMethod::VaBri)).await;
            let first = format!("{id}-1");
            if is_paid && test.gateway.state(&first).is_some() {
                test.gateway.set(&first, GatewayState::Settled);
            }
            killed_at(stops, charge_step(&test.shop)).await;
            for _ in 0..4 {
                test.clock.advance(60);
                work(&test).await;
            }
            let order = test.order(id).await;
            let open = open_at_gateway(&test, id);
            if test.gateway.state(&first) == Some(GatewayState::Settled) {
                assert!(order.payment.is_paid(), "killed at {stops}: {:?}", order.payment);
                assert_eq!((open.len(), order.strays.len()), (0, 0), "killed at {stops}");
            } else {
                assert_eq!(open, [format!("{id}-2")], "killed at {stops}");
                assert!(matches!(order.payment, PaymentState::Pending { .. }));
            }
            audited(&test).await;
        }
    }
}
