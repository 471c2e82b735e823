//! Beginning the catalog anew. Never touches the cart, orders or the outbox.

use super::sync_now;
use crate::i18n;
use crate::platform::db::catalog;
use crate::platform::{log, timer};
use crate::state::{AppState, Toast};
use leptos::prelude::*;

/// Empties the catalog on the phone and fetches it again. Only with a line to
/// the shop: without one the shopper would be left with nothing.
pub fn renew(state: AppState) {
    timer::spawn(async move {
        let words = i18n::phrases_of(state.lang.get_untracked());
        if state.line.get_untracked().is_down() {
            state.say(Toast::plain(words.settings.clear_failed));
            return;
        }
        match catalog::clear().await {
            Ok(()) => {
                state.catalog.forget_standing();
                state.say(Toast::plain(words.settings.cleared));
            }
            Err(error) => {
                log::warn(&format!("catalog: {error}"));
                state.say(Toast::plain(words.settings.clear_failed));
            }
        }
        sync_now::soon(state);
    });
}
