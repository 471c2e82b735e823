//! Push from outside: bytes in, verdicts out, a real database underneath.

use super::{PushError, push};
use crate::service::archive::{self, Sought};
use crate::service::pull::my_changes;
use crate::service::seller;
use crate::service::testing::{TestDevice, TestShop, product, test_shop, wish};
use proptest::prelude::*;
use std::sync::Arc;
use warung_domain::catalog::Stock;
use warung_domain::command::{
    Command, CommandAnswer, CommandBody, FulfilmentStep, PlaceOrder, RejectCode, RetryReason,
    Verdict,
};
use warung_domain::ids::OrderId;
use warung_domain::money::{Currency, Money};
use warung_domain::order::{OrderState, Standing};
use warung_domain::payment::PaymentMethod::{CashOnDelivery, Indomaret};
use warung_domain::protocol::Push;
use warung_domain::receipt;

async fn send(test: &TestShop, commands: Vec<String>) -> Vec<CommandAnswer> {
    push(&test.shop, Push { v: 1, commands, unsent: None }).await.unwrap().answers
}

async fn verdict(test: &TestShop, bytes: String) -> Verdict {
    send(test, vec![bytes]).await.remove(0).verdict
}

fn order(device: &TestDevice, wish: PlaceOrder) -> (OrderId, String) {
    let command = device.command(CommandBody::PlaceOrder(Box::new(wish)));
    (command.id.into(), device.sign(&command))
}

fn rejected(code: RejectCode) -> Verdict {
    Verdict::Rejected { code }
}

// Holds S2.
#[tokio::test]
async fn an_order_is_taken_numbered_and_pulled() {
    let test = test_shop().await;
    let mut pulls = test.shop.pulls.subscribe();
    let wish = wish(&[("kopi", 2, 68_000), ("lampu", 1, 120_000)], CashOnDelivery);
    let (id, bytes) = order(&test.phone, wish);
    assert_eq!(verdict(&test, bytes).await, Verdict::Applied);
    assert_eq!(pulls.recv().await, Ok(test.sari.id));
    let mine = my_changes(&test.shop, test.sari.id, 0).await.unwrap();
    assert_eq!((mine.cursor, mine.more, mine.orders.len()), (1, false, 1));
    assert_eq!(mine.orders[0].order.id, id);
    assert_eq!(mine.orders[0].order.number, "W-000001");
    assert_eq!(my_changes(&test.shop, test.tini.id, 0).await.unwrap().orders, []);
    assert_eq!(test.stock("kopi").await, Stock::Units(8));
    assert_eq!(test.stock("lampu").await, Stock::Units(4));
}

// Holds O7.
#[tokio::test]
async fn a_replay_gets_the_stored_verdict_for_ever() {
    let test = test_shop().await;
    let (_, bytes) = order(&test.phone, wish(&[("kopi", 99, 68_000)], CashOnDelivery));
    let first = send(&test, vec![bytes.clone()]).await.remove(0);
    assert!(!first.replay);
    test.change_product(product("kopi", "dapur", 1, Stock::Units(999))).await;
    let again = send(&test, vec![bytes.clone(), bytes]).await;
    for answer in again {
        assert_eq!(answer, CommandAnswer { replay: true, ..first.clone() });
    }
    assert_eq!(test.stock("kopi").await, Stock::Units(999), "nothing was taken again");
}

// Holds O7.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_pushes_of_the_same_bytes_make_one_order() {
    let test = Arc::new(test_shop().await);
    let (_, bytes) = order(&test.phone, wish(&[("kopi", 1, 68_000)], CashOnDelivery));
    let pushes: Vec<_> = (0..10)
        .map(|_| {
            let (test, bytes) = (Arc::clone(&test), bytes.clone());
            tokio::spawn(async move { send(&test, vec![bytes]).await.remove(0) })
        })
        .collect();
    let mut first = 0;
    for push in pushes {
        let answer = push.await.unwrap();
        assert_eq!(answer.verdict, Verdict::Applied);
        first += u32::from(!answer.replay);
    }
    assert_eq!(first, 1);
    assert_eq!(test.stock("kopi").await, Stock::Units(9));
    let mine = my_changes(&test.shop, test.sari.id, 0).await.unwrap();
    assert_eq!(mine.orders.len(), 1);
}

