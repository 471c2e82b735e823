//! Any seller can be a cash point: what it earns by that, and how much of the shop's cash it may hold.

use super::attempt_tests::work;
use super::books_tests::becomes;
use super::counter_tests::{at_counter, by_counter, code_of, rp};
use super::kiosk_tests::put_up;
use super::relay_step;
use super::relay_tests::slip;
use super::stray_tests::audited;
use super::tests::{awaiting, command};
use crate::config::counters::{AgentTerms, CounterRules};
use crate::payment::GatewayState;
use crate::service::counter::payment;
use crate::service::statement::statement;
use crate::service::testing::{TestShop, test_shop, wish};
use crate::storage::AccountRecord;
use std::sync::Arc;
use warung_domain::catalog::{Bearer, Fee};
use warung_domain::command::{CommandBody, RejectCode, Verdict};
use warung_domain::ids::OrderId;
use warung_domain::money::Money;
use warung_domain::payment::{CounterCode, PaymentMethod};
use warung_domain::protocol::{CounterDue, Role, StatementSums};

/// A shop that pays 1,000 and one percent for cash, and lets a business owe 150,000.
async fn with_agents() -> TestShop {
    let mut test = test_shop().await;
    let commission = Fee { flat: 1_000, per_mille: 10, borne_by: Bearer::Shop };
    let agents = AgentTerms { limit: Some(150_000), commission };
    let rules = CounterRules { agents, ..CounterRules::PLAIN };
    Arc::get_mut(&mut test.shop).unwrap().config.counters = rules;
    test
}

async fn take(test: &TestShop, order: OrderId, amount: i64) -> Verdict {
    at_counter(test, CommandBody::RecordCash { order, amount: rp(amount) }).await.1
}

async fn totals(test: &TestShop) -> StatementSums {
    let dapur = "dapur".parse().unwrap();
    statement(&test.shop, &dapur, None).await.unwrap().totals
}

/// What there is room for, where that is too little.
async fn room(test: &TestShop, code: &CounterCode) -> Option<i64> {
    let dapur = "dapur".parse().unwrap();
    let found = payment(&test.shop, (test.tini.id, &dapur), code.clone()).await.unwrap();
    assert!(matches!(found.due, CounterDue::Open { .. }));
    found.room.map(Money::minor)
}

async fn settle(test: &TestShop) {
    test.clock.advance(300);
    work(test).await;
}

// Holds N11, B1.
#[tokio::test]
async fn cash_for_others_earns_a_commission_once_it_is_final() {
    let test = with_agents().await;
    let order = by_counter(&test).await;
    assert_eq!(take(&test, order, 120_000).await, Verdict::Applied);
    assert_eq!(totals(&test).await.commission, rp(0), "it may still be undone");
    settle(&test).await;
    let agent = totals(&test).await;
    assert_eq!((agent.commission, agent.cash), (rp(2_200), rp(120_000)));
    assert_eq!((agent.sales, agent.owed), (rp(0), rp(-117_800)));
    settle(&test).await;
    assert_eq!(totals(&test).await, agent, "once");
    let dapur = "dapur".parse().unwrap();
    let lines = statement(&test.shop, &dapur, None).await.unwrap().lines;
    let line = lines.iter().find(|line| line.what == "commission").unwrap();
    assert_eq!((line.moved.commission, line.number.is_some()), (rp(2_200), true));
    audited(&test).await;
}

// Holds N11.
#[tokio::test]
async fn cash_for_ones_own_goods_earns_nothing() {
    let test = with_agents().await;
    let wish = wish(&[("kopi", 1, 68_000)], PaymentMethod::Counter);
    let order = command(&test, CommandBody::PlaceOrder(Box::new(wish))).await;
    assert_eq!(take(&test, order, 68_000).await, Verdict::Applied);
    settle(&test).await;
    let own = totals(&test).await;
    assert_eq!((own.commission, own.owed), (rp(0), rp(0)));
    audited(&test).await;
}

