//! Goods that partners deliver: a code, or an advice to a number.

use super::RelayState;
use crate::ids::{ProductId, SellerId, VariantId};
use crate::money::Money;
use serde::{Deserialize, Serialize};

/// How a product gets to its buyer without anybody carrying it.
///
/// It travels as a number, which costs a phone next to nothing to read; a number that it does not
/// know is a thing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "u8", into = "u8")]
pub enum Digital {
    /// It is a thing.
    #[default]
    No,
    /// A code that its buyer reads in the order.
    Code,
    /// Something is done for a number that the buyer gives with the order.
    Number,
}

impl Digital {
    #[must_use]
    pub const fn is_no(&self) -> bool {
        matches!(self, Self::No)
    }
}

impl From<u8> for Digital {
    fn from(number: u8) -> Self {
        match number {
            1 => Self::Code,
            2 => Self::Number,
            _ => Self::No,
        }
    }
}

impl From<Digital> for u8 {
    fn from(digital: Digital) -> Self {
        match digital {
            Digital::No => 0,
            Digital::Code => 1,
            Digital::Number => 2,
        }
    }
}

/// One piece of an order that a partner delivers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigitalItem {
    pub seller: SellerId,
    pub product: ProductId,
    pub variant: VariantId,
    /// As on the receipt.
    pub name: String,
    /// What the buyer paid for this piece.
    pub price: Money,
    /// The number it is for; none of a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    pub state: RelayState,
}
