//! What is seen at counters: words that colleagues gave, shifts that began and ended, and cash that
//! must not be spoken of before the order it is for.

use super::{Broken, Witness};
use crate::machines::Machine;
use std::collections::BTreeMap;
use warung_domain::command::{CommandBody, RejectCode, Verdict};
use warung_domain::ids::{CommandId, ConsentId, OrderId};
use warung_domain::payment::PaymentMethod;
use warung_domain::shift::Shift;

/// A colleague's word, as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub order: OrderId,
    /// By their places in [`crate::cast::PEOPLE`].
    pub cashier: usize,
    pub witness: usize,
    /// What was typed for it.
    pub pin: String,
}

/// The part of the record that counters leave.
#[derive(Default)]
pub struct Tills {
    pub words: BTreeMap<ConsentId, Given>,
    pub shifts: BTreeMap<CommandId, &'static str>,
}

/// The schemas that brought counters, machines, colleagues' words, and partners.
const COUNTERS: usize = 14;
const MACHINES: usize = 15;
const WORDS: usize = 16;
const PARTNERS: usize = 17;

impl Witness {
    /// The oldest server that can have written what there is to see.
    #[must_use]
    pub fn oldest_schema(&self) -> usize {
        let at_counters = |body: &CommandBody| match body {
            CommandBody::PlaceOrder(wish) => wish.payment == PaymentMethod::Counter,
            CommandBody::TopUp { payment, .. } => *payment == PaymentMethod::Counter,
            CommandBody::OpenShift { .. } => true,
            _ => false,
        };
        let needs = [
            (PARTNERS, !self.bills.wished.is_empty()),
            (WORDS, !self.tills.words.is_empty()),
            (MACHINES, !self.wished_at_the_machine.is_empty()),
            (COUNTERS, self.known.values().any(|known| at_counters(&known.command.body))),
        ];
        needs.iter().find(|(_, is_there)| *is_there).map_or(1, |(schema, _)| *schema)
    }

    /// Somebody's word came to a counter.
    pub fn hears_a_word(&mut self, consent: ConsentId, given: Given) {
        self.coverage.deed("a colleague's word");
        if given.pin != crate::cast::pins::pin_of(given.witness) {
            self.breaks("undone-by-two", format!("{given:?} was taken for a word"));
        }
        self.tills.words.insert(consent, given);
    }

    /// A shift stands in the database like that now.
    pub fn sees_shift(&mut self, shift: &Shift) {
        let now = if shift.closed.is_some() { "closed" } else { "open" };
        let before = self.tills.shifts.insert(shift.id, now).unwrap_or("new");
        if before == now {
            return;
        }
        // A server that dies between two looks shows both steps at once.
        let Some(way) = Machine::Shift.way(before, now) else {
            let how = format!("shift {}: {before} became {now}", shift.id);
            self.broken.push(Broken { promise: "shift-only-onwards", how });
            return;
        };
        for (from, to) in way {
            self.moves(Machine::Shift, from, to);
        }
    }

    /// The shop has decided about something that happened at a counter.
    pub(super) fn hears_of_cash(&mut self, id: CommandId, verdict: &Verdict) {
        let Some(known) = self.known.get(&id) else { return };
        let phone = known.phone;
        match &known.command.body {
            CommandBody::RecordCash { order, .. } => {
                let order = *order;
                self.behind_its_order(order, phone);
            }
            CommandBody::ReverseCash { .. } => self.coverage.deed(match verdict {
                Verdict::Applied => "a payment undone",
                Verdict::Rejected { code: RejectCode::NotAllowed } => "undoing not allowed",
                _ => "undoing too late",
            }),
            _ => {}
        }
    }

    /// N12: cash for an order that a counter carries waits for the order.
    fn behind_its_order(&mut self, order: OrderId, phone: usize) {
        let carried = self.entries.get(&phone).into_iter().flatten();
        let waits = carried.into_iter().any(|(other, state)| {
            OrderId::from(*other) == order
                && matches!(*state, "queued" | "sending")
                && !self.verdicts.contains_key(other)
        });
        if waits {
            let how = format!("cash for {order} was decided before the order that lay beside it");
            self.breaks("order-of-commands", how);
        }
    }
}
