//! Nothing half-done, nothing forgotten.

use super::*;

pub(super) async fn a_refused_job_disturbs_nobody_in_its_group<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    // The first job holds the writer until the others wait, so that they share a commit.
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let (_, first, refused, second, ()) = tokio::join!(
        engine.write(move |_| {
            assert!(wait.recv().is_err(), "the other end only ever hangs up");
            Ok(())
        }),
        engine.write(|txn| upsert(txn, product("a", 1, Stock::Units(1)))),
        engine.write(|txn| {
            upsert(txn, product("b", 1, Stock::Units(1)))?;
            Err::<(), _>(StorageError::Full)
        }),
        engine.write(|txn| upsert(txn, product("c", 1, Stock::Units(1)))),
        async move { drop(go) },
    );
    assert_eq!((first, refused, second), (Ok(1), Err(StorageError::Full), Ok(2)));
    let there = engine.read(|txn| txn.products()).await.unwrap();
    let ids: Vec<_> = there.iter().map(|product| product.id.as_str()).collect();
    assert_eq!(ids, ["a", "c"]);
}

pub(super) async fn a_panicking_job_does_not_stop_the_writer<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let got = engine
        .write(|txn| -> Outcome<()> {
            upsert(txn, product("a", 1, Stock::Units(1)))?;
            panic!("a bug in a service");
        })
        .await;
    assert!(matches!(got, Err(StorageError::Engine(_))));
    assert_eq!(engine.write(|txn| txn.next_catalog_rev()).await, Ok(1));
    assert_eq!(engine.read(|txn| txn.products()).await.unwrap(), []);
}

pub(super) async fn numbers_have_no_gaps<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    assert_eq!(engine.write(|txn| txn.next_number("orders")).await, Ok(1));
    let undone = engine
        .write(|txn| {
            txn.next_number("orders")?;
            Err::<u64, _>(StorageError::Busy)
        })
        .await;
    assert!(undone.is_err());
    assert_eq!(engine.write(|txn| txn.next_number("orders")).await, Ok(2));
    assert_eq!(engine.write(|txn| txn.next_number("receipt/dapur")).await, Ok(1));
}

pub(super) async fn everything_survives_reopening<E: Engine>() {
    let (folder, engine) = fresh::<E>();
    let device = DeviceRecord {
        id: "dev-1".parse().unwrap(),
        account: account(1).id,
        key: Jwk { kty: "EC".into(), crv: "P-256".into(), x: "x".into(), y: None, kid: None },
        last_seq: 7,
        last_seen: NOW,
    };
    let receipt = ReceiptRecord {
        id: ReceiptId::mint(NOW, &[4; 10]),
        order: order(1).order.id,
        seller: "dapur".parse().unwrap(),
        number: "dapur/2026/000001".into(),
        jws: "a.b.c".into(),
        issued_at: NOW,
    };
    let (bound, proof) = (device.clone(), receipt.clone());
    engine
        .write(move |txn| {
            upsert(txn, product("kopi", 68_000, Stock::Units(3)))?;
            txn.put_account(&account(1))?;
            txn.put_device(&device)?;
            txn.put_command(&command(1))?;
            txn.put_order(&order(1))?;
            txn.put_receipt(&receipt)
        })
        .await
        .unwrap();
    drop(Arc::into_inner(engine).unwrap());
    let engine = E::open(folder.path());
    engine
        .read(move |txn| {
            let head = txn.catalog_head()?;
            assert_eq!((head.epoch.as_str(), head.head), ("e1", 1));
            let stored = txn.product(&kopi())?.unwrap();
            assert_eq!(stored.product, product("kopi", 68_000, Stock::Units(3)).0);
            assert_eq!(txn.products()?, [stored.product]);
            assert_eq!(txn.device(&bound.id)?, Some(bound));
            assert_eq!(txn.command(command(1).id)?.unwrap().bytes, "a.b.c");
            assert_eq!(txn.order(order(1).order.id)?, Some(OrderRecord { rev: 1, ..order(1) }));
            assert_eq!(txn.receipts_of(order(1).order.id)?, [proof]);
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(engine.write(|txn| txn.next_catalog_rev()).await, Ok(2));
}

// Holds R4.
pub(super) async fn a_receipt_is_never_replaced<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let first = ReceiptRecord {
        id: ReceiptId::mint(NOW, &[4; 10]),
        order: order(1).order.id,
        seller: "dapur".parse().unwrap(),
        number: "dapur/2026/000001".into(),
        jws: "a.b.c".into(),
        issued_at: NOW,
    };
    let (issued, edited) = (first.clone(), ReceiptRecord { jws: "a.b.d".into(), ..first.clone() });
    engine
        .write(move |txn| {
            upsert(txn, product("kopi", 68_000, Stock::Units(3)))?;
            txn.put_account(&account(1))?;
            txn.put_order(&order(1))?;
            txn.put_receipt(&issued)
        })
        .await
        .unwrap();
    assert!(engine.write(move |txn| txn.put_receipt(&edited)).await.is_err());
    let kept = engine.read(move |txn| txn.receipts_of(order(1).order.id)).await.unwrap();
    assert_eq!(kept, [first]);
}
