//! What is passed on to a partner is done once or not at all, and its money is where it was done, or
//! back: held against what the partner itself remembers.

use super::{Evidence, Findings};
use crate::cast::CAST;
use crate::partner::Errand;
use crate::witness::Witness;
use std::collections::BTreeMap;
use warung_domain::books::{Account, Net};
use warung_domain::command::CommandBody;
use warung_domain::ids::OrderId;
use warung_domain::money::Currency;
use warung_domain::partner::{BillState, RelayFor, RelayState};
use warung_server::storage::{BillRecord, RelayRecord};

const ONCE: &str = "passed-on-once";
const THERE_OR_BACK: &str = "money-is-at-the-partner-or-back";

pub(super) fn check(evidence: &Evidence<'_>, witness: &Witness, found: &mut Findings) {
    let (errands, sent) = &evidence.partner;
    for (reference, times) in sent.iter().filter(|(_, times)| **times > 1) {
        found.breaks(ONCE, format!("{reference} was sent to be paid {times} times"));
    }
    for (reference, asked) in errands {
        let relay = evidence.relays.get(reference);
        if asked.done > 1 || (asked.done == 1) != (asked.errand == Errand::Done) {
            found.breaks(ONCE, format!("{reference} was done {} times", asked.done));
        }
        if asked.done > 0 && relay.is_none_or(|it| it.relay.amount != asked.amount) {
            found.breaks(
                ONCE,
                format!("{reference} was done, {asked:?}, and passed on as {relay:?}"),
            );
        }
    }
    for relay in evidence.relays.values() {
        ended(evidence, relay, found);
    }
    for record in evidence.bills.values() {
        bill(evidence, record, found);
    }
    for (id, slip) in &witness.bills.slips {
        let record = evidence.bills.get(id);
        let payer = slip.payer.map(|person| CAST.accounts[person].id);
        let is_there = record.is_some_and(|record| {
            record.bill.total.minor() == slip.total && record.bill.payer == payer
        });
        if !is_there {
            found.breaks("accepted-survives", format!("the slip {slip:?} is of no bill"));
        }
    }
    owed(evidence, found);
}

/// What the shop believes of a payment is what the partner remembers.
fn ended(evidence: &Evidence<'_>, record: &RelayRecord, found: &mut Findings) {
    let relay = &record.relay;
    let done = evidence.partner.0.get(&relay.reference).map_or(0, |asked| asked.done);
    let is_true = match &relay.state {
        RelayState::Delivered { .. } => done == 1,
        RelayState::Refused { .. } => done == 0,
        RelayState::Waiting | RelayState::Asked { .. } => {
            let how = format!("{} is {} for ever", relay.reference, relay.state.name());
            found.breaks("comes-to-rest", how);
            return;
        }
    };
    if !is_true {
        let believed = relay.state.name();
        let how = format!("{} is {believed}, the partner did it {done} times", relay.reference);
        found.breaks(THERE_OR_BACK, how);
    }
}

