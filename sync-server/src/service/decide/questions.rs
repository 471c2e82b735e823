//! What the shop asks the shopper about: one test for each way in which an order
//! can come out other than it was seen. Nothing is charged before the answer (P3).

use super::Decision;
use super::facts::Facts;
use super::facts::ShelfLine;
use super::tests::{judge, on_order, place, problems, rejected, rp, shelf};
use super::writes::ChargeWrite;
use crate::service::testing::{PRICE_LOCK_SECONDS, START, config, wish};
use crate::storage::PriceAt;
use warung_domain::address::Address;
use warung_domain::catalog::Stock;
use warung_domain::command::{CommandBody, PlaceOrder, RejectCode, Verdict};
use warung_domain::order::{Order, OrderProblem, OrderState};
use warung_domain::payment::PaymentMethod::{CashOnDelivery, Indomaret, Qris};
use warung_domain::protocol::Role;

/// The order as it stands, waiting for an answer that says what was told.
fn asked(decision: &Decision) -> Order {
    let record = decision.writes.order.as_deref().unwrap();
    let OrderState::NeedsConfirmation { problems: asked } = &record.order.state else {
        panic!("the order does not wait: {:?}", record.order.state)
    };
    assert_eq!(asked, problems(decision), "what is asked is what was told");
    assert_eq!(decision.writes.charge, ChargeWrite::Leave, "nothing is charged meanwhile");
    assert!(record.check_at.is_some(), "and it does not wait for ever");
    record.order.clone()
}

/// The order stands once its own total is taken, and only by that.
fn stands_once_taken(decision: &Decision) {
    let record = decision.writes.order.as_deref().unwrap();
    let take = |total| {
        let body = CommandBody::ConfirmOrder { order: record.order.id, total };
        on_order(Role::Shopper, record.clone(), body).verdict
    };
    assert_eq!(take(record.order.breakdown.total), Verdict::Applied);
    assert!(matches!(take(rp(1)), Verdict::Adjusted { .. }));
}

fn somewhere() -> Address {
    Address {
        recipient: "Sari".into(),
        phone: "081200000001".parse().unwrap(),
        street: "Jl. Melati 5".into(),
        city: "Bandung".into(),
        postcode: "40115".into(),
        note: String::new(),
    }
}

// P3
#[test]
fn a_price_that_moved_outside_the_lock() {
    let raised = ShelfLine {
        product: shelf("kopi", 70_000, Stock::Units(9)).product,
        seen: Some(PriceAt { price: 68_000, replaced_at: Some(START) }),
    };
    let later = START.plus_seconds(i64::from(PRICE_LOCK_SECONDS) + 1);
    let body = CommandBody::PlaceOrder(Box::new(wish(&[("kopi", 2, 68_000)], Indomaret)));
    let decision = judge(&config(), later, Role::Shopper, body, Facts::Shelf(vec![raised]));
    assert!(matches!(
        problems(&decision),
        [OrderProblem::PriceChanged { was, now, .. }, OrderProblem::TotalChanged { was: w, now: n }]
            if (*was, *now) == (rp(68_000), rp(70_000)) && (*w, *n) == (rp(136_000), rp(140_000))
    ));
    assert_eq!(asked(&decision).breakdown.total, rp(140_000));
    stands_once_taken(&decision);
}

