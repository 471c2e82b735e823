//! Sales over the counter: they have happened, so the shelf follows them.
//! Holds P6.

use super::push;
use crate::service::seller::stock_to_settle;
use crate::service::testing::{TestDevice, TestShop, product, test_shop, wish};
use proptest::prelude::*;
use warung_domain::catalog::Stock;
use warung_domain::command::{CommandBody, OrderedLine, RecordSale, RejectCode, Verdict};
use warung_domain::ids::OrderId;
use warung_domain::money::{Currency, Money};
use warung_domain::payment::PaymentMethod::CashOnDelivery;
use warung_domain::protocol::Push;

async fn send(test: &TestShop, device: &TestDevice, body: CommandBody) -> (OrderId, Verdict) {
    let command = device.command(body);
    let commands = vec![device.sign(&command)];
    let answers = push(&test.shop, Push { v: 1, commands, unsent: None }).await.unwrap().answers;
    (command.id.into(), answers.into_iter().next().unwrap().verdict)
}

fn sale(seller: &str, lines: &[(&str, u32)]) -> RecordSale {
    let lines = lines.iter().map(|(product, quantity)| OrderedLine {
        product: product.parse().unwrap(),
        variant: "default".parse().unwrap(),
        quantity: *quantity,
        unit_price: 68_000,
    });
    let total = Money::new(68_000, Currency::IDR);
    RecordSale { seller: seller.parse().unwrap(), lines: lines.collect(), total }
}

async fn sold(test: &TestShop, units: u32) -> Verdict {
    let body = CommandBody::RecordSale(Box::new(sale("dapur", &[("kopi", units)])));
    send(test, &test.counter, body).await.1
}

async fn ordered(test: &TestShop, units: u32) -> (OrderId, Verdict) {
    let wish = wish(&[("kopi", units, 68_000)], CashOnDelivery);
    send(test, &test.phone, CommandBody::PlaceOrder(Box::new(wish))).await
}

async fn owed(test: &TestShop) -> u32 {
    let dapur = "dapur".parse().unwrap();
    let lines = stock_to_settle(&test.shop, &dapur).await.unwrap().lines;
    lines.iter().map(|line| line.units).sum()
}

// Holds P6.
#[tokio::test]
async fn a_sale_that_happened_is_taken_and_what_was_not_there_is_owed() {
    let test = test_shop().await;
    assert_eq!(sold(&test, 4).await, Verdict::Applied);
    assert_eq!((test.stock("kopi").await, owed(&test).await), (Stock::Units(6), 0));
    let (order, _) = ordered(&test, 5).await;
    assert_eq!(sold(&test, 4).await, Verdict::Applied);
    assert_eq!((test.stock("kopi").await, owed(&test).await), (Stock::Units(0), 3));
    let refused = Verdict::Rejected { code: RejectCode::NothingLeft };
    assert_eq!(ordered(&test, 1).await.1, refused, "nobody else is promised what is owed");
    // What comes back pays first.
    send(&test, &test.phone, CommandBody::CancelOrder { order }).await;
    assert_eq!((test.stock("kopi").await, owed(&test).await), (Stock::Units(2), 0));
    let gudang = "gudang".parse().unwrap();
    assert_eq!(stock_to_settle(&test.shop, &gudang).await.unwrap().lines, []);
}

// Holds P6.
#[tokio::test]
async fn a_count_settles_what_is_owed_and_a_new_price_does_not() {
    let test = test_shop().await;
    assert_eq!(sold(&test, 12).await, Verdict::Applied);
    assert_eq!(owed(&test).await, 2);
    test.change_product(product("kopi", "dapur", 70_000, Stock::Units(0))).await;
    assert_eq!(owed(&test).await, 2);
    test.change_product(product("kopi", "dapur", 70_000, Stock::Units(9))).await;
    assert_eq!((test.stock("kopi").await, owed(&test).await), (Stock::Units(9), 0));
}

