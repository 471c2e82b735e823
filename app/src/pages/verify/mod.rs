//! Checking a receipt that somebody shows: its QR, a file, or a text. Everybody may,
//! nothing leaves the phone, and no line is needed, except to fetch what a QR only
//! names.

mod found;
mod rewritten;
mod scan;

use crate::actions::receipt;
use crate::components::ui::{Page, TextArea};
use crate::i18n::phrases;
use crate::state::AppState;
use leptos::prelude::*;

#[component]
pub fn VerifyPage() -> impl IntoView {
    let state = AppState::expect();
    let words = &phrases().verify;
    // A link may bring the receipt along, and another may follow it on this page.
    let text = RwSignal::new(receipt::brought_along());
    let listening = window_event_listener_untyped("hashchange", move |_| {
        text.set(receipt::brought_along());
    });
    on_cleanup(move || listening.remove());
    let on_input = Callback::new(move |typed| text.set(typed));
    let is_empty = move || text.with(|text| text.trim().is_empty());
    view! {
        <Page title=words.title narrow=true>
            <div class="stack stack-l">
                {rewritten::rewritten(state)}
                <div aria-live="polite">{found::found(state, text)}</div>
                <p class="muted no-print">{words.lead}</p>
                <div class="stack stack-s no-print">
                    {scan::ways_in(text)}
                    <TextArea
                        id="verify-text"
                        label=words.paste
                        value=text
                        on_input=on_input
                        hint=words.paste_hint
                        rows=4
                    />
                    <button
                        type="button"
                        class="btn"
                        data-test="verify-clear"
                        disabled=is_empty
                        on:click=move |_| text.set(String::new())
                    >
                        {words.clear}
                    </button>
                </div>
            </div>
        </Page>
    }
    .into_any()
}
