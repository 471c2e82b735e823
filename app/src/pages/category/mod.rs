//! A category: everything on one shelf, narrowed and put in order.

mod narrow;

use super::shelves::{self, Arrival};
use crate::components::shop::product_grid;
use crate::components::ui::{EmptyState, PageTitle, icon};
use crate::i18n::words;
use crate::state::AppState;
use leptos::prelude::*;
use narrow::NarrowSheet;
use warung_domain::catalog::{Category, Listed};
use warung_domain::ids::CategoryId;
use warung_domain::locale::format_count;
use warung_domain::search::browse::{self, Filter, SortBy};

/// How many products are added at a time.
const PAGE: usize = 48;

#[component]
pub fn CategoryPage(id: CategoryId) -> impl IntoView {
    let state = AppState::expect();
    let known = Memo::new(move |_| state.catalog.category(&id));
    let content = move || match (known.get(), shelves::arrival(state)) {
        (None, Arrival::Nothing(view)) => {
            let title = words().common.loading;
            view! { <h1 class="sr-only" tabindex="-1">{title}</h1>{view} }.into_any()
        }
        (None, Arrival::Some) => gone(),
        (Some(category), _) => shelf(state, &category),
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

fn shelf(state: AppState, category: &Category) -> AnyView {
    let lang = state.lang.get_untracked();
    let title = category.name.get(lang).to_owned();
    PageTitle::set(&title);
    let id = category.id.clone();
    let within = id.clone();
    let filter = RwSignal::new(Filter { category: Some(id), ..Filter::default() });
    let sort = RwSignal::new(SortBy::Popular);
    let pages = RwSignal::new(1_usize);
    let open = RwSignal::new(false);
    let found = Memo::new(move |_| {
        let snapshot = state.catalog.snapshot.get();
        filter.with(|filter| {
            let shelf = browse::apply(snapshot.in_category(&within), filter, sort.get(), lang);
            shelf.into_iter().map(Listed::product_id).collect::<Vec<_>>()
        })
    });
    view! {
        <h1 class="page-title" tabindex="-1">{title}</h1>
        <div class="stack">
            {shelves::progress(state)}
            <div class="spread">
                <p class="muted" role="status" data-test="product-count">
                    {move || counted(state, found.with(Vec::len))}
                </p>
                <div class="row">{order(sort, pages)}{narrow_button(filter, open)}</div>
            </div>
            {move || match shelves::arrival(state) {
                Arrival::Nothing(view) => view,
                Arrival::Some => found.with(|found| {
                    let snapshot = state.catalog.snapshot.get_untracked();
                    let shown = found.iter().take(pages.get() * PAGE);
                    let products = shown.filter_map(|id| snapshot.get(id));
                    if found.is_empty() {
                        return nothing(filter);
                    }
                    product_grid(products, state.catalog.currency(), shelves::quick_add(state))
                }),
            }}
            {move || more(state, found.with(Vec::len), pages)}
        </div>
        <NarrowSheet open=open filter=filter count=Signal::derive(move || found.with(Vec::len)) />
    }
    .into_any()
}

fn counted(state: AppState, count: usize) -> String {
    let number = i64::try_from(count).unwrap_or(i64::MAX);
    (words().browse.products)(&format_count(number, state.lang.get_untracked()), count)
}

/// Whether anything beyond the category itself narrows the shelf.
fn is_narrowed(filter: &Filter) -> bool {
    *filter != Filter { category: filter.category.clone(), ..Filter::default() }
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
            <button type="button" class="btn" on:click=move |_| narrow::clear(filter)>
                {t.browse.clear_filter}
            </button>
        </EmptyState>
    }
    .into_any()
}

fn order(sort: RwSignal<SortBy>, pages: RwSignal<usize>) -> AnyView {
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
            pages.set(1);
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

fn more(state: AppState, count: usize, pages: RwSignal<usize>) -> Option<AnyView> {
    let left = count.checked_sub(pages.get() * PAGE).filter(|left| *left > 0)?;
    let next = i64::try_from(left.min(PAGE)).unwrap_or(i64::MAX);
    let label = (words().browse.more_products)(&format_count(next, state.lang.get_untracked()));
    Some(
        view! {
            <button
                type="button"
                class="btn btn-block"
                data-test="load-more"
                on:click=move |_| pages.update(|pages| *pages += 1)
            >
                {label}
            </button>
        }
        .into_any(),
    )
}
