//! The suite every storage engine has to pass.
//!
//! An engine enters as an [`Engine`]; [`suite!`] makes one test of each promise
//! for it. The promises are those of the seam: nothing half-done, nothing
//! skipped, nothing sold twice, nothing forgotten.

use super::sqlite::SqliteStorage;
use super::{
    AccountRecord, ChargeJob, CommandRecord, DeviceRecord, OrderRecord, OtpRecord, PriceAt,
    ReadTxn, ReceiptRecord, SessionRecord, StorageError, WriteTxn,
};
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use warung_domain::catalog::{Change, ChangeRow, Product, ProductDetail, Stock, Variant};
use warung_domain::command::Verdict;
use warung_domain::ids::{AccountId, CommandId, OrderId, ProductId, ReceiptId, VariantId};
use warung_domain::jws::Jwk;
use warung_domain::lang::{Lang, Localized};
use warung_domain::money::{Currency, Money};
use warung_domain::order::{Order, OrderState};
use warung_domain::payment::{PaymentMethod, PaymentState};
use warung_domain::pricing::{Parcel, PriceBreakdown};
use warung_domain::protocol::Role;
use warung_domain::time::Timestamp;

type Outcome<R> = Result<R, StorageError>;

/// An engine under test.
trait Engine: Send + Sync + 'static {
    fn open(folder: &Path) -> Self;
    fn write<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut dyn WriteTxn) -> Outcome<R> + Send + 'static,
    ) -> impl Future<Output = Outcome<R>> + Send;
    fn read<R: Send + 'static>(
        &self,
        job: impl FnOnce(&dyn ReadTxn) -> Outcome<R> + Send + 'static,
    ) -> impl Future<Output = Outcome<R>> + Send;
}

impl Engine for SqliteStorage {
    fn open(folder: &Path) -> Self {
        Self::open(folder.join("warung.sqlite"), "e1").unwrap()
    }

    async fn write<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut dyn WriteTxn) -> Outcome<R> + Send + 'static,
    ) -> Outcome<R> {
        Self::write(self, job).await
    }

    async fn read<R: Send + 'static>(
        &self,
        job: impl FnOnce(&dyn ReadTxn) -> Outcome<R> + Send + 'static,
    ) -> Outcome<R> {
        Self::read(self, job).await
    }
}

macro_rules! suite {
    ($engine:ident as $name:ident: $($promise:ident,)+) => {
        mod $name {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $promise() {
                    super::$promise::<super::$engine>().await;
                }
            )+
        }
    };
}

suite! { SqliteStorage as sqlite:
    a_refused_job_disturbs_nobody_in_its_group,
    a_panicking_job_does_not_stop_the_writer,
    a_cursor_misses_nothing_under_concurrent_writers,
    a_page_of_changes_never_cuts_a_revision,
    stock_never_goes_negative,
    uncounted_stock_is_never_used_up,
    phones_hear_of_every_sale,
    the_price_history_knows_when_a_price_was_replaced,
    a_first_import_raises_the_horizon,
    a_command_is_recorded_once,
    people_sessions_codes_and_limits,
    numbers_have_no_gaps,
    orders_move_to_the_end_of_every_list,
    a_charge_is_leased_to_one_worker,
    a_check_is_leased_to_one_worker,
    everything_survives_reopening,
}

const NOW: Timestamp = Timestamp::from_millis(1_795_320_000_000);

fn fresh<E: Engine>() -> (TempDir, Arc<E>) {
    let folder = tempfile::tempdir().unwrap();
    let engine = E::open(folder.path());
    (folder, Arc::new(engine))
}

fn default_variant() -> VariantId {
    "default".parse().unwrap()
}

fn kopi() -> ProductId {
    "kopi".parse().unwrap()
}

fn product(id: &str, price: i64, stock: Stock) -> (Product, ProductDetail) {
    let id: ProductId = id.parse().unwrap();
    let product = Product {
        id: id.clone(),
        seller: "dapur".parse().unwrap(),
        name: Localized::only(Lang::Id, "Kopi Gayo"),
        summary: Localized::default(),
        brand: None,
        categories: vec!["minuman".parse().unwrap()],
        variants: vec![Variant {
            id: default_variant(),
            label: Localized::default(),
            price,
            list_price: None,
            stock,
        }],
        picture: None,
        keywords: vec![],
        popularity: 5,
        orderable: true,
    };
    let detail = ProductDetail { id, description: Localized::default(), attributes: vec![] };
    (product, detail)
}

