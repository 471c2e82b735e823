//! Every piece accounted for, every price as it was promised, nothing changed
//! without a word.

use super::{Evidence, Findings};
use crate::cast::PRICE_LOCK_SECONDS;
use crate::witness::{Price, Witness};
use std::collections::BTreeMap;
use warung_domain::catalog::Stock;
use warung_domain::command::{CommandBody, OrderedLine, PlaceOrder, Verdict};
use warung_domain::ids::ProductId;
use warung_domain::order::OrderState;
use warung_domain::payment::PaymentState;
use warung_server::storage::OrderRecord;

pub(super) fn check(evidence: &Evidence<'_>, witness: &Witness, found: &mut Findings) {
    stock(evidence, witness, found);
    for record in &evidence.orders {
        if let Some(wish) = witness.wish(record.command) {
            prices(witness, record, wish, found);
            silence(evidence, witness, record, wish, found);
        }
    }
}

/// Whether the order's things are off the shelf: it stands and may still be paid,
/// or they have been handed over.
fn holds(record: &OrderRecord) -> bool {
    let has_failed = matches!(
        record.order.payment,
        PaymentState::Denied { .. }
            | PaymentState::Expired { .. }
            | PaymentState::Cancelled { .. }
            | PaymentState::ChargedBack { .. }
    ) || went_back_whole(&record.order.payment);
    match record.order.state {
        OrderState::Accepted | OrderState::NeedsConfirmation { .. } => !has_failed,
        OrderState::Completed => true,
        OrderState::Cancelled | OrderState::Returned => false,
    }
}

/// Whether nothing is left of what was paid.
fn went_back_whole(payment: &PaymentState) -> bool {
    matches!(payment, PaymentState::Refunded { amount, paid, .. } if paid.is_none_or(|it| it == *amount))
}

fn stock(evidence: &Evidence<'_>, witness: &Witness, found: &mut Findings) {
    let mut out: BTreeMap<&ProductId, i64> = BTreeMap::new();
    for record in evidence.orders.iter().filter(|record| holds(record)) {
        for line in record.order.breakdown.lines() {
            *out.entry(&line.product).or_default() += i64::from(line.quantity);
        }
    }
    for product in &evidence.products {
        let Stock::Units(now) = product.variants[0].stock else { continue };
        let stocked = witness.stocked.get(&product.id).copied().unwrap_or(0);
        let sold = out.get(&product.id).copied().unwrap_or(0);
        if stocked - sold != i64::from(now) {
            let how = format!(
                "{}: {stocked} were there, {sold} are held or sold, {now} are left",
                product.id
            );
            found.breaks("stock-accounted", how);
        }
    }
}

/// When an order was taken.
#[derive(Clone, Copy)]
struct Taken {
    /// By the shop's own clock.
    at: i64,
    /// As time really passed.
    moment: i64,
}

/// What a line may cost: the price that was seen if it still holds, else the
/// present one. How long a replaced price holds is counted by the shop's clock,
/// however it jumps (P2); which price is the present one is no matter of clocks.
/// Two in the same moment are both the present one.
fn may_cost(history: &[Price], wish: &PlaceOrder, line: &OrderedLine, taken: Taken) -> Vec<i64> {
    let seen = history.iter().rposition(|price| price.rev <= wish.rev);
    if let Some(place) = seen
        && history[place].price == line.unit_price
    {
        let replaced = history.get(place + 1).map(|next| next.since);
        let lock = i64::from(PRICE_LOCK_SECONDS) * 1_000;
        if replaced.is_none_or(|replaced| taken.at <= replaced + lock) {
            return vec![line.unit_price];
        }
    }
    let before = history.iter().rfind(|price| price.moment < taken.moment);
    let same = history.iter().filter(|price| price.moment == taken.moment);
    before.into_iter().chain(same).map(|price| price.price).collect()
}

fn prices(witness: &Witness, record: &OrderRecord, wish: &PlaceOrder, found: &mut Findings) {
    let at = record.order.accepted_at.millis();
    let moment = witness.first_seen.get(&record.order.id).copied().unwrap_or(i64::MAX);
    let taken = Taken { at, moment };
    for line in record.order.breakdown.lines() {
        let wanted = wish.lines.iter().find(|wanted| wanted.product == line.product);
        let Some((wanted, history)) = wanted.zip(witness.prices.get(&line.product)) else {
            let how = format!("order {} holds {}, unasked", record.order.id, line.product);
            found.breaks("nothing-in-silence", how);
            continue;
        };
        let fair = may_cost(history, wish, wanted, taken);
        let charged = line.unit_price.minor();
        if !fair.contains(&charged) {
            let how = format!(
                "order {}: {} was seen at {} and costs {charged} instead of {fair:?}",
                record.order.id, line.product, wanted.unit_price
            );
            found.breaks("price-lock-honoured", how);
        }
    }
}

/// What is not as it was wished for was asked about, and not charged unanswered.
fn silence(
    evidence: &Evidence<'_>,
    witness: &Witness,
    record: &OrderRecord,
    wish: &PlaceOrder,
    found: &mut Findings,
) {
    let order = &record.order;
    let as_wished = order.breakdown.total == wish.total
        && order.payment_method == wish.payment
        && order.breakdown.lines().count() == wish.lines.len()
        && wish.lines.iter().all(|wanted| {
            order.breakdown.lines().any(|line| {
                line.product == wanted.product
                    && line.quantity == wanted.quantity
                    && line.unit_price.minor() == wanted.unit_price
            })
        });
    let verdict = evidence.ledger.get(&record.command).map(|line| &line.verdict);
    let was_asked = matches!(verdict, Some(Verdict::Adjusted { .. }));
    if !as_wished && !was_asked {
        let how = format!("order {} is not as it was wished for, and nobody said so", order.id);
        found.breaks("nothing-in-silence", how);
    }
    let consents = witness.known.values().any(|known| {
        let body = &known.command.body;
        let line = evidence.ledger.get(&known.command.id);
        matches!(body, CommandBody::ConfirmOrder { order: of, total }
            if *of == order.id && *total == order.breakdown.total)
            && line.is_some_and(|line| line.verdict == Verdict::Applied)
    });
    let charged = evidence.payments.iter().any(|p| p.id.starts_with(&order.id.to_string()));
    if was_asked && charged && !consents {
        let how = format!("order {} was charged before its changes were taken", order.id);
        found.breaks("nothing-in-silence", how);
    }
}
