//! A world: phones, network, shop and bank, living through a plan step by step.
//!
//! A step is one task going on until it waits, or one event whose time has come.
//! After each, whoever sees everything looks ([`look`]). Where to start:
//! [`World::live`].

mod banking;
mod counters;
mod deaths;
mod happen;
mod look;
mod network;
mod rest;
mod shopkeeping;
mod versions;

pub use look::{all_orders, all_shifts};

use crate::bank::Bank;
use crate::cast::{CAST, PHONES};
use crate::chance::Chance;
use crate::coverage::Coverage;
use crate::partner::Partner;
use crate::phones::{Kit, Locking};
use crate::plan::{Item, LineFault, NoticeFault};
use crate::server::{Program, Server};
use crate::tasks::{Owner, Tasks};
use crate::time::{START, ShopClock, WorldClock};
use crate::wire::{Answer, App, PhoneLine, Request, Slot, Wire};
use crate::witness::{Broken, Witness};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::rc::Rc;
use thiserror::Error;
use warung_phone::batch::Occasion;
use warung_server::storage::StorageError;
use warung_server::storage::sqlite::SqliteStorage;

/// No schedule is shorter than this.
const FEWEST_STEPS: u64 = 200;

/// The simulator itself cannot go on.
#[derive(Debug, Error)]
pub enum Trouble {
    #[error("the shop's file: {0}")]
    Storage(#[from] StorageError),
    #[error("the folder {0}: {1}")]
    Folder(std::path::PathBuf, std::io::Error),
}

/// Something whose time will come.
enum Event {
    Plan(usize),
    Deliver(u64),
    /// The same request again; nobody waits for its answer.
    DeliverAgain(usize, Request),
    Arrive(u64, Option<Answer>),
    PhoneTick(usize),
    PhoneUp(usize),
    StoreWell(usize),
    AppUpdated(usize),
    SignIn(usize, usize),
    ServerUp,
    DiskRoom,
    Jobs,
    JobsWoken,
    Notice {
        body: String,
        attempt: u32,
    },
}

/// A call between its phone and the end of it.
struct Flight {
    request: Request,
    slot: Rc<Slot>,
    fault: Option<LineFault>,
    at_server: bool,
}

/// A phone and what is to go wrong with it.
struct Host {
    kit: Kit,
    alive: bool,
    faults: VecDeque<LineFault>,
    offline_until: i64,
    /// Awaits left, and how long it stays dead.
    dies_in: Option<(u32, i64)>,
}

/// Whether the story is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    Silent,
    Story,
}

/// What came of a plan.
pub struct Outcome {
    pub broken: Vec<Broken>,
    pub coverage: Coverage,
    pub story: Vec<String>,
}

pub struct World {
    clock: WorldClock,
    chance: Chance,
    tasks: Tasks,
    events: BTreeMap<(i64, u64), Event>,
    serial: u64,
    wire: Rc<Wire>,
    server: Server,
    bank: Bank,
    partner: Partner,
    hosts: Vec<Host>,
    witness: Rc<RefCell<Witness>>,
    flights: BTreeMap<u64, Flight>,
    answered: Rc<RefCell<Vec<(u64, Answer)>>>,
    /// Answers to the bank's notifications, with what to repeat if it was no 200.
    noted: Rc<RefCell<Vec<(String, u32, u16)>>>,
    notices: VecDeque<NoticeFault>,
    server_dies_in: Option<(u32, i64)>,
    /// How long it stays dead if it dies at a named place.
    server_down: i64,
    /// The named place it is to die at.
    aimed_at: &'static str,
    caller_gone_in: Option<u32>,
    /// The shop's answers have members this app does not know.
    is_shop_newer: bool,
    plan: Vec<Item>,
    telling: Telling,
    story: Vec<String>,
    steps: u64,
    commits: u64,
    rev: u64,
    is_healed: bool,
}

impl World {
    /// A world before anything has happened.
    pub fn begin(
        seed: u64,
        plan: Vec<Item>,
        folder: &Path,
        template: &Path,
        telling: Telling,
    ) -> Result<Self, Trouble> {
        let mut chance = Chance::new(seed ^ 0x5eed_5eed);
        let clock = WorldClock::default();
        let bank = Bank::new(clock.clone());
        let partner = Partner::new(clock.clone());
        let program = match chance.below(4) {
            0 => Program::Newer(1 + chance.index(SqliteStorage::SCHEMAS - 1)),
            _ => Program::Same,
        };
        let shop_clock = ShopClock::new(clock.clone());
        let dice = chance.branch();
        let others = (bank.clone(), partner.clone());
        let server = Server::begin(folder, template, shop_clock, others, dice, program)?;
        let witness = Rc::new(RefCell::new(Witness::default()));
        if program != Program::Same {
            witness.borrow_mut().coverage.fault("server: began on a file of an older schema");
        }
        let wire = Rc::new(Wire::default());
        let shelf = shopkeeping::first_shelf(&server, &witness)?;
        let hosts = PHONES.iter().enumerate().map(|(phone, info)| {
            let line = PhoneLine {
                wire: Rc::clone(&wire),
                phone,
                person: Rc::new(Cell::new(info.person)),
                app: Rc::new(Cell::new(App::Current)),
                witness: Rc::clone(&witness),
            };
            let kit = Kit::new(phone, line, clock.clone(), chance.branch(), shelf.clone());
            let faults = VecDeque::new();
            Host { kit, alive: true, faults, offline_until: 0, dies_in: None }
        });
        let hosts = hosts.collect();
        let mut world = Self {
            clock,
            chance,
            tasks: Tasks::default(),
            events: BTreeMap::new(),
            serial: 0,
            wire,
            server,
            bank,
            partner,
            hosts,
            witness,
            flights: BTreeMap::new(),
            answered: Rc::default(),
            noted: Rc::default(),
            notices: VecDeque::new(),
            server_dies_in: None,
            server_down: 1_000,
            aimed_at: "",
            caller_gone_in: None,
            is_shop_newer: false,
            plan,
            telling,
            story: Vec::new(),
            steps: 0,
            commits: 0,
            rev: 0,
            is_healed: false,
        };
        world.commits = world.server.commits();
        for place in 0..world.plan.len() {
            let at = world.plan[place].at;
            world.at(at, Event::Plan(place));
        }
        for phone in 0..PHONES.len() {
            let first = world.chance.between(500, 5_000);
            world.at(first, Event::PhoneTick(phone));
        }
        world.at(1_000, Event::Jobs);
        Ok(world)
    }