/// Puts a product and tells the phones, as the shop does at run time.
fn upsert(txn: &mut dyn WriteTxn, (product, detail): (Product, ProductDetail)) -> Outcome<u64> {
    let rev = txn.next_catalog_rev()?;
    txn.put_product(&product, &detail, rev, NOW.plus_seconds(rev.cast_signed()))?;
    let id = product.id.clone();
    let change = Change::Upsert { product: Box::new(product) };
    txn.put_change(&ChangeRow { rev, id, change })?;
    Ok(rev)
}

fn account(number: u8) -> AccountRecord {
    AccountRecord {
        id: AccountId::mint(NOW, &[number; 10]),
        phone: format!("+62812000000{number:02}").parse().unwrap(),
        name: "Sari".into(),
        password_hash: "$argon2id$".into(),
        verified: true,
        role: Role::Shopper,
        created_at: NOW,
    }
}

fn command(number: u8) -> CommandRecord {
    CommandRecord {
        id: CommandId::mint(NOW, &[number; 10]),
        device: "dev-1".parse().unwrap(),
        account: account(1).id,
        seq: u64::MAX,
        kind: "place-order".into(),
        hash: [number; 32],
        bytes: "a.b.c".into(),
        verdict: Verdict::Applied,
        received_at: NOW,
    }
}

fn order(number: u8) -> OrderRecord {
    let zero = Money::zero(Currency::IDR);
    let parcel = Parcel {
        seller: "dapur".parse().unwrap(),
        lines: vec![],
        goods: zero,
        shipping: zero,
        adjustments: vec![],
        tax_included: None,
        total: zero,
    };
    let breakdown = PriceBreakdown {
        parcels: vec![parcel],
        goods: zero,
        shipping: zero,
        adjustments: zero,
        tax_included: None,
        total: zero,
    };
    let order = Order {
        id: command(number).id.into(),
        number: format!("W-{number:06}"),
        accepted_at: NOW,
        state: OrderState::Accepted,
        breakdown,
        fulfilment: vec![],
        delivery: "ambil".parse().unwrap(),
        delivery_name: Localized::default(),
        address: None,
        note: String::new(),
        payment_method: PaymentMethod::Indomaret,
        payment: PaymentState::None,
        timeline: vec![],
    };
    OrderRecord {
        order,
        account: account(1).id,
        command: command(number).id,
        payment_id: Some(format!("{}-1", command(number).id)),
        gateway_reference: None,
        check_at: None,
        rev: 0,
    }
}

async fn a_refused_job_disturbs_nobody_in_its_group<E: Engine>() {
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

async fn a_panicking_job_does_not_stop_the_writer<E: Engine>() {
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

async fn a_cursor_misses_nothing_under_concurrent_writers<E: Engine>() {
    const WRITERS: usize = 24;
    let (_folder, engine) = fresh::<E>();
    let writers: Vec<_> = (0..WRITERS)
        .map(|number| {
            let engine = Arc::clone(&engine);
            tokio::spawn(async move {
                let id = format!("p{number}");
                engine.write(move |txn| upsert(txn, product(&id, 1, Stock::Unlimited))).await
            })
        })
        .collect();
    // A reader that only ever asks for what comes after what it has.
    let (mut cursor, mut seen) = (0, Vec::new());
    while seen.len() < WRITERS {
        let rows = engine.read(move |txn| txn.changes(cursor, 5)).await.unwrap();
        for row in rows {
            assert_eq!(row.rev, cursor + 1, "revisions follow commit order without a gap");
            cursor = row.rev;
            seen.push(row.id);
        }
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), WRITERS);
}

async fn a_page_of_changes_never_cuts_a_revision<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let page = |limit| engine.read(move |txn| txn.changes(0, limit));
    engine
        .write(|txn| {
            for rev in 1..=2 {
                for name in ["a", "b", "c"] {
                    let id = format!("{name}{rev}").parse().unwrap();
                    txn.put_change(&ChangeRow { rev, id, change: Change::Deleted })?;
                }
            }
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(page(1).await.unwrap().len(), 3);
    assert_eq!(page(4).await.unwrap().len(), 6);
    assert_eq!(page(99).await.unwrap().len(), 6);
}

async fn stock_never_goes_negative<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    engine.write(|txn| upsert(txn, product("kopi", 1, Stock::Units(40)))).await.unwrap();
    let takers: Vec<_> = (0..64)
        .map(|_| {
            let engine = Arc::clone(&engine);
            tokio::spawn(async move {
                engine.write(|txn| txn.reserve_stock(&kopi(), &default_variant(), 1)).await
            })
        })
        .collect();
    let mut taken = 0;
    for taker in takers {
        taken += u32::from(taker.await.unwrap().unwrap());
    }
    assert_eq!(taken, 40);
    let left = engine.read(|txn| txn.product(&kopi())).await.unwrap().unwrap();
    assert_eq!(left.product.variants[0].stock, Stock::Units(0));
    let back = engine.write(|txn| txn.release_stock(&kopi(), &default_variant(), 3)).await;
    assert_eq!(back, Ok(Stock::Units(3)));
    let too_many = engine.write(|txn| txn.reserve_stock(&kopi(), &default_variant(), 4)).await;
    assert_eq!(too_many, Ok(false));
}

async fn uncounted_stock_is_never_used_up<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    engine.write(|txn| upsert(txn, product("kopi", 1, Stock::Unlimited))).await.unwrap();
    let took = engine.write(|txn| txn.reserve_stock(&kopi(), &default_variant(), 999)).await;
    assert_eq!(took, Ok(true));
    let back = engine.write(|txn| txn.release_stock(&kopi(), &default_variant(), 999)).await;
    assert_eq!(back, Ok(Stock::Unlimited));
    let nothing =
        engine.write(|txn| txn.reserve_stock(&"teh".parse().unwrap(), &default_variant(), 1)).await;
    assert_eq!(nothing, Ok(false));
}

