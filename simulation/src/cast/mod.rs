//! Who is in it: people, their phones' keys, what is for sale. Made once; every
//! schedule begins with a copy of the same shop.

pub mod pins;
mod terms;

pub use terms::{BILLS, METER, OFFLINE, PRICE_LOCK_SECONDS, config, electricity};

use crate::time::START;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use std::path::Path;
use std::sync::LazyLock;
use warung_domain::books::{Account, Credit};
use warung_domain::catalog::{Change, ChangeRow, Product, ProductDetail, Seller, Stock, Variant};
use warung_domain::ids::{AccountId, DeviceId, ProductId, SellerId};
use warung_domain::jws::{Jwk, b64};
use warung_domain::lang::{Lang, Localized};
use warung_domain::money::{Currency, Money};
use warung_domain::protocol::Role;
use warung_domain::time::Timestamp;
use warung_server::service::accounts::Secret;
use warung_server::service::balance::credit;
use warung_server::storage::sqlite::SqliteStorage;
use warung_server::storage::{
    AccountRecord, DeviceRecord, KioskRecord, SessionRecord, StorageError, WriteTxn,
};

/// The catalog's epoch.
pub const EPOCH: &str = "e1";

/// Two who shop and three who sell, two of them for one business, by their places in [`PEOPLE`].
pub const ANI: usize = 0;
pub const BUDI: usize = 1;
pub const TINI: usize = 2;
pub const GUNTUR: usize = 3;
pub const SARI: usize = 4;

/// The phones that are counters, by their places in [`PHONES`]; those before them are shoppers'.
pub const COUNTERS: std::ops::Range<usize> = 4..7;

/// The counter beside which the self-service machine stands: they have the same line.
pub const BESIDE_THE_MACHINE: usize = 4;

/// Names and businesses.
pub const PEOPLE: [(&str, Option<&str>); 5] = [
    ("Ani", None),
    ("Budi", None),
    ("Bu Tini", Some("dapur")),
    ("Pak Guntur", Some("gudang")),
    ("Mbak Sari", Some("dapur")),
];

/// A phone: its name, whose it is at first, and whose keys it holds.
pub struct PhoneInfo {
    pub name: &'static str,
    pub person: Option<usize>,
    /// Places in [`Cast::keys`] and the person each is bound to at first.
    pub keys: &'static [(usize, Option<usize>)],
    /// The business, on a seller's device.
    pub seller: Option<&'static str>,
}

/// The phones of every schedule.
pub const PHONES: [PhoneInfo; 7] = [
    PhoneInfo { name: "Ani's phone", person: Some(ANI), keys: &[(0, Some(ANI))], seller: None },
    PhoneInfo { name: "Ani's tablet", person: Some(ANI), keys: &[(1, Some(ANI))], seller: None },
    PhoneInfo {
        name: "the shared phone",
        person: Some(BUDI),
        keys: &[(2, Some(BUDI)), (3, Some(ANI))],
        seller: None,
    },
    PhoneInfo { name: "the guest's phone", person: None, keys: &[(4, None)], seller: None },
    PhoneInfo {
        name: "Bu Tini's counter",
        person: Some(TINI),
        keys: &[(5, Some(TINI))],
        seller: Some("dapur"),
    },
    PhoneInfo {
        name: "Pak Guntur's counter",
        person: Some(GUNTUR),
        keys: &[(6, Some(GUNTUR))],
        seller: Some("gudang"),
    },
    PhoneInfo {
        name: "Mbak Sari's counter",
        person: Some(SARI),
        keys: &[(7, Some(SARI))],
        seller: Some("dapur"),
    },
];

/// Things for sale: id, seller, price, pieces.
pub const GOODS: [(&str, &str, i64, Option<u32>); 4] = [
    ("kopi", "dapur", 68_000, Some(4)),
    ("beras", "dapur", 15_000, None),
    ("lampu", "gudang", 120_000, Some(2)),
    ("sapu", "gudang", 25_000, Some(1)),
];

/// Those who sell: id and name.
const SELLERS: [(&str, &str); 2] = [("dapur", "Dapur Bu Tini"), ("gudang", "Gudang Elektrik")];

/// What the shop keeps for each of the two who shop, in rupiah: enough for some orders.
pub const KEPT: i64 = 250_000;

/// A signing key of a phone.
pub struct Key {
    pub device: DeviceId,
    pub public: Jwk,
    pub pair: EcdsaKeyPair,
}

/// What is the same in every schedule.
pub struct Cast {
    /// In the order of their ids, so that a schedule does the same with other keys.
    pub keys: Vec<Key>,
    pub accounts: Vec<AccountRecord>,
    /// The cookie of each person's session.
    pub cookies: Vec<String>,
    /// The cookie of the self-service machine.
    pub machine: String,
    kiosk: KioskRecord,
    sessions: Vec<SessionRecord>,
}

/// The one cast.
pub static CAST: LazyLock<Cast> = LazyLock::new(Cast::assemble);

fn key(random: &SystemRandom) -> Key {
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, random).expect("ring makes keys");
    let pair =
        EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), random).expect("ring reads its keys");
    let point = pair.public_key().as_ref();
    let (x, y) = (b64(&point[1..33]), Some(b64(&point[33..])));
    let public = Jwk { kty: "EC".into(), crv: "P-256".into(), x, y, kid: None };
    Key { device: public.thumbprint().expect("a point has a thumbprint"), public, pair }
}