/// A bill was paid once if it was passed on, and its money is in one place.
fn bill(evidence: &Evidence<'_>, record: &BillRecord, found: &mut Findings) {
    let bill = &record.bill;
    let relay = evidence.relays.get(&bill.reference());
    let passed_on = relay.map(|relay| {
        let is_its = relay.relay.whole == RelayFor::Bill(bill.id);
        (is_its, matches!(relay.relay.state, RelayState::Delivered { .. }))
    });
    let fits = match bill.state {
        BillState::Shown { .. } | BillState::Open { .. } => passed_on.is_none(),
        BillState::Paid { .. } => false,
        BillState::Done { .. } => passed_on == Some((true, true)),
        BillState::Credited { .. } | BillState::Owed { .. } | BillState::GivenBack { .. } => {
            passed_on == Some((true, false))
        }
    };
    if !fits {
        let (state, passed_on) = (bill.state.name(), relay.map(|it| it.relay.state.name()));
        let how = format!("bill {} is {state}, passed on it is {passed_on:?}", bill.id);
        found.breaks(THERE_OR_BACK, how);
    }
    let (total, zero) = (bill.total.minor(), 0);
    let due = |drawers, partner, fees, balance, owed| [drawers, partner, fees, balance, owed];
    let due = match bill.state {
        BillState::Shown { .. } | BillState::Open { .. } | BillState::GivenBack { .. } => {
            due(zero, zero, zero, zero, zero)
        }
        BillState::Paid { .. } => due(total, zero, zero, zero, zero),
        BillState::Done { .. } => due(total, -bill.amount.minor(), -bill.fee.minor(), zero, zero),
        BillState::Credited { .. } => due(total, zero, zero, -total, zero),
        BillState::Owed { .. } => due(total, zero, zero, zero, -total),
    };
    let is = moved(evidence, record);
    if is != due {
        let how = format!("bill {} is {}: {is:?} instead of {due:?}", bill.id, bill.state.name());
        found.breaks(THERE_OR_BACK, how);
    }
    hands(evidence, record, found);
}

/// What a bill moved: in drawers, at the partner, of fees, on its payer's balance, of what is owed.
fn moved(evidence: &Evidence<'_>, record: &BillRecord) -> [i64; 5] {
    let bill = &record.bill;
    let reference = bill.reference();
    let own = evidence.books.iter().filter(|posting| posting.key().subject() == reference);
    let mut moved = [0; 5];
    for entry in own.flat_map(|posting| posting.entries()) {
        let place = match &entry.account {
            Account::Drawer(..) => 0,
            Account::Partner(biller) if *biller == bill.biller => 1,
            Account::Fees => 2,
            Account::ShopperBalance(who) | Account::Debt(who) if Some(*who) == bill.payer => 3,
            Account::CashOwed => 4,
            _ => continue,
        };
        moved[place] += entry.amount.minor();
    }
    moved
}

/// One cashier took the cash for it, and one at most handed it back.
fn hands(evidence: &Evidence<'_>, record: &BillRecord, found: &mut Findings) {
    let said = |wanted: fn(&CommandBody) -> Option<OrderId>| {
        let commands = evidence.accepted.iter().filter(|body| wanted(body) == Some(record.bill.id));
        commands.count()
    };
    let taken = said(|body| match body {
        CommandBody::RecordCash { order, .. } => Some(*order),
        _ => None,
    });
    let back = said(|body| match body {
        CommandBody::RefundOrder(refund) => Some(refund.order),
        _ => None,
    });
    let was_paid = !matches!(record.bill.state, BillState::Shown { .. } | BillState::Open { .. });
    let is_back = matches!(record.bill.state, BillState::GivenBack { .. });
    if (taken, back) != (usize::from(was_paid), usize::from(is_back)) {
        let (id, state) = (record.bill.id, record.bill.state.name());
        let how = format!("bill {id} is {state}, taken {taken} times, handed back {back}");
        found.breaks(THERE_OR_BACK, how);
    }
}

/// What the shop owes partners in all is what they did.
fn owed(evidence: &Evidence<'_>, found: &mut Findings) {
    let did: i64 = evidence
        .partner
        .0
        .values()
        .filter(|asked| asked.done > 0)
        .map(|asked| asked.amount.minor())
        .sum();
    let Ok(net) = Net::of(&evidence.books) else { return };
    let mut accounts: BTreeMap<&Account, i64> = BTreeMap::new();
    for (account, amount) in net.lines() {
        if matches!(account, Account::Partner(_)) && amount.currency() == Currency::IDR {
            *accounts.entry(account).or_default() += amount.minor();
        }
    }
    let booked: i64 = accounts.values().sum();
    if booked != -did {
        let how = format!("partners did {did}, the books say {booked}");
        found.breaks(THERE_OR_BACK, how);
    }
}
