//! Balances filled at tills, banks and wallets: what arrives, what is taken back.

use super::attempt_tests::work;
use super::stray_tests::{audited, balance};
use super::tests::{command, told};
use crate::payment::GatewayState;
use crate::service::balance::{history, kept_for};
use crate::service::pull::my_changes;
use crate::service::push::push;
use crate::service::reconcile::reconcile;
use crate::service::testing::{START, TestShop, test_shop, wish};
use warung_domain::books::Account;
use warung_domain::catalog::{Bearer, Fee};
use warung_domain::command::{CommandBody, RejectCode, Verdict};
use warung_domain::ids::OrderId;
use warung_domain::money::{Currency, Money};
use warung_domain::order::{Order, OrderState, Standing};
use warung_domain::payment::{PaymentMethod, PaymentState, Stray};
use warung_domain::protocol::Push;
use warung_domain::receipt::{Kind, Receipt, verify};

fn rp(minor: i64) -> Money {
    Money::new(minor, Currency::IDR)
}

fn filling(amount: i64, payment: PaymentMethod, total: i64) -> CommandBody {
    CommandBody::TopUp { amount: rp(amount), payment, total: rp(total) }
}

/// A top-up for which there is a code, and its payment's name.
async fn coded(test: &TestShop, amount: i64, method: PaymentMethod) -> (OrderId, String) {
    let id = command(test, filling(amount, method, amount)).await;
    work(test).await;
    let order = test.order(id).await;
    assert!(matches!(order.payment, PaymentState::Pending { .. }), "{:?}", order.payment);
    (id, format!("{id}-1"))
}

async fn becomes(test: &TestShop, payment: &str, state: GatewayState) {
    test.gateway.set(payment, state);
    // Hearing it more than once changes nothing.
    for _ in 0..3 {
        told(test, payment).await;
    }
}

/// The documents of a top-up, each verified as a phone would.
async fn documents(test: &TestShop, id: OrderId) -> Vec<Receipt> {
    let mine = my_changes(&test.shop, test.sari.id, 0).await.unwrap();
    let view = mine.orders.into_iter().find(|view| view.order.id == id).unwrap();
    let (shop, keys) = (&test.shop.config.shop, test.shop.keys.published());
    view.receipts.iter().map(|jws| verify(jws, shop, &keys).unwrap()).collect()
}

async fn debt(test: &TestShop) -> i64 {
    let sari = test.sari.id;
    let read = test.shop.storage.read(move |txn| kept_for(txn, sari, Currency::IDR)).await;
    read.unwrap().debt.minor()
}

/// Coffee for 68,000 by what is on the balance.
async fn coffee(test: &TestShop) -> Order {
    let wish = wish(&[("kopi", 1, 68_000)], PaymentMethod::Balance);
    let id = command(test, CommandBody::PlaceOrder(Box::new(wish))).await;
    test.order(id).await
}

async fn verdict(test: &TestShop, body: CommandBody) -> Verdict {
    let bytes = test.phone.sign(&test.phone.command(body));
    let pushed = push(&test.shop, Push { v: 1, commands: vec![bytes], unsent: None }).await;
    pushed.unwrap().answers.remove(0).verdict
}

// Holds B12, B14, M5.
#[tokio::test]
async fn what_is_paid_at_a_till_arrives_when_its_window_has_closed() {
    let test = test_shop().await;
    let (id, payment) = coded(&test, 100_000, PaymentMethod::Indomaret).await;
    becomes(&test, &payment, GatewayState::Settled).await;
    let order = test.order(id).await;
    assert_eq!(Standing::of_order(&order), Standing::PaidProvisionally);
    assert_eq!((order.state, balance(&test).await), (OrderState::Accepted, 0));
    assert!(documents(&test, id).await[0].payment.provisional_until.is_some());
    audited(&test).await;
    test.clock.advance(300);
    work(&test).await;
    let order = test.order(id).await;
    assert_eq!((&order.state, balance(&test).await), (&OrderState::Completed, 100_000));
    assert_eq!(Standing::of_order(&order), Standing::Paid);
    let told = history(&test.shop, test.sari.id, None).await.unwrap();
    let line = &told.lines[0];
    assert_eq!((line.what.as_str(), line.amount), ("topped-up", rp(100_000)));
    assert_eq!((line.number.as_deref(), told.debt), (Some(order.number.as_str()), None));
    let [proof] = &documents(&test, id).await[..] else { panic!("one document") };
    assert_eq!((proof.kind, proof.total), (Kind::TopUp, rp(100_000)));
    assert_eq!(proof.seller.as_str(), test.shop.config.shop.as_str());
    assert_eq!(proof.seller_name, test.shop.config.shop_name);
    audited(&test).await;
    assert_eq!(coffee(&test).await.payment.name(), "settled");
    assert_eq!(balance(&test).await, 32_000);
    audited(&test).await;
}

