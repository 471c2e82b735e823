//! The shop's own clock is wrong, and is put right: what is counted in seconds may end early or late
//! by as much, but nothing waits for a wrong year to come around, and no money is lost from sight.

use super::relay_tests::{asked, go_on, paid};
use super::tests::{awaiting, command, milestones, ordered, receipts, told};
use super::{charge_step, relay_step, settle_step};
use crate::biller::contract::{Company as _, Conduct};
use crate::payment::GatewayState;
use crate::service::settle::Refreshed;
use crate::service::testing::{Fault, TestShop, test_shop, wish};
use warung_domain::catalog::Stock;
use warung_domain::command::CommandBody;
use warung_domain::ids::OrderId;
use warung_domain::order::{Milestone, OrderState, Standing};
use warung_domain::payment::{PaymentMethod, PaymentState};

const YEAR: i64 = 365 * 86_400;

const JUMPS: [i64; 6] = [1, 299, 301, 3_600, 86_400, YEAR];

/// Two looks are never further apart than this, if there is anything to look at.
const LONGEST_LOOK: i64 = 600;

/// An order paid at the till, which may still take the money back.
async fn paid_provisionally(test: &TestShop) -> (OrderId, String) {
    let (id, payment) = awaiting(test).await;
    test.gateway.set(&payment, GatewayState::Settled);
    assert_eq!(told(test, &payment).await, Refreshed::Changed);
    (id, payment)
}

// Holds M8.
#[tokio::test]
async fn a_payment_is_asked_about_after_any_jump_back() {
    for jump in JUMPS {
        let test = test_shop().await;
        test.clock.advance(jump);
        let (id, payment) = awaiting(&test).await;
        test.clock.advance(-jump);
        test.gateway.set(&payment, GatewayState::Expired);
        test.clock.advance(LONGEST_LOOK);
        assert!(settle_step(&test.shop).await.unwrap(), "{jump}");
        assert_eq!(test.order(id).await.payment.name(), "expired", "{jump}");
    }
}

// Holds M5, M8.
#[tokio::test]
async fn a_window_measured_by_a_wrong_clock_is_measured_anew_and_closes() {
    for jump in JUMPS {
        let test = test_shop().await;
        test.clock.advance(jump);
        let (id, payment) = paid_provisionally(&test).await;
        test.clock.advance(-jump);
        told(&test, &payment).await;
        let order = test.order(id).await;
        let PaymentState::SettledProvisionally { until, .. } = order.payment else {
            panic!("{jump}: {:?}", order.payment)
        };
        let left = until.millis() - test.shop.clock.now().millis();
        assert_eq!(left, 300_000, "{jump}: a whole window from now on");
        test.clock.advance(299);
        told(&test, &payment).await;
        assert!(!test.order(id).await.may_release_goods(), "{jump}: not before its end");
        test.clock.advance(1);
        assert!(settle_step(&test.shop).await.unwrap(), "{jump}");
        let order = test.order(id).await;
        assert_eq!(Standing::of_order(&order), Standing::Paid, "{jump}");
        let provisional = milestones(&order).into_iter();
        let provisional = provisional.filter(|what| *what == Milestone::PaidProvisionally);
        assert_eq!((provisional.count(), receipts(&test).await.len()), (1, 1), "told once");
    }
}

// Holds M4, M5.
#[tokio::test]
async fn money_taken_back_after_a_clock_ran_ahead_is_a_charge_back() {
    let test = test_shop().await;
    let (id, payment) = paid_provisionally(&test).await;
    test.clock.advance(YEAR);
    assert!(settle_step(&test.shop).await.unwrap());
    assert!(test.order(id).await.may_release_goods(), "by its own clock the window is over");
    test.clock.advance(-YEAR);
    test.gateway.set(&payment, GatewayState::Denied);
    assert_eq!(told(&test, &payment).await, Refreshed::Changed);
    let order = test.order(id).await;
    assert!(matches!(order.payment, PaymentState::ChargedBack { .. }));
    assert!(milestones(&order).contains(&Milestone::PaymentReversed));
    assert_eq!(test.stock("kopi").await, Stock::Units(10), "its things can be sold again");
    assert_eq!(told(&test, &payment).await, Refreshed::Unchanged);
}

// Holds M8.
#[tokio::test]
async fn a_question_asked_by_a_wrong_clock_lapses_in_days() {
    let test = test_shop().await;
    test.clock.advance(YEAR);
    let wish = wish(&[("kopi", 99, 68_000)], PaymentMethod::Indomaret);
    let id = command(&test, CommandBody::PlaceOrder(Box::new(wish))).await;
    test.clock.advance(-YEAR);
    assert!(!settle_step(&test.shop).await.unwrap(), "the buyer gets time to answer");
    let asks = |order: OrderState| matches!(order, OrderState::NeedsConfirmation { .. });
    assert!(asks(test.order(id).await.state));
    test.clock.advance(48 * 3_600);
    assert!(!settle_step(&test.shop).await.unwrap());
    test.clock.advance(24 * 3_600);
    assert!(settle_step(&test.shop).await.unwrap());
    assert_eq!(test.order(id).await.state, OrderState::Cancelled);
    assert_eq!(test.stock("kopi").await, Stock::Units(10));
}

// Holds M2, M8.
#[tokio::test]
async fn a_charge_is_made_once_whenever_the_clock_jumps() {
    for jump in JUMPS.into_iter().flat_map(|jump| [jump, -jump]) {
        let test = test_shop().await;
        let id = ordered(&test).await;
        test.gateway.fail_next(Fault::AnswerLost);
        assert!(charge_step(&test.shop).await.unwrap());
        test.clock.advance(jump);
        for _ in 0..3 {
            test.clock.advance(LONGEST_LOOK);
            while charge_step(&test.shop).await.unwrap() {}
        }
        assert!(matches!(test.order(id).await.payment, PaymentState::Pending { .. }), "{jump}");
        assert_eq!(test.gateway.opened(), 1, "{jump}");
    }
}

// Holds T2, T3.
#[tokio::test]
async fn a_partners_silence_is_measured_anew_after_any_jump_back() {
    for jump in JUMPS {
        let test = test_shop().await;
        test.clock.advance(jump);
        paid(&test, "").await;
        test.biller.behave(Conduct::Deaf);
        assert!(relay_step(&test.shop).await.unwrap());
        test.clock.advance(-jump);
        test.biller.behave(Conduct::Prompt);
        // Nothing is put off for more than ten minutes, and the silence lasts five.
        go_on(&test, 290).await;
        assert_eq!(asked(&test, "reverse"), 0, "{jump}: it may be on its way yet");
        go_on(&test, 2 * LONGEST_LOOK).await;
        let waits = test.shop.storage.read(|txn| txn.open_relays()).await.unwrap();
        assert_eq!(waits, 0, "{jump}: refused for good");
        assert_eq!((asked(&test, "pay"), asked(&test, "reverse")), (1, 1), "{jump}");
    }
}
