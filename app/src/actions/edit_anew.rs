//! Turning an order back into a cart: one the shop refused, one it never heard
//! of, or one it asks about.

use super::kept_cart::Noted;
use super::outbox::{self, TakenBack};
use super::{cart, checkout, kept_cart, order};
use crate::platform::PlatformError;
use crate::state::{AppState, CheckoutDraft};
use leptos::prelude::*;
use warung_domain::command::CommandBody;
use warung_domain::ids::{CommandId, ProductId, VariantId};
use warung_domain::order::Order;
use warung_domain::outbox::{OutboxEntry, WayBack};

/// Puts an order's lines back into the cart and its choices into the checkout,
/// then drops it. The cart is stored before the order goes, and an order of which
/// a line found no room in a full cart stays, so that nothing is lost on the way.
/// Doing it twice changes nothing.
pub async fn edit_anew(state: AppState, id: CommandId) -> Result<TakenBack, PlatformError> {
    outbox::while_nothing_is_sent(state, refill_and_drop(state, id)).await
}

async fn refill_and_drop(state: AppState, id: CommandId) -> Result<TakenBack, PlatformError> {
    let Some(entry) = outbox::find(id).await? else { return Ok(TakenBack::Done) };
    if entry.way_back() != WayBack::Drop {
        return Ok(TakenBack::MayHaveArrived);
    }
    if let Some(CommandBody::PlaceOrder(wish)) = outbox::wish(&entry) {
        let lines = wish.lines.iter().map(|line| (&line.product, &line.variant, line.quantity));
        let choices = CheckoutDraft {
            address: wish.address.clone(),
            delivery: Some(wish.delivery.clone()),
            payment: Some(wish.payment),
            note: wish.note.clone(),
            number: wish.number.clone().unwrap_or_default(),
        };
        if refill(state, lines, choices).await? == Refilled::Partly {
            return Ok(TakenBack::CartIsFull);
        }
    }
    outbox::drop_with_followers(&entry).await
}

/// Puts what an order the shop asks about came to back into the cart, and then
/// calls the order off: what is ordered instead is another order.
pub async fn change(state: AppState, asked: &Order) -> Result<TakenBack, PlatformError> {
    let lines = asked.breakdown.lines().map(|line| (&line.product, &line.variant, line.quantity));
    let choices = CheckoutDraft {
        address: asked.address.clone(),
        delivery: Some(asked.delivery.clone()),
        payment: Some(asked.payment_method),
        note: asked.note.clone(),
        number: asked.digital.iter().find_map(|it| it.number.clone()).unwrap_or_default(),
    };
    if refill(state, lines, choices).await? == Refilled::Partly {
        return Ok(TakenBack::CartIsFull);
    }
    order::cancel(state, asked.id).await?;
    Ok(TakenBack::Done)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refilled {
    Wholly,
    /// The cart had no room for all of it.
    Partly,
}

async fn refill<'a>(
    state: AppState,
    lines: impl Iterator<Item = (&'a ProductId, &'a VariantId, u32)>,
    choices: CheckoutDraft,
) -> Result<Refilled, PlatformError> {
    let mut refilled = Refilled::Wholly;
    for (product, variant, quantity) in lines {
        let there = state.cart.with_untracked(|cart| cart.quantity(product, variant));
        let more = quantity.saturating_sub(there);
        if more > 0 && cart::add(state, product, variant, more).is_err() {
            refilled = Refilled::Partly;
        }
    }
    checkout::edit(state, |draft| *draft = choices);
    kept_cart::keep_noted(state, Noted::down(state, state.cart.get_untracked())).await?;
    Ok(refilled)
}

/// Whether an entry can be edited into a new order.
#[must_use]
pub fn is_editable(entry: &OutboxEntry) -> bool {
    entry.kind == "place-order" && entry.way_back() == WayBack::Drop
}
