//! The short message at the edge: how long it stays, and what its button does.

use super::{cart, navigate};
use crate::platform::timer;
use crate::state::{AppState, ToastAction};
use leptos::prelude::*;
use std::cell::Cell;

/// Long enough to read two lines and reach the button.
const STAYS_MILLIS: u32 = 6_000;

thread_local! {
    static SHOWN: Cell<u32> = const { Cell::new(0) };
}

/// Takes messages away after a while. Called once by each root.
pub fn let_pass(state: AppState) {
    Effect::new(move |_| {
        if state.toast.with(Option::is_none) {
            return;
        }
        let mine = SHOWN.get().wrapping_add(1);
        SHOWN.set(mine);
        timer::spawn(async move {
            timer::after_millis(STAYS_MILLIS).await;
            // A newer message has a time of its own.
            if SHOWN.get() == mine {
                state.toast.set(None);
            }
        });
    });
}

/// Does what the message's button promises.
pub fn perform(state: AppState) {
    let action = state.toast.get_untracked().and_then(|toast| toast.action);
    state.toast.set(None);
    match action {
        Some(ToastAction::RestoreLine(line)) => cart::restore(state, line),
        Some(ToastAction::Open(route)) => navigate::go(state, route),
        None => {}
    }
}
