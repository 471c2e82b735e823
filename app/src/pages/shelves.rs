//! What home, category and search share: how much of the catalog is here, and
//! the tap that puts a product in the cart.

use crate::actions::{navigate, shopping, sync_now};
use crate::components::shop::{OnShelf, ProductCard, long_shelf};
use crate::components::ui::{EmptyState, skeleton_cards};
use crate::i18n::words;
use crate::state::AppState;
use leptos::prelude::*;
use std::rc::Rc;
use warung_domain::catalog::Product;
use warung_domain::locale::format_count;

/// Whether there is anything to show.
pub(super) enum Arrival {
    /// No product yet; this says so in its place.
    Nothing(AnyView),
    Some,
}

/// How far the catalog is. Tracks.
pub(super) fn arrival(state: AppState) -> Arrival {
    if !state.catalog.snapshot.with(|snapshot| snapshot.is_empty()) {
        return Arrival::Some;
    }
    Arrival::Nothing(awaited(state))
}

/// Whether there is anything to show, told when that changes.
pub(super) fn arrived(state: AppState) -> Memo<bool> {
    Memo::new(move |_| !state.catalog.snapshot.with(|snapshot| snapshot.is_empty()))
}

/// What stands in the place of products while there are none.
pub(super) fn awaited(state: AppState) -> AnyView {
    let t = words();
    let unreachable = state.opened.get() && state.line.get().is_down();
    if unreachable {
        view! {
            <EmptyState glyph="wifi-off" title=t.browse.no_catalog text=t.browse.no_catalog_text>
                <button
                    type="button"
                    class="btn btn-primary"
                    data-test="retry"
                    on:click=move |_| sync_now::soon(state)
                >
                    {t.common.retry}
                </button>
            </EmptyState>
        }
        .into_any()
    } else {
        view! {
            <p class="sr-only" role="status">{t.browse.opening}</p>
            {skeleton_cards(6)}
        }
        .into_any()
    }
}

/// How much of the catalog has arrived, while it is arriving for the first time. Its
/// place stays when it is done, or everything below would jump.
pub(super) fn progress(state: AppState) -> AnyView {
    let t = words();
    let lang = state.lang.get_untracked();
    let arrived = arrived(state);
    // What is read from the phone is there at once.
    let shows = Memo::new(move |before| {
        // Without a line nothing arrives.
        let is_arriving =
            || !state.catalog.progress.get().is_complete() && !state.line.get().is_down();
        before == Some(&true) || (state.opened.get() && arrived.get() && is_arriving())
    });
    let view = move || {
        if !shows.get() {
            return None;
        }
        let products = state.catalog.snapshot.with(|snapshot| snapshot.len());
        let progress = state.catalog.progress.get();
        let test = (!progress.is_complete()).then_some("catalog-progress");
        let all = state.catalog.manifest.with(|m| m.as_ref().map_or(0, |m| m.products));
        let done = i64::try_from(products).unwrap_or(i64::MAX);
        let words = (t.browse.arriving)(&format_count(done, lang), &format_count(all.into(), lang));
        Some(
            view! {
                <div class="stack stack-s arrival" data-test=test>
                    <label class="small muted" for="catalog-progress">{words}</label>
                    <progress
                        id="catalog-progress"
                        class="progress"
                        max=progress.of_shards
                        value=progress.shards
                    ></progress>
                </div>
            }
            .into_any(),
        )
    };
    view.into_any()
}

/// The tap on a card's button.
fn quick_add(state: AppState) -> Callback<Product> {
    Callback::new(move |product: Product| {
        if let Some(variant) = product.variants.first() {
            shopping::put_in_cart(state, &product, &variant.id, 1);
        }
    })
}

/// Cards of products, near the screen only.
pub(super) fn cards(state: AppState, found: Memo<OnShelf>) -> AnyView {
    let add = quick_add(state);
    Effect::new(move |_| {
        found.track();
        navigate::come_back();
    });
    let draw = move |product: Product| {
        let currency = state.catalog.currency();
        view! { <ProductCard product=product currency=currency on_add=add /> }.into_any()
    };
    long_shelf("grid-products", found, Rc::new(|_| ()), Rc::new(draw))
}
