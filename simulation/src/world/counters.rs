//! What cashiers do, and which codes people bring them.

use super::World;
use crate::cast::PHONES;
use crate::plan::AtCounter;
use warung_domain::ids::OrderId;
use warung_domain::payment::{Instructions, PaymentMethod, PaymentState};

impl World {
    pub(super) fn at_counter(&mut self, what: AtCounter) {
        match what {
            AtCounter::Open { phone, thousands } => {
                let kit = self.hosts[phone].kit.clone();
                self.spawn(phone, "open", kit.opens_a_shift(thousands));
            }
            AtCounter::Move { phone, thousands } => {
                let kit = self.hosts[phone].kit.clone();
                self.spawn(phone, "move", kit.moves_cash(thousands));
            }
            AtCounter::Close { phone, off } => {
                let kit = self.hosts[phone].kit.clone();
                self.spawn(phone, "close", kit.closes_the_shift(off));
            }
            AtCounter::Serve { phone, nth } => {
                if let Some(code) = self.code(nth) {
                    self.serve(phone, code);
                }
            }
            AtCounter::Race { phone, other, nth } => {
                if let Some(code) = self.code(nth) {
                    self.witness.borrow_mut().coverage.deed("two counters with one slip");
                    self.serve(phone, code.clone());
                    self.serve(other, code);
                }
            }
            AtCounter::TakeIn { of, by, offline } => {
                let carried = self.hosts[of].kit.unsent_entries();
                if !carried.is_empty() {
                    self.hosts[by].offline_until = self.clock.millis() + offline;
                    let kit = self.hosts[by].kit.clone();
                    self.spawn(by, "take in", kit.takes_in(carried));
                }
            }
            AtCounter::Undo { phone, nth, word } => {
                let kit = self.hosts[phone].kit.clone();
                self.spawn(phone, "undo", kit.undoes(nth, word));
            }
        }
    }

    fn serve(&mut self, phone: usize, code: String) {
        let kit = self.hosts[phone].kit.clone();
        self.spawn(phone, "serve", kit.serves(code));
    }

    /// One of the codes that people hold in their hands: off a machine's printer, or on a phone.
    /// Newer ones are brought more often.
    fn code(&self, nth: usize) -> Option<String> {
        let witness = self.witness.borrow();
        let mut codes: Vec<(OrderId, String)> =
            witness.slips.iter().map(|(order, slip)| (*order, slip.code.clone())).collect();
        let bills = witness.bills.slips.iter().map(|(bill, slip)| (*bill, slip.code.clone()));
        codes.extend(bills);
        let shoppers = self.hosts.iter().filter(|host| PHONES[host.kit.phone].seller.is_none());
        for host in shoppers {
            host.kit.store.look(|disk| {
                let orders = disk.orders.values().map(|view| &view.order);
                let by_counter = orders.filter(|o| o.payment_method == PaymentMethod::Counter);
                codes.extend(by_counter.filter_map(|order| match &order.payment {
                    PaymentState::Pending {
                        instructions: Instructions::Code { code, .. }, ..
                    } => Some((order.id, code.clone())),
                    _ => None,
                }));
            });
        }
        codes.sort();
        codes.dedup();
        let newest = codes.len().min(8);
        codes.iter().rev().nth(nth % newest.max(1)).map(|(_, code)| code.clone())
    }
}
