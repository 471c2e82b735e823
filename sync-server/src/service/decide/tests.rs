//! Decisions, one rule at a time. Facts in, verdict and writes out: no database.

use super::facts::{Buyer, Facts, KnownOrder, ShelfLine};
use super::writes::{ChargeWrite, Units};
use super::{Context, Decision, decide};
use crate::config::ShopConfig;
use crate::service::testing::{
    EPOCH, PRICE_LOCK_SECONDS, START, TestDevice, account, config, product, wish,
};
use crate::storage::{ChargeJob, OrderRecord, PriceAt};
use warung_domain::address::Address;
use warung_domain::catalog::{Stock, Trust};
use warung_domain::command::{CommandBody, FulfilmentStep, PlaceOrder, RejectCode, Verdict};
use warung_domain::money::{Currency, Money};
use warung_domain::order::{FulfilmentState, OrderProblem, OrderState};
use warung_domain::payment::{Instructions, PaymentMethod, PaymentState};
use warung_domain::protocol::Role;
use warung_domain::receipt::Cause;
use warung_domain::time::Timestamp;

use PaymentMethod::{CashOnDelivery, Indomaret};

pub(super) fn rp(minor: i64) -> Money {
    Money::new(minor, Currency::IDR)
}

/// A product on the shelf whose price has always been this.
pub(super) fn shelf(id: &str, price: i64, stock: Stock) -> ShelfLine {
    ShelfLine {
        product: Some(product(id, "dapur", price, stock)),
        seen: Some(PriceAt { price, replaced_at: None }),
    }
}

pub(super) fn judge(
    config: &ShopConfig,
    now: Timestamp,
    role: Role,
    body: CommandBody,
    facts: Facts,
) -> Decision {
    let command = TestDevice::new(1).command(body);
    let who = account(1, role.clone());
    let buyer = Buyer { balance: rp(0), coming: rp(0), trust: Trust::Everything };
    let context = Context {
        now,
        config,
        epoch: EPOCH,
        account: who.id,
        role: &role,
        buyer,
        command: &command,
    };
    decide(&context, facts)
}

pub(super) fn place(wish: PlaceOrder, shelf: Vec<ShelfLine>) -> Decision {
    let body = CommandBody::PlaceOrder(Box::new(wish));
    judge(&config(), START, Role::Shopper, body, Facts::Shelf(shelf))
}

fn placed(payment: PaymentMethod) -> OrderRecord {
    let shelf = vec![shelf("kopi", 68_000, Stock::Units(10))];
    let decision = place(wish(&[("kopi", 2, 68_000)], payment), shelf);
    *decision.writes.order.unwrap()
}

pub(super) fn on_order(role: Role, record: OrderRecord, body: CommandBody) -> Decision {
    let known = KnownOrder { record, charge: None, shelf: Vec::new(), agent_owes: None };
    judge(&config(), START, role, body, Facts::Order(Some(Box::new(known))))
}

fn seller(id: &str) -> Role {
    Role::Seller { seller: id.parse().unwrap() }
}

pub(super) fn rejected(decision: &Decision) -> RejectCode {
    assert_eq!(decision.writes, Default::default(), "a refusal writes nothing");
    match decision.verdict {
        Verdict::Rejected { code } => code,
        ref other => panic!("not refused but {other:?}"),
    }
}

pub(super) fn problems(decision: &Decision) -> &[OrderProblem] {
    match &decision.verdict {
        Verdict::Adjusted { problems } => problems,
        other => panic!("not adjusted but {other:?}"),
    }
}

// Holds P1.
#[test]
fn an_order_as_seen_is_taken_and_charged() {
    let line = shelf("kopi", 68_000, Stock::Units(10));
    let decision = place(wish(&[("kopi", 2, 68_000)], Indomaret), vec![line]);
    assert_eq!(decision.verdict, Verdict::Applied);
    let record = decision.writes.order.unwrap();
    assert_eq!(record.order.state, OrderState::Accepted);
    assert_eq!(record.order.payment, PaymentState::None, "nothing is promised before the gateway");
    assert_eq!(record.order.breakdown.total, rp(136_000));
    assert_eq!(decision.writes.take[0].units, 2);
    assert!(matches!(decision.writes.charge, ChargeWrite::Put(ChargeJob { due: START, .. })));
    assert!(record.payment_id.unwrap().len() <= 50);
}

