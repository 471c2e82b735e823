//! An icon of the sprite, always beside words that say the same.

use leptos::prelude::*;

/// The icon of that name in `public/icons/ui.svg`. Hidden from screen readers:
/// the words beside it, or the button's label, speak.
#[must_use]
pub fn icon(name: &str) -> AnyView {
    let mut href = String::from("/icons/ui.svg#");
    href.push_str(name);
    view! { <svg class="icon" aria-hidden="true"><use href=href></use></svg> }.into_any()
}
