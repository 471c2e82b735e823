//! The sheet a shelf is narrowed with. Every change shows at once behind it.

use crate::components::shop::OnShelf;
use crate::components::ui::{Sheet, TextField};
use crate::i18n::phrases;
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::ids::SellerId;
use warung_domain::lang::Lang;
use warung_domain::locale::format_count;
use warung_domain::money::{DecimalStyle, parse_decimal};
use warung_domain::search::browse::Filter;

/// What the sheet narrows.
#[derive(Clone, Copy)]
pub struct Narrowing {
    pub(super) open: RwSignal<bool>,
    pub(super) filter: RwSignal<Filter>,
    pub(super) found: Memo<OnShelf>,
}

pub fn narrow_sheet(Narrowing { open, filter, found }: Narrowing) -> AnyView {
    let t = phrases();
    let state = AppState::expect();
    let lang = state.lang.get_untracked();
    let (from, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let show = move || {
        let number = i64::try_from(found.with(|found| found.all)).unwrap_or(i64::MAX);
        (t.search.show_products)(&format_count(number, lang))
    };
    let start_over = move |_| {
        from.set(String::new());
        to.set(String::new());
        super::clear(filter);
    };
    let foot = view! {
        <button type="button" class="btn" on:click=start_over>{t.browse.clear_filter}</button>
        <button
            type="button"
            class="btn btn-primary"
            data-test="filter-done"
            on:click=move |_| open.set(false)
        >
            {show}
        </button>
    };
    view! {
        <Sheet open=open title=t.browse.filter foot=foot.into_any()>
            <div class="stack">
                <label class="check">
                    <input
                        type="checkbox"
                        data-test="in-stock-only"
                        prop:checked=move || filter.with(|filter| filter.in_stock_only)
                        on:change=move |event| {
                            let only = event_target_checked(&event);
                            filter.update(|filter| filter.in_stock_only = only);
                        }
                    />
                    <span>{t.search.in_stock_only}</span>
                </label>
                <TextField
                    id="price-from"
                    label=t.search.price_from
                    inputmode="decimal"
                    value=from
                    on_input=Callback::new(move |text: String| {
                        let amount = amount(state, &text);
                        from.set(text);
                        filter.update(|filter| filter.min_price = amount);
                    })
                />
                <TextField
                    id="price-to"
                    label=t.search.price_to
                    hint=t.search.price_hint
                    inputmode="decimal"
                    value=to
                    on_input=Callback::new(move |text: String| {
                        let amount = amount(state, &text);
                        to.set(text);
                        filter.update(|filter| filter.max_price = amount);
                    })
                />
                {sellers(state, filter)}
            </div>
        </Sheet>
    }
    .into_any()
}

/// What was typed, in minor units; nothing while it is no amount.
fn amount(state: AppState, text: &str) -> Option<i64> {
    let style = match state.lang.get_untracked() {
        Lang::Id => DecimalStyle::Comma,
        Lang::En => DecimalStyle::Point,
    };
    let currency = untrack(|| state.catalog.currency());
    if currency.exponent() == 0 {
        // Without decimals every sign between digits can only group them.
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        return digits.parse().ok();
    }
    parse_decimal(text, style, currency).ok().map(|money| money.minor())
}

/// A choice of sellers, where there is one to make.
fn sellers(state: AppState, filter: RwSignal<Filter>) -> Option<AnyView> {
    let t = phrases();
    let known = state.catalog.directory.with_untracked(|directory| directory.sellers.clone());
    if known.len() < 2 {
        return None;
    }
    let chosen = move || {
        filter.with(|filter| filter.seller.as_ref().map(ToString::to_string).unwrap_or_default())
    };
    let options = known
        .into_iter()
        .map(|seller| view! { <option value=seller.id.to_string()>{seller.name}</option> })
        .collect_view();
    let choose = move |event| {
        let seller: Option<SellerId> = event_target_value(&event).parse().ok();
        filter.update(|filter| filter.seller = seller);
    };
    Some(
        view! {
            <div class="field">
                <label for="seller">{t.search.seller}</label>
                <select id="seller" class="select" prop:value=chosen on:change=choose>
                    <option value="">{t.search.every_seller}</option>
                    {options}
                </select>
            </div>
        }
        .into_any(),
    )
}
