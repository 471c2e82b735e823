//! Changing over to a new version of the app, when the person says so.

use crate::platform::{service_worker, timer};
use crate::state::AppState;
use leptos::prelude::*;

/// Lets the waiting version take over; the page loads anew by itself.
pub fn activate(state: AppState) {
    state.update_ready.set(false);
    timer::spawn(service_worker::activate_update());
}
