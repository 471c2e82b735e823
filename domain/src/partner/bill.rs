//! A bill of a partner's that somebody pays in cash, by a slip from a kiosk.
//!
//! ```text
//! shown ──► open ──► paid ──► done
//!                      ├────► credited
//!                      └────► owed ──► given back
//! ```
//! One that is open beyond its time is over, and nobody has to write that down. Cash for it is final at once: nobody takes back what the partner may have done already. Where
//! the partner refuses, the money goes onto the balance of who said whose phone it is, or is
//! owed to whoever holds the code, and handed back at any counter, once.

use super::{BillerId, Proof};
use crate::ids::{AccountId, DeviceId, OrderId, SellerId};
use crate::lang::Localized;
use crate::money::Money;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BillState {
    /// On the kiosk's screen. Nobody has said yes to it yet.
    Shown { at: Timestamp },
    /// To be paid at a counter until then.
    Open { until: Timestamp },
    /// The cash is there and passed on; what became of it is not known yet.
    Paid { at: Timestamp },
    /// The partner has done it.
    Done { at: Timestamp, proof: Proof },
    /// Refused, and put onto the payer's balance.
    Credited { at: Timestamp, reason: String },
    /// Refused, and to be handed back.
    Owed { at: Timestamp, reason: String },
    /// Handed back.
    GivenBack { at: Timestamp },
}

/// One bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerBill {
    /// Minted by the machine.
    pub id: OrderId,
    /// For people to say aloud; empty until it is open.
    pub number: String,
    pub biller: BillerId,
    pub biller_name: Localized,
    /// The number at the partner.
    pub customer: String,
    /// Whose account it is at the partner, most of it hidden.
    pub name: String,
    /// What is paid, in the partner's words.
    pub description: String,
    /// The partner's own name for what it quoted.
    pub quote: String,
    /// What the partner gets, with its fee.
    pub amount: Money,
    /// What the shop takes for its work.
    pub fee: Money,
    pub total: Money,
    /// Who pays, where the phone number that was typed is an account of this shop.
    pub payer: Option<AccountId>,
    /// Whose drawer the cash came into.
    pub drawer: Option<(SellerId, DeviceId)>,
    pub state: BillState,
}

/// What happens to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BillEvent {
    /// The person said yes.
    Opened {
        until: Timestamp,
    },
    Paid {
        at: Timestamp,
    },
    Done {
        at: Timestamp,
        proof: Proof,
    },
    /// The partner refused.
    Refused {
        at: Timestamp,
        reason: String,
    },
    GivenBack {
        at: Timestamp,
    },
}

/// An event that does not lead on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a bill that is {state} cannot be {event}")]
pub struct BillError {
    pub state: &'static str,
    pub event: &'static str,
}

impl BillState {
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Shown { .. } => "shown",
            Self::Open { .. } => "open",
            Self::Paid { .. } => "paid",
            Self::Done { .. } => "done",
            Self::Credited { .. } => "credited",
            Self::Owed { .. } => "owed",
            Self::GivenBack { .. } => "given-back",
        }
    }
}

impl BillEvent {
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::Paid { .. } => "paid",
            Self::Done { .. } => "done",
            Self::Refused { .. } => "refused",
            Self::GivenBack { .. } => "given-back",
        }
    }
}

impl PartnerBill {
    /// Lets `event` happen.
    pub fn apply(mut self, event: BillEvent) -> Result<Self, BillError> {
        use BillEvent as E;
        use BillState as S;
        self.state = match (self.state, event) {
            (S::Shown { .. }, E::Opened { until }) => S::Open { until },
            (S::Open { .. }, E::Paid { at }) => S::Paid { at },
            (S::Paid { .. }, E::Done { at, proof }) => S::Done { at, proof },
            (S::Paid { .. }, E::Refused { at, reason }) if self.payer.is_some() => {
                S::Credited { at, reason }
            }
            (S::Paid { .. }, E::Refused { at, reason }) => S::Owed { at, reason },
            (S::Owed { .. }, E::GivenBack { at }) => S::GivenBack { at },
            (state, event) => return Err(BillError { state: state.name(), event: event.name() }),
        };
        Ok(self)
    }

    /// Our name for the payment at the partner.
    #[must_use]
    pub fn reference(&self) -> String {
        self.id.to_string()
    }
}
