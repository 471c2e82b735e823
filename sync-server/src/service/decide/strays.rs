//! Money that comes beside an order's payment: what a status says of it. Pure; who asks
//! the gateway, and who sends money back, is elsewhere.

use super::money;
use crate::config::ShopConfig;
use crate::payment::{GatewayState, GatewayStatus};
use crate::storage::OrderRecord;
use warung_domain::money::Money;
use warung_domain::order::OrderState;
use warung_domain::payment::{
    PaymentMethod, PaymentState, Stray, StrayEvent, StrayMoney, StrayState,
};
use warung_domain::time::Timestamp;

/// Why the money of a status does not pay what it came for, and how much of it does not;
/// nothing where it does, or where it is known already.
#[must_use]
pub fn came(
    config: &ShopConfig,
    record: &OrderRecord,
    status: &GatewayStatus,
) -> Option<(Stray, Money)> {
    let order = &record.order;
    let is_known = order.strays.iter().any(|stray| stray.payment == status.payment_id);
    if status.state != GatewayState::Settled || is_known {
        return None;
    }
    let whole = |why| Some((why, status.amount));
    if record.payment_id.as_ref() != Some(&status.payment_id) {
        return whole(if order.payment.is_paid() { Stray::Duplicate } else { Stray::Late });
    }
    match &order.payment {
        PaymentState::None | PaymentState::Pending { .. } => {
            if order.state == OrderState::Cancelled {
                return whole(Stray::Late);
            }
            let due = money::due(config, order).ok()?.amount;
            // In another currency it is neither more nor less.
            let over = status.amount.checked_sub(due).ok()?;
            match over.minor() {
                0 => None,
                1.. => Some((Stray::Over, over)),
                _ => whole(Stray::Short),
            }
        }
        PaymentState::Denied { .. }
        | PaymentState::Expired { .. }
        | PaymentState::Cancelled { .. } => whole(Stray::Late),
        PaymentState::SettledProvisionally { .. }
        | PaymentState::Settled { .. }
        | PaymentState::Refunded { .. }
        | PaymentState::ChargedBack { .. } => None,
    }
}

/// The money that has just come, as it is kept.
#[must_use]
pub fn held(
    (why, amount): (Stray, Money),
    method: PaymentMethod,
    status: &GatewayStatus,
    now: Timestamp,
) -> StrayMoney {
    let until = now.plus_seconds(method.reversal_window_seconds());
    let state = StrayState::Held { until };
    StrayMoney { payment: status.payment_id.clone(), method, why, amount, at: status.at, state }
}

/// By which way the attempt of that name is paid.
#[must_use]
pub fn method_of(record: &OrderRecord, payment: &str) -> PaymentMethod {
    let earlier = record.earlier.iter().find(|attempt| attempt.payment_id == payment);
    earlier.map_or(record.order.payment_method, |attempt| attempt.method)
}

/// What a status says of stray money that is known.
#[must_use]
pub fn heard(stray: &StrayMoney, state: GatewayState, now: Timestamp) -> Option<StrayEvent> {
    match (&stray.state, state) {
        (StrayState::Held { until }, GatewayState::Settled) if now >= *until => {
            Some(StrayEvent::WindowClosed { at: now })
        }
        (StrayState::Held { .. }, state) if state.is_over_unpaid() || state.is_back() => {
            Some(StrayEvent::TakenBack { at: now })
        }
        // The answer to our asking got lost.
        (StrayState::GoingBack, GatewayState::Refunded) => Some(StrayEvent::Sent { at: now }),
        (StrayState::GoingBack, state) if state.is_over_unpaid() => {
            Some(StrayEvent::Sent { at: now })
        }
        _ => None,
    }
}

/// Lets an event happen to the stray money of an attempt; the record as it is then, or
/// nothing if the event leads nowhere.
#[must_use]
pub fn advance(
    mut record: OrderRecord,
    payment: &str,
    event: StrayEvent,
    now: Timestamp,
) -> Option<OrderRecord> {
    let stray = record.order.strays.iter_mut().find(|stray| stray.payment == payment)?;
    match stray.clone().apply(event) {
        Ok(next) => *stray = next,
        Err(error) => {
            tracing::info!(payment, %error, "news about stray money leads nowhere");
            return None;
        }
    }
    record.check_at = money::next_look(&record, now);
    Some(record)
}
