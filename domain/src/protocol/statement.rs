//! A seller's statement: what the books say the shop and a seller owe each other.

use crate::ids::{OrderId, SellerId};
use crate::money::Money;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `GET /seller/statement`, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SellerStatement {
    pub seller: SellerId,
    /// Of everything that was ever booked, not of this page.
    pub totals: StatementSums,
    pub lines: Vec<StatementLine>,
    /// Pass as `before` for the next page.
    pub next: Option<u64>,
}

/// One posting as far as it touches the seller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementLine {
    /// Its place in the books.
    pub seq: u64,
    pub at: Timestamp,
    /// What happened: `paid`, `window-closed`, `sale`, `refunded`, `charged-back`, …
    /// Readers take a name they do not know for what its amounts say.
    pub what: String,
    pub order: Option<OrderId>,
    /// The order's number as people say it.
    pub number: Option<String>,
    /// What this posting moved.
    pub moved: StatementSums,
    /// What the shop owed the seller after it; below zero the seller owes the shop.
    pub owed: Money,
}

/// Amounts in the shop's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementSums {
    /// Sold, without the tax in it.
    pub sales: Money,
    /// The tax in it.
    pub tax: Money,
    /// Taken in cash by the seller's own people.
    pub cash: Money,
    /// Earned by taking cash that was for others.
    pub commission: Money,
    /// Sales, tax and commission less cash: what the shop owes the seller; below zero the
    /// seller owes the shop.
    pub owed: Money,
}
