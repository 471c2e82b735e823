//! Who sees everything and forgets nothing: what phones said they had saved, what
//! the shop said to them, what happened to prices, stock, orders and money. The
//! promises are checked against this, not against what the code believes.

mod bills;
mod tills;

pub use bills::{BillSlip, Bills};
pub use tills::{Given, Tills};

use crate::coverage::Coverage;
use crate::machines::Machine;
use crate::phones::Slip;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use warung_domain::command::{Command, CommandBody, RejectCode, Verdict, envelope};
use warung_domain::ids::{CommandId, DeviceId, OrderId, ProductId};
use warung_domain::order::Order;
use warung_domain::outbox::OutboxEntry;
use warung_domain::payment::PaymentMethod;
use warung_domain::protocol::PushAnswer;

/// A promise that was broken, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    pub promise: &'static str,
    pub how: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.promise, self.how)
    }
}

/// A command that exists somewhere.
#[derive(Debug, Clone)]
pub struct Known {
    pub command: Command,
    pub hash: [u8; 32],
    /// The phone that made it.
    pub phone: usize,
}

/// A price and since when it holds, by both clocks.
#[derive(Debug, Clone, Copy)]
pub struct Price {
    pub rev: u64,
    /// Milliseconds, by the shop's own clock, which may have jumped since.
    pub since: i64,
    /// Milliseconds from one to the next as they really pass.
    pub moment: i64,
    /// Minor units.
    pub price: i64,
}

/// How an order looked when it was last seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glimpse {
    pub order: &'static str,
    pub payment: &'static str,
    pub parcels: Vec<&'static str>,
}

/// Commands in a request, whoever hands them in.
#[derive(Deserialize)]
struct Carried {
    commands: Vec<String>,
}

/// The record.
#[derive(Default)]
pub struct Witness {
    pub coverage: Coverage,
    pub broken: Vec<Broken>,
    /// Commands a phone said it had saved.
    pub saved: BTreeSet<CommandId>,
    /// Commands a person dropped.
    pub dropped: BTreeSet<CommandId>,
    /// Every command whose bytes were seen anywhere.
    pub known: BTreeMap<CommandId, Known>,
    /// Final verdicts that left the shop.
    pub verdicts: BTreeMap<CommandId, Verdict>,
    pub prices: BTreeMap<ProductId, Vec<Price>>,
    /// Pieces that were ever put on the shelf.
    pub stocked: BTreeMap<ProductId, i64>,
    pub orders: BTreeMap<OrderId, Glimpse>,
    /// When each order was first seen in the database, by nobody's clock.
    pub first_seen: BTreeMap<OrderId, i64>,
    /// The shop's clock was wrong at some time.
    pub shop_clock_jumped: bool,
    /// Orders whose code or bill stood in the shop at some time, for a phone to show.
    pub shown: BTreeSet<OrderId>,
    /// Orders that were paid at some time while they stood.
    pub paid: BTreeSet<OrderId>,
    /// What somebody asked a machine for, whether it was opened or not.
    pub wished_at_the_machine: BTreeSet<OrderId>,
    /// What it was told is not to be had.
    pub refused_at_the_machine: BTreeSet<OrderId>,
    /// Slips that came out of the machine.
    pub slips: BTreeMap<OrderId, Slip>,
    pub tills: Tills,
    pub bills: Bills,
    /// Outbox entries as last seen, per phone.
    entries: BTreeMap<usize, BTreeMap<CommandId, &'static str>>,
}

impl Witness {
    pub fn breaks(&mut self, promise: &'static str, how: impl Into<String>) {
        self.broken.push(Broken { promise, how: how.into() });
    }

    fn moves(&mut self, machine: Machine, from: &str, to: &str) {
        if let Some(step) = machine.step(from, to) {
            self.coverage.moved(machine, step);
        }
    }

