//! What a seller can do at the counter: look after orders, and look back.

use super::order;
use super::refusal::Refusal;
use crate::platform::db::shop::{self, Fact};
use crate::platform::{PlatformError, clock, log, timer};
use crate::state::{AppState, CounterState, KeptCounter};
use crate::sync::api::{self, CallError};
use leptos::prelude::*;
use std::cell::Cell;
use warung_domain::command::{FulfilmentStep, RefundOrder};
use warung_domain::ids::{OrderId, SellerId};
use warung_domain::money::Money;
use warung_domain::protocol::SellerOrder;

/// Most orders kept on the device. A page of the shop's answer holds fewer.
const KEPT_ORDERS: usize = 200;

thread_local! {
    static ASKING: Cell<bool> = const { Cell::new(false) };
}

/// Shows what the device kept, before anything is asked.
async fn open(counter: CounterState) -> Result<(), PlatformError> {
    if let Some(kept) = shop::fact::<KeptCounter>(Fact::Counter).await? {
        show(counter, kept.orders);
        counter.receipts.set(kept.receipts);
        counter.sale.owed.set(kept.owed);
        counter.heard_at.set(Some(kept.heard_at));
    }
    Ok(())
}

/// Follows the rounds of sync: after each, the counter is looked at anew, so
/// that the shop's call and the quiet heartbeat both reach it.
pub fn follow(state: AppState, counter: CounterState) {
    Effect::new(move |_| {
        state.orders.track();
        if state.session.with(|session| session.is_signed_in() && session.is_seller()) {
            refresh(state, counter);
        }
    });
}

/// Asks for the newest orders, the receipts, and what stock is owed.
pub fn refresh(state: AppState, counter: CounterState) {
    if ASKING.replace(true) {
        return;
    }
    timer::spawn(async move {
        let fresh = counter.heard_at.with_untracked(Option::is_none);
        if fresh && let Err(error) = open(counter).await {
            log::warn(&format!("the counter could not be read: {error}"));
        }
        match newest(counter).await {
            Ok(()) => {
                counter.trouble.set(None);
                if let Err(error) = keep(counter).await {
                    log::warn(&format!("the counter could not be kept: {error}"));
                }
            }
            Err(error) => counter.trouble.set(Some(Refusal::of(state, &error).text)),
        }
        ASKING.set(false);
    });
}

async fn newest(counter: CounterState) -> Result<(), CallError> {
    let page = api::seller_orders(None).await?;
    let had_none = counter.orders.with_untracked(Vec::is_empty);
    show(counter, page.orders);
    if had_none {
        counter.next.set(page.next);
    }
    let receipts = api::seller_receipts("").await?.receipts;
    if counter.receipts.with_untracked(|shown| *shown != receipts) {
        counter.receipts.set(receipts);
    }
    let owed = api::stock_to_settle().await?.lines;
    if counter.sale.owed.with_untracked(|shown| *shown != owed) {
        counter.sale.owed.set(owed);
    }
    Ok(())
}

/// Notes when the shop was heard, and keeps what it said.
async fn keep(counter: CounterState) -> Result<(), PlatformError> {
    let heard_at = clock::now();
    counter.heard_at.set(Some(heard_at));
    let orders = counter.orders.get_untracked().into_iter().take(KEPT_ORDERS).collect();
    let receipts = counter.receipts.get_untracked();
    let owed = counter.sale.owed.get_untracked();
    shop::put_fact(Fact::Counter, &KeptCounter { orders, receipts, owed, heard_at }).await
}

/// Fetches the next page of older orders.
pub async fn older(state: AppState, counter: CounterState) {
    let Some(before) = counter.next.get_untracked() else { return };
    match api::seller_orders(Some(before)).await {
        Ok(page) => {
            counter.next.set(page.next);
            show(counter, page.orders);
        }
        Err(error) => counter.trouble.set(Some(Refusal::of(state, &error).text)),
    }
}

/// Puts news among what is shown, newest order first.
fn show(counter: CounterState, news: Vec<SellerOrder>) {
    let mut orders = counter.orders.get_untracked();
    orders.retain(|known| news.iter().all(|new| new.order.id != known.order.id));
    orders.extend(news);
    orders.sort_by_key(|view| std::cmp::Reverse(view.order.id));
    if counter.orders.with_untracked(|shown| *shown != orders) {
        counter.orders.set(orders);
    }
}

/// Forgets what was shown, when somebody else takes the counter.
pub fn forget(counter: CounterState) {
    counter.orders.set(Vec::new());
    counter.receipts.set(Vec::new());
    counter.next.set(None);
    counter.heard_at.set(None);
    counter.awaited.set(Vec::new());
    counter.sale.forget();
    super::cash::forget(counter.cash);
    counter.outstanding.forget();
    counter.statement.forget();
    counter.archive.forget();
}

/// Moves a parcel on; until the shop's answer the order's buttons rest.
pub async fn take_step(
    state: AppState,
    counter: CounterState,
    order: (OrderId, u64),
    seller: SellerId,
    step: FulfilmentStep,
) -> Result<(), PlatformError> {
    order::fulfil(state, order.0, seller, step).await?;
    counter.awaited.update(|awaited| awaited.push(order));
    Ok(())
}

/// Records cash taken; until the shop's answer the order's buttons rest.
pub async fn take_cash(
    state: AppState,
    counter: CounterState,
    order: (OrderId, u64),
    amount: Money,
) -> Result<(), PlatformError> {
    order::record_cash(state, order.0, amount).await?;
    counter.awaited.update(|awaited| awaited.push(order));
    Ok(())
}

/// Gives money back; until the shop's answer the order's buttons rest.
pub async fn refund(
    state: AppState,
    counter: CounterState,
    order: (OrderId, u64),
    wish: RefundOrder,
) -> Result<(), PlatformError> {
    order::refund(state, wish).await?;
    counter.awaited.update(|awaited| awaited.push(order));
    Ok(())
}

/// Drops a command the shop refused, so that the order can be looked after again.
pub async fn drop_refused(
    state: AppState,
    counter: CounterState,
    order: OrderId,
    command: warung_domain::ids::CommandId,
) -> Result<(), PlatformError> {
    super::outbox::put_aside(state, command).await?;
    counter.awaited.update(|awaited| awaited.retain(|(id, _)| *id != order));
    Ok(())
}
