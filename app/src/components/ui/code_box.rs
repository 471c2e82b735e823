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

/// So many are read at a glance.
const UNGROUPED: usize = 6;

/// Digits in fours for the eye; what is copied has no gaps.
#[must_use]
pub fn grouped(code: &str) -> String {
    let digits: Vec<char> = code.chars().collect();
    if digits.len() <= UNGROUPED {
        return code.to_owned();
    }
    digits.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_fours() {
        assert_eq!(grouped("12345678901"), "1234 5678 901");
        assert_eq!(grouped("70012"), "70012");
        assert_eq!(grouped(""), "");
    }
}
