//! One file per page of the shop. Pages compose components and call actions.

pub mod account;
pub mod balance;
pub mod cart;
pub mod category;
pub mod checkout;
pub mod home;
mod later;
mod loss_notice;
pub mod not_found;
pub mod order;
pub mod orders;
pub mod outbox;
pub mod pay;
pub mod product;
pub mod receipt;
pub mod search;
pub mod settings;
mod shelves;
pub mod sign_in;
pub mod sign_up;
pub mod verify;

use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::route::Route;

/// The page of a route.
#[must_use]
pub fn page(route: Route) -> AnyView {
    match route {
        Route::Home => view! { <home::HomePage /> }.into_any(),
        Route::Category(id) => view! { <category::CategoryPage id=id /> }.into_any(),
        Route::Product(id) => view! { <product::ProductPage id=id /> }.into_any(),
        Route::NotFound => view! { <not_found::NotFoundPage /> }.into_any(),
        other => later::show(Piece::Page(other)),
    }
}

/// What lies in the later part: most of the pages, and pieces of the others that are
/// not there at first.
#[derive(Clone)]
enum Piece {
    Page(Route),
    NarrowCategory(category::Narrowing),
    Loss,
}

fn build(piece: Piece) -> AnyView {
    match piece {
        Piece::Page(route) => later_page(route),
        Piece::NarrowCategory(narrowing) => category::narrow_sheet(narrowing),
        Piece::Loss => loss_notice::loss_notice(AppState::expect()),
    }
}

/// The page of a route that lies in the later part; looking around has its own above.
fn later_page(route: Route) -> AnyView {
    match route {
        Route::Cart => view! { <cart::CartPage /> }.into_any(),
        Route::Search => view! { <search::SearchPage /> }.into_any(),
        Route::Checkout(step) => view! { <checkout::CheckoutPage step=step /> }.into_any(),
        Route::Orders => view! { <orders::OrdersPage /> }.into_any(),
        Route::Order(id) => view! { <order::OrderPage id=id /> }.into_any(),
        Route::Pay(id) => view! { <pay::PayPage id=id /> }.into_any(),
        Route::Receipt(id) => view! { <receipt::ReceiptPage id=id /> }.into_any(),
        Route::SignIn => view! { <sign_in::SignInPage /> }.into_any(),
        Route::SignUp => view! { <sign_up::SignUpPage /> }.into_any(),
        Route::Account => view! { <account::AccountPage /> }.into_any(),
        Route::Balance => view! { <balance::BalancePage /> }.into_any(),
        Route::Outbox => view! { <outbox::OutboxPage /> }.into_any(),
        Route::Settings => view! { <settings::SettingsPage /> }.into_any(),
        Route::Verify => view! { <verify::VerifyPage /> }.into_any(),
        Route::Home | Route::Category(_) | Route::Product(_) | Route::NotFound => {
            view! { <not_found::NotFoundPage /> }.into_any()
        }
    }
}