impl Cast {
    fn assemble() -> Self {
        let random = SystemRandom::new();
        let mut keys: Vec<Key> = (0..8).map(|_| key(&random)).collect();
        keys.sort_by(|a, b| a.device.cmp(&b.device));
        let accounts = PEOPLE.iter().zip(1..).map(|((name, seller), number)| AccountRecord {
            id: AccountId::mint(START, &[number; 10]),
            phone: format!("+6281200000{number:03}").parse().expect("a phone number"),
            name: (*name).to_owned(),
            password_hash: String::new(),
            verified: true,
            role: seller.map_or(Role::Shopper, |seller| Role::Seller {
                seller: seller.parse().expect("a seller's id"),
            }),
            created_at: START,
        });
        let accounts: Vec<AccountRecord> = accounts.collect();
        let secrets: Vec<Secret> = (1..=5_u8)
            .map(|n| Secret::parse(&b64(&[n; 32])).expect("32 bytes are a secret"))
            .collect();
        let sessions = accounts.iter().zip(&secrets).map(|(account, secret)| SessionRecord {
            token_hash: secret.hash(),
            account: account.id,
            created_at: START,
            expires_at: START.plus_seconds(10 * 365 * 24 * 3_600),
        });
        let sessions = sessions.collect();
        let cookies = secrets.iter().map(|secret| format!("warung={}", secret.reveal())).collect();
        let own = Secret::parse(&b64(&[9; 32])).expect("32 bytes are a secret");
        let kiosk = KioskRecord {
            token_hash: own.hash(),
            seller: "dapur".parse().expect("a seller's id"),
            name: "Depan pintu".to_owned(),
            enrolled_at: START,
        };
        let machine = format!("warung-kiosk={}", own.reveal());
        Self { keys, accounts, cookies, machine, kiosk, sessions }
    }

    /// Writes the database that every schedule begins with.
    pub fn write_template(&'static self, path: &Path) -> Result<(), StorageError> {
        let storage = SqliteStorage::open_stepwise(path, EPOCH)?;
        storage.write_blocking(|txn| self.furnish(txn))?;
        // Furnishing is not the last that is written, so that even a shop which commits too
        // late is furnished.
        storage.write_blocking(|txn| txn.catalog_head().map(drop))
    }

    fn furnish(&self, txn: &mut dyn WriteTxn) -> Result<(), StorageError> {
        for (id, name) in SELLERS {
            txn.put_seller(&Seller {
                id: id.parse().expect("a seller's id"),
                name: name.into(),
                city: "Bandung".into(),
                about: Localized::default(),
            })?;
        }
        for (id, seller, price, units) in GOODS {
            put(
                txn,
                product(id, seller, price, units.map_or(Stock::Unlimited, Stock::Units)),
                START,
            )?;
        }
        for account in &self.accounts {
            txn.put_account(account)?;
        }
        for shopper in [ANI, BUDI] {
            let paid_in = Credit {
                shopper: self.accounts[shopper].id,
                order: None,
                amount: Money::new(KEPT, Currency::IDR),
                out_of: Account::Bank,
                reference: "paid in".to_owned(),
            };
            credit(txn, &paid_in, START)?;
        }
        for session in &self.sessions {
            txn.put_session(session)?;
        }
        txn.put_kiosk(&self.kiosk)?;
        pins::choose(txn, &self.accounts)?;
        for (place, person) in PHONES.iter().flat_map(|phone| phone.keys) {
            let Some(person) = person else { continue };
            let key = &self.keys[*place];
            txn.put_device(&DeviceRecord {
                id: key.device.clone(),
                account: self.accounts[*person].id,
                key: key.public.clone(),
                last_seq: 0,
                last_seen: START,
            })?;
        }
        Ok(())
    }
}

/// The ids of those who sell.
pub fn sellers() -> impl Iterator<Item = SellerId> {
    SELLERS.iter().map(|(id, _)| id.parse().expect("a seller's id"))
}

/// The id of one of [`GOODS`].
#[must_use]
pub fn product_id(place: usize) -> ProductId {
    GOODS[place % GOODS.len()].0.parse().expect("a product's id")
}

#[must_use]
pub fn product(id: &str, seller: &str, price: i64, stock: Stock) -> Product {
    Product {
        id: id.parse().expect("a product's id"),
        seller: seller.parse().expect("a seller's id"),
        name: Localized::only(Lang::Id, id),
        summary: Localized::default(),
        brand: None,
        categories: vec!["dapur".parse().expect("a shelf's id")],
        variants: vec![Variant {
            id: "default".parse().expect("a variant's id"),
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

/// Puts a product under a new revision and into the feed.
pub fn put(txn: &mut dyn WriteTxn, product: Product, at: Timestamp) -> Result<u64, StorageError> {
    let rev = txn.next_catalog_rev()?;
    let id = product.id.clone();
    let detail =
        ProductDetail { id: id.clone(), description: Localized::default(), attributes: vec![] };
    txn.put_product(&product, &detail, rev, at)?;
    txn.put_change(&ChangeRow { rev, id, change: Change::Upsert { product: Box::new(product) } })?;
    Ok(rev)
}
