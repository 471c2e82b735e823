//! An icon of the sprite, always beside words that say the same.

use leptos::prelude::*;

/// The icon of that name in `public/icons/ui.svg`, which the page around the app holds: an icon
/// drawn out of a file costs a document of its own. Hidden from screen readers:
/// the words beside it, or the button's label, speak.
#[must_use]
pub fn icon(name: &str) -> AnyView {
    drawn(name, "icon")
}

/// An icon that points somewhere, and the other way where people read from
/// right to left.
#[must_use]
pub fn pointing_icon(name: &str) -> AnyView {
    drawn(name, "icon icon-flip")
}

fn drawn(name: &str, class: &'static str) -> AnyView {
    let mut href = String::from("#icon-");
    href.push_str(name);
    view! { <svg class=class aria-hidden="true"><use href=href></use></svg> }.into_any()
}
