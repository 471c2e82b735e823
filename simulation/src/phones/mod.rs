//! A phone and what people do on it. The outbox, the sender and the pull are
//! `warung-phone`'s own; here are the hands.

mod cashier;
mod machine;
mod rows;
mod shelf;
mod wishes;

pub use cashier::Till;
pub use machine::Slip;
pub use rows::read_anew;
pub use shelf::Shelf;

use crate::cast::{CAST, PHONES, config};
use crate::chance::Chance;
use crate::plan::Seen;
use crate::time::{WorldClock, breathe};
use crate::wire::{PhoneLine, read};
use crate::witness::Witness;
use ring::rand::SystemRandom;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use warung_domain::catalog::Changes;
use warung_domain::command::{Command, CommandBody, envelope};
use warung_domain::ids::{CommandId, DeviceId, OrderId};
use warung_domain::money::Money;
use warung_domain::order::OrderState;
use warung_domain::outbox::{EntryEvent, EntryState, OutboxEntry};
use warung_domain::pricing::PriceBreakdown;
use warung_domain::protocol::{DeviceAnswer, PROTOCOL_VERSION, Push};
use warung_domain::time::Timestamp;
use warung_phone::batch::Occasion;
use warung_phone::device::{Device, KeyedDevice, signer};
use warung_phone::drain::{Drained, drain};
use warung_phone::line::Line as _;
use warung_phone::memory::{Durable, Memory};
use warung_phone::pull::pull;
use warung_phone::repair::revive;
use warung_phone::save::{Wish, save};
use warung_phone::store::OutboxStore as _;
use warung_phone::surroundings::{SigningError, Surroundings};

/// Time, chance and keys, as one phone has them.
#[derive(Clone)]
pub struct Around {
    clock: WorldClock,
    /// Milliseconds the phone's clock is ahead.
    pub skew: Rc<Cell<i64>>,
    chance: Rc<RefCell<Chance>>,
}

impl Surroundings for Around {
    type Keys = usize;

    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.clock.millis().saturating_add(self.skew.get()))
    }

    fn jitter(&self) -> u16 {
        u16::try_from(self.chance.borrow_mut().below(1_001)).unwrap_or(0)
    }

    fn command_id(&self) -> Result<CommandId, SigningError> {
        let mut random = [0; 10];
        self.chance.borrow_mut().fill(&mut random);
        Ok(CommandId::mint(self.now(), &random))
    }

    async fn sign(&self, keys: &usize, message: &str) -> Result<Vec<u8>, SigningError> {
        breathe().await;
        let signed = CAST.keys[*keys].pair.sign(&SystemRandom::new(), message.as_bytes());
        signed.map(|signature| signature.as_ref().to_vec()).map_err(|e| SigningError(e.to_string()))
    }
}

/// Everything a task on a phone needs. Clones are the same phone.
#[derive(Clone)]
pub struct Kit {
    pub phone: usize,
    pub store: Memory<usize>,
    pub line: PhoneLine,
    pub around: Around,
    pub shelf: Rc<RefCell<Shelf>>,
    pub witness: Rc<RefCell<Witness>>,
    /// The Web Lock of the sender.
    pub sending: Rc<Cell<bool>>,
    /// There is something to send.
    pub kick: Rc<Cell<bool>>,
    pub till: Rc<RefCell<Till>>,
}

/// The lock, given back when its holder ends or dies.
struct Held(Rc<Cell<bool>>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// Whether a sender asks for the lock first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locking {
    Asks,
    /// As in a browser without locks.
    Without,
}

impl Kit {
    pub fn new(
        phone: usize,
        line: PhoneLine,
        clock: WorldClock,
        chance: Chance,
        shelf: Shelf,
    ) -> Self {
        let mut durable = Durable::default();
        for (place, person) in PHONES[phone].keys {
            let key = &CAST.keys[*place];
            let account = person.map(|person| CAST.accounts[person].id);
            let fresh = Device::fresh(key.device.clone(), key.public.clone());
            let device = Device { account, ..fresh };
            durable.devices.insert(key.device.clone(), KeyedDevice { device, keys: *place });
        }
        durable.account = PHONES[phone].person.map(|person| CAST.accounts[person].id);
        let witness = Rc::clone(&line.witness);
        Self {
            phone,
            store: Memory::holding(durable),
            line,
            around: Around { clock, skew: Rc::default(), chance: Rc::new(RefCell::new(chance)) },
            shelf: Rc::new(RefCell::new(shelf)),
            witness,
            sending: Rc::default(),
            kick: Rc::default(),
            till: Rc::default(),
        }
    }

