//! What happened to an order, oldest first.

use leptos::prelude::*;

/// One thing that happened, worded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    pub what: String,
    /// Which parcel, where there are several.
    pub whose: String,
    pub when: String,
}

/// The timeline.
#[must_use]
pub fn timeline(events: Vec<Happened>) -> AnyView {
    let items = events
        .into_iter()
        .map(|event| {
            let whose = (!event.whose.is_empty()).then(|| view! { <small>{event.whose}</small> });
            view! {
                <li data-done="">
                    <strong>{event.what}</strong>
                    {whose}
                    <small>{event.when}</small>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! { <ol class="timeline">{items}</ol> }.into_any()
}
