//! Orders that a machine's camera reads off a phone without a line.

use super::counter_tests::{at_counter, rp};
use super::kiosk_tests::put_up;
use super::stray_tests::audited;
use crate::service::deliveries::{DeliveryError, deliver};
use crate::service::kiosk::KioskRecord;
use crate::service::push::push;
use crate::service::testing::{TestDevice, TestShop, test_shop, wish};
use warung_domain::answer::{Answer, MoneyStands};
use warung_domain::catalog::Stock;
use warung_domain::command::{CommandBody, RejectCode, RetryReason, Verdict};
use warung_domain::ids::OrderId;
use warung_domain::payment::{CounterCode, PaymentMethod};
use warung_domain::protocol::{
    CounterDue, KioskAnswer, KioskBiller, KioskDelivered, KioskDelivery, Push,
};

/// An order of Sari's, signed on her phone, and its bytes.
fn ordered(test: &TestShop, quantity: u32, payment: PaymentMethod) -> (OrderId, String) {
    let body = CommandBody::PlaceOrder(Box::new(wish(&[("lampu", quantity, 120_000)], payment)));
    let command = test.phone.command(body);
    (command.id.into(), test.phone.sign(&command))
}

async fn read(
    test: &TestShop,
    kiosk: &KioskRecord,
    commands: &[&str],
) -> Result<KioskDelivered, DeliveryError> {
    let commands = commands.iter().map(|bytes| (*bytes).to_owned()).collect();
    deliver(&test.shop, kiosk, KioskDelivery { commands }).await
}

async fn one(test: &TestShop, kiosk: &KioskRecord, bytes: &str) -> KioskAnswer {
    read(test, kiosk, &[bytes]).await.unwrap().answers.remove(0)
}

fn believed(test: &TestShop, answer: &KioskAnswer) -> Answer {
    let keys = test.shop.keys.published();
    let signed = answer.answer.as_deref().unwrap();
    Answer::verify(signed, &test.shop.config.shop, &keys).unwrap()
}

// Holds N7, F8, O7.
#[tokio::test]
async fn an_order_through_a_machine_has_a_slip_an_answer_and_one_effect() {
    let test = test_shop().await;
    let kiosk = put_up(&test).await;
    let (id, bytes) = ordered(&test, 1, PaymentMethod::Counter);
    let first = one(&test, &kiosk, &bytes).await;
    assert_eq!(first.verdict, Verdict::Applied);
    let bill = first.bill.clone().unwrap();
    assert_eq!((bill.biller, bill.total), (KioskBiller::Order, rp(120_000)));
    assert_eq!((bill.name.as_str(), bill.number.as_deref()), ("O••• 1•••", Some("W-000001")));
    assert!(matches!(bill.due, CounterDue::Open { until: Some(_) }));
    // The phone, too, learns what the cashier scans: the slip may get lost.
    let heard = believed(&test, &first).order.unwrap();
    let code: CounterCode = bill.code.unwrap().parse().unwrap();
    assert_eq!(heard.counter.unwrap().code, code);
    // The answer got lost, and then the phone itself comes: it is the same order.
    assert_eq!(one(&test, &kiosk, &bytes).await.bill, first.bill);
    let batch = Push { v: 1, commands: vec![bytes.clone()], unsent: None };
    let again = push(&test.shop, batch).await.unwrap().answers.remove(0);
    assert_eq!((again.verdict, again.replay), (Verdict::Applied, true));
    let cash = CommandBody::RecordCash { order: id, amount: rp(120_000) };
    assert_eq!(at_counter(&test, cash).await.1, Verdict::Applied);
    let paid = one(&test, &kiosk, &bytes).await;
    assert!(matches!(paid.bill.as_ref().unwrap().due, CounterDue::Paid { .. }));
    let heard = believed(&test, &paid).order.unwrap();
    assert_eq!((heard.money, heard.counter), (MoneyStands::Provisional, None));
    assert_eq!(test.stock("lampu").await, Stock::Units(4));
    audited(&test).await;
}