async fn phones_hear_of_every_sale<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    engine.write(|txn| upsert(txn, product("kopi", 1, Stock::Units(9)))).await.unwrap();
    for _ in 0..3 {
        engine.write(|txn| txn.reserve_stock(&kopi(), &default_variant(), 2)).await.unwrap();
    }
    let rows = engine.read(|txn| txn.changes(1, 99)).await.unwrap();
    let change = Change::Stock { variant: default_variant(), stock: Stock::Units(3) };
    assert_eq!(rows, [ChangeRow { rev: 4, id: kopi(), change }], "only the newest is kept");
    assert_eq!(engine.read(|txn| txn.catalog_head()).await.unwrap().head, 4);
}

async fn the_price_history_knows_when_a_price_was_replaced<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let price_at = |rev| engine.read(move |txn| txn.price_at(&kopi(), &default_variant(), rev));
    for price in [100, 100, 150] {
        engine
            .write(move |txn| upsert(txn, product("kopi", price, Stock::Units(1))))
            .await
            .unwrap();
    }
    assert_eq!(price_at(0).await, Ok(None));
    let replaced = PriceAt { price: 100, replaced_at: Some(NOW.plus_seconds(3)) };
    assert_eq!(price_at(1).await, Ok(Some(replaced)));
    assert_eq!(price_at(2).await, Ok(Some(replaced)), "the same price is no new price");
    assert_eq!(price_at(9).await, Ok(Some(PriceAt { price: 150, replaced_at: None })));
}

async fn a_first_import_raises_the_horizon<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let import = |rev| {
        engine.write(move |txn| {
            let (product, detail) = product(&format!("p{rev}"), 1, Stock::Units(1));
            while txn.next_catalog_rev()? < rev {}
            txn.put_product(&product, &detail, rev, NOW)?;
            txn.replace_shards(&[], rev)?;
            txn.catalog_head()
        })
    };
    let head = import(3).await.unwrap();
    assert_eq!((head.base, head.head, head.horizon, head.products), (3, 3, 3, 1));
    engine.write(|txn| upsert(txn, product("kopi", 1, Stock::Units(1)))).await.unwrap();
    let head = engine
        .write(|txn| {
            txn.replace_shards(&[], 4)?;
            txn.catalog_head()
        })
        .await
        .unwrap();
    assert_eq!((head.base, head.head, head.horizon), (4, 4, 3), "the feed told of this one");
}

async fn a_command_is_recorded_once<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    engine.write(|txn| txn.put_command(&command(1))).await.unwrap();
    let again = CommandRecord { hash: [9; 32], ..command(1) };
    assert!(engine.write(move |txn| txn.put_command(&again)).await.is_err());
    let stored = engine.read(|txn| txn.command(command(1).id)).await.unwrap().unwrap();
    assert_eq!((stored.hash, stored.verdict), ([1; 32], Verdict::Applied));
}

