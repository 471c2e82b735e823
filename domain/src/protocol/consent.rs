//! How somebody lets a cashier undo a payment in cash: with six digits of their own, typed at the
//! counter. What is signed and kept never holds them.

use crate::ids::{AccountId, ConsentId, OrderId};
use serde::{Deserialize, Serialize};

/// How many digits a PIN has.
pub const PIN_DIGITS: usize = 6;

/// `POST /counter/pin`: one's own digits from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinChoice {
    pub pin: String,
    /// So that nobody sets it at a counter that was left open.
    pub password: String,
}

/// Somebody who can consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    pub account: AccountId,
    pub name: String,
}

/// `GET /counter/witnesses`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witnesses {
    /// Whether the asker has a PIN.
    pub own_pin: bool,
    /// Others of the same business who have one.
    pub others: Vec<Witness>,
}

/// `POST /counter/consents`: somebody has typed their PIN at a cashier's counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentQuestion {
    pub order: OrderId,
    /// Who typed it.
    pub witness: AccountId,
    pub pin: String,
}

/// The answer: good for that order and that cashier, once and soon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub consent: ConsentId,
}
