//! Filling the cart from a page: the change, and the words that tell of it.

use super::cart;
use crate::i18n;
use crate::state::{AppState, Toast, ToastAction};
use leptos::prelude::*;
use warung_domain::cart::CartError;
use warung_domain::catalog::Product;
use warung_domain::ids::{ProductId, VariantId};
use warung_domain::route::Route;

/// Puts pieces of a product in the cart and says so.
pub fn put_in_cart(state: AppState, product: &Product, variant: &VariantId, more: u32) {
    let lang = state.lang.get_untracked();
    let words = i18n::of(lang);
    match cart::add(state, &product.id, variant, more) {
        Ok(()) => {
            let text = (words.browse.added)(product.name.get(lang));
            state.say(Toast::with(text, ToastAction::Open(Route::Cart)));
        }
        Err(error) => state.say(Toast::plain(refusal(error, words))),
    }
}

/// Sets the quantity of a line; at zero it goes, with a way back.
pub fn change_line(
    state: AppState,
    product: &ProductId,
    variant: &VariantId,
    name: &str,
    quantity: u32,
) {
    let words = i18n::of(state.lang.get_untracked());
    if quantity == 0 {
        if let Some(line) = cart::remove(state, product, variant) {
            let action = ToastAction::RestoreLine(line);
            let words = i18n::phrases_of(state.lang.get_untracked());
            state.say(Toast::with((words.cart.removed)(name), action));
        }
        return;
    }
    if let Err(error) = cart::set_quantity(state, product, variant, quantity) {
        state.say(Toast::plain(refusal(error, words)));
    }
}

const fn refusal(error: CartError, words: &i18n::Texts) -> &'static str {
    match error {
        CartError::TooMany => words.browse.too_many,
        CartError::TooManyLines => words.browse.too_many_lines,
    }
}
