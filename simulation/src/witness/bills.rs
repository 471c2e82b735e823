//! What is seen of partners' bills: the slips that came out of the machine, and where bills and the
//! payments that are passed on for them stand.

use super::{Broken, Witness};
use crate::machines::Machine;
use std::collections::{BTreeMap, BTreeSet};
use warung_domain::ids::OrderId;
use warung_domain::partner::{PartnerBill, RelayState};

/// A slip for a partner's bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillSlip {
    pub code: String,
    /// In minor units.
    pub total: i64,
    /// Whose phone number was typed, by their places in [`crate::cast::PEOPLE`].
    pub payer: Option<usize>,
}

/// The part of the record that partners' bills leave.
#[derive(Default)]
pub struct Bills {
    /// What somebody asked the machine for.
    pub wished: BTreeSet<OrderId>,
    pub slips: BTreeMap<OrderId, BillSlip>,
    states: BTreeMap<(Machine, OrderId), &'static str>,
}

impl Witness {
    /// A slip for a bill came out of the machine.
    pub fn prints_a_bill(&mut self, bill: OrderId, slip: BillSlip) {
        self.coverage.deed("slip for a partner's bill printed");
        self.bills.slips.insert(bill, slip);
    }

    /// A bill stands in the database like that now.
    pub fn sees_bill(&mut self, bill: &PartnerBill, relay: Option<&RelayState>) {
        self.stands(Machine::Bill, bill.id, bill.state.name());
        if let Some(relay) = relay {
            self.stands(Machine::Relay, bill.id, relay.name());
        }
    }

    /// Of steps that lie between two looks the shortest way is taken for the true one.
    fn stands(&mut self, machine: Machine, id: OrderId, now: &'static str) {
        let before = self.bills.states.insert((machine, id), now).unwrap_or("new");
        if before == now {
            return;
        }
        let Some(way) = machine.way(before, now) else {
            let how = format!("{} {id}: {before} became {now}", machine.name());
            self.broken.push(Broken { promise: "bill-only-onwards", how });
            return;
        };
        for (from, to) in way {
            self.moves(machine, from, to);
        }
    }
}
