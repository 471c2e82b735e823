//! Cash for orders that this counter carries, taken while it has no line: what is to be paid, and how
//! much may be taken before the shop has answered.

use serde::{Deserialize, Serialize};
use warung_domain::command::{CommandBody, envelope};
use warung_domain::ids::OrderId;
use warung_domain::money::{Money, MoneyError};
use warung_domain::outbox::OutboxEntry;
use warung_domain::payment::PaymentMethod;
use warung_domain::time::Timestamp;

/// What the shop lets this device take without a line, while its drawer is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfflineLimit {
    pub most: Money,
}

/// An order that is carried here and wants to be paid at a counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payable {
    pub order: OrderId,
    /// As the phone that made it worked it out.
    pub amount: Money,
    pub made_at: Timestamp,
}

/// What of a carried order a cashier has to know: that it is to be paid at a counter, and how much.
#[must_use]
pub fn payable(entry: &OutboxEntry) -> Option<Payable> {
    if !entry.state.is_unsent() {
        return None;
    }
    let command = envelope::open(&entry.bytes).ok()?.command;
    let (method, amount) = match command.body {
        CommandBody::PlaceOrder(wish) => (wish.payment, wish.total),
        CommandBody::TopUp { payment, total, .. } => (payment, total),
        _ => return None,
    };
    let order = command.id.into();
    let by_counter = method == PaymentMethod::Counter;
    by_counter.then_some(Payable { order, amount, made_at: entry.saved_at })
}

/// What was taken here for `order`, or for every order, and the shop has not answered.
pub fn taken(
    outbox: &[OutboxEntry],
    order: Option<OrderId>,
    zero: Money,
) -> Result<Money, MoneyError> {
    let amounts = outbox.iter().filter(|entry| entry.state.is_unsent()).filter_map(|entry| {
        match envelope::open(&entry.bytes).ok()?.command.body {
            CommandBody::RecordCash { order: of, amount }
                if order.is_none_or(|wanted| wanted == of) =>
            {
                Some(amount)
            }
            _ => None,
        }
    });
    Money::sum(zero.currency(), amounts)
}

/// What may still be taken without a line.
#[must_use]
pub fn room(limit: OfflineLimit, outbox: &[OutboxEntry]) -> Money {
    let zero = Money::zero(limit.most.currency());
    let left = taken(outbox, None, zero).and_then(|taken| limit.most.checked_sub(taken));
    left.ok().filter(|left| left.minor() > 0).unwrap_or(zero)
}

#[cfg(test)]
mod tests {
    use super::*;
    use warung_domain::command::Command;
    use warung_domain::ids::CommandId;
    use warung_domain::money::Currency;
    use warung_domain::outbox::EntryState;

    const AT: Timestamp = Timestamp::from_millis(1_795_320_000_000);

    fn rp(minor: i64) -> Money {
        Money::new(minor, Currency::IDR)
    }

    fn entry(number: u8, body: CommandBody, state: EntryState) -> OutboxEntry {
        let id = CommandId::mint(AT, &[number; 10]);
        let device: warung_domain::ids::DeviceId = "dev-1".parse().unwrap();
        let (subject, kind) = (body.subject(id), body.kind().to_owned());
        let shop = "warung".parse().unwrap();
        let command = Command { v: 1, shop, id, device: device.clone(), seq: 1, at: AT, body };
        let bytes = envelope::seal(&envelope::signing_input(&command), &[9; 64]);
        OutboxEntry { id, device, seq: 1, bytes, subject, kind, saved_at: AT, seen: None, state }
    }

    fn top_up(payment: PaymentMethod) -> CommandBody {
        CommandBody::TopUp { amount: rp(50_000), payment, total: rp(52_500) }
    }

    // Holds N12.
    #[test]
    fn what_is_to_be_paid_at_a_counter_is_named_with_its_sum() {
        let carried = entry(1, top_up(PaymentMethod::Counter), EntryState::fresh());
        let found = payable(&carried).unwrap();
        assert_eq!((found.order, found.amount), (carried.id.into(), rp(52_500)));
        assert_eq!(payable(&entry(2, top_up(PaymentMethod::Qris), EntryState::fresh())), None);
        let reason = warung_domain::outbox::WedgeReason::UpdateNeeded;
        let stuck = EntryState::Wedged { reason, at: AT };
        assert_eq!(payable(&entry(3, top_up(PaymentMethod::Counter), stuck)), None);
        let broken = OutboxEntry { bytes: "a.b.c".into(), ..carried };
        assert_eq!(payable(&broken), None);
    }

    // Holds N12.
    #[test]
    fn what_was_taken_and_not_answered_counts() {
        let order: OrderId = CommandId::mint(AT, &[1; 10]).into();
        let other: OrderId = CommandId::mint(AT, &[2; 10]).into();
        let cash = |order, minor| CommandBody::RecordCash { order, amount: rp(minor) };
        let reason = warung_domain::outbox::WedgeReason::UpdateNeeded;
        let outbox = [
            entry(3, cash(order, 300), EntryState::fresh()),
            entry(4, cash(other, 500), EntryState::Sending { attempts: 1 }),
            entry(5, cash(other, 900), EntryState::Wedged { reason, at: AT }),
        ];
        assert_eq!(taken(&outbox, None, rp(0)), Ok(rp(800)));
        assert_eq!(taken(&outbox, Some(order), rp(0)), Ok(rp(300)));
        let left = |most| room(OfflineLimit { most: rp(most) }, &outbox).minor();
        assert_eq!((left(1_000), left(800), left(100)), (200, 0, 0));
    }
}
