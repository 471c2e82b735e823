//! One thing to type, with its label, a hint and what is wrong with it.

use leptos::prelude::*;

/// A line of text. `id` names the element and its hint and error.
#[component]
pub fn TextField(
    id: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    on_input: Callback<String>,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// The input's `type`.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(default = "text")] inputmode: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional, into)] placeholder: String,
) -> impl IntoView {
    let (hint_id, error_id) = ids(id);
    let described_by = described_by(&hint_id, &error_id);
    view! {
        <div class="field" data-invalid=move || error.with(Option::is_some).then_some("")>
            <label for=id>{label}</label>
            <input
                class="input"
                id=id
                name=id
                data-test=id
                type=kind
                inputmode=inputmode
                autocomplete=autocomplete
                placeholder=placeholder
                aria-describedby=described_by
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=move || value.get()
                on:input=move |event| on_input.run(event_target_value(&event))
            />
            <p class="hint" id=hint_id>{hint}</p>
            <p class="error" id=error_id role="alert">{move || error.get()}</p>
        </div>
    }
    .into_any()
}

/// Several lines of text.
#[component]
pub fn TextArea(
    id: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    on_input: Callback<String>,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(default = 3)] rows: u32,
) -> impl IntoView {
    let (hint_id, error_id) = ids(id);
    let described_by = described_by(&hint_id, &error_id);
    view! {
        <div class="field" data-invalid=move || error.with(Option::is_some).then_some("")>
            <label for=id>{label}</label>
            <textarea
                class="input"
                id=id
                name=id
                data-test=id
                rows=rows
                autocomplete=autocomplete
                aria-describedby=described_by
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=move || value.get()
                on:input=move |event| on_input.run(event_target_value(&event))
            ></textarea>
            <p class="hint" id=hint_id>{hint}</p>
            <p class="error" id=error_id role="alert">{move || error.get()}</p>
        </div>
    }
    .into_any()
}

fn ids(id: &str) -> (String, String) {
    ([id, "-hint"].concat(), [id, "-error"].concat())
}

fn described_by(hint_id: &str, error_id: &str) -> String {
    [hint_id, " ", error_id].concat()
}
