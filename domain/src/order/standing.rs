//! The three honest states, in one place, so that no screen invents its own.

use super::{Order, OrderState};
use crate::outbox::EntryState;
use crate::payment::PaymentState;

/// What a shopper is told about an order before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Durable on this phone; the shop has not heard of it.
    SavedOnPhone,
    /// The shop has it, durably. Nothing is paid.
    Accepted,
    /// The shop has it and asks about a change.
    NeedsAnswer,
    /// The money has arrived but the channel may still take it back.
    PaidProvisionally,
    Paid,
    /// The shop refused; the shopper can edit or drop it.
    Refused,
    /// Instructions ran out or the money was refused; nothing is lost.
    PaymentFailed,
    /// All of the money went back to the shopper.
    Refunded,
    Cancelled,
}

impl Standing {
    /// Of an order the shop has.
    #[must_use]
    pub const fn of_order(order: &Order) -> Self {
        match (&order.state, &order.payment) {
            (OrderState::Cancelled, _) => Self::Cancelled,
            (OrderState::NeedsConfirmation { .. }, _) => Self::NeedsAnswer,
            (_, PaymentState::SettledProvisionally { .. }) => Self::PaidProvisionally,
            (_, payment) if payment.is_final() => Self::Paid,
            (
                _,
                PaymentState::Denied { .. }
                | PaymentState::Expired { .. }
                | PaymentState::Cancelled { .. }
                | PaymentState::ChargedBack { .. },
            ) => Self::PaymentFailed,
            (_, PaymentState::Refunded { .. }) => Self::Refunded,
            (
                _,
                PaymentState::None | PaymentState::Pending { .. } | PaymentState::Settled { .. },
            ) => Self::Accepted,
        }
    }

    /// Of an order that so far is only a command in the outbox.
    #[must_use]
    pub const fn of_entry(entry: &EntryState) -> Self {
        match entry {
            EntryState::Queued { .. } | EntryState::Sending { .. } => Self::SavedOnPhone,
            EntryState::Answered { .. } => Self::Accepted,
            EntryState::Wedged { .. } => Self::Refused,
        }
    }
}
