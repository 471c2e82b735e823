//! Programs of different ages meet: apps that are too old or newer than the shop, apps and
//! servers that are replaced and find what the one before has written.

use super::{Event, Trouble, World};
use crate::phones::{Locking, read_anew};
use crate::plan::Happening;
use crate::server::Program;
use crate::tasks::Owner;
use crate::wire::App;
use warung_phone::batch::Occasion;
use warung_phone::memory::Memory;
use warung_server::storage::sqlite::SqliteStorage;

impl World {
    pub(super) fn meet(&mut self, what: Happening) -> Result<(), Trouble> {
        match what {
            Happening::OldApp { phone, millis } => {
                self.fault("phone: old app");
                self.hosts[phone].kit.line.app.set(App::Old);
                self.at(millis, Event::AppUpdated(phone));
            }
            Happening::NewerApp { phone, millis } => {
                self.fault("phone: app newer than the shop");
                self.hosts[phone].kit.line.app.set(App::Newer);
                self.at(millis, Event::AppUpdated(phone));
            }
            Happening::AppReplaced { phone } => self.app_replaced(phone),
            // What a shop has learned it does not forget, so this does not heal.
            Happening::NewerShop => self.is_shop_newer = true,
            Happening::ServerReplaced { schema, down } => {
                // An older server has never worked on a file that holds what it cannot have written.
                let schema = schema.max(self.witness.borrow().oldest_schema());
                if schema < SqliteStorage::SCHEMAS {
                    self.server.program = Program::Newer(schema);
                }
                self.server_stops(down)?;
            }
            Happening::ServerTooOld { down } => {
                self.server.program = Program::TooOld;
                self.server_stops(down)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn server_stops(&mut self, down: i64) -> Result<(), Trouble> {
        if self.server.running.is_some() { self.server_dies(down) } else { Ok(()) }
    }

    /// What is about to be started, for the tables.
    pub(super) fn count_program(&self) {
        match self.server.program {
            Program::Same => {}
            Program::Newer(_) => self.fault("server: replaced, the file was of an older schema"),
            Program::TooOld => self.fault("server: too old for its file"),
        }
    }

    /// App and shop are of the same age again: the older one was replaced.
    pub(super) fn app_updated(&mut self, phone: usize) {
        let was = self.hosts[phone].kit.line.app.replace(App::Current);
        if was == App::Old && self.hosts[phone].alive {
            self.app_replaced(phone);
        }
    }

    /// Every tab is gone; the next app reads what this one has written down.
    fn app_replaced(&mut self, phone: usize) {
        self.fault("phone: app replaced, its rows read anew");
        self.tasks.kill(Owner::Phone(phone));
        let kit = &mut self.hosts[phone].kit;
        let written = kit.store.durable();
        let read = read_anew(&written);
        if read.as_ref() != Ok(&written) {
            let how = format!("what was written is not what is read: {:?}", read.err());
            self.witness.borrow_mut().breaks("saved-survives", how);
            return;
        }
        kit.store = Memory::holding(written);
        self.app_starts(phone);
    }

    /// As the app does at its start: what waited for a newer one is tried again, and there may be
    /// a line.
    pub(super) fn app_starts(&mut self, phone: usize) {
        self.hosts[phone].alive = true;
        let kit = self.hosts[phone].kit.clone();
        self.spawn(phone, "revive", kit.revive());
        self.sync(phone, Occasion::LineMayBeBack, Locking::Asks);
    }
}
