//! What a way to pay costs, what it is not for, and whom the shop is careful with: from
//! the command to the books.

use super::charge_step;
use crate::config::TrustRules;
use crate::payment::GatewayState;
use crate::service::balance::history;
use crate::service::push::push;
use crate::service::reconcile::reconcile;
use crate::service::settle::refresh;
use crate::service::testing::{START, TestShop, test_shop, wish};
use std::sync::Arc;
use warung_domain::books::Net;
use warung_domain::catalog::{Bearer, Caution, Fee, PaymentTerms, Trust};
use warung_domain::command::{CommandBody, PlaceOrder, Verdict};
use warung_domain::ids::OrderId;
use warung_domain::money::{Currency, Money};
use warung_domain::order::OrderProblem;
use warung_domain::payment::PaymentMethod::{self, CashOnDelivery, Qris, VaBca};
use warung_domain::payment::PaymentState;
use warung_domain::pricing::AdjustmentReason;
use warung_domain::protocol::Push;

fn rp(minor: i64) -> Money {
    Money::new(minor, Currency::IDR)
}

fn terms(test: &mut TestShop, method: PaymentMethod) -> &mut PaymentTerms {
    let shop = Arc::get_mut(&mut test.shop).unwrap();
    shop.config.terms.payment.iter_mut().find(|terms| terms.method == method).unwrap()
}

async fn order(test: &TestShop, wish: PlaceOrder) -> (OrderId, Verdict) {
    let command = test.phone.command(CommandBody::PlaceOrder(Box::new(wish)));
    (command.id.into(), send(test, &command).await)
}

async fn send(test: &TestShop, command: &warung_domain::command::Command) -> Verdict {
    let commands = vec![test.phone.sign(command)];
    let pushed = push(&test.shop, Push { v: 1, commands, unsent: None }).await.unwrap();
    pushed.answers.into_iter().next().unwrap().verdict
}

async fn paid(test: &TestShop, id: OrderId) -> Vec<(String, i64)> {
    assert!(charge_step(&test.shop).await.unwrap());
    let payment = format!("{id}-1");
    test.gateway.set(&payment, GatewayState::Settled);
    for _ in 0..2 {
        refresh(&test.shop, &payment).await.unwrap();
    }
    let (_, wrong) = test.shop.storage.audit_books().unwrap();
    assert_eq!(wrong, Vec::<String>::new());
    let booked = test.shop.storage.read(move |txn| txn.postings_of(id)).await.unwrap();
    let net = Net::of(&booked).unwrap();
    net.lines().map(|(account, amount)| (account.to_string(), amount.minor())).collect()
}

fn line(account: &str, amount: i64) -> (String, i64) {
    (account.to_owned(), amount)
}

/// Coffee of one seller and a lamp of another: 188,000.
fn two_parcels(method: PaymentMethod) -> PlaceOrder {
    wish(&[("kopi", 1, 68_000), ("lampu", 1, 120_000)], method)
}

// Holds P9, B11.
#[tokio::test]
async fn a_fee_the_shopper_bears_stands_in_the_total_and_pays_the_channel() {
    let mut test = test_shop().await;
    terms(&mut test, VaBca).fee = Fee { flat: 2_500, per_mille: 7, borne_by: Bearer::Shopper };
    // 188,000 x 7/1000 = 1,316
    let total = rp(188_000 + 2_500 + 1_316);
    let (id, verdict) = order(&test, PlaceOrder { total, ..two_parcels(VaBca) }).await;
    assert_eq!(verdict, Verdict::Applied);
    let breakdown = test.order(id).await.breakdown;
    assert_eq!((breakdown.total, breakdown.payment_fee()), (total, Ok(rp(3_816))));
    let shares: Vec<_> =
        breakdown.parcels.iter().map(|parcel| parcel.adjustments.clone()).collect();
    assert!(shares.iter().all(|share| share[0].reason == AdjustmentReason::PaymentFee));
    let stands = paid(&test, id).await;
    // The fee came in and went out again; the sellers have what they would have had.
    let expected = [
        line("gateway/va-bca", 188_000),
        line("seller/dapur", -(68_000 - 6_739)),
        line("seller/gudang", -(120_000 - 11_892)),
        line("tax/dapur", -6_739),
        line("tax/gudang", -11_892),
    ];
    assert_eq!(stands, expected);
    // Who did not know of the fee is asked.
    let (_, verdict) = order(&test, wish(&[("kopi", 1, 68_000)], VaBca)).await;
    let now = rp(68_000 + 2_500 + 476);
    let problems = vec![OrderProblem::TotalChanged { was: rp(68_000), now }];
    assert_eq!(verdict, Verdict::Adjusted { problems });
}

