//! The slip that the customer takes home.

use crate::actions::{hand_out, here::offset_minutes};
use crate::components::shop::money;
use crate::components::shop::receipt_verdict::paper_choice;
use crate::components::shop::slip::Slip;
use crate::counter::paper::{shop_name, with_button};
use crate::counter::printers::printers;
use crate::i18n::Cash;
use crate::state::{AppState, Taken};
use leptos::prelude::*;
use warung_domain::locale::format_date_time;

/// The element that is printed.
const PROOF: &str = "cash-proof";

/// `note` says what it proves.
pub(super) fn proof(
    state: AppState,
    taken: &Taken,
    note: &'static str,
    words: &'static Cash,
) -> AnyView {
    let lang = state.lang.get_untracked();
    let cashier = state.session.with_untracked(|session| {
        session.account().map(|account| account.name.clone()).unwrap_or_default()
    });
    let payment = &taken.payment;
    let mut facts = vec![
        (words.number, payment.number.clone()),
        (words.when, format_date_time(taken.at, offset_minutes(), lang)),
        (words.cashier, cashier),
        (words.amount, money(payment.amount)),
    ];
    if !taken.change.is_zero() {
        facts.push((words.received, money(taken.given)));
        facts.push((words.change, money(taken.change)));
    }
    let slip = Slip {
        id: PROOF,
        shop: shop_name(state),
        title: words.proof.to_owned(),
        facts,
        code: None,
        note: note.to_owned(),
    };
    let chosen = RwSignal::new(hand_out::paper());
    let on_paper = Callback::new(move |code: &'static str| {
        hand_out::choose_paper(code);
        chosen.set(code);
    });
    view! {
        {with_button(state, slip, words.print, "cash-print")}
        {paper_choice(chosen, lang, on_paper)}
        {printers(lang)}
    }
    .into_any()
}
