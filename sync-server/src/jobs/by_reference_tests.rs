//! An order paid through a gateway that is asked by its own names and proves itself by a header.

use super::charge_step;
use crate::payment::{Gateway, GatewayError, GatewayState, Notification};
use crate::service::notices::{Received, look, receive};
use crate::service::push::push;
use crate::service::settle::SettleError;
use crate::service::testing::{ByReference, TOKEN, test_shop, wish};
use std::sync::Arc;
use warung_domain::command::CommandBody;
use warung_domain::ids::OrderId;
use warung_domain::order::Standing;
use warung_domain::payment::PaymentMethod;
use warung_domain::protocol::Push;

// Holds M2, M3.
#[tokio::test]
async fn an_order_is_paid_through_it() {
    let mut test = test_shop().await;
    let gateway = Arc::new(ByReference::default());
    Arc::get_mut(&mut test.shop).unwrap().gateway = Arc::clone(&gateway) as Arc<dyn Gateway>;
    let wish = wish(&[("kopi", 1, 68_000)], PaymentMethod::Qris);
    let command = test.phone.command(CommandBody::PlaceOrder(Box::new(wish)));
    let commands = vec![test.phone.sign(&command)];
    push(&test.shop, Push { v: 1, commands, unsent: None }).await.unwrap();
    let order = OrderId::from(command.id);
    assert!(charge_step(&test.shop).await.unwrap());
    let payment = format!("{order}-1");
    gateway.0.set(&payment, GatewayState::Settled);
    let bare = receive(&test.shop, payment.as_bytes()).await;
    assert!(matches!(bare, Err(SettleError::Gateway(GatewayError::Forged))));
    let proven = Notification {
        headers: vec![(TOKEN.0.to_owned(), TOKEN.1.to_owned())],
        body: payment.into_bytes(),
    };
    assert_eq!(receive(&test.shop, proven).await, Ok(Received::Kept));
    look(&test.shop).await.unwrap();
    assert_eq!(Standing::of_order(&test.order(order).await), Standing::Paid);
}