// Holds O8.
#[tokio::test]
async fn the_same_id_with_other_bytes_is_a_mismatch() {
    let test = test_shop().await;
    let body = |quantity| {
        CommandBody::PlaceOrder(Box::new(wish(&[("kopi", quantity, 68_000)], CashOnDelivery)))
    };
    let command = test.phone.command(body(1));
    assert_eq!(verdict(&test, test.phone.sign(&command)).await, Verdict::Applied);
    let other = Command { body: body(2), ..command };
    let got = verdict(&test, test.phone.sign(&other)).await;
    assert_eq!(got, rejected(RejectCode::Mismatch));
    assert_eq!(test.stock("kopi").await, Stock::Units(9));
}

// Holds D3, O9, O10, O11.
#[tokio::test]
async fn forged_foreign_and_unbound_commands_have_no_effect() {
    let test = test_shop().await;
    let body = || CommandBody::PlaceOrder(Box::new(wish(&[("kopi", 1, 68_000)], CashOnDelivery)));
    let stranger = TestDevice::new(9);
    let command = stranger.command(body());
    let unbound = Verdict::Retry { after_seconds: 60, reason: RetryReason::DeviceUnbound };
    assert_eq!(verdict(&test, stranger.sign(&command)).await, unbound);

    // Sari's device named, the stranger's key used.
    let command = test.phone.command(body());
    let forged = stranger.sign(&command);
    assert_eq!(verdict(&test, forged).await, rejected(RejectCode::BadSignature));
    let genuine = test.phone.sign(&command);
    let short = genuine.rsplit_once('.').unwrap().0.to_owned() + ".AAAA";
    assert_eq!(verdict(&test, short).await, rejected(RejectCode::BadSignature));

    let elsewhere = Command { shop: "toko-lain".parse().unwrap(), ..command.clone() };
    let got = verdict(&test, test.phone.sign(&elsewhere)).await;
    assert_eq!(got, rejected(RejectCode::WrongShop));
    assert_eq!(test.stock("kopi").await, Stock::Units(10));
    // None of these has used up the id.
    assert_eq!(verdict(&test, genuine).await, Verdict::Applied);
}

// Holds O5, V1, V2.
#[tokio::test]
async fn an_envelope_that_cannot_be_opened_fails_the_whole_push() {
    let test = test_shop().await;
    let (_, good) = order(&test.phone, wish(&[("kopi", 1, 68_000)], CashOnDelivery));
    let got =
        push(&test.shop, Push { v: 1, commands: vec![good.clone(), "a.b.c".into()], unsent: None })
            .await;
    assert!(matches!(got, Err(PushError::Envelope { index: 1, .. })));
    let got = push(&test.shop, Push { v: 0, commands: vec![], unsent: None }).await;
    assert_eq!(got, Err(PushError::Upgrade { minimum: 1 }));
    let got = push(&test.shop, Push { v: 1, commands: vec![good; 51], unsent: None }).await;
    assert_eq!(got, Err(PushError::TooMany { found: 51 }));
    assert_eq!(test.stock("kopi").await, Stock::Units(10));
}

// Holds O4, O12.
#[tokio::test]
async fn commands_about_one_order_keep_their_order_within_a_push() {
    let test = test_shop().await;
    let (id, place) = order(&test.phone, wish(&[("kopi", 3, 68_000)], CashOnDelivery));
    let (_, other) = order(&test.phone, wish(&[("lampu", 1, 120_000)], CashOnDelivery));
    let cancel = test.phone.command(CommandBody::CancelOrder { order: id });
    let answers = send(&test, vec![place, other, test.phone.sign(&cancel)]).await;
    assert!(answers.iter().all(|answer| answer.verdict == Verdict::Applied));
    assert_eq!(answers[2].id, cancel.id, "answers stand in the order of the push");
    assert_eq!(test.order(id).await.state, OrderState::Cancelled);
    assert_eq!(test.stock("kopi").await, Stock::Units(10));
}

