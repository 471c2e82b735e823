//! Money that the shop gives back, by the word of a seller.
//!
//! A refund is asked for once, under the id of the command that asked. By the channel
//! it takes its time and may be refused; by every other way the seller says what they
//! did, and it is done with the saying.

use crate::ids::{CommandId, SellerId};
use crate::money::Money;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Longest reason and longest reference, in characters.
pub const MAX_TEXT: usize = 140;

/// How it goes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefundWay {
    /// The way it came.
    Channel,
    /// Onto the shopper's balance.
    Balance,
    /// Handed over in notes and coins.
    Cash,
    /// Sent to an account of the shopper's; what the bank calls the transfer.
    Transfer { reference: String },
}

impl RefundWay {
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Balance => "balance",
            Self::Cash => "cash",
            Self::Transfer { .. } => "transfer",
        }
    }
}

/// How far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefundState {
    /// The channel is asked.
    Asked,
    Done {
        at: Timestamp,
    },
    /// The channel will not do it; another way is open.
    Refused {
        at: Timestamp,
    },
}

/// One refund of a parcel, whole or in part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// The command that asked for it.
    pub id: CommandId,
    /// Whose parcel it is about, and who bears it.
    pub seller: SellerId,
    /// In the currency the order was paid in.
    pub amount: Money,
    pub way: RefundWay,
    /// In the seller's words.
    pub reason: String,
    pub asked_at: Timestamp,
    pub state: RefundState,
}

impl Refund {
    /// It has been given back, or is about to be.
    #[must_use]
    pub const fn counts(&self) -> bool {
        !matches!(self.state, RefundState::Refused { .. })
    }

    /// The channel still has to say what became of it.
    #[must_use]
    pub const fn is_asked(&self) -> bool {
        matches!(self.state, RefundState::Asked)
    }
}
