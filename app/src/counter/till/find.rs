//! Finding what was sold, by name or code, in the catalog on this device.

use super::{shelf, shelf_note};
use crate::actions::sales;
use crate::components::shop::money;
use crate::components::ui::{EmptyState, TextField, icon, skeleton_lines};
use crate::i18n::{Sale, sale_words};
use crate::state::{AppState, SaleState, Toast};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use warung_domain::catalog::{Product, Variant};

pub fn find(state: AppState, at: SaleState) -> AnyView {
    let words = sale_words();
    let query = RwSignal::new(String::new());
    let said = RwSignal::new(String::new());
    let add = Callback::new(move |(product, variant): (Product, Variant)| {
        if sales::ring_up(at, &product.id, &variant) {
            said.set((words.added)(&product.line_name(&variant, state.lang.get_untracked())));
        } else {
            state.say(Toast::plain(words.till_is_full));
        }
    });
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let asked = query.get_untracked();
        if let Some(topmost) = untrack(|| sales::find(state, &asked)).into_iter().next() {
            add.run(topmost);
            query.set(String::new());
        }
    };
    let results = move || {
        if state.catalog.manifest.with(Option::is_none) {
            return no_catalog(state, words);
        }
        let asked = query.get();
        if asked.trim().is_empty() {
            return ().into_any();
        }
        let found = sales::find(state, &asked);
        if found.is_empty() {
            let text = (words.nothing_found)(asked.trim());
            return view! { <p class="muted" role="status" data-test="sale-nothing">{text}</p> }
                .into_any();
        }
        let rows = found.into_iter().map(|found| row(state, at, found, add, words));
        view! { <ul class="list" aria-label=words.found>{rows.collect_view()}</ul> }.into_any()
    };
    view! {
        <form class="stack" role="search" on:submit=on_submit>
            <TextField
                id="sale-search"
                label=words.search
                value=query
                on_input=Callback::new(move |text| query.set(text))
                hint=words.search_hint
                kind="search"
                inputmode="search"
            />
            {results}
            <p class="sr-only" role="status">{move || said.get()}</p>
        </form>
    }
    .into_any()
}

fn no_catalog(state: AppState, words: &'static Sale) -> AnyView {
    if !state.opened.get() || !state.line.get().is_down() {
        return skeleton_lines(3);
    }
    view! { <EmptyState glyph="inbox" title=words.no_catalog_title text=words.no_catalog_text /> }
        .into_any()
}

fn row(
    state: AppState,
    at: SaleState,
    (product, variant): (Product, Variant),
    add: Callback<(Product, Variant)>,
    words: &'static Sale,
) -> AnyView {
    let name = product.line_name(&variant, state.lang.get_untracked());
    let label = (words.add)(&name);
    let price = money(untrack(|| state.catalog.money(variant.price)));
    let code = product.id.to_string();
    let (of, stock) = ((product.id.clone(), variant.id.clone()), variant.stock);
    let note = move || shelf_note(shelf(state, at, (&of.0, &of.1), stock, 0), words);
    view! {
        <li data-test="sale-found">
            <div>
                <span>
                    <strong>{name}</strong>
                    <br />
                    <span class="muted small">{code}</span>
                    <br />
                    {note}
                </span>
                <span class="trail num">{price}</span>
                <button
                    type="button"
                    class="icon-btn"
                    data-test="sale-add"
                    aria-label=label
                    on:click=move |_| add.run((product.clone(), variant.clone()))
                >
                    {icon("plus")}
                </button>
            </div>
        </li>
    }
    .into_any()
}
