//! Paying with what the shop keeps for a shopper: at once, wholly, and never more than
//! there is.

use super::push;
use crate::service::balance::{CreditError, balance_of, credit, credit_by_phone, history};
use crate::service::pull::my_changes;
use crate::service::testing::{START, TestDevice, TestShop, test_shop, wish};
use crate::storage::StorageError;
use proptest::prelude::*;
use warung_domain::books::{Account, Credit};
use warung_domain::command::{CommandBody, RejectCode, Verdict};
use warung_domain::ids::OrderId;
use warung_domain::money::{Currency, Money};
use warung_domain::order::{Milestone, OrderProblem, OrderState, Standing};
use warung_domain::payment::PaymentMethod::{Balance, Qris};
use warung_domain::payment::PaymentState;
use warung_domain::protocol::Push;

fn rp(minor: i64) -> Money {
    Money::new(minor, Currency::IDR)
}

async fn keeps(test: &TestShop) -> i64 {
    let sari = test.sari.id;
    let read = test.shop.storage.read(move |txn| balance_of(txn, sari, Currency::IDR)).await;
    let (_, wrong) = test.shop.storage.audit_books().unwrap();
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(test.shop.storage.audit(), Ok(Vec::new()));
    read.unwrap().minor()
}

async fn put_in(test: &TestShop, amount: i64, reference: &str) -> Result<bool, StorageError> {
    let into = Credit {
        shopper: test.sari.id,
        order: None,
        amount: rp(amount),
        out_of: Account::Cash("dapur".parse().unwrap()),
        reference: reference.to_owned(),
    };
    test.shop.storage.write(move |txn| credit(txn, &into, START)).await
}

async fn shop_with(amount: i64) -> TestShop {
    let test = test_shop().await;
    assert_eq!(put_in(&test, amount, "1").await, Ok(true));
    test
}

/// Coffee at 68,000 a bag.
fn coffee(device: &TestDevice, bags: u32) -> (OrderId, String) {
    let wish = wish(&[("kopi", bags, 68_000)], Balance);
    let command = device.command(CommandBody::PlaceOrder(Box::new(wish)));
    (command.id.into(), device.sign(&command))
}

async fn send(test: &TestShop, commands: Vec<String>) -> Vec<Verdict> {
    let pushed = push(&test.shop, Push { v: 1, commands, unsent: None }).await.unwrap();
    pushed.answers.into_iter().map(|answer| answer.verdict).collect()
}

async fn shopper(test: &TestShop, body: CommandBody) -> Verdict {
    send(test, vec![test.phone.sign(&test.phone.command(body))]).await.remove(0)
}

// Holds B9, R1.
#[tokio::test]
async fn a_balance_pays_at_once_and_for_good() {
    let test = shop_with(100_000).await;
    let (id, place) = coffee(&test.phone, 1);
    assert_eq!(send(&test, vec![place.clone(), place]).await, [Verdict::Applied, Verdict::Applied]);
    let order = test.order(id).await;
    assert_eq!(order.payment, PaymentState::Settled { at: START, paid: rp(68_000) });
    assert_eq!(Standing::of_order(&order), Standing::Paid);
    assert!(order.may_release_goods());
    let milestones: Vec<_> = order.timeline.iter().map(|entry| &entry.what).collect();
    assert_eq!(milestones, [&Milestone::Accepted, &Milestone::Paid, &Milestone::ReceiptIssued]);
    assert_eq!(keeps(&test).await, 32_000);
    let mine = my_changes(&test.shop, test.sari.id, 0).await.unwrap();
    assert_eq!(mine.orders[0].receipts.len(), 1);
    assert_eq!(test.shop.storage.read(|txn| txn.open_charges()).await, Ok(0));
    let cancel = shopper(&test, CommandBody::CancelOrder { order: id }).await;
    assert_eq!(cancel, Verdict::Rejected { code: RejectCode::TooLate });
}

// Holds B9, P3.
#[tokio::test]
async fn what_does_not_suffice_pays_nothing_and_another_way_is_asked_about() {
    let test = shop_with(100_000).await;
    let (id, place) = coffee(&test.phone, 2);
    let problems = vec![OrderProblem::PaymentUnavailable];
    let asked = Verdict::Adjusted { problems };
    assert_eq!(send(&test, vec![place]).await, [asked]);
    let order = test.order(id).await;
    assert_eq!(order.payment, PaymentState::None);
    assert_ne!(order.payment_method, Balance, "another stands in the order");
    assert_eq!(keeps(&test).await, 100_000);
    let total = order.breakdown.total;
    let taken = shopper(&test, CommandBody::ConfirmOrder { order: id, total }).await;
    assert_eq!(taken, Verdict::Applied);
    assert_eq!(keeps(&test).await, 100_000);
}

