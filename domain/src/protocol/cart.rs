//! The cart on its way between a phone and the account it follows.

use crate::cart::Cart;
use crate::ids::AccountId;
use serde::{Deserialize, Serialize};

/// `POST /me/cart`: what this phone has in its cart and has not told yet. The
/// answer is a [`Cart`] as well: everything that is in the account's cart now, and
/// which of the lines that were sent have been taken out elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CartPush {
    pub v: u16,
    /// Whose cart it is. A phone on which somebody else has just signed in may not
    /// know yet whose session it has.
    pub account: AccountId,
    pub cart: Cart,
}
