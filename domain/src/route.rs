//! Every page of the shop and its address.
//!
//! Known to both sides: the app shows pages by it, the server can tell which
//! paths are pages and later fill in what a page shows before any wasm arrives.

use crate::ids::{CategoryId, OrderId, ProductId};
use std::fmt;

/// A page of the shop bundle.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Route {
    Home,
    Category(CategoryId),
    Search,
    Product(ProductId),
    Cart,
    Checkout(CheckoutStep),
    Orders,
    Order(OrderId),
    Pay(OrderId),
    Receipt(OrderId),
    SignIn,
    SignUp,
    Account,
    Balance,
    Settings,
    Outbox,
    Verify,
    NotFound,
}

/// The steps of checkout, each a page, so that "back" does what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CheckoutStep {
    Address,
    Delivery,
    Payment,
    Review,
}

impl CheckoutStep {
    pub const ALL: [Self; 4] = [Self::Address, Self::Delivery, Self::Payment, Self::Review];

    const fn segment(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Delivery => "delivery",
            Self::Payment => "payment",
            Self::Review => "review",
        }
    }
}

impl Route {
    /// The page at a path; a path that is none leads to [`Route::NotFound`].
    #[must_use]
    pub fn parse(path: &str) -> Self {
        let path = path.split(['?', '#']).next().unwrap_or(path);
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let found = match parts[..] {
            [] => Some(Self::Home),
            ["category", id] => id.parse().ok().map(Self::Category),
            ["search"] => Some(Self::Search),
            ["product", id] => id.parse().ok().map(Self::Product),
            ["cart"] => Some(Self::Cart),
            ["checkout"] => Some(Self::Checkout(CheckoutStep::Address)),
            ["checkout", step] => CheckoutStep::ALL
                .into_iter()
                .find(|known| known.segment() == step)
                .map(Self::Checkout),
            ["orders"] => Some(Self::Orders),
            ["orders", id] => id.parse().ok().map(Self::Order),
            ["orders", id, "pay"] => id.parse().ok().map(Self::Pay),
            ["orders", id, "receipt"] => id.parse().ok().map(Self::Receipt),
            ["sign-in"] => Some(Self::SignIn),
            ["sign-up"] => Some(Self::SignUp),
            ["account"] => Some(Self::Account),
            ["account", "balance"] => Some(Self::Balance),
            ["settings"] => Some(Self::Settings),
            ["outbox"] => Some(Self::Outbox),
            ["verify"] => Some(Self::Verify),
            _ => None,
        };
        found.unwrap_or(Self::NotFound)
    }

    /// Whether the page is for looking around, which needs nobody to be known. The
    /// other pages, the cart and the search with its index among them, are of the
    /// part that comes later.
    #[must_use]
    pub const fn is_browsing(&self) -> bool {
        matches!(self, Self::Home | Self::Category(_) | Self::Product(_) | Self::NotFound)
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Home => f.write_str("/"),
            Self::Category(id) => write!(f, "/category/{id}"),
            Self::Search => f.write_str("/search"),
            Self::Product(id) => write!(f, "/product/{id}"),
            Self::Cart => f.write_str("/cart"),
            Self::Checkout(step) => write!(f, "/checkout/{}", step.segment()),
            Self::Orders => f.write_str("/orders"),
            Self::Order(id) => write!(f, "/orders/{id}"),
            Self::Pay(id) => write!(f, "/orders/{id}/pay"),
            Self::Receipt(id) => write!(f, "/orders/{id}/receipt"),
            Self::SignIn => f.write_str("/sign-in"),
            Self::SignUp => f.write_str("/sign-up"),
            Self::Account => f.write_str("/account"),
            Self::Balance => f.write_str("/account/balance"),
            Self::Settings => f.write_str("/settings"),
            Self::Outbox => f.write_str("/outbox"),
            Self::Verify => f.write_str("/verify"),
            Self::NotFound => f.write_str("/not-found"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    #[test]
    fn every_page_has_one_address_and_back() {
        let order = OrderId::mint(Timestamp::from_millis(5), &[1; 10]);
        let mut routes = vec![
            Route::Home,
            Route::Category("kopi-teh".parse().unwrap()),
            Route::Search,
            Route::Product("90420332".parse().unwrap()),
            Route::Cart,
            Route::Orders,
            Route::Order(order),
            Route::Pay(order),
            Route::Receipt(order),
            Route::SignIn,
            Route::SignUp,
            Route::Account,
            Route::Balance,
            Route::Settings,
            Route::Outbox,
            Route::Verify,
            Route::NotFound,
        ];
        routes.extend(CheckoutStep::ALL.map(Route::Checkout));
        for route in routes {
            assert_eq!(Route::parse(&route.to_string()), route);
        }
    }

    #[test]
    fn odd_paths_are_not_found() {
        for path in ["/orders/nope", "/product/a b", "/admin", "/checkout/gift", "/cart/extra"] {
            assert_eq!(Route::parse(path), Route::NotFound, "{path}");
        }
        assert_eq!(Route::parse("/cart?from=push#top"), Route::Cart);
    }
}
