//! The books follow the money, in the transaction that moves it.

use super::{charge_step, settle_step};
use crate::payment::GatewayState;
use crate::service::books;
use crate::service::push::push;
use crate::service::settle::refresh;
use crate::service::testing::{START, TestDevice, TestShop, test_shop, wish};
use crate::storage::StorageError;
use warung_domain::books::{Movement, Net, Posting};
use warung_domain::command::{CommandBody, OrderedLine, RecordSale, Verdict};
use warung_domain::ids::OrderId;
use warung_domain::money::{Currency, Money};
use warung_domain::payment::{PaymentMethod, PaymentState};
use warung_domain::protocol::Push;

async fn send(test: &TestShop, device: &TestDevice, body: CommandBody) -> OrderId {
    let command = device.command(body);
    let bytes = device.sign(&command);
    for _ in 0..2 {
        let commands = vec![bytes.clone()];
        let pushed = push(&test.shop, Push { v: 1, commands, unsent: None }).await.unwrap();
        assert_eq!(pushed.answers[0].verdict, Verdict::Applied);
    }
    command.id.into()
}

async fn everything_booked(test: &TestShop) -> Vec<Posting> {
    let booked = test.shop.storage.read(|txn| txn.postings_after(0, 100)).await.unwrap();
    let (_, wrong) = test.shop.storage.audit_books().unwrap();
    assert_eq!(wrong, Vec::<String>::new());
    booked.into_iter().map(|booked| booked.posting).collect()
}

fn stands(booked: &[Posting]) -> Vec<(String, i64)> {
    let net = Net::of(booked).unwrap();
    assert_eq!(net.imbalance(), Ok(None));
    net.lines().map(|(account, amount)| (account.to_string(), amount.minor())).collect()
}

fn line(account: &str, amount: i64) -> (String, i64) {
    (account.to_owned(), amount)
}

/// Two parcels of two sellers, at the till.
async fn awaiting(test: &TestShop) -> (OrderId, String) {
    let wish = wish(&[("kopi", 2, 68_000), ("lampu", 1, 120_000)], PaymentMethod::Indomaret);
    let id = send(test, &test.phone, CommandBody::PlaceOrder(Box::new(wish))).await;
    assert!(charge_step(&test.shop).await.unwrap());
    (id, format!("{id}-1"))
}

pub(super) async fn becomes(test: &TestShop, payment: &str, state: GatewayState) {
    test.gateway.set(payment, state);
    for _ in 0..3 {
        refresh(&test.shop, payment).await.unwrap();
    }
}

// Holds B2, B4.
#[tokio::test]
async fn what_is_paid_for_good_is_the_sellers() {
    let test = test_shop().await;
    let (_, payment) = awaiting(&test).await;
    assert_eq!(everything_booked(&test).await, []);
    becomes(&test, &payment, GatewayState::Settled).await;
    let waits = [line("gateway/indomaret", 256_000), line("provisional", -256_000)];
    assert_eq!(stands(&everything_booked(&test).await), waits);
    test.clock.advance(300);
    assert!(settle_step(&test.shop).await.unwrap());
    let booked = everything_booked(&test).await;
    // 136,000 x 11/111 = 13,477.5 and 120,000 x 11/111 = 11,891.9
    let owed = [
        line("gateway/indomaret", 256_000),
        line("seller/dapur", -122_523),
        line("seller/gudang", -108_108),
        line("tax/dapur", -13_477),
        line("tax/gudang", -11_892),
    ];
    assert_eq!(stands(&booked), owed);
    assert_eq!(booked.len(), 2);
}

// Holds B1, B3.
#[tokio::test]
async fn what_the_till_takes_back_comes_to_nothing_and_stays_written() {
    let test = test_shop().await;
    let (_, payment) = awaiting(&test).await;
    becomes(&test, &payment, GatewayState::Settled).await;
    becomes(&test, &payment, GatewayState::Denied).await;
    let booked = everything_booked(&test).await;
    let events: Vec<_> = booked.iter().map(|posting| posting.key().event()).collect();
    assert_eq!(events, ["paid-provisionally", "taken-back"]);
    assert_eq!(stands(&booked), []);
}

// Holds B1, B3.
#[tokio::test]
async fn a_charge_back_takes_from_everybody_what_they_had_of_it() {
    let test = test_shop().await;
    let (_, payment) = awaiting(&test).await;
    becomes(&test, &payment, GatewayState::Settled).await;
    test.clock.advance(300);
    assert!(settle_step(&test.shop).await.unwrap());
    becomes(&test, &payment, GatewayState::ChargedBack).await;
    let booked = everything_booked(&test).await;
    assert_eq!((stands(&booked), booked.len()), (vec![], 3));
}

