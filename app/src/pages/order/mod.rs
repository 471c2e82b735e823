//! One order: where it stands, what is next, what can be done, what happened.

pub mod asked;
mod digital;
mod placed;
mod placing;

use crate::components::ui::{EmptyState, Page, skeleton_lines};
use crate::i18n::phrases;
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::ids::OrderId;
use warung_domain::outbox::OutboxEntry;
use warung_domain::protocol::OrderView;
use warung_domain::route::Route;

/// What the phone knows of the order.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Known {
    Opening,
    Nothing,
    /// Only as a command on its way.
    Placing(Box<OutboxEntry>),
    Placed(Box<OrderView>),
}

fn known(state: AppState, id: OrderId) -> Known {
    if let Some(view) = state.order(id) {
        return Known::Placed(Box::new(view));
    }
    if let Some(entry) = state.placing_entry(id) {
        return Known::Placing(Box::new(entry));
    }
    if state.opened.get() { Known::Nothing } else { Known::Opening }
}

#[component]
pub fn OrderPage(id: OrderId) -> impl IntoView {
    let state = AppState::expect();
    let words = &phrases().orders;
    let known = Memo::new(move |_| known(state, id));
    // Names of sellers come with the catalog, which may be read a moment later.
    let has_catalog = Memo::new(move |_| state.catalog.manifest.with(Option::is_some));
    let content = move || {
        has_catalog.track();
        match known.get() {
            Known::Opening => skeleton_lines(6),
            Known::Nothing => missing_order(),
            Known::Placing(entry) => placing::placing(state, *entry),
            Known::Placed(view) => placed::placed(state, *view),
        }
    };
    view! { <Page title=words.title>{content}</Page> }.into_any()
}

/// Said where an address names an order the phone does not have.
pub fn missing_order() -> AnyView {
    let words = &phrases().orders;
    view! {
        <EmptyState glyph="receipt" title=words.not_found_title text=words.not_found_text>
            <a class="btn btn-primary" href=Route::Orders.to_string()>{words.all_orders}</a>
        </EmptyState>
    }
    .into_any()
}
