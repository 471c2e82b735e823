//! A product: what it is, what it costs, and putting it in the cart.

use super::shelves::{self, Arrival};
use crate::actions::{product, share, shopping, sync_now};
use crate::components::shop::{Price, picture, stock_note};
use crate::components::ui::{
    Choice, Choices, EmptyState, PageTitle, Stepper, icon, skeleton_lines,
};
use crate::i18n::words;
use crate::state::AppState;
use leptos::{prelude::*, task::spawn_local};
use warung_domain::cart::MAX_QUANTITY;
use warung_domain::catalog::{Product, ProductDetail, Stock, Variant};
use warung_domain::ids::{ProductId, VariantId};
use warung_domain::money::Money;
use warung_domain::route::Route;

#[component]
pub fn ProductPage(id: ProductId) -> impl IntoView {
    let state = AppState::expect();
    // Only this product: news about others must not disturb the page.
    let shown = Memo::new(move |_| state.catalog.product(&id));
    let content = move || match shown.get() {
        Some(product) => product_view(state, product),
        None => missing(state),
    };
    view! { <main id="content" class="page">{content}</main> }.into_any()
}

/// Not here: not yet, or not any more.
fn missing(state: AppState) -> AnyView {
    let t = words();
    if let Arrival::Nothing(view) = shelves::arrival(state) {
        return view! { <h1 class="sr-only" tabindex="-1">{t.common.loading}</h1>{view} }
            .into_any();
    }
    if !state.catalog.progress.get().is_complete() && !state.line.get().is_down() {
        return skeleton_lines(6);
    }
    PageTitle::set(t.browse.product_gone);
    view! {
        <h1 class="sr-only" tabindex="-1">{t.browse.product_gone}</h1>
        <EmptyState glyph="package" title=t.browse.product_gone text=t.browse.product_gone_text>
            <a class="btn btn-primary" href=Route::Search.to_string()>{t.common.search}</a>
        </EmptyState>
    }
    .into_any()
}

fn product_view(state: AppState, product: Product) -> AnyView {
    let t = words();
    let lang = state.lang.get_untracked();
    let name = product.name.get(lang).to_owned();
    PageTitle::set(&name);
    // The first that can be bought; prices and stock below follow the choice.
    let first = product.variants.iter().find(|v| v.stock.is_available());
    let Some(first) = first.or(product.variants.first()) else { return missing(state) };
    let chosen = RwSignal::new(first.id.clone());
    let product = StoredValue::new(product);
    let variant = Memo::new(move |_| {
        chosen.with(|id| product.with_value(|product| product.variant(id).cloned()))
    });
    let (stem, brand, summary, id) = product.with_value(|product| {
        let summary = product.summary.get(lang).to_owned();
        (product.picture.clone(), product.brand.clone(), summary, product.id.clone())
    });
    let title = name.clone();
    view! {
        <div class="product-view">
            {picture(stem.as_deref())}
            <div class="stack">
                <div class="stack stack-s">
                    {brand.map(|brand| view! { <p class="small muted strong">{brand}</p> })}
                    <h1 tabindex="-1">{name}</h1>
                    {(!summary.is_empty()).then(|| view! { <p class="lead muted">{summary}</p> })}
                </div>
                {move || variant.get().map(|variant| price_and_stock(state, product, &variant))}
                {variants(state, product, chosen)}
                <div class="product-more stack">
                    <div class="spread">
                        {seller(state, product)}
                        <button
                            type="button"
                            class="icon-btn"
                            data-test="share"
                            aria-label=t.browse.share
                            on:click=move |_| share::share_page(state, title.clone())
                        >
                            {icon("share")}
                        </button>
                    </div>
                    {detail(state, id)}
                </div>
                {move || variant.get().map(|variant| buying(state, product, &variant))}
            </div>
        </div>
    }
    .into_any()
}

fn price_and_stock(state: AppState, product: StoredValue<Product>, variant: &Variant) -> AnyView {
    let t = words();
    let currency = state.catalog.currency();
    let (id, orderable) = product.with_value(|product| (product.id.clone(), product.orderable));
    let counted = variant.id.clone();
    let in_cart = move || {
        let count = state.cart.with(|cart| cart.quantity(&id, &counted));
        (count > 0).then(|| {
            view! {
                <a class="small" href=Route::Cart.to_string() data-test="in-cart">
                    {(t.browse.in_cart)(count)}
                </a>
            }
        })
    };
    let note = stock_note(variant.stock, orderable, t).unwrap_or_else(|| {
        view! { <span class="stock-note">{t.browse.in_stock}</span> }.into_any()
    });
    view! {
        <div class="stack stack-s">
            <Price
                amount=Money::new(variant.price, currency)
                was=variant.list_price.map(|was| Money::new(was, currency))
                large=true
            />
            <div class="row">{note}{in_cart}</div>
        </div>
    }
    .into_any()
}

