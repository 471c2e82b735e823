//! Payments that are passed on to partners, and who delivers what.

use super::*;
use crate::storage::{DeliveredBy, RelayRecord};
use warung_domain::ids::BillerId;
use warung_domain::partner::{Relay, RelayFor, RelayState};

fn biller(name: &str) -> BillerId {
    name.parse().unwrap()
}

fn relay(reference: &str, of: &str, due: i64) -> RelayRecord {
    let relay = Relay {
        reference: reference.to_owned(),
        whole: RelayFor::Bill(command(1).id.into()),
        biller: biller(of),
        customer: "14235678901".to_owned(),
        product: None,
        amount: Money::new(20_000, Currency::IDR),
        quote: None,
        since: NOW,
        state: RelayState::Waiting,
    };
    RelayRecord { relay, due: Some(NOW.plus_seconds(due)), attempts: 0, lease: 0 }
}

// Holds T2.
pub(super) async fn what_is_due_first_is_leased_once_and_busy_partners_are_left_alone<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let all = [relay("b", "listrik", 0), relay("a", "listrik", 1), relay("c", "pulsa", 2)];
    engine.write(move |txn| all.iter().try_for_each(|one| txn.put_relay(one))).await.unwrap();
    let lease = async |at: i64, busy: &'static [&'static str]| {
        let now = NOW.plus_seconds(at);
        let busy: Vec<BillerId> = busy.iter().map(|name| biller(name)).collect();
        let leased = engine.write(move |txn| txn.lease_relay(now, now.plus_seconds(60), &busy));
        leased.await.unwrap().map(|found| (found.relay.reference, found.lease, found.attempts))
    };
    assert_eq!(lease(-1, &[]).await, None, "nothing is due yet");
    assert_eq!(lease(5, &["listrik"]).await, Some(("c".to_owned(), 1, 1)));
    assert_eq!(lease(5, &["listrik", "pulsa"]).await, None);
    assert_eq!(lease(5, &[]).await, Some(("b".to_owned(), 2, 1)));
    assert_eq!(lease(5, &[]).await, Some(("a".to_owned(), 3, 1)));
    assert_eq!(lease(5, &[]).await, None, "all of them are leased");
    // Whoever had them is dead.
    engine.write(|txn| txn.release_relays(NOW.plus_seconds(6))).await.unwrap();
    assert_eq!(lease(6, &["pulsa"]).await.unwrap().1, 4, "no lease has a number twice");
}

// Holds T7.
pub(super) async fn who_delivers_is_known_by_good_and_all_together<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let by = |of: &str| DeliveredBy {
        biller: biller(of),
        product: Some("GAME-50".to_owned()),
        amount: 47_000,
    };
    let (gim, pulsa, variant): (ProductId, ProductId, VariantId) =
        ("gim".parse().unwrap(), "pulsa".parse().unwrap(), "satu".parse().unwrap());
    let (voucher, talk) = (by("voucher"), by("pulsa"));
    let (first, second, only) = (gim.clone(), pulsa.clone(), variant.clone());
    let (a, b) = (voucher.clone(), talk);
    let put = engine.write(move |txn| {
        txn.put_delivered_by(&first, &only, Some(&a))?;
        txn.put_delivered_by(&second, &only, Some(&b))
    });
    put.await.unwrap();
    let (asked, only) = (gim.clone(), variant.clone());
    let read = engine.read(move |txn| Ok((txn.delivered_by(&asked, &only)?, txn.deliverers()?)));
    let all = vec![biller("pulsa"), biller("voucher")];
    assert_eq!(read.await.unwrap(), (Some(voucher), all));
    // A good that has become a thing.
    engine.write(move |txn| txn.put_delivered_by(&gim, &variant, None)).await.unwrap();
    assert_eq!(engine.read(|txn| txn.deliverers()).await.unwrap(), [biller("pulsa")]);
}
