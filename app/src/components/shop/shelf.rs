//! Products and categories side by side.

use super::{Price, picture};
use crate::i18n::spoken;
use leptos::prelude::*;
use warung_domain::catalog::{Category, Product};
use warung_domain::money::{Currency, Money};
use warung_domain::route::Route;

/// A category as a tile.
#[must_use]
pub fn category_tile(category: &Category) -> AnyView {
    let href = Route::Category(category.id.clone()).to_string();
    view! {
        <a class="category" href=href data-test="category">
            {picture(category.picture.as_deref())}
            <span>{category.name.get(spoken().get_untracked()).to_owned()}</span>
        </a>
    }
    .into_any()
}

/// A product found by searching, as a row of a list.
#[must_use]
pub fn search_result(product: &Product, currency: Currency) -> AnyView {
    let href = Route::Product(product.id.clone()).to_string();
    let name = product.name.get(spoken().get_untracked()).to_owned();
    let cheapest = product.variants.iter().min_by_key(|variant| variant.price);
    let was = cheapest.and_then(|v| v.list_price).map(|was| Money::new(was, currency));
    view! {
        <div data-test="search-result">
            <a href=href>
                {picture(product.picture.as_deref())}
                <span class="name">{name}</span>
                <Price amount=Money::new(product.price_from(), currency) was=was />
            </a>
        </div>
    }
    .into_any()
}
