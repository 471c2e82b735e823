//! The demo shop: what an empty data folder is filled with, so that there is
//! something to sell and somebody to buy it a moment after the first start.

use super::Shop;
use super::accounts::{AccountError, hash_password};
use super::catalog::rebuild_shards;
use crate::storage::{AccountRecord, StorageError, WriteTxn};
use serde::Deserialize;
use thiserror::Error;
use warung_domain::catalog::{
    Category, DEFAULT_VARIANT, Product, ProductDetail, Seller, Stock, Variant,
};
use warung_domain::ids::{AccountId, CategoryId, ProductId, SellerId, VariantId};
use warung_domain::lang::Localized;
use warung_domain::money::{Currency, DecimalStyle, parse_decimal};
use warung_domain::protocol::Role;

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

pub const DEMO_ACCOUNTS: [DemoAccount; 4] = [
    DemoAccount { phone: "+6281200000001", name: "Sari", password: "rahasia-sari", seller: None },
    DemoAccount {
        phone: "+6281200000011",
        name: "Bu Tini",
        password: "rahasia-toko",
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

#[derive(Deserialize)]
struct DemoProduct {
    id: ProductId,
    name: Localized,
    summary: Localized,
    description: Localized,
    brand: Option<String>,
    categories: Vec<CategoryId>,
    seller: SellerId,
    price: String,
    list_price: Option<String>,
    stock: Option<u32>,
    #[serde(default)]
    popularity: u16,
    picture: Option<String>,
    #[serde(default)]
    keywords: Vec<String>,
    weight_grams: Option<u32>,
    #[serde(default)]
    variants: Vec<DemoVariant>,
}

#[derive(Deserialize)]
struct DemoVariant {
    id: VariantId,
    label: Localized,
    price: String,
    list_price: Option<String>,
    stock: Option<u32>,
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
    let (layout, products) = read_demo()?;
    let now = shop.clock.now();
    let mut accounts = Vec::new();
    for person in DEMO_ACCOUNTS {
        accounts.push(account(shop, person).await?);
    }
    shop.storage
        .write(move |txn| {
            for category in &layout.categories {
                txn.put_category(category)?;
            }
            for seller in &layout.sellers {
                txn.put_seller(seller)?;
            }
            let rev = txn.next_catalog_rev()?;
            for (product, detail) in &products {
                txn.put_product(product, detail, rev, now)?;
            }
            for account in &accounts {
                put_unless_known(txn, account)?;
            }
            rebuild_shards(txn)
        })
        .await
        .map_err(|error: StorageError| error.into())
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

fn read_demo() -> Result<(DemoShop, Vec<(Product, ProductDetail)>), SeedError> {
    let shop = serde_json::from_str(SHOP).map_err(|error| SeedError::Data(error.to_string()))?;
    let products = (1..)
        .zip(PRODUCTS.lines())
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            serde_json::from_str(line)
                .map_err(|error| format!("{error}"))
                .and_then(DemoProduct::into_product)
                .map_err(|why| SeedError::Data(format!("line {number}: {why}")))
        })
        .collect::<Result<_, _>>()?;
    Ok((shop, products))
}

impl DemoProduct {
    fn into_product(self) -> Result<(Product, ProductDetail), String> {
        let variants = if self.variants.is_empty() {
            let only = DemoVariant {
                id: VariantId::new(DEFAULT_VARIANT).map_err(|error| error.to_string())?,
                label: Localized::default(),
                price: self.price,
                list_price: self.list_price,
                stock: self.stock,
            };
            vec![only.into_variant()?]
        } else {
            self.variants.into_iter().map(DemoVariant::into_variant).collect::<Result<_, _>>()?
        };
        let mut attributes = Vec::new();
        if let Some(grams) = self.weight_grams {
            attributes.push(("weight".to_owned(), format!("{grams} g")));
        }
        let detail =
            ProductDetail { id: self.id.clone(), description: self.description, attributes };
        let product = Product {
            id: self.id,
            seller: self.seller,
            name: self.name,
            summary: self.summary,
            brand: self.brand,
            categories: self.categories,
            variants,
            picture: self.picture,
            keywords: self.keywords,
            popularity: self.popularity,
            orderable: true,
        };
        Ok((product, detail))
    }
}

impl DemoVariant {
    fn into_variant(self) -> Result<Variant, String> {
        Ok(Variant {
            price: minor(&self.price)?,
            list_price: self.list_price.as_deref().map(minor).transpose()?,
            stock: self.stock.map_or(Stock::Unlimited, Stock::Units),
            id: self.id,
            label: self.label,
        })
    }
}

fn minor(text: &str) -> Result<i64, String> {
    parse_decimal(text, DecimalStyle::Point, DEMO_CURRENCY)
        .map(|money| money.minor())
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_demo_holds_together() {
        let (shop, products) = read_demo().unwrap();
        let shelves: BTreeSet<_> = shop.categories.iter().map(|c| c.id.clone()).collect();
        let sellers: BTreeSet<_> = shop.sellers.iter().map(|s| s.id.clone()).collect();
        let ids: BTreeSet<_> = products.iter().map(|(p, _)| p.id.clone()).collect();
        assert_eq!(ids.len(), products.len(), "every id once");
        for (product, _) in &products {
            assert!(sellers.contains(&product.seller), "{}", product.id);
            assert!(product.categories.iter().all(|c| shelves.contains(c)), "{}", product.id);
            assert!(product.variants.iter().all(|v| v.price > 0), "{}", product.id);
        }
        for person in DEMO_ACCOUNTS {
            let Some(seller) = person.seller else { continue };
            assert!(sellers.contains(&seller.parse().unwrap()), "{seller}");
        }
    }
}
