//! What happens when its time has come: people act, the shop changes, things
//! break and are mended.

use super::{Event, Trouble, World};
use crate::cast::{self, BESIDE_THE_MACHINE, CAST, PHONES};
use crate::phones::Locking;
use crate::plan::{Happening, LineFault, StoreFault};
use crate::tasks::Owner;
use crate::time::START;
use crate::wire::App;
use warung_domain::catalog::Stock;
use warung_phone::batch::Occasion;
use warung_phone::memory::Trouble as StoreTrouble;
use warung_server::jobs::{charge_step, later_step, notice_step, relay_step, settle_step};
use warung_server::payment::GatewayState;

impl World {
    pub(super) fn happen(&mut self, event: Event) -> Result<(), Trouble> {
        match event {
            Event::Plan(place) => {
                let what = self.plan[place].what.clone();
                if !self.is_healed {
                    self.tell(|| format!("· {what}"));
                    self.strike(what)?;
                }
            }
            Event::Deliver(id) => self.deliver(id),
            Event::DeliverAgain(phone, request) => self.deliver_again(phone, request),
            Event::Arrive(id, answer) => self.arrive(id, answer),
            Event::PhoneTick(phone) => {
                self.sync(phone, Occasion::Timer, Locking::Asks);
                // Who has nothing to send asks more rarely.
                let is_idle = self.hosts[phone].kit.unsent().is_empty();
                let least = if is_idle { 120_000 } else { 4_000 };
                let next = (self.until_next() / 2).clamp(least, 600_000);
                self.again(next, Event::PhoneTick(phone));
            }
            Event::PhoneUp(phone) => {
                if !self.hosts[phone].alive {
                    self.tell(|| format!("{} is started again", PHONES[phone].name));
                    self.app_starts(phone);
                }
            }
            Event::StoreWell(phone) => self.hosts[phone].kit.store.suffer(StoreTrouble::None),
            Event::AppUpdated(phone) => self.app_updated(phone),
            Event::ServerUp => self.server_up()?,
            Event::DiskRoom => self.disk_room()?,
            Event::Jobs => {
                self.jobs();
                if self.chance.one_in(4) {
                    self.jobs();
                }
                let next = (self.until_next() / 2).clamp(10_000, 600_000);
                let next = self.chance.between(next / 2, next);
                self.again(next, Event::Jobs);
            }
            Event::SignIn(phone, person) => self.sign_in(phone, person),
            Event::JobsWoken => self.jobs(),
            Event::Notice { body, attempt } => self.notice(body, attempt),
        }
        Ok(())
    }

    /// Milliseconds until the plan goes on.
    fn until_next(&self) -> i64 {
        let now = self.clock.millis() - START.millis();
        self.plan.iter().map(|item| item.at).find(|at| *at > now).map_or(5_000, |at| at - now)
    }

    /// Once healed, nothing comes around by itself: the rest is driven in rounds.
    fn again(&mut self, after: i64, event: Event) {
        if !self.is_healed {
            self.at(after, event);
        }
    }

    pub(super) fn server_up(&mut self) -> Result<(), Trouble> {
        if self.server.running.is_none() {
            self.tell(|| "the server is started again".into());
            self.count_program();
            self.server.start()?;
            self.commits = self.server.commits();
            self.check_survivors()?;
            // What was committed in the moment of death nobody has seen yet.
            self.look_at_orders()?;
        }
        Ok(())
    }

    pub(super) fn disk_room(&mut self) -> Result<(), Trouble> {
        match &self.server.running {
            Some(running) => Ok(running.shop.storage.fill_disk(u32::MAX)?),
            None => Ok(()),
        }
    }

    /// One worker looks whether there is something to do.
    pub(super) fn jobs(&mut self) {
        let Some(running) = self.server.running.clone() else { return };
        if self.tasks.count(Owner::Server, "jobs") >= 2 {
            return;
        }
        self.tasks.spawn(Owner::Server, "jobs", async move {
            for _ in 0..6 {
                // A step that failed is tried again in the next round.
                let charged = charge_step(&running.shop).await.unwrap_or(false);
                let noticed = notice_step(&running.shop).await.unwrap_or(false);
                let settled = settle_step(&running.shop).await.unwrap_or(false);
                let relayed = relay_step(&running.shop).await.unwrap_or(false);
                let looked = later_step(&running.shop).await.unwrap_or(false);
                if !charged && !noticed && !settled && !relayed && !looked {
                    return;
                }
            }
        });
    }

    pub(super) fn spawn(
        &mut self,
        phone: usize,
        name: &'static str,
        task: impl Future<Output = ()> + 'static,
    ) {
        if self.hosts[phone].alive {
            self.tasks.spawn(Owner::Phone(phone), name, task);
        }
    }