#[test]
fn cash_is_due_at_once() {
    let order = placed(CashOnDelivery).order;
    let PaymentState::Pending { instructions, due, .. } = order.payment else { panic!() };
    assert_eq!((instructions, due.amount), (Instructions::Cash, rp(136_000)));
}

#[test]
fn numbers_that_cannot_be_are_refused() {
    let line = || shelf("kopi", 68_000, Stock::Units(10));
    let good = || wish(&[("kopi", 1, 68_000)], CashOnDelivery);
    let code = |wish: PlaceOrder| {
        let lines = wish.lines.iter().map(|_| line()).collect();
        rejected(&place(wish, lines))
    };
    assert_eq!(code(PlaceOrder { lines: vec![], ..good() }), RejectCode::NoLines);
    assert_eq!(code(wish(&[("kopi", 1, 1); 101], CashOnDelivery)), RejectCode::NoLines);
    assert_eq!(code(wish(&[("kopi", 0, 68_000)], CashOnDelivery)), RejectCode::InvalidQuantity);
    assert_eq!(code(wish(&[("kopi", 1_000, 1)], CashOnDelivery)), RejectCode::InvalidQuantity);
    assert_eq!(code(wish(&[("kopi", 1, -1)], CashOnDelivery)), RejectCode::InvalidAmount);
    let riyal = PlaceOrder { total: Money::new(68_000, Currency::SAR), ..good() };
    assert_eq!(code(riyal), RejectCode::InvalidAmount);
    let twice = wish(&[("kopi", 1, 68_000), ("kopi", 2, 68_000)], CashOnDelivery);
    assert_eq!(code(twice), RejectCode::Malformed);
}

#[test]
fn a_courier_needs_an_address() {
    let line = || vec![shelf("kopi", 68_000, Stock::Units(10))];
    let sent = PlaceOrder {
        delivery: "reguler".parse().unwrap(),
        ..wish(&[("kopi", 1, 68_000)], CashOnDelivery)
    };
    assert_eq!(rejected(&place(sent.clone(), line())), RejectCode::InvalidAddress);
    let address = Address {
        recipient: "Sari".into(),
        phone: "081200000001".parse().unwrap(),
        street: "Jl. Melati 5".into(),
        city: "Bandung".into(),
        postcode: "40115".into(),
        note: String::new(),
    };
    let unusable = Address { city: String::new(), ..address.clone() };
    let nowhere = PlaceOrder { address: Some(unusable), ..sent.clone() };
    assert_eq!(rejected(&place(nowhere, line())), RejectCode::InvalidAddress);
    let total = rp(68_000 + 9_000);
    let sent = PlaceOrder { address: Some(address.clone()), total, ..sent };
    assert_eq!(place(sent.clone(), line()).verdict, Verdict::Applied);
    let picked_up =
        PlaceOrder { address: Some(address), ..wish(&[("kopi", 1, 68_000)], CashOnDelivery) };
    assert_eq!(place(picked_up, line()).writes.order.unwrap().order.address, None);
}

// Holds P2.
#[test]
fn a_replaced_price_holds_while_the_lock_does() {
    let lock = i64::from(PRICE_LOCK_SECONDS);
    let raised = ShelfLine {
        product: Some(product("kopi", "dapur", 70_000, Stock::Units(10))),
        seen: Some(PriceAt { price: 68_000, replaced_at: Some(START) }),
    };
    let at = |seconds, epoch: &str, price| {
        let wish = wish(&[("kopi", 1, price)], CashOnDelivery);
        let wish = PlaceOrder { epoch: epoch.into(), ..wish };
        let body = CommandBody::PlaceOrder(Box::new(wish));
        let facts = Facts::Shelf(vec![raised.clone()]);
        judge(&config(), START.plus_seconds(seconds), Role::Shopper, body, facts)
    };
    assert_eq!(at(lock, EPOCH, 68_000).verdict, Verdict::Applied);
    assert_eq!(at(lock, EPOCH, 68_000).writes.order.unwrap().order.breakdown.total, rp(68_000));
    assert_eq!(at(9 * lock, EPOCH, 70_000).verdict, Verdict::Applied, "the present price");
    for (seconds, epoch, was) in [(lock + 1, EPOCH, 68_000), (0, "e0", 68_000), (0, EPOCH, 1)] {
        let decision = at(seconds, epoch, was);
        assert!(matches!(
            problems(&decision),
            [OrderProblem::PriceChanged { was: seen, now, .. }, OrderProblem::TotalChanged { .. }]
                if *seen == rp(was) && *now == rp(70_000)
        ));
        let order = decision.writes.order.unwrap().order;
        assert!(matches!(order.state, OrderState::NeedsConfirmation { .. }));
        assert_eq!(order.breakdown.total, rp(70_000));
        assert_eq!(decision.writes.charge, ChargeWrite::Leave, "nothing is charged meanwhile");
    }
}

