//! Asking what is still out there. The shop alone knows it, so nothing of it is kept here.

use super::refusal::Refusal;
use crate::platform::timer;
use crate::state::{AppState, OutstandingState};
use crate::sync::counter_api;
use leptos::prelude::*;

/// Asks anew; what was shown stays until there is an answer.
pub fn refresh(state: AppState, at: OutstandingState) {
    if at.is_asking.get_untracked() {
        return;
    }
    at.is_asking.set(true);
    timer::spawn(async move {
        match counter_api::outstanding().await {
            Ok(found) => {
                at.trouble.set(None);
                at.shown.set(Some(found));
            }
            Err(error) => at.trouble.set(Some(Refusal::of(state, &error).text)),
        }
        at.is_asking.set(false);
    });
}
