//! Money that goes back, all of it or a part, and what that means for the goods.

use super::attempt_tests::work;
use super::stray_tests::{audited, balance};
use super::tests::{awaiting, command, receipts, told};
use crate::payment::GatewayState;
use crate::service::push::push;
use crate::service::testing::{Fault, TestShop, test_shop, wish};
use warung_domain::books::{Account, Net};
use warung_domain::catalog::Stock;
use warung_domain::command::{CommandBody, FulfilmentStep, RefundOrder, RejectCode, Verdict};
use warung_domain::ids::OrderId;
use warung_domain::money::{Currency, Money};
use warung_domain::order::{OrderState, Standing};
use warung_domain::payment::{PaymentMethod, RefundState, RefundWay};
use warung_domain::protocol::Push;
use warung_domain::receipt::{self, Kind};

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
    test.stock("kopi").await
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

async fn tini(test: &TestShop, body: CommandBody) -> Verdict {
    let commands = vec![test.counter.sign(&test.counter.command(body))];
    let pushed = push(&test.shop, Push { v: 1, commands, unsent: None }).await.unwrap();
    pushed.answers[0].verdict.clone()
}

fn refund(order: OrderId, minor: i64, way: RefundWay) -> CommandBody {
    CommandBody::RefundOrder(Box::new(RefundOrder {
        order,
        seller: "dapur".parse().unwrap(),
        amount: Money::new(minor, Currency::IDR),
        way,
        reason: "Kopinya lembap".into(),
    }))
}

/// Coffee of Bu Tini's and a lamp of somebody else's, paid for good.
async fn by_gopay(test: &TestShop) -> (OrderId, String) {
    let wish = wish(&[("kopi", 1, 68_000), ("lampu", 1, 120_000)], PaymentMethod::Gopay);
    let id = command(test, CommandBody::PlaceOrder(Box::new(wish))).await;
    work(test).await;
    let payment = format!("{id}-1");
    test.gateway.set(&payment, GatewayState::Settled);
    told(test, &payment).await;
    (id, payment)
}

async fn stands(test: &TestShop, account: &str) -> i64 {
    let account: Account = account.parse().unwrap();
    let booked = test.shop.storage.read(|txn| txn.postings_after(0, 100)).await.unwrap();
    let net = Net::of(booked.iter().map(|booked| &booked.posting)).unwrap();
    net.on(&account, Currency::IDR).minor()
}

// Holds M13, B3, R4.
#[tokio::test]
async fn a_seller_gives_back_by_the_channel_however_often_it_is_asked() {
    let test = test_shop().await;
    let (id, payment) = by_gopay(&test).await;
    assert_eq!(tini(&test, refund(id, 8_000, RefundWay::Channel)).await, Verdict::Applied);
    assert_eq!(test.order(id).await.payment.name(), "settled", "asked for, and not yet done");
    test.gateway.fail_next(Fault::AnswerLost);
    work(&test).await;
    test.clock.advance(60);
    work(&test).await;
    let order = test.order(id).await;
    assert_eq!(order.refunds.len(), 1);
    assert!(matches!(order.refunds[0].state, RefundState::Done { .. }));
    assert_eq!(Standing::of_order(&order), Standing::Paid);
    assert_eq!(test.gateway.state(&payment), Some(GatewayState::PartlyRefunded));
    assert_eq!(stands(&test, "gateway/gopay").await, 180_000);
    let dapur = stands(&test, "seller/dapur").await + stands(&test, "tax/dapur").await;
    assert_eq!(dapur, -60_000, "her parcel bears it");
    let kinds =
        receipts(&test).await.iter().map(|jws| receipt::read_own(jws).unwrap()).collect::<Vec<_>>();
    let back: Vec<_> = kinds.iter().filter(|document| document.kind == Kind::Refund).collect();
    assert_eq!(back.len(), 1, "and only hers is corrected");
    assert_eq!(back[0].correction.as_ref().unwrap().order_amount.minor(), 8_000);
    audited(&test).await;

    // Somebody refunds some of it at the gateway, while she asks for more.
    test.gateway.give_back(&payment, 10_000);
    assert_eq!(tini(&test, refund(id, 20_000, RefundWay::Channel)).await, Verdict::Applied);
    work(&test).await;
    test.clock.advance(60);
    work(&test).await;
    assert_eq!(stands(&test, "gateway/gopay").await, 150_000);
    assert!(
        test.order(id).await.refunds.iter().all(|it| matches!(it.state, RefundState::Done { .. }))
    );
    audited(&test).await;
}