// Holds P3, P4.
#[test]
fn what_is_only_shown_is_not_sold() {
    let mut line = shelf("kopi", 68_000, Stock::Units(3));
    line.product.as_mut().unwrap().orderable = false;
    let decision = place(wish(&[("kopi", 1, 68_000)], CashOnDelivery), vec![line]);
    assert_eq!(rejected(&decision), RejectCode::NothingLeft);
}

// Holds P1, P3.
#[test]
fn a_total_the_shop_does_not_come_to_is_asked_about() {
    let wish = PlaceOrder { total: rp(1), ..wish(&[("kopi", 1, 68_000)], CashOnDelivery) };
    let decision = place(wish, vec![shelf("kopi", 68_000, Stock::Units(3))]);
    let changed = OrderProblem::TotalChanged { was: rp(1), now: rp(68_000) };
    assert_eq!(problems(&decision), [changed]);
}

#[test]
fn a_payment_method_has_its_limits() {
    let dear = || vec![shelf("emas", 6_000_000, Stock::Units(3))];
    let decision = place(wish(&[("emas", 1, 6_000_000)], Indomaret), dear());
    assert_eq!(problems(&decision), [OrderProblem::PaymentUnavailable]);
    let record = decision.writes.order.unwrap();
    assert_eq!(record.order.payment_method, PaymentMethod::Qris, "the first that takes it");
    let body = CommandBody::ConfirmOrder { order: record.order.id, total: rp(6_000_000) };
    assert_eq!(on_order(Role::Shopper, *record, body).verdict, Verdict::Applied);
    let absurd = place(
        wish(&[("emas", 999, 6_000_000)], Indomaret),
        vec![shelf("emas", 6_000_000, Stock::Unlimited)],
    );
    assert_eq!(rejected(&absurd), RejectCode::NoPayment);
}

#[test]
fn changes_are_confirmed_by_their_total() {
    let wish = wish(&[("kopi", 5, 68_000)], Indomaret);
    let decision = place(wish, vec![shelf("kopi", 68_000, Stock::Units(3))]);
    let record = *decision.writes.order.unwrap();
    let confirm = |total| {
        let body = CommandBody::ConfirmOrder { order: record.order.id, total: rp(total) };
        on_order(Role::Shopper, record.clone(), body)
    };
    let other = confirm(5 * 68_000);
    assert!(matches!(problems(&other), [OrderProblem::TotalChanged { .. }]));
    assert_eq!(other.writes, Default::default());
    let decision = confirm(3 * 68_000);
    assert_eq!(decision.verdict, Verdict::Applied);
    assert!(matches!(decision.writes.charge, ChargeWrite::Put(_)));
    let body = CommandBody::ConfirmOrder { order: record.order.id, total: rp(1) };
    assert_eq!(rejected(&on_order(Role::Shopper, placed(Indomaret), body)), RejectCode::TooLate);
}

