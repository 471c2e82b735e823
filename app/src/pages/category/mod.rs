//! A category: everything on one shelf, narrowed and put in order.

mod narrow;

pub use narrow::{Narrowing, narrow_sheet};

use super::{Piece, later, shelves};
use crate::actions::navigate;
use crate::components::shop::OnShelf;
use crate::components::ui::{EmptyState, PageTitle, icon};
use crate::i18n::words;
use crate::state::AppState;
use leptos::prelude::*;
use std::cell::RefCell;
use warung_domain::catalog::{Category, Listed};
use warung_domain::ids::CategoryId;
use warung_domain::locale::format_count;
use warung_domain::search::browse::{self, Filter, SortBy};

thread_local! {
    /// How the shelf looked at last was narrowed and put in order, for the way back to it.
    static LAST: RefCell<(Filter, SortBy)> = RefCell::default();
}

#[component]
pub fn CategoryPage(id: CategoryId) -> impl IntoView {
    let state = AppState::expect();
    let known = Memo::new(move |_| state.catalog.category(&id));
    let arrived = shelves::arrived(state);
    let content = move || match known.get() {
        None if arrived.get() => gone(),
        None => {
            let title = words().common.loading;
            view! { <h1 class="sr-only" tabindex="-1">{title}</h1>{shelves::awaited(state)} }
                .into_any()
        }
        Some(category) => shelf(state, arrived, &category),
    };
    view! { <main id="content" class="page">{content}</main> }.into_any()
}

fn gone() -> AnyView {
    let t = words();
    PageTitle::set(t.browse.category_gone);
    view! {
        <h1 class="sr-only" tabindex="-1">{t.browse.category_gone}</h1>
        <EmptyState glyph="grid" title=t.browse.category_gone text=t.common.not_found_text>
            <a class="btn btn-primary" href="/">{t.common.to_home}</a>
        </EmptyState>
    }
    .into_any()
}

fn shelf(state: AppState, arrived: Memo<bool>, category: &Category) -> AnyView {
    let lang = state.lang.get_untracked();
    let title = category.name.get(lang).to_owned();
    PageTitle::set(&title);
    let id = category.id.clone();
    let within = id.clone();
    let anew = (Filter { category: Some(id), ..Filter::ALL }, SortBy::Popular);
    let last = Some(LAST.with_borrow(Clone::clone))
        .filter(|(last, _)| navigate::is_return() && last.category == anew.0.category);
    let (filter, sort) = last.unwrap_or(anew);
    let (filter, sort) = (RwSignal::new(filter), RwSignal::new(sort));
    let open = RwSignal::new(false);
    let found = Memo::new(move |_| {
        let snapshot = state.catalog.snapshot.get();
        let (filter, sort) = (filter.get(), sort.get());
        // All of them stand in the category; that is not looked up twice.
        let rest = Filter { category: None, ..filter.clone() };
        let shelf = browse::apply(snapshot.in_category(&within), &rest, sort, lang);
        let known: Vec<_> = shelf.into_iter().map(Listed::keep).collect();
        LAST.set((filter, sort));
        OnShelf::whole(known)
    });
    let count = move || found.with(|found| found.all);
    // Whoever narrows a shelf once may do so again.
    let narrows = Memo::new(move |before| before == Some(&true) || open.get());
    let is_empty = Memo::new(move |_| count() == 0);
    view! {
        <h1 class="page-title" tabindex="-1">{title}</h1>
        <div class="stack">
            {shelves::progress(state)}
            <div class="spread">
                <p class="muted" role="status" data-test="product-count">
                    {move || counted(state, count())}
                </p>
                <div class="row">{order(sort)}{narrow_button(filter, open)}</div>
            </div>
            {move || narrows.get().then(|| {
                later::show(Piece::NarrowCategory(Narrowing { open, filter, found }))
            })}
            {move || match (arrived.get(), is_empty.get()) {
                (false, _) => shelves::awaited(state),
                (true, true) => nothing(filter),
                (true, false) => shelves::cards(state, found),
            }}
        </div>
    }
    .into_any()
}

fn counted(state: AppState, count: usize) -> String {
    let number = i64::try_from(count).unwrap_or(i64::MAX);
    (words().browse.products)(&format_count(number, state.lang.get_untracked()), count)
}

/// Whether anything beyond the category itself narrows the shelf.
fn is_narrowed(filter: &Filter) -> bool {
    *filter != Filter { category: filter.category.clone(), ..Filter::ALL }
}

/// Lets everything of the category through again.
fn clear(filter: RwSignal<Filter>) {
    filter.update(|filter| {
        *filter = Filter { category: filter.category.take(), ..Filter::ALL };
    });
}

fn nothing(filter: RwSignal<Filter>) -> AnyView {
    let t = words();
    if !filter.with_untracked(is_narrowed) {
        return view! {
            <EmptyState
                glyph="package"
                title=t.browse.category_empty
                text=t.browse.category_empty_text
            />
        }
        .into_any();
    }
    view! {
        <EmptyState
            glyph="sliders"
            title=t.browse.filter_too_narrow
            text=t.browse.filter_too_narrow_text
        >
            <button type="button" class="btn" on:click=move |_| clear(filter)>
                {t.browse.clear_filter}
            </button>
        </EmptyState>
    }
    .into_any()
}

fn order(sort: RwSignal<SortBy>) -> AnyView {
    let t = words();
    let orders = [
        (SortBy::Popular, "popular", t.browse.sort_popular),
        (SortBy::PriceAsc, "cheapest", t.browse.sort_cheapest),
        (SortBy::PriceDesc, "dearest", t.browse.sort_dearest),
        (SortBy::Name, "name", t.browse.sort_name),
    ];
    let options = orders.map(|(order, value, label)| {
        view! { <option value=value selected=move || sort.get() == order>{label}</option> }
            .into_any()
    });
    let choose = move |event| {
        let value = event_target_value(&event);
        if let Some((order, ..)) = orders.iter().find(|(_, known, _)| *known == value) {
            sort.set(*order);
        }
    };
    view! {
        <label>
            <span class="sr-only">{t.browse.sort}</span>
            <select class="select" data-test="sort" on:change=choose>{options.into_iter().collect_view()}</select>
        </label>
    }
    .into_any()
}

fn narrow_button(filter: RwSignal<Filter>, open: RwSignal<bool>) -> AnyView {
    let t = words();
    let pressed = move || if filter.with(is_narrowed) { "true" } else { "false" };
    view! {
        <button
            type="button"
            class="chip"
            data-test="filter"
            aria-haspopup="dialog"
            aria-pressed=pressed
            on:click=move |_| open.set(true)
        >
            {icon("sliders")}
            <span>{t.browse.filter}</span>
        </button>
    }
    .into_any()
}