    /// Bytes were seen: on a phone, or on the wire.
    pub fn sees(&mut self, phone: usize, bytes: &str) {
        let Ok(opened) = envelope::open(bytes) else { return };
        let (command, hash) = (opened.command, opened.hash);
        if let Some(known) = self.known.get(&command.id) {
            if known.hash != hash {
                let how = format!("{} was signed twice, with different bytes", command.id);
                self.breaks("frozen-bytes", how);
            }
            return;
        }
        let twin = self.known.values().find(|known| {
            known.command.device == command.device && known.command.seq == command.seq
        });
        if let Some(twin) = twin {
            let how =
                format!("{} and {} share number {}", twin.command.id, command.id, command.seq);
            self.breaks("one-number-one-command", how);
        }
        self.known.insert(command.id, Known { command, hash, phone });
    }

    /// A phone said that a command is saved.
    pub fn hears_saved(&mut self, phone: usize, entry: &OutboxEntry) {
        self.coverage.deed(match entry.kind.as_str() {
            "place-order" => "order saved",
            "top-up" => "top-up saved",
            "cancel-order" => "cancellation saved",
            "confirm-order" => "confirmation saved",
            "fulfil-parcel" => "parcel step saved",
            "open-shift" => "shift's beginning saved",
            "move-cash" => "cash put in or out saved",
            "close-shift" => "count saved",
            "reverse-cash" => "undoing saved",
            "refund-order" => "cash handed back saved",
            _ => "cash saved",
        });
        self.saved.insert(entry.id);
        self.sees(phone, &entry.bytes);
    }

    /// The shop said something to a push, or to what a machine read off a screen.
    pub fn hears_answer(&mut self, request: &[u8], answer: &PushAnswer) {
        let push: Option<Carried> = serde_json::from_slice(request).ok();
        let sent = push.map(|push| push.commands).unwrap_or_default();
        if sent.len() != answer.answers.len() {
            let how = format!("{} answers to {} commands", answer.answers.len(), sent.len());
            self.breaks("speaks-the-protocol", how);
        }
        for (bytes, said) in sent.iter().zip(&answer.answers) {
            let mismatch = Verdict::Rejected { code: RejectCode::Mismatch };
            let hash = envelope::open(bytes).ok().map(|envelope| envelope.hash);
            let known = self.known.get(&said.id).map(|known| known.hash);
            if known.is_some() && hash != known {
                self.coverage.deed("an id is used again with other bytes");
                if said.verdict != mismatch {
                    let how = format!("{}: other bytes were told {:?}", said.id, said.verdict);
                    self.breaks("mismatch-told", how);
                }
                continue;
            }
            if !said.verdict.is_final() {
                self.coverage.deed("verdict: retry");
                continue;
            }
            if said.replay {
                self.coverage.deed("verdict said again");
            }
            match self.verdicts.get(&said.id) {
                Some(first) if *first != said.verdict && said.verdict != mismatch => {
                    let how = format!("{}: first {first:?}, then {:?}", said.id, said.verdict);
                    self.breaks("verdict-stable", how);
                }
                Some(_) => {}
                None => {
                    self.coverage.deed(match said.verdict {
                        Verdict::Applied => "verdict: applied",
                        Verdict::Adjusted { .. } => "verdict: adjusted",
                        _ => "verdict: rejected",
                    });
                    self.in_order(said.id);
                    self.hears_of_cash(said.id, &said.verdict);
                    self.verdicts.insert(said.id, said.verdict.clone());
                }
            }
        }
    }

    /// O12: what a device said about an order earlier is decided earlier.
    fn in_order(&mut self, id: CommandId) {
        let Some(this) = self.known.get(&id) else { return };
        let subject = this.command.body.subject(id);
        let (device, seq): (&DeviceId, u64) = (&this.command.device, this.command.seq);
        let overtaken = self.known.values().find(|other| {
            other.command.device == *device
                && other.command.seq < seq
                && other.command.body.subject(other.command.id) == subject
                && !self.verdicts.contains_key(&other.command.id)
                && self.saved.contains(&other.command.id)
                && !self.dropped.contains(&other.command.id)
        });
        if let Some(other) = overtaken {
            let how = format!("{id} was decided before {}", other.command.id);
            self.breaks("order-of-commands", how);
        }
    }

