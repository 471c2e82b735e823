//! Filling the cart.

use crate::platform::broadcast::{self, News};
use crate::platform::db::shop::{self, Fact};
use crate::platform::{log, timer};
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::cart::{Cart, CartError, CartLine};
use warung_domain::command::OrderedLine;
use warung_domain::ids::{ProductId, VariantId};

/// Puts `more` pieces in the cart.
pub fn add(
    state: AppState,
    product: &ProductId,
    variant: &VariantId,
    more: u32,
) -> Result<(), CartError> {
    change(state, |cart| cart.add(product, variant, more))
}

/// Sets the quantity of a line; zero removes it.
pub fn set_quantity(
    state: AppState,
    product: &ProductId,
    variant: &VariantId,
    quantity: u32,
) -> Result<(), CartError> {
    change(state, |cart| cart.set(product, variant, quantity))
}

/// Takes a line out and hands it over with its place, so that it can be put back.
pub fn remove(
    state: AppState,
    product: &ProductId,
    variant: &VariantId,
) -> Option<(usize, CartLine)> {
    let removed = state.cart.with_untracked(|cart| {
        let at = cart.position(product, variant)?;
        Some((at, cart.lines()[at].clone()))
    })?;
    // Removing keeps every limit.
    let _ = change(state, |cart| cart.set(product, variant, 0));
    Some(removed)
}

/// Puts a removed line back.
pub fn restore(state: AppState, at: usize, line: CartLine) {
    let _ = change(state, |cart| {
        cart.restore(at, line);
        Ok(())
    });
}

/// Takes out what became an order; what could not be ordered stays.
pub fn take_out(state: AppState, ordered: &[OrderedLine]) {
    // Removing keeps every limit.
    let _ = change(state, |cart| {
        ordered.iter().try_for_each(|line| cart.set(&line.product, &line.variant, 0))
    });
}

/// Empties the cart, after its content became an order.
pub fn clear(state: AppState) {
    let _ = change(state, |cart| {
        cart.clear();
        Ok(())
    });
}

fn change(
    state: AppState,
    edit: impl FnOnce(&mut Cart) -> Result<(), CartError>,
) -> Result<(), CartError> {
    let mut cart = state.cart.get_untracked();
    edit(&mut cart)?;
    state.cart.set(cart.clone());
    timer::spawn(async move {
        match shop::put_fact(Fact::Cart, &cart).await {
            Ok(()) => broadcast::tell(News::Cart),
            Err(error) => log::warn(&format!("the cart could not be kept: {error}")),
        }
    });
    Ok(())
}
