//! Drawers: what lies in each is what the commands of the device beside it say, a count is held
//! against that, and what was undone was undone by two, once, in the shift it was taken in.
//!
//! The books are read from their beginning, posting by posting. Each that moves a drawer has to be
//! what one command said that the shop accepted from that very device; what no posting tells of
//! in the end must have moved nothing.

use super::{Evidence, Findings};
use crate::cast::{CAST, PEOPLE};
use crate::witness::Witness;
use std::collections::{BTreeMap, BTreeSet};
use warung_domain::books::{Account, Net, Posting};
use warung_domain::command::{Command, CommandBody, Verdict};
use warung_domain::ids::{CommandId, ConsentId, DeviceId, OrderId, SellerId};
use warung_domain::money::Currency;
use warung_domain::payment::PaymentMethod;
use warung_domain::shift::Shift;
use warung_domain::time::Timestamp;
use warung_server::service::consent::CONSENT_SECONDS;

const ADD_UP: &str = "drawers-add-up";
const COUNTS: &str = "counts-are-held-against-the-books";
const ONE_DRAWER: &str = "cash-lies-in-one-drawer";
const BY_TWO: &str = "undone-by-two";

/// Why something moved in a drawer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    Said(CommandId),
    Taken(OrderId),
    GivenBack(OrderId),
}

pub(super) fn check(evidence: &Evidence<'_>, witness: &Witness, found: &mut Findings) {
    let accepted: Vec<&Command> = accepted(evidence, witness).collect();
    let mut reading = Reading::of(&accepted, evidence);
    for posting in &evidence.books {
        reading.read(posting, found);
    }
    for ((device, cause), amount) in reading.said.iter().filter(|(_, amount)| **amount != 0) {
        found.breaks(ADD_UP, format!("{amount} at {device} for {cause:?} are in no books"));
    }
    for shift in &evidence.shifts {
        counted(shift, &accepted, &reading, found);
    }
    belongings(evidence, found);
    words(evidence, witness, &accepted, found);
}

fn accepted<'a>(
    evidence: &'a Evidence<'_>,
    witness: &'a Witness,
) -> impl Iterator<Item = &'a Command> {
    let applied = evidence.ledger.values().filter(|line| line.verdict == Verdict::Applied);
    applied.filter_map(|line| Some(&witness.known.get(&line.id)?.command))
}

/// One drawer, as far as the books have been read.
#[derive(Default)]
struct Drawer {
    stands: i64,
    /// How often it was emptied.
    counts: usize,
    /// In which of its stretches between two counts an order's cash came.
    came: BTreeMap<OrderId, usize>,
}

struct Reading {
    /// What commands say, and no posting has told of yet.
    said: BTreeMap<(DeviceId, Cause), i64>,
    drawers: BTreeMap<(SellerId, DeviceId), Drawer>,
    /// What should have been there, by the command that counted.
    expected: BTreeMap<CommandId, i64>,
    counts: BTreeMap<CommandId, (SellerId, DeviceId, i64)>,
}

impl Reading {
    fn of(accepted: &[&Command], evidence: &Evidence<'_>) -> Self {
        let at_counters: BTreeMap<OrderId, i64> = at_counters(evidence);
        let mut said = BTreeMap::new();
        let mut counts = BTreeMap::new();
        for command in accepted {
            let (cause, amount) = match &command.body {
                CommandBody::OpenShift { float } => (Cause::Said(command.id), float.minor()),
                CommandBody::MoveCash { amount, .. } => (Cause::Said(command.id), amount.minor()),
                CommandBody::RecordCash { order, amount }
                    if at_counters.contains_key(order) || evidence.bills.contains_key(order) =>
                {
                    (Cause::Taken(*order), amount.minor())
                }
                CommandBody::ReverseCash { order, .. } => {
                    (Cause::GivenBack(*order), -at_counters.get(order).copied().unwrap_or(0))
                }
                CommandBody::RefundOrder(refund) if evidence.bills.contains_key(&refund.order) => {
                    (Cause::GivenBack(refund.order), -refund.amount.minor())
                }
                CommandBody::CloseShift { shift, counted } => {
                    let whose = evidence.shifts.iter().find(|found| found.id == *shift);
                    if let Some(shift) = whose {
                        let count = (shift.seller.clone(), command.device.clone(), counted.minor());
                        counts.insert(command.id, count);
                    }
                    continue;
                }
                _ => continue,
            };
            *said.entry((command.device.clone(), cause)).or_default() += amount;
        }
        Self { said, drawers: BTreeMap::new(), expected: BTreeMap::new(), counts }
    }

