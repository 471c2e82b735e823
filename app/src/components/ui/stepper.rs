//! How many: a number between two large buttons.

use super::icon;
use crate::i18n::texts;
use leptos::prelude::*;

/// A quantity. The lower button may lead to `min`, which in a cart is zero.
#[component]
pub fn Stepper(
    /// Of what, for a screen reader.
    #[prop(into)]
    label: String,
    #[prop(into)] quantity: Signal<u32>,
    on_change: Callback<u32>,
    #[prop(default = 1)] min: u32,
    #[prop(default = Signal::stored(u32::MAX), into)] max: Signal<u32>,
) -> impl IntoView {
    let t = texts();
    view! {
        <div class="stepper" role="group" aria-label=label>
            <button
                type="button"
                data-test="fewer"
                aria-label=move || t().common.fewer
                disabled={move || quantity.get() <= min}
                on:click=move |_| on_change.run(quantity.get_untracked().saturating_sub(1).max(min))
            >
                {icon("minus")}
            </button>
            <output data-test="quantity">{move || quantity.get()}</output>
            <button
                type="button"
                data-test="more"
                aria-label=move || t().common.more
                disabled={move || quantity.get() >= max.get()}
                on:click=move |_| on_change.run(quantity.get_untracked().saturating_add(1))
            >
                {icon("plus")}
            </button>
        </div>
    }
    .into_any()
}
