//! The places to die at that need a moved clock or a large catalog, broken in this process. What
//! they leave behind is read from the file, as the next start would.

use super::StorageError;
use super::catalog::pack_if_due;
use super::push::push;
use super::settle::lapse;
use super::testing::{TestShop, product, test_shop, wish};
use crate::failpoint::{Action, Aim, Crashed, Failpoint};
use crate::storage::sqlite::SqliteStorage;
use warung_domain::catalog::Stock;
use warung_domain::command::CommandBody;
use warung_domain::ids::OrderId;
use warung_domain::order::OrderState;
use warung_domain::payment::PaymentMethod::CashOnDelivery;
use warung_domain::protocol::Push;

const DEAD: StorageError = StorageError::Crashed(Crashed);

fn dies_at(test: &TestShop, place: Failpoint) {
    test.shop.storage.failpoints().arm(Aim { place, nth: 1 }, Action::Break);
}

/// The file as the next start finds it.
fn next_start(test: &TestShop) -> SqliteStorage {
    SqliteStorage::open(test.folder.path().join("warung.sqlite"), "other").unwrap()
}

// Holds O6.
#[tokio::test]
async fn an_order_is_let_go_with_its_stock_or_not_at_all() {
    let test = test_shop().await;
    let command = test
        .phone
        .command(CommandBody::PlaceOrder(Box::new(wish(&[("kopi", 99, 68_000)], CashOnDelivery))));
    let (id, commands) = (OrderId::from(command.id), vec![test.phone.sign(&command)]);
    push(&test.shop, Push { v: 1, commands, unsent: None }).await.unwrap();
    dies_at(&test, Failpoint::LapseBeforeCommit);
    assert_eq!(lapse(&test.shop, id).await, Err(DEAD));
    let commands = vec![test.phone.sign(&command)];
    let after = push(&test.shop, Push { v: 1, commands, unsent: None }).await;
    assert!(after.is_err(), "a dead server answers nobody");
    let storage = next_start(&test);
    let there = storage.read(move |txn| txn.order(id)).await.unwrap().unwrap();
    assert!(matches!(there.order.state, OrderState::NeedsConfirmation { .. }));
    let kopi = "kopi".parse().unwrap();
    let kopi = storage.read(move |txn| txn.product(&kopi)).await.unwrap().unwrap();
    assert_eq!(kopi.product.variants[0].stock, Stock::Units(0));
}

// Holds C6, C7.
#[tokio::test]
async fn a_catalog_is_packed_whole_or_stays_as_it_was() {
    for place in [Failpoint::CatalogBeforeShards, Failpoint::CatalogBeforeCommit] {
        let test = test_shop().await;
        for price in 1..=501 {
            test.change_product(product("beras", "dapur", price, Stock::Unlimited)).await;
        }
        let before = test.shop.storage.read(|txn| txn.catalog_head()).await.unwrap();
        dies_at(&test, place);
        assert_eq!(pack_if_due(&test.shop).await, Err(DEAD), "{place}");
        let storage = next_start(&test);
        let after = storage
            .read(|txn| Ok::<_, StorageError>((txn.catalog_head()?, txn.shards()?.len())))
            .await;
        assert_eq!(after.unwrap(), (before, 0), "{place}");
    }
}
