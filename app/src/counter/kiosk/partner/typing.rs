//! The number at the partner, how much, and whose balance money would go back to.

use super::super::typing::{keypad, plain_field};
use crate::actions::kiosk_partner;
use crate::components::shop::money;
use crate::i18n::{Kiosk, Partner};
use crate::state::{AppState, Entry, KioskState};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use warung_domain::money::Money;
use warung_domain::partner::{AmountTerms, BillerTerms};

pub(super) fn typing(
    state: AppState,
    at: KioskState,
    terms: BillerTerms,
    words: &'static Kiosk,
    more: &'static Partner,
) -> AnyView {
    let lang = state.lang.get_untracked();
    let title = terms.name.get(lang).to_owned();
    let label = terms.customer.label.get(lang).to_owned();
    let hint = (more.digits_hint)(terms.customer.least_digits, terms.customer.most_digits);
    let amounts = match &terms.amount {
        AmountTerms::Due => view! { <p class="muted">{more.due_hint}</p> }.into_any(),
        AmountTerms::Free { .. } => plain_field(
            at,
            Entry::Amount,
            "kiosk-amount",
            words.amount.to_owned(),
            more.amount_hint.to_owned(),
        ),
        AmountTerms::OneOf(amounts) => {
            let choices = amounts.iter().map(|minor| choice(state, at, *minor)).collect_view();
            view! {
                <fieldset class="stack stack-s">
                    <legend>{more.amount}</legend>
                    <div class="row wrap">{choices}</div>
                </fieldset>
            }
            .into_any()
        }
    };
    let submit = {
        let terms = terms.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            kiosk_partner::next(state, at, terms.clone());
        }
    };
    view! {
        <h1>{title}</h1>
        <form class="kiosk-typing" novalidate on:submit=submit>
            <div class="stack">
                {plain_field(at, Entry::Customer, "kiosk-customer", label, hint)}
                {amounts}
                {plain_field(
                    at,
                    Entry::Phone,
                    "kiosk-phone",
                    more.phone.to_owned(),
                    more.phone_hint.to_owned(),
                )}
                {wrong(at)}
            </div>
            <div class="stack">
                {keypad(at, words)}
                {onward(words)}
            </div>
        </form>
    }
    .into_any()
}

fn choice(state: AppState, at: KioskState, minor: i64) -> AnyView {
    let whole = minor / state.catalog.currency().scale().max(1);
    let is_chosen = move || at.typed.with(|typed| typed.amount == whole.to_string());
    let test = format!("kiosk-amount-{whole}");
    view! {
        <button
            type="button"
            class="btn"
            class:btn-primary=is_chosen
            aria-pressed=move || is_chosen().to_string()
            data-test=test
            on:click=move |_| kiosk_partner::choose_amount(state, at, minor)
        >
            {money(Money::new(minor, state.catalog.currency()))}
        </button>
    }
    .into_any()
}

/// The code of a slip.
pub(super) fn code(
    state: AppState,
    at: KioskState,
    words: &'static Kiosk,
    more: &'static Partner,
) -> AnyView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        kiosk_partner::look(state, at);
    };
    let (label, hint) = (more.code.to_owned(), more.code_hint.to_owned());
    view! {
        <h1>{more.look}</h1>
        <form class="kiosk-typing" novalidate on:submit=submit>
            <div class="stack">
                {plain_field(at, Entry::Code, "kiosk-code", label, hint)}
                {wrong(at)}
            </div>
            <div class="stack">
                {keypad(at, words)}
                {onward(words)}
            </div>
        </form>
    }
    .into_any()
}

fn onward(words: &'static Kiosk) -> AnyView {
    view! {
        <button type="submit" class="btn btn-primary btn-block" data-test="kiosk-next">
            {words.next}
        </button>
    }
    .into_any()
}

fn wrong(at: KioskState) -> AnyView {
    let text = move || {
        at.wrong.get().map(|(_, text)| {
            view! { <p class="error" role="alert" data-test="kiosk-wrong">{text}</p> }
        })
    };
    view! { {text} }.into_any()
}
