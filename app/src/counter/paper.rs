//! A slip with the button that prints it: on the printer at hand, else through the browser's dialogue.

use crate::actions::till_printer;
use crate::components::shop::slip::{Slip, slip_paper};
use crate::components::ui::icon;
use crate::i18n::printer_words_of;
use crate::state::AppState;
use leptos::prelude::*;

/// `label` and `test` are the button's word and its name in tests.
pub(super) fn with_button(
    state: AppState,
    slip: Slip,
    label: &'static str,
    test: &'static str,
) -> AnyView {
    let trouble = printer_words_of(state.lang.get_untracked()).trouble;
    let (id, parts) = (slip.id, slip.parts());
    view! {
        {slip_paper(slip)}
        <button
            type="button"
            class="btn btn-primary btn-block no-print"
            data-test=test
            on:click=move |_| till_printer::print(state, id, parts.clone(), trouble)
        >
            {icon("printer")}
            <span>{label}</span>
        </button>
    }
    .into_any()
}

/// The name at the head of a slip. Whoever shows it shows it anew once the catalog has come.
pub(super) fn shop_name(state: AppState) -> String {
    let name = Memo::new(move |_| {
        state.catalog.manifest.with(|manifest| {
            manifest.as_ref().map(|manifest| manifest.shop_name.clone()).unwrap_or_default()
        })
    });
    name.get()
}
