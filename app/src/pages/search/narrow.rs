//! The sheet results are narrowed with: what there is to choose from, and how
//! much each choice leaves.

use crate::actions::search;
use crate::components::shop::money;
use crate::components::ui::Sheet;
use crate::i18n::phrases;
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::locale::format_count;
use warung_domain::search::browse::Filter;
use warung_domain::search::facets::{Facets, PriceBand};

/// So many choices of a kind; who wants another types it.
const CHOICES: usize = 8;

#[component]
pub(super) fn NarrowSheet(
    #[prop(into)] words: Signal<String>,
    filter: RwSignal<Filter>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let t = crate::i18n::phrases();
    let state = AppState::expect();
    // Counted only for who looks.
    let choices = move || {
        open.get().then(|| {
            state.catalog.filings.track();
            let chosen = filter.get();
            let facets = words.with(|words| search::facets(state, words, &chosen));
            choices(state, filter, &chosen, facets)
        })
    };
    let foot = view! {
        <button type="button" class="btn" on:click=move |_| filter.set(Filter::default())>
            {t.browse.clear_filter}
        </button>
        <button
            type="button"
            class="btn btn-primary"
            data-test="narrow-done"
            on:click=move |_| open.set(false)
        >
            {t.common.close}
        </button>
    };
    view! {
        <Sheet open=open title=t.browse.filter foot=foot.into_any()>
            <div class="stack">{choices}</div>
        </Sheet>
    }
}

fn choices(state: AppState, filter: RwSignal<Filter>, chosen: &Filter, facets: Facets) -> AnyView {
    let t = phrases();
    let lang = state.lang.get_untracked();
    let in_stock = Filter { in_stock_only: !chosen.in_stock_only, ..chosen.clone() };
    let stock = chip(state, filter, t.search.in_stock_only.to_owned(), facets.in_stock, in_stock);
    let categories = facets.categories.into_iter().take(CHOICES).filter_map(|(id, count)| {
        let name = untrack(|| state.catalog.category(&id))?.name.get(lang).to_owned();
        let category = Some(id).filter(|id| chosen.category.as_ref() != Some(id));
        Some(chip(state, filter, name, count, Filter { category, ..chosen.clone() }))
    });
    let brands = facets.brands.into_iter().take(CHOICES).map(|(name, count)| {
        let brand = Some(name.clone()).filter(|name| chosen.brand.as_ref() != Some(name));
        chip(state, filter, name, count, Filter { brand, ..chosen.clone() })
    });
    let prices = facets.prices.into_iter().map(|band| {
        let is_chosen = (chosen.min_price, chosen.max_price) == (band.from, band.to);
        let (min_price, max_price) = if is_chosen { (None, None) } else { (band.from, band.to) };
        let next = Filter { min_price, max_price, ..chosen.clone() };
        chip(state, filter, band_name(state, band), band.products, next)
    });
    let group = |title: &'static str, chips: Vec<AnyView>| {
        (!chips.is_empty()).then(|| {
            view! {
                <div role="group" aria-label=title>
                    <h3>{title}</h3>
                    <div class="row">{chips}</div>
                </div>
            }
            .into_any()
        })
    };
    view! {
        <div class="row">{stock}</div>
        {group(t.browse.categories, categories.collect())}
        {group(t.search.brand, brands.collect())}
        {group(t.search.price, prices.collect())}
    }
    .into_any()
}

fn band_name(state: AppState, band: PriceBand) -> String {
    let t = phrases();
    let price = |minor| untrack(|| money(state.catalog.money(minor)));
    match (band.from.map(price), band.to.map(price)) {
        (Some(from), Some(to)) => [&from, " – ", &to].concat(),
        (None, Some(to)) => (t.search.price_below)(&to),
        (Some(from), None) => (t.search.price_above)(&from),
        (None, None) => String::new(),
    }
}

/// A choice that leads to another filter; chosen if the filter says it already.
fn chip(
    state: AppState,
    filter: RwSignal<Filter>,
    label: String,
    count: u32,
    next: Filter,
) -> AnyView {
    let pressed = filter.with_untracked(|now| is_within(now, &next));
    let count = format_count(i64::from(count), state.lang.get_untracked());
    view! {
        <button
            type="button"
            class="chip"
            data-test="facet"
            aria-pressed=if pressed { "true" } else { "false" }
            on:click=move |_| filter.set(next.clone())
        >
            {label}" "<span class="muted">{count}</span>
        </button>
    }
    .into_any()
}

/// Whether the step from one filter to another only lets go of something: then
/// what it lets go of is chosen now.
fn is_within(now: &Filter, next: &Filter) -> bool {
    (now.in_stock_only && !next.in_stock_only)
        || (now.category.is_some() && next.category.is_none())
        || (now.brand.is_some() && next.brand.is_none())
        || ((now.min_price, now.max_price) != (None, None)
            && (next.min_price, next.max_price) == (None, None))
}
