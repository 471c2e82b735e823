//! Signing out while something is not settled: asked, never just done.

use crate::components::ui::{Sheet, icon};
use crate::i18n::phrases;
use leptos::prelude::*;

/// Asks while `open` is true: stay, sign out all the same, or save to a file
/// first. `count` is what is not settled.
pub fn sign_out_sheet(
    open: RwSignal<bool>,
    count: Signal<usize>,
    on_give_away: Callback<()>,
    on_leave: Callback<()>,
) -> AnyView {
    let words = &phrases().account;
    let leave = move |_| {
        open.set(false);
        on_leave.run(());
    };
    // What came of it is told beside the page, not over the question.
    let give_away = move |_| {
        open.set(false);
        on_give_away.run(());
    };
    let text = move || (words.sign_out_unsent)(count.get());
    let foot = view! {
        <button
            type="button"
            class="btn btn-primary"
            data-test="sign-out-stay"
            on:click=move |_| open.set(false)
        >
            {words.stay}
        </button>
        <button type="button" class="btn" data-test="sign-out-anyway" on:click=leave>
            {words.sign_out_anyway}
        </button>
    }
    .into_any();
    view! {
        <Sheet open=open title=words.sign_out_title foot=foot>
            <div class="stack">
                <p data-test="sign-out-unsent">{text}</p>
                <button
                    type="button"
                    class="btn btn-block"
                    data-test="sign-out-export"
                    on:click=give_away
                >
                    {icon("download")}
                    <span>{words.export_first}</span>
                </button>
            </div>
        </Sheet>
    }
    .into_any()
}
