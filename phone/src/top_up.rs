//! Top-ups as a phone shows them: those that are under way, what room they take, and
//! which have just arrived.

use crate::save::wish;
use std::collections::BTreeSet;
use warung_domain::command::CommandBody;
use warung_domain::ids::OrderId;
use warung_domain::money::{Currency, Money, MoneyError};
use warung_domain::order::{Order, OrderState, Purpose};
use warung_domain::outbox::{EntryState, OutboxEntry};
use warung_domain::payment::{PaymentMethod, PaymentState};
use warung_domain::protocol::OrderView;
use warung_domain::time::Timestamp;

/// For so long one that was not paid may be tried again.
const FAILED_SECONDS: i64 = 7 * 24 * 3_600;

/// A top-up that has not come to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnderWay {
    pub id: OrderId,
    pub amount: Money,
    pub method: PaymentMethod,
    pub stage: Stage,
}

/// How far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Durable on this phone; the shop has not answered.
    Saved,
    /// The shop did not take it.
    Refused,
    /// The shop asks about a change.
    NeedsAnswer,
    /// The shop has it, and how to pay is not here yet.
    Preparing,
    /// To be paid, until then where that is known.
    Waiting { until: Option<Timestamp> },
    /// The money is there and may be taken back until then.
    Arriving { until: Timestamp },
    /// It was not paid in time, or the money was taken back.
    Failed,
}

impl Stage {
    /// Whether the amount may still come by itself.
    #[must_use]
    pub const fn takes_room(self) -> bool {
        !matches!(self, Self::Refused | Self::Failed)
    }
}

/// Top-ups under way, newest first.
#[must_use]
pub fn under_way(entries: &[OutboxEntry], orders: &[OrderView], now: Timestamp) -> Vec<UnderWay> {
    let orders = orders.iter().map(|view| &view.order);
    let placed = orders.clone().filter_map(|order| of_order(order, now));
    let saved = entries.iter().filter_map(of_entry);
    let saved = saved.filter(|one| orders.clone().all(|order| order.id != one.id));
    let mut all: Vec<UnderWay> = placed.chain(saved).collect();
    // Minted ids begin with the time of minting.
    all.sort_by_key(|one| std::cmp::Reverse(one.id));
    all
}

/// What they would bring.
pub fn coming(under_way: &[UnderWay], currency: Currency) -> Result<Money, MoneyError> {
    let coming = under_way.iter().filter(|one| one.stage.takes_room()).map(|one| one.amount);
    Money::sum(currency, coming.filter(|amount| amount.currency() == currency))
}

/// What has arrived since it was seen under way. `open` are those that were, and are
/// afterwards those that are.
#[must_use]
pub fn arrived(open: &mut BTreeSet<OrderId>, orders: &[OrderView]) -> Vec<Money> {
    let mut amounts = Vec::new();
    let top_ups = orders.iter().map(|view| &view.order);
    for order in top_ups.filter(|order| order.purpose == Purpose::TopUp) {
        match order.state {
            OrderState::Completed => {
                if open.remove(&order.id) {
                    amounts.push(order.breakdown.goods);
                }
            }
            _ => {
                open.insert(order.id);
            }
        }
    }
    amounts
}

fn of_order(order: &Order, now: Timestamp) -> Option<UnderWay> {
    if order.purpose != Purpose::TopUp {
        return None;
    }
    let stage = match (&order.state, &order.payment) {
        (OrderState::NeedsConfirmation { .. }, _) => Stage::NeedsAnswer,
        (OrderState::Accepted, PaymentState::None) => Stage::Preparing,
        (OrderState::Accepted, PaymentState::Pending { expires_at, .. }) => {
            Stage::Waiting { until: *expires_at }
        }
        (OrderState::Accepted, PaymentState::SettledProvisionally { until, .. }) => {
            Stage::Arriving { until: *until }
        }
        (OrderState::Accepted, payment) if payment.has_failed() => {
            let is_old = now > order.accepted_at.plus_seconds(FAILED_SECONDS);
            (!is_old).then_some(Stage::Failed)?
        }
        _ => return None,
    };
    let (amount, method) = (order.breakdown.goods, order.payment_method);
    Some(UnderWay { id: order.id, amount, method, stage })
}