    fn read(&mut self, posting: &Posting, found: &mut Findings) {
        let command: Option<CommandId> = posting.key().subject().parse().ok();
        if posting.key().kind() == "drawer-closed" {
            self.count(command, posting, found);
            return;
        }
        for entry in posting.entries() {
            let Account::Drawer(seller, device) = &entry.account else { continue };
            let amount = entry.amount.minor();
            let drawer = self.drawers.entry((seller.clone(), device.clone())).or_default();
            drawer.stands += amount;
            // A bill has an id like an order's, and is none.
            let is_of_a_bill = matches!(posting.key().kind(), "paid" | "given-back");
            let bill = command.filter(|_| is_of_a_bill).map(OrderId::from);
            let cause = match (posting.order().or(bill), command) {
                (Some(order), _) if amount > 0 => Some(Cause::Taken(order)),
                (Some(order), _) => Some(Cause::GivenBack(order)),
                (None, command) => command.map(Cause::Said),
            };
            match cause {
                Some(Cause::Taken(order)) => drop(drawer.came.insert(order, drawer.counts)),
                Some(Cause::GivenBack(order))
                    if bill.is_none() && drawer.came.get(&order) != Some(&drawer.counts) =>
                {
                    let how = format!("{order} was undone at {device} after a count, or unpaid");
                    found.breaks(BY_TWO, how);
                }
                _ => {}
            }
            let said = cause.and_then(|cause| self.said.remove(&(device.clone(), cause)));
            if said != Some(amount) {
                let how = format!("{}: {amount} at {device}, said were {said:?}", posting.key());
                found.breaks(ADD_UP, how);
            }
        }
    }

    /// At a count the drawer is emptied, and what is missing has a name.
    fn count(&mut self, command: Option<CommandId>, posting: &Posting, found: &mut Findings) {
        let count = command.and_then(|id| Some((id, self.counts.get(&id)?.clone())));
        let Some((id, (seller, device, counted))) = count else {
            found.breaks(COUNTS, format!("{} is nobody's count", posting.key()));
            return;
        };
        let drawer = self.drawers.entry((seller.clone(), device.clone())).or_default();
        let stood = std::mem::take(&mut drawer.stands);
        drawer.counts += 1;
        self.expected.insert(id, stood);
        let on = |account: Account| {
            Net::of([posting]).map(|net| net.on(&account, Currency::IDR).minor()).unwrap_or(0)
        };
        let left = on(Account::Drawer(seller.clone(), device.clone()));
        let missing = on(Account::CashDifference(seller.clone()));
        if left != -stood || missing != stood - counted {
            let how = format!(
                "{id}: {stood} stood and {counted} were counted at {device}, booked are {left} and {missing}"
            );
            found.breaks(COUNTS, how);
        }
    }
}

/// What the cash for each order paid at a counter comes to.
fn at_counters(evidence: &Evidence<'_>) -> BTreeMap<OrderId, i64> {
    let orders = evidence.orders.iter().map(|record| &record.order);
    let by_cash = orders.filter(|order| order.payment_method == PaymentMethod::Counter);
    by_cash.map(|order| (order.id, order.breakdown.total.minor())).collect()
}

