//! Goods that partners deliver: ordered like others, delivered once they are paid, refunded where
//! nothing comes.

use super::attempt_tests::work;
use super::counter_tests::{at_counter, rp};
use super::relay_step;
use super::stray_tests::{audited, balance};
use super::tests::command;
use crate::biller::contract::{Company as _, Conduct};
use crate::service::push::push;
use crate::service::seller;
use crate::service::testing::{TestShop, product, put, test_shop, wish};
use crate::storage::{DeliveredBy, StorageError};
use warung_domain::books::Account;
use warung_domain::catalog::{Product, Stock};
use warung_domain::command::{
    CommandBody, FulfilmentStep, PlaceOrder, RefundOrder, RejectCode, Verdict,
};
use warung_domain::ids::{OrderId, SellerId};
use warung_domain::money::Currency;
use warung_domain::order::{FulfilmentState, Order, OrderState};
use warung_domain::partner::{Digital, RelayState};
use warung_domain::payment::{PaymentMethod, PaymentState, RefundState, RefundWay};
use warung_domain::protocol::Push;

/// A shop that also sells vouchers and talk time, and Sari with money on her balance.
async fn shop() -> TestShop {
    let test = test_shop().await;
    let now = test.shop.clock.now();
    let sari = test.sari.phone.clone();
    let laid_out: Result<(), StorageError> = test
        .shop
        .storage
        .write(move |txn| {
            let by = |biller: &str, amount| DeliveredBy {
                biller: biller.parse().unwrap(),
                product: None,
                amount,
            };
            for (id, price, digital, by) in [
                ("gim", 50_000, Digital::Code, by("voucher", 47_000)),
                ("pulsa", 11_000, Digital::Number, by("pulsa", 10_000)),
            ] {
                let plain = product(id, "dapur", price, Stock::Unlimited);
                put(txn, Product { digital, ..plain }, now)?;
                txn.put_delivered_by(&id.parse().unwrap(), &"default".parse().unwrap(), Some(&by))?;
            }
            crate::service::balance::credit_by_phone(txn, &sari, rp(500_000), "awal", now).unwrap();
            Ok(())
        })
        .await;
    laid_out.unwrap();
    test
}

fn digital(lines: &[(&str, u32, i64)], number: Option<&str>) -> PlaceOrder {
    PlaceOrder {
        delivery: "digital".parse().unwrap(),
        rev: 5,
        number: number.map(str::to_owned),
        ..wish(lines, PaymentMethod::Balance)
    }
}

async fn place(test: &TestShop, wish: PlaceOrder) -> (OrderId, Verdict) {
    let body = CommandBody::PlaceOrder(Box::new(wish));
    let command = test.phone.command(body);
    let commands = vec![test.phone.sign(&command)];
    let pushed = push(&test.shop, Push { v: 1, commands, unsent: None }).await.unwrap();
    (command.id.into(), pushed.answers[0].verdict.clone())
}

async fn go_on(test: &TestShop, seconds: i64) {
    for _ in 0..seconds {
        while relay_step(&test.shop).await.unwrap() {}
        test.clock.advance(1);
    }
}

async fn on(test: &TestShop, account: Account) -> i64 {
    let read =
        move |txn: &dyn crate::storage::ReadTxn| txn.standing_on(&account, Currency::IDR, None);
    test.shop.storage.read(read).await.unwrap().minor()
}

fn token(order: &Order, place: usize) -> Option<String> {
    match &order.digital[place].state {
        RelayState::Delivered { proof, .. } => proof.token.clone(),
        _ => None,
    }
}

fn pays(test: &TestShop) -> usize {
    test.biller.calls().iter().filter(|call| call.starts_with("pay")).count()
}

