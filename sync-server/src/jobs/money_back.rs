//! Sending money back the way it came: refunds a seller asked for, and money that came
//! beside a payment.
//!
//! Each is asked for under a key of its own, so that asking twice gives back once. That a
//! refund is done is never taken from the answer to the asking: the status says so. What the
//! channel refuses goes another way.

use crate::payment::{GatewayError, GatewayState, PaymentName, RefundRequest};
use crate::service::Shop;
use crate::service::decide::writes::Writes;
use crate::service::decide::{money, strays};
use crate::service::payment_names;
use crate::service::settle::{announce, followers};
use crate::storage::{OrderRecord, StorageError, WriteTxn};
use std::sync::Arc;
use warung_domain::ids::{CommandId, OrderId};
use warung_domain::payment::{RefundState, StrayEvent, StrayState};

/// What a stray is given back for, in the gateway's books.
const STRAY_REASON: &str = "Pembayaran di luar pesanan";

/// The payments of an order that have to be asked about: the current one, and those that
/// money came for beside it.
pub(super) fn payments(record: &OrderRecord) -> Vec<String> {
    let strays = record.order.strays.iter().filter(|stray| !stray.state.is_over());
    let by_gateway = record.order.payment_method.needs_gateway();
    let current = record.payment_id.iter().filter(|_| by_gateway);
    let mut payments: Vec<String> = current.cloned().collect();
    payments.extend(strays.map(|stray| stray.payment.clone()));
    payments.dedup();
    payments
}

/// What the channel said to one request.
enum Said {
    Stray { payment: String, event: StrayEvent },
    Refused { refund: CommandId },
}

/// Asks the channels for everything of an order that waits to go back.
pub(super) async fn send(shop: &Arc<Shop>, record: &OrderRecord) -> Result<(), StorageError> {
    for said in ask(shop, record).await {
        write(shop, record.order.id, said).await?;
    }
    Ok(())
}

async fn ask(shop: &Shop, record: &OrderRecord) -> Vec<Said> {
    let order = &record.order;
    let mut heard = Vec::new();
    for stray in order.strays.iter().filter(|it| it.state == StrayState::GoingBack) {
        let payment = stray.payment.clone();
        let key = format!("{}-{payment}", stray.why.code());
        let reason = STRAY_REASON.to_owned();
        let request = RefundRequest {
            payment: payment_names::of_payment(record, &payment),
            key,
            amount: stray.amount,
            reason,
        };
        let at = shop.clock.now();
        let event = match shop.gateway.refund(stray.method, &request).await {
            Ok(()) => StrayEvent::Sent { at },
            Err(error) if is_no(&error) && still_there(shop, &request.payment).await => {
                StrayEvent::NotSent { at }
            }
            Err(error) => {
                tracing::warn!(payment, %error, "whether stray money went back is unknown");
                continue;
            }
        };
        heard.push(Said::Stray { payment, event });
    }
    let Some(payment) = &record.payment_id else { return heard };
    for refund in order.refunds.iter().filter(|refund| refund.is_asked()) {
        let request = RefundRequest {
            payment: payment_names::of_payment(record, payment),
            key: refund.id.to_string(),
            amount: refund.amount,
            reason: refund.reason.clone(),
        };
        match shop.gateway.refund(order.payment_method, &request).await {
            // The status, which is asked for next, says how much has gone.
            Ok(()) => {}
            Err(error) if is_no(&error) => {
                tracing::warn!(payment, %error, "the channel does not refund");
                heard.push(Said::Refused { refund: refund.id });
            }
            Err(error) => tracing::warn!(payment, %error, "whether it was refunded is unknown"),
        }
    }
    heard
}

/// Whether the channel has the money yet. Somebody may have given it back there by hand, and
/// that is a reason to refuse, too.
async fn still_there(shop: &Shop, payment: &PaymentName) -> bool {
    let status = shop.gateway.status(payment).await;
    status.is_ok_and(|status| status.state == GatewayState::Settled)
}

/// A refusal for good, after which nothing has gone back.
const fn is_no(error: &GatewayError) -> bool {
    matches!(
        error,
        GatewayError::Refused(_) | GatewayError::Unsupported(_) | GatewayError::NotFound
    )
}

async fn write(shop: &Arc<Shop>, order: OrderId, said: Said) -> Result<(), StorageError> {
    let inside = Arc::clone(shop);
    let touched = shop
        .storage
        .write(move |txn| {
            let Some(record) = txn.order(order)? else { return Ok(Vec::new()) };
            let changed = take(txn, &inside, record, said)?;
            followers(txn, changed.as_ref())
        })
        .await?;
    announce(shop, &touched);
    Ok(())
}

fn take(
    txn: &mut dyn WriteTxn,
    shop: &Shop,
    mut record: OrderRecord,
    said: Said,
) -> Result<Option<OrderRecord>, StorageError> {
    let now = shop.clock.now();
    let record = match said {
        Said::Stray { payment, event } => strays::advance(record, &payment, event, now),
        Said::Refused { refund } => {
            let asked = record.order.refunds.iter_mut().find(|it| it.id == refund && it.is_asked());
            asked.map(|asked| asked.state = RefundState::Refused { at: now }).map(|()| {
                record.check_at = money::next_look(&record, now);
                record
            })
        }
    };
    let Some(record) = record else { return Ok(None) };
    Writes { order: Some(Box::new(record)), ..Writes::default() }.apply(txn, shop, now)
}