// Holds P5.
#[test]
fn cancelling_gives_back_and_closes() {
    let cancel = |record: OrderRecord, charge| {
        let body = CommandBody::CancelOrder { order: record.order.id };
        let facts = Facts::Order(Some(Box::new(KnownOrder {
            record,
            charge,
            shelf: Vec::new(),
            agent_owes: None,
        })));
        judge(&config(), START, Role::Shopper, body, facts)
    };
    let record = placed(Indomaret);
    let order = record.order.id;
    let job = |lease| Some(ChargeJob { order, due: START, attempts: 0, lease });
    let fresh = cancel(record.clone(), job(0));
    assert_eq!(fresh.verdict, Verdict::Applied);
    let kopi =
        Units { product: "kopi".parse().unwrap(), variant: "default".parse().unwrap(), units: 2 };
    assert_eq!(fresh.writes.put_back, [kopi]);
    assert!(matches!(fresh.writes.charge, ChargeWrite::Drop(_)));
    let order = fresh.writes.order.unwrap().order;
    assert_eq!(order.payment, PaymentState::Cancelled { at: START });

    let in_hand = cancel(record, job(1));
    assert!(matches!(in_hand.writes.charge, ChargeWrite::Put(ChargeJob { lease: 1, .. })));
    let record = *in_hand.writes.order.unwrap();
    assert_eq!(record.order.payment, PaymentState::None, "only the gateway can close it");
    let again = cancel(record, job(1));
    assert_eq!((again.verdict, again.writes), (Verdict::Applied, Default::default()));

    let mut packed = placed(CashOnDelivery);
    packed.order.fulfilment[0].state = FulfilmentState::Packed;
    assert_eq!(rejected(&cancel(packed, None)), RejectCode::TooLate);
    let mut foreign = placed(CashOnDelivery);
    foreign.account = account(9, Role::Shopper).id;
    assert_eq!(rejected(&cancel(foreign, None)), RejectCode::UnknownOrder);
}

// Holds M5.
#[test]
fn only_the_parcels_seller_moves_it_and_only_when_the_money_is_safe() {
    let step = |role, record: &OrderRecord, whose: &str, step| {
        let seller = whose.parse().unwrap();
        let body = CommandBody::FulfilParcel { order: record.order.id, seller, step };
        on_order(role, record.clone(), body)
    };
    use FulfilmentStep as S;
    let cash = placed(CashOnDelivery);
    assert_eq!(rejected(&step(Role::Shopper, &cash, "dapur", S::Pack)), RejectCode::NotAllowed);
    assert_eq!(rejected(&step(seller("gudang"), &cash, "dapur", S::Pack)), RejectCode::NotAllowed);
    assert_eq!(
        rejected(&step(seller("gudang"), &cash, "gudang", S::Pack)),
        RejectCode::UnknownOrder
    );
    assert_eq!(rejected(&step(seller("dapur"), &cash, "dapur", S::Ship)), RejectCode::TooLate);
    let unpaid = placed(Indomaret);
    assert_eq!(rejected(&step(seller("dapur"), &unpaid, "dapur", S::Pack)), RejectCode::NotAllowed);
    let mut record = cash;
    for next in [S::Pack, S::MakeReady, S::Complete] {
        let decision = step(seller("dapur"), &record, "dapur", next);
        assert_eq!(decision.verdict, Verdict::Applied);
        record = *decision.writes.order.unwrap();
    }
    assert_eq!(record.order.state, OrderState::Completed);
}

// Holds M6.
#[test]
fn cash_is_counted_once_and_to_the_rupiah() {
    let cash = |role, record: &OrderRecord, amount| {
        let body = CommandBody::RecordCash { order: record.order.id, amount: rp(amount) };
        on_order(role, record.clone(), body)
    };
    let record = placed(CashOnDelivery);
    assert_eq!(rejected(&cash(Role::Shopper, &record, 136_000)), RejectCode::NotAllowed);
    assert_eq!(rejected(&cash(seller("gudang"), &record, 136_000)), RejectCode::UnknownOrder);
    assert_eq!(rejected(&cash(seller("dapur"), &record, 135_000)), RejectCode::InvalidAmount);
    let gateway = placed(Indomaret);
    assert_eq!(rejected(&cash(seller("dapur"), &gateway, 136_000)), RejectCode::NotAllowed);
    let decision = cash(seller("dapur"), &record, 136_000);
    assert_eq!(decision.verdict, Verdict::Applied);
    let Some(Cause::Paid(proof)) = decision.writes.documents else { panic!("no receipt") };
    assert_eq!(proof.order_paid, rp(136_000));
    let paid = *decision.writes.order.unwrap();
    assert_eq!(rejected(&cash(seller("dapur"), &paid, 136_000)), RejectCode::TooLate);
}
