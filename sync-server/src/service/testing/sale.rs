//! A shopper who pays, in as few steps as the shop allows.

use super::{TestShop, wish};
use crate::service::push::push;
use warung_domain::command::{CommandBody, Verdict};
use warung_domain::ids::OrderId;
use warung_domain::payment::PaymentMethod;
use warung_domain::protocol::Push;

/// Orders a bag of coffee, pays for it in cash, and gives back the receipt.
pub async fn paid_in_cash(test: &TestShop) -> String {
    let wish = wish(&[("kopi", 1, 68_000)], PaymentMethod::CashOnDelivery);
    let amount = wish.total;
    let place = test.phone.command(CommandBody::PlaceOrder(Box::new(wish)));
    let order = OrderId::from(place.id);
    let cash = test.counter.command(CommandBody::RecordCash { order, amount });
    for bytes in [test.phone.sign(&place), test.counter.sign(&cash)] {
        let heard = Push { v: 1, commands: vec![bytes], unsent: None };
        let answers = push(&test.shop, heard).await.unwrap().answers;
        assert_eq!(answers[0].verdict, Verdict::Applied);
    }
    let receipts = test.shop.storage.read(move |txn| txn.receipts_of(order)).await.unwrap();
    receipts.into_iter().next().unwrap().jws
}
