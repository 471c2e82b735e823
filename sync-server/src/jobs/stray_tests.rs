//! Money that nobody waited for: it has a name, it goes back, and the shopper is told.

use super::attempt_tests::{by, work};
use super::tests::{awaiting, command, told};
use super::{charge_step, later_step, settle_step};
use crate::payment::GatewayState;
use crate::service::balance::balance_of;
use crate::service::reconcile::reconcile;
use crate::service::testing::{Fault, START, TestShop, test_shop, wish};
use warung_domain::command::CommandBody;
use warung_domain::ids::OrderId;
use warung_domain::money::{Currency, Money};
use warung_domain::order::Standing;
use warung_domain::payment::{PaymentMethod, PaymentState, Stray, StrayState};

/// What Sari can spend at the shop.
pub(super) async fn balance(test: &TestShop) -> i64 {
    let sari = test.sari.id;
    let read = test.shop.storage.read(move |txn| balance_of(txn, sari, Currency::IDR)).await;
    read.unwrap().minor()
}

/// Nothing is wrong, by the doctor's word and by the gateway's.
pub(super) async fn audited(test: &TestShop) {
    let period = START..START.plus_seconds(90 * 86_400);
    let report = reconcile(&test.shop.storage, test.gateway.as_ref(), period).await.unwrap();
    assert_eq!(report.differences, []);
    let (_, wrong) = test.shop.storage.audit_books().unwrap();
    assert_eq!(wrong, [""; 0]);
    assert_eq!(test.shop.storage.audit().unwrap(), [""; 0]);
}

/// The one piece of stray money of an order.
async fn stray(test: &TestShop, id: OrderId) -> (Stray, i64, &'static str) {
    let order = test.order(id).await;
    let [stray] = &order.strays[..] else { panic!("{:?}", order.strays) };
    (stray.why, stray.amount.minor(), stray.state.name())
}

async fn by_qris(test: &TestShop) -> (OrderId, String) {
    let wish = wish(&[("kopi", 2, 68_000)], PaymentMethod::Qris);
    let id = command(test, CommandBody::PlaceOrder(Box::new(wish))).await;
    work(test).await;
    (id, format!("{id}-1"))
}

// Holds M12.
#[tokio::test]
async fn late_money_waits_out_its_window_and_is_the_shoppers() {
    let test = test_shop().await;
    let (id, payment) = awaiting(&test).await;
    test.gateway.set(&payment, GatewayState::Expired);
    told(&test, &payment).await;
    test.gateway.set(&payment, GatewayState::Settled);
    for _ in 0..3 {
        told(&test, &payment).await;
        work(&test).await;
        assert_eq!(stray(&test, id).await, (Stray::Late, 136_000, "held"));
    }
    assert_eq!(balance(&test).await, 0, "the till may still take it back");
    audited(&test).await;
    test.clock.advance(300);
    work(&test).await;
    assert_eq!(stray(&test, id).await, (Stray::Late, 136_000, "credited"));
    assert_eq!(balance(&test).await, 136_000);
    test.clock.advance(600);
    told(&test, &payment).await;
    work(&test).await;
    assert_eq!(balance(&test).await, 136_000, "once");
    audited(&test).await;
}

// Holds M12.
#[tokio::test]
async fn what_the_till_takes_back_is_not_given_twice() {
    let test = test_shop().await;
    let (id, payment) = awaiting(&test).await;
    test.gateway.set(&payment, GatewayState::Expired);
    told(&test, &payment).await;
    test.gateway.set(&payment, GatewayState::Settled);
    told(&test, &payment).await;
    test.gateway.set(&payment, GatewayState::Denied);
    test.clock.advance(300);
    work(&test).await;
    assert_eq!(stray(&test, id).await, (Stray::Late, 136_000, "taken-back"));
    assert_eq!(balance(&test).await, 0);
    audited(&test).await;
}

// Holds M12.
#[tokio::test]
async fn a_second_payment_of_the_same_order_is_a_duplicate() {
    let test = test_shop().await;
    let (id, first) = awaiting(&test).await;
    command(&test, by(id, PaymentMethod::VaBca)).await;
    work(&test).await;
    test.gateway.set(&format!("{id}-2"), GatewayState::Settled);
    told(&test, &format!("{id}-2")).await;
    test.gateway.set(&first, GatewayState::Settled);
    told(&test, &first).await;
    test.clock.advance(300);
    work(&test).await;
    assert_eq!(stray(&test, id).await, (Stray::Duplicate, 136_000, "credited"));
    assert_eq!(Standing::of_order(&test.order(id).await), Standing::Paid);
    audited(&test).await;
}

