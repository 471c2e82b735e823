//! Third step: how it is paid. What is not possible for this total is shown,
//! with the reason.

use super::paying::{Paying, limits};
use crate::actions::checkout::{chosen_delivery, edit, price, price_as_chosen};
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
use warung_domain::pricing::PriceBreakdown;
use warung_domain::route::{CheckoutStep, Route};

pub fn payment_step(state: AppState) -> AnyView {
    let all_words = phrases();
    let words = &all_words.checkout;
    let plain = Memo::new(move |_| price(state, &chosen_delivery(state)?).ok());
    let total = Memo::new(move |_| {
        let method = chosen_delivery(state)?;
        price_as_chosen(state, &method).ok().map(|breakdown| breakdown.total)
    });
    let error = RwSignal::new(None::<&'static str>);
    let options = Memo::new(move |_| {
        let (Some(plain), Some(paying)) = (plain.get(), Paying::now(state)) else {
            return Vec::new();
        };
        let card = |terms: &PaymentTerms| card(state, terms, &plain, &paying, all_words);
        state.catalog.manifest.with(|manifest| {
            let all = manifest.as_ref().map(|m| m.terms.payment.iter().filter_map(card).collect());
            all.unwrap_or_default()
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

/// How long the instructions will hold, in words.
pub fn pay_within(terms: &PaymentTerms, lang: Lang, words: &Phrases) -> Option<String> {
    let seconds = i64::from(terms.expiry_minutes?) * 60;
    Some((words.checkout.pay_within)(&format_duration(seconds, lang)))
}

/// A way to pay as a card, with the reason where it cannot take this total.
pub fn card(
    state: AppState,
    terms: &PaymentTerms,
    plain: &PriceBreakdown,
    paying: &Paying,
    words: &Phrases,
) -> Option<Choice> {
    let lang = state.lang.get_untracked();
    // Each way has its own total.
    let priced = plain.clone().paid_by(&terms.fee).ok()?;
    let (total, fee) = (priced.total, priced.payment_fee().ok()?);
    let obstacle = paying.obstacle(state, terms, total, words);
    let disabled = obstacle.is_some();
    let note = obstacle.unwrap_or_else(|| {
        let how = (words.payment.method_note)(terms.method);
        let facts = facts(terms, total, fee, paying, lang, words);
        // Each on a line of its own.
        format!("{how}\n{}", facts.join(" · "))
    });
    let price = if fee.is_zero() { String::new() } else { format!("+{}", format_money(fee, lang)) };
    Some(Choice {
        value: terms.method.code().to_owned(),
        title: (words.payment.method)(terms.method).to_owned(),
        note,
        price,
        disabled,
    })
}

/// What it costs, what it takes and how long its code holds, each in a few words.
fn facts(
    terms: &PaymentTerms,
    total: Money,
    fee: Money,
    paying: &Paying,
    lang: Lang,
    words: &Phrases,
) -> Vec<String> {
    let mut facts = Vec::new();
    if fee.is_zero() {
        facts.push(words.offer.free.to_owned());
    }
    match (terms.method, paying.balance()) {
        (PaymentMethod::Balance, Some(balance)) => {
            facts.push((words.balance.there_is)(&format_money(balance, lang)));
        }
        _ => facts.push(limits(terms, total, lang, words)),
    }
    if let Some(minutes) = terms.expiry_minutes {
        let time = format_duration(i64::from(minutes) * 60, lang);
        facts.push((words.offer.within)(&time));
    }
    facts
}
