//! One payment passed on to a partner.
//!
//! ```text
//! waiting ──► asked ──► delivered
//!    ▲          │  └──► refused
//!    └─ not sent┘
//! ```
//! From *asked* on nobody pays again: what became of it is asked about until it is known. The two
//! ends are for good.

use super::BillerId;
use crate::ids::OrderId;
use crate::money::Money;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What a partner gives for the money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The partner's number for what it did.
    pub serial: String,
    /// What its owner types or shows somewhere, once: an electricity token, a voucher's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// What it is passed on for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RelayFor {
    /// A bill that was paid in cash at a counter.
    Bill(OrderId),
    /// One item of an order, by its place among those that partners deliver.
    Item { order: OrderId, place: u32 },
}

/// Where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RelayState {
    /// The partner has not been asked yet, or was not reached.
    Waiting,
    /// The partner may have it.
    Asked {
        since: Timestamp,
    },
    Delivered {
        at: Timestamp,
        proof: Proof,
    },
    /// Nothing was done and nothing will be.
    Refused {
        at: Timestamp,
        reason: String,
    },
}

/// A payment that is passed on, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relay {
    /// Our name for it at the partner, for ever.
    pub reference: String,
    pub whole: RelayFor,
    pub biller: BillerId,
    /// The number at the partner that it is for.
    pub customer: String,
    /// What of the partner's, by its own name.
    pub product: Option<String>,
    /// What the partner gets.
    pub amount: Money,
    /// The partner's name for what it quoted.
    pub quote: Option<String>,
    /// When the money for it was there.
    pub since: Timestamp,
    pub state: RelayState,
}

/// What happens to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RelayEvent {
    /// It is about to be sent.
    Asked {
        at: Timestamp,
    },
    /// It surely was not: the partner was not reached.
    NotSent,
    Delivered {
        at: Timestamp,
        proof: Proof,
    },
    Refused {
        at: Timestamp,
        reason: String,
    },
}

/// An event that does not lead on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a payment that is {state} at the partner cannot be {event}")]
pub struct RelayError {
    pub state: &'static str,
    pub event: &'static str,
}

impl RelayState {
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Asked { .. } => "asked",
            Self::Delivered { .. } => "delivered",
            Self::Refused { .. } => "refused",
        }
    }

    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Delivered { .. } | Self::Refused { .. })
    }

    pub fn apply(self, event: RelayEvent) -> Result<Self, RelayError> {
        use RelayEvent as E;
        match (self, event) {
            (Self::Waiting, E::Asked { at }) => Ok(Self::Asked { since: at }),
            // The first moment is the one that counts.
            (Self::Asked { since }, E::Asked { .. }) => Ok(Self::Asked { since }),
            (Self::Waiting | Self::Asked { .. }, E::NotSent) => Ok(Self::Waiting),
            (Self::Asked { .. }, E::Delivered { at, proof }) => Ok(Self::Delivered { at, proof }),
            (Self::Waiting | Self::Asked { .. }, E::Refused { at, reason }) => {
                Ok(Self::Refused { at, reason })
            }
            (state, event) => Err(RelayError { state: state.name(), event: event.name() }),
        }
    }
}

impl RelayEvent {
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Asked { .. } => "asked",
            Self::NotSent => "not-sent",
            Self::Delivered { .. } => "delivered",
            Self::Refused { .. } => "refused",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000);

    fn event() -> impl Strategy<Value = RelayEvent> {
        let proof = Proof { serial: "s".into(), token: None };
        prop_oneof![
            Just(RelayEvent::Asked { at: NOW }),
            Just(RelayEvent::NotSent),
            Just(RelayEvent::Delivered { at: NOW, proof }),
            Just(RelayEvent::Refused { at: NOW, reason: "no".into() }),
        ]
    }

    proptest! {
        // Holds T2.
        #[test]
        fn what_has_ended_stays_as_it_ended(events in prop::collection::vec(event(), 0..12)) {
            let mut state = RelayState::Waiting;
            for event in events {
                let (before, was_over) = (state.clone(), state.is_over());
                let delivers = matches!(event, RelayEvent::Delivered { .. });
                if let Ok(next) = state.clone().apply(event) {
                    prop_assert!(!was_over);
                    // Nothing is delivered that was never asked for.
                    let was_asked = matches!(before, RelayState::Asked { .. });
                    prop_assert!(!delivers || was_asked);
                    state = next;
                }
            }
        }
    }
}