    fn strike(&mut self, what: Happening) -> Result<(), Trouble> {
        match what {
            Happening::Place { phone, lines, pay } => {
                let kit = self.hosts[phone].kit.clone();
                self.spawn(phone, "place", kit.place(lines, pay));
            }
            Happening::TopUp { phone, thousands, pay } => {
                let kit = self.hosts[phone].kit.clone();
                self.spawn(phone, "top up", kit.top_up(thousands, pay));
            }
            Happening::Cancel { phone, nth } => {
                let kit = self.hosts[phone].kit.clone();
                self.spawn(phone, "cancel", kit.cancel(nth));
            }
            Happening::Confirm { phone, nth, seen } => {
                let kit = self.hosts[phone].kit.clone();
                self.spawn(phone, "confirm", kit.confirm(nth, seen));
            }
            Happening::Fulfil { phone, nth } => self.fulfil(phone, nth),
            Happening::Cash { phone, nth, seen } => self.cash(phone, nth, seen),
            Happening::Retry { phone } => {
                let kit = self.hosts[phone].kit.clone();
                self.spawn(phone, "retry", kit.retry());
            }
            Happening::Drop { phone } => {
                let kit = self.hosts[phone].kit.clone();
                self.spawn(phone, "drop", kit.drop_stuck());
            }
            Happening::SignIn { phone } => self.sign_in(phone, cast::BUDI),
            Happening::Switch { phone } => {
                let other = match self.hosts[phone].kit.person() {
                    Some(cast::ANI) => cast::BUDI,
                    _ => cast::ANI,
                };
                // Whoever was there before has just looked at the page.
                self.sync(phone, Occasion::LineMayBeBack, Locking::Asks);
                let soon = self.chance.between(0, 400);
                self.at(soon, Event::SignIn(phone, other));
            }
            Happening::Sync { phone } => self.sync(phone, Occasion::LineMayBeBack, Locking::Asks),
            Happening::SecondTab { phone, fault } => {
                self.hosts[phone].faults.extend(fault);
                self.witness.borrow_mut().coverage.deed("two tabs send without a lock");
                self.sync(phone, Occasion::LineMayBeBack, Locking::Without);
                self.sync(phone, Occasion::LineMayBeBack, Locking::Without);
            }
            Happening::Carry { of, by } => {
                let commands = self.hosts[of].kit.unsent();
                if of != by && !commands.is_empty() {
                    self.witness.borrow_mut().coverage.deed("commands carried by another phone");
                    let kit = self.hosts[by].kit.clone();
                    self.spawn(by, "carry", kit.carry(commands));
                }
            }
            Happening::Bring { of } => {
                let commands = self.hosts[of].kit.unsent();
                if !commands.is_empty() {
                    self.witness.borrow_mut().coverage.deed("commands read by the machine");
                    let kit = self.hosts[BESIDE_THE_MACHINE].kit.clone();
                    self.spawn(BESIDE_THE_MACHINE, "bring", kit.reads_off_a_screen(commands));
                }
            }
            Happening::Slip { person, thousands } => {
                let kit = self.hosts[BESIDE_THE_MACHINE].kit.clone();
                self.spawn(BESIDE_THE_MACHINE, "slip", kit.prints_a_slip(person, thousands));
            }
            Happening::Counter(what) => self.at_counter(what),
            Happening::Bill { payer, thousands } => {
                let kit = self.hosts[BESIDE_THE_MACHINE].kit.clone();
                self.spawn(BESIDE_THE_MACHINE, "bill", kit.prints_a_bill(payer, thousands));
            }
            Happening::Look { phone } => {
                let kit = self.hosts[phone].kit.clone();
                self.spawn(phone, "look", kit.look());
            }
            Happening::Price { product, percent } => self.change(product, move |found| {
                let price = (found.variants[0].price * percent / 100).max(10_000);
                found.variants[0].price = price;
                "a price changed"
            })?,
            Happening::Restock { product, units } => self.change(product, move |found| {
                if let Stock::Units(there) = found.variants[0].stock {
                    found.variants[0].stock = Stock::Units(there + units);
                }
                "stock added"
            })?,
            Happening::Withdraw { product } => self.change(product, move |found| {
                found.orderable = false;
                "a product withdrawn"
            })?,
            Happening::Offer { product } => self.change(product, move |found| {
                found.orderable = true;
                "a product offered again"
            })?,
            Happening::Leap { seconds } => {
                let to = self.clock.millis() + seconds * 1_000;
                self.clock.move_to(to);
            }
            Happening::Pay { nth } => self.money(nth, GatewayState::Settled),
            Happening::Deny { nth } => self.money(nth, GatewayState::Denied),
            Happening::Expire { nth } => self.money(nth, GatewayState::Expired),
            Happening::Reverse { nth } => self.money(nth, GatewayState::Denied),
            Happening::Refund { nth } => self.money_back(nth, GatewayState::Refunded),
            Happening::ChargeBack { nth } => self.money_back(nth, GatewayState::ChargedBack),
            fault => self.break_something(fault)?,
        }
        Ok(())
    }

