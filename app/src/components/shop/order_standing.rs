//! Where an order stands, in the same words and colours everywhere.

use crate::i18n::{all_texts, phrases_of};
use leptos::prelude::*;
use warung_domain::lang::Lang;
use warung_domain::order::Standing;

const fn code_and_class(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::SavedOnPhone => ("saved", "pill pill-saved"),
        Standing::Accepted => ("accepted", "pill pill-accepted"),
        Standing::NeedsAnswer => ("needs-answer", "pill pill-saved"),
        Standing::PaidProvisionally => ("provisional", "pill pill-accepted"),
        Standing::Paid => ("paid", "pill pill-paid"),
        Standing::Refused => ("refused", "pill pill-problem"),
        Standing::PaymentFailed => ("payment-failed", "pill pill-problem"),
        Standing::Refunded => ("refunded", "pill pill-muted"),
        Standing::Cancelled => ("cancelled", "pill pill-muted"),
    }
}

/// The standing as a pill.
#[must_use]
pub fn standing_pill(standing: Standing) -> AnyView {
    let t = all_texts();
    let (code, class) = code_and_class(standing);
    view! {
        <span class=class data-test="order-standing" data-standing=code>
            {move || (t().orders.standing)(standing)}
        </span>
    }
    .into_any()
}

/// When each of the three states was reached, worded; empty while it is not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reached {
    pub saved: String,
    pub accepted: String,
    pub paid: String,
}

/// The three honest states side by side: saved, accepted, paid.
#[must_use]
pub fn state_track(standing: Standing, reached: Reached, lang: Lang) -> AnyView {
    let words = &phrases_of(lang).orders;
    let done = match standing {
        Standing::SavedOnPhone | Standing::Refused => 1,
        Standing::Paid | Standing::Refunded => 3,
        Standing::Accepted
        | Standing::NeedsAnswer
        | Standing::PaidProvisionally
        | Standing::PaymentFailed
        | Standing::Cancelled => 2,
    };
    // Nothing is awaited of an order that has come to its end.
    let goes_on = !matches!(
        standing,
        Standing::Refused
            | Standing::Paid
            | Standing::PaymentFailed
            | Standing::Refunded
            | Standing::Cancelled
    );
    let steps = [
        (words.saved, reached.saved),
        (words.accepted, reached.accepted),
        (words.paid, reached.paid),
    ];
    let items = steps
        .into_iter()
        .enumerate()
        .map(|(at, (name, when))| {
            let is_done = at < done;
            let note = if is_done { when } else { words.not_yet.to_owned() };
            view! {
                <li
                    data-done=is_done.then_some("")
                    aria-current=(goes_on && at == done).then_some("step")
                >
                    <strong>{name}</strong>
                    <small>{note}</small>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! { <ol class="state-track" aria-label=words.track_label>{items}</ol> }.into_any()
}
