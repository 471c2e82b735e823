//! Search as you type, on the phone alone.

mod narrow;
mod ways;

use super::shelves;
use crate::actions::navigate;
use crate::actions::search::{self, Answer, Question};
use crate::components::shop::{OnShelf, category_tile, long_shelf, search_result};
use crate::components::ui::{EmptyState, Page, icon};
use crate::i18n::phrases;
use crate::state::AppState;
use leptos::prelude::*;
use narrow::NarrowSheet;
use std::cell::RefCell;
use std::rc::Rc;
use warung_domain::catalog::Product;
use warung_domain::locale::format_count;
use warung_domain::search::browse::{Filter, SortBy};

/// How many categories are suggested.
const SUGGESTED: usize = 8;
/// How many results are put in order at first, and how many times as many for who scrolls on.
const FIRST: usize = 60;
const MORE: usize = 8;

thread_local! {
    /// The words that found something last and what was chosen beside them, for the way
    /// back to the results; no words where nothing was found.
    static LAST: RefCell<(String, Filter, SortBy, usize)> =
        const { RefCell::new((String::new(), Filter::ALL, SortBy::Relevance, FIRST)) };
}

/// What stands in the search box, which is in the frame above this page.
#[derive(Clone, Copy)]
pub struct SearchQuery(pub RwSignal<String>);

/// What the shopper chose beside the words.
#[derive(Clone, Copy)]
struct Chosen {
    filter: RwSignal<Filter>,
    sort: RwSignal<SortBy>,
    /// So many results are put in order.
    most: RwSignal<usize>,
    /// Whether the sheet to narrow by is open.
    open: RwSignal<bool>,
}

/// What the page has to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Showing {
    /// No catalog yet.
    Awaited,
    /// Nothing is asked.
    Invitation,
    Nothing,
    TooNarrow,
    Results,
}

#[component]
pub fn SearchPage() -> impl IntoView {
    let t = phrases();
    let state = AppState::expect();
    let SearchQuery(query) = expect_context::<SearchQuery>();
    let asked = Memo::new(move |_| query.with(|query| query.trim().to_owned()));
    let last = if navigate::is_return() && LAST.with_borrow(|last| last.0 == search::asked().trim())
    {
        LAST.with_borrow(Clone::clone)
    } else {
        (String::new(), Filter::ALL, SortBy::Relevance, FIRST)
    };
    let chosen = Chosen {
        filter: RwSignal::new(last.1),
        sort: RwSignal::new(last.2),
        most: RwSignal::new(last.3),
        open: RwSignal::new(false),
    };
    other_words(asked, chosen);
    ways::follow_arrows();
    ways::note_when_done(|| LAST.with_borrow(|last| last.0.clone()));
    let answer = Memo::new(move |_| {
        let (filter, sort, most) = (chosen.filter.get(), chosen.sort.get(), chosen.most.get());
        let answer = asked.with(|words| match words.is_empty() {
            // So that the first letter finds everything filed.
            true => {
                search::file(state);
                Answer::default()
            }
            false => search::find(state, &Question { words, filter: &filter, sort, most }),
        });
        let found = if answer.of > 0 { asked.get() } else { String::new() };
        LAST.set((found, filter, sort, most));
        answer
    });
    let arrived = shelves::arrived(state);
    let showing = Memo::new(move |_| match (arrived.get(), asked.with(String::is_empty)) {
        (false, _) => Showing::Awaited,
        (true, true) => Showing::Invitation,
        _ if answer.with(|answer| answer.of > 0) => Showing::Results,
        _ if chosen.filter.get() == Filter::ALL => Showing::Nothing,
        _ => Showing::TooNarrow,
    });
    let is_asking = Memo::new(move |_| !asked.with(String::is_empty));
    let suggestions = move || is_asking.get().then(|| ways::suggestions(state, asked));
    let is_answered =
        Memo::new(move |_| !matches!(showing.get(), Showing::Awaited | Showing::Invitation));
    // What was found and that nothing was found take turns while somebody types, on one page.
    let content = move || {
        if is_answered.get() {
            answered(state, asked, answer, showing, chosen)
        } else if showing.get() == Showing::Awaited {
            shelves::awaited(state)
        } else {
            invitation(state)
        }
    };
    view! {
        <Page title=t.search.search_title narrow=true>
            <div class="stack">{shelves::progress(state)}{suggestions}{content}</div>
            <NarrowSheet words=asked filter=chosen.filter open=chosen.open />
        </Page>
    }
}

/// Other words, other results: from their first on.
fn other_words(asked: Memo<String>, chosen: Chosen) {
    Effect::new(move |before: Option<String>| {
        let words = asked.get();
        if before.is_some_and(|before| !before.is_empty() && before != words) {
            if chosen.most.get_untracked() > FIRST {
                chosen.most.set(FIRST);
            }
            search::from_the_top();
        }
        words
    });
}

fn invitation(state: AppState) -> AnyView {
    view! {
        <p class="muted">{phrases().search.start_search}</p>
        {ways::recent_searches()}
        {categories(state)}
    }
    .into_any()
}

