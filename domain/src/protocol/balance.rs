//! What the shop keeps for a shopper, and what happened to it.

use crate::catalog::Trust;
use crate::ids::OrderId;
use crate::money::Money;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `GET /me/balance`, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceHistory {
    /// What there is now, whatever the page.
    pub balance: Money,
    pub lines: Vec<BalanceLine>,
    /// Pass as `before` for the next page.
    pub next: Option<u64>,
    /// What they owe the shop, because it was taken back after they had spent it. What comes
    /// onto the balance next pays it first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debt: Option<Money>,
    /// Which ways to pay the shop takes from this account.
    #[serde(default)]
    pub trust: Trust,
}

/// One thing that happened to a balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceLine {
    /// Its place in the books.
    pub seq: u64,
    pub at: Timestamp,
    /// `paid` where it paid for an order, `topped-up`, `refunded`, `given-back` or `credited`
    /// where something came onto it, `charged-back` where a top-up was taken back. Readers take a name they do not know for what its amount
    /// says.
    pub what: String,
    pub order: Option<OrderId>,
    /// The order's number as people say it.
    pub number: Option<String>,
    /// Below zero where it was spent.
    pub amount: Money,
    /// What there was after it.
    pub balance: Money,
}
