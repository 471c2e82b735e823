//! The self-service machine: what it is, who stands before it, and what they typed. Nothing of it
//! is stored, and all of it is wiped when nobody touches the screen.

use super::kiosk_partner::PartnerStep;
use leptos::prelude::*;
use warung_domain::ids::OrderId;
use warung_domain::protocol::{KioskAnswer, KioskBill, KioskBiller, KioskView};
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
    /// The number at a partner.
    Customer,
}

/// What was typed, digits only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    pub phone: String,
    pub code: String,
    pub amount: String,
    pub customer: String,
}

impl Typed {
    #[must_use]
    pub fn of(&self, entry: Entry) -> &str {
        match entry {
            Entry::Phone => &self.phone,
            Entry::Code => &self.code,
            Entry::Amount => &self.amount,
            Entry::Customer => &self.customer,
        }
    }

    pub fn of_mut(&mut self, entry: Entry) -> &mut String {
        match entry {
            Entry::Phone => &mut self.phone,
            Entry::Code => &mut self.code,
            Entry::Amount => &mut self.amount,
            Entry::Customer => &mut self.customer,
        }
    }
}

/// Why the shop has not answered. What was asked may have been done; asking again under the same
/// id does it no second time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    NoLine,
    /// The shop is there and cannot go on, in its own words.
    AtTheShop(String),
}

/// How far somebody has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum KioskStep {
    #[default]
    Menu,
    /// They type.
    Typing(KioskBiller),
    /// The shop is asked. The question has an id of its own, so that a late answer is not shown to
    /// whoever stands here by then.
    Asking {
        biller: KioskBiller,
        id: OrderId,
    },
    /// They look whether it is right. A top-up has the id of its question, so that asking for the
    /// slip twice opens no second one.
    Check {
        bill: KioskBill,
        id: OrderId,
    },
    Slip(KioskBill),
    /// A partner's bill.
    Partner(Box<PartnerStep>),
    /// The camera looks for a code: to fill in what is typed for a biller, or from the menu for an
    /// order that a phone without a line brings.
    Scanning(Option<KioskBiller>),
    /// The shop is given what the camera read. Given twice, it is done once (O7).
    Delivering {
        id: OrderId,
        commands: Vec<String>,
    },
    /// What the shop said of it.
    Brought {
        id: OrderId,
        commands: Vec<String>,
        answers: Vec<KioskAnswer>,
    },
}

impl KioskStep {
    /// Whether an answer to the question of that id is for who stands here now. Every answer has
    /// to pass this, however late it comes.
    #[must_use]
    pub fn awaits(&self, question: OrderId) -> bool {
        match self {
            Self::Asking { id, .. } | Self::Check { id, .. } | Self::Delivering { id, .. } => {
                *id == question
            }
            Self::Partner(step) => step.awaits(question),
            Self::Menu
            | Self::Typing(_)
            | Self::Slip(_)
            | Self::Scanning(_)
            | Self::Brought { .. } => false,
        }
    }
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
    /// Why there is no answer yet to what was asked.
    pub trouble: RwSignal<Option<Trouble>>,
    /// When the screen was touched last.
    pub touched_at: RwSignal<Option<Timestamp>>,
    pub scan: KioskScan,
    /// Where the way back from a slip leads: to the answers among which it was.
    pub behind: RwSignal<Option<KioskStep>>,
    /// Whether the machine makes sounds.
    pub is_loud: RwSignal<bool>,
}

/// What the camera has made out so far.
#[derive(Clone, Copy, Default)]
pub struct KioskScan {
    /// So many codes of so many that are enough, of a moving row.
    pub part: RwSignal<Option<(u8, u8)>>,
    /// Why nothing came of what was seen last.
    pub trouble: RwSignal<Option<&'static str>>,
}

impl KioskState {
    /// Wipes everything about whoever stood there.
    pub fn wipe(self) {
        self.step.set(KioskStep::Menu);
        self.typed.set(Typed::default());
        self.entry.set(Entry::Phone);
        self.wrong.set(None);
        self.trouble.set(None);
        self.touched_at.set(None);
        self.scan.part.set(None);
        self.scan.trouble.set(None);
        self.behind.set(None);
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

/// Most digits of an entry: of a phone number with its country, of a payment code, of an amount, and
/// of the longest number that a partner knows somebody by.
#[must_use]
pub const fn most_digits(entry: Entry) -> usize {
    match entry {
        Entry::Phone => 15,
        Entry::Code => 12,
        Entry::Amount => 9,
        Entry::Customer => 30,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warung_domain::money::{Currency, Money};
    use warung_domain::protocol::CounterDue;

    fn question(random: u8) -> OrderId {
        OrderId::mint(Timestamp::from_millis(1_795_320_000_000), &[random; 10])
    }

    fn bill() -> KioskBill {
        let amount = Money::new(50_000, Currency::IDR);
        KioskBill {
            biller: KioskBiller::Balance,
            name: "S\u{2022}\u{2022}\u{2022}".into(),
            number: None,
            amount,
            fee: Money::zero(Currency::IDR),
            total: amount,
            code: None,
            due: CounterDue::Open { until: None },
        }
    }

    // Holds N5.
    #[test]
    fn an_answer_is_shown_to_who_asked_and_to_nobody_else() {
        let (theirs, mine) = (question(1), question(2));
        let asking = KioskStep::Asking { biller: KioskBiller::Balance, id: mine };
        let check = KioskStep::Check { bill: bill(), id: mine };
        let delivering = KioskStep::Delivering { id: mine, commands: vec!["a.b.c".into()] };
        for step in [&asking, &check, &delivering] {
            assert!(step.awaits(mine));
            // The same wish of whoever stood here before.
            assert!(!step.awaits(theirs));
        }
        let others = [
            KioskStep::Menu,
            KioskStep::Typing(KioskBiller::Balance),
            KioskStep::Slip(bill()),
            KioskStep::Scanning(None),
            KioskStep::Brought { id: mine, commands: Vec::new(), answers: Vec::new() },
        ];
        assert!(others.iter().all(|step| !step.awaits(mine)), "nobody waits there");
    }
}
