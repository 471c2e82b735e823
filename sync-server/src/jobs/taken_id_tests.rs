//! Names that no command gave: what a machine placed, and partners' bills. Whoever has seen one
//! puts no order in its place.

use super::attempt_tests::work;
use super::counter_tests::{at_counter, rp};
use super::kiosk_tests::put_up;
use super::relay_tests::slip;
use super::stray_tests::{audited, balance};
use crate::service::kiosk::top_up;
use crate::service::push::push;
use crate::service::testing::{TestShop, test_shop, wish};
use warung_domain::command::{Command, CommandBody, RejectCode, Verdict};
use warung_domain::ids::{CommandId, OrderId};
use warung_domain::order::Purpose;
use warung_domain::payment::{CounterCode, PaymentMethod};
use warung_domain::protocol::{KioskTopUp, Push};

const MISMATCH: Verdict = Verdict::Rejected { code: RejectCode::Mismatch };

fn named(id: OrderId) -> CommandId {
    id.to_string().parse().unwrap()
}

/// Sari's phone sends `body` under a name that it did not make up.
async fn under(test: &TestShop, id: OrderId, body: CommandBody) -> Verdict {
    let command = Command { id: named(id), ..test.phone.command(body) };
    let commands = vec![test.phone.sign(&command)];
    let pushed = push(&test.shop, Push { v: 1, commands, unsent: None }).await.unwrap();
    pushed.answers[0].verdict.clone()
}

fn wanted(test: &TestShop) -> KioskTopUp {
    KioskTopUp {
        id: OrderId::mint(test.shop.clock.now(), &[42; 10]),
        phone: test.sari.phone.to_string(),
        code: CounterCode::of_balance(test.sari.id).to_string(),
        amount: 200_000,
        total: 200_000,
    }
}

// Holds N6, B1.
#[tokio::test]
async fn no_order_takes_the_place_of_a_top_up() {
    let test = test_shop().await;
    let kiosk = put_up(&test).await;
    let filled = wanted(&test);
    let id = filled.id;
    top_up(&test.shop, &kiosk, filled).await.unwrap();
    let cash = CommandBody::RecordCash { order: id, amount: rp(200_000) };
    assert_eq!(at_counter(&test, cash).await.1, Verdict::Applied);
    test.clock.advance(300);
    work(&test).await;
    assert_eq!(balance(&test).await, 200_000);
    let goods = wish(&[("lampu", 1, 120_000)], PaymentMethod::Balance);
    assert_eq!(under(&test, id, CommandBody::PlaceOrder(Box::new(goods))).await, MISMATCH);
    let more = CommandBody::TopUp {
        amount: rp(50_000),
        payment: PaymentMethod::Counter,
        total: rp(50_000),
    };
    assert_eq!(under(&test, id, more).await, MISMATCH);
    assert_eq!(test.order(id).await.purpose, Purpose::TopUp);
    assert_eq!(balance(&test).await, 200_000);
    let kept = test.shop.storage.read(move |txn| txn.command(named(id))).await.unwrap();
    assert!(kept.is_none(), "nobody uses up somebody else's name");
    audited(&test).await;
}

// Holds N6.
#[tokio::test]
async fn a_machine_takes_no_name_of_a_phones() {
    let test = test_shop().await;
    let kiosk = put_up(&test).await;
    let filled = wanted(&test);
    // A wish that was refused leaves a command and no order.
    let goods = wish(&[("lampu", 0, 120_000)], PaymentMethod::Balance);
    let refused = under(&test, filled.id, CommandBody::PlaceOrder(Box::new(goods))).await;
    assert!(matches!(refused, Verdict::Rejected { code: RejectCode::InvalidQuantity }));
    assert!(top_up(&test.shop, &kiosk, filled).await.is_err());
}

// Holds T5, B1.
#[tokio::test]
async fn no_order_takes_the_place_of_a_partners_bill() {
    let test = test_shop().await;
    let kiosk = put_up(&test).await;
    let bill = slip(&test, &kiosk, "").await;
    let cash = CommandBody::RecordCash { order: bill.id, amount: rp(22_500) };
    assert_eq!(at_counter(&test, cash).await.1, Verdict::Applied);
    let goods = wish(&[("kopi", 1, 68_000)], PaymentMethod::Balance);
    assert_eq!(under(&test, bill.id, CommandBody::PlaceOrder(Box::new(goods))).await, MISMATCH);
    let id = bill.id;
    assert!(test.shop.storage.read(move |txn| txn.order(id)).await.unwrap().is_none());
    audited(&test).await;
}
