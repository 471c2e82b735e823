//! Which printer slips go to: one at the device itself, or whatever the browser's dialogue offers.

use crate::actions::till_printer::{self, Wire};
use crate::components::ui::icon;
use crate::i18n::{Printer, printer_words_of};
use leptos::prelude::*;
use warung_domain::lang::Lang;

/// Nothing where the browser knows no way to a printer but its dialogue.
pub(super) fn printers(lang: Lang) -> AnyView {
    let wires = till_printer::wires();
    if wires.is_empty() {
        return ().into_any();
    }
    let words = printer_words_of(lang);
    let connected = RwSignal::new(None);
    till_printer::look(connected);
    let standing = move || match connected.get() {
        Some(_) => words.connected,
        None => words.none,
    };
    let buttons = wires.into_iter().map(|wire| button(wire, connected, words)).collect_view();
    view! {
        <details class="card no-print" data-test="printers">
            <summary>{words.title}</summary>
            <div class="stack">
                <p class="small" data-test="printer-standing" role="status">{standing}</p>
                <div class="row">{buttons}</div>
            </div>
        </details>
    }
    .into_any()
}

fn button(wire: Wire, connected: RwSignal<Option<Wire>>, words: &'static Printer) -> AnyView {
    let (name, test) = match wire {
        Wire::Usb => (words.usb, "printer-usb"),
        Wire::Serial => (words.serial, "printer-serial"),
    };
    view! {
        <button
            type="button"
            class="btn"
            data-test=test
            on:click=move |_| till_printer::choose(wire, connected)
        >
            {icon("printer")}
            <span>{name}</span>
        </button>
    }
    .into_any()
}
