//! Cash at a counter: a code of the shop's own, any drawer, one effect.

use super::attempt_tests::{by, verdict, work};
use super::stray_tests::audited;
use super::tests::{awaiting, command, receipts};
use crate::payment::GatewayState;
use crate::service::counter::{CodeError, drawer as drawer_of, payment};
use crate::service::push::push;
use crate::service::statement;
use crate::service::testing::{TestShop, test_shop, wish};
use warung_domain::catalog::Stock;
use warung_domain::command::{CommandBody, RejectCode, Verdict};
use warung_domain::ids::{CommandId, OrderId};
use warung_domain::money::{Currency, Money};
use warung_domain::order::Standing;
use warung_domain::payment::{CounterCode, Instructions, PaymentMethod, PaymentState};
use warung_domain::protocol::{CounterDue, CounterPayment, Push, ShiftView};

pub(super) const fn rp(minor: i64) -> Money {
    Money::new(minor, Currency::IDR)
}

const fn rejected(code: RejectCode) -> Verdict {
    Verdict::Rejected { code }
}

/// Sari orders a lamp of another seller's than Tini's, to be paid at a counter.
pub(super) async fn by_counter(test: &TestShop) -> OrderId {
    let wish = wish(&[("lampu", 1, 120_000)], PaymentMethod::Counter);
    command(test, CommandBody::PlaceOrder(Box::new(wish))).await
}

pub(super) async fn code_of(test: &TestShop, id: OrderId) -> CounterCode {
    match test.order(id).await.payment {
        PaymentState::Pending { instructions: Instructions::Code { code, .. }, .. } => {
            code.parse().unwrap()
        }
        other => panic!("{other:?}"),
    }
}

pub(super) async fn at_counter(test: &TestShop, body: CommandBody) -> (CommandId, Verdict) {
    let command = test.counter.command(body);
    let commands = vec![test.counter.sign(&command)];
    let pushed = push(&test.shop, Push { v: 1, commands, unsent: None }).await.unwrap();
    (command.id, pushed.answers[0].verdict.clone())
}

async fn take(test: &TestShop, order: OrderId, amount: i64) -> Verdict {
    at_counter(test, CommandBody::RecordCash { order, amount: rp(amount) }).await.1
}

async fn asked(test: &TestShop, code: &CounterCode) -> Result<CounterPayment, CodeError> {
    let dapur = "dapur".parse().unwrap();
    payment(&test.shop, (test.tini.id, &dapur), code.clone()).await
}

async fn drawer(test: &TestShop) -> ShiftView {
    let dapur = "dapur".parse().unwrap();
    let standing = drawer_of(&test.shop, &dapur, test.counter.id.clone()).await.unwrap();
    standing.newest.unwrap()
}

// Holds N1, N2, N3.
#[tokio::test]
async fn any_counter_takes_the_cash_for_a_code_once() {
    let test = test_shop().await;
    let id = by_counter(&test).await;
    let code = code_of(&test, id).await;
    let due = asked(&test, &code).await.unwrap();
    assert_eq!((due.amount, due.name.as_str(), due.order), (rp(120_000), "O••• 1•••", id));
    assert!(matches!(due.due, CounterDue::Open { until: Some(_) }));
    assert_eq!(take(&test, id, 119_000).await, rejected(RejectCode::InvalidAmount));
    assert_eq!(take(&test, id, 120_000).await, Verdict::Applied);
    assert_eq!(take(&test, id, 120_000).await, rejected(RejectCode::TooLate), "paid already");
    assert!(matches!(asked(&test, &code).await.unwrap().due, CounterDue::Paid { .. }));
    let order = test.order(id).await;
    assert_eq!(Standing::of_order(&order), Standing::PaidProvisionally);
    assert!(!order.may_release_goods(), "a slip of the hand can be undone");
    assert_eq!(receipts(&test).await.len(), 1);
    audited(&test).await;
    // Nobody asks a gateway about it.
    let calls = test.gateway.calls().len();
    test.clock.advance(299);
    work(&test).await;
    assert!(!test.order(id).await.may_release_goods());
    test.clock.advance(1);
    work(&test).await;
    assert_eq!(Standing::of_order(&test.order(id).await), Standing::Paid);
    assert_eq!(test.gateway.calls().len(), calls);
    audited(&test).await;
}

// Holds N1.
#[tokio::test]
async fn a_code_runs_out_and_the_goods_go_back() {
    let test = test_shop().await;
    let id = by_counter(&test).await;
    let code = code_of(&test, id).await;
    assert_eq!(test.stock("lampu").await, Stock::Units(4));
    test.clock.advance(86_400);
    work(&test).await;
    assert!(matches!(test.order(id).await.payment, PaymentState::Expired { .. }));
    assert_eq!(test.stock("lampu").await, Stock::Units(5));
    assert_eq!(asked(&test, &code).await.unwrap().due, CounterDue::Over);
    assert_eq!(take(&test, id, 120_000).await, rejected(RejectCode::TooLate));
    // A new code of its own follows when the shopper asks, and the old slip stays worthless.
    let again = CommandBody::ChangePayment {
        order: id,
        method: PaymentMethod::Counter,
        total: rp(120_000),
    };
    assert_eq!(verdict(&test, again).await, Verdict::Applied);
    work(&test).await;
    let second = code_of(&test, id).await;
    assert_ne!(code, second);
    assert_eq!(asked(&test, &code).await.unwrap().due, CounterDue::Over);
    assert_eq!(take(&test, id, 120_000).await, Verdict::Applied);
    audited(&test).await;
}

