//! The self-service machine: what it is, who stands before it, and what they typed. Nothing of it
//! is stored, and all of it is wiped when nobody touches the screen.

use leptos::prelude::*;
use warung_domain::ids::OrderId;
use warung_domain::protocol::{KioskBill, KioskBiller, KioskView};
use warung_domain::time::Timestamp;

/// Whether this device is a machine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Machine {
    #[default]
    Unknown,
    /// The shop does not know it as one.
    None,
    Here(KioskView),
}

/// One of the things that are typed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Entry {
    #[default]
    Phone,
    Code,
    Amount,
}

/// What was typed, digits only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    pub phone: String,
    pub code: String,
    pub amount: String,
}

impl Typed {
    #[must_use]
    pub fn of(&self, entry: Entry) -> &str {
        match entry {
            Entry::Phone => &self.phone,
            Entry::Code => &self.code,
            Entry::Amount => &self.amount,
        }
    }

    pub fn of_mut(&mut self, entry: Entry) -> &mut String {
        match entry {
            Entry::Phone => &mut self.phone,
            Entry::Code => &mut self.code,
            Entry::Amount => &mut self.amount,
        }
    }
}

/// How far somebody has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum KioskStep {
    #[default]
    Menu,
    /// They type.
    Typing(KioskBiller),
    /// The shop is asked.
    Asking(KioskBiller),
    /// They look whether it is right. A top-up gets its id here, once, so that asking for the slip
    /// twice opens no second one.
    Check {
        bill: KioskBill,
        id: OrderId,
    },
    Slip(KioskBill),
}

/// Signals over the machine.
#[derive(Clone, Copy, Default)]
pub struct KioskState {
    pub machine: RwSignal<Machine>,
    pub step: RwSignal<KioskStep>,
    pub typed: RwSignal<Typed>,
    /// Which of them the keypad fills.
    pub entry: RwSignal<Entry>,
    /// What was wrong: beside which member, and why.
    pub wrong: RwSignal<Option<(Option<String>, String)>>,
    /// The shop could not be asked.
    pub no_line: RwSignal<bool>,
    /// When the screen was touched last.
    pub touched_at: RwSignal<Option<Timestamp>>,
}

impl KioskState {
    /// Wipes everything about whoever stood there.
    pub fn wipe(self) {
        self.step.set(KioskStep::Menu);
        self.typed.set(Typed::default());
        self.entry.set(Entry::Phone);
        self.wrong.set(None);
        self.no_line.set(false);
        self.touched_at.set(None);
    }
}

/// Billers in the order of the menu.
pub const BILLERS: [KioskBiller; 2] = [KioskBiller::Order, KioskBiller::Balance];

/// What is typed for a biller, in turn.
#[must_use]
pub const fn entries(biller: KioskBiller) -> &'static [Entry] {
    match biller {
        KioskBiller::Order => &[Entry::Phone, Entry::Code],
        KioskBiller::Balance => &[Entry::Phone, Entry::Code, Entry::Amount],
    }
}