// Holds B11.
#[tokio::test]
async fn a_fee_the_shop_bears_is_nothing_to_the_shopper_and_is_booked() {
    let mut test = test_shop().await;
    terms(&mut test, VaBca).fee = Fee { flat: 4_000, per_mille: 0, borne_by: Bearer::Shop };
    let (id, verdict) = order(&test, wish(&[("kopi", 1, 68_000)], VaBca)).await;
    assert_eq!(verdict, Verdict::Applied);
    assert_eq!(test.order(id).await.breakdown.total, rp(68_000));
    let stands = paid(&test, id).await;
    assert!(stands.contains(&line("gateway/va-bca", 64_000)), "{stands:?}");
    assert!(stands.contains(&line("fees", 4_000)));
    let report = reconcile(&test.shop.storage, test.gateway.as_ref(), START..START.plus_seconds(1));
    let report = report.await.unwrap();
    assert_eq!((report.asked, report.differences), (1, vec![]), "no status tells of a fee");
}

// Holds P7, P9: another way is another total, and its price is asked about.
#[tokio::test]
async fn a_way_that_is_not_for_these_goods_gives_way_to_another_at_its_own_price() {
    let mut test = test_shop().await;
    terms(&mut test, VaBca).except = vec!["seller/gudang".into()];
    let shop = Arc::get_mut(&mut test.shop).unwrap();
    shop.config.terms.payment.retain(|terms| matches!(terms.method, VaBca | Qris));
    terms(&mut test, Qris).fee = Fee { flat: 0, per_mille: 10, borne_by: Bearer::Shopper };
    let (_, alone) = order(&test, wish(&[("kopi", 1, 68_000)], VaBca)).await;
    assert_eq!(alone, Verdict::Applied);
    let (id, verdict) = order(&test, two_parcels(VaBca)).await;
    let changed = OrderProblem::TotalChanged { was: rp(188_000), now: rp(189_880) };
    let problems = vec![OrderProblem::PaymentUnavailable, changed];
    assert_eq!(verdict, Verdict::Adjusted { problems });
    assert_eq!(test.order(id).await.payment_method, Qris);
    // Filed under `dapur` all of them.
    terms(&mut test, VaBca).except = vec!["category/dapur".into()];
    let (_, verdict) = order(&test, wish(&[("kopi", 1, 68_000)], VaBca)).await;
    assert!(matches!(verdict, Verdict::Adjusted { .. }));
}

// Holds P8.
#[tokio::test]
async fn unpaid_cash_orders_end_cash_until_they_are_paid() {
    let mut test = test_shop().await;
    let rules = TrustRules { cash_unpaid: Some(2), codes_unpaid: None };
    Arc::get_mut(&mut test.shop).unwrap().config.trust = rules;
    let coffee = || wish(&[("kopi", 1, 68_000)], CashOnDelivery);
    let (first, verdict) = order(&test, coffee()).await;
    assert_eq!(verdict, Verdict::Applied);
    assert_eq!(order(&test, coffee()).await.1, Verdict::Applied);
    let (third, verdict) = order(&test, coffee()).await;
    let problems = vec![OrderProblem::PaymentUnavailable];
    assert_eq!(verdict, Verdict::Adjusted { problems });
    assert_ne!(test.order(third).await.payment_method, CashOnDelivery);
    let told = history(&test.shop, test.sari.id, None).await.unwrap().trust;
    assert_eq!(told, Trust::NoCash(Caution::CashUnpaid { orders: 2 }));
    let tini = history(&test.shop, test.tini.id, None).await.unwrap().trust;
    assert_eq!(tini, Trust::Everything, "nobody else is meant");
    let cash = CommandBody::RecordCash { order: first, amount: rp(68_000) };
    let command = test.counter.command(cash);
    let commands = vec![test.counter.sign(&command)];
    let pushed = push(&test.shop, Push { v: 1, commands, unsent: None }).await.unwrap();
    assert_eq!(pushed.answers[0].verdict, Verdict::Applied);
    assert_eq!(order(&test, coffee()).await.1, Verdict::Applied);
}

// Holds P8.
#[tokio::test]
async fn who_lets_codes_lapse_pays_at_once_for_a_month() {
    let mut test = test_shop().await;
    let rules = TrustRules { cash_unpaid: None, codes_unpaid: Some(1) };
    Arc::get_mut(&mut test.shop).unwrap().config.trust = rules;
    let coffee = |method| wish(&[("kopi", 1, 68_000)], method);
    let (id, verdict) = order(&test, coffee(VaBca)).await;
    assert_eq!(verdict, Verdict::Applied);
    assert!(charge_step(&test.shop).await.unwrap());
    let payment = format!("{id}-1");
    test.gateway.set(&payment, GatewayState::Expired);
    refresh(&test.shop, &payment).await.unwrap();
    assert!(matches!(test.order(id).await.payment, PaymentState::Expired { .. }));
    let told = history(&test.shop, test.sari.id, None).await.unwrap().trust;
    assert_eq!(told, Trust::OnTheSpot(Caution::CodesUnpaid { orders: 1 }));
    for method in [VaBca, CashOnDelivery] {
        assert!(matches!(order(&test, coffee(method)).await.1, Verdict::Adjusted { .. }));
    }
    assert_eq!(order(&test, coffee(Qris)).await.1, Verdict::Applied);
    test.clock.advance(30 * 24 * 3_600);
    assert_eq!(order(&test, coffee(VaBca)).await.1, Verdict::Applied);
}
