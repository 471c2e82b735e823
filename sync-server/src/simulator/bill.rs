//! One payment the bank was asked to collect, and what may become of it.

use serde::{Deserialize, Serialize};
use warung_domain::time::Timestamp;

/// Where a bill can be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    Indomaret,
    Alfamart,
    BcaVirtualAccount,
}

impl Channel {
    /// The name above the door.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Indomaret => "Indomaret",
            Self::Alfamart => "Alfamart",
            Self::BcaVirtualAccount => "BCA Virtual Account",
        }
    }

    /// Least and most rupiah the channel takes, where it says so.
    pub(super) const fn limits(self) -> (i64, i64) {
        match self {
            Self::Indomaret => (10_000, 5_000_000),
            Self::Alfamart => (1, 5_000_000),
            Self::BcaVirtualAccount => (10_000, i64::MAX),
        }
    }

    pub(super) const fn code_length(self) -> usize {
        match self {
            Self::Indomaret => 15,
            Self::Alfamart | Self::BcaVirtualAccount => 16,
        }
    }
}

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
    Settled { at: Timestamp, approval_code: String },
    Expired { at: Timestamp },
    Cancelled { at: Timestamp },
}

/// A notification that has not arrived yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Notice {
    pub attempts: u32,
    pub next_at: Timestamp,
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
    pub(super) notice: Option<Notice>,
}

/// Why a till turns somebody away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CannotPay {
    Unknown,
    AlreadyPaid(Box<Bill>),
    Expired(Box<Bill>),
    Cancelled(Box<Bill>),
}

/// Why a bill was not taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotWithdrawn {
    Unknown,
    NoLongerPending,
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
        }
    }

    /// Comes to its end, which the shop has to hear about.
    pub(super) fn end(&mut self, state: BillState, now: Timestamp) {
        self.state = state;
        self.notice = Some(Notice { attempts: 0, next_at: now });
    }

    /// The time passed in which it could be paid.
    pub(super) fn run_out(&mut self, now: Timestamp) {
        if self.is_pending() && self.expires_at <= now {
            self.end(BillState::Expired { at: self.expires_at }, now);
        }
    }
}
