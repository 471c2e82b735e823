//! Never lost, never doubled: commands, their effects, and what phones believe.

use super::{Evidence, Findings, is_unwritten};
use crate::cast::{CAST, PHONES};
use crate::phones::Kit;
use crate::witness::Witness;
use std::collections::BTreeSet;
use warung_domain::command::{RejectCode, Verdict};
use warung_domain::outbox::{EntryState, OutboxEntry, WedgeReason};

pub(super) fn check(evidence: &Evidence<'_>, witness: &Witness, found: &mut Findings) {
    survival(evidence, witness, found);
    effects(evidence, witness, found);
    slips(evidence, witness, found);
    for kit in &evidence.phones {
        outbox(evidence, kit, found);
        orders(evidence, kit, found);
    }
}

fn survival(evidence: &Evidence<'_>, witness: &Witness, found: &mut Findings) {
    let held: BTreeSet<_> = evidence
        .phones
        .iter()
        .flat_map(|kit| kit.store.look(|disk| disk.entries.keys().copied().collect::<Vec<_>>()))
        .collect();
    for id in &witness.saved {
        let known = evidence.ledger.contains_key(id);
        if !known && !held.contains(id) && !witness.dropped.contains(id) {
            found.breaks("saved-survives", format!("{id} was saved and is nowhere"));
        }
    }
    for (id, said) in &witness.verdicts {
        let stored = evidence.ledger.get(id).map(|line| &line.verdict);
        if stored != Some(said) && !is_unwritten(Some(said)) {
            let how = format!("{id} was told {said:?}, the ledger holds {stored:?}");
            found.breaks("accepted-survives", how);
        }
    }
}

/// What stands on a slip is at the shop, whatever died on the way.
fn slips(evidence: &Evidence<'_>, witness: &Witness, found: &mut Findings) {
    for (order, slip) in &witness.slips {
        let record = evidence.orders.iter().find(|record| record.order.id == *order);
        let is_there = record.is_some_and(|record| {
            record.account == slip.account && record.order.breakdown.total == slip.total
        });
        if !is_there {
            found.breaks("accepted-survives", format!("the slip {slip:?} is of no order"));
        }
    }
    for order in &witness.refused_at_the_machine {
        if evidence.orders.iter().any(|record| record.order.id == *order) {
            let how = format!("the machine was told that there is no top-up {order}");
            found.breaks("verdict-honest", how);
        }
    }
}

/// Every order has its one command, and every command its one order; but for what was opened at a
/// machine, where somebody asked for it.
fn effects(evidence: &Evidence<'_>, witness: &Witness, found: &mut Findings) {
    let promise = "one-effect-per-command";
    let mut numbers = BTreeSet::new();
    for record in &evidence.orders {
        if !numbers.insert(&record.order.number) {
            found.breaks(promise, format!("two orders are number {}", record.order.number));
        }
        if witness.wished_at_the_machine.contains(&record.order.id) {
            continue;
        }
        let verdict = evidence.ledger.get(&record.command).map(|line| &line.verdict);
        if !matches!(verdict, Some(Verdict::Applied | Verdict::Adjusted { .. })) {
            let how = format!("order {} stands on the verdict {verdict:?}", record.order.id);
            found.breaks(promise, how);
        }
    }
    for (id, line) in &evidence.ledger {
        let placed = matches!(line.kind.as_str(), "place-order" | "top-up")
            && matches!(line.verdict, Verdict::Applied | Verdict::Adjusted { .. });
        let orders = evidence.orders.iter().filter(|record| record.command == *id).count();
        if orders != usize::from(placed) {
            let how = format!("{id} ({}, {:?}) made {orders} orders", line.kind, line.verdict);
            found.breaks(promise, how);
        }
    }
}

/// The outbox believes what the ledger says, and nothing is stuck in it for ever.
fn outbox(evidence: &Evidence<'_>, kit: &Kit, found: &mut Findings) {
    let name = PHONES[kit.phone].name;
    let me = kit.person().map(|person| CAST.accounts[person].id);
    kit.store.look(|disk| {
        for entry in disk.entries.values() {
            let device = disk.devices.get(&entry.device);
            let owner = device.and_then(|keyed| keyed.device.account);
            let stored = evidence.ledger.get(&entry.id).map(|line| &line.verdict);
            if let Some(how) = belief(entry, stored) {
                found.breaks("verdict-honest", format!("{name}: {how}"));
            }
            if entry.state.is_still_to_go() && owner.is_some() {
                let how = format!("{name}: {} {} is still {:?}", entry.kind, entry.id, entry.state);
                found.breaks("no-poison-head", how);
            }
            let answered = matches!(entry.state, EntryState::Answered { .. });
            if answered && owner == me {
                let how =
                    format!("{name}: {} {} was answered and never left", entry.kind, entry.id);
                found.breaks("converged", how);
            }
        }
    });
}

/// How an entry's state differs from the truth, if it does.
fn belief(entry: &OutboxEntry, stored: Option<&Verdict>) -> Option<String> {
    let is_true = match &entry.state {
        EntryState::Answered { verdict, .. } => stored == Some(verdict),
        EntryState::Wedged { reason: WedgeReason::Rejected(RejectCode::Mismatch), .. } => false,
        EntryState::Wedged { reason: WedgeReason::Rejected(code), .. } => {
            stored == Some(&Verdict::Rejected { code: *code })
        }
        // Whatever became of it, the phone only says that the app is too old.
        EntryState::Wedged { reason: WedgeReason::UpdateNeeded, .. }
        | EntryState::Queued { .. }
        | EntryState::Sending { .. } => true,
    };
    let believed = &entry.state;
    (!is_true).then(|| format!("{} believes {believed:?}, the ledger holds {stored:?}", entry.id))
}

/// The phone shows what the shop has, of its person and of nobody else.
fn orders(evidence: &Evidence<'_>, kit: &Kit, found: &mut Findings) {
    let name = PHONES[kit.phone].name;
    let me = kit.person().map(|person| CAST.accounts[person].id);
    kit.store.look(|disk| {
        for view in disk.orders.values() {
            let record = evidence.orders.iter().find(|record| record.order.id == view.order.id);
            if record.map(|record| record.account) != me {
                let how = format!("{name} shows order {}, which is not theirs", view.order.id);
                found.breaks("other-account-isolation", how);
            }
        }
        for record in evidence.orders.iter().filter(|record| Some(record.account) == me) {
            let id = record.order.id;
            let Some(view) = disk.orders.get(&id) else {
                found.breaks("converged", format!("{name} does not have order {id}"));
                continue;
            };
            let receipts = evidence.receipts.get(&id).map(Vec::as_slice).unwrap_or_default();
            let same_receipts = view.receipts.iter().eq(receipts.iter().map(|r| &r.jws));
            let shop = crate::cast::config().shop;
            let proven = (0..view.receipts.len()).filter_map(|index| view.evidence(index));
            for evidence_of in proven {
                if let Err(error) = evidence_of.verify(&shop, &evidence.keys) {
                    let how = format!("{name} holds evidence of order {id} that fails: {error}");
                    found.breaks("receipts-once-and-genuine", how);
                }
            }
            if view.order != record.order || !same_receipts {
                let how = format!(
                    "{name} shows order {id} at revision {} as {}, the shop has {} at {}",
                    view.rev,
                    view.order.state.name(),
                    record.order.state.name(),
                    record.rev
                );
                found.breaks("converged", how);
            }
        }
    });
}
