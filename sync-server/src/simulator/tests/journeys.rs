//! From the charge to the money, and every other end, in every channel.

use super::*;
use crate::payment::GatewayState;
use crate::sms::Sms;

#[tokio::test]
async fn a_bill_is_opened_paid_and_heard_of() {
    for method in channels() {
        let town = Town::open().await;
        let opened = town.gateway.charge(&charge("order-1", method)).await.unwrap();
        assert_eq!(opened.expires_at, Some(Timestamp::from_millis(ELEVEN).plus_seconds(3_600)));
        let (place, digits) = match &opened.instructions {
            Instructions::Code { store, .. } => (store.as_str(), 12..=18),
            Instructions::VirtualAccount { bank, .. } => (bank.as_str(), 11..=18),
            Instructions::Bill { bank, biller, .. } => {
                assert_eq!(biller, "70012");
                (bank.as_str(), 12..=12)
            }
            Instructions::Qr { payload } => {
                assert_eq!(qris::read(payload).unwrap().amount, Some(rupiah(75_000)));
                ("qris", 12..=12)
            }
            Instructions::Wallet { wallet, .. } => (wallet.as_str(), 12..=12),
            Instructions::Cash => panic!("nothing to pay with"),
        };
        assert!(method.code().contains(place), "{method:?}: {place}");
        assert!(digits.contains(&code(&opened).len()), "{opened:?}");

        let waiting = town.gateway.status(&"order-1".into()).await.unwrap();
        assert_eq!(waiting.state, GatewayState::Pending);
        // How to pay by QR or wallet is told once.
        let tells = !matches!(method, PaymentMethod::Qris | PaymentMethod::Gopay);
        assert_eq!(waiting.charge, tells.then(|| opened.clone()), "{method:?}");

        town.pass(60);
        town.simulator.pay(&code(&opened)).unwrap().unwrap();
        assert_eq!(town.simulator.deliver_due().await.unwrap(), 1);
        assert_eq!(town.heard_of(), [Ok("order-1".to_owned())]);

        let paid = town.gateway.status(&"order-1".into()).await.unwrap();
        assert_eq!(paid.state, GatewayState::Settled);
        assert_eq!(paid.amount, rupiah(75_000));
        assert_eq!(paid.reference, opened.reference);
        assert_eq!(paid.at, Timestamp::from_millis(ELEVEN).plus_seconds(60));
        assert_eq!(paid.charge, None);
    }
}

#[tokio::test]
async fn a_charge_whose_answer_was_lost_gives_the_same_code_again() {
    for method in channels() {
        let town = Town::open().await;
        let first = town.gateway.charge(&charge("order-1", method)).await.unwrap();
        let again = town.gateway.charge(&charge("order-1", method)).await.unwrap();
        assert_eq!(first, again);
        assert_eq!(town.simulator.open_bills(10).unwrap().len(), 1);

        // Even when it was paid or ran out in between: never a second code.
        town.simulator.pay(&code(&first)).unwrap().unwrap();
        let paid = town.gateway.charge(&charge("order-1", method)).await.unwrap();
        assert_eq!(code(&paid), code(&first));

        // The gateway forgets its keys; the id in the body still protects.
        town.pass(301);
        let dearer = dearer(method);
        let other = town.gateway.charge(&dearer).await;
        assert!(matches!(other, Err(GatewayError::Refused(_))), "{other:?}");
    }
}

fn dearer(method: PaymentMethod) -> ChargeRequest {
    let price = rupiah(90_000);
    let item = ChargeItem { id: "kopi".to_owned(), name: "Kopi".to_owned(), price, quantity: 1 };
    ChargeRequest { amount: price, items: vec![item], ..charge("order-1", method) }
}