    pub fn person(&self) -> Option<usize> {
        self.line.person.get()
    }

    /// Sends, then pulls.
    pub async fn sync(self, occasion: Occasion, locking: Locking) {
        if locking == Locking::Asks && self.sending.replace(true) {
            return;
        }
        let _held = (locking == Locking::Asks).then(|| Held(Rc::clone(&self.sending)));
        self.bind().await;
        let drained = drain(&self.store, &self.line, &self.around, occasion, &|| {}).await;
        if drained != Ok(Drained::LineTrouble) && self.person().is_some() {
            // Whatever did not work is tried again at the next occasion.
            let _ = pull(&self.store, &self.store, &self.line).await;
        }
    }

    /// Tells the shop whose a key is that nobody is bound to yet.
    async fn bind(&self) {
        let Some(person) = self.person() else { return };
        let account = CAST.accounts[person].id;
        let Ok(devices) = self.store.devices().await else { return };
        if devices.iter().any(|keyed| keyed.device.account == Some(account)) {
            return;
        }
        let nobodys = devices.into_iter().find(|keyed| keyed.device.account.is_none());
        let Some(keyed) = nobodys else { return };
        let body = serde_json::json!({ "public_key": keyed.device.public_key });
        let answer = self.line.post("/api/v1/devices", body.to_string().into_bytes()).await;
        if let Ok(answer) = read::<DeviceAnswer>(answer) {
            let _ = self.store.bind(&answer.device, account, answer.last_seq).await;
        }
    }

    /// Hears what changed in the catalog.
    pub async fn look(self) {
        let rev = self.shelf.borrow().rev;
        let answer = self.line.get(format!("/api/v1/catalog/changes?since={rev}")).await;
        if let Ok(changes) = read::<Changes>(answer) {
            let mut shelf = self.shelf.borrow_mut();
            if shelf.rev == rev {
                shelf.apply(changes);
            }
        }
    }

    /// Whether it is saved.
    async fn write(&self, body: CommandBody, seen: Option<PriceBreakdown>) -> bool {
        let account = self.person().map(|person| CAST.accounts[person].id);
        let Ok(devices) = self.store.devices().await else { return false };
        let Some(key) = signer(devices, account) else { return false };
        let wish = Wish { shop: config().shop, body, seen };
        match save(&self.store, &self.around, &key.device.id, &wish).await {
            Ok(entry) => {
                self.witness.borrow_mut().hears_saved(self.phone, &entry);
                self.kick.set(true);
                true
            }
            Err(_) => {
                self.witness.borrow_mut().coverage.deed("saving refused, and said so");
                false
            }
        }
    }

    pub async fn place(self, lines: Vec<(usize, u32)>, pay: usize) {
        let Some((order, seen)) = self.wish(&lines, pay) else { return };
        self.write(CommandBody::PlaceOrder(Box::new(order)), Some(seen)).await;
    }

    pub async fn top_up(self, thousands: i64, pay: usize) {
        // The balance is a person's.
        let wished = Self::amount(thousands, pay).filter(|_| self.person().is_some());
        let Some((body, seen)) = wished else { return };
        self.write(body, Some(seen)).await;
    }

    /// Orders this phone could speak about: those it pulled and those it is
    /// sending.
    fn orders(&self) -> Vec<OrderId> {
        self.store.look(|disk| {
            let placed = disk.entries.values().filter(|entry| entry.places_an_order());
            disk.orders.keys().copied().chain(placed.map(|entry| entry.subject)).collect()
        })
    }

    pub async fn cancel(self, nth: usize) {
        let orders = self.orders();
        let Some(order) = orders.get(nth % orders.len().max(1)).copied() else { return };
        self.write(CommandBody::CancelOrder { order }, None).await;
    }

