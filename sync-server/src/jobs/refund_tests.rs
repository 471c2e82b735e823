//! Money that goes back, all of it or a part, and what that means for the goods.

use super::tests::{awaiting, command, told};
use crate::payment::GatewayState;
use crate::service::testing::{TestShop, test_shop};
use warung_domain::catalog::Stock;
use warung_domain::command::CommandBody;
use warung_domain::ids::OrderId;
use warung_domain::order::Standing;

/// An order of two bags of coffee, paid for good.
async fn settled(test: &TestShop) -> (OrderId, String) {
    let (id, payment) = awaiting(test).await;
    test.gateway.set(&payment, GatewayState::Settled);
    told(test, &payment).await;
    test.clock.advance(300);
    told(test, &payment).await;
    (id, payment)
}

async fn coffee(test: &TestShop) -> Stock {
    let kopi = "kopi".parse().unwrap();
    let found = test.shop.storage.read(move |txn| txn.product(&kopi)).await.unwrap();
    found.unwrap().product.variants[0].stock
}

// Holds M10.
#[tokio::test]
async fn goods_of_an_order_that_was_refunded_in_part_stay_the_buyers() {
    let test = test_shop().await;
    let (id, payment) = settled(&test).await;
    let held = coffee(&test).await;
    test.gateway.give_back(&payment, 1_000);
    told(&test, &payment).await;
    let order = test.order(id).await;
    assert_eq!(order.payment.name(), "refunded");
    assert_eq!(Standing::of_order(&order), Standing::Paid);
    assert!(order.may_release_goods(), "the rest is paid for");
    assert!(!order.may_be_cancelled());
    assert_eq!(coffee(&test).await, held);
    command(&test, CommandBody::CancelOrder { order: id }).await;
    assert_eq!(coffee(&test).await, held);

    test.gateway.give_back(&payment, 135_000);
    told(&test, &payment).await;
    let order = test.order(id).await;
    assert!(!order.may_release_goods());
    let Stock::Units(before) = held else { panic!("coffee is counted") };
    assert_eq!(coffee(&test).await, Stock::Units(before + 2));
}
