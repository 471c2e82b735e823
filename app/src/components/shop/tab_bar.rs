//! The main menu: at the bottom on phones, in the top bar on wide screens.

use crate::components::ui::icon;
use crate::i18n::texts;
use leptos::prelude::*;
use warung_domain::route::Route;

/// The five places of the shop.
#[component]
pub fn TabBar(
    #[prop(into)] route: Signal<Route>,
    /// Kinds of things in the cart.
    #[prop(into)]
    in_cart: Signal<usize>,
    /// Commands on their way to the shop.
    #[prop(into)]
    unsent: Signal<usize>,
) -> impl IntoView {
    let t = texts();
    let none = Signal::stored(0);
    view! {
        <nav class="tab-bar" aria-label=move || t().common.main_menu>
            {tab(Route::Home, "home", move || t().common.home, route, none, "tab-home")}
            {tab(Route::Search, "search", move || t().common.search, route, none, "tab-search")}
            {tab(Route::Cart, "cart", move || t().common.cart, route, in_cart, "cart-count")}
            {tab(Route::Orders, "receipt", move || t().common.orders, route, unsent, "unsent-count")}
            {tab(Route::Account, "user", move || t().common.account, route, none, "tab-account")}
        </nav>
    }
    .into_any()
}

/// Which of the five a page belongs to.
const fn home_of(route: &Route) -> &Route {
    match route {
        Route::Checkout(_) => &Route::Cart,
        Route::Order(_) | Route::Pay(_) | Route::Receipt(_) | Route::Outbox => &Route::Orders,
        Route::SignIn | Route::SignUp | Route::Balance | Route::Settings => &Route::Account,
        Route::Category(_) | Route::Product(_) => &Route::Home,
        other => other,
    }
}

fn tab(
    to: Route,
    glyph: &'static str,
    label: impl Into<TextProp>,
    route: Signal<Route>,
    count: Signal<usize>,
    test: &'static str,
) -> AnyView {
    let label = label.into();
    let href = to.to_string();
    let badge = move || match count.get() {
        0 => String::new(),
        many @ 1..100 => many.to_string(),
        _ => "99+".to_owned(),
    };
    let current = move || route.with(|here| *home_of(here) == to).then_some("page");
    view! {
        <a class="tab" href=href aria-current=current>
            {icon(glyph)}
            <span>{move || label.get()}</span>
            <span class="badge" data-test=test>{badge}</span>
        </a>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_belongs_to_a_place() {
        assert_eq!(home_of(&Route::parse("/checkout/payment")), &Route::Cart);
        assert_eq!(home_of(&Route::parse("/outbox")), &Route::Orders);
        assert_eq!(home_of(&Route::parse("/category/dapur")), &Route::Home);
    }
}
