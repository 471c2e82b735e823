//! Partners' bills at the machine: number and amount, whose it is, the slip, and what became of it.

mod paper;
mod typing;

use super::waiting;
use crate::actions::kiosk_partner;
use crate::components::ui::icon;
use crate::i18n::{Kiosk, partner_words_of};
use crate::state::{AppState, KioskState, Machine, PartnerStep};
use leptos::prelude::*;
use warung_domain::partner::BillerTerms;

/// The screen of a step.
pub(super) fn step(
    state: AppState,
    at: KioskState,
    step: PartnerStep,
    words: &'static Kiosk,
) -> AnyView {
    let more = partner_words_of(state.lang.get_untracked());
    match step {
        PartnerStep::Typing(terms) => typing::typing(state, at, terms, words, more),
        PartnerStep::Asking { .. } | PartnerStep::Looking(_) => waiting(words),
        PartnerStep::Check { bill, .. } => paper::check(state, at, *bill, words, more),
        PartnerStep::Slip(bill) => paper::slip(state, at, bill, words, more),
        PartnerStep::Code => typing::code(state, at, words, more),
        PartnerStep::Result(bill) => paper::result(state, at, bill, words, more),
    }
}

/// Tiles of the menu: one for each partner, and one to look a slip up. Nothing where the shop has
/// no partners.
pub(super) fn tiles(state: AppState, at: KioskState) -> AnyView {
    let partners = at.machine.with_untracked(|machine| match machine {
        Machine::Here(view) => view.partners.clone(),
        Machine::Unknown | Machine::None => Vec::new(),
    });
    if partners.is_empty() {
        return ().into_any();
    }
    let words = partner_words_of(state.lang.get_untracked());
    let tiles = partners.into_iter().map(|terms| tile(state, at, terms)).collect_view();
    view! {
        {tiles}
        <button
            type="button"
            class="kiosk-tile"
            data-test="kiosk-look"
            on:click=move |_| kiosk_partner::look_for(at)
        >
            {icon("receipt")}
            <strong>{words.look}</strong>
            <span>{words.look_note}</span>
        </button>
    }
    .into_any()
}

fn tile(state: AppState, at: KioskState, terms: BillerTerms) -> AnyView {
    let lang = state.lang.get_untracked();
    let test = ["kiosk-partner-", terms.id.as_str()].concat();
    let (name, note) = (terms.name.get(lang).to_owned(), terms.note.get(lang).to_owned());
    view! {
        <button
            type="button"
            class="kiosk-tile"
            data-test=test
            on:click=move |_| kiosk_partner::choose(at, terms.clone())
        >
            {icon("credit-card")}
            <strong>{name}</strong>
            <span>{note}</span>
        </button>
    }
    .into_any()
}
