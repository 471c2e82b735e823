//! Payment: what became of the money. A machine of its own, beside the order's
//! commercial one and the outbox's delivery one.
//!
//! States follow what gateways really do (Midtrans' status cycle): a settlement
//! at Indomaret, Permata or Mandiri Bill can be reversed minutes later, so it is
//! provisional first. Events may arrive late, twice and in any order; an event
//! that would lead backwards is an error the caller logs and drops.

mod counter_code;
mod kiosk_code;
mod method;
mod refund;
mod stray;

pub use counter_code::{CounterCode, CounterCodeError};
pub use kiosk_code::{InsteadOfTyping, KioskCode};
pub use method::{Instructions, PaymentMethod};
pub use refund::{MAX_TEXT, Refund, RefundState, RefundWay};
pub use stray::{Stray, StrayEvent, StrayMoney, StrayState, StrayTransitionError};

use crate::money::{ExchangeRate, Money};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What is owed, and to whom the gateway will say so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// What the shopper pays, in the currency of the channel.
    pub amount: Money,
    /// Frozen when the shop sells in another currency than the channel collects.
    pub rate: Option<ExchangeRate>,
}

/// Where the money is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentState {
    /// Nothing asked of the gateway yet.
    None,
    Pending {
        instructions: Instructions,
        due: Due,
        expires_at: Option<Timestamp>,
    },
    /// Arrived, and may still be taken back until `until`. Goods stay here.
    SettledProvisionally {
        at: Timestamp,
        until: Timestamp,
        paid: Money,
    },
    Settled {
        at: Timestamp,
        paid: Money,
    },
    /// Refused, or a settlement the channel took back.
    Denied {
        at: Timestamp,
    },
    Expired {
        at: Timestamp,
    },
    Cancelled {
        at: Timestamp,
    },
    Refunded {
        at: Timestamp,
        /// In all, be it in one go or several.
        amount: Money,
        /// What had been paid. Not known of refunds from before it was noted: of those
        /// everything counts as given back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paid: Option<Money>,
    },
    ChargedBack {
        at: Timestamp,
    },
}

/// What is heard of the money, from the gateway's status, a cashier or a timer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentEvent {
    Instructed {
        instructions: Instructions,
        due: Due,
        expires_at: Option<Timestamp>,
    },
    /// Money arrived; `reversible_until` where the channel may take it back.
    Paid {
        at: Timestamp,
        paid: Money,
        reversible_until: Option<Timestamp>,
    },
    /// The reversal window is measured anew: the clock it was measured with was wrong.
    WindowRestarted {
        until: Timestamp,
    },
    /// The reversal window has closed.
    WindowClosed {
        at: Timestamp,
    },
    Denied {
        at: Timestamp,
    },
    Expired {
        at: Timestamp,
    },
    Cancelled {
        at: Timestamp,
    },
    Refunded {
        at: Timestamp,
        amount: Money,
    },
    ChargedBack {
        at: Timestamp,
    },
}

/// An event that does not lead on from a state.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a payment that is {state} cannot become {event}")]
pub struct PaymentTransitionError {
    pub state: &'static str,
    pub event: &'static str,
}

impl PaymentState {
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Pending { .. } => "pending",
            Self::SettledProvisionally { .. } => "settled-provisionally",
            Self::Settled { .. } => "settled",
            Self::Denied { .. } => "denied",
            Self::Expired { .. } => "expired",
            Self::Cancelled { .. } => "cancelled",
            Self::Refunded { .. } => "refunded",
            Self::ChargedBack { .. } => "charged-back",
        }
    }

    /// The shop has the money, be it provisionally, or what is left of it.
    #[must_use]
    pub const fn is_paid(&self) -> bool {
        matches!(self, Self::SettledProvisionally { .. }) || self.is_final()
    }

    /// The shop has the money, or what is left of it, for good.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        match self {
            Self::Settled { .. } => true,
            Self::Refunded { amount, paid: Some(paid), .. } => amount.minor() < paid.minor(),
            _ => false,
        }
    }

    /// It is over, and the shop has nothing of it.
    #[must_use]
    pub const fn has_failed(&self) -> bool {
        match self {
            Self::None
            | Self::Pending { .. }
            | Self::SettledProvisionally { .. }
            | Self::Settled { .. } => false,
            Self::Refunded { .. } => !self.is_final(),
            Self::Denied { .. }
            | Self::Expired { .. }
            | Self::Cancelled { .. }
            | Self::ChargedBack { .. } => true,
        }
    }

    /// The next state, or why there is none.
    pub fn apply(self, event: PaymentEvent) -> Result<Self, PaymentTransitionError> {
        use PaymentEvent as E;
        match (self, event) {
            (Self::None, E::Instructed { instructions, due, expires_at }) => {
                Ok(Self::Pending { instructions, due, expires_at })
            }
            // Money can beat the answer that would have told us where to send it.
            (
                Self::None | Self::Pending { .. },
                E::Paid { at, paid, reversible_until: Some(until) },
            ) => Ok(Self::SettledProvisionally { at, until, paid }),
            (Self::None | Self::Pending { .. }, E::Paid { at, paid, reversible_until: None }) => {
                Ok(Self::Settled { at, paid })
            }
            (Self::None | Self::Pending { .. }, E::Denied { at }) => Ok(Self::Denied { at }),
            (Self::None | Self::Pending { .. }, E::Expired { at }) => Ok(Self::Expired { at }),
            (Self::None | Self::Pending { .. }, E::Cancelled { at }) => Ok(Self::Cancelled { at }),
            (Self::SettledProvisionally { at, paid, .. }, E::WindowRestarted { until }) => {
                Ok(Self::SettledProvisionally { at, until, paid })
            }
            (Self::SettledProvisionally { paid, .. }, E::WindowClosed { at }) => {
                Ok(Self::Settled { at, paid })
            }
            (Self::SettledProvisionally { .. }, E::Denied { at }) => Ok(Self::Denied { at }),
            (
                Self::SettledProvisionally { paid, .. } | Self::Settled { paid, .. },
                E::Refunded { at, amount },
            ) => Ok(Self::Refunded { at, amount, paid: Some(paid) }),
            // Money may go back bit by bit; what is told is what has gone in all.
            (Self::Refunded { amount: before, paid, .. }, E::Refunded { at, amount })
                if amount.minor() > before.minor() =>
            {
                Ok(Self::Refunded { at, amount, paid })
            }
            (Self::SettledProvisionally { .. } | Self::Settled { .. }, E::ChargedBack { at }) => {
                Ok(Self::ChargedBack { at })
            }
            (state, event) => {
                Err(PaymentTransitionError { state: state.name(), event: event.name() })
            }
        }
    }
}