// P3, P4
#[test]
fn partly_out_of_stock_and_no_longer_sold() {
    let wish = wish(
        &[("kopi", 5, 68_000), ("teh", 1, 9_000), ("gula", 1, 9_000), ("lilin", 1, 2_000)],
        CashOnDelivery,
    );
    let gone = ShelfLine { product: None, seen: None };
    let mut shown_only = shelf("lilin", 2_000, Stock::Unlimited);
    shown_only.product.as_mut().unwrap().orderable = false;
    let shelf_now = vec![
        shelf("kopi", 68_000, Stock::Units(3)),
        shelf("teh", 9_000, Stock::Units(0)),
        gone.clone(),
        shown_only,
    ];
    let decision = place(wish.clone(), shelf_now);
    let [
        OrderProblem::OutOfStock { wanted: 5, available: 3, .. },
        OrderProblem::OutOfStock { available: 0, .. },
        OrderProblem::Withdrawn { product, name: forgotten, .. },
        OrderProblem::Withdrawn { name: known, .. },
        OrderProblem::TotalChanged { was, now },
    ] = problems(&decision)
    else {
        panic!("{:?}", problems(&decision))
    };
    assert_eq!((product.as_str(), forgotten.as_str(), known.as_str()), ("gula", "", "lilin"));
    assert_eq!((*was, *now), (rp(360_000), rp(3 * 68_000)));
    assert_eq!(decision.writes.take.len(), 1);
    assert_eq!(decision.writes.take[0].units, 3);
    assert_eq!(asked(&decision).breakdown.total, rp(3 * 68_000));
    stands_once_taken(&decision);
    let nothing = vec![gone.clone(), gone.clone(), gone.clone(), gone];
    assert_eq!(rejected(&place(wish, nothing)), RejectCode::NothingLeft);
}

// P3
#[test]
fn a_way_to_deliver_that_is_gone() {
    let line = || vec![shelf("kopi", 68_000, Stock::Units(9))];
    let sent = PlaceOrder {
        delivery: "drone".parse().unwrap(),
        address: Some(somewhere()),
        total: rp(68_000 + 4_000),
        ..wish(&[("kopi", 1, 68_000)], CashOnDelivery)
    };
    let decision = place(sent.clone(), line());
    let total = OrderProblem::TotalChanged { was: rp(72_000), now: rp(77_000) };
    assert_eq!(problems(&decision), [OrderProblem::DeliveryChanged, total]);
    assert_eq!(asked(&decision).delivery.as_str(), "reguler", "another stands in its place");
    stands_once_taken(&decision);
    let same_total = PlaceOrder { total: rp(77_000), ..sent.clone() };
    assert_eq!(problems(&place(same_total, line())), [OrderProblem::DeliveryChanged]);

    let mut couriers_only = config();
    couriers_only.terms.delivery.retain(|method| method.needs_address);
    let picked_up = wish(&[("kopi", 1, 68_000)], CashOnDelivery);
    let body = CommandBody::PlaceOrder(Box::new(picked_up));
    let decision = judge(&couriers_only, START, Role::Shopper, body, Facts::Shelf(line()));
    assert_eq!(rejected(&decision), RejectCode::NoDelivery);
}

// P3
#[test]
fn a_total_below_what_the_payment_takes() {
    let little = wish(&[("permen", 30, 500)], Indomaret);
    let decision = place(little.clone(), vec![shelf("permen", 500, Stock::Units(10))]);
    assert!(matches!(
        problems(&decision),
        [
            OrderProblem::OutOfStock { available: 10, .. },
            OrderProblem::BelowMinimum { minimum },
            OrderProblem::TotalChanged { .. }
        ] if *minimum == rp(10_000)
    ));
    assert_eq!(asked(&decision).payment_method, Qris, "another stands in its place");
    stands_once_taken(&decision);

    let mut only_counters = config();
    only_counters.terms.payment.retain(|terms| terms.minimum == 10_000);
    let body = CommandBody::PlaceOrder(Box::new(little));
    let shelf = vec![shelf("permen", 500, Stock::Units(10))];
    let decision = judge(&only_counters, START, Role::Shopper, body, Facts::Shelf(shelf));
    assert_eq!(rejected(&decision), RejectCode::NoPayment);
}

// P3
#[test]
fn a_payment_that_does_not_take_so_much() {
    let dear = wish(&[("emas", 1, 6_000_000)], Indomaret);
    let decision = place(dear, vec![shelf("emas", 6_000_000, Stock::Units(3))]);
    assert_eq!(problems(&decision), [OrderProblem::PaymentUnavailable]);
    assert_eq!(asked(&decision).payment_method, Qris);
    stands_once_taken(&decision);
}
