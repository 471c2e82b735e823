//! A dialog that rises from the edge; the browser keeps the focus inside.

use super::icon;
use crate::i18n::texts;
use leptos::{html, prelude::*};

/// Shown while `open` is true; Escape, the cross and a tap beside it close it.
#[component]
pub fn Sheet(
    open: RwSignal<bool>,
    #[prop(into)] title: String,
    children: Children,
    #[prop(optional)] foot: Option<AnyView>,
) -> impl IntoView {
    let t = texts();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if open.get() {
            // Refused only when it is open already.
            let _ = dialog.show_modal();
        } else {
            dialog.close();
        }
    });
    let label = title.clone();
    let foot = foot.map(|foot| view! { <div class="sheet-foot">{foot}</div> }.into_any());
    view! {
        <dialog class="sheet" node_ref=dialog aria-label=label on:close=move |_| open.set(false)>
            <div class="sheet-head">
                <h2>{title}</h2>
                <button
                    type="button"
                    class="icon-btn"
                    aria-label=move || t().common.close
                    on:click=move |_| open.set(false)
                >
                    {icon("x")}
                </button>
            </div>
            <div class="sheet-body">{children()}</div>
            {foot}
        </dialog>
    }
    .into_any()
}
