//! A shopper who pays, in as few steps as the shop allows.

use super::{TestShop, wish};
use crate::service::push::push;
use crate::service::receipts::catch_up;
use crate::storage::ReceiptRecord;
use warung_domain::command::{CommandBody, Verdict};
use warung_domain::ids::{OrderId, ReceiptId};
use warung_domain::payment::PaymentMethod;
use warung_domain::protocol::Push;
use warung_domain::receipt::{Receipt, TYP, read_own};

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

/// Receipts: one that was paid for, and others like it, numbered on.
pub async fn issued_to_one_buyer(test: &TestShop, count: u8) -> Vec<String> {
    let shop = &test.shop;
    let first = paid_in_cash(test).await;
    let like = read_own(&first).unwrap();
    let mut issued = vec![first];
    for number in 2..=count {
        let id = ReceiptId::mint(like.issued_at, &[number; 10]);
        let document = Receipt { id, number: format!("dapur/2026/{number:06}"), ..like.clone() };
        let jws = shop.keys.sign(TYP, &document.canonical_bytes()).unwrap();
        let record = ReceiptRecord {
            id,
            order: document.order,
            seller: document.seller,
            number: document.number,
            jws: jws.clone(),
            issued_at: document.issued_at,
        };
        shop.storage.write(move |txn| txn.put_receipt(&record)).await.unwrap();
        issued.push(jws);
    }
    catch_up(shop).await.unwrap();
    issued
}
