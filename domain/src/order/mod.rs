//! Orders: what became of a wish to buy.
//!
//! Three machines run side by side and are never merged: delivery of the
//! command ([`crate::outbox`]), the commercial state of the order
//! ([`OrderState`], with one [`FulfilmentState`] per parcel) and the money
//! ([`crate::payment::PaymentState`]). [`Standing`] is their one-word summary
//! for people: saved on this phone, accepted by the shop, paid.

mod fulfilment;
mod problem;
mod purpose;
mod standing;
mod state;

pub use fulfilment::{FulfilmentError, FulfilmentState};
pub use problem::OrderProblem;
pub use purpose::Purpose;
pub use standing::Standing;
pub use state::{OrderEvent, OrderState, OrderTransitionError};

use crate::address::Address;
use crate::ids::{DeliveryId, OrderId, SellerId};
use crate::lang::Localized;
use crate::money::Money;
use crate::partner::DigitalItem;
use crate::payment::{PaymentMethod, PaymentState, Refund, StrayMoney};
use crate::pricing::PriceBreakdown;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// An order as shop and shopper both see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub id: OrderId,
    /// Short number for people to say aloud, given by the shop.
    pub number: String,
    /// When the shop took it, by the shop's clock.
    pub accepted_at: Timestamp,
    pub state: OrderState,
    #[serde(default, skip_serializing_if = "Purpose::is_goods")]
    pub purpose: Purpose,
    pub breakdown: PriceBreakdown,
    /// One per parcel, in the breakdown's order.
    pub fulfilment: Vec<ParcelProgress>,
    pub delivery: DeliveryId,
    pub delivery_name: Localized,
    pub address: Option<Address>,
    pub note: String,
    pub payment_method: PaymentMethod,
    pub payment: PaymentState,
    /// Money that came beside its payment, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strays: Vec<StrayMoney>,
    /// What its sellers gave back, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refunds: Vec<Refund>,
    /// The pieces that partners deliver, in the order of its lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub digital: Vec<DigitalItem>,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
}

/// How far one seller's parcel has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParcelProgress {
    pub seller: SellerId,
    pub state: FulfilmentState,
}

/// Something that happened to an order, for its timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    pub at: Timestamp,
    pub what: Milestone,
}

/// Milestones by stable names, so that each side words them in its language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Milestone {
    Accepted,
    NeedsConfirmation,
    Confirmed,
    PaymentRequested,
    PaidProvisionally,
    Paid,
    PaymentDenied,
    PaymentExpired,
    PaymentReversed,
    ReceiptIssued,
    Packed { seller: SellerId },
    Shipped { seller: SellerId },
    ReadyForPickup { seller: SellerId },
    Completed { seller: SellerId },
    Cancelled,
}

impl Order {
    /// Whether goods may leave: money is final, or will be handed over in cash.
    #[must_use]
    pub fn may_release_goods(&self) -> bool {
        let money_is_safe = match self.payment_method {
            PaymentMethod::CashOnDelivery => true,
            _ => self.payment.is_final(),
        };
        money_is_safe && matches!(self.state, OrderState::Accepted)
    }

    /// Whether the shopper may still call it off by themselves.
    #[must_use]
    pub fn may_be_cancelled(&self) -> bool {
        let untouched =
            self.fulfilment.iter().all(|parcel| parcel.state == FulfilmentState::Awaiting);
        let unpaid = !self.payment.is_paid();
        let open =
            matches!(self.state, OrderState::Accepted | OrderState::NeedsConfirmation { .. });
        untouched && unpaid && open
    }

    /// Whether it may be paid in another way, or once more after a code that ran out.
    #[must_use]
    pub fn may_change_payment(&self) -> bool {
        let untouched =
            self.fulfilment.iter().all(|parcel| parcel.state == FulfilmentState::Awaiting);
        let went_back = matches!(
            self.payment,
            PaymentState::Refunded { .. } | PaymentState::ChargedBack { .. }
        );
        self.state == OrderState::Accepted && untouched && !self.payment.is_paid() && !went_back
    }

    /// What a seller can still give back: at most what is left of the payment when all that
    /// is asked for has gone, and of what its parcel cost without what a partner has still to
    /// decide about, which may come back by itself. Nothing where the money is not there
    /// for good, or the seller sells nothing in it.
    #[must_use]
    pub fn refundable(&self, seller: &SellerId) -> Option<Money> {
        let parcel = self.breakdown.parcels.iter().find(|parcel| parcel.seller == *seller)?;
        let there = match &self.payment {
            PaymentState::Settled { paid, .. } => *paid,
            PaymentState::Refunded { amount, paid: Some(paid), .. } => {
                paid.checked_sub(*amount).ok()?
            }
            _ => return None,
        };
        let sum = |of: &dyn Fn(&&Refund) -> bool| {
            let some = self.refunds.iter().filter(of).map(|refund| refund.amount);
            Money::sum(there.currency(), some).ok()
        };
        let left = there.checked_sub(sum(&|refund| refund.is_asked())?).ok()?;
        if left.currency() != parcel.total.currency() {
            // What was collected in another currency has no parcels.
            return Some(left);
        }
        let theirs = sum(&|refund| refund.seller == *seller && refund.counts())?;
        let open = self.digital.iter().filter(|it| it.seller == *seller && !it.state.is_over());
        let undecided = Money::sum(there.currency(), open.map(|item| item.price)).ok()?;
        let of_parcel = parcel.total.checked_sub(theirs).ok()?.checked_sub(undecided).ok()?;
        Some(if of_parcel.minor() < left.minor() { of_parcel } else { left })
    }

    /// Whether partners deliver all that a seller sold in it.
    #[must_use]
    pub fn is_digital(&self, seller: &SellerId) -> bool {
        let parcel = self.breakdown.parcels.iter().find(|parcel| parcel.seller == *seller);
        parcel.is_some_and(|parcel| {
            parcel.lines.iter().all(|line| {
                let mut items = self.digital.iter();
                items.any(|it| it.product == line.product && it.variant == line.variant)
            })
        })
    }

    /// Adds a milestone to the timeline.
    pub fn note_milestone(&mut self, at: Timestamp, what: Milestone) {
        self.timeline.push(TimelineEntry { at, what });
    }

    #[must_use]
    pub fn parcel_mut(&mut self, seller: &SellerId) -> Option<&mut ParcelProgress> {
        self.fulfilment.iter_mut().find(|parcel| parcel.seller == *seller)
    }
}
