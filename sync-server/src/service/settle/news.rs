//! What a status means for an order that is where it is.
//!
//! One status may hold several pieces of news: money that came and went back between two
//! looks, two refunds that are both done, money beside the payment. They are taken one
//! after the other, each as if it had been heard alone.

use super::super::Shop;
use super::super::decide::writes::Writes;
use super::super::decide::{attempts, money, refund, strays};
use crate::config::ShopConfig;
use crate::payment::{GatewayState, GatewayStatus};
use crate::storage::{OrderRecord, StorageError, WriteTxn};
use warung_domain::books::Movement;
use warung_domain::ids::CommandId;
use warung_domain::money::Money;
use warung_domain::order::{Order, OrderState};
use warung_domain::payment::{PaymentEvent, PaymentState, Refund, RefundState, RefundWay};
use warung_domain::time::Timestamp;

/// Applies what the gateway says to the order, inside a transaction. The record
/// as written comes back, or none if nothing changed.
pub(crate) fn take_status(
    txn: &mut dyn WriteTxn,
    shop: &Shop,
    mut record: OrderRecord,
    status: &GatewayStatus,
) -> Result<Option<OrderRecord>, StorageError> {
    let now = shop.clock.now();
    if status.state == GatewayState::Settled
        && let Some(again) = attempts::take_up_again(record.clone(), &status.payment_id, now)
    {
        record = again;
    }
    let beside = strays::came(&shop.config, &record, status);
    let mut written = None;
    if record.payment_id.as_ref() == Some(&status.payment_id) {
        // Nothing leads on for ever: a status tells of one payment, and of each refund once.
        for _ in 0..2 + record.order.refunds.len() {
            let Some(news) = news_of(&shop.config, &record, status, now) else { break };
            record.gateway_reference = Some(status.reference.clone());
            let Some(next) = take_news(txn, shop, record.clone(), news, status)? else { break };
            record = next.clone();
            written = Some(next);
        }
    }
    if let Some(money) = beside {
        let method = strays::method_of(&record, &status.payment_id);
        tracing::warn!(order = %record.order.id, why = money.0.code(), "money came beside a payment");
        record.order.strays.push(strays::held(money, method, status, now));
        record.check_at = money::next_look(&record, now);
        record = write(txn, shop, record, now)?;
        written = Some(record.clone());
    }
    let known = record.order.strays.iter().find(|stray| stray.payment == status.payment_id);
    let Some(event) = known.and_then(|stray| strays::heard(stray, status.state, now)) else {
        return Ok(written);
    };
    match strays::advance(record, &status.payment_id, event, now) {
        Some(next) => write(txn, shop, next, now).map(Some),
        None => Ok(written),
    }
}

fn write(
    txn: &mut dyn WriteTxn,
    shop: &Shop,
    record: OrderRecord,
    now: Timestamp,
) -> Result<OrderRecord, StorageError> {
    let order = Some(Box::new(record.clone()));
    let written = Writes { order, ..Writes::default() }.apply(txn, shop, now)?;
    Ok(written.unwrap_or(record))
}

/// Applies an event, or drops it with a word in the log if it leads nowhere.
pub(crate) fn take_event(
    txn: &mut dyn WriteTxn,
    shop: &Shop,
    record: OrderRecord,
    event: PaymentEvent,
    reference: &str,
) -> Result<Option<OrderRecord>, StorageError> {
    let (order, now) = (record.order.id, shop.clock.now());
    match money::advance(record, event, reference, now) {
        Ok(writes) => writes.apply(txn, shop, now),
        Err(error) => {
            tracing::info!(%order, %error, "news about a payment leads nowhere");
            Ok(None)
        }
    }
}

/// One thing that a status tells.
struct News {
    event: PaymentEvent,
    /// The refund that is done by it.
    refund: Option<CommandId>,
}

impl From<PaymentEvent> for News {
    fn from(event: PaymentEvent) -> Self {
        Self { event, refund: None }
    }
}

fn take_news(
    txn: &mut dyn WriteTxn,
    shop: &Shop,
    mut record: OrderRecord,
    news: News,
    status: &GatewayStatus,
) -> Result<Option<OrderRecord>, StorageError> {
    let now = shop.clock.now();
    let refunds = &mut record.order.refunds;
    let done = refunds.iter_mut().find(|refund| Some(refund.id) == news.refund);
    let Some(done) = done else {
        return take_event(txn, shop, record, news.event, &status.reference);
    };
    done.state = RefundState::Done { at: now };
    let movement = Movement { purse: None, parcel: Some(done.seller.clone()) };
    let order = record.order.id;
    match money::advance(record, news.event, &status.reference, now) {
        Ok(writes) => refund::of_parcel(writes, movement).apply(txn, shop, now),
        Err(error) => {
            tracing::error!(%order, %error, "a refund that was made leads nowhere");
            Ok(None)
        }
    }
}

