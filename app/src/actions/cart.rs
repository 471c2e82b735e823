//! Filling the cart.

use super::kept_cart::Noted;
use super::{cart_account, kept_cart};
use crate::i18n;
use crate::platform::{clock, log, random, timer};
use crate::state::{AppState, Toast};
use leptos::prelude::*;
use warung_domain::cart::{Cart, CartError, CartLine, Hand};
use warung_domain::command::OrderedLine;
use warung_domain::ids::{ProductId, VariantId};

thread_local! {
    /// Tells this page's changes from another's.
    static REPLICA: u32 = random::number();
}

/// Puts `more` pieces in the cart.
pub fn add(
    state: AppState,
    product: &ProductId,
    variant: &VariantId,
    more: u32,
) -> Result<(), CartError> {
    change(state, |cart, hand| cart.add(hand, product, variant, more))
}

/// Sets the quantity of a line that is there; zero removes it.
pub fn set_quantity(
    state: AppState,
    product: &ProductId,
    variant: &VariantId,
    quantity: u32,
) -> Result<(), CartError> {
    change(state, |cart, hand| cart.set(hand, product, variant, quantity))
}

/// Takes a line out and hands it over, so that it can be put back.
pub fn remove(state: AppState, product: &ProductId, variant: &VariantId) -> Option<CartLine> {
    let removed = state.cart.with_untracked(|cart| cart.line(product, variant).cloned())?;
    // Removing keeps every limit.
    let _ = set_quantity(state, product, variant, 0);
    Some(removed)
}

/// Puts a removed line back.
pub fn restore(state: AppState, line: CartLine) {
    let _ = change(state, |cart, hand| {
        cart.restore(hand, line);
        Ok(())
    });
}

/// Takes out what became an order; what could not be ordered stays.
pub fn take_out(state: AppState, ordered: &[OrderedLine]) {
    // Removing keeps every limit.
    let _ = change(state, |cart, hand| {
        ordered.iter().try_for_each(|line| cart.set(hand, &line.product, &line.variant, 0))
    });
}

/// Empties the cart, after its content became an order.
pub fn clear(state: AppState) {
    let _ = change(state, |cart, hand| {
        cart.clear(hand);
        Ok(())
    });
}

/// Changes the cart on screen and notes it, both at once, and keeps it then.
fn change(
    state: AppState,
    edit: impl FnOnce(&mut Cart, Hand) -> Result<(), CartError>,
) -> Result<(), CartError> {
    let mut cart = state.cart.get_untracked();
    edit(&mut cart, Hand { replica: REPLICA.with(|mine| *mine), at: clock::now() })?;
    let noted = Noted::down(state, cart.clone());
    state.cart.set(cart);
    timer::spawn(async move {
        match kept_cart::keep_noted(state, noted).await {
            Ok(()) => cart_account::tell_soon(state).await,
            Err(error) => {
                log::warn(&format!("the cart could not be kept: {error}"));
                // It goes on being what is on screen, for as long as the page lives.
                let words = i18n::of(state.lang.get_untracked());
                state.say(Toast::plain(words.common.cart_not_kept));
            }
        }
    });
    Ok(())
}