/// The answer, whatever it is. The list stays, so that its rows do.
fn answered(
    state: AppState,
    asked: Memo<String>,
    answer: Memo<Answer>,
    showing: Memo<Showing>,
    chosen: Chosen,
) -> AnyView {
    let stock = Memo::new(move |_| {
        answer.with(|answer| OnShelf { all: answer.of, known: answer.products.clone() })
    });
    Effect::new(move |_| {
        stock.track();
        navigate::come_back();
    });
    let want = move |least: usize| {
        chosen.most.update(|most| *most = most.saturating_mul(MORE).max(least));
    };
    let draw = move |product: Product| search_result(&product, state.catalog.currency());
    let is_nothing = Memo::new(move |_| showing.get() == Showing::Nothing);
    let is_too_narrow = Memo::new(move |_| showing.get() == Showing::TooNarrow);
    view! {
        {nothing(state, asked, is_nothing)}
        {move || (!is_nothing.get()).then(|| head(state, answer, chosen))}
        {move || is_too_narrow.get().then(|| too_narrow(chosen))}
        {move || answer.with(|answer| answer.meant.clone()).map(ask_instead)}
        {long_shelf("search-results", stock, Rc::new(want), Rc::new(draw))}
    }
    .into_any()
}

/// Made once it is needed, and then only shown and hidden.
fn nothing(state: AppState, asked: Memo<String>, is_nothing: Memo<bool>) -> AnyView {
    let t = phrases();
    let apology = move || {
        is_nothing.get().then(|| {
            view! {
                <EmptyState
                    glyph="search"
                    title=asked.with(|words| (t.search.nothing_found)(words))
                    text=t.search.nothing_found_text
                />
            }
            .into_any()
        })
    };
    let was_nothing = Memo::new(move |was: Option<&bool>| was == Some(&true) || is_nothing.get());
    view! {
        <div class="stack" hidden=move || !is_nothing.get()>
            <div role="status">{apology}</div>
            {move || was_nothing.get().then(|| categories(state))}
        </div>
    }
    .into_any()
}

/// How much was found, and the ways to put it in order.
fn head(state: AppState, answer: Memo<Answer>, chosen: Chosen) -> AnyView {
    let t = phrases();
    let count = move || {
        answer.with(|answer| match answer.guessed {
            true => t.search.guessed.to_owned(),
            false => (t.search.found)(&number(state, answer.of), answer.of),
        })
    };
    view! {
        <div class="spread">
            <p class="muted" role="status" tabindex="-1" data-test="search-count">{count}</p>
            <div class="row">{order(chosen)}{narrow_button(chosen)}</div>
        </div>
    }
    .into_any()
}

fn number(state: AppState, count: usize) -> String {
    format_count(i64::try_from(count).unwrap_or(i64::MAX), state.lang.get_untracked())
}

fn order(chosen: Chosen) -> AnyView {
    let t = phrases();
    let orders = [
        (SortBy::Relevance, "relevance", t.search.sort_relevance),
        (SortBy::Popular, "popular", t.browse.sort_popular),
        (SortBy::PriceAsc, "cheapest", t.browse.sort_cheapest),
        (SortBy::PriceDesc, "dearest", t.browse.sort_dearest),
    ];
    let options = orders.map(|(order, value, label)| {
        let is_chosen = move || chosen.sort.get() == order;
        view! { <option value=value selected=is_chosen>{label}</option> }.into_any()
    });
    let choose = move |event| {
        let value = event_target_value(&event);
        if let Some((order, ..)) = orders.iter().find(|(_, known, _)| *known == value) {
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
    let pressed =
        move || if chosen.filter.with(|filter| *filter == Filter::ALL) { "false" } else { "true" };
    view! {
        <button
            type="button"
            class="chip"
            data-test="search-filter"
            aria-haspopup="dialog"
            aria-pressed=pressed
            on:click=move |_| chosen.open.set(true)
        >
            {icon("sliders")}
            <span>{phrases().browse.filter}</span>
        </button>
    }
    .into_any()
}

fn too_narrow(chosen: Chosen) -> AnyView {
    let t = phrases();
    let clear = move |_| chosen.filter.set(Filter::ALL);
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

/// A way to the question that was perhaps meant.
fn ask_instead(meant: String) -> AnyView {
    let SearchQuery(query) = expect_context::<SearchQuery>();
    let label = (phrases().search.did_you_mean)(&meant);
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
fn categories(state: AppState) -> AnyView {
    let t = phrases();
    let tiles = state.catalog.directory.with(|directory| {
        let mut known: Vec<_> = directory.categories.iter().collect();
        known.sort_by_key(|shelf| std::cmp::Reverse(shelf.about));
        let tile = |shelf: &&warung_domain::catalog::Shelf| category_tile(&shelf.category);
        known.iter().take(SUGGESTED).map(tile).collect_view()
    });
    view! {
        <section>
            <div class="section-head"><h2>{t.search.popular_categories}</h2></div>
            <div class="grid-categories">{tiles}</div>
        </section>
    }
    .into_any()
}
