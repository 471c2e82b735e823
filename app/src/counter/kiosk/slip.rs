//! Looking whether it is right, and the slip.

use crate::actions::here::offset_minutes;
use crate::actions::{hand_out, kiosk, kiosk_carried};
use crate::components::shop::money;
use crate::components::shop::slip::{Slip, SlipCode};
use crate::components::ui::{Notice, NoticeKind, icon};
use crate::counter::paper::{shop_name, with_button};
use crate::i18n::Kiosk;
use crate::state::{AppState, KioskState};
use leptos::prelude::*;
use warung_domain::ids::OrderId;
use warung_domain::locale::format_date_time;
use warung_domain::protocol::{CounterDue, KioskBill, KioskBiller};

/// The element that is printed.
const SLIP: &str = "kiosk-slip";

/// What stands on the screen, and on the slip after it.
fn facts(state: AppState, bill: &KioskBill, words: &'static Kiosk) -> Vec<(&'static str, String)> {
    let what = match (bill.biller, &bill.number) {
        (KioskBiller::Order, Some(number)) => (words.order)(number),
        (KioskBiller::Balance, Some(number)) => format!("{} · {number}", words.balance),
        (_, None) => words.balance.to_owned(),
    };
    let mut facts = vec![
        (words.name, bill.name.clone()),
        (words.what, what),
        (words.amount, money(bill.amount)),
    ];
    if !bill.fee.is_zero() {
        facts.push((words.fee, money(bill.fee)));
    }
    facts.push((words.total, money(bill.total)));
    if let CounterDue::Open { until: Some(until) } = bill.due {
        let lang = state.lang.get_untracked();
        facts.push((words.until, format_date_time(until, offset_minutes(), lang)));
    }
    facts
}

pub(super) fn check(
    state: AppState,
    at: KioskState,
    bill: KioskBill,
    id: OrderId,
    words: &'static Kiosk,
) -> AnyView {
    let trouble = match bill.due {
        CounterDue::Open { .. } => None,
        CounterDue::Paid { .. } => Some((words.paid_title, words.paid_text)),
        CounterDue::Over => Some((words.over_title, words.over_text)),
    };
    let rows = facts(state, &bill, words).into_iter().map(|(name, value)| {
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
        kiosk::confirm(state, at, bill.clone(), id);
    };
    let way_on = match trouble {
        Some((title, text)) => view! {
            <div data-test="kiosk-not-open">
                <Notice kind=NoticeKind::Warn title=title text=text />
            </div>
        }
        .into_any(),
        None => view! {
            <button
                type="button"
                class="btn btn-primary btn-block"
                data-test="kiosk-confirm"
                disabled=move || is_asked.get()
                on:click=confirm
            >
                {words.confirm}
            </button>
        }
        .into_any(),
    };
    view! {
        <h1>{words.check}</h1>
        <div class="stack" data-test="kiosk-check">
            <dl class="kv kiosk-bill">{rows}</dl>
            {way_on}
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
    bill: KioskBill,
    words: &'static Kiosk,
) -> AnyView {
    let facts = facts(state, &bill, words);
    let shop = shop_name(state);
    let code = bill.code.map(|digits| SlipCode { label: words.slip_code.to_owned(), digits });
    let title = words.slip_title.to_owned();
    let paper = Slip { id: SLIP, shop, title, facts, code, note: words.slip_note.to_owned() };
    // An order that was brought has an answer for its phone beside the slip.
    let back = at.behind.with_untracked(Option::is_some).then(|| {
        view! {
            <button
                type="button"
                class="btn btn-block no-print"
                data-test="kiosk-back"
                on:click=move |_| kiosk_carried::back(at)
            >
                {icon("qr-code")}
                <span>{words.to_answer}</span>
            </button>
        }
    });
    // A machine prints on the roll it was given last.
    let _paper = hand_out::paper();
    view! {
        <h1 class="no-print">{words.slip_title}</h1>
        <div class="stack">
            <p class="no-print">{words.slip_text}</p>
            {with_button(state, paper, words.print, "kiosk-print")}
            {back}
            <button
                type="button"
                class="btn btn-block no-print"
                data-test="kiosk-done"
                on:click=move |_| at.wipe()
            >
                {words.done}
            </button>
        </div>
    }
    .into_any()
}
