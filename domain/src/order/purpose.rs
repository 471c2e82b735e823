//! What an order is for.

use serde::{Deserialize, Serialize};

/// What the shopper gets for their money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// What stands in its parcels.
    #[default]
    Goods,
    /// An amount on their balance. It has no parcels, and nobody sells it.
    TopUp,
}

impl Purpose {
    /// Orders of before there were others do not say what they are for.
    #[must_use]
    pub const fn is_goods(&self) -> bool {
        matches!(self, Self::Goods)
    }
}