// Holds T7, T8.
#[tokio::test]
async fn a_code_is_delivered_once_it_is_paid_and_seen_by_its_buyer_only() {
    let test = shop().await;
    let (id, said) = place(&test, digital(&[("gim", 2, 50_000)], None)).await;
    assert_eq!(said, Verdict::Applied);
    let order = test.order(id).await;
    assert!(order.address.is_none() && order.breakdown.shipping.is_zero());
    assert_eq!(order.digital.len(), 2, "one for each piece");
    assert_eq!((token(&order, 0), pays(&test)), (None, 0));
    audited(&test).await;
    go_on(&test, 2).await;
    let order = test.order(id).await;
    assert!(token(&order, 0).is_some() && token(&order, 1).is_some());
    assert_eq!(order.state, OrderState::Completed, "nothing is left to hand over");
    assert_eq!((pays(&test), test.biller.done()), (2, 2));
    assert_eq!(on(&test, Account::Partner("voucher".parse().unwrap())).await, -94_000);
    let theirs = seller::orders(&test.shop, &"dapur".parse().unwrap(), None).await.unwrap();
    let text = serde_json::to_string(&theirs).unwrap();
    assert!(text.contains("\"serial\"") && !text.contains("1234 5678"), "{text}");
    go_on(&test, 5).await;
    assert_eq!(pays(&test), 2);
    audited(&test).await;
}

// Holds T7, T8.
#[tokio::test]
async fn nothing_is_passed_on_before_the_money_is_there_for_good() {
    let test = shop().await;
    let wish = PlaceOrder {
        payment: PaymentMethod::Counter,
        ..digital(&[("pulsa", 1, 11_000)], Some("0812 3456-7890"))
    };
    let (id, said) = place(&test, wish).await;
    assert_eq!(said, Verdict::Applied);
    assert_eq!(test.order(id).await.digital[0].number.as_deref(), Some("081234567890"));
    let cash = CommandBody::RecordCash { order: id, amount: rp(11_000) };
    assert_eq!(super::counter_tests::at_counter(&test, cash).await.1, Verdict::Applied);
    go_on(&test, 2).await;
    assert_eq!(pays(&test), 0, "it may be undone yet");
    let early = CommandBody::FulfilParcel {
        order: id,
        seller: "dapur".parse().unwrap(),
        step: FulfilmentStep::Pack,
    };
    let packed = super::counter_tests::at_counter(&test, early).await.1;
    assert_eq!(packed, Verdict::Rejected { code: RejectCode::NotAllowed }, "nobody packs it");
    test.clock.advance(300);
    work(&test).await;
    go_on(&test, 2).await;
    let order = test.order(id).await;
    assert!(matches!(order.digital[0].state, RelayState::Delivered { .. }));
    assert_eq!(order.state, OrderState::Completed);
    audited(&test).await;
}

// Holds T7.
#[tokio::test]
async fn what_is_wrong_with_such_an_order_is_told_before_it_is_paid() {
    let test = shop().await;
    for number in [None, Some("12"), Some("0812x"), Some("")] {
        let (_, said) = place(&test, digital(&[("pulsa", 1, 11_000)], number)).await;
        assert_eq!(said, Verdict::Rejected { code: RejectCode::Malformed }, "{number:?}");
    }
    let (_, said) = place(&test, digital(&[("gim", 51, 50_000)], None)).await;
    assert_eq!(said, Verdict::Rejected { code: RejectCode::InvalidQuantity });
    // A phone that thinks of picking up is asked, and pays nothing for it.
    let pick_up =
        PlaceOrder { delivery: "ambil".parse().unwrap(), ..digital(&[("gim", 1, 50_000)], None) };
    assert!(matches!(place(&test, pick_up).await.1, Verdict::Adjusted { .. }));
    // No courier takes money for what nobody carries.
    let cash = PlaceOrder {
        payment: PaymentMethod::CashOnDelivery,
        ..digital(&[("gim", 1, 50_000)], None)
    };
    assert!(matches!(place(&test, cash).await.1, Verdict::Adjusted { .. }));
    assert_eq!(pays(&test), 0);
    audited(&test).await;
}