// Holds M13.
#[tokio::test]
async fn where_the_channel_will_not_another_way_is_open() {
    let test = test_shop().await;
    let (id, _) = by_gopay(&test).await;
    test.gateway.fail_next(Fault::Refused);
    tini(&test, refund(id, 68_000, RefundWay::Channel)).await;
    work(&test).await;
    assert!(matches!(test.order(id).await.refunds[0].state, RefundState::Refused { .. }));
    assert_eq!(tini(&test, refund(id, 68_000, RefundWay::Balance)).await, Verdict::Applied);
    assert_eq!(balance(&test).await, 68_000);
    assert_eq!(stands(&test, "seller/dapur").await + stands(&test, "tax/dapur").await, 0);
    audited(&test).await;
    // The lamp is paid for yet, and her coffee is not refunded twice.
    assert_eq!(Standing::of_order(&test.order(id).await), Standing::Paid);
    let more = tini(&test, refund(id, 1, RefundWay::Cash)).await;
    assert_eq!(more, Verdict::Rejected { code: RejectCode::TooMuch });
}

// Holds M13.
#[tokio::test]
async fn a_refund_has_an_amount_a_reason_and_a_way_that_exists() {
    let test = test_shop().await;
    let (id, _) = settled(&test).await;
    let rejected = |code| Verdict::Rejected { code };
    let by_till = tini(&test, refund(id, 1_000, RefundWay::Channel)).await;
    assert_eq!(by_till, rejected(RejectCode::NoWayBack));
    for minor in [0, -5] {
        let none = tini(&test, refund(id, minor, RefundWay::Cash)).await;
        assert_eq!(none, rejected(RejectCode::InvalidAmount));
    }
    let nameless = RefundWay::Transfer { reference: "  ".into() };
    assert_eq!(tini(&test, refund(id, 5, nameless)).await, rejected(RejectCode::Malformed));
    let shopper = command(&test, refund(id, 5, RefundWay::Cash)).await;
    assert_ne!(shopper, id);
    assert_eq!(test.order(id).await.refunds, []);

    let transfer = RefundWay::Transfer { reference: "BCA 0099".into() };
    assert_eq!(tini(&test, refund(id, 36_000, transfer)).await, Verdict::Applied);
    assert_eq!(stands(&test, "bank").await, -36_000);
    assert_eq!(stands(&test, "gateway/indomaret").await, 136_000);
    audited(&test).await;
    // What is asked about again afterwards says nothing new.
    test.clock.advance(3_600);
    told(&test, &format!("{id}-1")).await;
    assert_eq!(test.order(id).await.refunds.len(), 1);
    audited(&test).await;
}

// Holds M13.
#[tokio::test]
async fn goods_that_were_handed_over_and_given_back_whole_were_returned() {
    let test = test_shop().await;
    let (id, _) = settled(&test).await;
    for step in [FulfilmentStep::Pack, FulfilmentStep::MakeReady, FulfilmentStep::Complete] {
        let seller = "dapur".parse().unwrap();
        tini(&test, CommandBody::FulfilParcel { order: id, seller, step }).await;
    }
    assert_eq!(test.order(id).await.state, OrderState::Completed);
    tini(&test, refund(id, 100_000, RefundWay::Cash)).await;
    assert_eq!(test.order(id).await.state, OrderState::Completed);
    tini(&test, refund(id, 36_000, RefundWay::Cash)).await;
    assert_eq!(test.order(id).await.state, OrderState::Returned);
    assert_eq!(coffee(&test).await, Stock::Units(8), "whoever has them back counts them");
    audited(&test).await;
}
