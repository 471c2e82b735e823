//! Third step: how it is paid. What is not possible for this total is shown,
//! with the reason.

use crate::actions::checkout::{chosen_delivery, edit, price};
use crate::actions::navigate;
use crate::components::shop::money;
use crate::components::ui::{Choice, Choices, Notice, NoticeKind, SubmitButton};
use crate::i18n::{Phrases, phrases};
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::catalog::PaymentTerms;
use warung_domain::lang::Lang;
use warung_domain::locale::{format_duration, format_money};
use warung_domain::money::Money;
use warung_domain::payment::PaymentMethod;
use warung_domain::route::{CheckoutStep, Route};

pub fn payment_step(state: AppState) -> AnyView {
    let all_words = phrases();
    let words = &all_words.checkout;
    let lang = state.lang.get_untracked();
    let total = Memo::new(move |_| {
        let method = chosen_delivery(state)?;
        price(state, &method).ok().map(|breakdown| breakdown.total)
    });
    let error = RwSignal::new(None::<&'static str>);
    let options = Memo::new(move |_| {
        let Some(total) = total.get() else { return Vec::new() };
        let card = |terms: &PaymentTerms| card(terms, total, lang, all_words);
        state.catalog.manifest.with(|manifest| {
            manifest.as_ref().map_or(Vec::new(), |m| m.terms.payment.iter().map(card).collect())
        })
    });
    let chosen = Memo::new(move |_| {
        state.checkout.with(|draft| draft.payment.map(|method| method.code().to_owned()))
    });
    let choose = Callback::new(move |value: String| {
        error.set(None);
        let method = PaymentMethod::of_code(&value);
        edit(state, |draft| draft.payment = method);
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let chosen = chosen.get_untracked();
        let is_possible = options.with_untracked(|options| {
            options.iter().any(|card| Some(&card.value) == chosen.as_ref() && !card.disabled)
        });
        if is_possible {
            navigate::go(state, Route::Checkout(CheckoutStep::Review));
        } else {
            error.set(Some(words.choose_payment));
        }
    };
    let content = move || {
        let Some(total) = total.get() else {
            let href = Route::Checkout(CheckoutStep::Delivery).to_string();
            return view! {
                <Notice kind=NoticeKind::Info title=words.delivery_first>
                    <a class="btn btn-primary" href=href>{words.step_delivery}</a>
                </Notice>
            }
            .into_any();
        };
        view! {
            <form class="stack" novalidate on:submit=submit>
                <p class="spread">
                    <span class="muted">{words.total_now}</span>
                    <strong class="price">{money(total)}</strong>
                </p>
                <Choices
                    name="payment"
                    legend=words.payment_title
                    options=options
                    chosen=chosen
                    on_choose=choose
                />
                <p class="error" role="alert">{move || error.get()}</p>
                <div class="action-bar"><SubmitButton label=words.to_review test="payment-continue" /></div>
            </form>
        }
        .into_any()
    };
    view! { {content} }.into_any()
}

/// Why a method cannot take this total, in words; nothing if it can.
pub fn obstacle(terms: &PaymentTerms, total: Money, lang: Lang, words: &Phrases) -> Option<String> {
    let amount = |minor| format_money(Money::new(minor, total.currency()), lang);
    if total.minor() < terms.minimum {
        Some((words.checkout.below_minimum)(&amount(terms.minimum)))
    } else if total.minor() > terms.maximum {
        Some((words.checkout.above_maximum)(&amount(terms.maximum)))
    } else {
        None
    }
}

/// How long the instructions will hold, in words.
pub fn pay_within(terms: &PaymentTerms, lang: Lang, words: &Phrases) -> Option<String> {
    let seconds = i64::from(terms.expiry_minutes?) * 60;
    Some((words.checkout.pay_within)(&format_duration(seconds, lang)))
}

fn card(terms: &PaymentTerms, total: Money, lang: Lang, words: &Phrases) -> Choice {
    let obstacle = obstacle(terms, total, lang, words);
    let disabled = obstacle.is_some();
    let note = obstacle.unwrap_or_else(|| {
        let how = (words.payment.method_note)(terms.method);
        match pay_within(terms, lang, words) {
            Some(within) => format!("{how} {within}"),
            None => how.to_owned(),
        }
    });
    Choice {
        value: terms.method.code().to_owned(),
        title: (words.payment.method)(terms.method).to_owned(),
        note,
        price: String::new(),
        disabled,
    }
}
