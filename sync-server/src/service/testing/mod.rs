//! A shop for tests: a real database in a temporary folder, everything else a
//! twin that the test controls. Nothing waits and nothing is random.

mod biller;
mod by_reference;
mod device;
mod gateway;
mod sale;

pub use crate::biller::contract::{Company, Conduct};
pub use biller::FakeBiller;
pub use by_reference::{ByReference, TOKEN};
pub use device::TestDevice;
pub use gateway::{FakeGateway, Fault};
pub use sale::{issued_to_one_buyer, paid_in_cash};

use super::accounts::{SESSION_SECONDS, Secret};
use super::effects::{Clock, Entropy};
use super::{Shop, Wake};
use crate::config::counters::CounterRules;
use crate::config::{ShopConfig, TrustRules, taxes::TaxRules, terms::default_terms};
use crate::keys::SigningKeys;
use crate::payment::Gateway;
use crate::sms::{Sms, SmsError};
use crate::storage::sqlite::SqliteStorage;
use crate::storage::{AccountRecord, SessionRecord, StorageError, WriteTxn};
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::sync::broadcast;
use warung_domain::catalog::{Change, ChangeRow, Product, ProductDetail, Seller, Stock, Variant};
use warung_domain::command::{OrderedLine, PlaceOrder};
use warung_domain::ids::{AccountId, OrderId};
use warung_domain::lang::{Lang, Localized};
use warung_domain::money::{Currency, Money};
use warung_domain::order::Order;
use warung_domain::payment::PaymentMethod;
use warung_domain::phone::PhoneNumber;
use warung_domain::protocol::Role;
use warung_domain::time::Timestamp;

/// The moment every test begins at.
pub const START: Timestamp = Timestamp::from_millis(1_795_320_000_000);

/// The catalog's epoch.
pub const EPOCH: &str = "e1";

/// How long a replaced price holds.
pub const PRICE_LOCK_SECONDS: u32 = 600;

/// A clock that stands still until it is told to move.
#[derive(Debug)]
pub struct FakeClock(AtomicI64);

