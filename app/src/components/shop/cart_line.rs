//! A line of the cart, and what may be wrong with it.

use super::{money, picture};
use crate::components::ui::{Stepper, icon};
use crate::i18n::phrases;
use leptos::prelude::*;
use warung_domain::money::Money;

/// Why a line cannot be ordered as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineTrouble {
    /// Fewer in stock than wanted.
    Short {
        left: u32,
    },
    Withdrawn,
}

/// What a line shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartLineView {
    pub name: String,
    pub label: String,
    /// To the product; nothing where it is no longer known.
    pub href: Option<String>,
    pub picture: Option<String>,
    pub unit: Option<Money>,
    pub total: Option<Money>,
    pub quantity: u32,
    pub trouble: Option<LineTrouble>,
}

/// The line with its stepper. Zero takes it out.
#[component]
pub fn CartLineRow(line: CartLineView, on_quantity: Callback<u32>) -> impl IntoView {
    let t = phrases();
    let CartLineView { name, label, href, picture: stem, unit, total, quantity, trouble } = line;
    let remove = (t.cart.remove)(&name);
    let title = match href {
        Some(href) => view! { <a class="name" href=href>{name.clone()}</a> }.into_any(),
        None => view! { <span class="name">{name.clone()}</span> }.into_any(),
    };
    let label = (!label.is_empty()).then(|| view! { <span class="muted small">{label}</span> });
    let unit = unit.map(|unit| view! { <span class="price">{(t.cart.each)(&money(unit))}</span> });
    let total = total.map(|total| view! { <span class="line-total">{money(total)}</span> });
    let stepper = (trouble != Some(LineTrouble::Withdrawn)).then(|| {
        view! { <Stepper label=name quantity=Signal::stored(quantity) on_change=on_quantity /> }
    });
    view! {
        <li class="cart-line" data-test="cart-line">
            {picture(stem.as_deref())}
            <div class="cart-line-body">
                {title}
                {label}
                {unit}
                {trouble.map(|trouble| way_out(trouble, on_quantity))}
            </div>
            {stepper}
            {total}
            <button
                type="button"
                class="icon-btn"
                data-test="remove-line"
                aria-label=remove
                on:click=move |_| on_quantity.run(0)
            >
                {icon("trash")}
            </button>
        </li>
    }
    .into_any()
}

/// What is wrong, in words, and the button that puts it right.
fn way_out(trouble: LineTrouble, on_quantity: Callback<u32>) -> AnyView {
    let t = phrases();
    let (words, label, quantity) = match trouble {
        LineTrouble::Short { left: 0 } => {
            (t.cart.short_none.to_owned(), t.cart.remove_plainly.to_owned(), 0)
        }
        LineTrouble::Short { left } => ((t.cart.short)(left), (t.cart.take_available)(left), left),
        LineTrouble::Withdrawn => {
            (t.cart.withdrawn.to_owned(), t.cart.remove_plainly.to_owned(), 0)
        }
    };
    view! {
        <span class="stock-note" data-low="">{words}</span>
        <div>
            <button
                type="button"
                class="btn btn-small"
                data-test="resolve-line"
                on:click=move |_| on_quantity.run(quantity)
            >
                {label}
            </button>
        </div>
    }
    .into_any()
}