fn variants(
    state: AppState,
    product: StoredValue<Product>,
    chosen: RwSignal<VariantId>,
) -> Option<AnyView> {
    let t = words();
    let lang = state.lang.get_untracked();
    let currency = state.catalog.currency();
    let options: Vec<Choice> = product.with_value(|product| {
        let option = |variant: &Variant| Choice {
            value: variant.id.to_string(),
            title: variant.label.get(lang).to_owned(),
            note: if variant.stock.is_available() { "" } else { t.browse.sold_out }.to_owned(),
            price: crate::components::shop::money(Money::new(variant.price, currency)),
            disabled: false,
        };
        product.variants.iter().map(option).collect()
    });
    if options.len() < 2 {
        return None;
    }
    let on_choose = Callback::new(move |value: String| {
        if let Ok(id) = value.parse() {
            chosen.set(id);
        }
    });
    Some(
        view! {
            <Choices
                name="variant"
                legend=t.browse.choose
                options=Signal::stored(options)
                chosen=Signal::derive(move || Some(chosen.with(ToString::to_string)))
                on_choose=on_choose
            />
        }
        .into_any(),
    )
}

/// The stepper and the button, or nothing for what cannot be bought.
fn buying(state: AppState, product: StoredValue<Product>, variant: &Variant) -> Option<AnyView> {
    let t = words();
    let orderable = product.with_value(|product| product.orderable);
    if !orderable || !variant.stock.is_available() {
        return None;
    }
    let most = match variant.stock {
        Stock::Units(units) => units.min(MAX_QUANTITY),
        Stock::Unlimited => MAX_QUANTITY,
    };
    let wanted = RwSignal::new(1_u32);
    let variant_id = variant.id.clone();
    let add = move |_| {
        let more = wanted.get_untracked();
        product.with_value(|product| shopping::put_in_cart(state, product, &variant_id, more));
        wanted.set(1);
    };
    let view = view! {
        <div class="action-bar">
            <Stepper
                label=t.common.quantity
                quantity=wanted
                max=Signal::stored(most)
                on_change=Callback::new(move |quantity| wanted.set(quantity))
            />
            <button
                type="button"
                class="btn btn-primary"
                data-test="add-to-cart"
                on:click=add
            >
                {icon("cart")}
                <span>{t.browse.add_to_cart}</span>
            </button>
        </div>
    };
    Some(view.into_any())
}

fn seller(state: AppState, product: StoredValue<Product>) -> Option<AnyView> {
    let t = words();
    let seller = product.with_value(|product| state.catalog.seller(&product.seller))?;
    let words = (t.browse.sold_by)(&seller.name, &seller.city);
    Some(
        view! { <span class="row small muted">{icon("store")}<span>{words}</span></span> }
            .into_any(),
    )
}

/// The long description: skeleton, text, or an honest word that it is not here.
fn detail(state: AppState, id: ProductId) -> AnyView {
    let t = words();
    let loaded = RwSignal::new(None::<Option<ProductDetail>>);
    Effect::new(move |_| {
        // Asked again when the line comes back.
        state.line.track();
        let id = id.clone();
        if !matches!(loaded.get_untracked(), Some(Some(_))) {
            spawn_local(async move {
                let detail = match product::detail(state, id).await {
                    Ok(asked) => asked.await.map_err(|error| error.is_line_trouble()),
                    // What asks has not come either.
                    Err(_) => Err(true),
                };
                if detail == Err(true) {
                    // The first to notice tells the rest of the shop.
                    sync_now::soon(state);
                }
                // The page may have been left meanwhile.
                let _ = loaded.try_set(Some(detail.ok()));
            });
        }
    });
    let content = move || match loaded.get() {
        None => skeleton_lines(4),
        Some(Some(detail)) => detail_view(state, detail),
        Some(None) => view! { <p class="muted">{t.browse.details_offline}</p> }.into_any(),
    };
    view! {
        <section class="stack stack-s" data-test="description">
            <h2>{t.browse.description}</h2>
            {content}
        </section>
    }
    .into_any()
}

fn detail_view(state: AppState, detail: ProductDetail) -> AnyView {
    let t = words();
    let text = detail.description.get(state.lang.get_untracked());
    let paragraphs = text
        .split('\n')
        .filter(|paragraph| !paragraph.trim().is_empty())
        .map(|paragraph| view! { <p>{paragraph.to_owned()}</p> })
        .collect_view();
    let attributes = (!detail.attributes.is_empty()).then(|| {
        let rows = detail
            .attributes
            .into_iter()
            .map(|(name, value)| {
                let name = if name == "weight" { t.browse.weight.to_owned() } else { name };
                view! { <div><dt>{name}</dt><dd>{value}</dd></div> }
            })
            .collect_view();
        view! { <h2>{t.browse.details}</h2><dl class="kv">{rows}</dl> }.into_any()
    });
    view! { {paragraphs}{attributes} }.into_any()
}
