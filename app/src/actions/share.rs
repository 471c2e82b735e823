//! Handing something on: a link to another app, a code to the clipboard.

use crate::i18n;
use crate::platform::{clipboard, navigation, share, timer};
use crate::state::{AppState, Toast};
use leptos::prelude::*;

/// Opens the phone's share sheet for the page that is open, or copies its link
/// where there is none.
pub fn share_page(state: AppState, title: String) {
    share_link(state, title, navigation::address());
}

/// Opens the phone's share sheet for a link, or copies it where there is none.
pub fn share_link(state: AppState, title: String, url: String) {
    timer::spawn(async move {
        if share::offer(&title, &url).await.is_err() {
            let words = i18n::of(state.lang.get_untracked());
            say_copied(state, &url, words.browse.link_copied).await;
        }
    });
}

/// Copies a text and says so.
pub fn copy(state: AppState, text: String) {
    timer::spawn(async move {
        let words = i18n::of(state.lang.get_untracked());
        say_copied(state, &text, words.common.copied).await;
    });
}

async fn say_copied(state: AppState, text: &str, done: &'static str) {
    let failed = i18n::of(state.lang.get_untracked()).common.copy_failed;
    let outcome = clipboard::copy(text).await;
    state.say(Toast::plain(if outcome.is_ok() { done } else { failed }));
}
