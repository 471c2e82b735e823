//! Third step: how it is paid. What is not possible for this total is shown,
//! with the reason.

use crate::actions::balance::spendable;
use crate::actions::checkout::{chosen_delivery, edit, price};
use crate::actions::navigate;
use crate::components::shop::money;
use crate::components::ui::{Choice, Choices, Notice, NoticeKind, SubmitButton};
use crate::i18n::{Phrases, phrases};
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::catalog::{Payer, PaymentTerms, Purchase, WhyNot, offered};
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
        let paying = Paying::now(state);
        let card = |terms: &PaymentTerms| card(terms, total, &paying, lang, all_words);
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

/// Who pays, as far as this phone knows.
pub struct Paying {
    payer: Payer,
    is_known: bool,
}

impl Paying {
    /// Tracks.
    pub fn now(state: AppState) -> Self {
        let is_known = state.session.with(|session| session.account().is_some());
        Self { payer: Payer { balance: spendable(state) }, is_known }
    }
}

/// Why a method cannot take this total, in words; nothing if it can.
pub fn obstacle(
    terms: &PaymentTerms,
    total: Money,
    paying: &Paying,
    lang: Lang,
    words: &Phrases,
) -> Option<String> {
    let amount = |money| format_money(money, lang);
    let why = offered(terms, &Purchase { total }, &paying.payer).err()?;
    Some(match why {
        WhyNot::BelowMinimum { minimum } => (words.checkout.below_minimum)(&amount(minimum)),
        WhyNot::AboveMaximum { maximum } => (words.checkout.above_maximum)(&amount(maximum)),
        WhyNot::BalanceUnknown if paying.is_known => words.balance.unknown.to_owned(),
        WhyNot::BalanceUnknown => words.balance.sign_in_first.to_owned(),
        WhyNot::BalanceTooSmall { balance } => (words.balance.too_small)(&amount(balance)),
    })
}

/// How long the instructions will hold, in words.
pub fn pay_within(terms: &PaymentTerms, lang: Lang, words: &Phrases) -> Option<String> {
    let seconds = i64::from(terms.expiry_minutes?) * 60;
    Some((words.checkout.pay_within)(&format_duration(seconds, lang)))
}

fn card(
    terms: &PaymentTerms,
    total: Money,
    paying: &Paying,
    lang: Lang,
    words: &Phrases,
) -> Choice {
    let obstacle = obstacle(terms, total, paying, lang, words);
    let disabled = obstacle.is_some();
    let note = obstacle.unwrap_or_else(|| {
        let how = (words.payment.method_note)(terms.method);
        let more = match (terms.method, paying.payer.balance) {
            (PaymentMethod::Balance, Some(balance)) => {
                Some((words.balance.there_is)(&format_money(balance, lang)))
            }
            _ => pay_within(terms, lang, words),
        };
        more.map_or_else(|| how.to_owned(), |more| format!("{how} {more}"))
    });
    Choice {
        value: terms.method.code().to_owned(),
        title: (words.payment.method)(terms.method).to_owned(),
        note,
        price: String::new(),
        disabled,
    }
}
