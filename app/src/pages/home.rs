//! Home: the categories, what is wanted most, what is cheaper right now.

use super::{Piece, later, shelves};
use crate::components::shop::{OnShelf, category_tile};
use crate::components::ui::PageTitle;
use crate::i18n::words;
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::catalog::Listed;
use warung_domain::search::browse;

/// How many of each kind are shown.
const SHOWN: usize = 12;

#[component]
pub fn HomePage() -> impl IntoView {
    let t = words();
    PageTitle::set(t.common.home);
    let state = AppState::expect();
    let arrived = shelves::arrived(state);
    let content = move || {
        if !arrived.get() {
            return shelves::awaited(state);
        }
        view! {
            {move || categories(state)}
            {picks(state)}
            {on_sale(state)}
            {move || sellers(state)}
        }
        .into_any()
    };
    view! {
        <main id="content" class="page stack stack-l">
            <section class="hero">
                <div>
                    <h1 tabindex="-1">{t.browse.hero_title}</h1>
                    <p>{t.browse.hero_text}</p>
                </div>
                <img src="/icons/icon.svg" alt="" width="168" height="168" />
            </section>
            {move || state.loss.with(Option::is_some).then(|| later::show(Piece::Loss))}
            {shelves::progress(state)}
            {content}
        </main>
    }
    .into_any()
}

fn categories(state: AppState) -> AnyView {
    let t = words();
    let tiles = state.catalog.directory.with(|directory| {
        let kept = directory.categories.iter().filter(|shelf| shelf.about > 0);
        kept.map(|shelf| category_tile(&shelf.category)).collect_view()
    });
    view! {
        <section>
            <div class="section-head"><h2>{t.browse.categories}</h2></div>
            <div class="grid-categories">{tiles}</div>
        </section>
    }
    .into_any()
}

fn picks(state: AppState) -> AnyView {
    let t = words();
    shelf(state, t.browse.picks, |_| true)
}

fn on_sale(state: AppState) -> AnyView {
    let t = words();
    shelf(state, t.browse.on_sale, |product| product.is_on_sale())
}

/// What is wanted most among what can be bought; nothing if there is none.
fn shelf(state: AppState, title: &'static str, belongs: fn(Listed<'_>) -> bool) -> AnyView {
    let found = Memo::new(move |_| {
        let snapshot = state.catalog.snapshot.get();
        let candidates = snapshot.products().filter(|product| belongs(*product));
        let known = browse::most_wanted(candidates, SHOWN).into_iter().map(Listed::keep).collect();
        OnShelf::whole(known)
    });
    let is_empty = Memo::new(move |_| found.with(|found| found.all == 0));
    let shelf = move || {
        if is_empty.get() {
            return ().into_any();
        }
        view! {
            <section>
                <div class="section-head"><h2>{title}</h2></div>
                {shelves::cards(state, found)}
            </section>
        }
        .into_any()
    };
    shelf.into_any()
}

fn sellers(state: AppState) -> AnyView {
    let t = words();
    let lang = state.lang.get_untracked();
    let cards = state.catalog.directory.with(|directory| {
        let card = |seller: &warung_domain::catalog::Seller| {
            view! {
                <div class="card">
                    <h3>{seller.name.clone()}</h3>
                    <p class="small muted">{seller.city.clone()}</p>
                    <p class="small">{seller.about.get(lang).to_owned()}</p>
                </div>
            }
            .into_any()
        };
        directory.sellers.iter().map(card).collect_view()
    });
    view! {
        <section>
            <div class="section-head"><h2>{t.browse.sellers}</h2></div>
            <div class="stack">{cards}</div>
        </section>
    }
    .into_any()
}