// Holds M6, M12.
#[tokio::test]
async fn too_little_pays_nothing_and_too_much_pays_what_is_due() {
    let test = test_shop().await;
    for (paid, why, beside) in [(1_000, Stray::Short, 1_000), (150_000, Stray::Over, 14_000)] {
        let before = balance(&test).await;
        let (id, payment) = awaiting(&test).await;
        test.gateway.set_amount(&payment, Money::new(paid, Currency::IDR));
        test.gateway.set(&payment, GatewayState::Settled);
        told(&test, &payment).await;
        test.clock.advance(300);
        work(&test).await;
        assert_eq!(stray(&test, id).await, (why, beside, "credited"));
        assert_eq!(balance(&test).await - before, beside);
        let order = test.order(id).await;
        match why {
            Stray::Over => {
                assert!(
                    matches!(order.payment, PaymentState::Settled { paid, .. } if paid.minor() == 136_000)
                );
            }
            _ => assert_eq!(Standing::of_order(&order), Standing::PaymentFailed),
        }
        audited(&test).await;
    }
}

// Holds M12.
#[tokio::test]
async fn a_channel_that_can_gives_it_back_however_often_it_is_asked() {
    let test = test_shop().await;
    let (id, payment) = by_qris(&test).await;
    command(&test, CommandBody::CancelOrder { order: id }).await;
    test.gateway.set(&payment, GatewayState::Settled);
    told(&test, &payment).await;
    while charge_step(&test.shop).await.unwrap() {}
    for (fault, state) in [(Fault::RequestLost, "going-back"), (Fault::AnswerLost, "sent-back")] {
        test.gateway.fail_next(fault);
        assert!(settle_step(&test.shop).await.unwrap());
        assert_eq!(stray(&test, id).await, (Stray::Late, 136_000, state));
        test.clock.advance(60);
    }
    assert!(!settle_step(&test.shop).await.unwrap());
    assert_eq!(stray(&test, id).await, (Stray::Late, 136_000, "sent-back"));
    assert_eq!(test.gateway.state(&payment), Some(GatewayState::Refunded));
    assert_eq!(balance(&test).await, 0);
    audited(&test).await;
}

// Holds M12.
#[tokio::test]
async fn what_the_channel_refuses_to_give_back_ends_on_the_balance() {
    let test = test_shop().await;
    let (id, payment) = by_qris(&test).await;
    test.gateway.set(&payment, GatewayState::Expired);
    told(&test, &payment).await;
    test.gateway.set(&payment, GatewayState::Settled);
    told(&test, &payment).await;
    assert_eq!(test.order(id).await.strays[0].state, StrayState::GoingBack);
    test.gateway.fail_next(Fault::Refused);
    work(&test).await;
    assert_eq!(stray(&test, id).await, (Stray::Late, 136_000, "credited"));
    assert_eq!(balance(&test).await, 136_000);
    audited(&test).await;
}

/// Nobody said that it came, or nobody heard it.
// Holds M9, M12.
#[tokio::test]
async fn late_money_is_found_without_a_word() {
    let test = test_shop().await;
    let (id, first) = awaiting(&test).await;
    command(&test, by(id, PaymentMethod::VaBca)).await;
    work(&test).await;
    test.gateway.set(&format!("{id}-2"), GatewayState::Expired);
    told(&test, &format!("{id}-2")).await;
    test.clock.advance(86_400);
    test.gateway.set(&first, GatewayState::Settled);
    test.gateway.set(&format!("{id}-2"), GatewayState::Settled);
    for _ in 0..6 {
        test.clock.advance(24 * 3_600);
        while later_step(&test.shop).await.unwrap() {}
        work(&test).await;
    }
    let order = test.order(id).await;
    assert_eq!(order.strays.len(), 2);
    assert!(order.strays.iter().all(|stray| stray.why == Stray::Late && stray.state.is_over()));
    assert_eq!(balance(&test).await, 2 * 136_000);
    audited(&test).await;
}
