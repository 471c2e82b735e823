//! `warung-shop`: what belongs to the person: cart, addresses, the checkout in
//! progress, orders with their receipts, and facts about the session.

use super::schema::{Schema, make_stores};
use super::table::Database;
use super::write::{Durability, RowChange};
use crate::platform::PlatformError;
use serde::{Serialize, de::DeserializeOwned};
use warung_domain::cart::{Cart, Handover, Keeping};
use warung_domain::ids::{AccountId, OrderId};
use warung_domain::json;
use warung_domain::jws::KeySet;
use warung_domain::protocol::{OrderView, SessionView};
use warung_phone::store::{Adopted, Checkpoint, OrderStore, StoreError};

const FACTS: &str = "facts";
const ORDERS: &str = "orders";

const DB: Database = Database {
    schema: Schema { name: "warung-shop", upgrades: &[|db, _| make_stores(db, &[FACTS, ORDERS])] },
    durability: Durability::Strict,
};

/// Single values by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    Cart,
    /// Whose cart it is, and what their account knows of it.
    CartKeeping,
    Session,
    /// The checkout being filled in.
    Checkout,
    /// Addresses used before, newest first.
    Addresses,
    /// What the shop keeps for the person, as last heard.
    Balance,
    /// The shop's published keys.
    Keys,
    /// How far orders have been pulled.
    Cursor,
    /// A seller's newest orders and receipts, as last heard at the counter.
    Counter,
    /// The newest checkpoint of the receipt log, and others that agree with it.
    ReceiptLog,
    /// The first that did not agree. Never deleted.
    ReceiptLogRewritten,
    /// What was sold over the counter from this device, newest first.
    Sales,
}

impl Fact {
    const fn key(self) -> &'static str {
        match self {
            Self::Cart => "cart",
            Self::CartKeeping => "cart-keeping",
            Self::Session => "session",
            Self::Checkout => "checkout",
            Self::Addresses => "addresses",
            Self::Balance => "balance",
            Self::Keys => "keys",
            Self::Cursor => "cursor",
            Self::Counter => "counter",
            Self::ReceiptLog => "receipt-log",
            Self::ReceiptLogRewritten => "receipt-log-rewritten",
            Self::Sales => "counter-sales",
        }
    }
}

pub async fn fact<T: DeserializeOwned>(fact: Fact) -> Result<Option<T>, PlatformError> {
    DB.get(FACTS, fact.key()).await
}

pub async fn put_fact<T: Serialize>(fact: Fact, value: &T) -> Result<(), PlatformError> {
    DB.write(vec![RowChange::put(FACTS, fact.key(), value)?]).await
}

pub async fn delete_fact(fact: Fact) -> Result<(), PlatformError> {
    DB.write(vec![RowChange::delete(FACTS, fact.key())]).await
}

/// The cart and whose it is.
pub async fn cart() -> Result<(Cart, Keeping), PlatformError> {
    let cart = fact(Fact::Cart).await?.unwrap_or_default();
    Ok((cart, fact(Fact::CartKeeping).await?.unwrap_or_default()))
}

/// Stores the cart and whose it is, together.
pub async fn put_cart(cart: &Cart, keeping: &Keeping) -> Result<(), PlatformError> {
    DB.write(vec![
        RowChange::put(FACTS, Fact::Cart.key(), cart)?,
        RowChange::put(FACTS, Fact::CartKeeping.key(), keeping)?,
    ])
    .await
}

fn aside(account: AccountId) -> String {
    format!("cart/{account}")
}

/// The cart that was put aside for an account.
pub async fn cart_aside(account: AccountId) -> Result<Cart, PlatformError> {
    Ok(DB.get(FACTS, &aside(account)).await?.unwrap_or_default())
}

/// Stores a cart that changed hands, and what is put aside, together.
pub async fn hand_over_cart(to: AccountId, handover: &Handover) -> Result<(), PlatformError> {
    let mut changes = vec![
        RowChange::delete(FACTS, aside(to)),
        RowChange::put(FACTS, Fact::Cart.key(), &handover.cart)?,
        RowChange::put(FACTS, Fact::CartKeeping.key(), &handover.keeping)?,
    ];
    if let Some((owner, cart)) = &handover.aside {
        changes.push(RowChange::put(FACTS, aside(*owner), cart)?);
    }
    DB.write(changes).await
}

pub async fn session() -> Result<Option<SessionView>, PlatformError> {
    fact(Fact::Session).await
}

pub async fn keys() -> Result<Option<KeySet>, PlatformError> {
    fact(Fact::Keys).await
}

/// Every order this phone has heard of.
pub async fn orders() -> Result<Vec<OrderView>, PlatformError> {
    DB.all(ORDERS).await
}

/// The orders of this phone, as the shop last told them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Orders;

impl OrderStore for Orders {
    async fn checkpoint(&self) -> Result<Checkpoint, StoreError> {
        let account = session().await?.map(|session| session.account.id);
        Ok(Checkpoint { account, cursor: fact(Fact::Cursor).await?.unwrap_or(0) })
    }

    async fn adopt(
        &self,
        since: Checkpoint,
        orders: &[OrderView],
        cursor: u64,
    ) -> Result<Adopted, StoreError> {
        let mut changes = orders
            .iter()
            .map(|view| RowChange::put(ORDERS, view.order.id.to_string(), view))
            .collect::<Result<Vec<_>, _>>()?;
        changes.push(RowChange::put(FACTS, Fact::Cursor.key(), &cursor)?);
        let guards = [Fact::Session.key(), Fact::Cursor.key()];
        let is_current = move |rows: &[Option<String>]| {
            let [session, cursor] = rows else { return false };
            let session = session.as_ref().and_then(|text| json::read(text.as_bytes()).ok());
            let cursor = cursor.as_ref().and_then(|text| json::read(text.as_bytes()).ok());
            let account = session.map(|session: SessionView| session.account.id);
            since == (Checkpoint { account, cursor: cursor.unwrap_or(0) })
        };
        let written = DB.write_if(FACTS, &guards, Box::new(is_current), changes).await?;
        Ok(if written { Adopted::Stored } else { Adopted::Overtaken })
    }

    async fn has_order(&self, id: OrderId) -> Result<bool, StoreError> {
        Ok(DB.has(ORDERS, &id.to_string()).await?)
    }
}

/// Forgets the orders and how far they were pulled.
pub async fn forget_orders() -> Result<(), PlatformError> {
    DB.write(vec![RowChange::Clear { store: ORDERS }, RowChange::delete(FACTS, Fact::Cursor.key())])
        .await
}

/// Forgets what belongs to the account that signs out. Cart, keys and the
/// outbox stay.
pub async fn forget_account() -> Result<(), PlatformError> {
    DB.write(vec![
        RowChange::Clear { store: ORDERS },
        RowChange::delete(FACTS, Fact::Session.key()),
        RowChange::delete(FACTS, Fact::Cursor.key()),
        RowChange::delete(FACTS, Fact::Counter.key()),
        RowChange::delete(FACTS, Fact::Sales.key()),
        RowChange::delete(FACTS, Fact::Addresses.key()),
        RowChange::delete(FACTS, Fact::Balance.key()),
        RowChange::delete(FACTS, Fact::Checkout.key()),
    ])
    .await
}
