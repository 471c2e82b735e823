//! Money on its way back: refunds where the channel sends them, reversals where it calls back.

use super::*;
use crate::payment::{GatewayState, RefundRequest};

fn refund(key: &str, amount: i64) -> RefundRequest {
    RefundRequest {
        payment: "order-1".into(),
        key: key.to_owned(),
        amount: rupiah(amount),
        reason: "Barang rusak".to_owned(),
    }
}

async fn paid(method: PaymentMethod) -> Town {
    let town = Town::open().await;
    let opened = town.gateway.charge(&charge("order-1", method)).await.unwrap();
    town.simulator.pay(&code(&opened)).unwrap().unwrap();
    town
}

#[tokio::test]
async fn a_part_goes_back_and_then_the_rest() {
    for method in channels().filter(|method| method.can_refund()) {
        let town = paid(method).await;
        town.gateway.refund(method, &refund("r-1", 20_000)).await.unwrap();
        let status = town.gateway.status(&"order-1".into()).await.unwrap();
        assert_eq!((status.state, status.refunded), (GatewayState::PartlyRefunded, rupiah(20_000)));
        // The answer was lost: the same again gives nothing more back.
        town.gateway.refund(method, &refund("r-1", 20_000)).await.unwrap();
        let too_much = town.gateway.refund(method, &refund("r-2", 60_000)).await;
        assert!(matches!(too_much, Err(GatewayError::Refused(said)) if said.starts_with("414")));
        town.gateway.refund(method, &refund("r-3", 55_000)).await.unwrap();
        let status = town.gateway.status(&"order-1".into()).await.unwrap();
        assert_eq!((status.state, status.refunded), (GatewayState::Refunded, rupiah(75_000)));
        let nothing_left = town.gateway.refund(method, &refund("r-4", 1)).await;
        assert!(nothing_left.is_err(), "{nothing_left:?}");
    }
}

#[tokio::test]
async fn a_channel_that_sends_nothing_back_says_so_with_the_reason() {
    for method in channels().filter(|method| !method.can_refund()) {
        let town = paid(method).await;
        let answer = town.gateway.refund(method, &refund("r-1", 1)).await;
        assert!(matches!(answer, Err(GatewayError::Unsupported(_))), "{method:?}: {answer:?}");
        // Nor does the bank, whoever asks.
        let asked = town.gateway.refund(PaymentMethod::Qris, &refund("r-1", 1)).await;
        assert!(matches!(asked, Err(GatewayError::Refused(said)) if said.starts_with("412")));
    }
}

#[tokio::test]
async fn what_nobody_has_paid_cannot_go_back() {
    let town = Town::open().await;
    town.gateway.charge(&charge("order-1", PaymentMethod::Qris)).await.unwrap();
    let answer = town.gateway.refund(PaymentMethod::Qris, &refund("r-1", 1)).await;
    assert!(matches!(answer, Err(GatewayError::Refused(said)) if said.starts_with("412")));
    let stranger = RefundRequest { payment: "order-2".into(), ..refund("r-1", 1) };
    let answer = town.gateway.refund(PaymentMethod::Qris, &stranger).await;
    assert_eq!(answer, Err(GatewayError::NotFound));
}

// Holds M5.
#[tokio::test]
async fn only_some_channels_call_a_payment_back_and_those_have_a_window() {
    for method in channels() {
        let town = paid(method).await;
        let opened = town.gateway.charge(&charge("order-2", method)).await.unwrap();
        town.simulator.pay(&code(&opened)).unwrap().unwrap();
        let reversed = town.simulator.reverse(&code(&opened)).unwrap().is_some();
        assert_eq!(reversed, method.reversal_window_seconds() > 0, "{method:?}");
        let expected = if reversed { GatewayState::Denied } else { GatewayState::Settled };
        assert_eq!(town.gateway.status(&"order-2".into()).await.unwrap().state, expected);
    }
}

#[tokio::test]
async fn the_shop_lets_a_bill_run_out() {
    for method in channels() {
        let town = Town::open().await;
        town.gateway.charge(&charge("order-1", method)).await.unwrap();
        town.gateway.expire(&"order-1".into()).await.unwrap();
        assert_eq!(
            town.gateway.status(&"order-1".into()).await.unwrap().state,
            GatewayState::Expired
        );
        assert_eq!(town.gateway.expire(&"order-1".into()).await, Ok(()), "twice is once");
    }
}

#[tokio::test]
async fn a_till_that_has_not_heard_takes_money_for_what_is_over() {
    for method in channels() {
        let town = Town::open().await;
        let opened = town.gateway.charge(&charge("order-1", method)).await.unwrap();
        let code = code(&opened);
        assert!(town.simulator.pay_late(&code).unwrap().is_none(), "it is open");
        town.gateway.cancel(&"order-1".into()).await.unwrap();
        assert!(town.simulator.pay(&code).unwrap().is_err());
        assert!(town.simulator.pay_late(&code).unwrap().is_some());
        let status = town.gateway.status(&"order-1".into()).await.unwrap();
        assert_eq!((status.state, status.amount), (GatewayState::Settled, rupiah(75_000)));
        assert!(town.simulator.pay_late(&code).unwrap().is_none(), "once");
    }
}