// Holds O9, O12.
#[tokio::test]
async fn what_follows_an_undecided_command_waits_with_it() {
    let test = test_shop().await;
    let stranger = TestDevice::new(9);
    let (id, place) = order(&stranger, wish(&[("kopi", 3, 68_000)], CashOnDelivery));
    // Alone, this one would be refused for good: no such order.
    let cancel = test.phone.sign(&test.phone.command(CommandBody::CancelOrder { order: id }));
    let answers = send(&test, vec![place, cancel]).await;
    assert!(answers.iter().all(|answer| !answer.verdict.is_final()));
}

// Holds R1.
#[tokio::test]
async fn cash_on_delivery_from_order_to_receipt() {
    let test = test_shop().await;
    let wish = wish(&[("kopi", 2, 68_000), ("lampu", 1, 120_000)], CashOnDelivery);
    let (id, place) = order(&test.phone, wish);
    assert_eq!(verdict(&test, place).await, Verdict::Applied);
    let dapur = "dapur".parse().unwrap();
    let seen = seller::orders(&test.shop, &dapur, None).await.unwrap();
    let own = &seen.orders[0].order;
    assert_eq!(own.breakdown.total, Money::new(136_000, Currency::IDR), "only its own parcel");
    assert_eq!((own.fulfilment.len(), own.breakdown.lines().count()), (1, 1));

    let counter = |body| test.counter.sign(&test.counter.command(body));
    let amount = Money::new(256_000, Currency::IDR);
    let steps = [FulfilmentStep::Pack, FulfilmentStep::MakeReady, FulfilmentStep::Complete];
    for step in steps {
        let body = CommandBody::FulfilParcel { order: id, seller: dapur.clone(), step };
        assert_eq!(verdict(&test, counter(body)).await, Verdict::Applied);
    }
    let body = CommandBody::RecordCash { order: id, amount };
    assert_eq!(verdict(&test, counter(body)).await, Verdict::Applied);
    let order = test.order(id).await;
    assert_eq!(Standing::of_order(&order), Standing::Paid);
    assert_eq!(order.state, OrderState::Accepted, "the other parcel is still on its way");

    let mine = my_changes(&test.shop, test.sari.id, 0).await.unwrap();
    let keys = test.shop.keys.published();
    let receipts: Vec<_> = mine.orders[0]
        .receipts
        .iter()
        .map(|jws| receipt::verify(jws, &test.shop.config.shop, &keys).unwrap())
        .collect();
    assert_eq!(receipts.len(), 2, "one per parcel");
    assert_eq!(receipts[0].seller_name, "Dapur Bu Tini");
    assert_eq!(receipts[0].number, "dapur/2026/000001");
    assert_eq!(receipts[0].payment.order_paid, amount);
    assert!(!receipts[0].buyer_phone.contains("0000001"), "the number is masked");
    let sold = archive::page(&test.shop, &dapur, Sought::default(), None).await.unwrap();
    assert_eq!(sold.receipts.len(), 1);
}

// Holds E2.
#[tokio::test]
async fn other_peoples_orders_do_not_exist() {
    let test = test_shop().await;
    let (id, place) = order(&test.phone, wish(&[("kopi", 1, 68_000)], Indomaret));
    assert_eq!(verdict(&test, place).await, Verdict::Applied);
    let cancel =
        |order| test.counter.sign(&test.counter.command(CommandBody::CancelOrder { order }));
    let unknown = test.counter.command(CommandBody::CancelOrder { order: id }).id.into();
    assert_eq!(verdict(&test, cancel(id)).await, rejected(RejectCode::UnknownOrder));
    assert_eq!(verdict(&test, cancel(unknown)).await, rejected(RejectCode::UnknownOrder));
}

/// What somebody may try next.
#[derive(Debug, Clone)]
enum Try {
    Place {
        kopi: u32,
        lampu: u32,
        cash: bool,
    },
    Cancel(usize),
    Confirm(usize),
    Fulfil(usize, FulfilmentStep),
    Cash(usize),
    /// The same bytes as some command before.
    Again(usize),
}

