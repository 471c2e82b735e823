//! Money on screen, the way a reader of the language writes it.

use crate::i18n::{spoken, words};
use leptos::prelude::*;
use warung_domain::locale::format_money;
use warung_domain::money::Money;

/// An amount in the present language. Call it where the language is tracked, or
/// inside a page, which is built anew when the language changes.
#[must_use]
pub fn money(amount: Money) -> String {
    format_money(amount, spoken().get_untracked())
}

/// A price, and what it was before the sale.
#[component]
pub fn Price(
    amount: Money,
    #[prop(optional_no_strip)] was: Option<Money>,
    #[prop(optional)] large: bool,
) -> impl IntoView {
    let class = if large { "price price-large" } else { "price" };
    let was = was.and_then(|was| price_was(amount, was));
    view! {
        <div class="row">
            <span class=class>{money(amount)}</span>
            {was}
        </div>
    }
    .into_any()
}

/// What it cost before, if that was more.
#[must_use]
pub fn price_was(now: Money, was: Money) -> Option<AnyView> {
    (was.minor() > now.minor()).then(|| {
        view! {
            <s class="price-was">
                <span class="sr-only">{words().browse.was}" "</span>
                {money(was)}
            </s>
        }
        .into_any()
    })
}
