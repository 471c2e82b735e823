//! What can be paid here.

use super::partner;
use crate::actions::{kiosk, kiosk_carried};
use crate::components::ui::icon;
use crate::i18n::Kiosk;
use crate::state::{AppState, BILLERS, CounterPage, KioskState};
use leptos::prelude::*;
use warung_domain::protocol::KioskBiller;

pub(super) fn menu(state: AppState, at: KioskState, words: &'static Kiosk) -> AnyView {
    let tiles = BILLERS.into_iter().map(|biller| tile(at, biller, words)).collect_view();
    view! {
        <h1>{words.welcome}</h1>
        <div class="kiosk-menu">{tiles} {partner::tiles(state, at)} {bring(at, words)}</div>
        <a class="btn btn-quiet kiosk-staff" href=CounterPage::Orders.path()>
            {icon("lock")}
            <span>{words.staff}</span>
        </a>
    }
    .into_any()
}

/// For an order that a phone could not send.
fn bring(at: KioskState, words: &'static Kiosk) -> AnyView {
    view! {
        <button
            type="button"
            class="kiosk-tile"
            data-test="kiosk-bring"
            on:click=move |_| kiosk_carried::scan(at, None)
        >
            {icon("wifi-off")}
            <strong>{words.bring}</strong>
            <span>{words.bring_note}</span>
        </button>
    }
    .into_any()
}

fn tile(at: KioskState, biller: KioskBiller, words: &'static Kiosk) -> AnyView {
    let (glyph, name, note, test) = match biller {
        KioskBiller::Order => ("package", words.pay_order, words.pay_order_note, "kiosk-order"),
        KioskBiller::Balance => {
            ("wallet", words.fill_balance, words.fill_balance_note, "kiosk-balance")
        }
    };
    view! {
        <button
            type="button"
            class="kiosk-tile"
            data-test=test
            on:click=move |_| kiosk::choose(at, biller)
        >
            {icon(glyph)}
            <strong>{name}</strong>
            <span>{note}</span>
        </button>
    }
    .into_any()
}