impl PaymentEvent {
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Instructed { .. } => "instructed",
            Self::Paid { .. } => "paid",
            Self::WindowRestarted { .. } => "window-restarted",
            Self::WindowClosed { .. } => "window-closed",
            Self::Denied { .. } => "denied",
            Self::Expired { .. } => "expired",
            Self::Cancelled { .. } => "cancelled",
            Self::Refunded { .. } => "refunded",
            Self::ChargedBack { .. } => "charged-back",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000);

    fn rp(minor: i64) -> Money {
        Money::new(minor, Currency::IDR)
    }

    fn instructed() -> PaymentEvent {
        PaymentEvent::Instructed {
            instructions: Instructions::Cash,
            due: Due { amount: rp(5), rate: None },
            expires_at: None,
        }
    }

    fn event() -> impl Strategy<Value = PaymentEvent> {
        prop_oneof![
            Just(instructed()),
            Just(PaymentEvent::Paid { at: NOW, paid: rp(5), reversible_until: None }),
            Just(PaymentEvent::Paid { at: NOW, paid: rp(5), reversible_until: Some(NOW) }),
            Just(PaymentEvent::WindowRestarted { until: NOW }),
            Just(PaymentEvent::WindowClosed { at: NOW }),
            Just(PaymentEvent::Denied { at: NOW }),
            Just(PaymentEvent::Expired { at: NOW }),
            Just(PaymentEvent::Cancelled { at: NOW }),
            Just(PaymentEvent::Refunded { at: NOW, amount: rp(5) }),
            Just(PaymentEvent::ChargedBack { at: NOW }),
        ]
    }

    // Holds M5.
    #[test]
    fn an_indomaret_settlement_can_be_taken_back_until_its_window_closes() {
        let provisional = PaymentState::None
            .apply(PaymentEvent::Paid { at: NOW, paid: rp(5), reversible_until: Some(NOW) })
            .unwrap();
        let denied = provisional.clone().apply(PaymentEvent::Denied { at: NOW }).unwrap();
        assert!(!denied.is_paid());
        let settled = provisional.apply(PaymentEvent::WindowClosed { at: NOW }).unwrap();
        assert!(settled.apply(PaymentEvent::Denied { at: NOW }).is_err());
    }

    // Holds M4.
    #[test]
    fn money_goes_back_bit_by_bit_and_never_comes_again() {
        let refunded = |minor| PaymentEvent::Refunded { at: NOW, amount: rp(minor) };
        let settled = PaymentState::Settled { at: NOW, paid: rp(5) };
        let part = settled.apply(refunded(2)).unwrap();
        assert!(part.is_paid() && part.is_final() && !part.has_failed(), "the rest is there");
        assert!(part.clone().apply(refunded(2)).is_err(), "the same is no news");
        assert!(part.clone().apply(refunded(1)).is_err());
        let whole = part.apply(refunded(5)).unwrap();
        assert_eq!(whole, PaymentState::Refunded { at: NOW, amount: rp(5), paid: Some(rp(5)) });
        assert!(!whole.is_paid() && whole.has_failed());
    }

    #[test]
    fn a_refund_from_before_the_payment_was_noted_with_it_is_one_of_everything() {
        let old = r#"{"refunded":{"at":1000,"amount":{"minor":2,"currency":"IDR"}}}"#;
        let state: PaymentState = serde_json::from_str(old).unwrap();
        assert!(state.has_failed() && !state.is_paid());
        assert_eq!(serde_json::to_string(&state).unwrap(), old);
    }

    proptest! {
        /// Whatever the order of events: once the money is final it is never
        /// merely awaited again, and nothing is paid twice.
        // Holds M4.
        #[test]
        fn no_history_leads_back(events in prop::collection::vec(event(), 0..12)) {
            let mut state = PaymentState::None;
            let mut times_paid = 0;
            for event in events {
                let was_final = !matches!(state, PaymentState::None | PaymentState::Pending { .. });
                let is_payment = matches!(event, PaymentEvent::Paid { .. });
                if let Ok(next) = state.clone().apply(event) {
                    times_paid += u32::from(is_payment);
                    let awaits = matches!(next, PaymentState::None | PaymentState::Pending { .. });
                    prop_assert!(!(was_final && awaits));
                    state = next;
                }
            }
            prop_assert!(times_paid <= 1);
        }
    }
}
