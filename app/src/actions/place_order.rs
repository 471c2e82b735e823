//! Placing an order.
//!
//! The outbox comes first, in one strict transaction: when it is complete the
//! order is saved. Emptying the cart and remembering the address follow; a
//! phone that dies in between finds the order in the outbox at the next start,
//! and [`repair_cart`] empties the cart then.

use super::{cart, checkout, outbox, storage};
use crate::platform::PlatformError;
use crate::platform::db::shop::{self, Fact};
use crate::platform::log;
use crate::state::{AppState, CheckoutDraft};
use leptos::prelude::*;
use thiserror::Error;
use warung_domain::address::Address;
use warung_domain::command::{CommandBody, OrderedLine, PlaceOrder};
use warung_domain::ids::OrderId;
use warung_domain::money::MoneyError;
use warung_phone::repair::is_ordered_already;

/// Most addresses remembered on the phone.
const MAX_ADDRESSES: usize = 5;

/// Why an order cannot be placed; each is a step of checkout to go back to.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlaceOrderError {
    #[error("there is nothing in the cart that can be ordered")]
    NothingToOrder,
    #[error("no delivery method is chosen")]
    NoDelivery,
    #[error("no usable address is given")]
    NoAddress,
    #[error("nobody said for which number")]
    NoNumber,
    #[error("no payment method is chosen")]
    NoPayment,
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error(transparent)]
    Phone(#[from] PlatformError),
}

/// Signs and saves the order that is on the review page.
pub async fn place_order(state: AppState) -> Result<OrderId, PlaceOrderError> {
    let draft = state.checkout.get_untracked();
    let (wish, seen) = untrack(|| compose(state, &draft))?;
    let wanted = wish.lines.clone();
    let address = wish.address.clone();
    let id = outbox::save(state, CommandBody::PlaceOrder(Box::new(wish)), Some(seen)).await?;
    storage::ask_to_keep();
    cart::take_out(state, &wanted);
    if let Some(address) = address {
        remember_address(state, address).await;
    }
    Ok(id.into())
}

fn compose(
    state: AppState,
    draft: &CheckoutDraft,
) -> Result<(PlaceOrder, warung_domain::pricing::PriceBreakdown), PlaceOrderError> {
    let delivery = checkout::chosen_delivery(state).ok_or(PlaceOrderError::NoDelivery)?;
    let address = match (&draft.address, delivery.needs_address) {
        (_, false) => None,
        (Some(address), true) if address.check().is_ok() => Some(address.clone()),
        _ => return Err(PlaceOrderError::NoAddress),
    };
    let payment = draft.payment.ok_or(PlaceOrderError::NoPayment)?;
    let seen = checkout::price_as_chosen(state, &delivery)?;
    let lines: Vec<OrderedLine> = seen
        .lines()
        .map(|line| OrderedLine {
            product: line.product.clone(),
            variant: line.variant.clone(),
            quantity: line.quantity,
            unit_price: line.unit_price.minor(),
        })
        .collect();
    if lines.is_empty() {
        return Err(PlaceOrderError::NothingToOrder);
    }
    let number = match checkout::digital_cart(state).asks_number {
        true => Some(checkout::number(&draft.number).ok_or(PlaceOrderError::NoNumber)?),
        false => None,
    };
    let snapshot = state.catalog.snapshot.get_untracked();
    let wish = PlaceOrder {
        lines,
        delivery: delivery.id,
        address,
        payment,
        total: seen.total,
        epoch: snapshot.epoch().to_owned(),
        rev: snapshot.revision(),
        note: draft.note.trim().to_owned(),
        number,
    };
    Ok((wish, seen))
}

async fn remember_address(state: AppState, address: Address) {
    let mut known = state.addresses.get_untracked();
    known.retain(|other| *other != address);
    known.insert(0, address);
    known.truncate(MAX_ADDRESSES);
    state.addresses.set(known.clone());
    if let Err(error) = shop::put_fact(Fact::Addresses, &known).await {
        log::warn(&format!("the address could not be kept: {error}"));
    }
}

/// At start: a cart that is exactly what the newest order on its way holds was
/// about to be emptied when the phone died.
pub fn repair_cart(state: AppState) {
    let is_ordered = state.outbox.with_untracked(|entries| {
        state.cart.with_untracked(|cart| is_ordered_already(cart, entries))
    });
    if is_ordered {
        cart::clear(state);
    }
}
