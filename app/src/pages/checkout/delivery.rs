//! Second step: how it travels, and what that costs.

use crate::actions::checkout::{
    DigitalCart, chosen_delivery, digital_cart, edit, number as checkout_number, price,
};
use crate::actions::navigate;
use crate::components::ui::{Choice, Choices, SubmitButton, TextField};
use crate::i18n::{Checkout, DigitalWords, digital_words_of, phrases};
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::catalog::DeliveryMethod;
use warung_domain::lang::Lang;
use warung_domain::locale::format_money;
use warung_domain::pricing::PriceBreakdown;
use warung_domain::route::{CheckoutStep, Route};

pub fn delivery_step(state: AppState) -> AnyView {
    let words = &phrases().checkout;
    let lang = state.lang.get_untracked();
    let error = RwSignal::new(None::<&'static str>);
    let digital = Memo::new(move |_| digital_cart(state));
    let more = digital_words_of(lang);
    let options = Memo::new(move |_| {
        if digital.get().all {
            return vec![card(state, &DeliveryMethod::digital(), lang, words)];
        }
        let methods = state
            .catalog
            .manifest
            .with(|m| m.as_ref().map(|m| m.terms.delivery.clone()).unwrap_or_default());
        let card = |method: &DeliveryMethod| card(state, method, lang, words);
        methods.iter().map(card).collect::<Vec<_>>()
    });
    let number = number_field(state, digital, error, more);
    let chosen = Memo::new(move |_| {
        if digital.get().all {
            return Some(DeliveryMethod::digital().id.to_string());
        }
        state.checkout.with(|draft| draft.delivery.as_ref().map(ToString::to_string))
    });
    let choose = Callback::new(move |value: String| {
        error.set(None);
        if let Ok(id) = value.parse() {
            edit(state, |draft| draft.delivery = Some(id));
        }
    });
    let sellers = Memo::new(move |_| {
        chosen_delivery(state)
            .and_then(|method| price(state, &method).ok())
            .map_or(0, |breakdown| breakdown.parcels.len())
    });
    let parcels = move || {
        let count = sellers.get();
        (count > 1).then(|| view! { <p class="muted small">{(words.per_parcel)(count)}</p> })
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(method) = untrack(|| chosen_delivery(state)) else {
            error.set(Some(words.choose_delivery));
            return;
        };
        let has_address = state.checkout.with_untracked(|draft| {
            draft.address.as_ref().is_some_and(|address| address.check().is_ok())
        });
        if method.needs_address && !has_address {
            error.set(Some(words.needs_address));
            return;
        }
        let typed = state.checkout.with_untracked(|draft| draft.number.clone());
        if digital.get_untracked().asks_number && checkout_number(&typed).is_none() {
            error.set(Some(more.number_wrong));
            return;
        }
        navigate::go(state, Route::Checkout(CheckoutStep::Payment));
    };
    let mend = move || {
        (error.get() == Some(words.needs_address)).then(|| {
            let href = Route::Checkout(CheckoutStep::Address).to_string();
            view! { <a class="btn btn-block" href=href>{words.step_address}</a> }
        })
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            <Choices
                name="delivery"
                legend=words.delivery_title
                options=options
                chosen=chosen
                on_choose=choose
            />
            {parcels}
            {number}
            <p class="error" role="alert">{move || error.get()}</p>
            {mend}
            <div class="action-bar"><SubmitButton label=words.to_payment test="delivery-continue" /></div>
        </form>
    }
    .into_any()
}

/// What things are done for that partners do for a number.
fn number_field(
    state: AppState,
    digital: Memo<DigitalCart>,
    error: RwSignal<Option<&'static str>>,
    words: &'static DigitalWords,
) -> AnyView {
    let typed = Signal::derive(move || state.checkout.with(|draft| draft.number.clone()));
    let on_input = Callback::new(move |text: String| {
        error.set(None);
        edit(state, |draft| draft.number = text);
    });
    let field = move || {
        digital.get().asks_number.then(|| {
            view! {
                <TextField
                    id="checkout-number"
                    label=words.number
                    hint=words.number_hint
                    value=typed
                    on_input=on_input
                    inputmode="numeric"
                />
            }
        })
    };
    view! { {field} }.into_any()
}

/// A method with what it would cost for this cart.
fn card(state: AppState, method: &DeliveryMethod, lang: Lang, words: &Checkout) -> Choice {
    let fee = |breakdown: PriceBreakdown| breakdown.shipping.checked_add(breakdown.adjustments);
    let cost = price(state, method).and_then(fee);
    let cost = cost
        .map(|cost| if cost.is_zero() { words.free.to_owned() } else { format_money(cost, lang) });
    let promise = method.promise.get(lang);
    let free_from = method
        .free_from
        .filter(|_| method.fee > 0)
        .map(|from| (words.free_from)(&format_money(state.catalog.money(from), lang)));
    let note = match free_from {
        Some(free_from) if promise.is_empty() => free_from,
        Some(free_from) => format!("{promise}. {free_from}"),
        None => promise.to_owned(),
    };
    Choice {
        value: method.id.to_string(),
        title: method.name.get(lang).to_owned(),
        note,
        price: cost.unwrap_or_default(),
        disabled: false,
    }
}
