//! Where one is in something done step by step.

use leptos::prelude::*;

/// The steps by name and address. Those before `current` are links back.
#[component]
pub fn Steps(
    #[prop(into)] label: String,
    steps: Vec<(&'static str, String)>,
    current: usize,
) -> impl IntoView {
    let items = steps
        .into_iter()
        .enumerate()
        .map(|(at, (name, href))| {
            let inner = if at < current {
                view! { <a href=href>{name}</a> }.into_any()
            } else {
                view! { <span>{name}</span> }.into_any()
            };
            view! {
                <li
                    data-done=(at < current).then_some("")
                    aria-current=(at == current).then_some("step")
                >
                    {inner}
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! { <ol class="steps" aria-label=label>{items}</ol> }.into_any()
}
