//! One of several, as cards that are easy to hit.

use leptos::prelude::*;

/// One card. What is empty is not shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub title: String,
    pub note: String,
    pub price: String,
    pub disabled: bool,
}

/// A group of cards of which one is chosen.
#[component]
pub fn Choices(
    /// Of the group; cards carry `data-test="{name}-{value}"`.
    name: &'static str,
    #[prop(into)] legend: String,
    #[prop(into)] options: Signal<Vec<Choice>>,
    #[prop(into)] chosen: Signal<Option<String>>,
    on_choose: Callback<String>,
) -> impl IntoView {
    view! {
        <fieldset>
            <legend>{legend}</legend>
            <div class="choices">
                {move || {
                    options
                        .get()
                        .into_iter()
                        .map(|option| card(name, option, chosen, on_choose))
                        .collect_view()
                }}
            </div>
        </fieldset>
    }
    .into_any()
}

fn card(
    name: &'static str,
    option: Choice,
    chosen: Signal<Option<String>>,
    on_choose: Callback<String>,
) -> AnyView {
    let value = option.value;
    let test = [name, "-", &value].concat();
    let (shown, told) = (value.clone(), value.clone());
    let is_chosen = move || chosen.with(|chosen| chosen.as_deref() == Some(shown.as_str()));
    view! {
        <label class="choice" data-test=test>
            <input
                type="radio"
                name=name
                value=value
                disabled=option.disabled
                prop:checked=is_chosen
                on:change=move |_| on_choose.run(told.clone())
            />
            <span class="choice-body">
                <span class="choice-title">{option.title}</span>
                {some_text("choice-note", option.note)}
            </span>
            {some_text("choice-price", option.price)}
        </label>
    }
    .into_any()
}

fn some_text(class: &'static str, text: String) -> AnyView {
    if text.is_empty() {
        return ().into_any();
    }
    view! { <span class=class>{text}</span> }.into_any()
}
