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

/// A new version is on the phone and waits.
pub fn is_ready(state: AppState) {
    if state.update.get_untracked() == UpdateState::None {
        state.update.set(UpdateState::Ready);
    }
}

/// The person wants it: now, or as soon as nothing is in the way.
pub fn want(state: AppState) {
    state.update.set(UpdateState::Wanted);
    tick(state);
}

/// Changes over if it is wanted and nothing is in the way. Called every second.
pub fn tick(state: AppState) {
    if state.update.get_untracked() == UpdateState::Wanted && is_idle(state) {
        activate(state);
    }
}

/// Nobody looks at the page: the best moment.
pub fn page_hidden(state: AppState) {
    if state.update.get_untracked() == UpdateState::Ready && is_idle(state) {
        activate(state);
    }
}

/// Looks for a newer version from time to time.
pub fn look(state: AppState) {
    let now = state.now.get_untracked();
    let is_due =
        state.looked_for_update.get_value().is_none_or(|at| now.seconds_since(at) >= LOOK_SECONDS);
    if is_due {
        look_now(state);
    }
}

/// Looks for a newer version at once, as when the shop has refused this one.
pub fn look_now(state: AppState) {
    state.looked_for_update.set_value(Some(state.now.get_untracked()));
    timer::spawn(service_worker::look_for_update());
}

fn activate(state: AppState) {
    // A worker that does not answer stays until every tab is closed.
    state.update.set(UpdateState::None);
    timer::spawn(service_worker::activate_update());
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
