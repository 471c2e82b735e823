//! The cart: lines by seller, what is wrong with some of them, and the way on.

use super::shelves::{self, Arrival};
use crate::actions::{checkout, shopping};
use crate::components::shop::{CartLineRow, CartLineView, LineTrouble, money};
use crate::components::ui::{EmptyState, Notice, NoticeKind, Page, skeleton_lines};
use crate::i18n::phrases;
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::cart::{CartLine, LineFacts};
use warung_domain::catalog::{Product, Stock, Variant};
use warung_domain::ids::SellerId;
use warung_domain::money::{Money, MoneyError};
use warung_domain::route::{CheckoutStep, Route};

#[component]
pub fn CartPage() -> impl IntoView {
    let t = phrases();
    let state = AppState::expect();
    let content = move || {
        if !state.opened.get() {
            return skeleton_lines(4);
        }
        if state.cart.with(|cart| cart.is_empty()) {
            return empty();
        }
        // Without a catalog every line would look withdrawn.
        if let Arrival::Nothing(view) = shelves::arrival(state) {
            return view;
        }
        filled(state)
    };
    view! { <Page title=t.cart.title>{content}</Page> }
}

fn empty() -> AnyView {
    let t = phrases();
    view! {
        <EmptyState glyph="cart" title=t.cart.empty text=t.cart.empty_text>
            <a class="btn btn-primary" href="/">{t.cart.go_shopping}</a>
        </EmptyState>
    }
    .into_any()
}

fn filled(state: AppState) -> AnyView {
    view! {
        <div class="side">
            <div class="stack">{parcels(state)}</div>
            <aside class="stack">{summary(state)}</aside>
        </div>
    }
    .into_any()
}

/// One card per seller, in the order their first line was put in.
fn parcels(state: AppState) -> AnyView {
    let cart = state.cart.get();
    let snapshot = state.catalog.snapshot.get();
    let mut parcels: Vec<(Option<SellerId>, Vec<AnyView>)> = Vec::new();
    for facts in cart.look_up(&snapshot) {
        let seller = product_of(&facts).map(|product| product.seller.clone());
        let row = row(state, facts);
        match parcels.iter_mut().find(|(of, _)| *of == seller) {
            Some((_, rows)) => rows.push(row),
            None => parcels.push((seller, vec![row])),
        }
    }
    parcels
        .into_iter()
        .map(|(seller, rows)| {
            let seller = seller.and_then(|id| state.catalog.seller(&id));
            let head = seller.map(|seller| {
                view! {
                    <div class="section-head">
                        <h2>{seller.name}</h2>
                        <span class="small muted">{seller.city}</span>
                    </div>
                }
            });
            view! {
                <section class="card">
                    {head}
                    <ul class="cart-lines">{rows}</ul>
                </section>
            }
            .into_any()
        })
        .collect_view()
        .into_any()
}

const fn product_of<'a>(facts: &'a LineFacts<'_>) -> Option<&'a Product> {
    match facts {
        LineFacts::Sellable { product, .. } | LineFacts::Short { product, .. } => Some(product),
        LineFacts::Withdrawn { product, .. } => product.as_ref(),
    }
}

fn row(state: AppState, facts: LineFacts<'_>) -> AnyView {
    let (line, view) = match facts {
        LineFacts::Sellable { line, product, variant } => {
            (line, described(state, line, &product, Some(&variant), None))
        }
        LineFacts::Short { line, product, variant } => {
            let left = match variant.stock {
                Stock::Units(left) => left,
                Stock::Unlimited => line.quantity,
            };
            (
                line,
                described(state, line, &product, Some(&variant), Some(LineTrouble::Short { left })),
            )
        }
        LineFacts::Withdrawn { line, product: Some(product) } => {
            (line, described(state, line, &product, None, Some(LineTrouble::Withdrawn)))
        }
        LineFacts::Withdrawn { line, product: None } => (line, forgotten(line)),
    };
    let (product, variant, name) = (line.product.clone(), line.variant.clone(), view.name.clone());
    let on_quantity = Callback::new(move |quantity| {
        shopping::change_line(state, &product, &variant, &name, quantity);
    });
    view! { <CartLineRow line=view on_quantity=on_quantity /> }.into_any()
}

