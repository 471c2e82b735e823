//! The bar at the top: whose shop this is, and the search box.

use crate::components::ui::{icon, pointing_icon};
use crate::i18n::texts;
use leptos::{html, prelude::*};
use warung_domain::route::Route;

/// What stands beside the brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchBox {
    /// A box that leads to the search page.
    Link,
    /// The box one types in, on the search page itself: it has the focus.
    Input,
    /// The same above results that somebody comes back to.
    AboveResults,
    Absent,
}

/// The bar. `query` is what stands in the box on the search page.
#[component]
pub fn AppBar(
    #[prop(into)] search: Signal<SearchBox>,
    #[prop(into)] query: Signal<String>,
    on_query: Callback<String>,
    /// Below the five places of the menu: an installed app has no other way back.
    #[prop(into)]
    deep: Signal<bool>,
    on_back: Callback<()>,
) -> impl IntoView {
    let t = texts();
    let back = move || {
        deep.get().then(|| {
            view! {
                <button
                    type="button"
                    class="icon-btn back"
                    data-test="back"
                    aria-label=move || t().common.back
                    on:click=move |_| on_back.run(())
                >
                    {pointing_icon("arrow-left")}
                </button>
            }
            .into_any()
        })
    };
    let middle = move || {
        match search.get() {
        SearchBox::Link => view! {
            <div class="search-box">
                {icon("search")}
                <a href=Route::Search.to_string() data-test="search-link">{t().browse.search_hint}</a>
            </div>
        }
        .into_any(),
        place @ (SearchBox::Input | SearchBox::AboveResults) => {
            view! { <QueryInput place=place query=query on_query=on_query /> }.into_any()
        }
        SearchBox::Absent => view! { <span class="app-bar-title"></span> }.into_any(),
    }
    };
    view! {
        <header class="app-bar">
            {back}
            <a class="brand" href="/">
                <img src="/icons/icon.svg" alt="" width="36" height="36" />
                <span>{move || t().common.shop_name}</span>
            </a>
            {middle}
            <a
                class="icon-btn"
                href=Route::Settings.to_string()
                aria-label=move || t().common.settings
                data-test="settings-link"
            >
                {icon("settings")}
            </a>
        </header>
    }
    .into_any()
}

#[component]
fn QueryInput(
    place: SearchBox,
    query: Signal<String>,
    on_query: Callback<String>,
) -> impl IntoView {
    let t = texts();
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get()
            && place == SearchBox::Input
        {
            // An input that cannot take the focus only costs a tap.
            let _ = input.focus();
        }
    });
    let clear = move |_| {
        on_query.run(String::new());
        if let Some(input) = input.get_untracked() {
            let _ = input.focus();
        }
    };
    view! {
        <div class="search-box" role="search">
            {icon("search")}
            <input
                node_ref=input
                type="search"
                inputmode="search"
                enterkeyhint="search"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                maxlength="100"
                data-test="search-input"
                aria-label=move || t().browse.search_hint
                placeholder=move || t().browse.search_hint
                prop:value=move || query.get()
                on:input=move |event| on_query.run(event_target_value(&event))
            />
            <button
                type="button"
                class="icon-btn"
                aria-label=move || t().browse.clear_search
                hidden=move || query.with(String::is_empty)
                on:click=clear
            >
                {icon("x")}
            </button>
        </div>
    }
    .into_any()
}
