//! Search as you type, on the phone alone.

mod narrow;

use super::shelves::{self, Arrival};
use crate::actions::search::{self, Answer, Question};
use crate::components::shop::{category_tile, search_result};
use crate::components::ui::{EmptyState, Page, icon};
use crate::i18n::words;
use crate::state::AppState;
use leptos::prelude::*;
use narrow::NarrowSheet;
use warung_domain::locale::format_count;
use warung_domain::search::browse::{Filter, SortBy};

/// How many categories are suggested.
const SUGGESTED: usize = 8;
/// How many results are added at a time.
const PAGE: usize = 60;

/// What stands in the search box, which is in the frame above this page.
#[derive(Clone, Copy)]
pub struct SearchQuery(pub RwSignal<String>);

/// What the shopper chose beside the words.
#[derive(Clone, Copy)]
struct Chosen {
    filter: RwSignal<Filter>,
    sort: RwSignal<SortBy>,
    pages: RwSignal<usize>,
    /// Whether the sheet to narrow by is open.
    open: RwSignal<bool>,
}

#[component]
pub fn SearchPage() -> impl IntoView {
    let t = words();
    let state = AppState::expect();
    let SearchQuery(query) = expect_context::<SearchQuery>();
    let asked = Memo::new(move |_| query.with(|query| query.trim().to_owned()));
    let chosen = Chosen {
        filter: RwSignal::default(),
        sort: RwSignal::default(),
        pages: RwSignal::new(1),
        open: RwSignal::new(false),
    };
    // Other words, other results: their first page.
    Effect::new(move |_| {
        asked.track();
        if chosen.pages.get_untracked() > 1 {
            chosen.pages.set(1);
        }
    });
    let content = move || match shelves::arrival(state) {
        Arrival::Nothing(view) => view,
        Arrival::Some => results(state, &asked.get(), chosen),
    };
    view! {
        <Page title=t.browse.search_title narrow=true>
            <div class="stack">{shelves::progress(state)}{content}</div>
            <NarrowSheet words=asked filter=chosen.filter open=chosen.open />
        </Page>
    }
}

fn results(state: AppState, query: &str, chosen: Chosen) -> AnyView {
    let t = words();
    if query.is_empty() {
        // So that the first letter finds everything filed.
        search::file(state);
        return view! {
            <p class="muted">{t.browse.start_search}</p>
            {suggestions(state)}
        }
        .into_any();
    }
    let filter = chosen.filter.get();
    let most = chosen.pages.get() * PAGE;
    let question = Question { words: query, filter: &filter, sort: chosen.sort.get(), most };
    let Answer { products, of, guessed, meant } = search::find(state, &question);
    if products.is_empty() && filter == Filter::default() {
        return view! {
            <div role="status">
                <EmptyState
                    glyph="search"
                    title=(t.browse.nothing_found)(query)
                    text=t.browse.nothing_found_text
                />
            </div>
            {suggestions(state)}
        }
        .into_any();
    }
    let currency = state.catalog.currency();
    let count = number(state, of);
    let rows = products.iter().map(|product| search_result(product, currency)).collect_view();
    view! {
        <div class="spread">
            <p class="muted" role="status" data-test="search-count">
                {if guessed {
                    t.browse.guessed.to_owned()
                } else {
                    (t.browse.found)(&count, of)
                }}
            </p>
            <div class="row">{order(chosen)}{narrow_button(chosen)}</div>
        </div>
        {meant.map(ask_instead)}
        {if products.is_empty() {
            too_narrow(chosen)
        } else {
            view! { <ul class="search-results">{rows}</ul> }.into_any()
        }}
        {more(state, of.saturating_sub(most), chosen.pages)}
    }
    .into_any()
}

fn number(state: AppState, count: usize) -> String {
    format_count(i64::try_from(count).unwrap_or(i64::MAX), state.lang.get_untracked())
}

fn order(chosen: Chosen) -> AnyView {
    let t = words();
    let orders = [
        (SortBy::Relevance, "relevance", t.browse.sort_relevance),
        (SortBy::Popular, "popular", t.browse.sort_popular),
        (SortBy::PriceAsc, "cheapest", t.browse.sort_cheapest),
        (SortBy::PriceDesc, "dearest", t.browse.sort_dearest),
    ];
    let now = chosen.sort.get_untracked();
    let options = orders.map(|(order, value, label)| {
        view! { <option value=value selected=order == now>{label}</option> }.into_any()
    });
    let choose = move |event| {
        let value = event_target_value(&event);
        if let Some((order, ..)) = orders.iter().find(|(_, known, _)| *known == value) {
            chosen.pages.set(1);
            chosen.sort.set(*order);
        }
    };
    view! {
        <label>
            <span class="sr-only">{t.browse.sort}</span>
            <select class="select" data-test="search-sort" on:change=choose>
                {options.into_iter().collect_view()}
            </select>
        </label>
    }
    .into_any()
}

fn narrow_button(chosen: Chosen) -> AnyView {
    let is_narrowed = chosen.filter.with_untracked(|filter| *filter != Filter::default());
    view! {
        <button
            type="button"
            class="chip"
            data-test="search-filter"
            aria-haspopup="dialog"
            aria-pressed=if is_narrowed { "true" } else { "false" }
            on:click=move |_| chosen.open.set(true)
        >
            {icon("sliders")}
            <span>{words().browse.filter}</span>
        </button>
    }
    .into_any()
}

fn too_narrow(chosen: Chosen) -> AnyView {
    let t = words();
    let clear = move |_| chosen.filter.set(Filter::default());
    view! {
        <EmptyState
            glyph="sliders"
            title=t.browse.filter_too_narrow
            text=t.browse.filter_too_narrow_text
        >
            <button type="button" class="btn" on:click=clear>{t.browse.clear_filter}</button>
        </EmptyState>
    }
    .into_any()
}

fn more(state: AppState, left: usize, pages: RwSignal<usize>) -> Option<AnyView> {
    let label = (words().browse.more_products)(&number(state, left.min(PAGE)));
    let add = move |_| pages.update(|pages| *pages += 1);
    (left > 0).then(|| {
        view! {
            <button type="button" class="btn btn-block" data-test="more-results" on:click=add>
                {label}
            </button>
        }
        .into_any()
    })
}

/// A way to the question that was perhaps meant.
fn ask_instead(meant: String) -> AnyView {
    let SearchQuery(query) = expect_context::<SearchQuery>();
    let label = (words().browse.did_you_mean)(&meant);
    let ask = move |_| {
        search::remember(&meant);
        query.set(meant.clone());
    };
    view! {
        <p><button type="button" class="chip" data-test="did-you-mean" on:click=ask>{label}</button></p>
    }
    .into_any()
}

/// The fullest categories, as a way on.
fn suggestions(state: AppState) -> AnyView {
    let t = words();
    let tiles = state.catalog.directory.with(|directory| {
        let mut known: Vec<_> = directory.categories.iter().collect();
        known.sort_by_key(|shelf| std::cmp::Reverse(shelf.about));
        let tile = |shelf: &&warung_domain::catalog::Shelf| category_tile(&shelf.category);
        known.iter().take(SUGGESTED).map(tile).collect_view()
    });
    view! {
        <section>
            <div class="section-head"><h2>{t.browse.popular_categories}</h2></div>
            <div class="grid-categories">{tiles}</div>
        </section>
    }
    .into_any()
}
