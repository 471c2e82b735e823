//! The shape of what is about to be there.

use leptos::prelude::*;

/// Places for products in a grid.
#[must_use]
pub fn skeleton_cards(count: usize) -> AnyView {
    let cards =
        (0..count).map(|_| view! { <div class="product-card skeleton"></div> }).collect_view();
    view! { <div class="grid-products" aria-hidden="true">{cards}</div> }.into_any()
}

/// Places for lines of text.
#[must_use]
pub fn skeleton_lines(count: usize) -> AnyView {
    let lines = (0..count).map(|_| view! { <div class="skeleton"></div> }).collect_view();
    view! { <div class="stack stack-s" aria-hidden="true">{lines}</div> }.into_any()
}
