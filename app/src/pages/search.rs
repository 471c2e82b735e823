//! Search as you type, on the phone alone.

use super::shelves::{self, Arrival};
use crate::actions::search::{self, Answer};
use crate::components::shop::{category_tile, search_result};
use crate::components::ui::{EmptyState, Page};
use crate::i18n::words;
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::locale::format_count;

/// How many categories are suggested.
const SUGGESTED: usize = 8;

/// What stands in the search box, which is in the frame above this page.
#[derive(Clone, Copy)]
pub struct SearchQuery(pub RwSignal<String>);

#[component]
pub fn SearchPage() -> impl IntoView {
    let t = words();
    let state = AppState::expect();
    let SearchQuery(query) = expect_context::<SearchQuery>();
    let asked = Memo::new(move |_| query.with(|query| query.trim().to_owned()));
    let content = move || match shelves::arrival(state) {
        Arrival::Nothing(view) => view,
        Arrival::Some => results(state, &asked.get()),
    };
    view! {
        <Page title=t.browse.search_title narrow=true>
            <div class="stack">{shelves::progress(state)}{content}</div>
        </Page>
    }
}

fn results(state: AppState, query: &str) -> AnyView {
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
    let Answer { hits, guessed, meant } = search::find(state, query);
    if hits.is_empty() {
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
    let snapshot = state.catalog.snapshot.get();
    let currency = state.catalog.currency();
    let number = i64::try_from(hits.len()).unwrap_or(i64::MAX);
    let more = if hits.len() >= search::MOST_RESULTS { "+" } else { "" };
    let count = [&format_count(number, state.lang.get_untracked()), more].concat();
    let rows = hits
        .iter()
        .filter_map(|hit| snapshot.get(&hit.id))
        .map(|product| search_result(&product, currency))
        .collect_view();
    view! {
        <p class="muted" role="status" data-test="search-count">
            {if guessed {
                t.browse.guessed.to_owned()
            } else {
                (t.browse.found)(&count, hits.len())
            }}
        </p>
        {meant.map(ask_instead)}
        <ul class="search-results">{rows}</ul>
    }
    .into_any()
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
    let tiles = state.catalog.manifest.with(|manifest| {
        let mut known: Vec<_> = manifest.as_ref()?.categories.iter().collect();
        known.sort_by_key(|count| std::cmp::Reverse(count.products));
        let tile = |count: &&warung_domain::catalog::CategoryCount| category_tile(&count.category);
        Some(known.iter().take(SUGGESTED).map(tile).collect_view())
    });
    view! {
        <section>
            <div class="section-head"><h2>{t.browse.popular_categories}</h2></div>
            <div class="grid-categories">{tiles}</div>
        </section>
    }
    .into_any()
}
