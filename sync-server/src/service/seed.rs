//! The demo shop: what an empty data folder is filled with, so that there is
//! something to sell and somebody to buy it a moment after the first start.

use super::Shop;
use super::accounts::{AccountError, hash_password};
use crate::import::{self, CatalogFile, ImportError};
use crate::storage::{AccountRecord, StorageError, WriteTxn};
use serde::Deserialize;
use thiserror::Error;
use warung_domain::catalog::{Category, Seller};
use warung_domain::ids::{AccountId, SellerId};
use warung_domain::money::Currency;
use warung_domain::protocol::Role;
use warung_domain::time::Timestamp;

const PRODUCTS: &str = include_str!("../../demo/catalog.ndjson");
const SHOP: &str = include_str!("../../demo/shop.json");

/// What the demo's prices are written in.
pub const DEMO_CURRENCY: Currency = Currency::IDR;

/// A person of the demo, with the password that stands in the README.
#[derive(Debug, Clone, Copy)]
pub struct DemoAccount {
    pub phone: &'static str,
    pub name: &'static str,
    pub password: &'static str,
    /// None for the shopper.
    pub seller: Option<&'static str>,
}

pub const DEMO_ACCOUNTS: [DemoAccount; 5] = [
    DemoAccount { phone: "+6281200000001", name: "Sari", password: "rahasia-sari", seller: None },
    DemoAccount {
        phone: "+6281200000011",
        name: "Bu Tini",
        password: "rahasia-toko",
        seller: Some("dapur-bu-tini"),
    },
    DemoAccount {
        phone: "+6281200000021",
        name: "Ani",
        password: "rahasia-ani",
        seller: Some("dapur-bu-tini"),
    },
    DemoAccount {
        phone: "+6281200000012",
        name: "Gudang Elektrik",
        password: "rahasia-toko",
        seller: Some("gudang-elektrik"),
    },
    DemoAccount {
        phone: "+6281200000013",
        name: "Rumah Rapi",
        password: "rahasia-toko",
        seller: Some("rumah-rapi"),
    },
];

/// Why the demo could not be laid out.
#[derive(Debug, Error)]
pub enum SeedError {
    #[error("the demo data is damaged: {0}")]
    Data(String),
    #[error("the demo's products cannot be imported: {0}")]
    Products(#[from] ImportError),
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

#[derive(Deserialize)]
struct DemoShop {
    categories: Vec<Category>,
    sellers: Vec<Seller>,
}

/// Whether the demo's people live here.
pub async fn is_demo(shop: &Shop) -> Result<bool, StorageError> {
    let Ok(phone) = DEMO_ACCOUNTS[0].phone.parse() else {
        return Ok(false);
    };
    shop.storage.read(move |txn| Ok(txn.account_by_phone(&phone)?.is_some())).await
}

/// Lays out the demo catalog and its people, all or nothing.
pub async fn lay_out_demo(shop: &Shop) -> Result<(), SeedError> {
    let (layout, products) = read_demo(shop.clock.now())?;
    let mut accounts = Vec::new();
    for person in DEMO_ACCOUNTS {
        accounts.push(account(shop, person).await?);
    }
    shop.storage
        .write(move |txn| {
            lay_out_catalog(txn, &layout, &products)?;
            for account in &accounts {
                put_unless_known(txn, account)?;
            }
            Ok(())
        })
        .await
}

fn lay_out_catalog(
    txn: &mut dyn WriteTxn,
    layout: &DemoShop,
    products: &CatalogFile,
) -> Result<(), SeedError> {
    for category in &layout.categories {
        txn.put_category(category)?;
    }
    for seller in &layout.sellers {
        txn.put_seller(seller)?;
    }
    products.apply(txn)?;
    Ok(())
}

fn put_unless_known(txn: &mut dyn WriteTxn, account: &AccountRecord) -> Result<(), StorageError> {
    match txn.account_by_phone(&account.phone)? {
        Some(_) => Ok(()),
        None => txn.put_account(account),
    }
}

async fn account(shop: &Shop, person: DemoAccount) -> Result<AccountRecord, SeedError> {
    let damaged = |why: String| SeedError::Data(format!("account {}: {why}", person.phone));
    let mut random = [0; 10];
    shop.entropy.fill(&mut random);
    let role = match person.seller {
        Some(seller) => Role::Seller {
            seller: SellerId::new(seller).map_err(|error| damaged(error.to_string()))?,
        },
        None => Role::Shopper,
    };
    Ok(AccountRecord {
        id: AccountId::mint(shop.clock.now(), &random),
        phone: person.phone.parse().map_err(|error| damaged(format!("{error}")))?,
        name: person.name.to_owned(),
        password_hash: hash_password(person.password.to_owned(), shop.entropy.as_ref()).await?,
        verified: true,
        role,
        created_at: shop.clock.now(),
    })
}

fn read_demo(now: Timestamp) -> Result<(DemoShop, CatalogFile), SeedError> {
    let shop = serde_json::from_str(SHOP).map_err(|error| SeedError::Data(error.to_string()))?;
    let options = import::Options { currency: Some(DEMO_CURRENCY), ..import::Options::at(now) };
    Ok((shop, import::read(PRODUCTS.as_bytes(), &options)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::sqlite::SqliteStorage;
    use std::collections::BTreeSet;

    #[test]
    fn the_demo_holds_together() {
        let (layout, products) = read_demo(Timestamp::from_millis(0)).unwrap();
        let shelves: BTreeSet<_> = layout.categories.iter().map(|c| c.id.clone()).collect();
        let sellers: BTreeSet<_> = layout.sellers.iter().map(|s| s.id.clone()).collect();
        let folder = tempfile::tempdir().unwrap();
        let storage = SqliteStorage::open(folder.path().join("demo.sqlite"), "demo").unwrap();
        let laid_out = storage.write_blocking(move |txn| {
            lay_out_catalog(txn, &layout, &products)?;
            Ok::<_, SeedError>((txn.products()?, txn.categories()?, txn.sellers()?))
        });
        let (products, now_shelves, now_sellers) = laid_out.unwrap();
        // Whatever a product names and the layout does not would have been made up.
        assert_eq!(now_shelves.into_iter().map(|c| c.id).collect::<BTreeSet<_>>(), shelves);
        assert_eq!(now_sellers.into_iter().map(|s| s.id).collect::<BTreeSet<_>>(), sellers);
        assert!(products.len() >= 150, "{}", products.len());
        for product in &products {
            assert!(product.orderable, "{}", product.id);
            assert!(product.variants.iter().all(|v| v.price > 0), "{}", product.id);
        }
        for person in DEMO_ACCOUNTS {
            let Some(seller) = person.seller else { continue };
            assert!(sellers.contains(&seller.parse().unwrap()), "{seller}");
        }
    }
}