    /// Lives through the plan, heals, comes to rest, and is judged.
    pub fn live(mut self) -> Result<Outcome, Trouble> {
        let last = self.plan.last().map_or(0, |item| item.at) + START.millis();
        while self.clock.millis() <= last && self.step()? {
            if !self.witness.borrow().broken.is_empty() {
                return Ok(self.outcome());
            }
        }
        // Time goes on after a short plan as well: phones look, jobs run.
        while self.steps < FEWEST_STEPS && self.step()? {}
        self.rest()?;
        if self.witness.borrow().broken.is_empty() {
            self.judge()?;
        }
        Ok(self.outcome())
    }

    fn outcome(mut self) -> Outcome {
        let mut witness = self.witness.borrow_mut();
        let mut coverage = std::mem::take(&mut witness.coverage);
        coverage.schedules = 1;
        coverage.steps = self.steps;
        coverage.fewest_steps = Some(self.steps);
        let broken = std::mem::take(&mut witness.broken);
        Outcome { broken, coverage, story: std::mem::take(&mut self.story) }
    }

    /// Notes an event for so many milliseconds from now.
    fn at(&mut self, after: i64, event: Event) {
        self.serial += 1;
        self.events.insert((self.clock.millis().saturating_add(after), self.serial), event);
    }

    fn tell(&mut self, line: impl FnOnce() -> String) {
        if self.telling == Telling::Story {
            let seconds = (self.clock.millis() - START.millis()) / 1_000;
            let millis = (self.clock.millis() - START.millis()) % 1_000;
            self.story.push(format!("{seconds:>7}.{millis:03}  {}", line()));
        }
    }

    fn fault(&self, kind: &'static str) {
        self.witness.borrow_mut().coverage.fault(kind);
    }

    /// One step; `false` when nothing can happen any more.
    fn step(&mut self) -> Result<bool, Trouble> {
        let now = self.clock.millis();
        let is_due = self.events.first_key_value().is_some_and(|((at, _), _)| *at <= now);
        let ready = self.tasks.ready();
        if is_due && (ready.is_empty() || self.chance.one_in(2)) {
            self.steps += 1;
            if let Some((_, event)) = self.events.pop_first() {
                self.happen(event)?;
            }
        } else if !ready.is_empty() {
            self.steps += 1;
            let place = *self.chance.pick(&ready);
            self.poll(place)?;
            let pause = self.chance.between(0, 3);
            self.clock.move_to(now + pause);
            return Ok(true);
        } else {
            let event = self.events.first_key_value().map(|((at, _), _)| *at);
            let next = [event, self.clock.next()].into_iter().flatten().min();
            let Some(next) = next else { return Ok(false) };
            self.clock.move_to(next);
            return Ok(true);
        }
        self.afterwards(None)?;
        Ok(true)
    }

    fn poll(&mut self, place: usize) -> Result<(), Trouble> {
        let owner = self.tasks.owner(place);
        match owner {
            Owner::Phone(phone) => {
                if let Some((left, down)) = self.hosts[phone].dies_in {
                    if left == 0 {
                        self.phone_dies(phone, down);
                        return Ok(());
                    }
                    self.hosts[phone].dies_in = Some((left - 1, down));
                }
            }
            Owner::Server => {
                if let Some((left, down)) = self.server_dies_in {
                    if left == 0 {
                        self.fault("server: died at an await");
                        return self.server_dies(down);
                    }
                    self.server_dies_in = Some((left - 1, down));
                }
                if let Some(left) = self.caller_gone_in
                    && self.tasks.name(place) == "request"
                {
                    if left == 0 {
                        self.caller_gone_in = None;
                        self.fault("server: caller gone, request dropped");
                        self.tell(|| "the server drops a request whose caller is gone".into());
                        self.tasks.kill_one(place);
                        return Ok(());
                    }
                    self.caller_gone_in = Some(left - 1);
                }
            }
        }
        self.tasks.poll(place);
        self.afterwards(Some(owner))
    }

    fn sync(&mut self, phone: usize, occasion: Occasion, locking: Locking) {
        let host = &self.hosts[phone];
        if host.alive && self.tasks.count(Owner::Phone(phone), "sync") < 3 {
            let kit = host.kit.clone();
            self.tasks.spawn(Owner::Phone(phone), "sync", kit.sync(occasion, locking));
        }
    }
}

/// The accounts of those who shop.
fn shoppers() -> [warung_domain::ids::AccountId; 2] {
    [CAST.accounts[crate::cast::ANI].id, CAST.accounts[crate::cast::BUDI].id]
}
