//! Looking after every step: what has just been written, said, stored; and what
//! survived a death.

use super::{Event, Trouble, World, shoppers};
use crate::cast::sellers;
use crate::tasks::Owner;
use crate::witness::Steps;
use warung_domain::shift::Shift;
use warung_phone::batch::Occasion;
use warung_server::storage::{OrderRecord, ReadTxn, StorageError};

/// Every order of those who shop.
pub fn all_orders(txn: &dyn ReadTxn, since: u64) -> Result<Vec<OrderRecord>, StorageError> {
    let mut found = Vec::new();
    for account in shoppers() {
        found.extend(txn.orders_of(account, since, 1_000)?);
    }
    found.sort_by_key(|record| record.rev);
    Ok(found)
}

/// Every shift at every drawer.
pub fn all_shifts(txn: &dyn ReadTxn) -> Result<Vec<Shift>, StorageError> {
    let mut found = Vec::new();
    for seller in sellers() {
        found.extend(txn.shifts_of(&seller, 1_000)?);
    }
    Ok(found)
}

impl World {
    /// What a step left behind is taken up.
    pub(super) fn afterwards(&mut self, owner: Option<Owner>) -> Result<(), Trouble> {
        self.fall_where_aimed()?;
        for call in self.wire.take() {
            self.send(call);
        }
        let answered = std::mem::take(&mut *self.answered.borrow_mut());
        for (id, answer) in answered {
            self.leave(id, answer)?;
        }
        self.hear_notes();
        for struck in [self.bank.struck(), self.partner.struck()] {
            self.witness.borrow_mut().coverage.add(&struck);
        }
        for id in self.bank.news() {
            self.announce(&id);
        }
        if self.server.commits() != self.commits {
            self.look_at_orders()?;
        }
        if let Some(Owner::Phone(phone)) = owner {
            self.look_at_phone(phone);
        }
        Ok(())
    }

    /// The bank repeats what was not taken in.
    fn hear_notes(&mut self) {
        let noted = std::mem::take(&mut *self.noted.borrow_mut());
        for (body, attempt, status) in noted {
            let is_forged = body.contains("forged");
            if is_forged && status == 200 {
                let mut witness = self.witness.borrow_mut();
                witness.breaks("forged-notice-refused", "a forged notification got a 200");
            }
            if status != 200 && !is_forged && attempt < 4 {
                self.at(10_000, Event::Notice { body, attempt: attempt + 1 });
            }
        }
    }

    pub(super) fn look_at_orders(&mut self) -> Result<(), Trouble> {
        let Some(running) = &self.server.running else { return Ok(()) };
        let since = self.rev;
        let bills = self.witness.borrow().bills.wished.clone();
        let (touched, shifts, bills) = running.shop.storage.read_blocking(move |txn| {
            let bills = bills.into_iter().map(|id| {
                let Some(record) = txn.partner_bill(id)? else { return Ok(None) };
                let relay = txn.relay(&record.bill.reference())?;
                Ok(Some((record.bill, relay.map(|record| record.relay.state))))
            });
            let bills = bills.collect::<Result<Vec<_>, StorageError>>()?;
            Ok::<_, StorageError>((all_orders(txn, since)?, all_shifts(txn)?, bills))
        })?;
        for (bill, relay) in bills.into_iter().flatten() {
            self.witness.borrow_mut().sees_bill(&bill, relay.as_ref());
        }
        for shift in shifts {
            self.witness.borrow_mut().sees_shift(&shift);
        }
        let commits = running.shop.storage.commits();
        let newest = touched.last().map_or(since, |record| record.rev);
        let steps = if commits == self.commits + 1 && newest <= since + 1 {
            Steps::One
        } else {
            Steps::Several
        };
        self.commits = commits;
        self.rev = newest;
        if !touched.is_empty() && !self.is_healed {
            let soon = self.chance.between(0, 300);
            self.at(soon, Event::JobsWoken);
        }
        for record in touched {
            let order = &record.order;
            self.tell(|| {
                let (id, state) = (super::network::short(&order.id), order.state.name());
                format!("the shop writes: order {id} {state}, payment {}", order.payment.name())
            });
            let mut witness = self.witness.borrow_mut();
            witness.first_seen.entry(order.id).or_insert(self.clock.millis());
            witness.sees_order(order, steps);
        }
        Ok(())
    }

    fn look_at_phone(&mut self, phone: usize) {
        let witness = &self.witness;
        self.hosts[phone].kit.store.look(|disk| {
            witness.borrow_mut().sees_outbox(phone, disk.entries.iter());
        });
        if self.hosts[phone].kit.kick.replace(false) {
            self.sync(phone, Occasion::LineMayBeBack, crate::phones::Locking::Asks);
        }
    }
}