// Holds B9: two phones of one account, at the same moment and in one push.
#[tokio::test]
async fn the_same_money_is_spent_once() {
    let test = shop_with(150_000).await;
    let other = TestDevice::new(2);
    let bound = other.bound_to(test.sari.id);
    test.shop.storage.write(move |txn| txn.put_device(&bound)).await.unwrap();
    let (here, there) = (coffee(&test.phone, 2), coffee(&other, 2));
    let verdicts = tokio::join!(send(&test, vec![here.1]), send(&test, vec![there.1]));
    let applied =
        |verdicts: &[Verdict]| verdicts.iter().filter(|it| **it == Verdict::Applied).count();
    let both = [verdicts.0, verdicts.1].concat();
    assert_eq!(applied(&both), 1, "{both:?}");
    assert_eq!(keeps(&test).await, 14_000);
    assert_eq!(put_in(&test, 54_000, "2").await, Ok(true));
    let pair = [coffee(&test.phone, 1).1, coffee(&test.phone, 1).1];
    assert_eq!(applied(&send(&test, pair.to_vec()).await), 1);
    assert_eq!(keeps(&test).await, 0);
}

// Holds B9: between the question and the answer the money was spent.
#[tokio::test]
async fn an_answer_is_held_against_the_balance_of_its_moment() {
    let test = shop_with(140_000).await;
    let dearer = |bags, total| {
        let wish = wish(&[("kopi", bags, 68_000)], Balance);
        let wish = warung_domain::command::PlaceOrder { total: rp(total), ..wish };
        let command = test.phone.command(CommandBody::PlaceOrder(Box::new(wish)));
        (OrderId::from(command.id), test.phone.sign(&command))
    };
    // Two questions about a total, each of which the balance would pay for alone.
    let ((first, a), (second, b)) = (dearer(2, 130_000), dearer(1, 60_000));
    for verdict in send(&test, vec![a, b]).await {
        assert!(matches!(verdict, Verdict::Adjusted { .. }));
    }
    assert_eq!(test.order(first).await.payment_method, Balance);
    assert_eq!(keeps(&test).await, 140_000, "nothing is taken before the answer");
    let take = |order, total| CommandBody::ConfirmOrder { order, total: rp(total) };
    assert_eq!(shopper(&test, take(first, 136_000)).await, Verdict::Applied);
    assert_eq!(Standing::of_order(&test.order(first).await), Standing::Paid);
    assert_eq!(keeps(&test).await, 4_000);
    let asked = Verdict::Adjusted { problems: vec![OrderProblem::PaymentUnavailable] };
    assert_eq!(shopper(&test, take(second, 68_000)).await, asked);
    let order = test.order(second).await;
    assert!(matches!(order.state, OrderState::NeedsConfirmation { .. }));
    assert_ne!(order.payment_method, Balance);
    assert_eq!(keeps(&test).await, 4_000);
    assert_eq!(shopper(&test, take(second, 68_000)).await, Verdict::Applied);
    assert_eq!(keeps(&test).await, 4_000);
    // One that still waits can be called off.
    let (third, c) = dearer(1, 1);
    assert!(matches!(send(&test, vec![c]).await[0], Verdict::Adjusted { .. }));
    let cancelled = shopper(&test, CommandBody::CancelOrder { order: third }).await;
    assert_eq!(cancelled, Verdict::Applied);
}

#[tokio::test]
async fn without_another_way_the_question_stands() {
    let mut test = shop_with(140_000).await;
    let shop = std::sync::Arc::get_mut(&mut test.shop).unwrap();
    shop.config.terms.payment.retain(|terms| terms.method == Balance);
    let dear = coffee(&test.phone, 3).1;
    let refused = Verdict::Rejected { code: RejectCode::NoPayment };
    assert_eq!(send(&test, vec![dear]).await, [refused]);
    let wish = warung_domain::command::PlaceOrder {
        total: rp(1),
        ..wish(&[("kopi", 2, 68_000)], Balance)
    };
    let command = test.phone.command(CommandBody::PlaceOrder(Box::new(wish)));
    let order = OrderId::from(command.id);
    let (place, other) = (test.phone.sign(&command), coffee(&test.phone, 1).1);
    assert!(matches!(send(&test, vec![place]).await[0], Verdict::Adjusted { .. }));
    assert_eq!(send(&test, vec![other]).await, [Verdict::Applied]);
    let take = CommandBody::ConfirmOrder { order, total: rp(136_000) };
    let asked = Verdict::Adjusted { problems: vec![OrderProblem::PaymentUnavailable] };
    assert_eq!(shopper(&test, take.clone()).await, asked);
    assert_eq!(put_in(&test, 64_000, "2").await, Ok(true));
    assert_eq!(shopper(&test, take).await, Verdict::Applied);
    assert_eq!(keeps(&test).await, 0);
}

