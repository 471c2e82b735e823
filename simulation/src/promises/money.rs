//! Charged once, paid when the bank says so, one receipt for each parcel. What is paid
//! with a shopper's balance is paid as soon as both sides agree, and never at the bank.

use super::{Evidence, Findings};
use crate::bank::Payment;
use crate::witness::Witness;
use std::collections::{BTreeMap, BTreeSet};
use warung_domain::command::{CommandBody, Verdict};
use warung_domain::ids::OrderId;
use warung_domain::money::Money;
use warung_domain::order::{OrderState, Purpose};
use warung_domain::payment::{PaymentMethod, StrayState};
use warung_domain::receipt::verify;
use warung_server::payment::GatewayState;
use warung_server::storage::OrderRecord;

pub(super) fn check(evidence: &Evidence<'_>, witness: &Witness, found: &mut Findings) {
    let mut by_order: BTreeMap<OrderId, Vec<&Payment>> = BTreeMap::new();
    for payment in &evidence.payments {
        match payment.id.get(..36).and_then(|id| id.parse().ok()) {
            Some(order) => by_order.entry(order).or_default().push(payment),
            None => found.breaks("no-double-charge", format!("a charge for no order: {payment:?}")),
        }
    }
    for (order, payments) in &by_order {
        charges(evidence, *order, payments, found);
    }
    for record in &evidence.orders {
        let payment = by_order.get(&record.order.id).and_then(|payments| payments.first());
        match record.order.payment_method {
            PaymentMethod::CashOnDelivery | PaymentMethod::Counter => {
                cash(evidence, witness, record, found)
            }
            PaymentMethod::Balance => balance(record, payment.copied(), found),
            _ => bank(record, payment.copied(), witness, found),
        }
        receipts(evidence, witness, record, found);
    }
    numbers(evidence, found);
}

fn charges(evidence: &Evidence<'_>, order: OrderId, payments: &[&Payment], found: &mut Findings) {
    let promise = "no-double-charge";
    let taken: u32 = payments.iter().map(|payment| payment.taken).sum();
    if payments.len() > 1 || taken > 1 {
        let ids: Vec<&str> = payments.iter().map(|payment| payment.id.as_str()).collect();
        found.breaks(promise, format!("order {order} was charged as {}", ids.join(", ")));
    }
    let Some(record) = evidence.orders.iter().find(|record| record.order.id == order) else {
        found.breaks(promise, format!("order {order} was charged and does not exist"));
        return;
    };
    for payment in payments {
        if payment.amount != record.order.breakdown.total {
            let (asked, total) = (payment.amount, record.order.breakdown.total);
            found.breaks(promise, format!("order {order} is {total:?}, charged were {asked:?}"));
        }
    }
}

/// What the order says about its money is what the bank says. Where the shop's
/// clock ran ahead it may have taken a settlement for final too early; what the
/// bank took back afterwards is a charge-back then (M5), never forgotten.
fn bank(record: &OrderRecord, payment: Option<&Payment>, witness: &Witness, found: &mut Findings) {
    let believed = record.order.payment.name();
    let called_off = believed == "cancelled";
    let never_shown = called_off && !witness.shown.contains(&record.order.id);
    let is_true = match payment.map(|payment| payment.state) {
        // Never opened: not yet asked for, refused, or called off before.
        None => matches!(believed, "none" | "denied" | "cancelled"),
        Some(GatewayState::Pending) => believed == "pending",
        // What came too late is beside the payment (M12).
        Some(GatewayState::Settled) => believed == "settled" || has_stray(record),
        Some(GatewayState::Denied) => {
            let taken_back = believed == "charged-back" && witness.shop_clock_jumped;
            believed == "denied" || taken_back || never_shown || was_stray(record)
        }
        Some(GatewayState::Expired) => believed == "expired" || never_shown,
        Some(GatewayState::Cancelled) => called_off,
        Some(GatewayState::Refunded | GatewayState::PartlyRefunded) => believed == "refunded",
        Some(GatewayState::ChargedBack) => believed == "charged-back",
    };
    if !is_true {
        let state = payment.map(|payment| payment.state);
        let how = format!("order {} is {believed}, the bank says {state:?}", record.order.id);
        found.breaks("paid-iff-settled", how);
    }
}

/// Whether money came for it that paid nothing, and is with the channel yet.
fn has_stray(record: &OrderRecord) -> bool {
    record.order.payment.has_failed()
        && record.order.strays.iter().any(|stray| stray.state.is_at_channel())
}

