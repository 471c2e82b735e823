//! A code to show at a till or to type into a bank's app.

use super::icon;
use crate::i18n::texts;
use leptos::prelude::*;

/// The code, large; `on_copy` gets it bare, as `code` may be grouped for the eye.
#[component]
pub fn CodeBox(
    #[prop(into)] label: String,
    /// As shown.
    #[prop(into)]
    code: String,
    /// As copied.
    #[prop(into)]
    bare: String,
    on_copy: Callback<String>,
    #[prop(default = "code")] test: &'static str,
) -> impl IntoView {
    let t = texts();
    view! {
        <div class="code-box">
            <span class="code-label">{label}</span>
            <span class="code" data-test=test>{code}</span>
            <button type="button" class="btn btn-small" on:click=move |_| on_copy.run(bare.clone())>
                {icon("copy")}
                <span>{move || t().common.copy}</span>
            </button>
        </div>
    }
    .into_any()
}
