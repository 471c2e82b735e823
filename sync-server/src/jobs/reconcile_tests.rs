//! Shop and gateway hold their books against each other.

use super::charge_step;
use super::tests::{awaiting, told};
use crate::payment::GatewayState;
use crate::service::reconcile::{ReconcileError, Report, reconcile};
use crate::service::testing::{Fault, START, TestShop, test_shop};
use warung_domain::money::{Currency, Money};

async fn compared(test: &TestShop) -> Report {
    let period = START..START.plus_seconds(3_600);
    reconcile(&test.shop.storage, test.gateway.as_ref(), period).await.unwrap()
}

// Holds B8.
#[tokio::test]
async fn nothing_differs_where_the_shop_has_heard_everything() {
    let test = test_shop().await;
    let (_, payment) = awaiting(&test).await;
    for state in [None, Some(GatewayState::Settled), Some(GatewayState::Denied)] {
        if let Some(state) = state {
            test.gateway.set(&payment, state);
            told(&test, &payment).await;
        }
        let same = Report { asked: 1, ..Report::default() };
        assert_eq!(compared(&test).await, same, "{state:?}");
    }
    let later = START.plus_seconds(1)..START.plus_seconds(9);
    let none = reconcile(&test.shop.storage, test.gateway.as_ref(), later).await.unwrap();
    assert_eq!(none.asked, 0, "another day's payments are left alone");
}

// Holds B8.
#[tokio::test]
async fn what_the_shop_has_not_heard_is_told_with_both_amounts() {
    let test = test_shop().await;
    let (_, payment) = awaiting(&test).await;
    test.gateway.set(&payment, GatewayState::Settled);
    let told_of = |report: &Report| {
        report.differences.iter().map(|it| (it.ours.clone(), it.theirs.clone())).collect::<Vec<_>>()
    };
    let pair = |ours: &str, theirs: &str| vec![(ours.to_owned(), theirs.to_owned())];
    let report = compared(&test).await;
    assert_eq!(told_of(&report), pair("pending", "settled and 136000 IDR"));
    let line = report.differences[0].to_string();
    assert!(line.starts_with(&format!("W-000001 ({payment}): ")), "{line}");
    told(&test, &payment).await;
    test.gateway.set_amount(&payment, Money::new(5, Currency::IDR));
    let ours = "settled-provisionally and 136000 IDR";
    assert_eq!(told_of(&compared(&test).await), pair(ours, "settled and 5 IDR"));
    test.gateway.forget(&payment);
    assert_eq!(told_of(&compared(&test).await), pair(ours, "that there is no such payment"));
}

// Holds B8.
#[tokio::test]
async fn a_gateway_that_is_not_there_is_no_difference() {
    let test = test_shop().await;
    super::tests::ordered(&test).await;
    assert!(charge_step(&test.shop).await.unwrap());
    let period = START..START.plus_seconds(3_600);
    test.gateway.fail_next(Fault::RequestLost);
    let silent = reconcile(&test.shop.storage, test.gateway.as_ref(), period).await;
    assert!(matches!(silent, Err(ReconcileError::Silent(_))), "the only one asked: {silent:?}");
    for _ in 0..2 {
        super::tests::ordered(&test).await;
        assert!(charge_step(&test.shop).await.unwrap());
    }
    test.gateway.fail_next(Fault::RequestLost);
    let one = compared(&test).await;
    assert_eq!((one.asked, one.differences.len()), (3, 1), "asked, and no answer");
    for _ in 0..3 {
        test.gateway.fail_next(Fault::RequestLost);
    }
    let period = START..START.plus_seconds(3_600);
    let silent = reconcile(&test.shop.storage, test.gateway.as_ref(), period).await;
    assert!(matches!(silent, Err(ReconcileError::Silent(_))), "{silent:?}");
}
