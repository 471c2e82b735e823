//! What every gateway has to keep to, whoever it is. A gateway runs it by building a
//! [`Bank`]: the gateway, and somebody who can pay there.

use super::{
    Charge, ChargeItem, ChargeRequest, Gateway, GatewayError, GatewayState, PaymentName,
    RefundRequest,
};
use std::future::Future;
use warung_domain::money::{Currency, Money};
use warung_domain::payment::{Instructions, PaymentMethod};
use warung_domain::time::Timestamp;

/// Eleven in the morning in Jakarta.
pub const ELEVEN: Timestamp = Timestamp::from_millis(1_795_320_000_000);

/// A gateway and its other side.
pub trait Bank {
    fn gateway(&self) -> &dyn Gateway;
    /// Somebody pays what a charge has opened.
    fn pay(&self, payment: &str, instructions: &Instructions);
}

fn rupiah(amount: i64) -> Money {
    Money::new(amount, Currency::IDR)
}

fn charge(payment: &str, method: PaymentMethod) -> ChargeRequest {
    let price = rupiah(75_000);
    ChargeRequest {
        payment_id: payment.to_owned(),
        method,
        amount: price,
        message: "Warung".to_owned(),
        items: vec![ChargeItem { id: "kopi".into(), name: "Kopi".into(), price, quantity: 1 }],
        ordered_at: ELEVEN,
        expiry_minutes: 60,
        return_to: "https://toko.example/orders/1/pay".to_owned(),
    }
}

/// What the gateway is asked by, once it has answered the charge.
fn name(payment: &str, opened: &Charge) -> PaymentName {
    PaymentName::new(payment, Some(&opened.reference))
}

fn refund(payment: PaymentName, key: &str, amount: i64) -> RefundRequest {
    RefundRequest {
        payment,
        key: key.to_owned(),
        amount: rupiah(amount),
        reason: "Barang rusak".to_owned(),
    }
}

/// Runs every law for every method that a gateway collects, each with a bank of its own.
pub async fn keeps_the_contract<B: Bank, F: Future<Output = B>>(open: impl Fn() -> F) {
    for method in PaymentMethod::ALL.into_iter().filter(|method| method.needs_gateway()) {
        opens_once(&open().await, method).await;
        is_paid_once(&open().await, method).await;
        takes_back_what_nobody_paid(&open().await, method).await;
        gives_back_what_was_paid(&open().await, method).await;
    }
    knows_nothing_of_others(&open().await).await;
}

// Holds M2.
async fn opens_once(bank: &impl Bank, method: PaymentMethod) {
    let gateway = bank.gateway();
    assert_eq!(gateway.status(&"p-1".into()).await, Err(GatewayError::NotFound), "{method:?}");
    let opened = gateway.charge(&charge("p-1", method)).await.unwrap();
    assert_eq!(gateway.charge(&charge("p-1", method)).await, Ok(opened.clone()), "{method:?}");
    let status = gateway.status(&name("p-1", &opened)).await.unwrap();
    assert_eq!((status.state, status.amount), (GatewayState::Pending, rupiah(75_000)));
    assert_eq!(status.reference, opened.reference);
    assert!(status.charge.is_none_or(|charge| charge == opened), "{method:?}");
    assert!(opened.expires_at.is_some_and(|end| end > ELEVEN), "{method:?}");
}

async fn is_paid_once(bank: &impl Bank, method: PaymentMethod) {
    let gateway = bank.gateway();
    let opened = gateway.charge(&charge("p-1", method)).await.unwrap();
    bank.pay("p-1", &opened.instructions);
    let status = gateway.status(&name("p-1", &opened)).await.unwrap();
    assert_eq!(status.state, GatewayState::Settled, "{method:?}");
    assert!(status.refunded.is_zero() && status.charge.is_none(), "{method:?}");
    for late in
        [gateway.cancel(&name("p-1", &opened)).await, gateway.expire(&name("p-1", &opened)).await]
    {
        assert!(matches!(late, Err(GatewayError::Refused(_))), "{method:?}: {late:?}");
    }
    assert_eq!(gateway.status(&name("p-1", &opened)).await.unwrap().state, GatewayState::Settled);
}

async fn takes_back_what_nobody_paid(bank: &impl Bank, method: PaymentMethod) {
    let gateway = bank.gateway();
    let opened = gateway.charge(&charge("p-1", method)).await.unwrap();
    let second = gateway.charge(&charge("p-2", method)).await.unwrap();
    for _ in 0..2 {
        assert_eq!(gateway.cancel(&name("p-1", &opened)).await, Ok(()), "{method:?}");
        assert_eq!(gateway.expire(&name("p-2", &second)).await, Ok(()), "{method:?}");
    }
    let ended = [
        gateway.status(&name("p-1", &opened)).await.unwrap(),
        gateway.status(&name("p-2", &second)).await.unwrap(),
    ];
    let states = ended.map(|status| status.state);
    assert_eq!(states, [GatewayState::Cancelled, GatewayState::Expired], "{method:?}");
}

async fn gives_back_what_was_paid(bank: &impl Bank, method: PaymentMethod) {
    let gateway = bank.gateway();
    let opened = gateway.charge(&charge("p-1", method)).await.unwrap();
    bank.pay("p-1", &opened.instructions);
    let first = gateway.refund(method, &refund(name("p-1", &opened), "r-1", 20_000)).await;
    if !method.can_refund() {
        assert!(matches!(first, Err(GatewayError::Unsupported(_))), "{method:?}: {first:?}");
        assert_eq!(
            gateway.status(&name("p-1", &opened)).await.unwrap().state,
            GatewayState::Settled
        );
        return;
    }
    assert_eq!(first, Ok(()), "{method:?}");
    assert_eq!(
        gateway.refund(method, &refund(name("p-1", &opened), "r-1", 20_000)).await,
        Ok(()),
        "once"
    );
    let part = gateway.status(&name("p-1", &opened)).await.unwrap();
    assert_eq!((part.state, part.refunded), (GatewayState::PartlyRefunded, rupiah(20_000)));
    let too_much = gateway.refund(method, &refund(name("p-1", &opened), "r-2", 60_000)).await;
    assert!(matches!(too_much, Err(GatewayError::Refused(_))), "{method:?}: {too_much:?}");
    assert_eq!(gateway.refund(method, &refund(name("p-1", &opened), "r-3", 55_000)).await, Ok(()));
    let whole = gateway.status(&name("p-1", &opened)).await.unwrap();
    assert_eq!((whole.state, whole.refunded), (GatewayState::Refunded, rupiah(75_000)));
}

async fn knows_nothing_of_others(bank: &impl Bank) {
    let gateway = bank.gateway();
    assert_eq!(gateway.status(&"p-9".into()).await, Err(GatewayError::NotFound));
    assert_eq!(gateway.cancel(&"p-9".into()).await, Err(GatewayError::NotFound));
    assert_eq!(gateway.expire(&"p-9".into()).await, Err(GatewayError::NotFound));
    let refund = gateway.refund(PaymentMethod::Qris, &refund("p-9".into(), "r-1", 1)).await;
    assert_eq!(refund, Err(GatewayError::NotFound));
    assert!(gateway.read_notification(&b""[..].into()).is_err());
    assert!(gateway.read_notification(&[0xff, 0xfe][..].into()).is_err());
}
