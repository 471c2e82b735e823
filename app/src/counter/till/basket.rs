//! What is being sold right now, and the button that says it was.

use super::{name, shelf};
use crate::actions::sales;
use crate::components::shop::{money, picture};
use crate::components::ui::{Notice, NoticeKind, icon};
use crate::i18n::{Sale, phrases, sale_words, sale_words_of};
use crate::state::{AppState, SaleState, Shelf, Toast, pieces};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::cart::MAX_QUANTITY;
use warung_domain::catalog::Stock;
use warung_domain::command::OrderedLine;

pub fn basket(state: AppState, at: SaleState) -> AnyView {
    let words = sale_words();
    let has_failed = RwSignal::new(false);
    let is_busy = RwSignal::new(false);
    let is_empty = Memo::new(move |_| at.basket.with(Vec::is_empty));
    let total = Memo::new(move |_| sales::total(state, at).ok());
    let record = move |_| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        spawn_local(async move {
            let outcome = sales::record(state, at).await;
            // The page may be another by now.
            is_busy.try_set(false);
            has_failed.try_set(outcome.is_err());
            if outcome.is_ok() {
                state.say(Toast::plain(sale_words_of(state.lang.get_untracked()).recorded));
            }
        });
    };
    let trouble = move || {
        has_failed.get().then(|| {
            view! { <Notice kind=NoticeKind::Error title=words.not_recorded /> }
        })
    };
    let lines = move || {
        if is_empty.get() {
            return view! { <p class="muted">{words.basket_empty}</p> }.into_any();
        }
        let button = move || (words.record)(&total.get().map(money).unwrap_or_default());
        view! {
            <ul class="cart-lines">
                <For
                    each=move || at.basket.get()
                    key=|line| (line.product.clone(), line.variant.clone())
                    children=move |line| row(state, at, line, words)
                />
            </ul>
            <button
                type="button"
                class="btn btn-primary btn-block"
                data-test="sale-record"
                disabled=move || is_busy.get() || total.get().is_none()
                on:click=record
            >
                {icon("banknote")}
                <span data-test="sale-total">{button}</span>
            </button>
        }
        .into_any()
    };
    view! {
        <section class="card stack" aria-label=words.basket_title>
            <h2>{words.basket_title}</h2>
            {trouble}
            {lines}
        </section>
    }
    .into_any()
}

fn row(state: AppState, at: SaleState, line: OrderedLine, words: &'static Sale) -> AnyView {
    let OrderedLine { product, variant, unit_price, .. } = line;
    let called = untrack(|| name(state, &product, &variant));
    let shown = untrack(|| state.catalog.product(&product)).and_then(|known| known.picture);
    let cart = &phrases().cart;
    let each = (cart.each)(&money(untrack(|| state.catalog.money(unit_price))));
    let remove = (cart.remove)(&called);
    let of = StoredValue::new((product, variant));
    let quantity = Memo::new(move |_| {
        of.with_value(|(product, variant)| at.basket.with(|lines| pieces(lines, product, variant)))
    });
    let set = move |quantity| {
        of.with_value(|(product, variant)| sales::set_quantity(at, product, variant, quantity));
    };
    let subtotal = move || {
        let one = state.catalog.money(unit_price);
        one.times(quantity.get().into()).map(money).unwrap_or_default()
    };
    let short = move || {
        let stands = of.with_value(|(product, variant)| {
            let stock = state
                .catalog
                .snapshot
                .with(|snapshot| Some(snapshot.get(product)?.variant(variant)?.stock));
            let stock = stock.unwrap_or(Stock::Unlimited);
            shelf(state, at, (product, variant), stock, quantity.get())
        });
        let Shelf::ToSettle(short) = stands else { return None };
        Some(view! {
            <span class="stock-note" data-low="" data-test="sale-short">{(words.short)(short)}</span>
        })
    };
    view! {
        <li class="cart-line" data-test="sale-line">
            {picture(shown.as_deref())}
            <div class="cart-line-body">
                <span class="name">{called.clone()}</span>
                <span class="price">{each}</span>
                {short}
            </div>
            {how_many(quantity, set, called, words)}
            <span class="line-total">{subtotal}</span>
            <button
                type="button"
                class="icon-btn"
                data-test="sale-remove"
                aria-label=remove
                on:click=move |_| set(0)
            >
                {icon("trash")}
            </button>
        </li>
    }
    .into_any()
}

/// How many: between two buttons as in the cart, and to be typed, because a sack is
/// not sold by pressing a button fifty times.
fn how_many(
    quantity: Memo<u32>,
    set: impl Fn(u32) + Copy + 'static,
    of: String,
    words: &'static Sale,
) -> AnyView {
    let common = &phrases().common;
    let typed = RwSignal::new(String::new());
    Effect::new(move |_| typed.set(quantity.get().to_string()));
    let on_input = move |event| {
        let text = event_target_value(&event);
        let number = text.trim().parse().ok().filter(|number| (1..=MAX_QUANTITY).contains(number));
        typed.set(text);
        if let Some(number) = number {
            set(number);
        }
    };
    // What is no number goes back to the one that holds.
    let on_change = move |_| typed.set(quantity.get_untracked().to_string());
    view! {
        <div class="stepper" role="group" aria-label=of>
            <button
                type="button"
                data-test="sale-fewer"
                aria-label=common.fewer
                disabled=move || quantity.get() <= 1
                on:click=move |_| set(quantity.get_untracked().saturating_sub(1).max(1))
            >
                {icon("minus")}
            </button>
            <input
                type="text"
                inputmode="numeric"
                autocomplete="off"
                data-test="sale-quantity"
                aria-label=words.quantity
                prop:value=move || typed.get()
                on:input=on_input
                on:change=on_change
            />
            <button
                type="button"
                data-test="sale-more"
                aria-label=common.more
                disabled={move || quantity.get() >= MAX_QUANTITY}
                on:click=move |_| set(quantity.get_untracked().saturating_add(1))
            >
                {icon("plus")}
            </button>
        </div>
    }
    .into_any()
}
