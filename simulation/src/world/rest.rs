//! Coming to rest: everything heals, everybody sends and pulls, jobs run, until
//! nothing moves any more. Then the promises are checked.

use super::{Trouble, World};
use crate::cast::PHONES;
use crate::phones::Locking;
use crate::promises::{Evidence, check};
use warung_phone::batch::Occasion;
use warung_server::storage::{ReadTxn, StorageError};

/// Rounds until everything must have come to rest. Back-off ends at five minutes,
/// leases at one; the later rounds are longer.
const ROUNDS: u32 = 24;

/// Steps after which a round is taken to go on for ever.
const TOO_MANY: u64 = 6_000;

impl World {
    pub(super) fn rest(&mut self) -> Result<(), Trouble> {
        self.heal()?;
        let mut heard = vec![None; self.hosts.len()];
        for round in 0..ROUNDS {
            let rev = self.rev;
            if round % 4 == 0 {
                for payment in self.bank.payments() {
                    self.announce(&payment.id);
                }
            }
            self.jobs();
            for (phone, heard) in heard.iter_mut().enumerate() {
                // Orders come to those who shop; a counter has only what it sends.
                let has_news = *heard != Some(rev) && PHONES[phone].seller.is_none();
                if self.hosts[phone].kit.wants_newer_app() {
                    // An answer from before may say so long after the app was updated.
                    self.app_starts(phone);
                } else if has_news || !self.hosts[phone].kit.is_clean() {
                    self.sync(phone, Occasion::LineMayBeBack, Locking::Asks);
                }
                // In the first round calls from before may still hold the lock.
                *heard = (round > 0).then_some(rev);
            }
            let begun = self.steps;
            while self.step()? {
                let is_broken = !self.witness.borrow().broken.is_empty();
                if is_broken {
                    return Ok(());
                }
                if self.steps - begun > TOO_MANY {
                    let how = format!("round {round} does not end");
                    self.witness.borrow_mut().breaks("comes-to-rest", how);
                    return Ok(());
                }
            }
            if rev == self.rev && round >= 2 && self.is_at_rest()? {
                return Ok(());
            }
            let pause = if round % 2 == 0 { 65_000 } else { 310_000 };
            let later = self.clock.millis() + pause;
            self.clock.move_to(later);
        }
        Ok(())
    }

    /// Nothing waits for a sender, for a charge, or for a window to close.
    fn is_at_rest(&self) -> Result<bool, Trouble> {
        let waits = self.hosts.iter().any(|host| !host.kit.unsent().is_empty());
        let Some(running) = &self.server.running else { return Ok(false) };
        let open =
            |txn: &dyn ReadTxn| Ok::<_, StorageError>((txn.open_charges()?, txn.open_relays()?));
        let (charges, relays) = running.shop.storage.read_blocking(open)?;
        let witness = self.witness.borrow();
        let provisional =
            witness.orders.values().any(|order| order.payment == "settled-provisionally");
        Ok(!waits && charges == 0 && relays == 0 && !provisional)
    }

    pub(super) fn judge(&mut self) -> Result<(), Trouble> {
        let Some(running) = &self.server.running else { return Ok(()) };
        let mut witness = self.witness.borrow_mut();
        let kits = self.hosts.iter().map(|host| &host.kit).collect();
        let evidence =
            Evidence::gather(&running.shop, &witness, (&self.bank, &self.partner), kits)?;
        for broken in check(&evidence, &witness) {
            witness.broken.push(broken);
        }
        Ok(())
    }
}
