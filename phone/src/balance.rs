//! What a phone offers of a shopper's balance: the last amount it heard of, less what
//! its own orders take of it that the shop has not been heard about.

use crate::save::wish;
use serde::{Deserialize, Serialize};
use warung_domain::command::CommandBody;
use warung_domain::ids::{AccountId, OrderId};
use warung_domain::money::{Money, MoneyError};
use warung_domain::order::Order;
use warung_domain::outbox::{EntryState, OutboxEntry};
use warung_domain::payment::{PaymentMethod, PaymentState};
use warung_domain::protocol::{BalanceHistory, OrderView};
use warung_domain::time::Timestamp;

/// A balance as it is kept on the phone: whose, as of when, and its newest movements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptBalance {
    pub account: AccountId,
    /// By the phone's clock; a label.
    pub heard_at: Timestamp,
    pub history: BalanceHistory,
}

impl KeptBalance {
    /// What can still be spent, never below nothing. `entries` are the outbox, `orders`
    /// the shop's last word about this person's.
    pub fn spendable(
        &self,
        entries: &[OutboxEntry],
        orders: &[OrderView],
    ) -> Result<Money, MoneyError> {
        let balance = self.history.balance;
        let told = orders.iter().map(|view| &view.order).filter(|order| self.is_news(order));
        let told = told.map(|order| order.breakdown.total);
        let on_its_way = entries.iter().filter_map(|entry| taken_by(entry, orders));
        // What another currency's order would take is nothing of this balance.
        let same = |amount: &Money| amount.currency() == balance.currency();
        let taken = Money::sum(balance.currency(), told.chain(on_its_way).filter(same))?;
        let left = balance.checked_sub(taken)?;
        Ok(if left.minor() < 0 { Money::zero(balance.currency()) } else { left })
    }

    /// Whether the balance was told before this order had taken of it.
    fn is_news(&self, order: &Order) -> bool {
        let PaymentState::Settled { at, .. } = order.payment else { return false };
        let lines = &self.history.lines;
        order.payment_method == PaymentMethod::Balance
            && lines.first().is_none_or(|newest| newest.at <= at)
            && lines.iter().all(|line| line.order != Some(order.id))
    }
}

/// What a command that has no answer yet would take.
fn taken_by(entry: &OutboxEntry, orders: &[OrderView]) -> Option<Money> {
    let is_unsettled = match entry.state {
        EntryState::Queued { .. } | EntryState::Sending { .. } => true,
        EntryState::Answered { .. } => !is_told(orders, entry.subject),
        EntryState::Wedged { .. } => false,
    };
    if !is_unsettled {
        return None;
    }
    match wish(entry)? {
        CommandBody::PlaceOrder(order) if order.payment == PaymentMethod::Balance => {
            Some(order.total)
        }
        CommandBody::ConfirmOrder { order, total } => {
            let told = orders.iter().find(|view| view.order.id == order)?;
            let waits = told.order.payment == PaymentState::None;
            (waits && told.order.payment_method == PaymentMethod::Balance).then_some(total)
        }
        _ => None,
    }
}

fn is_told(orders: &[OrderView], id: OrderId) -> bool {
    orders.iter().any(|view| view.order.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{breakdown, command_id, device_id, entry, order};
    use warung_domain::catalog::Trust;
    use warung_domain::command::envelope::{seal, signing_input};
    use warung_domain::command::{Command, PlaceOrder, Verdict};
    use warung_domain::money::Currency;
    use warung_domain::protocol::BalanceLine;

    const NOW: Timestamp = Timestamp::from_millis(1_000);

    fn rp(minor: i64) -> Money {
        Money::new(minor, Currency::IDR)
    }

    fn kept(balance: i64, lines: Vec<BalanceLine>) -> KeptBalance {
        let history = BalanceHistory {
            balance: rp(balance),
            lines,
            next: None,
            debt: None,
            trust: Trust::Everything,
        };
        KeptBalance { account: AccountId::mint(NOW, &[1; 10]), heard_at: NOW, history }
    }

    fn command(n: u64, body: CommandBody) -> OutboxEntry {
        let entry = entry(&device_id(1), n);
        let command = Command {
            v: 1,
            shop: "warung".parse().unwrap(),
            id: entry.id,
            device: entry.device.clone(),
            seq: n,
            at: NOW,
            body,
        };
        let subject = command.body.subject(command.id);
        OutboxEntry { bytes: seal(&signing_input(&command), &[0; 64]), subject, ..entry }
    }

    fn placing(n: u64, payment: PaymentMethod, total: i64) -> OutboxEntry {
        let wish = PlaceOrder {
            lines: vec![],
            delivery: "ambil".parse().unwrap(),
            address: None,
            payment,
            total: rp(total),
            epoch: "e1".into(),
            rev: 1,
            note: String::new(),
            number: None,
        };
        command(n, CommandBody::PlaceOrder(Box::new(wish)))
    }

    fn paid(n: u64, total: i64, at: i64) -> OrderView {
        let mut view = order(command_id(n).into(), n);
        view.order.payment_method = PaymentMethod::Balance;
        view.order.breakdown = breakdown(total);
        let at = Timestamp::from_millis(at);
        view.order.payment = PaymentState::Settled { at, paid: rp(total) };
        view
    }

    // Holds B10.
    #[test]
    fn what_is_on_its_way_is_not_offered_twice() {
        let kept = kept(100, vec![]);
        let left = |entries: &[OutboxEntry], orders: &[OrderView]| {
            kept.spendable(entries, orders).unwrap().minor()
        };
        assert_eq!(left(&[], &[]), 100);
        let unsent = placing(1, PaymentMethod::Balance, 60);
        let other = placing(2, PaymentMethod::Indomaret, 30);
        assert_eq!(left(&[unsent.clone(), other], &[]), 40);
        let much = placing(3, PaymentMethod::Balance, 60);
        assert_eq!(left(&[unsent.clone(), much], &[]), 0, "never below nothing");
        // Answered, and not yet back: still on its way.
        let state = EntryState::Answered { verdict: Verdict::Applied, at: NOW };
        let answered = OutboxEntry { state, ..unsent };
        assert_eq!(left(std::slice::from_ref(&answered), &[]), 40);
        assert_eq!(left(&[answered], &[paid(1, 60, 5)]), 40, "back, and counted once");
    }

    // Holds B10.
    #[test]
    fn what_was_heard_before_an_order_was_paid_is_less_by_it() {
        let line = |n: u64, at: i64| BalanceLine {
            seq: n,
            at: Timestamp::from_millis(at),
            what: "paid".into(),
            order: Some(command_id(n).into()),
            number: None,
            amount: rp(-10),
            balance: rp(100),
        };
        let kept = kept(100, vec![line(1, 50)]);
        let orders = [paid(1, 10, 50), paid(2, 25, 60), paid(3, 40, 40)];
        // The first is among the lines, the third is older than they are.
        assert_eq!(kept.spendable(&[], &orders), Ok(rp(75)));
        let mut asked = paid(4, 30, 0);
        asked.order.payment = PaymentState::None;
        let confirm = CommandBody::ConfirmOrder { order: asked.order.id, total: rp(30) };
        let confirm = command(9, confirm);
        assert_eq!(kept.spendable(&[confirm], &[asked]), Ok(rp(70)));
    }
}
