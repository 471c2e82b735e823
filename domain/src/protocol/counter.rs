//! What a cashier sees: whose payment a code is, and how the drawer stands.

use super::PartnerBillView;
use crate::ids::OrderId;
use crate::money::Money;
use crate::order::Purpose;
use crate::shift::Shift;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a payment at a counter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CounterDue {
    /// May be paid until then.
    Open { until: Option<Timestamp> },
    /// Has been, at that moment. Until `undo_until` a cashier may undo it.
    Paid {
        at: Timestamp,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        undo_until: Option<Timestamp>,
    },
    /// Nobody is to pay it any more: it ran out, was called off, or is paid another way.
    Over,
}

/// `POST /counter/payments`: the code as it was typed or scanned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CounterQuestion {
    pub code: String,
}

/// The answer: no more than a cashier needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterPayment {
    pub order: OrderId,
    /// The order's number as people say it.
    pub number: String,
    pub purpose: Purpose,
    /// The shopper's name, with most of its letters hidden.
    pub name: String,
    pub amount: Money,
    pub due: CounterDue,
    /// Where the business would owe the shop more than it may by taking it: what there is room
    /// for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<Money>,
    /// The bill, where it is a partner's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bill: Option<Box<PartnerBillView>>,
}

/// Something that moved cash in a drawer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawerLine {
    pub at: Timestamp,
    /// What happened, by the books' names: `paid-provisionally`, `taken-back`, `drawer-moved`, …
    pub what: String,
    /// The number of the order it was for.
    pub number: Option<String>,
    /// Above zero into the drawer.
    pub amount: Money,
}

/// A shift and what the books say of its drawer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftView {
    pub shift: Shift,
    /// The cashier's name.
    pub cashier: String,
    /// What should be in the drawer now, or should have been at the count.
    pub expected: Money,
    /// Oldest first.
    pub lines: Vec<DrawerLine>,
}

/// `GET /counter/drawer`: the newest shift at a device's drawer, open or closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawerStanding {
    pub newest: Option<ShiftView>,
    /// What the device may take while it has no line, for orders that it carries.
    pub offline_limit: Money,
}

/// A shift and whose it was, without what moved in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftHead {
    pub shift: Shift,
    /// The cashier's name.
    pub cashier: String,
}

/// `GET /counter/shifts`: a business's shifts at all its drawers, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shifts {
    pub shifts: Vec<ShiftHead>,
}
