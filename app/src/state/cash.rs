//! Taking cash: the payment that is on the counter right now, and the drawer.

use super::carried_cash::OfflineLimit;
use leptos::prelude::*;
use warung_domain::ids::CommandId;
use warung_domain::money::Money;
use warung_domain::protocol::{CounterPayment, ShiftHead, ShiftView, Witnesses};
use warung_domain::time::Timestamp;

/// Cash that was taken, as it stands on the proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What the shop is told by.
    pub command: CommandId,
    pub payment: CounterPayment,
    /// What was handed over.
    pub given: Money,
    /// What was given back of it.
    pub change: Money,
    /// The device's clock.
    pub at: Timestamp,
    pub on: Word,
}

/// By whose word cash is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// The shop's: the code holds.
    TheShops,
    /// The phone's own, whose order is carried here: the shop has not heard of it yet.
    ThePhones,
}

/// Where the customer who stands there is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Serving {
    #[default]
    Nobody,
    /// Their code is being looked up.
    Asking,
    /// This is what they pay, or why not.
    Found(CounterPayment),
    Taken(Taken),
    /// A payment that was taken is being undone.
    Undone(Undone),
}

impl Serving {
    /// The command that is on the counter right now, and whose fate is told there.
    #[must_use]
    pub const fn command(&self) -> Option<CommandId> {
        match self {
            Self::Taken(taken) => Some(taken.command),
            Self::Undone(undone) => Some(undone.command),
            Self::Nobody | Self::Asking | Self::Found(_) => None,
        }
    }
}

/// A payment that somebody undoes with a colleague's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone {
    /// What the shop is told by.
    pub command: CommandId,
    /// What goes back to the customer.
    pub amount: Money,
}

/// The drawer as the shop last said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum DrawerView {
    #[default]
    Unknown,
    /// Closed, and how it was closed last.
    Closed(Option<Box<ShiftView>>),
    Open(Box<ShiftView>),
}

/// Signals over the cash page.
#[derive(Clone, Copy, Default)]
pub struct CashState {
    pub serving: RwSignal<Serving>,
    /// Why a code led nowhere.
    pub wrong: RwSignal<Option<String>>,
    pub drawer: RwSignal<DrawerView>,
    /// The last attempt to hear of the drawer failed, for this reason.
    pub trouble: RwSignal<Option<String>>,
    /// What may be taken without a line, while the drawer is open.
    pub offline: RwSignal<Option<OfflineLimit>>,
    /// Who could consent to undoing a payment, as the shop last said.
    pub witnesses: RwSignal<Option<Witnesses>>,
    /// The business's newest shifts, once somebody has asked to see them.
    pub shifts: RwSignal<Option<Vec<ShiftHead>>>,
}

impl CashState {
    /// Forgets everything, when somebody else takes the counter.
    pub fn forget(self) {
        self.serving.set(Serving::Nobody);
        self.wrong.set(None);
        self.drawer.set(DrawerView::Unknown);
        self.trouble.set(None);
        self.offline.set(None);
        self.witnesses.set(None);
        self.shifts.set(None);
    }
}
