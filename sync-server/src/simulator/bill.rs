//! One payment the bank was asked to collect, and what may become of it.

use super::channel::Channel;
use super::mood::{Mood, REORDERED_SECONDS};
use serde::{Deserialize, Serialize};
use warung_domain::time::Timestamp;

/// One line of what is paid for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillItem {
    pub name: String,
    pub quantity: i64,
    /// Whole rupiah for one.
    pub price: i64,
}

/// What became of a bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum BillState {
    Pending,
    Settled {
        at: Timestamp,
        approval_code: String,
    },
    Expired {
        at: Timestamp,
    },
    Cancelled {
        at: Timestamp,
    },
    /// Settled, and called back by the channel.
    Reversed {
        at: Timestamp,
    },
    /// Settled, and some or all of it given back.
    Refunded {
        at: Timestamp,
        approval_code: String,
    },
}

/// A notification that has not arrived yet: what it tells, and when it is tried next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Notice {
    pub tells: BillState,
    pub attempts: u32,
    pub next_at: Timestamp,
    /// Signed with another key, as somebody would who wants to be believed.
    #[serde(default)]
    pub forged: bool,
}

/// Money that went back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Refund {
    pub key: String,
    pub amount: i64,
    pub reason: String,
    pub at: Timestamp,
}

/// What somebody owes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    pub order_id: String,
    pub transaction_id: String,
    pub channel: Channel,
    /// Whole rupiah.
    pub amount: i64,
    /// What the till shows beside the shop's name.
    pub message: String,
    pub items: Vec<BillItem>,
    /// What is typed at the till or in the bank's app.
    pub code: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    #[serde(flatten)]
    pub state: BillState,
    #[serde(default)]
    pub(super) refunds: Vec<Refund>,
    /// In the order in which they will be tried.
    #[serde(default)]
    pub(super) notices: Vec<Notice>,
}

/// Why a till turns somebody away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CannotPay {
    Unknown,
    AlreadyPaid(Box<Bill>),
    Expired(Box<Bill>),
    Cancelled(Box<Bill>),
    /// Paid once, and the money has gone back.
    GivenBack(Box<Bill>),
}

/// Why a bill was not taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotWithdrawn {
    Unknown,
    NoLongerPending,
}

/// Why no money went back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotRefunded {
    Unknown,
    /// The channel sends none back.
    Unsupported,
    /// Not paid, or all of it back already.
    NotPaid,
    /// More than is left of it.
    TooMuch,
    /// The key was used before.
    Duplicate,
}

impl Bill {
    pub(super) fn is_pending(&self) -> bool {
        self.state == BillState::Pending
    }

    /// Whether a till would take money for it.
    pub(super) fn payable(&self) -> Result<(), CannotPay> {
        match self.state {
            BillState::Pending => Ok(()),
            BillState::Settled { .. } => Err(CannotPay::AlreadyPaid(Box::new(self.clone()))),
            BillState::Expired { .. } => Err(CannotPay::Expired(Box::new(self.clone()))),
            BillState::Cancelled { .. } => Err(CannotPay::Cancelled(Box::new(self.clone()))),
            BillState::Reversed { .. } | BillState::Refunded { .. } => {
                Err(CannotPay::GivenBack(Box::new(self.clone())))
            }
        }
    }

    /// Whether the channel may still call the payment back.
    pub(super) fn is_reversible(&self) -> bool {
        self.channel.can_reverse() && matches!(self.state, BillState::Settled { .. })
    }

    /// Over, and nobody has paid it.
    pub(super) fn is_closed(&self) -> bool {
        matches!(self.state, BillState::Expired { .. } | BillState::Cancelled { .. })
    }

    /// What of it has gone back.
    pub(super) fn refunded(&self) -> i64 {
        self.refunds.iter().map(|refund| refund.amount).sum()
    }

    /// Turns into something else, which the shop has to hear about.
    pub(super) fn turn_into(&mut self, state: BillState, mood: Mood, now: Timestamp) {
        self.state = state;
        let overtakes = mood == Mood::Reordered && !self.notices.is_empty();
        if overtakes {
            for waiting in &mut self.notices {
                waiting.next_at = waiting.next_at.plus_seconds(REORDERED_SECONDS);
            }
            self.notices.splice(0..0, Mood::Prompt.notices(&self.state, now));
        } else {
            self.notices.extend(mood.notices(&self.state, now));
        }
    }

    /// The time passed in which it could be paid.
    pub(super) fn run_out(&mut self, mood: Mood, now: Timestamp) {
        if self.is_pending() && self.expires_at <= now {
            self.turn_into(BillState::Expired { at: self.expires_at }, mood, now);
        }
    }

    /// Money goes back, all that is left of it or some.
    pub(super) fn refund(&mut self, refund: Refund, mood: Mood) -> Result<(), NotRefunded> {
        if !self.channel.can_refund() {
            return Err(NotRefunded::Unsupported);
        }
        if self.refunds.iter().any(|known| known.key == refund.key) {
            return Err(NotRefunded::Duplicate);
        }
        let (BillState::Settled { approval_code, .. } | BillState::Refunded { approval_code, .. }) =
            &self.state
        else {
            return Err(NotRefunded::NotPaid);
        };
        if refund.amount > self.amount - self.refunded() {
            return Err(NotRefunded::TooMuch);
        }
        let (at, approval_code) = (refund.at, approval_code.clone());
        self.refunds.push(refund);
        self.turn_into(BillState::Refunded { at, approval_code }, mood, at);
        Ok(())
    }
}
