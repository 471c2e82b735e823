//! Money that came beside an order's payment: on an attempt that was over, a second
//! time, too little or too much.
//!
//! ```text
//! held ──► going-back ──► sent-back
//!  │  │         │
//!  │  └─────────┴───────► credited
//!  └─► taken-back
//! ```
//! It pays nothing and is the shopper's. It waits out the channel's reversal window,
//! then goes back the way it came, or, where the channel cannot, onto the shopper's
//! balance. Nobody has to ask for it.

use super::PaymentMethod;
use crate::money::Money;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why nobody waited for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stray {
    /// For an attempt that was over.
    Late,
    /// For an order that was paid already.
    Duplicate,
    /// Less than was due; it pays nothing.
    Short,
    /// What came beyond what was due.
    Over,
}

impl Stray {
    pub const ALL: [Self; 4] = [Self::Late, Self::Duplicate, Self::Short, Self::Over];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Duplicate => "duplicate",
            Self::Short => "short",
            Self::Over => "over",
        }
    }
}

/// Money that came beside the payment of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrayMoney {
    /// The attempt it came for, by our name at the gateway.
    pub payment: String,
    pub method: PaymentMethod,
    pub why: Stray,
    pub amount: Money,
    /// When the gateway had it, by the gateway's clock.
    pub at: Timestamp,
    pub state: StrayState,
}

/// Where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StrayState {
    /// Here, and the channel may still take it back.
    Held {
        until: Timestamp,
    },
    /// The channel is asked to give it back.
    GoingBack,
    SentBack {
        at: Timestamp,
    },
    /// On the shopper's balance.
    Credited {
        at: Timestamp,
    },
    /// The channel took it back by itself.
    TakenBack {
        at: Timestamp,
    },
}

/// What is heard of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StrayEvent {
    /// The channel cannot take it back any more.
    WindowClosed {
        at: Timestamp,
    },
    /// The channel has given it back.
    Sent {
        at: Timestamp,
    },
    /// The channel will not give it back.
    NotSent {
        at: Timestamp,
    },
    TakenBack {
        at: Timestamp,
    },
}

/// An event that does not lead on.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("stray money that is {state} does not hear {event:?}")]
pub struct StrayTransitionError {
    pub state: &'static str,
    pub event: StrayEvent,
}

impl StrayState {
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Held { .. } => "held",
            Self::GoingBack => "going-back",
            Self::SentBack { .. } => "sent-back",
            Self::Credited { .. } => "credited",
            Self::TakenBack { .. } => "taken-back",
        }
    }

    /// Nothing more happens to it.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        !matches!(self, Self::Held { .. } | Self::GoingBack)
    }

    /// The channel has it, or its worth is on the shopper's balance: it did not leave by
    /// the channel.
    #[must_use]
    pub const fn is_at_channel(&self) -> bool {
        !matches!(self, Self::SentBack { .. } | Self::TakenBack { .. })
    }
}

impl StrayMoney {
    /// Whether it goes back by its channel. What came on top of a payment stays with the
    /// payment there, so that a refund of one is never taken for one of the other.
    #[must_use]
    pub const fn goes_back_by_channel(&self) -> bool {
        self.method.can_refund() && !matches!(self.why, Stray::Over)
    }

    /// What it becomes, or why nothing.
    pub fn apply(mut self, event: StrayEvent) -> Result<Self, StrayTransitionError> {
        self.state = match (&self.state, event) {
            (StrayState::Held { .. }, StrayEvent::WindowClosed { .. })
                if self.goes_back_by_channel() =>
            {
                StrayState::GoingBack
            }
            (StrayState::Held { .. }, StrayEvent::WindowClosed { at })
            | (StrayState::GoingBack, StrayEvent::NotSent { at }) => StrayState::Credited { at },
            (StrayState::Held { .. }, StrayEvent::TakenBack { at }) => StrayState::TakenBack { at },
            (StrayState::GoingBack, StrayEvent::Sent { at }) => StrayState::SentBack { at },
            (state, event) => {
                return Err(StrayTransitionError { state: state.name(), event });
            }
        };
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000);

    fn came(method: PaymentMethod, why: Stray) -> StrayMoney {
        let amount = Money::new(5, Currency::IDR);
        let state = StrayState::Held { until: NOW };
        StrayMoney { payment: "o-1".into(), method, why, amount, at: NOW, state }
    }

    #[test]
    fn what_the_channel_cannot_give_back_ends_on_the_balance() {
        let closed = |money: StrayMoney| money.apply(StrayEvent::WindowClosed { at: NOW }).unwrap();
        let till = closed(came(PaymentMethod::Indomaret, Stray::Late));
        assert_eq!(till.state, StrayState::Credited { at: NOW });
        let wallet = closed(came(PaymentMethod::Gopay, Stray::Late));
        assert_eq!(wallet.state, StrayState::GoingBack);
        let refused = wallet.clone().apply(StrayEvent::NotSent { at: NOW }).unwrap();
        assert_eq!(refused.state, StrayState::Credited { at: NOW });
        assert!(refused.apply(StrayEvent::Sent { at: NOW }).is_err(), "never twice");
        let sent = wallet.apply(StrayEvent::Sent { at: NOW }).unwrap();
        assert_eq!(sent.state, StrayState::SentBack { at: NOW });
        let over = closed(came(PaymentMethod::Gopay, Stray::Over));
        assert_eq!(over.state, StrayState::Credited { at: NOW });
    }

    proptest! {
        // Whatever is heard in whatever order: it ends once.
        #[test]
        fn it_ends_once(events in prop::collection::vec(0..4_u8, 0..10)) {
            let mut money = came(PaymentMethod::Qris, Stray::Duplicate);
            for number in events {
                let event = match number {
                    0 => StrayEvent::WindowClosed { at: NOW },
                    1 => StrayEvent::Sent { at: NOW },
                    2 => StrayEvent::NotSent { at: NOW },
                    _ => StrayEvent::TakenBack { at: NOW },
                };
                let was_over = money.state.is_over();
                match money.clone().apply(event) {
                    Ok(next) => {
                        prop_assert!(!was_over);
                        money = next;
                    }
                    Err(error) => prop_assert_eq!(error.state, money.state.name()),
                }
            }
        }
    }
}