fn described(
    state: AppState,
    line: &CartLine,
    product: &Product,
    variant: Option<&Variant>,
    trouble: Option<LineTrouble>,
) -> CartLineView {
    let lang = state.lang.get_untracked();
    let currency = state.catalog.currency();
    let unit = variant.map(|variant| Money::new(variant.price, currency));
    let counts = trouble.is_none();
    CartLineView {
        name: product.name.get(lang).to_owned(),
        label: variant.map(|variant| variant.label.get(lang).to_owned()).unwrap_or_default(),
        href: Some(Route::Product(product.id.clone()).to_string()),
        picture: product.picture.clone(),
        total: unit.filter(|_| counts).and_then(|unit| unit.times(line.quantity.into()).ok()),
        unit: unit.filter(|_| line.quantity > 1 || !counts),
        quantity: line.quantity,
        trouble,
    }
}

fn forgotten(line: &CartLine) -> CartLineView {
    CartLineView {
        name: phrases().cart.unknown_product.to_owned(),
        label: String::new(),
        href: None,
        picture: None,
        unit: None,
        total: None,
        quantity: line.quantity,
        trouble: Some(LineTrouble::Withdrawn),
    }
}

/// What the goods cost; delivery is known only at checkout.
fn summary(state: AppState) -> AnyView {
    let t = phrases();
    let lines = checkout::sellable_lines(state);
    let kinds = state.cart.with(|cart| cart.lines().len());
    if lines.is_empty() {
        return view! { <Notice kind=NoticeKind::Warn title=t.cart.nothing_orderable /> }
            .into_any();
    }
    let currency = state.catalog.currency();
    let sum = |price: fn(&warung_domain::pricing::PricedLine) -> Money| {
        let amounts: Result<Vec<Money>, MoneyError> =
            lines.iter().map(|line| price(line).times(line.quantity.into())).collect();
        amounts.and_then(|amounts| Money::sum(currency, amounts))
    };
    let goods = sum(|line| line.unit_price);
    let before = sum(|line| {
        line.unit_list_price
            .filter(|was| was.minor() > line.unit_price.minor())
            .unwrap_or(line.unit_price)
    });
    let (Ok(goods), Ok(before)) = (goods, before) else {
        return view! { <Notice kind=NoticeKind::Warn title=t.cart.too_large /> }.into_any();
    };
    let saving = before.checked_sub(goods).ok().filter(|saving| saving.minor() > 0);
    let saving = saving.map(|saving| {
        view! { <div class="saving"><dt>{t.cart.saving}</dt><dd>{money(saving)}</dd></div> }
    });
    let left_out =
        (lines.len() < kinds).then(|| view! { <p class="small muted">{t.cart.some_left_out}</p> });
    view! {
        <section class="card">
            <h2 class="sr-only">{t.cart.summary}</h2>
            <dl class="totals">
                <div><dt>{t.cart.goods}</dt><dd>{money(before)}</dd></div>
                {saving}
                <div><dt>{t.cart.delivery}</dt><dd class="muted">{t.cart.at_checkout}</dd></div>
                <div class="total">
                    <dt>{t.cart.estimate}</dt>
                    <dd data-test="cart-total">{money(goods)}</dd>
                </div>
            </dl>
            {left_out}
        </section>
        <div class="action-bar">
            <a
                class="btn btn-primary"
                href=Route::Checkout(CheckoutStep::Address).to_string()
                data-test="checkout-button"
            >
                {t.cart.checkout}
            </a>
        </div>
    }
    .into_any()
}
