//! A cashier's shift at a drawer: from the float it begins with to the count at its end.
//!
//! What is taken for orders in between is not written here: the books know it, order by order,
//! and what should be in the drawer is what they say ([`crate::books::Account::Drawer`]).

use crate::ids::{AccountId, CommandId, DeviceId, SellerId};
use crate::money::Money;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Most times cash is put in or taken out of one drawer in one shift; a loop ends here.
pub const MAX_MOVES: usize = 200;

/// A shift, open until it is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// The command that opened it.
    pub id: CommandId,
    pub seller: SellerId,
    pub cashier: AccountId,
    /// Whose drawer it is: the device it stands beside.
    pub device: DeviceId,
    pub opened_at: Timestamp,
    /// What was in the drawer for change.
    pub float: Money,
    #[serde(default)]
    pub moves: Vec<CashMove>,
    #[serde(default)]
    pub closed: Option<Closing>,
}

/// Cash that went in or out between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashMove {
    pub at: Timestamp,
    /// Above zero put in, below taken out.
    pub amount: Money,
    pub reason: String,
}

/// How a shift ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    pub at: Timestamp,
    /// What should have been there.
    pub expected: Money,
    pub counted: Money,
}
