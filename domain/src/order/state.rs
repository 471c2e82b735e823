//! The commercial machine of an order.
//!
//! ```text
//! accept ─► accepted ──► completed ──► returned
//!              │  ▲
//!     cancel   │  └─ confirm ─ needs-confirmation ◄─ accept with problems
//!              ▼                    │ cancel
//!          cancelled ◄──────────────┘
//! ```
//! An order that exists on the phone only has no state here: it is an outbox
//! entry. A rejected command never becomes an order.

use super::OrderProblem;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Where the deal stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrderState {
    Accepted,
    /// Something changed; the shopper is asked, nothing is charged meanwhile.
    NeedsConfirmation {
        problems: Vec<OrderProblem>,
    },
    /// Every parcel has been handed over, or the amount stands on the shopper's balance.
    Completed,
    Cancelled,
    Returned,
}

/// What can happen to a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderEvent {
    /// The shopper took the changes.
    Confirmed,
    Cancelled,
    AllHandedOver,
    Returned,
}

/// An event that does not lead on from a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("an order that is {state} cannot be {event}")]
pub struct OrderTransitionError {
    pub state: &'static str,
    pub event: &'static str,
}

impl OrderState {
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::NeedsConfirmation { .. } => "needs-confirmation",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Returned => "returned",
        }
    }

    pub fn apply(self, event: OrderEvent) -> Result<Self, OrderTransitionError> {
        use OrderEvent as E;
        match (self, event) {
            (Self::NeedsConfirmation { .. }, E::Confirmed) => Ok(Self::Accepted),
            (Self::NeedsConfirmation { .. } | Self::Accepted, E::Cancelled) => Ok(Self::Cancelled),
            (Self::Accepted, E::AllHandedOver) => Ok(Self::Completed),
            (Self::Completed, E::Returned) => Ok(Self::Returned),
            (state, event) => {
                Err(OrderTransitionError { state: state.name(), event: event.name() })
            }
        }
    }
}

impl OrderEvent {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Cancelled => "cancelled",
            Self::AllHandedOver => "handed-over",
            Self::Returned => "returned",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event() -> impl Strategy<Value = OrderEvent> {
        prop_oneof![
            Just(OrderEvent::Confirmed),
            Just(OrderEvent::Cancelled),
            Just(OrderEvent::AllHandedOver),
            Just(OrderEvent::Returned),
        ]
    }

    proptest! {
        /// A cancelled order stays cancelled, and goods never go out of an order
        /// that waits for the shopper's word.
        #[test]
        fn histories_keep_their_word(events in prop::collection::vec(event(), 0..10)) {
            let mut state = OrderState::NeedsConfirmation { problems: vec![] };
            let mut confirmed = false;
            for event in events {
                let before = state.clone();
                match state.clone().apply(event) {
                    Ok(next) => {
                        prop_assert_ne!(&before, &OrderState::Cancelled);
                        confirmed |= event == OrderEvent::Confirmed;
                        if next == OrderState::Completed {
                            prop_assert!(confirmed);
                        }
                        state = next;
                    }
                    Err(error) => prop_assert_eq!(error.state, before.name()),
                }
            }
        }
    }
}
