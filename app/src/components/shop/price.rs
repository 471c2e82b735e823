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
    /// Words before the amount, as in "from".
    #[prop(optional)]
    prefix: &'static str,
) -> impl IntoView {
    let t = words();
    let class = if large { "price price-large" } else { "price" };
    let prefix = (!prefix.is_empty())
        .then(|| view! { <span class="small muted">{prefix}" "</span> }.into_any());
    let was = was.filter(|was| was.minor() > amount.minor()).map(|was| {
        view! {
            <s class="price-was">
                <span class="sr-only">{t.browse.was}" "</span>
                {money(was)}
            </s>
        }
        .into_any()
    });
    view! {
        <div class="row">
            <span>{prefix}<span class=class>{money(amount)}</span></span>
            {was}
        </div>
    }
    .into_any()
}