// Holds B5.
#[tokio::test]
async fn who_pays_for_a_cancelled_order_has_the_money_on_their_balance() {
    let test = test_shop().await;
    let wish = wish(&[("kopi", 1, 68_000)], PaymentMethod::VaBca);
    let id = send(&test, &test.phone, CommandBody::PlaceOrder(Box::new(wish))).await;
    assert!(charge_step(&test.shop).await.unwrap());
    send(&test, &test.phone, CommandBody::CancelOrder { order: id }).await;
    becomes(&test, &format!("{id}-1"), GatewayState::Settled).await;
    let balance = format!("balance/{}", test.sari.id);
    let stood = [line("gateway/va-bca", 68_000), line(&balance, -68_000)];
    assert_eq!(stands(&everything_booked(&test).await), stood);
}

// Holds B4.
#[tokio::test]
async fn cash_is_with_whoever_took_it() {
    let test = test_shop().await;
    let wish = wish(&[("lampu", 1, 120_000), ("kopi", 1, 68_000)], PaymentMethod::CashOnDelivery);
    let order = send(&test, &test.phone, CommandBody::PlaceOrder(Box::new(wish))).await;
    let amount = Money::new(188_000, Currency::IDR);
    // Bu Tini's people take all of it, though the first parcel is another seller's.
    send(&test, &test.counter, CommandBody::RecordCash { order, amount }).await;
    let booked = everything_booked(&test).await;
    assert_eq!(booked.len(), 1);
    assert_eq!(stands(&booked)[0], line("cash/dapur", 188_000));
}

// Holds B4, P6.
#[tokio::test]
async fn a_sale_over_the_counter_is_booked_with_its_tax() {
    let test = test_shop().await;
    let sold = RecordSale {
        seller: "dapur".parse().unwrap(),
        lines: vec![OrderedLine {
            product: "kopi".parse().unwrap(),
            variant: "default".parse().unwrap(),
            quantity: 1,
            unit_price: 68_000,
        }],
        total: Money::new(66_600, Currency::IDR),
    };
    send(&test, &test.counter, CommandBody::RecordSale(Box::new(sold))).await;
    let stood =
        [line("cash/dapur", 66_600), line("seller/dapur", -60_000), line("tax/dapur", -6_600)];
    assert_eq!(stands(&everything_booked(&test).await), stood);
}

/// A failure after the posting undoes order and posting together.
// Holds B4.
#[tokio::test]
async fn the_books_share_the_fate_of_what_they_are_about() {
    let test = test_shop().await;
    let (id, payment) = awaiting(&test).await;
    let undone: Result<(), StorageError> = test
        .shop
        .storage
        .write(move |txn| {
            let mut record = txn.order(id)?.unwrap();
            let before = books::Stood::before(txn, &record)?;
            record.order.payment =
                PaymentState::Settled { at: START, paid: Money::new(256_000, Currency::IDR) };
            txn.put_order(&record)?;
            books::post(txn, &record, &before, &Movement::default(), START)?;
            assert_eq!(txn.postings_of(id)?.len(), 1);
            Err(StorageError::Full)
        })
        .await;
    assert_eq!(undone, Err(StorageError::Full));
    assert_eq!(everything_booked(&test).await, []);
    assert!(!test.order(id).await.payment.is_paid());
    becomes(&test, &payment, GatewayState::Settled).await;
    assert_eq!(everything_booked(&test).await.len(), 1);
}

// Holds B6.
#[tokio::test]
async fn the_doctor_notices_a_payment_the_books_know_nothing_of() {
    let test = test_shop().await;
    let (id, _) = awaiting(&test).await;
    let smuggled: Result<u64, StorageError> = test
        .shop
        .storage
        .write(move |txn| {
            let mut record = txn.order(id)?.unwrap();
            record.order.payment =
                PaymentState::Settled { at: START, paid: Money::new(256_000, Currency::IDR) };
            txn.put_order(&record)
        })
        .await;
    smuggled.unwrap();
    let (orders, wrong) = test.shop.storage.audit_books().unwrap();
    assert_eq!(orders, 1);
    assert_eq!(wrong, ["order W-000001 is settled; its books hold nothing"]);
}
