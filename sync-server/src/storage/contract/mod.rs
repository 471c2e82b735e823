//! The suite every storage engine has to pass.
//!
//! An engine enters as an [`Engine`]; [`suite!`] makes one test of each promise
//! for it. The promises are those of the seam: nothing half-done, nothing
//! skipped, nothing sold twice, nothing forgotten.

mod books;
mod catalog;
mod counter;
mod partner;
mod people;
pub(crate) mod receipt_log;
mod transactions;

use super::sqlite::SqliteStorage;
use super::{
    AccountRecord, ChargeJob, CommandRecord, DeviceRecord, LaterLook, OrderRecord, OtpRecord,
    PriceAt, ReadTxn, ReceiptRecord, SessionRecord, StorageError, WriteTxn,
};
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use warung_domain::cart::{Cart, CartLine, Stamp};
use warung_domain::catalog::{Change, ChangeRow, Product, ProductDetail, Stock, Variant};
use warung_domain::command::Verdict;
use warung_domain::ids::{AccountId, CommandId, OrderId, ProductId, ReceiptId, VariantId};
use warung_domain::jws::Jwk;
use warung_domain::lang::{Lang, Localized};
use warung_domain::money::{Currency, Money};
use warung_domain::order::{Order, OrderState, Purpose};
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
    ($engine:ident as $name:ident: $($about:ident::$promise:ident,)+) => {
        mod $name {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $promise() {
                    super::$about::$promise::<super::$engine>().await;
                }
            )+
        }
    };
}

suite! { SqliteStorage as sqlite:
    transactions::a_refused_job_disturbs_nobody_in_its_group,
    transactions::a_panicking_job_does_not_stop_the_writer,
    catalog::a_cursor_misses_nothing_under_concurrent_writers,
    catalog::a_page_of_changes_never_cuts_a_revision,
    catalog::stock_never_goes_negative,
    catalog::uncounted_stock_is_never_used_up,
    catalog::phones_hear_of_every_sale,
    catalog::the_price_history_knows_when_a_price_was_replaced,
    catalog::a_first_import_raises_the_horizon,
    catalog::the_shards_are_those_laid_down_last,
    catalog::sellers_know_what_they_have,
    people::a_command_is_recorded_once,
    people::people_sessions_codes_and_limits,
    people::a_cart_is_kept_line_by_line,
    transactions::numbers_have_no_gaps,
    people::orders_move_to_the_end_of_every_list,
    people::what_is_under_way_onto_a_balance_is_added_up,
    people::a_charge_is_leased_to_one_worker,
    people::a_check_is_leased_to_one_worker,
    people::a_notice_is_kept_and_leased_to_one_worker,
    people::a_later_look_is_leased_to_one_worker,
    transactions::everything_survives_reopening,
    transactions::a_receipt_is_never_replaced,
    receipt_log::every_receipt_is_the_next_leaf,
    receipt_log::keys_and_what_waits_for_one_are_kept,
    receipt_log::a_seller_finds_its_receipts_and_nobody_elses,
    books::what_is_booked_is_booked_once,
    books::a_seller_sees_what_touches_its_accounts,
    books::an_account_tells_what_touched_it,
    books::a_reversal_stands_beside_what_it_reverses,
    partner::what_is_due_first_is_leased_once_and_busy_partners_are_left_alone,
    partner::who_delivers_is_known_by_good_and_all_together,
    counter::a_drawer_has_one_open_shift_and_its_newest_is_found,
    counter::a_code_stays_with_its_first_order_and_a_machine_can_go,
    counter::a_consent_is_used_once_and_kept,
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
        digital: Default::default(),
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

pub(in crate::storage) fn account(number: u8) -> AccountRecord {
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

pub(in crate::storage) fn order(number: u8) -> OrderRecord {
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
        purpose: Purpose::Goods,
        breakdown,
        fulfilment: vec![],
        delivery: "ambil".parse().unwrap(),
        delivery_name: Localized::default(),
        address: None,
        note: String::new(),
        payment_method: PaymentMethod::Indomaret,
        payment: PaymentState::None,
        strays: vec![],
        refunds: vec![],
        digital: vec![],
        timeline: vec![],
    };
    OrderRecord {
        order,
        account: account(1).id,
        command: command(number).id,
        payment_id: Some(format!("{}-1", command(number).id)),
        gateway_reference: None,
        earlier: vec![],
        check_at: None,
        rev: 0,
    }
}
