//! Checkout: three short steps and a review, each a page of its own, so that
//! "back" does what it says. What is filled in is kept at every step.

mod address;
mod delivery;
pub mod paying;
pub mod payment;
mod review;

use crate::actions::checkout::{digital_cart, sellable_lines};
use crate::components::ui::{EmptyState, Page, Steps, skeleton_lines};
use crate::i18n::phrases;
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::route::{CheckoutStep, Route};

/// Whether there is anything to check out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Opening,
    NoCatalog,
    NothingToOrder,
    Ready,
}

/// The page of one step.
#[component]
pub fn CheckoutPage(step: CheckoutStep) -> impl IntoView {
    let state = AppState::expect();
    let words = &phrases().checkout;
    // While the order is being saved its lines leave the cart; the page stays.
    let saving = RwSignal::new(false);
    let stage = Memo::new(move |_| {
        if !state.opened.get() {
            Stage::Opening
        } else if state.catalog.manifest.with(Option::is_none) {
            Stage::NoCatalog
        } else if sellable_lines(state).is_empty() && !saving.get() {
            Stage::NothingToOrder
        } else {
            Stage::Ready
        }
    });
    let content = move || match stage.get() {
        Stage::Opening => skeleton_lines(6),
        Stage::NoCatalog => view! {
            <EmptyState
                glyph="wifi-off"
                title=words.no_catalog_title
                text=words.no_catalog_text
            />
        }
        .into_any(),
        Stage::NothingToOrder => view! {
            <EmptyState glyph="cart" title=words.empty_title text=words.empty_text>
                <a class="btn btn-primary" href=Route::Cart.to_string()>
                    {words.to_cart}
                </a>
            </EmptyState>
        }
        .into_any(),
        Stage::Ready => match step {
            // There is nothing to carry anywhere.
            CheckoutStep::Address if digital_cart(state).all => delivery::delivery_step(state),
            CheckoutStep::Address => address::address_step(state),
            CheckoutStep::Delivery => delivery::delivery_step(state),
            CheckoutStep::Payment => payment::payment_step(state),
            CheckoutStep::Review => review::review(state, saving),
        },
    };
    let (title, current) = match step {
        CheckoutStep::Address => (words.title, 0),
        CheckoutStep::Delivery => (words.title, 1),
        CheckoutStep::Payment => (words.title, 2),
        CheckoutStep::Review => (words.review_title, 3),
    };
    let steps = [
        (words.step_address, CheckoutStep::Address),
        (words.step_delivery, CheckoutStep::Delivery),
        (words.step_payment, CheckoutStep::Payment),
    ];
    let steps = steps.map(|(name, step)| (name, Route::Checkout(step).to_string())).to_vec();
    view! {
        <Page title=title narrow=step != CheckoutStep::Review>
            <Steps label=words.steps_label steps=steps current=current />
            {content}
        </Page>
    }
    .into_any()
}
