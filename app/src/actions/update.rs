//! Changing over to a new version of the app, which loads the page anew: when
//! the person says so, or while nobody looks, and never while something is
//! being typed or sent.

use crate::platform::{navigation, service_worker, timer};
use crate::state::{AppState, UpdateState};
use leptos::prelude::*;
use warung_domain::outbox::EntryState;
use warung_domain::route::Route;

/// Seconds between two looks for a newer version while the app is open.
const LOOK_SECONDS: i64 = 900;

/// The same while the shop takes nothing from this one.
const NEEDED_SECONDS: i64 = 60;

/// A new version is on the phone and waits.
pub fn is_ready(state: AppState) {
    if matches!(state.update.get_untracked(), UpdateState::None | UpdateState::Needed) {
        state.update.set(UpdateState::Ready);
    }
}

/// Whether something on the phone waits for a newer version. The first time that
/// version is looked for at once; where it is here already, it is offered.
pub fn is_needed(state: AppState, is_needed: bool) {
    match (state.update.get_untracked(), is_needed) {
        (UpdateState::None, true) => {
            state.update.set(UpdateState::Needed);
            look_now(state);
        }
        (UpdateState::Needed, false) => state.update.set(UpdateState::None),
        _ => {}
    }
}

/// The person wants it: now, or as soon as nothing is in the way.
pub fn want(state: AppState) {
    state.update.set(UpdateState::Wanted);
    tick(state);
}

/// Changes over if it is wanted and nothing is in the way. Called every second,
/// for as long as it takes: a browser may put off what it was asked once.
pub fn tick(state: AppState) {
    if state.update.get_untracked() == UpdateState::Wanted && is_idle(state) {
        timer::spawn(service_worker::activate_update());
    }
}

/// Nobody looks at the page: the best moment.
pub fn page_hidden(state: AppState) {
    if state.update.get_untracked() == UpdateState::Ready && is_idle(state) {
        want(state);
    }
}

/// Looks for a newer version from time to time.
pub fn look(state: AppState) {
    let now = state.now.get_untracked();
    let is_needed = state.update.get_untracked() == UpdateState::Needed;
    let pause = if is_needed { NEEDED_SECONDS } else { LOOK_SECONDS };
    let is_due =
        state.looked_for_update.get_value().is_none_or(|at| now.seconds_since(at) >= pause);
    if is_due {
        look_now(state);
    }
}

/// Looks for a newer version at once, as when the shop has refused this one.
pub fn look_now(state: AppState) {
    state.looked_for_update.set_value(Some(state.now.get_untracked()));
    timer::spawn(service_worker::look_for_update());
}

/// Nothing is being typed, no order is being put together, and no command is
/// on the wire.
fn is_idle(state: AppState) -> bool {
    let fills_in = state.route.with_untracked(|route| {
        matches!(route, Route::Checkout(_) | Route::SignIn | Route::SignUp)
    });
    let sends = state.outbox.with_untracked(|entries| {
        entries.iter().any(|entry| matches!(entry.state, EntryState::Sending { .. }))
    });
    !fills_in && !sends && !navigation::is_typing()
}