// Holds B4, B9.
#[tokio::test]
async fn a_credit_is_booked_once_and_gives_only_what_is_owed() {
    let test = shop_with(10_000).await;
    assert_eq!(put_in(&test, 10_000, "1").await, Ok(false));
    assert!(put_in(&test, 0, "2").await.is_err());
    assert!(put_in(&test, -5, "2").await.is_err());
    let owed = Credit {
        shopper: test.sari.id,
        order: None,
        amount: rp(1),
        out_of: Account::Owed(test.sari.id),
        reference: "nobody owes it".to_owned(),
    };
    let given = test.shop.storage.write(move |txn| credit(txn, &owed, START)).await;
    assert!(matches!(given, Err(StorageError::Codec(_))), "{given:?}");
    assert_eq!(keeps(&test).await, 10_000);
}

// Holds B4.
#[tokio::test]
async fn somebody_is_credited_by_their_number() {
    let test = test_shop().await;
    let give = |phone: &str, amount: i64| {
        let phone = phone.parse().unwrap();
        test.shop
            .storage
            .write(move |txn| credit_by_phone(txn, &phone, rp(amount), "BCA 4711", START))
    };
    let sari = test.sari.phone.to_string();
    assert!(matches!(give("+6289999999", 5).await, Err(CreditError::Nobody(_))));
    let credited = give(&sari, 50_000).await.unwrap();
    assert_eq!((credited.name, credited.balance), (test.sari.name.clone(), rp(50_000)));
    assert!(matches!(give(&sari, 50_000).await, Err(CreditError::Known(_))));
    assert_eq!(keeps(&test).await, 50_000);
}

// Holds B10.
#[tokio::test]
async fn the_history_tells_every_movement_page_by_page() {
    let test = shop_with(68_000).await;
    assert_eq!(send(&test, vec![coffee(&test.phone, 1).1]).await, [Verdict::Applied]);
    for number in 2..60 {
        assert_eq!(put_in(&test, 1_000, &number.to_string()).await, Ok(true));
    }
    let (mut lines, mut before) = (Vec::new(), None);
    loop {
        let page = history(&test.shop, test.sari.id, before).await.unwrap();
        assert_eq!(page.balance, rp(58_000));
        lines.extend(page.lines);
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(lines.len(), 60);
    assert_eq!((lines[0].amount, lines[0].balance), (rp(1_000), rp(58_000)));
    let [.., spent, first] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(
        (first.what.as_str(), first.amount, first.balance),
        ("credited", rp(68_000), rp(68_000))
    );
    assert_eq!((spent.what.as_str(), spent.amount, spent.balance), ("paid", rp(-68_000), rp(0)));
    assert_eq!(spent.number.as_deref(), Some("W-000001"));
    let tini = history(&test.shop, test.tini.id, None).await.unwrap();
    assert_eq!((tini.balance, tini.lines.len()), (rp(0), 0), "nothing of anybody else's");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Whatever is paid in and ordered: what there is is what came in less what was
    /// paid, and never below nothing.
    // Holds B9.
    #[test]
    fn a_balance_is_never_below_nothing(
        steps in prop::collection::vec((0..200_000_i64, 0..3_u32), 1..12),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let test = test_shop().await;
            let mut left = 0;
            for (number, (amount, bags)) in steps.iter().enumerate() {
                if *amount > 0 {
                    put_in(&test, *amount, &number.to_string()).await.unwrap();
                    left += amount;
                }
                if *bags == 0 {
                    continue;
                }
                let (id, place) = coffee(&test.phone, *bags);
                send(&test, vec![place]).await;
                let found = test.shop.storage.read(move |txn| txn.order(id)).await.unwrap();
                let Some(record) = found else { continue };
                if record.order.payment.is_paid() {
                    left -= record.order.breakdown.total.minor();
                }
                assert!(left >= 0);
                assert_eq!(keeps(&test).await, left);
            }
        });
    }
}

// Holds P3: the first other way that is offered stands in the order.
#[tokio::test]
async fn a_guess_at_another_way_is_never_a_balance_that_is_too_small() {
    let test = test_shop().await;
    let wish = wish(&[("beras", 800, 15_000)], Qris);
    let command = test.phone.command(CommandBody::PlaceOrder(Box::new(wish)));
    let verdict = send(&test, vec![test.phone.sign(&command)]).await.remove(0);
    assert!(matches!(verdict, Verdict::Adjusted { .. }), "{verdict:?}");
    assert_ne!(test.order(command.id).await.payment_method, Balance);
}
