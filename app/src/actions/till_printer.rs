//! Printing slips on the till's own printer, where one is connected, and through the browser's dialogue
//! where none is, or it does not answer.

use super::hand_out;
use crate::platform::{log, printer, timer};
use crate::state::{AppState, Toast};
use leptos::prelude::*;
use warung_domain::escpos::{Part, encode};

pub use crate::platform::printer::Wire;

/// The ways to a printer that this browser knows.
#[must_use]
pub fn wires() -> Vec<Wire> {
    Wire::ALL.into_iter().filter(|wire| wire.is_known()).collect()
}

/// Finds out which printer may be used, if one may.
pub fn look(connected: RwSignal<Option<Wire>>) {
    timer::spawn(async move {
        let found = printer::connected().await;
        connected.try_set(found);
    });
}

/// Lets the person choose a printer.
pub fn choose(wire: Wire, connected: RwSignal<Option<Wire>>) {
    timer::spawn(async move {
        // Who chooses none has changed their mind.
        if let Err(error) = wire.choose().await {
            log::warn(&format!("printer: {error}"));
        }
        let found = printer::connected().await;
        connected.try_set(found);
    });
}

/// Prints a slip: `parts` on the printer at hand, else the element `id` through the browser.
/// `trouble` is said where the printer at hand does not answer.
pub fn print(state: AppState, id: &'static str, parts: Vec<Part>, trouble: &'static str) {
    timer::spawn(async move {
        let Some(wire) = printer::connected().await else {
            hand_out::print(id);
            return;
        };
        let bytes = encode(&parts, hand_out::columns());
        if let Err(error) = printer::send(wire, &bytes).await {
            log::warn(&format!("printer: {error}"));
            state.say(Toast::plain(trouble));
            hand_out::print(id);
        }
    });
}