// Holds T8.
#[tokio::test]
async fn what_is_refused_comes_back_onto_the_balance_by_itself() {
    let test = shop().await;
    let before = balance(&test).await;
    let (id, _) = place(&test, digital(&[("gim", 2, 50_000)], None)).await;
    assert_eq!(balance(&test).await, before - 100_000);
    assert!(relay_step(&test.shop).await.unwrap());
    test.biller.behave(Conduct::Refusing);
    go_on(&test, 2).await;
    let order = test.order(id).await;
    assert_eq!(balance(&test).await, before - 50_000, "one came, one did not");
    let [refund] = &order.refunds[..] else { panic!("{:?}", order.refunds) };
    assert_eq!((&refund.way, refund.amount), (&RefundWay::Balance, rp(50_000)));
    assert!(matches!(refund.state, RefundState::Done { .. }));
    assert_eq!(order.state, OrderState::Completed);
    assert!(order.payment.is_paid());
    audited(&test).await;
    // All of it.
    let (id, _) = place(&test, digital(&[("gim", 1, 50_000)], None)).await;
    go_on(&test, 2).await;
    let order = test.order(id).await;
    assert_eq!(balance(&test).await, before - 50_000);
    assert!(matches!(order.payment, PaymentState::Refunded { .. }));
    assert_eq!(order.state, OrderState::Returned);
    audited(&test).await;
}

// Holds T8.
#[tokio::test]
async fn what_nobody_delivers_any_more_is_refunded() {
    let test = shop().await;
    let before = balance(&test).await;
    let forgotten: Result<(), StorageError> = test
        .shop
        .storage
        .write(|txn| {
            txn.put_delivered_by(&"gim".parse().unwrap(), &"default".parse().unwrap(), None)
        })
        .await;
    forgotten.unwrap();
    place(&test, digital(&[("gim", 1, 50_000)], None)).await;
    go_on(&test, 700).await;
    assert_eq!((balance(&test).await, pays(&test)), (before, 0));
    audited(&test).await;
}

// Holds T7.
#[tokio::test]
async fn things_and_codes_in_one_order_go_their_own_ways() {
    let test = shop().await;
    let lines = [("kopi", 1, 68_000), ("gim", 1, 50_000)];
    let mixed = PlaceOrder { delivery: "ambil".parse().unwrap(), ..digital(&lines, None) };
    let id = command(&test, CommandBody::PlaceOrder(Box::new(mixed))).await;
    go_on(&test, 2).await;
    let order = test.order(id).await;
    assert!(token(&order, 0).is_some());
    assert_eq!((&order.state, order.digital.len()), (&OrderState::Accepted, 1));
    assert_eq!(order.fulfilment[0].state, FulfilmentState::Awaiting, "the coffee is to be packed");
    audited(&test).await;
}

// Holds T8.
#[tokio::test]
async fn a_seller_gives_nothing_back_that_a_partner_still_decides_about() {
    let test = shop().await;
    let (id, _) = place(&test, digital(&[("gim", 2, 50_000)], None)).await;
    test.biller.behave(Conduct::Late);
    go_on(&test, 2).await;
    let dapur: SellerId = "dapur".parse().unwrap();
    assert_eq!(test.order(id).await.refundable(&dapur), Some(rp(0)));
    let wish = RefundOrder {
        order: id,
        seller: dapur.clone(),
        amount: rp(50_000),
        way: RefundWay::Balance,
        reason: "Diminta pembeli".to_owned(),
    };
    let asked = || CommandBody::RefundOrder(Box::new(wish.clone()));
    let too_much = Verdict::Rejected { code: RejectCode::TooMuch };
    assert_eq!(at_counter(&test, asked()).await.1, too_much);
    let before = balance(&test).await;
    test.biller.refuse_pending();
    go_on(&test, 120).await;
    assert_eq!(balance(&test).await - before, 100_000, "both pieces, once");
    assert_eq!(at_counter(&test, asked()).await.1, too_much);
    audited(&test).await;
}