fn of_entry(entry: &OutboxEntry) -> Option<UnderWay> {
    let stage = match entry.state {
        EntryState::Queued { .. } | EntryState::Sending { .. } => Stage::Saved,
        EntryState::Answered { .. } => Stage::Preparing,
        EntryState::Wedged { .. } => Stage::Refused,
    };
    match wish(entry)? {
        CommandBody::TopUp { amount, payment, .. } => {
            Some(UnderWay { id: entry.subject, amount, method: payment, stage })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{command_id, device_id, entry, order};
    use warung_domain::command::envelope::{seal, signing_input};
    use warung_domain::command::{Command, RejectCode, Verdict};
    use warung_domain::outbox::WedgeReason;
    use warung_domain::pricing::PriceBreakdown;

    const NOW: Timestamp = Timestamp::from_millis(1_000);

    fn rp(minor: i64) -> Money {
        Money::new(minor, Currency::IDR)
    }

    fn saved(n: u64, amount: i64) -> OutboxEntry {
        let entry = entry(&device_id(1), n);
        let body = CommandBody::TopUp {
            amount: rp(amount),
            payment: PaymentMethod::Qris,
            total: rp(amount),
        };
        let command = Command {
            v: 1,
            shop: "warung".parse().unwrap(),
            id: entry.id,
            device: entry.device.clone(),
            seq: n,
            at: NOW,
            body,
        };
        OutboxEntry { bytes: seal(&signing_input(&command), &[0; 64]), ..entry }
    }

    fn placed(n: u64, amount: i64, state: OrderState, payment: PaymentState) -> OrderView {
        let mut view = order(command_id(n).into(), n);
        let breakdown = PriceBreakdown::top_up(rp(amount));
        view.order = Order {
            purpose: Purpose::TopUp,
            breakdown,
            state,
            payment,
            accepted_at: NOW,
            ..view.order
        };
        view
    }

    // Holds B13, B14.
    #[test]
    fn what_is_under_way_is_told_by_its_stage_and_takes_room() {
        let accepted = |n, amount, payment| placed(n, amount, OrderState::Accepted, payment);
        let arriving = PaymentState::SettledProvisionally { at: NOW, until: NOW, paid: rp(8) };
        let done = PaymentState::Settled { at: NOW, paid: rp(16) };
        let orders = [
            accepted(1, 1, PaymentState::None),
            accepted(2, 2, PaymentState::Expired { at: NOW }),
            accepted(4, 8, arriving),
            placed(5, 16, OrderState::Completed, done),
            placed(6, 32, OrderState::Cancelled, PaymentState::Cancelled { at: NOW }),
            order(command_id(7).into(), 7),
        ];
        let mut refused = saved(9, 128);
        let reason = WedgeReason::Rejected(RejectCode::BalanceFull);
        refused.state = EntryState::Wedged { reason, at: NOW };
        let mut told = saved(1, 1);
        told.state = EntryState::Answered { verdict: Verdict::Applied, at: NOW };
        let entries = [told, saved(8, 64), refused, entry(&device_id(1), 10)];
        let all = under_way(&entries, &orders, NOW);
        let stages: Vec<_> = all.iter().map(|one| (one.amount.minor(), one.stage)).collect();
        let expected = [
            (128, Stage::Refused),
            (64, Stage::Saved),
            (8, Stage::Arriving { until: NOW }),
            (2, Stage::Failed),
            (1, Stage::Preparing),
        ];
        assert_eq!(stages, expected);
        assert_eq!(coming(&all, Currency::IDR), Ok(rp(64 + 8 + 1)));
        let late = under_way(&entries, &orders, NOW.plus_seconds(FAILED_SECONDS + 1));
        assert!(late.iter().all(|one| one.stage != Stage::Failed));
    }

    // Holds B14.
    #[test]
    fn an_arrival_is_told_once_and_only_of_what_was_awaited_here() {
        let mut open = BTreeSet::new();
        let settled = || PaymentState::Settled { at: NOW, paid: rp(5) };
        let waits = placed(1, 5, OrderState::Accepted, PaymentState::None);
        let old = placed(2, 7, OrderState::Completed, settled());
        assert_eq!(arrived(&mut open, &[waits, old.clone()]), []);
        let there = placed(1, 5, OrderState::Completed, settled());
        assert_eq!(arrived(&mut open, &[there.clone(), old.clone()]), [rp(5)]);
        assert_eq!(arrived(&mut open, &[there, old]), []);
    }
}