// Holds M11, N1, N2.
#[tokio::test]
async fn from_a_minimarkets_code_to_a_counter_and_back() {
    let test = test_shop().await;
    let (id, first) = awaiting(&test).await;
    command(&test, by(id, PaymentMethod::Counter)).await;
    assert_eq!(test.order(id).await.payment, PaymentState::None, "the other is closed first");
    work(&test).await;
    assert_eq!(test.gateway.state(&first), Some(GatewayState::Cancelled));
    let slip = code_of(&test, id).await;
    command(&test, by(id, PaymentMethod::VaBca)).await;
    work(&test).await;
    assert_eq!(asked(&test, &slip).await.unwrap().due, CounterDue::Over);
    // The slip is of no use any more; as the order's seller Tini is told why not.
    assert_eq!(take(&test, id, 136_000).await, rejected(RejectCode::NotAllowed));
    command(&test, by(id, PaymentMethod::Counter)).await;
    work(&test).await;
    assert_eq!(verdict(&test, CommandBody::CancelOrder { order: id }).await, Verdict::Applied);
    work(&test).await;
    assert!(matches!(test.order(id).await.payment, PaymentState::Cancelled { .. }));
    assert_eq!(take(&test, id, 136_000).await, rejected(RejectCode::TooLate));
    audited(&test).await;
}

// Holds N3.
#[tokio::test]
async fn guessing_ends_soon_and_tells_nothing() {
    let test = test_shop().await;
    let id = by_counter(&test).await;
    let real = code_of(&test, id).await;
    for guess in 0..30 {
        let wrong = CounterCode::of(&format!("guess {guess}"));
        assert_eq!(asked(&test, &wrong).await, Err(CodeError::Unknown));
    }
    assert_eq!(asked(&test, &real).await, Err(CodeError::TooMany), "also the right one");
    test.clock.advance(301);
    assert!(asked(&test, &real).await.is_ok());
    // Who sells nothing takes no cash.
    let body = CommandBody::RecordCash { order: id, amount: rp(120_000) };
    assert_eq!(verdict(&test, body).await, rejected(RejectCode::NotAllowed));
}

// Holds N4.
#[tokio::test]
async fn a_shift_says_what_should_be_in_the_drawer() {
    let test = test_shop().await;
    let open = CommandBody::OpenShift { float: rp(200_000) };
    let (shift, opened) = at_counter(&test, open.clone()).await;
    assert_eq!(opened, Verdict::Applied);
    assert_eq!(at_counter(&test, open).await.1, rejected(RejectCode::TooLate), "one at a time");
    let id = by_counter(&test).await;
    assert_eq!(take(&test, id, 120_000).await, Verdict::Applied);
    let moved = |amount, reason: &str| CommandBody::MoveCash {
        shift,
        amount: rp(amount),
        reason: reason.to_owned(),
    };
    assert_eq!(at_counter(&test, moved(-50_000, "beli kantong")).await.1, Verdict::Applied);
    let too_much = at_counter(&test, moved(-900_000, "ke brankas")).await.1;
    assert_eq!(too_much, rejected(RejectCode::TooMuch));
    assert_eq!(at_counter(&test, moved(5, "  ")).await.1, rejected(RejectCode::Malformed));
    let stands = drawer(&test).await;
    assert_eq!(stands.expected, rp(270_000));
    let amounts: Vec<i64> = stands.lines.iter().map(|line| line.amount.minor()).collect();
    assert_eq!(amounts, [200_000, 120_000, -50_000]);
    assert_eq!(stands.lines[1].number.as_deref(), Some("W-000001"));
    let close = |counted| CommandBody::CloseShift { shift, counted: rp(counted) };
    assert_eq!(at_counter(&test, close(-1)).await.1, rejected(RejectCode::InvalidAmount));
    assert_eq!(at_counter(&test, close(268_000)).await.1, Verdict::Applied);
    assert_eq!(at_counter(&test, close(268_000)).await.1, rejected(RejectCode::TooLate));
    let closed = drawer(&test).await;
    let closing = closed.shift.closed.unwrap();
    assert_eq!((closing.expected, closing.counted), (rp(270_000), rp(268_000)));
    // What was missing stays Tini's to account for: the shop is owed what was taken.
    let dapur = "dapur".parse().unwrap();
    let statement = statement::statement(&test.shop, &dapur, None).await.unwrap();
    assert_eq!(statement.totals.cash, rp(120_000), "whatever they did with it");
    audited(&test).await;
    // The next shift begins with an empty drawer.
    let (_, opened) = at_counter(&test, CommandBody::OpenShift { float: rp(0) }).await;
    assert_eq!((opened, drawer(&test).await.expected), (Verdict::Applied, rp(0)));
}
