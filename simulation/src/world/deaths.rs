//! Dying, where it was drawn or aimed at, and what has to be there afterwards.

use super::{Event, Trouble, World, all_orders};
use crate::cast::PHONES;
use crate::tasks::Owner;
use warung_server::failpoint::{Action, Aim, Failpoint};
use warung_server::storage::StorageError;

impl World {
    pub(super) fn phone_dies(&mut self, phone: usize, down: i64) {
        self.fault("phone: died at an await");
        self.tell(|| format!("{} dies", PHONES[phone].name));
        self.tasks.kill(Owner::Phone(phone));
        let host = &mut self.hosts[phone];
        host.dies_in = None;
        host.alive = false;
        host.kit.kick.set(false);
        self.at(down, Event::PhoneUp(phone));
    }

    pub(super) fn server_dies(&mut self, down: i64) -> Result<(), Trouble> {
        self.tell(|| "the server dies".into());
        self.server_dies_in = None;
        self.tasks.kill(Owner::Server);
        self.server.die();
        self.commits = 0;
        let hanging: Vec<u64> =
            self.flights.iter().filter(|(_, f)| f.at_server).map(|(id, _)| *id).collect();
        for id in hanging {
            self.at(50, Event::Arrive(id, None));
        }
        self.at(down, Event::ServerUp);
        Ok(())
    }

    /// After a death: everything that was there for everybody to see, and
    /// everything that was said, is still there.
    pub(super) fn check_survivors(&mut self) -> Result<(), Trouble> {
        let Some(running) = &self.server.running else { return Ok(()) };
        let mut witness = self.witness.borrow_mut();
        let ids: Vec<_> = witness.verdicts.keys().copied().collect();
        let (orders, ledger) = running.shop.storage.read_blocking(move |txn| {
            let ledger = ids
                .into_iter()
                .map(|id| Ok((id, txn.command(id)?.map(|line| line.verdict))))
                .collect::<Result<Vec<_>, StorageError>>()?;
            Ok::<_, StorageError>((all_orders(txn, 0)?, ledger))
        })?;
        for (id, stored) in ledger {
            let said = witness.verdicts.get(&id);
            if stored.as_ref() != said && !crate::promises::is_unwritten(said) {
                let how = format!("{id} was told {said:?}, the ledger holds {stored:?}");
                witness.breaks("accepted-survives", how);
            }
        }
        let seen: Vec<_> = witness.orders.keys().copied().collect();
        for id in seen {
            if !orders.iter().any(|record| record.order.id == id) {
                witness.breaks("accepted-survives", format!("order {id} is gone after a restart"));
            }
        }
        Ok(())
    }

    /// A server that has come to the place where it was to die says nothing more.
    pub(super) fn fall_where_aimed(&mut self) -> Result<(), Trouble> {
        let has_died = self
            .server
            .running
            .as_ref()
            .is_some_and(|running| running.shop.storage.failpoints().alive().is_err());
        if !has_died {
            return Ok(());
        }
        self.answered.borrow_mut().clear();
        self.noted.borrow_mut().clear();
        self.fault(self.aimed_at);
        self.server_dies(self.server_down)
    }

    /// Lets the server die at a named place of its code.
    pub(super) fn aim(&mut self, place: usize, nth: u64, down: i64) {
        let Some(running) = &self.server.running else { return };
        let place = Failpoint::ALL[place % Failpoint::ALL.len()];
        let points = running.shop.storage.failpoints();
        points.disarm();
        points.arm(Aim { place, nth }, Action::Break);
        (self.server_down, self.aimed_at) = (down, place.name());
        self.tell(|| format!("the server is to die at {place}"));
    }

    pub(super) fn disarm(&mut self) {
        if let Some(running) = &self.server.running {
            running.shop.storage.failpoints().disarm();
        }
    }
}