    pub async fn confirm(self, nth: usize, seen: Seen) {
        let asked: Vec<(OrderId, Money)> = self.store.look(|disk| {
            let views = disk.orders.values().map(|view| &view.order);
            let asked = views.filter(|o| matches!(o.state, OrderState::NeedsConfirmation { .. }));
            asked.map(|order| (order.id, order.breakdown.total)).collect()
        });
        let Some((order, total)) = asked.get(nth % asked.len().max(1)).copied() else { return };
        let total = meant(total, seen);
        self.write(CommandBody::ConfirmOrder { order, total }, None).await;
    }

    /// A seller's command.
    pub async fn sell(self, body: CommandBody) {
        self.write(body, None).await;
    }

    /// What an older app could not send is tried again.
    pub async fn revive(self) {
        if revive(&self.store).await.is_ok() {
            self.kick.set(true);
        }
    }

    /// A person wants another try of whatever is stuck or waits.
    pub async fn retry(self) {
        let waiting = self
            .ids(|state| matches!(state, EntryState::Wedged { .. } | EntryState::Queued { .. }));
        let moves: Vec<_> = waiting.into_iter().map(|id| (id, EntryEvent::RetryAsked)).collect();
        if self.store.advance(&moves).await.is_ok() {
            self.kick.set(true);
        }
    }

    /// A person gives up on what is stuck.
    pub async fn drop_stuck(self) {
        let stuck = self.ids(|state| state.name() == "wedged" && state.may_be_removed());
        self.witness.borrow_mut().dropped.extend(&stuck);
        let _ = self.store.remove(&stuck).await;
    }

    fn ids(&self, which: impl Fn(&EntryState) -> bool) -> Vec<CommandId> {
        self.store.look(|disk| {
            let found = disk.entries.values().filter(|entry| which(&entry.state));
            found.map(|entry| entry.id).collect()
        })
    }

    /// The bytes of everything that still has to reach the shop.
    pub fn unsent(&self) -> Vec<String> {
        self.unsent_entries().into_iter().map(|entry| entry.bytes).collect()
    }

    pub fn unsent_entries(&self) -> Vec<OutboxEntry> {
        let bound: Vec<DeviceId> = self.store.look(|disk| {
            let bound = disk.devices.values().filter(|keyed| keyed.device.account.is_some());
            bound.map(|keyed| keyed.device.id.clone()).collect()
        });
        self.store.look(|disk| {
            let unsent = disk.entries.values().filter(|entry| entry.state.is_still_to_go());
            let bound = unsent.filter(|entry| bound.contains(&entry.device));
            bound.take(50).cloned().collect()
        })
    }

    /// Whether something on it waits for a newer app.
    pub fn wants_newer_app(&self) -> bool {
        !self.ids(EntryState::waits_for_a_newer_app).is_empty()
    }

    /// Nothing is on its way, and nothing answered waits to be heard back.
    pub fn is_clean(&self) -> bool {
        self.unsent().is_empty()
            && self.ids(|state| matches!(state, EntryState::Answered { .. })).is_empty()
    }

    /// Hands in what another phone has written.
    pub async fn carry(self, commands: Vec<String>) {
        let push = Push { v: PROTOCOL_VERSION, commands, unsent: None };
        // The other phone asks for itself what became of them.
        let _ = self.line.push(&push).await;
    }

    /// Signs another wish under an id that is used up, and hands it in.
    pub async fn use_again(self, id: CommandId) {
        let Some((place, _)) = PHONES[self.phone].keys.first() else { return };
        let key = &CAST.keys[*place];
        let command = Command {
            v: PROTOCOL_VERSION,
            shop: config().shop,
            id,
            device: key.device.clone(),
            seq: 1_000_000,
            at: self.around.now(),
            body: CommandBody::CancelOrder { order: id.into() },
        };
        let input = envelope::signing_input(&command);
        let Ok(signature) = self.around.sign(place, &input).await else { return };
        let commands = vec![envelope::seal(&input, &signature)];
        let push = Push { v: PROTOCOL_VERSION, commands, unsent: None };
        let Ok(body) = serde_json::to_vec(&push) else { return };
        // What the shop says to it the witness hears.
        let _ = self.line.post("/api/v1/commands", body).await;
    }
}

/// The amount, or another one.
#[must_use]
pub fn meant(amount: Money, seen: Seen) -> Money {
    match seen {
        Seen::Right => amount,
        Seen::Wrong => Money::new(amount.minor() + 1, amount.currency()),
    }
}
