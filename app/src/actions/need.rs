//! What is needed of the catalog at this moment: what is looked at, what the cart
//! holds, what the shopper wants kept, and what the line may cost.

use crate::platform::{network, prefs};
use crate::state::{AppState, Wishes};
use leptos::prelude::*;
use warung_domain::catalog::{Appetite, Asked, Listed, Need, appetite};
use warung_domain::route::Route;

const WISHES: &str = "warung.catalog";

/// What was wished for before, as it was written.
#[must_use]
pub fn stored_wishes() -> String {
    prefs::text(WISHES).unwrap_or_default()
}

/// Keeps what is wished for.
pub fn wish(state: AppState, change: impl FnOnce(&mut Wishes)) {
    let mut wishes = Wishes::read(&state.wishes.get_untracked());
    change(&mut wishes);
    let text = wishes.written();
    prefs::put_text(WISHES, &text);
    state.wishes.set(text);
}

/// What is needed now.
#[must_use]
pub fn need(state: AppState) -> Need {
    let Wishes { kept, dear_line, asked } = Wishes::read(&state.wishes.get_untracked());
    let appetite = appetite(dear_line, network::line(), asked);
    let looked_at = state.looked_at().into_iter().collect();
    let mut need = Need { looked_at, kept, appetite };
    if need.kept.is_some() || need.appetite != Appetite::Kept {
        add_the_cart(state, &mut need);
        // Nobody knows which shelf it stands on.
        if asked == Asked::Fetch && state.route.with_untracked(|route| is_sought(state, route)) {
            need.kept = None;
        }
    }
    need
}

/// Whether a page is about a product that is not here.
fn is_sought(state: AppState, route: &Route) -> bool {
    let Route::Product(id) = route else { return false };
    state.catalog.snapshot.with_untracked(|snapshot| snapshot.find(id.as_str()).is_none())
}

/// What is in the cart stays on the phone, with the shelf it stands on. Where that shelf is not
/// known, the whole shop is wanted until it is.
fn add_the_cart(state: AppState, need: &mut Need) {
    let snapshot = state.catalog.snapshot.get_untracked();
    state.cart.with_untracked(|cart| {
        for line in cart.lines() {
            match snapshot.find(line.product.as_str()).map(Listed::product) {
                Some(product) => need.looked_at.extend(product.categories.into_iter().take(1)),
                None => need.kept = None,
            }
        }
    });
}