    fn break_something(&mut self, fault: Happening) -> Result<(), Trouble> {
        match fault {
            Happening::Line { phone, fault } => {
                let faults = &mut self.hosts[phone].faults;
                faults.push_back(fault);
                // A second and a third call may meet the same trouble.
                if matches!(fault, LineFault::Portal | LineFault::Hung) {
                    faults.push_back(fault);
                }
            }
            Happening::Offline { phone, millis } => {
                self.hosts[phone].offline_until = self.clock.millis() + millis;
            }
            Happening::PhoneDies { phone, after, down } => {
                self.hosts[phone].dies_in = Some((after, down));
            }
            Happening::Store { phone, fault } => {
                let (trouble, millis) = match fault {
                    StoreFault::Full(millis) => (StoreTrouble::Full, millis),
                    StoreFault::Closed(millis) => (StoreTrouble::Closed, millis),
                    StoreFault::AbortNext => (StoreTrouble::AbortNext, 60_000),
                };
                self.fault(match fault {
                    StoreFault::Full(_) => "phone: storage full",
                    StoreFault::Closed(_) => "phone: storage closed",
                    StoreFault::AbortNext => "phone: transaction aborted",
                });
                self.hosts[phone].kit.store.suffer(trouble);
                self.at(millis, Event::StoreWell(phone));
            }
            Happening::PhoneClock { phone, seconds } => {
                self.fault("phone: clock jumped");
                let skew = &self.hosts[phone].kit.around.skew;
                skew.set(skew.get() + seconds * 1_000);
            }
            Happening::ServerClock { seconds } => {
                self.fault("server: clock jumped");
                self.witness.borrow_mut().shop_clock_jumped = true;
                self.server.clock.jump(seconds * 1_000);
            }
            Happening::ServerDies { after, down } => self.server_dies_in = Some((after, down)),
            Happening::ServerDiesAt { place, nth, down } => self.aim(place, nth, down),
            Happening::DiskFull { millis } => {
                if let Some(running) = &self.server.running {
                    self.fault("server: disk full");
                    running.shop.storage.fill_disk(0)?;
                    self.at(millis, Event::DiskRoom);
                }
            }
            Happening::Reuse { phone, nth } => {
                let kit = self.hosts[phone].kit.clone();
                let decided: Vec<_> = self.witness.borrow().verdicts.keys().copied().collect();
                if let Some(id) = decided.get(nth % decided.len().max(1)).copied() {
                    self.fault("phone: an id used again");
                    self.spawn(phone, "reuse", kit.use_again(id));
                }
            }
            Happening::CallerGone { after } => self.caller_gone_in = Some(after),
            Happening::Bank(fault) => self.bank.suffer(fault),
            Happening::Partner(fault) => self.partner.suffer(fault),
            Happening::Notice(fault) => self.notices.push_back(fault),
            Happening::Forge { nth } => {
                self.fault("notice: forged");
                let payments = self.bank.payments();
                let id = payments.get(nth % payments.len().max(1)).map(|payment| &payment.id);
                let body = format!("\"forged {}\"", id.map_or("o-1", String::as_str));
                self.at(10, Event::Notice { body, attempt: 9 });
            }
            other => self.meet(other)?,
        }
        Ok(())
    }

    fn sign_in(&mut self, phone: usize, person: usize) {
        let host = &self.hosts[phone];
        if host.alive && host.kit.person() != Some(person) {
            self.witness.borrow_mut().coverage.deed("somebody signs in");
            let host = &self.hosts[phone];
            host.kit.store.sign_in(Some(CAST.accounts[person].id));
            host.kit.line.person.set(Some(person));
            self.sync(phone, Occasion::LineMayBeBack, Locking::Asks);
        }
    }

    /// Everything is well from now on.
    pub(super) fn heal(&mut self) -> Result<(), Trouble> {
        self.tell(|| "everything heals".into());
        self.is_healed = true;
        self.server_dies_in = None;
        self.caller_gone_in = None;
        self.notices.clear();
        self.bank.heal();
        self.partner.heal();
        self.disarm();
        self.server.clock.put_right();
        for phone in 0..self.hosts.len() {
            let host = &mut self.hosts[phone];
            host.faults.clear();
            host.offline_until = 0;
            host.dies_in = None;
            host.alive = true;
            host.kit.store.suffer(StoreTrouble::None);
            host.kit.line.app.set(App::Current);
        }
        self.server_up()?;
        self.disk_room()
    }
}