// Holds B12: sellers see nothing of it.
#[tokio::test]
async fn a_bank_and_a_wallet_pay_at_once_and_no_seller_hears_of_it() {
    let test = test_shop().await;
    for (method, sum) in [(PaymentMethod::VaBca, 50_000), (PaymentMethod::Qris, 100_000)] {
        let (id, payment) = coded(&test, 50_000, method).await;
        becomes(&test, &payment, GatewayState::Settled).await;
        assert_eq!(
            (test.order(id).await.state, balance(&test).await),
            (OrderState::Completed, sum)
        );
        audited(&test).await;
    }
    let seller = "dapur".parse().unwrap();
    let theirs = crate::service::seller::orders(&test.shop, &seller, None).await.unwrap();
    assert_eq!(theirs.orders.len(), 0);
}

// Holds B14, B15.
#[tokio::test]
async fn what_the_till_takes_back_in_its_window_never_was_on_the_balance() {
    let test = test_shop().await;
    let (id, payment) = coded(&test, 100_000, PaymentMethod::Indomaret).await;
    becomes(&test, &payment, GatewayState::Settled).await;
    becomes(&test, &payment, GatewayState::Denied).await;
    test.clock.advance(600);
    work(&test).await;
    assert_eq!((balance(&test).await, debt(&test).await), (0, 0));
    let order = test.order(id).await;
    assert_eq!(Standing::of_order(&order), Standing::PaymentFailed);
    let documents = documents(&test, id).await;
    let kinds: Vec<_> = documents.iter().map(|document| document.kind).collect();
    assert_eq!(kinds, [Kind::TopUp, Kind::Reversal]);
    assert_eq!(documents[1].previous, Some(documents[0].id));
    assert!(documents.iter().all(|document| !document.is_of_goods()));
    audited(&test).await;
    // And it may be tried again.
    command(
        &test,
        CommandBody::ChangePayment { order: id, method: PaymentMethod::VaBca, total: rp(100_000) },
    )
    .await;
    work(&test).await;
    becomes(&test, &format!("{id}-2"), GatewayState::Settled).await;
    assert_eq!(balance(&test).await, 100_000);
    audited(&test).await;
}

// Holds B15.
#[tokio::test]
async fn what_is_taken_back_after_it_was_spent_is_a_debt_that_the_next_pays_first() {
    let test = test_shop().await;
    let (id, payment) = coded(&test, 100_000, PaymentMethod::Indomaret).await;
    becomes(&test, &payment, GatewayState::Settled).await;
    test.clock.advance(300);
    work(&test).await;
    coffee(&test).await;
    becomes(&test, &payment, GatewayState::Denied).await;
    assert_eq!((balance(&test).await, debt(&test).await), (0, 68_000));
    let documents = documents(&test, id).await;
    assert_eq!(documents.last().unwrap().kind, Kind::ChargeBack);
    let told = history(&test.shop, test.sari.id, None).await.unwrap();
    assert_eq!((told.debt, told.lines[0].what.as_str()), (Some(rp(68_000)), "charged-back"));
    assert_eq!(told.lines[0].amount, rp(-32_000), "no more than there was");
    audited(&test).await;
    let period = START..START.plus_seconds(86_400);
    let report = reconcile(&test.shop.storage, test.gateway.as_ref(), period).await.unwrap();
    assert_eq!(report.debts, [(Account::Debt(test.sari.id), rp(68_000))]);
    let (_, next) = coded(&test, 80_000, PaymentMethod::VaBca).await;
    becomes(&test, &next, GatewayState::Settled).await;
    assert_eq!((balance(&test).await, debt(&test).await), (12_000, 0));
    audited(&test).await;
}