/// Whether money came for it too late, and the channel took that back.
fn was_stray(record: &OrderRecord) -> bool {
    let mut strays = record.order.strays.iter();
    record.order.payment.has_failed()
        && strays.any(|stray| matches!(stray.state, StrayState::TakenBack { .. }))
}

fn balance(record: &OrderRecord, payment: Option<&Payment>, found: &mut Findings) {
    let order = &record.order;
    let stands = matches!(order.state, OrderState::Accepted | OrderState::Completed);
    if stands != order.payment.is_paid() || payment.is_some() {
        let (state, believed) = (order.state.name(), order.payment.name());
        let how = format!("order {} by balance is {state} and {believed}: {payment:?}", order.id);
        found.breaks("paid-iff-settled", how);
    }
}

fn cash(evidence: &Evidence<'_>, witness: &Witness, record: &OrderRecord, found: &mut Findings) {
    let order = record.order.id;
    let applied = evidence.ledger.values().filter(|line| line.verdict == Verdict::Applied);
    let (mut taken, mut undone) = (0_u32, 0_u32);
    for line in applied {
        match witness.known.get(&line.id).map(|known| &known.command.body) {
            Some(CommandBody::RecordCash { order: of, .. }) if *of == order => taken += 1,
            Some(CommandBody::ReverseCash { order: of, .. }) if *of == order => undone += 1,
            _ => {}
        }
    }
    let is_paid = record.order.payment.is_paid();
    if taken > 1 || undone > taken || (taken > undone) != is_paid {
        let believed = record.order.payment.name();
        let how =
            format!("order {order} is {believed}, cash was taken {taken} times, undone {undone}");
        found.breaks("paid-iff-settled", how);
    }
}

fn receipts(
    evidence: &Evidence<'_>,
    witness: &Witness,
    record: &OrderRecord,
    found: &mut Findings,
) {
    let promise = "receipts-once-and-genuine";
    let id = record.order.id;
    let issued = evidence.receipts.get(&id).map(Vec::as_slice).unwrap_or_default();
    let breakdown = &record.order.breakdown;
    let shop = crate::cast::config().shop;
    // A top-up is certified by the shop itself.
    let due: BTreeMap<&str, Money> = match record.order.purpose {
        Purpose::TopUp => BTreeMap::from([(shop.as_str(), breakdown.total)]),
        Purpose::Goods => {
            breakdown.parcels.iter().map(|it| (it.seller.as_str(), it.total)).collect()
        }
    };
    let mut documents = Vec::new();
    for receipt in issued {
        let total = due.get(receipt.seller.as_str());
        match verify(&receipt.jws, &shop, &evidence.keys) {
            Ok(read) if read.order == id && total == Some(&read.total) => {
                documents.push(read);
            }
            Ok(read) => {
                found.breaks(promise, format!("{} is not about its parcel", read.number));
            }
            Err(error) => {
                found.breaks(promise, format!("{} does not verify: {error}", receipt.number));
            }
        }
    }
    let (bought, back): (Vec<_>, Vec<_>) =
        documents.iter().partition(|document| document.kind.is_of_arrival());
    let due = if witness.paid.contains(&id) { due.len() } else { 0 };
    if bought.len() != due {
        found.breaks(promise, format!("order {id} has {} receipts, due are {due}", bought.len()));
    }
    let sellers: BTreeSet<_> = bought.iter().map(|receipt| &receipt.seller).collect();
    if sellers.len() != bought.len() {
        found.breaks(promise, format!("a parcel of order {id} has two receipts"));
    }
    // What was certified and went back is certified too, once.
    let corrected: BTreeSet<_> = back.iter().filter_map(|document| document.previous).collect();
    let is_back = !bought.is_empty() && !record.order.payment.is_paid();
    let expected: BTreeSet<_> =
        bought.iter().filter(|_| is_back).map(|document| document.id).collect();
    if corrected != expected || corrected.len() != back.len() {
        let how = format!("order {id} has corrections of {corrected:?}, due are {expected:?}");
        found.breaks(promise, how);
    }
}

/// Each seller counts without gaps.
fn numbers(evidence: &Evidence<'_>, found: &mut Findings) {
    let mut series: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for receipt in evidence.receipts.values().flatten() {
        let number = receipt.number.rsplit('/').next().and_then(|n| n.parse().ok());
        series.entry(receipt.seller.as_str()).or_default().push(number.unwrap_or(0));
    }
    for (seller, mut numbers) in series {
        numbers.sort_unstable();
        if !numbers.iter().copied().eq(1..=numbers.len() as u64) {
            let how = format!("{seller} numbers its receipts {numbers:?}");
            found.breaks("receipts-once-and-genuine", how);
        }
    }
}
