//! Taking cash: the payment that is on the counter right now, and the drawer.

use leptos::prelude::*;
use warung_domain::ids::CommandId;
use warung_domain::money::Money;
use warung_domain::protocol::{CounterPayment, ShiftView};
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
}

impl CashState {
    /// Forgets everything, when somebody else takes the counter.
    pub fn forget(self) {
        self.serving.set(Serving::Nobody);
        self.wrong.set(None);
        self.drawer.set(DrawerView::Unknown);
        self.trouble.set(None);
    }
}