// Holds N11.
#[tokio::test]
async fn a_business_may_have_terms_of_its_own() {
    let mut test = with_agents().await;
    let agreed = AgentTerms { limit: Some(100_000), ..AgentTerms::PLAIN };
    let rules = &mut Arc::get_mut(&mut test.shop).unwrap().config.counters;
    rules.agreed.insert("dapur".parse().unwrap(), agreed);
    let order = by_counter(&test).await;
    let refused = Verdict::Rejected { code: RejectCode::TooMuch };
    assert_eq!(take(&test, order, 120_000).await, refused);
    let rules = &mut Arc::get_mut(&mut test.shop).unwrap().config.counters;
    rules.agreed.insert("dapur".parse().unwrap(), AgentTerms { limit: None, ..agreed });
    assert_eq!(take(&test, order, 120_000).await, Verdict::Applied);
    settle(&test).await;
    assert_eq!(totals(&test).await.commission, rp(0), "it agreed on none");
    audited(&test).await;
}

// Holds N11, T5.
#[tokio::test]
async fn a_partners_bill_earns_once_the_partner_has_done_it() {
    let test = with_agents().await;
    let bill = slip(&test, &put_up(&test).await, "").await;
    assert_eq!(take(&test, bill.id, 22_500).await, Verdict::Applied);
    assert_eq!(totals(&test).await.commission, rp(0), "the partner may refuse");
    while relay_step(&test.shop).await.unwrap() {}
    assert_eq!(totals(&test).await.commission, rp(1_225));
    audited(&test).await;
}

// Holds N11.
#[tokio::test]
async fn nobody_earns_by_paying_their_own_people() {
    let test = with_agents().await;
    let order = by_counter(&test).await;
    // The buyer comes to work there.
    let hired = AccountRecord {
        role: Role::Seller { seller: "dapur".parse().unwrap() },
        ..test.sari.clone()
    };
    test.shop.storage.write(move |txn| txn.put_account(&hired)).await.unwrap();
    assert_eq!(take(&test, order, 120_000).await, Verdict::Applied);
    settle(&test).await;
    assert_eq!(totals(&test).await.commission, rp(0));
    audited(&test).await;
}

// Holds N11.
#[tokio::test]
async fn ones_own_goods_need_no_room() {
    let test = with_agents().await;
    let first = by_counter(&test).await;
    assert_eq!(take(&test, first, 120_000).await, Verdict::Applied);
    let wish = wish(&[("kopi", 1, 68_000)], PaymentMethod::Counter);
    let own = command(&test, CommandBody::PlaceOrder(Box::new(wish))).await;
    assert_eq!(room(&test, &code_of(&test, own).await).await, None);
    assert_eq!(take(&test, own, 68_000).await, Verdict::Applied);
    audited(&test).await;
}

// Holds N11.
#[tokio::test]
async fn a_business_takes_no_more_than_it_may_owe() {
    let test = with_agents().await;
    let (first, second) = (by_counter(&test).await, by_counter(&test).await);
    let code = code_of(&test, second).await;
    assert_eq!(room(&test, &code).await, None);
    assert_eq!(take(&test, first, 120_000).await, Verdict::Applied);
    // The cashier is told before any money changes hands; who takes it all the same is refused.
    assert_eq!(room(&test, &code).await, Some(30_000));
    let refused = Verdict::Rejected { code: RejectCode::TooMuch };
    assert_eq!(take(&test, second, 120_000).await, refused);
    // Selling something of one's own makes room: the shop owes for it.
    let (_, sold) = awaiting(&test).await;
    becomes(&test, &sold, GatewayState::Settled).await;
    settle(&test).await;
    assert_eq!(room(&test, &code).await, None);
    assert_eq!(take(&test, second, 120_000).await, Verdict::Applied);
    audited(&test).await;
}
