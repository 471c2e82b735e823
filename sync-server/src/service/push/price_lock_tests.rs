//! The price lock: what a phone was shown holds for a while after it was replaced,
//! by the server's clock and out of the server's own history.

use super::push;
use crate::service::catalog::CatalogDesk;
use crate::service::testing::{EPOCH, PRICE_LOCK_SECONDS, TestShop, product, test_shop, wish};
use crate::storage::StorageError;
use warung_domain::catalog::{Manifest, Product, Stock};
use warung_domain::command::{CommandBody, PlaceOrder, RejectCode, Verdict};
use warung_domain::jws;
use warung_domain::money::{Currency, Money};
use warung_domain::order::OrderProblem;
use warung_domain::payment::PaymentMethod::CashOnDelivery;
use warung_domain::protocol::{MANIFEST_TYP, Push};

const LOCK: i64 = PRICE_LOCK_SECONDS as i64;

/// What the phone showed of `kopi` at the start, at the revision it was shown at.
const SHOWN: i64 = 68_000;

fn kopi(price: i64) -> Product {
    product("kopi", "dapur", price, Stock::Unlimited)
}

/// One `kopi` for a price, as shown at a revision.
fn shown_at(rev: u64, price: i64) -> PlaceOrder {
    PlaceOrder { rev, ..wish(&[("kopi", 1, price)], CashOnDelivery) }
}

async fn head(test: &TestShop) -> u64 {
    test.shop.storage.read(|txn| txn.catalog_head()).await.unwrap().head
}

/// Orders and says what was charged for it, with what the verdict named.
async fn ordered(test: &TestShop, wish: PlaceOrder) -> (i64, Vec<OrderProblem>) {
    let command = test.phone.command(CommandBody::PlaceOrder(Box::new(wish)));
    let commands = vec![test.phone.sign(&command)];
    let answers = push(&test.shop, Push { v: 1, commands, unsent: None }).await.unwrap().answers;
    let problems = match answers.into_iter().next().unwrap().verdict {
        Verdict::Applied => Vec::new(),
        Verdict::Adjusted { problems } => problems,
        other => panic!("{other:?}"),
    };
    (test.order(command.id).await.breakdown.total.minor(), problems)
}

async fn charged(test: &TestShop, wish: PlaceOrder) -> i64 {
    let (total, problems) = ordered(test, wish).await;
    assert_eq!(problems, []);
    total
}

fn changed(was: i64, now: i64) -> Vec<OrderProblem> {
    let price = OrderProblem::PriceChanged {
        product: "kopi".parse().unwrap(),
        variant: "default".parse().unwrap(),
        name: "kopi".to_owned(),
        was: Money::new(was, Currency::IDR),
        now: Money::new(now, Currency::IDR),
    };
    vec![price, total_changed(was, now)]
}

fn total_changed(was: i64, now: i64) -> OrderProblem {
    let [was, now] = [was, now].map(|minor| Money::new(minor, Currency::IDR));
    OrderProblem::TotalChanged { was, now }
}

// Holds P2.
#[tokio::test]
async fn the_window_ends_to_the_second() {
    let test = test_shop().await;
    test.change_product(kopi(75_000)).await;
    test.clock.advance(LOCK);
    assert_eq!(charged(&test, shown_at(3, SHOWN)).await, SHOWN, "at its last second");
    test.clock.advance(1);
    assert_eq!(ordered(&test, shown_at(3, SHOWN)).await, (75_000, changed(SHOWN, 75_000)));
}

// Holds P2.
#[tokio::test]
async fn a_price_that_was_not_replaced_holds_for_ever() {
    let test = test_shop().await;
    test.clock.advance(365 * 86_400);
    assert_eq!(charged(&test, shown_at(3, SHOWN)).await, SHOWN);
}

// Holds P2.
#[tokio::test]
async fn two_changes_within_the_window_lock_each_price_from_its_own_end() {
    let test = test_shop().await;
    test.clock.advance(10);
    test.change_product(kopi(70_000)).await;
    let second = head(&test).await;
    test.clock.advance(100);
    test.change_product(kopi(75_000)).await;
    assert_eq!(charged(&test, shown_at(3, SHOWN)).await, SHOWN);
    assert_eq!(charged(&test, shown_at(second, 70_000)).await, 70_000);
    // The first price was replaced at 10, the second at 110.
    test.clock.advance(LOCK - 100);
    assert_eq!(charged(&test, shown_at(3, SHOWN)).await, SHOWN);
    test.clock.advance(1);
    assert_eq!(ordered(&test, shown_at(3, SHOWN)).await, (75_000, changed(SHOWN, 75_000)));
    assert_eq!(charged(&test, shown_at(second, 70_000)).await, 70_000);
    test.clock.advance(100);
    assert_eq!(ordered(&test, shown_at(second, 70_000)).await, (75_000, changed(70_000, 75_000)));
}

