//! What a shopper can do with an order that exists, and a seller with theirs.

use super::outbox;
use crate::platform::PlatformError;
use crate::state::AppState;
use warung_domain::command::{CommandBody, FulfilmentStep, RefundOrder};
use warung_domain::ids::{OrderId, SellerId};
use warung_domain::money::Money;
use warung_domain::payment::PaymentMethod;

/// Calls an unpaid order off.
pub async fn cancel(state: AppState, order: OrderId) -> Result<(), PlatformError> {
    outbox::save(state, CommandBody::CancelOrder { order }, None).await.map(|_| ())
}

/// Takes the total the shop asks about.
pub async fn confirm(state: AppState, order: OrderId, total: Money) -> Result<(), PlatformError> {
    outbox::save(state, CommandBody::ConfirmOrder { order, total }, None).await.map(|_| ())
}

/// Pays in another way, or once more by the same, `total` being what is on screen.
pub async fn change_payment(
    state: AppState,
    order: OrderId,
    method: PaymentMethod,
    total: Money,
) -> Result<(), PlatformError> {
    let body = CommandBody::ChangePayment { order, method, total };
    outbox::save(state, body, None).await.map(|_| ())
}

/// Gives money back.
pub async fn refund(state: AppState, wish: RefundOrder) -> Result<(), PlatformError> {
    outbox::save(state, CommandBody::RefundOrder(Box::new(wish)), None).await.map(|_| ())
}

/// Moves a parcel on.
pub async fn fulfil(
    state: AppState,
    order: OrderId,
    seller: SellerId,
    step: FulfilmentStep,
) -> Result<(), PlatformError> {
    outbox::save(state, CommandBody::FulfilParcel { order, seller, step }, None).await.map(|_| ())
}

/// Records cash taken for an order.
pub async fn record_cash(
    state: AppState,
    order: OrderId,
    amount: Money,
) -> Result<(), PlatformError> {
    outbox::save(state, CommandBody::RecordCash { order, amount }, None).await.map(|_| ())
}
