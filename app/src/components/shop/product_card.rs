//! A product on a shelf.

use super::{Price, picture, price_was};
use crate::components::ui::icon;
use crate::i18n::{Texts, spoken, words};
use leptos::prelude::*;
use warung_domain::catalog::{Product, Stock};
use warung_domain::money::{Currency, Money};
use warung_domain::route::Route;

/// From how few on the shopper is told the number.
const FEW: u32 = 5;

/// What is worth saying about a stock: nothing while there is plenty.
#[must_use]
pub fn stock_note(stock: Stock, orderable: bool, texts: &Texts) -> Option<AnyView> {
    let note = match stock {
        _ if !orderable => {
            view! { <span class="stock-note" data-out="">{texts.browse.not_orderable}</span> }
                .into_any()
        }
        Stock::Units(0) => {
            view! { <span class="stock-note" data-out="">{texts.browse.sold_out}</span> }.into_any()
        }
        Stock::Units(left) if left <= FEW => {
            view! { <span class="stock-note" data-low="">{(texts.browse.few_left)(left)}</span> }
                .into_any()
        }
        Stock::Units(_) | Stock::Unlimited => return None,
    };
    Some(note)
}

/// A card that leads to the product; one that comes in a single form can be put
/// in the cart right here.
#[component]
pub fn ProductCard(
    product: Product,
    currency: Currency,
    on_add: Callback<Product>,
) -> impl IntoView {
    let t = words();
    let name = product.name.get(spoken().get_untracked()).to_owned();
    let href = Route::Product(product.id.clone()).to_string();
    let cheapest = product.variants.iter().min_by_key(|variant| variant.price).cloned()?;
    let several = product.variants.len() > 1;
    let differ = product.variants.iter().any(|variant| variant.price != cheapest.price);
    let now = Money::new(cheapest.price, currency);
    let was = cheapest.list_price.and_then(|was| price_was(now, Money::new(was, currency)));
    let saved = cheapest.list_price.and_then(|was| percent_off(cheapest.price, was));
    let available = product.is_available();
    let stock = if available && several { Stock::Unlimited } else { cheapest.stock };
    let note = stock_note(stock, product.orderable, t);
    // One small line, whatever there is to say, so that all cards are equally high.
    let from = differ.then_some(t.browse.from_price);
    let also = view! { <div class="also">{from}{note}{was}</div> }.into_any();
    let (above, below) = if differ { (Some(also), None) } else { (None, Some(also)) };
    let shown = picture(product.picture.as_deref());
    let button = (available && !several).then(|| {
        let label = (t.browse.add_named)(&name);
        view! {
            <button
                type="button"
                class="icon-btn"
                data-test="quick-add"
                aria-label=label
                on:click=move |_| on_add.run(product.clone())
            >
                {icon("plus")}
            </button>
        }
        .into_any()
    });
    let tag = saved.filter(|_| available).map(|text| view! { <span class="tag">{text}</span> });
    Some(
        view! {
            <article class="product-card" data-test="product-card" data-out=(!available).then_some("")>
                {shown}
                {tag}
                <a class="name" href=href>{name}</a>
                {above}
                <Price amount=now />
                {below}
                {button}
            </article>
        }
        .into_any(),
    )
}

/// How much cheaper it is, in whole per cent, rounded down; a promise is never
/// rounded up.
fn percent_off(price: i64, was: i64) -> Option<String> {
    let percent = was.checked_sub(price)?.checked_mul(100)?.checked_div(was)?;
    (1..100).contains(&percent).then(|| ["\u{2212}", &percent.to_string(), "%"].concat())
}

#[cfg(test)]
mod tests {
    use super::percent_off;

    #[test]
    fn a_saving_is_never_rounded_up() {
        assert_eq!(percent_off(667, 1_000).as_deref(), Some("\u{2212}33%"));
        assert_eq!(percent_off(1_000, 1_000), None);
        assert_eq!(percent_off(999, 1_000), None);
        assert_eq!(percent_off(5, 0), None);
    }
}