// Holds B12, M12.
#[tokio::test]
async fn late_double_and_short_money_for_a_top_up_is_the_shoppers() {
    let test = test_shop().await;
    // Late: the code had run out.
    let (late, payment) = coded(&test, 100_000, PaymentMethod::Indomaret).await;
    becomes(&test, &payment, GatewayState::Expired).await;
    becomes(&test, &payment, GatewayState::Settled).await;
    test.clock.advance(300);
    work(&test).await;
    assert_eq!(
        (test.order(late).await.strays[0].why, balance(&test).await),
        (Stray::Late, 100_000)
    );
    audited(&test).await;
    // Double: by the first code and by the second.
    let (double, payment) = coded(&test, 20_000, PaymentMethod::Indomaret).await;
    command(
        &test,
        CommandBody::ChangePayment {
            order: double,
            method: PaymentMethod::VaBca,
            total: rp(20_000),
        },
    )
    .await;
    work(&test).await;
    becomes(&test, &format!("{double}-2"), GatewayState::Settled).await;
    becomes(&test, &payment, GatewayState::Settled).await;
    test.clock.advance(300);
    work(&test).await;
    assert_eq!(test.order(double).await.strays[0].why, Stray::Duplicate);
    assert_eq!(balance(&test).await, 140_000);
    audited(&test).await;
    // Short: it pays nothing of the top-up, and is not lost.
    let (short, payment) = coded(&test, 30_000, PaymentMethod::Indomaret).await;
    test.gateway.set_amount(&payment, rp(1_000));
    becomes(&test, &payment, GatewayState::Settled).await;
    test.clock.advance(300);
    work(&test).await;
    assert_eq!(test.order(short).await.strays[0].why, Stray::Short);
    assert_eq!(balance(&test).await, 141_000);
    audited(&test).await;
}

// Holds B13: what is called off gives its room back, what is under way has it.
#[tokio::test]
async fn codes_that_may_still_be_paid_take_room() {
    let mut test = test_shop().await;
    let shop = std::sync::Arc::get_mut(&mut test.shop).unwrap();
    shop.config.terms.top_up.most = 150_000;
    let (first, payment) = coded(&test, 100_000, PaymentMethod::Indomaret).await;
    let full = Verdict::Rejected { code: RejectCode::BalanceFull };
    let more = || filling(60_000, PaymentMethod::VaBca, 60_000);
    assert_eq!(verdict(&test, more()).await, full);
    becomes(&test, &payment, GatewayState::Settled).await;
    assert_eq!(verdict(&test, more()).await, full, "it is arriving");
    test.clock.advance(300);
    work(&test).await;
    assert_eq!(test.order(first).await.state, OrderState::Completed);
    assert_eq!(verdict(&test, more()).await, full, "it is there");
    coffee(&test).await;
    assert_eq!(verdict(&test, more()).await, Verdict::Applied);
    let (other, _) = coded(&test, 50_000, PaymentMethod::Qris).await;
    assert_eq!(verdict(&test, more()).await, full);
    command(&test, CommandBody::CancelOrder { order: other }).await;
    work(&test).await;
    assert_eq!(
        verdict(&test, filling(50_000, PaymentMethod::VaBca, 50_000)).await,
        Verdict::Applied
    );
    audited(&test).await;
}

// Holds B11, B12, P9.
#[tokio::test]
async fn a_fee_that_the_shopper_bears_does_not_come_onto_the_balance() {
    let mut test = test_shop().await;
    let shop = std::sync::Arc::get_mut(&mut test.shop).unwrap();
    for terms in &mut shop.config.terms.payment {
        terms.fee = Fee { flat: 2_500, per_mille: 0, borne_by: Bearer::Shopper };
    }
    let id = command(&test, filling(100_000, PaymentMethod::VaBca, 102_500)).await;
    work(&test).await;
    becomes(&test, &format!("{id}-1"), GatewayState::Settled).await;
    assert_eq!(balance(&test).await, 100_000);
    let [proof] = &documents(&test, id).await[..] else { panic!("one document") };
    assert_eq!([proof.goods, proof.total], [rp(100_000), rp(102_500)]);
    audited(&test).await;
}

// Holds B12, B14: cash at any counter of the shop, with its drawer in the books.
#[tokio::test]
async fn a_counter_takes_cash_for_a_balance() {
    let test = test_shop().await;
    let (id, _) = coded(&test, 50_000, PaymentMethod::Counter).await;
    let cash = CommandBody::RecordCash { order: id, amount: rp(50_000) };
    let taken = test.counter.sign(&test.counter.command(cash));
    let pushed = push(&test.shop, Push { v: 1, commands: vec![taken], unsent: None }).await;
    assert_eq!(pushed.unwrap().answers[0].verdict, Verdict::Applied);
    assert_eq!(Standing::of_order(&test.order(id).await), Standing::PaidProvisionally);
    assert_eq!(balance(&test).await, 0, "the cashier may still take it back");
    test.clock.advance(PaymentMethod::Counter.reversal_window_seconds());
    work(&test).await;
    assert_eq!((test.order(id).await.state, balance(&test).await), (OrderState::Completed, 50_000));
    assert_eq!(documents(&test, id).await[0].kind, Kind::TopUp);
    audited(&test).await;
}
