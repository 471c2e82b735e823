//! The button that sends a form, and shows that it is at work.

use leptos::prelude::*;

/// Submits the form it stands in. While busy it cannot be pressed again.
#[component]
pub fn SubmitButton(
    #[prop(into)] label: String,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(default = "submit")] test: &'static str,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            class="btn btn-primary btn-block"
            data-test=test
            disabled=move || busy.get()
            aria-busy=move || busy.get().then_some("true")
        >
            {move || busy.get().then(|| view! { <span class="spinner" aria-hidden="true"></span> })}
            <span>{label}</span>
        </button>
    }
    .into_any()
}