    /// The order stands in the database like that now. `alone` if nothing else was
    /// written since the last look, so that exactly one step lies between.
    pub fn sees_order(&mut self, order: &Order, steps: Steps) {
        let now = Glimpse {
            order: order.state.name(),
            payment: order.payment.name(),
            parcels: order.fulfilment.iter().map(|parcel| parcel_name(parcel.state)).collect(),
        };
        let before = self.orders.insert(order.id, now.clone()).unwrap_or_else(|| Glimpse {
            order: "new",
            payment: "new",
            parcels: vec!["new"; now.parcels.len()],
        });
        let mut pairs = vec![
            (Machine::Order, before.order, now.order),
            (Machine::Payment, before.payment, now.payment),
        ];
        let parcels = before.parcels.iter().zip(&now.parcels);
        pairs.extend(parcels.map(|(from, to)| (Machine::Parcel, *from, *to)));
        for (machine, from, to) in pairs {
            if from == to {
                continue;
            }
            let fine = match steps {
                Steps::One => machine.allows(from, to),
                Steps::Several => machine.leads(from, to),
            };
            if !fine {
                let promise = match machine {
                    Machine::Payment => "payment-only-onwards",
                    _ => "order-only-onwards",
                };
                let how = format!("{} {}: {from} became {to}", machine.name(), order.id);
                self.breaks(promise, how);
            }
            self.moves(machine, from, to);
        }
        let leaves =
            before.parcels.iter().zip(&now.parcels).any(|(from, to)| from != to && *from != "new");
        let is_final = before.payment == "settled" || now.payment == "settled";
        if leaves && order.payment_method != PaymentMethod::CashOnDelivery && !is_final {
            let how = format!("a parcel of {} moves on, the money is {}", order.id, now.payment);
            self.breaks("goods-after-money", how);
        }
        if now.payment == "pending" {
            self.shown.insert(order.id);
        }
        let stands = matches!(now.order, "accepted" | "completed");
        if order.payment.is_paid() && stands {
            self.paid.insert(order.id);
        }
    }

    /// Whether somebody may know how to pay for it.
    pub fn can_be_paid(&self, order: OrderId) -> bool {
        let stands = self.orders.get(&order).is_some_and(|order| order.payment == "none");
        stands || self.shown.contains(&order)
    }

    /// What is in a phone's outbox now, after one of its tasks went one step on.
    pub fn sees_outbox<'a>(
        &mut self,
        phone: usize,
        entries: impl Iterator<Item = (&'a CommandId, &'a OutboxEntry)>,
    ) {
        let mut now = BTreeMap::new();
        for (id, entry) in entries {
            now.insert(*id, entry.state.name());
        }
        let before = self.entries.insert(phone, now.clone()).unwrap_or_default();
        for (id, to) in &now {
            let from = before.get(id).copied().unwrap_or("new");
            if from != *to {
                self.entry_moved(*id, from, to);
            }
        }
        for (id, from) in before {
            if !now.contains_key(&id) {
                self.entry_moved(id, from, "gone");
            }
        }
    }

    fn entry_moved(&mut self, id: CommandId, from: &str, to: &str) {
        if !Machine::Outbox.allows(from, to) {
            let promise = if to == "gone" { "saved-survives" } else { "outbox-only-onwards" };
            self.breaks(promise, format!("entry {id}: {from} became {to}"));
        }
        if from == "wedged" && to == "gone" && !self.dropped.contains(&id) {
            self.breaks("saved-survives", format!("nobody dropped {id}, and it is gone"));
        }
        self.moves(Machine::Outbox, from, to);
    }

    /// What was wished for, if the command placed an order.
    #[must_use]
    pub fn wish(&self, id: CommandId) -> Option<&warung_domain::command::PlaceOrder> {
        match &self.known.get(&id)?.command.body {
            CommandBody::PlaceOrder(wish) => Some(wish),
            _ => None,
        }
    }
}

/// How much happened between two looks at an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steps {
    One,
    Several,
}

const fn parcel_name(state: warung_domain::order::FulfilmentState) -> &'static str {
    use warung_domain::order::FulfilmentState as S;
    match state {
        S::Awaiting => "awaiting",
        S::Packed => "packed",
        S::Shipped => "shipped",
        S::ReadyForPickup => "ready-for-pickup",
        S::Completed => "completed",
    }
}