#[tokio::test]
async fn a_bill_runs_out_by_the_clock_and_can_no_longer_be_paid() {
    for method in channels() {
        let town = Town::open().await;
        let opened = town.gateway.charge(&charge("order-1", method)).await.unwrap();
        town.pass(3_599);
        assert_eq!(
            town.gateway.status(&"order-1".into()).await.unwrap().state,
            GatewayState::Pending
        );
        town.pass(1);
        assert_eq!(
            town.gateway.status(&"order-1".into()).await.unwrap().state,
            GatewayState::Expired
        );
        assert!(town.simulator.pay(&code(&opened)).unwrap().is_err());
        assert_eq!(town.simulator.deliver_due().await.unwrap(), 1);
        assert_eq!(town.heard_of(), [Ok("order-1".to_owned())]);
        assert_eq!(town.gateway.cancel(&"order-1".into()).await, Ok(()));
    }
}

#[tokio::test]
async fn the_shop_takes_a_bill_back_unless_it_is_paid() {
    for method in channels() {
        let town = Town::open().await;
        let opened = town.gateway.charge(&charge("order-1", method)).await.unwrap();
        town.gateway.cancel(&"order-1".into()).await.unwrap();
        assert_eq!(
            town.gateway.status(&"order-1".into()).await.unwrap().state,
            GatewayState::Cancelled
        );
        assert_eq!(town.gateway.cancel(&"order-1".into()).await, Ok(()), "twice is once");
        assert!(town.simulator.pay(&code(&opened)).unwrap().is_err());

        let paid = town.gateway.charge(&charge("order-2", method)).await.unwrap();
        town.simulator.pay(&code(&paid)).unwrap().unwrap();
        let too_late = town.gateway.cancel(&"order-2".into()).await;
        assert!(matches!(too_late, Err(GatewayError::Refused(_))), "{too_late:?}");
        assert_eq!(town.gateway.cancel(&"order-3".into()).await, Err(GatewayError::NotFound));
    }
}

#[tokio::test]
async fn what_the_shop_did_not_hear_is_told_again_after_a_restart() {
    let town = Town::open().await;
    let opened = town.gateway.charge(&charge("order-1", PaymentMethod::Alfamart)).await.unwrap();
    town.ear.answers.store(503, Ordering::SeqCst);
    town.simulator.pay(&code(&opened)).unwrap().unwrap();
    assert_eq!(town.simulator.deliver_due().await.unwrap(), 0);
    assert_eq!(town.heard().len(), 1);

    let later = town.restarted();
    assert_eq!(later.deliver_due().await.unwrap(), 0);
    assert_eq!(town.heard().len(), 1, "not before its time");
    town.ear.answers.store(200, Ordering::SeqCst);
    town.pass(120);
    assert_eq!(later.deliver_due().await.unwrap(), 1);
    assert_eq!(later.deliver_due().await.unwrap(), 0, "nor twice");
    assert_eq!(town.heard().len(), 2);
    assert_eq!(town.heard_of()[1], Ok("order-1".to_owned()));
}

#[tokio::test]
async fn a_notification_nobody_signed_is_refused() {
    let town = Town::open().await;
    let opened = town.gateway.charge(&charge("order-1", PaymentMethod::VaBca)).await.unwrap();
    town.simulator.pay(&code(&opened)).unwrap().unwrap();
    town.simulator.deliver_due().await.unwrap();
    let genuine = String::from_utf8(town.heard().remove(0)).unwrap();
    for (from, to) in [("75000.00", "1.00"), ("order-1", "order-2"), ("\"200\"", "\"201\"")] {
        let forged = genuine.replace(from, to);
        assert_ne!(forged, genuine);
        let read = town.gateway.read_notification(&forged.as_bytes().into());
        assert_eq!(read, Err(GatewayError::Forged), "{from}");
    }
    let stranger = customer(&town.base, "SB-Mid-server-other");
    assert_eq!(stranger.read_notification(&genuine.as_bytes().into()), Err(GatewayError::Forged));
}

#[tokio::test]
async fn text_messages_are_on_the_board_even_after_a_restart() {
    let town = Town::open().await;
    let sms = SimulatedSms::new(Arc::clone(&town.simulator));
    let to = "+6281200000001".parse().unwrap();
    sms.send(&to, "Kode: 123456").await.unwrap();
    sms.send(&to, "Kode: 654321").await.unwrap();
    let texts: Vec<_> =
        town.restarted().messages().unwrap().into_iter().map(|message| message.text).collect();
    assert_eq!(texts, ["Kode: 654321", "Kode: 123456"]);
}
