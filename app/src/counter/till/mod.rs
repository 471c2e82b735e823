//! The till: something was sold over the counter for cash, and is recorded.
//!
//! The sale has happened before it stands here, so nothing on this page refuses it
//! for want of stock; what the shelf's record lacks is shown as to be settled.

mod basket;
mod find;
mod owed;
mod today;

use crate::components::ui::Page;
use crate::i18n::{Sale, sale_words};
use crate::state::{AppState, CounterState, SaleStanding, SaleState, Shelf, pieces};
use leptos::prelude::*;
use warung_domain::catalog::Stock;
use warung_domain::ids::{ProductId, VariantId};

pub fn till_page(state: AppState, at: CounterState) -> AnyView {
    let words = sale_words();
    view! {
        <Page title=words.title>
            <div class="side">
                <div class="stack">
                    {find::find(state, at.sale)}
                    {basket::basket(state, at.sale)}
                </div>
                <aside class="stack">
                    {today::today(state, at.sale)}
                    {owed::owed(state, at.sale)}
                </aside>
            </div>
        </Page>
    }
    .into_any()
}

/// How the shelf stands: the shop's numbers, less what was sold here since, and
/// less so many more pieces. Tracks.
fn shelf(
    state: AppState,
    at: SaleState,
    (product, variant): (&ProductId, &VariantId),
    stock: Stock,
    more: u32,
) -> Shelf {
    let owed = at.owed.with(|owed| {
        let of_it = owed.iter().find(|line| line.product == *product && line.variant == *variant);
        of_it.map_or(0, |line| line.units)
    });
    let sold = state.outbox.with(|entries| {
        at.sales.with(|sales| {
            let uncounted =
                sales.iter().filter(|kept| SaleStanding::of(entries, kept.id).is_still_to_count());
            uncounted.fold(more, |sum, kept| {
                sum.saturating_add(pieces(&kept.sale.lines, product, variant))
            })
        })
    });
    Shelf::after(stock, owed, sold)
}

/// A shelf in words.
fn shelf_note(shelf: Shelf, words: &Sale) -> AnyView {
    match shelf {
        Shelf::Unlimited => ().into_any(),
        Shelf::Left(left) => {
            view! { <span class="stock-note">{(words.left)(left)}</span> }.into_any()
        }
        Shelf::ToSettle(short) => view! {
            <span class="stock-note" data-low="" data-test="shelf-to-settle">
                {(words.to_settle)(short)}
            </span>
        }
        .into_any(),
    }
}

/// What a thing is called; by its code where the catalog has lost it. Tracks.
fn name(state: AppState, product: &ProductId, variant: &VariantId) -> String {
    let lang = state.lang.get_untracked();
    let known = state.catalog.snapshot.with(|snapshot| {
        let product = snapshot.get(product)?;
        Some(product.line_name(product.variant(variant)?, lang))
    });
    known.unwrap_or_else(|| product.to_string())
}