async fn people_sessions_codes_and_limits<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let session = SessionRecord {
        token_hash: [1; 32],
        account: account(1).id,
        created_at: NOW,
        expires_at: NOW.plus_seconds(60),
    };
    let otp =
        OtpRecord { phone: account(1).phone, code_hash: [2; 32], expires_at: NOW, attempts: 1 };
    let (stored, code) = (session.clone(), otp.clone());
    engine
        .write(move |txn| {
            txn.put_account(&account(1))?;
            txn.put_account(&AccountRecord { name: "Sari Ayu".into(), ..account(1) })?;
            txn.put_session(&session)?;
            txn.put_otp(&otp)?;
            for second in 0..5 {
                txn.record_attempt("login", "+62", NOW.plus_seconds(second))?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let twin = AccountRecord { phone: account(1).phone, ..account(2) };
    assert!(
        engine.write(move |txn| txn.put_account(&twin)).await.is_err(),
        "one phone, one person"
    );
    engine
        .read(move |txn| {
            assert_eq!(txn.account_by_phone(&account(1).phone)?.unwrap().name, "Sari Ayu");
            assert_eq!(txn.session(&[1; 32])?, Some(stored));
            assert_eq!(txn.session(&[3; 32])?, None);
            assert_eq!(txn.otp(&account(1).phone)?, Some(code));
            assert_eq!(txn.attempts("login", "+62", NOW.plus_seconds(3))?, 2);
            assert_eq!(txn.attempts("code", "+62", NOW)?, 0);
            Ok(())
        })
        .await
        .unwrap();
    engine.write(|txn| txn.delete_session(&[1; 32])).await.unwrap();
    assert_eq!(engine.read(|txn| txn.session(&[1; 32])).await, Ok(None));
}

async fn numbers_have_no_gaps<E: Engine>() {
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

async fn orders_move_to_the_end_of_every_list<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    engine
        .write(|txn| {
            assert_eq!(txn.put_order(&order(1))?, 1);
            assert_eq!(txn.put_order(&order(2))?, 2);
            assert_eq!(txn.put_order(&order(1))?, 3);
            Ok(())
        })
        .await
        .unwrap();
    let revs = |records: Vec<OrderRecord>| records.into_iter().map(|r| r.rev).collect::<Vec<_>>();
    engine
        .read(move |txn| {
            let (me, other) = (account(1).id, account(2).id);
            assert_eq!(revs(txn.orders_of(me, 0, 99)?), [2, 3]);
            assert_eq!(revs(txn.orders_of(me, 2, 99)?), [3]);
            assert_eq!(revs(txn.orders_of(me, 0, 1)?), [2]);
            assert_eq!(revs(txn.orders_of(other, 0, 99)?), [0; 0]);
            let seller = "dapur".parse().unwrap();
            assert_eq!(revs(txn.orders_for_seller(&seller, None, 99)?), [3, 2]);
            assert_eq!(revs(txn.orders_for_seller(&seller, Some(3), 99)?), [2]);
            let payment = order(2).payment_id.unwrap();
            assert_eq!(txn.order_by_payment(&payment)?.unwrap().rev, 2);
            Ok(())
        })
        .await
        .unwrap();
}

async fn a_charge_is_leased_to_one_worker<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let lease = |at: i64| {
        let now = NOW.plus_seconds(at);
        engine.write(move |txn| txn.lease_charge(now, now.plus_seconds(30)))
    };
    let id: OrderId = order(1).order.id;
    engine
        .write(move |txn| {
            txn.put_order(&order(1))?;
            txn.put_charge(&ChargeJob { order: id, due: NOW, attempts: 0, lease: 0 })
        })
        .await
        .unwrap();
    assert_eq!(lease(-1).await, Ok(None), "not due yet");
    let first = lease(0).await.unwrap().unwrap();
    assert_eq!(lease(29).await, Ok(None), "somebody has it");
    let second = lease(30).await.unwrap().unwrap();
    assert!(second.lease > first.lease && second.attempts > first.attempts);
    engine.write(move |txn| txn.delete_charge(id)).await.unwrap();
    assert_eq!(engine.read(|txn| txn.open_charges()).await, Ok(0));
}

async fn a_check_is_leased_to_one_worker<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let lease = |at: i64| {
        let now = NOW.plus_seconds(at);
        engine.write(move |txn| txn.lease_check(now, now.plus_seconds(30)))
    };
    engine
        .write(|txn| {
            txn.put_order(&order(1))?;
            txn.put_order(&OrderRecord { check_at: Some(NOW), ..order(2) })
        })
        .await
        .unwrap();
    assert_eq!(lease(-1).await, Ok(None));
    assert_eq!(lease(0).await.unwrap().unwrap().order.id, order(2).order.id);
    assert_eq!(lease(1).await, Ok(None));
    assert_eq!(engine.read(|txn| txn.orders_with_open_payment(9)).await.unwrap().len(), 1);
}

async fn everything_survives_reopening<E: Engine>() {
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
