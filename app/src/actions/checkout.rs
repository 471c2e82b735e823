//! Filling in the checkout, and pricing it as the shop will.

use crate::platform::db::shop::{self, Fact};
use crate::platform::{log, timer};
use crate::state::{AppState, CheckoutDraft};
use leptos::prelude::*;
use warung_domain::cart::{LineFacts, MAX_LINES};
use warung_domain::catalog::{DeliveryMethod, Good};
use warung_domain::money::{Money, MoneyError};
use warung_domain::partner::Digital;
use warung_domain::pricing::{PriceBreakdown, PricedLine};

/// Changes the draft and keeps it.
pub fn edit(state: AppState, change: impl FnOnce(&mut CheckoutDraft)) {
    let mut draft = state.checkout.get_untracked();
    change(&mut draft);
    state.checkout.set(draft.clone());
    timer::spawn(async move {
        if let Err(error) = shop::put_fact(Fact::Checkout, &draft).await {
            log::warn(&format!("the checkout could not be kept: {error}"));
        }
    });
}

/// What can be ordered of the cart right now, priced. Tracks cart, catalog and
/// language.
pub fn sellable_lines(state: AppState) -> Vec<PricedLine> {
    let lang = state.lang.get();
    let currency = state.catalog.currency();
    let snapshot = state.catalog.snapshot.get();
    let cart = state.cart.get();
    cart.look_up(&snapshot)
        .into_iter()
        .filter_map(|facts| match facts {
            LineFacts::Sellable { line, product, variant } => Some(PricedLine {
                name: product.line_name(&variant, lang),
                product: product.id,
                variant: variant.id,
                seller: product.seller,
                quantity: line.quantity,
                unit_price: Money::new(variant.price, currency),
                unit_list_price: variant.list_price.map(|was| Money::new(was, currency)),
            }),
            LineFacts::Short { .. } | LineFacts::Withdrawn { .. } => None,
        })
        // Two full carts that became one are ordered in two steps.
        .take(MAX_LINES)
        .collect()
}

/// What is bought, as ways to pay ask about it. Tracks.
pub fn goods(state: AppState) -> Vec<Good> {
    let snapshot = state.catalog.snapshot.get();
    let cart = state.cart.get();
    let goods = cart.look_up(&snapshot).into_iter().filter_map(|facts| match facts {
        LineFacts::Sellable { product, .. } => {
            let (seller, categories) = (product.seller, product.categories);
            let digital = !product.digital.is_no();
            Some(Good { product: product.id, seller, categories, digital })
        }
        LineFacts::Short { .. } | LineFacts::Withdrawn { .. } => None,
    });
    goods.take(MAX_LINES).collect()
}

/// How much of the cart partners deliver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DigitalCart {
    /// There is nothing to carry.
    pub all: bool,
    /// Something is done for a number.
    pub asks_number: bool,
}

/// Tracks.
pub fn digital_cart(state: AppState) -> DigitalCart {
    let snapshot = state.catalog.snapshot.get();
    let kinds: Vec<Digital> = state.cart.with(|cart| {
        let lines = cart.look_up(&snapshot).into_iter().filter_map(|facts| match facts {
            LineFacts::Sellable { product, .. } => Some(product.digital),
            LineFacts::Short { .. } | LineFacts::Withdrawn { .. } => None,
        });
        lines.collect()
    });
    DigitalCart {
        all: !kinds.is_empty() && kinds.iter().all(|kind| !kind.is_no()),
        asks_number: kinds.contains(&Digital::Number),
    }
}

/// The number as it is sent, if it is one.
pub fn number(typed: &str) -> Option<String> {
    let gaps = |c: &char| !c.is_whitespace() && *c != '-';
    let digits: String = typed.chars().filter(gaps).collect();
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && (6..=20).contains(&digits.len())).then_some(digits)
}

/// The chosen delivery method as the terms have it. Tracks.
pub fn chosen_delivery(state: AppState) -> Option<DeliveryMethod> {
    if digital_cart(state).all {
        return Some(DeliveryMethod::digital());
    }
    let id = state.checkout.with(|draft| draft.delivery.clone())?;
    state.catalog.manifest.with(|manifest| manifest.as_ref()?.terms.delivery_method(&id).cloned())
}

/// The total of the cart under a delivery method, whatever paying costs. Tracks.
pub fn price(state: AppState, delivery: &DeliveryMethod) -> Result<PriceBreakdown, MoneyError> {
    let tax = state.catalog.manifest.with(|m| m.as_ref().and_then(|m| m.terms.tax.clone()));
    PriceBreakdown::of(sellable_lines(state), state.catalog.currency(), delivery, tax.as_ref())
}

/// The same paid by the chosen way. Tracks.
pub fn price_as_chosen(
    state: AppState,
    delivery: &DeliveryMethod,
) -> Result<PriceBreakdown, MoneyError> {
    let chosen = state.checkout.with(|draft| draft.payment);
    let fee = state
        .catalog
        .manifest
        .with(|manifest| manifest.as_ref()?.terms.payment_terms(chosen?).map(|terms| terms.fee));
    price(state, delivery)?.paid_by(&fee.unwrap_or_default())
}
