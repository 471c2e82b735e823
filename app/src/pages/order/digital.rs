//! What partners deliver of an order: codes, and what was done for a number. It lies on the phone
//! with the order, so that a code is there with no line.

use crate::actions::share;
use crate::components::ui::icon;
use crate::i18n::{DigitalWords, digital_words_of, phrases};
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::order::Order;
use warung_domain::partner::{DigitalItem, RelayState};

/// Every piece with where it stands; nothing where there is none.
pub fn digital(state: AppState, order: &Order) -> AnyView {
    if order.digital.is_empty() {
        return ().into_any();
    }
    let words = digital_words_of(state.lang.get_untracked());
    let is_paid = order.payment.is_final();
    let pieces = order.digital.iter().map(|item| piece(state, item, is_paid, words));
    let pieces = pieces.collect_view();
    view! {
        <section class="card stack" data-test="order-digital">
            <h2>{words.title}</h2>
            {pieces}
        </section>
    }
    .into_any()
}

fn piece(
    state: AppState,
    item: &DigitalItem,
    is_paid: bool,
    words: &'static DigitalWords,
) -> AnyView {
    let name = item.name.clone();
    let number = item.number.clone().map(|number| {
        view! { <p class="small">{words.number} " " <strong>{number}</strong></p> }
    });
    let stands = match &item.state {
        RelayState::Waiting if !is_paid => line(words.unpaid),
        RelayState::Waiting | RelayState::Asked { .. } => line(words.under_way),
        RelayState::Refused { .. } => line(words.refused),
        RelayState::Delivered { proof, .. } => {
            let serial = format!("{} {}", words.serial, proof.serial);
            let code = proof.token.clone().map(|token| code(state, token, words));
            view! {
                {code}
                <p class="muted small">{serial}</p>
            }
            .into_any()
        }
    };
    view! {
        <div class="stack stack-s" data-test="digital-piece">
            <p>{name}</p>
            {number}
            {stands}
        </div>
    }
    .into_any()
}

fn line(text: &'static str) -> AnyView {
    view! { <p class="muted">{text}</p> }.into_any()
}

fn code(state: AppState, token: String, words: &'static DigitalWords) -> AnyView {
    let copied = token.clone();
    let copy = phrases().common.copy;
    view! {
        <div class="spread">
            <p>
                {words.code} " " <strong class="price" data-test="digital-code">{token}</strong>
            </p>
            <button
                type="button"
                class="btn"
                on:click=move |_| share::copy(state, copied.clone())
            >
                {icon("copy")}
                <span>{copy}</span>
            </button>
        </div>
    }
    .into_any()
}