// Holds O7, P6.
#[tokio::test]
async fn a_sale_told_again_takes_nothing_again() {
    let test = test_shop().await;
    let body = CommandBody::RecordSale(Box::new(sale("dapur", &[("kopi", 3), ("beras", 9)])));
    let bytes = test.counter.sign(&test.counter.command(body));
    for replay in [false, true] {
        let push = push(&test.shop, Push { v: 1, commands: vec![bytes.clone()], unsent: None });
        let answer = push.await.unwrap().answers.remove(0);
        assert_eq!((answer.verdict, answer.replay), (Verdict::Applied, replay));
    }
    assert_eq!(test.stock("kopi").await, Stock::Units(7));
    assert_eq!(test.stock("beras").await, Stock::Unlimited);
}

// Holds P6.
#[tokio::test]
async fn only_a_seller_sells_and_only_from_their_own_shelf() {
    let test = test_shop().await;
    let dapur = |lines: &[(&str, u32)]| sale("dapur", lines);
    let minus = RecordSale { total: Money::new(-1, Currency::IDR), ..dapur(&[("kopi", 1)]) };
    for (device, sale, code) in [
        (&test.phone, dapur(&[("kopi", 1)]), RejectCode::NotAllowed),
        (&test.counter, sale("gudang", &[("lampu", 1)]), RejectCode::NotAllowed),
        (&test.counter, dapur(&[("lampu", 1)]), RejectCode::NotAllowed),
        (&test.counter, dapur(&[]), RejectCode::NoLines),
        (&test.counter, dapur(&[("kopi", 0)]), RejectCode::InvalidQuantity),
        (&test.counter, minus, RejectCode::InvalidAmount),
    ] {
        let (_, verdict) = send(&test, device, CommandBody::RecordSale(Box::new(sale))).await;
        assert_eq!(verdict, Verdict::Rejected { code });
    }
    assert_eq!(
        (test.stock("kopi").await, test.stock("lampu").await),
        (Stock::Units(10), Stock::Units(5))
    );
    // What the shop has never heard of was sold all the same.
    let (_, verdict) =
        send(&test, &test.counter, CommandBody::RecordSale(Box::new(dapur(&[("es-teh", 1)]))))
            .await;
    assert_eq!(verdict, Verdict::Applied);
}

#[derive(Debug, Clone, Copy)]
enum Deed {
    Sell(u32),
    Order(u32),
    Cancel(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        (1..6_u32).prop_map(Deed::Sell),
        (1..6_u32).prop_map(Deed::Order),
        (0..9_usize).prop_map(Deed::Cancel),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Shelf less debt is what there was, less what was sold and what living orders
    /// hold; and there is never both a shelf and a debt.
    // Holds P4, P5, P6.
    #[test]
    fn every_piece_is_accounted_for(deeds in prop::collection::vec(deed(), 1..25)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let test = test_shop().await;
            let (mut gone, mut orders) = (0, Vec::new());
            for deed in deeds {
                match deed {
                    Deed::Sell(units) => {
                        assert_eq!(sold(&test, units).await, Verdict::Applied);
                        gone += units;
                    }
                    Deed::Order(units) => {
                        let (id, verdict) = ordered(&test, units).await;
                        if !matches!(verdict, Verdict::Rejected { .. }) {
                            orders.push(id);
                        }
                    }
                    Deed::Cancel(which) if !orders.is_empty() => {
                        let order = orders.remove(which % orders.len());
                        send(&test, &test.phone, CommandBody::CancelOrder { order }).await;
                    }
                    Deed::Cancel(_) => {}
                }
            }
            let mut held = 0;
            for id in orders {
                held += test.order(id).await.breakdown.lines().map(|line| line.quantity).sum::<u32>();
            }
            let Stock::Units(shelf) = test.stock("kopi").await else { panic!("it is counted") };
            let debt = owed(&test).await;
            assert_eq!(i64::from(shelf) - i64::from(debt), 10 - i64::from(gone) - i64::from(held));
            assert!(shelf == 0 || debt == 0);
        });
    }
}
