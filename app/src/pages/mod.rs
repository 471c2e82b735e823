//! One file per page of the shop. Pages compose components and call actions.

pub mod cart;
pub mod category;
pub mod checkout;
pub mod home;
pub mod not_found;
pub mod order;
pub mod orders;
pub mod pay;
pub mod product;
pub mod search;
pub mod settings;
mod shelves;

use leptos::prelude::*;
use warung_domain::route::Route;

/// The page of a route.
#[must_use]
pub fn page(route: Route) -> AnyView {
    match route {
        Route::Home => view! { <home::HomePage /> }.into_any(),
        Route::Category(id) => view! { <category::CategoryPage id=id /> }.into_any(),
        Route::Search => view! { <search::SearchPage /> }.into_any(),
        Route::Product(id) => view! { <product::ProductPage id=id /> }.into_any(),
        Route::Cart => view! { <cart::CartPage /> }.into_any(),
        Route::Checkout(step) => view! { <checkout::CheckoutPage step=step /> }.into_any(),
        Route::Orders => view! { <orders::OrdersPage /> }.into_any(),
        Route::Order(id) => view! { <order::OrderPage id=id /> }.into_any(),
        Route::Pay(id) => view! { <pay::PayPage id=id /> }.into_any(),
        Route::Settings => view! { <settings::SettingsPage /> }.into_any(),
        _ => view! { <not_found::NotFoundPage /> }.into_any(),
    }
}