/// Until when the channel may take back what it pays now.
const fn window_from(order: &Order, now: Timestamp) -> Timestamp {
    now.plus_seconds(order.payment_method.reversal_window_seconds())
}

fn news_of(
    config: &ShopConfig,
    record: &OrderRecord,
    status: &GatewayStatus,
    now: Timestamp,
) -> Option<News> {
    let order = &record.order;
    let at = status.at;
    let due = money::due(config, order).ok()?;
    let event = match (status.state, &order.payment) {
        (state, PaymentState::None | PaymentState::Pending { .. })
            if state == GatewayState::Settled || state.is_back() =>
        {
            arrived(record, status, due.amount, now)?
        }
        (GatewayState::Settled, PaymentState::SettledProvisionally { until, .. })
            if now >= *until =>
        {
            PaymentEvent::WindowClosed { at: now }
        }
        // No window is that long: the clock was ahead when it was measured, and has been set back.
        (GatewayState::Settled, PaymentState::SettledProvisionally { until, .. })
            if *until > window_from(order, now) =>
        {
            PaymentEvent::WindowRestarted { until: window_from(order, now) }
        }
        // The charge went through and its answer was lost.
        (GatewayState::Pending, PaymentState::None) => {
            let charge = status.charge.as_ref()?;
            let (instructions, expires_at) = (charge.instructions.clone(), charge.expires_at);
            PaymentEvent::Instructed { instructions, due, expires_at }
        }
        (GatewayState::Settled | GatewayState::Pending, _) => return None,
        // The window was closed by a clock that ran ahead, or the channel took longer than it says.
        (GatewayState::Denied, PaymentState::Settled { .. }) => PaymentEvent::ChargedBack { at },
        (GatewayState::Denied, _) => PaymentEvent::Denied { at },
        (GatewayState::Expired, _) => PaymentEvent::Expired { at },
        (GatewayState::Cancelled, _) => PaymentEvent::Cancelled { at },
        (GatewayState::Refunded | GatewayState::PartlyRefunded, _) => {
            return went_back(order, status);
        }
        (GatewayState::ChargedBack, _) => PaymentEvent::ChargedBack { at },
    };
    Some(event.into())
}

/// Money for a payment that is awaited. Too little pays nothing, too much pays what is due, and
/// for an order that was called off nothing is due any more; the rest is beside the payment.
fn arrived(
    record: &OrderRecord,
    status: &GatewayStatus,
    due: Money,
    now: Timestamp,
) -> Option<PaymentEvent> {
    let (order, at) = (&record.order, status.at);
    if order.state == OrderState::Cancelled {
        return Some(PaymentEvent::Cancelled { at });
    }
    let Ok(over) = status.amount.checked_sub(due) else {
        tracing::error!(order = %order.id, paid = ?status.amount, "paid in another currency");
        return None;
    };
    let is_final = status.state.is_back();
    if over.minor() < 0 || (is_final && !over.is_zero()) {
        return Some(PaymentEvent::Denied { at });
    }
    let until = window_from(order, now);
    let reversible_until = (until > now && !is_final).then_some(until);
    Some(PaymentEvent::Paid { at, paid: due, reversible_until })
}

/// What has gone back by the channel and was not known of: first what the shop has asked for,
/// refund by refund, then what somebody gave back at the gateway.
fn went_back(order: &Order, status: &GatewayStatus) -> Option<News> {
    let at = status.at;
    let currency = status.refunded.currency();
    let sum = |of: &dyn Fn(&&Refund) -> bool| {
        Money::sum(currency, order.refunds.iter().filter(of).map(|refund| refund.amount)).ok()
    };
    let is_done = |refund: &&Refund| matches!(refund.state, RefundState::Done { .. });
    let by_hand = sum(&|refund| is_done(refund) && refund.way != RefundWay::Channel)?;
    let gone = Money::new(refund::gone(&order.payment), currency);
    let news = status.refunded.checked_sub(gone.checked_sub(by_hand).ok()?).ok()?;
    let asked = order.refunds.iter().find(|refund| refund.is_asked());
    if let Some(asked) = asked.filter(|asked| asked.amount.minor() <= news.minor()) {
        let amount = gone.checked_add(asked.amount).ok()?;
        let event = PaymentEvent::Refunded { at, amount };
        return Some(News { event, refund: Some(asked.id) });
    }
    let amount = gone.checked_add(news).ok().filter(|_| news.minor() > 0)?;
    Some(PaymentEvent::Refunded { at, amount }.into())
}