/// A shift says of itself what its commands said, and what the books say of its end.
fn counted(shift: &Shift, accepted: &[&Command], reading: &Reading, found: &mut Findings) {
    let opened = accepted.iter().any(|command| {
        command.id == shift.id
            && command.device == shift.device
            && matches!(command.body, CommandBody::OpenShift { float } if float == shift.float)
    });
    let moves = accepted.iter().filter_map(|command| match &command.body {
        CommandBody::MoveCash { shift: of, amount, .. } if *of == shift.id => Some(amount.minor()),
        _ => None,
    });
    let (mut moves, mut kept): (Vec<i64>, Vec<i64>) =
        (moves.collect(), shift.moves.iter().map(|moved| moved.amount.minor()).collect());
    moves.sort_unstable();
    kept.sort_unstable();
    if !opened || moves != kept {
        found.breaks(COUNTS, format!("shift {} has moves {kept:?}, said {moves:?}", shift.id));
    }
    let closes = accepted.iter().filter_map(|command| match &command.body {
        CommandBody::CloseShift { shift: of, counted } if *of == shift.id => {
            // A drawer with nothing in it moves nothing when it is counted.
            let stood = reading.expected.get(&command.id).copied().unwrap_or(0);
            Some((stood, counted.minor()))
        }
        _ => None,
    });
    let closes: Vec<(i64, i64)> = closes.collect();
    let closed = shift.closed.map(|end| (end.expected.minor(), end.counted.minor()));
    if closes != closed.into_iter().collect::<Vec<_>>() {
        let how = format!("shift {} ended as {closed:?}, said and booked {closes:?}", shift.id);
        found.breaks(COUNTS, how);
    }
}

/// What was paid at a counter came into one drawer, whole; what was not lies in none.
fn belongings(evidence: &Evidence<'_>, found: &mut Findings) {
    for record in &evidence.orders {
        let order = &record.order;
        if order.payment_method != PaymentMethod::Counter {
            continue;
        }
        let own = evidence.books.iter().filter(|posting| posting.order() == Some(order.id));
        let mut lies: BTreeMap<&Account, i64> = BTreeMap::new();
        for entry in own.flat_map(|posting| posting.entries()) {
            if matches!(entry.account, Account::Drawer(..) | Account::Cash(_)) {
                *lies.entry(&entry.account).or_default() += entry.amount.minor();
            }
        }
        lies.retain(|_, amount| *amount != 0);
        let total = order.breakdown.total.minor();
        let is_right = match (order.payment.is_paid(), lies.len()) {
            (true, 1) => lies.iter().all(|(account, amount)| {
                matches!(account, Account::Drawer(..)) && *amount == total
            }),
            (false, 0) => true,
            _ => false,
        };
        if !is_right {
            let believed = order.payment.name();
            let how = format!("order {} of {total} is {believed}, its cash is {lies:?}", order.id);
            found.breaks(ONE_DRAWER, how);
        }
    }
}

/// A payment is undone with the word of a colleague who typed a PIN for it, once and soon.
fn words(evidence: &Evidence<'_>, witness: &Witness, accepted: &[&Command], found: &mut Findings) {
    let mut used = BTreeSet::new();
    for command in accepted {
        let CommandBody::ReverseCash { order, consent, .. } = &command.body else { continue };
        let given = witness.tills.words.get(consent);
        let is_good = given.is_some_and(|given| {
            let cashier = CAST.accounts[given.cashier].id;
            let account = evidence.ledger.get(&command.id).map(|line| line.account);
            given.order == *order
                && account == Some(cashier)
                && given.witness != given.cashier
                && PEOPLE[given.witness].1 == PEOPLE[given.cashier].1
        });
        if !is_good || !used.insert(consent) {
            found.breaks(BY_TWO, format!("{order} was undone by {}: {given:?}", command.id));
        }
        let at = |kind: &str| {
            let own = evidence.books.iter().filter(|posting| posting.order() == Some(*order));
            own.filter(|posting| posting.key().kind() == kind).map(Posting::at).next()
        };
        let (taken, undone) = (at("paid-provisionally"), at("taken-back"));
        let took = taken.zip(undone).map(|(from, to)| to.seconds_since(from));
        let window = PaymentMethod::Counter.reversal_window_seconds();
        let received = evidence.ledger.get(&command.id).map(|line| line.received_at);
        let age = received.map(|at| at.seconds_since(minted_at(*consent)));
        let in_time = took.is_some_and(|took| (0..=window).contains(&took))
            && age.is_some_and(|age| (0..=CONSENT_SECONDS).contains(&age));
        if !witness.shop_clock_jumped && !in_time {
            let how = format!("{order} was undone after {took:?} s, by a word {age:?} s old");
            found.breaks(BY_TWO, how);
        }
    }
}

/// The first 48 bits of an id are its moment.
fn minted_at(consent: ConsentId) -> Timestamp {
    let digits: String =
        consent.to_string().chars().filter(|digit| *digit != '-').take(12).collect();
    Timestamp::from_millis(i64::from_str_radix(&digits, 16).unwrap_or(0))
}