// Holds N7, P3.
#[tokio::test]
async fn what_changed_is_told_and_there_is_a_slip_once_it_is_taken() {
    let test = test_shop().await;
    let kiosk = put_up(&test).await;
    let (id, bytes) = ordered(&test, 9, PaymentMethod::Counter);
    let asked = one(&test, &kiosk, &bytes).await;
    assert!(matches!(asked.verdict, Verdict::Adjusted { .. }));
    assert_eq!(asked.bill, None);
    let total = believed(&test, &asked).order.unwrap().total;
    let taken = test.phone.command(CommandBody::ConfirmOrder { order: id, total });
    let taken = test.phone.sign(&taken);
    // Both stand on the phone's screen by now.
    let answers = read(&test, &kiosk, &[&bytes, &taken]).await.unwrap().answers;
    assert_eq!(answers[1].verdict, Verdict::Applied);
    assert_eq!(answers[1].bill.as_ref().unwrap().total, total);
    audited(&test).await;
}

// Holds N7.
#[tokio::test]
async fn there_is_no_slip_for_what_is_not_paid_at_a_counter_and_none_for_a_refusal() {
    let test = test_shop().await;
    let kiosk = put_up(&test).await;
    let (_, courier) = ordered(&test, 1, PaymentMethod::CashOnDelivery);
    let answer = one(&test, &kiosk, &courier).await;
    assert_eq!((answer.verdict.clone(), answer.bill.clone()), (Verdict::Applied, None));
    assert!(believed(&test, &answer).order.unwrap().counter.is_none());
    let (_, none) = ordered(&test, 0, PaymentMethod::Counter);
    let refused = one(&test, &kiosk, &none).await;
    assert_eq!(refused.verdict, Verdict::Rejected { code: RejectCode::InvalidQuantity });
    assert_eq!(refused.bill, None);
}

// Holds N7, D3, O10.
#[tokio::test]
async fn trash_before_the_camera_ends_and_other_machines_go_on() {
    let test = test_shop().await;
    let (first, second) = (put_up(&test).await, put_up(&test).await);
    let stranger = TestDevice::new(9);
    let order = wish(&[("lampu", 1, 120_000)], PaymentMethod::Counter);
    let command = stranger.command(CommandBody::PlaceOrder(Box::new(order)));
    let unbound = stranger.sign(&command);
    let waits = one(&test, &first, &unbound).await;
    let reason = RetryReason::DeviceUnbound;
    assert!(matches!(waits.verdict, Verdict::Retry { reason: why, .. } if why == reason));
    assert_eq!((waits.answer, waits.bill), (None, None));
    assert_eq!(read(&test, &first, &[]).await, Err(DeliveryError::Count));
    let (_, genuine) = ordered(&test, 1, PaymentMethod::Counter);
    let (input, _) = genuine.rsplit_once('.').unwrap();
    let (_, signature) = unbound.rsplit_once('.').unwrap();
    let forged = format!("{input}.{signature}");
    for _ in 1..40 {
        let refused = one(&test, &first, &forged).await;
        assert_eq!(refused.verdict, Verdict::Rejected { code: RejectCode::BadSignature });
        assert_eq!((refused.answer, refused.bill), (None, None));
    }
    assert_eq!(read(&test, &first, &[&genuine]).await, Err(DeliveryError::TooMany));
    assert_eq!(one(&test, &second, &genuine).await.verdict, Verdict::Applied);
    test.clock.advance(601);
    assert_eq!(one(&test, &first, &genuine).await.verdict, Verdict::Applied);
}

// Holds N7.
#[tokio::test]
async fn a_script_with_the_machines_cookie_is_sent_away() {
    let test = test_shop().await;
    let kiosk = put_up(&test).await;
    let (_, genuine) = ordered(&test, 1, PaymentMethod::Counter);
    for _ in 0..200 {
        assert!(read(&test, &kiosk, &[&genuine]).await.is_ok());
    }
    assert_eq!(read(&test, &kiosk, &[&genuine]).await, Err(DeliveryError::TooMany));
}