fn attempt() -> impl Strategy<Value = Try> {
    use FulfilmentStep as S;
    let step = prop_oneof![Just(S::Pack), Just(S::Ship), Just(S::MakeReady), Just(S::Complete)];
    prop_oneof![
        4 => (0..8_u32, 0..4_u32, any::<bool>())
            .prop_map(|(kopi, lampu, cash)| Try::Place { kopi, lampu, cash }),
        3 => (0..9_usize).prop_map(Try::Cancel),
        2 => (0..9_usize).prop_map(Try::Confirm),
        2 => (0..9_usize, step).prop_map(|(which, step)| Try::Fulfil(which, step)),
        1 => (0..9_usize).prop_map(Try::Cash),
        3 => (0..30_usize).prop_map(Try::Again),
    ]
}

async fn bytes_of(
    test: &TestShop,
    step: &Try,
    orders: &mut Vec<OrderId>,
    sent: &[String],
) -> Option<String> {
    let chosen = |which: usize| (!orders.is_empty()).then(|| orders[which % orders.len()]);
    let total = |order: OrderId| async move {
        let found = test.shop.storage.read(move |txn| txn.order(order)).await.unwrap();
        found.map_or(Money::zero(Currency::IDR), |record| record.order.breakdown.total)
    };
    let shopper = |body| Some(test.phone.sign(&test.phone.command(body)));
    let counter = |body| Some(test.counter.sign(&test.counter.command(body)));
    match step {
        Try::Place { kopi, lampu, cash } => {
            let lines: Vec<_> = [("kopi", *kopi, 68_000), ("lampu", *lampu, 120_000)]
                .into_iter()
                .filter(|(_, quantity, _)| *quantity > 0)
                .collect();
            let (id, bytes) =
                order(&test.phone, wish(&lines, if *cash { CashOnDelivery } else { Indomaret }));
            orders.push(id);
            Some(bytes)
        }
        Try::Cancel(which) => shopper(CommandBody::CancelOrder { order: chosen(*which)? }),
        Try::Confirm(which) => {
            let order = chosen(*which)?;
            shopper(CommandBody::ConfirmOrder { order, total: total(order).await })
        }
        Try::Fulfil(which, step) => {
            let (order, seller) = (chosen(*which)?, "dapur".parse().unwrap());
            counter(CommandBody::FulfilParcel { order, seller, step: *step })
        }
        Try::Cash(which) => {
            let order = chosen(*which)?;
            counter(CommandBody::RecordCash { order, amount: total(order).await })
        }
        Try::Again(which) => (!sent.is_empty()).then(|| sent[which % sent.len()].clone()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever people do, twice or in any order: what is on the shelf and what
    /// living orders hold adds up to what there was, and each command has the
    /// one verdict it got first.
    // Holds O7, P4, P5.
    #[test]
    fn histories_keep_the_shelf_straight(steps in prop::collection::vec(attempt(), 1..30)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let test = test_shop().await;
            let (mut orders, mut sent) = (Vec::new(), Vec::new());
            let mut verdicts = std::collections::BTreeMap::new();
            for step in &steps {
                let Some(bytes) = bytes_of(&test, step, &mut orders, &sent).await else { continue };
                let answer = send(&test, vec![bytes.clone()]).await.remove(0);
                let first = verdicts.entry(answer.id).or_insert_with(|| answer.verdict.clone());
                assert_eq!(*first, answer.verdict);
                sent.push(bytes);
            }
            let mine = my_changes(&test.shop, test.sari.id, 0).await.unwrap();
            for (name, there_was) in [("kopi", 10), ("lampu", 5)] {
                let held: u32 = mine
                    .orders
                    .iter()
                    .filter(|view| view.order.state != OrderState::Cancelled)
                    .flat_map(|view| view.order.breakdown.lines())
                    .filter(|line| line.product.as_str() == name)
                    .map(|line| line.quantity)
                    .sum();
                let Stock::Units(left) = test.stock(name).await else { panic!("counted") };
                assert_eq!(left + held, there_was, "{name}");
            }
        });
    }
}