impl FakeClock {
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// The same bytes in every run, never the same twice in one.
#[derive(Debug, Default)]
pub struct SeededEntropy(AtomicU64);

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            // SplitMix64.
            let mut x = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
            x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(x ^ (x >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

/// Keeps messages instead of sending them.
#[derive(Debug, Default)]
pub struct FakeSms(Mutex<Vec<(PhoneNumber, String)>>);

impl FakeSms {
    pub fn sent(&self) -> Vec<(PhoneNumber, String)> {
        self.0.lock().unwrap().clone()
    }
}

impl Sms for FakeSms {
    fn send<'a>(
        &'a self,
        to: &'a PhoneNumber,
        text: &'a str,
    ) -> Pin<Box<dyn Future<Output = Result<(), SmsError>> + Send + 'a>> {
        self.0.lock().unwrap().push((to.clone(), text.to_owned()));
        Box::pin(async { Ok(()) })
    }
}

/// The shop, its twins, and the people in it.
pub struct TestShop {
    pub shop: Arc<Shop>,
    pub clock: Arc<FakeClock>,
    pub gateway: Arc<FakeGateway>,
    /// Every partner of the shop's.
    pub biller: Arc<FakeBiller>,
    pub sms: Arc<FakeSms>,
    /// Sari, who shops, and her phone.
    pub sari: AccountRecord,
    pub phone: TestDevice,
    /// Bu Tini, who sells for `dapur`, and her counter.
    pub tini: AccountRecord,
    pub counter: TestDevice,
    /// Last, so that the database closes first.
    pub folder: TempDir,
}

pub fn account(number: u8, role: Role) -> AccountRecord {
    AccountRecord {
        id: AccountId::mint(START, &[number; 10]),
        phone: format!("+6281200000{number:03}").parse().unwrap(),
        name: format!("Orang {number}"),
        password_hash: String::new(),
        verified: true,
        role,
        created_at: START,
    }
}

pub fn product(id: &str, seller: &str, price: i64, stock: Stock) -> Product {
    Product {
        id: id.parse().unwrap(),
        seller: seller.parse().unwrap(),
        name: Localized::only(Lang::Id, id),
        summary: Localized::default(),
        brand: None,
        categories: vec!["dapur".parse().unwrap()],
        variants: vec![Variant {
            id: "default".parse().unwrap(),
            label: Localized::default(),
            price,
            list_price: None,
            stock,
        }],
        picture: None,
        keywords: vec![],
        popularity: 1,
        orderable: true,
        digital: Default::default(),
    }
}

pub fn config() -> ShopConfig {
    ShopConfig {
        shop: "warung".parse().unwrap(),
        shop_name: "Warung".into(),
        currency: Currency::IDR,
        terms: default_terms(Currency::IDR, None).unwrap(),
        trust: TrustRules::NONE,
        counters: CounterRules::PLAIN,
        taxes: TaxRules::of_currency(Currency::IDR, 420).unwrap(),
        partners: biller::partners(),
        price_lock_seconds: PRICE_LOCK_SECONDS,
        offset_minutes: 420,
        public_url: "http://127.0.0.1:8080".into(),
    }
}

/// A shop that sells `kopi` (68,000, ten of them) and `beras` (15,000,
/// uncounted) of `dapur`, and `lampu` (120,000, five) of `gudang`.
pub async fn test_shop() -> TestShop {
    let folder = tempfile::tempdir().unwrap();
    let storage = SqliteStorage::open(folder.path().join("warung.sqlite"), EPOCH).unwrap();
    let clock = Arc::new(FakeClock(AtomicI64::new(START.millis())));
    let gateway = Arc::new(FakeGateway::default());
    let sms = Arc::new(FakeSms::default());
    let biller = Arc::new(FakeBiller::default());
    let shop = Arc::new(Shop {
        config: config(),
        storage,
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        entropy: Arc::new(SeededEntropy::default()),
        gateway: Arc::clone(&gateway) as Arc<dyn Gateway>,
        billers: biller::all(&biller),
        sms: Arc::clone(&sms) as Arc<dyn Sms>,
        keys: SigningKeys::new("k1".parse().unwrap(), &[7; 32], vec![]),
        jobs: Wake::default(),
        pulls: broadcast::channel(64).0,
    });
    let (sari, phone) = (account(1, Role::Shopper), TestDevice::new(1));
    let dapur = Role::Seller { seller: "dapur".parse().unwrap() };
    let (tini, counter) = (account(11, dapur), TestDevice::new(11));
    let people =
        [(sari.clone(), phone.bound_to(sari.id)), (tini.clone(), counter.bound_to(tini.id))];
    let seeded: Result<(), StorageError> = shop
        .storage
        .write(move |txn| {
            for (id, name) in [("dapur", "Dapur Bu Tini"), ("gudang", "Gudang Elektrik")] {
                let (city, about) = ("Bandung".into(), Localized::default());
                txn.put_seller(&Seller {
                    id: id.parse().unwrap(),
                    name: name.into(),
                    city,
                    about,
                })?;
            }
            put(txn, product("kopi", "dapur", 68_000, Stock::Units(10)), START)?;
            put(txn, product("beras", "dapur", 15_000, Stock::Unlimited), START)?;
            put(txn, product("lampu", "gudang", 120_000, Stock::Units(5)), START)?;
            for (account, device) in &people {
                txn.put_account(account)?;
                txn.put_device(device)?;
            }
            Ok(())
        })
        .await;
    seeded.unwrap();
    TestShop { shop, clock, gateway, biller, sms, sari, phone, tini, counter, folder }
}

/// Puts a product nobody describes under a new revision and into the feed.
pub fn put(txn: &mut dyn WriteTxn, product: Product, at: Timestamp) -> Result<(), StorageError> {
    put_described(txn, product, Localized::default(), at)
}

fn put_described(
    txn: &mut dyn WriteTxn,
    product: Product,
    description: Localized,
    at: Timestamp,
) -> Result<(), StorageError> {
    let rev = txn.next_catalog_rev()?;
    let id = product.id.clone();
    let detail = ProductDetail { id: id.clone(), description, attributes: vec![] };
    txn.put_product(&product, &detail, rev, at)?;
    txn.put_change(&ChangeRow { rev, id, change: Change::Upsert { product: Box::new(product) } })
}

/// A pick-up order of `(product, quantity, unit price)`, with the total these
/// come to.
pub fn wish(lines: &[(&str, u32, i64)], payment: PaymentMethod) -> PlaceOrder {
    let total = lines.iter().map(|(_, quantity, price)| i64::from(*quantity) * price).sum();
    let lines = lines.iter().map(|(product, quantity, unit_price)| OrderedLine {
        product: product.parse().unwrap(),
        variant: "default".parse().unwrap(),
        quantity: *quantity,
        unit_price: *unit_price,
    });
    PlaceOrder {
        lines: lines.collect(),
        delivery: "ambil".parse().unwrap(),
        address: None,
        payment,
        total: Money::new(total, Currency::IDR),
        epoch: EPOCH.into(),
        rev: 3,
        note: String::new(),
        number: None,
    }
}

impl TestShop {
    pub async fn change_product(&self, product: Product) {
        let now = self.clock.now();
        self.shop.storage.write(move |txn| put(txn, product, now)).await.unwrap();
    }

    pub async fn describe(&self, product: Product, description: Localized) {
        let now = self.clock.now();
        let write = move |txn: &mut dyn WriteTxn| put_described(txn, product, description, now);
        self.shop.storage.write(write).await.unwrap();
    }

    /// Signs somebody in, and gives the secret for their cookie.
    pub async fn session_of(&self, person: AccountRecord) -> String {
        let secret = Secret::draw(self.shop.entropy.as_ref());
        let session = SessionRecord {
            token_hash: secret.hash(),
            account: person.id,
            created_at: START,
            expires_at: START.plus_seconds(SESSION_SECONDS),
        };
        let written: Result<(), StorageError> = self
            .shop
            .storage
            .write(move |txn| {
                txn.put_account(&person)?;
                txn.put_session(&session)
            })
            .await;
        written.unwrap();
        secret.reveal()
    }

    pub async fn stock(&self, product: &str) -> Stock {
        let id = product.parse().unwrap();
        let found = self.shop.storage.read(move |txn| txn.product(&id)).await;
        found.unwrap().unwrap().product.variants[0].stock
    }

    pub async fn order(&self, id: impl Into<OrderId>) -> Order {
        let id = id.into();
        self.shop.storage.read(move |txn| txn.order(id)).await.unwrap().unwrap().order
    }
}