// Holds P2.
#[tokio::test]
async fn a_price_that_came_back_is_the_price() {
    let test = test_shop().await;
    test.change_product(kopi(75_000)).await;
    let raised = head(&test).await;
    test.clock.advance(10);
    test.change_product(kopi(SHOWN)).await;
    assert_eq!(charged(&test, shown_at(3, SHOWN)).await, SHOWN);
    // Who was shown the higher price in between is held to it only in the window.
    assert_eq!(charged(&test, shown_at(raised, 75_000)).await, 75_000);
    test.clock.advance(LOCK + 1);
    assert_eq!(charged(&test, shown_at(3, SHOWN)).await, SHOWN);
    assert_eq!(ordered(&test, shown_at(raised, 75_000)).await, (SHOWN, changed(75_000, SHOWN)));
}

// Holds P1, P2.
#[tokio::test]
async fn a_price_that_never_was_is_not_believed() {
    let test = test_shop().await;
    test.change_product(kopi(75_000)).await;
    let now = head(&test).await;
    for (rev, claimed) in [(3, 1), (now, SHOWN), (u64::MAX, SHOWN), (0, SHOWN)] {
        let (total, problems) = ordered(&test, shown_at(rev, claimed)).await;
        assert_eq!((total, problems), (75_000, changed(claimed, 75_000)), "revision {rev}");
    }
}

// Holds P3.
#[tokio::test]
async fn a_lock_on_the_price_is_none_on_the_goods() {
    let test = test_shop().await;
    let withdrawn = Product { orderable: false, ..kopi(SHOWN) };
    test.change_product(withdrawn).await;
    let two =
        PlaceOrder { rev: 3, ..wish(&[("kopi", 1, SHOWN), ("beras", 1, 15_000)], CashOnDelivery) };
    let (total, problems) = ordered(&test, two).await;
    let named = OrderProblem::Withdrawn {
        product: "kopi".parse().unwrap(),
        variant: "default".parse().unwrap(),
        name: "kopi".to_owned(),
    };
    let fewer = total_changed(SHOWN + 15_000, 15_000);
    assert_eq!((total, problems), (15_000, vec![named, fewer]));
    let alone = test.phone.command(CommandBody::PlaceOrder(Box::new(shown_at(3, SHOWN))));
    let commands = vec![test.phone.sign(&alone)];
    let answers = push(&test.shop, Push { v: 1, commands, unsent: None }).await.unwrap().answers;
    assert_eq!(answers[0].verdict, Verdict::Rejected { code: RejectCode::NothingLeft });
    // Back on the shelf for another price: what was shown before still holds.
    test.clock.advance(10);
    test.change_product(kopi(75_000)).await;
    assert_eq!(charged(&test, shown_at(3, SHOWN)).await, SHOWN);
}

// Holds P2.
#[tokio::test]
async fn the_price_of_a_deleted_product_ended_with_it() {
    for (away, held) in [(LOCK, true), (LOCK + 1, false)] {
        let test = test_shop().await;
        let now = test.shop.clock.now();
        let deleted: Result<(), StorageError> = test
            .shop
            .storage
            .write(move |txn| {
                let rev = txn.next_catalog_rev()?;
                txn.delete_product(&"kopi".parse().unwrap(), rev, now)
            })
            .await;
        deleted.unwrap();
        test.clock.advance(away);
        test.change_product(kopi(75_000)).await;
        let (total, problems) = ordered(&test, shown_at(3, SHOWN)).await;
        let expected = if held { (SHOWN, vec![]) } else { (75_000, changed(SHOWN, 75_000)) };
        assert_eq!((total, problems), expected, "back after {away} seconds");
    }
}

// Holds C7, P2.
#[tokio::test]
async fn revisions_of_another_epoch_prove_nothing() {
    let test = test_shop().await;
    test.change_product(kopi(75_000)).await;
    let other = PlaceOrder { epoch: "e0".into(), ..shown_at(3, SHOWN) };
    assert_eq!(ordered(&test, other).await, (75_000, changed(SHOWN, 75_000)));
    // What is the price anyway needs no proof.
    let same = PlaceOrder { epoch: "e0".into(), ..shown_at(3, 75_000) };
    assert_eq!(charged(&test, same).await, 75_000);
}

// Holds C1, C2, P2.
#[tokio::test]
async fn the_window_stands_in_the_signed_manifest() {
    let test = test_shop().await;
    let desk = CatalogDesk::default();
    let manifest = desk.manifest(&test.shop).await.unwrap();
    let keys = test.shop.keys.published();
    let payload = jws::verify_shop(&manifest.jws, MANIFEST_TYP, &keys).unwrap();
    let read: Manifest = serde_json::from_slice(&payload).unwrap();
    assert_eq!((read.price_lock_seconds, read.epoch.as_str()), (PRICE_LOCK_SECONDS, EPOCH));
    // Nobody lengthens it on the way.
    let longer = String::from_utf8(payload)
        .unwrap()
        .replace("\"price_lock_seconds\":600", "\"price_lock_seconds\":999");
    let mut parts = manifest.jws.split('.');
    let (head, _, signature) = (parts.next().unwrap(), parts.next(), parts.next().unwrap());
    let forged = format!("{head}.{}.{signature}", jws::b64(longer.as_bytes()));
    assert!(jws::verify_shop(&forged, MANIFEST_TYP, &keys).is_err());
}
