//! A few short answers of which one holds, side by side.

use leptos::prelude::*;

/// One of the answers.
#[derive(Clone)]
pub struct Segment {
    pub value: &'static str,
    pub label: TextProp,
    pub test: &'static str,
}

/// The answers as one control; `label` is read out before them.
#[component]
pub fn Segmented(
    name: &'static str,
    #[prop(into)] label: TextProp,
    segments: Vec<Segment>,
    #[prop(into)] chosen: Signal<&'static str>,
    on_choose: Callback<&'static str>,
) -> impl IntoView {
    let segments = segments
        .into_iter()
        .map(|Segment { value, label, test }| {
            view! {
                <label data-test=test>
                    <input
                        type="radio"
                        name=name
                        value=value
                        prop:checked=move || chosen.get() == value
                        on:change=move |_| on_choose.run(value)
                    />
                    <span>{move || label.get()}</span>
                </label>
            }
            .into_any()
        })
        .collect_view();
    view! { <div class="segmented" role="radiogroup" aria-label=move || label.get()>{segments}</div> }
        .into_any()
}
