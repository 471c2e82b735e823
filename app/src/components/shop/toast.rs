//! The place where short messages appear and are read out.

use leptos::prelude::*;

/// A message and the label of its button, if it has one. Stays in the page while
/// empty, because screen readers only announce changes of what is there.
#[component]
pub fn ToastRegion(
    #[prop(into)] text: Signal<Option<String>>,
    #[prop(into)] action: Signal<Option<&'static str>>,
    on_action: Callback<()>,
) -> impl IntoView {
    let content = move || {
        text.get().map(|text| {
            let button = action.get().map(|label| {
                view! {
                    <button type="button" data-test="toast-action" on:click=move |_| on_action.run(())>
                        {label}
                    </button>
                }
                .into_any()
            });
            view! { <span>{text}</span>{button} }.into_any()
        })
    };
    view! { <div class="toast" role="status" aria-live="polite" data-test="toast">{content}</div> }
        .into_any()
}
