//! Whose bill it is, the slip for the counter, and what became of it.

use crate::actions::here::offset_minutes;
use crate::actions::{hand_out, kiosk_partner};
use crate::components::shop::money;
use crate::components::shop::partner_result::{proof_facts, standing};
use crate::components::shop::slip::{Slip, SlipCode};
use crate::counter::paper::{shop_name, with_button};
use crate::i18n::{Kiosk, Partner};
use crate::state::{AppState, KioskState};
use leptos::prelude::*;
use warung_domain::locale::format_date_time;
use warung_domain::protocol::{PartnerBillView, PartnerStanding};

/// The element that is printed.
const SLIP: &str = "kiosk-slip";

type Facts = Vec<(&'static str, String)>;

fn facts(
    state: AppState,
    bill: &PartnerBillView,
    words: &'static Kiosk,
    more: &'static Partner,
) -> Facts {
    let lang = state.lang.get_untracked();
    let mut facts = vec![
        (more.what, bill.biller_name.get(lang).to_owned()),
        (more.customer, bill.customer.clone()),
        (more.name, bill.name.clone()),
        (words.what, bill.description.clone()),
        (words.amount, money(bill.amount)),
    ];
    if !bill.fee.is_zero() {
        facts.push((words.fee, money(bill.fee)));
    }
    facts.push((words.total, money(bill.total)));
    if let Some(number) = &bill.number {
        facts.push((more.number, number.clone()));
    }
    if let PartnerStanding::Open { until } = bill.standing {
        facts.push((words.until, format_date_time(until, offset_minutes(), lang)));
    }
    facts
}

pub(super) fn check(
    state: AppState,
    at: KioskState,
    bill: PartnerBillView,
    words: &'static Kiosk,
    more: &'static Partner,
) -> AnyView {
    let rows = facts(state, &bill, words, more).into_iter().map(|(name, value)| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        }
        .into_any()
    });
    let rows = rows.collect_view();
    let is_asked = RwSignal::new(false);
    let confirm = move |_| {
        is_asked.set(true);
        kiosk_partner::confirm(state, at, &bill);
    };
    view! {
        <h1>{words.check}</h1>
        <div class="stack" data-test="kiosk-check">
            <dl class="kv kiosk-bill">{rows}</dl>
            <p class="muted">{more.back}</p>
            <button
                type="button"
                class="btn btn-primary btn-block"
                data-test="kiosk-confirm"
                disabled=move || is_asked.get()
                on:click=confirm
            >
                {words.confirm}
            </button>
            <button
                type="button"
                class="btn btn-block"
                data-test="kiosk-not-this"
                on:click=move |_| at.wipe()
            >
                {words.not_me}
            </button>
        </div>
    }
    .into_any()
}

pub(super) fn slip(
    state: AppState,
    at: KioskState,
    bill: PartnerBillView,
    words: &'static Kiosk,
    more: &'static Partner,
) -> AnyView {
    let facts = facts(state, &bill, words, more);
    let code = bill.code.map(|digits| SlipCode { label: words.slip_code.to_owned(), digits });
    let paper = Slip {
        id: SLIP,
        shop: shop_name(state),
        title: words.slip_title.to_owned(),
        facts,
        code,
        note: more.slip_note.to_owned(),
    };
    view! {
        <h1 class="no-print">{words.slip_title}</h1>
        <div class="stack">
            <p class="no-print">{more.slip_text}</p>
            {with_button(state, paper, words.print, "kiosk-print")}
            {ending(at, words)}
        </div>
    }
    .into_any()
}

pub(super) fn result(
    state: AppState,
    at: KioskState,
    bill: PartnerBillView,
    words: &'static Kiosk,
    more: &'static Partner,
) -> AnyView {
    let says = standing(&bill.standing, more);
    let mut facts = facts(state, &bill, words, more);
    facts.extend(proof_facts(&bill.standing, more));
    let paper = Slip {
        id: SLIP,
        shop: shop_name(state),
        title: more.proof.to_owned(),
        facts,
        code: None,
        note: more.proof_note.to_owned(),
    };
    view! {
        <h1 class="no-print">{more.look}</h1>
        <div class="stack" data-test="kiosk-result">
            {says}
            {with_button(state, paper, words.print, "kiosk-print")}
            {ending(at, words)}
        </div>
    }
    .into_any()
}

fn ending(at: KioskState, words: &'static Kiosk) -> AnyView {
    // A machine prints on the roll it was given last.
    let _paper = hand_out::paper();
    view! {
        <button
            type="button"
            class="btn btn-block no-print"
            data-test="kiosk-done"
            on:click=move |_| at.wipe()
        >
            {words.done}
        </button>
    }
    .into_any()
}
