//! Handing something out of the app: to the clipboard or to the printer.

use crate::i18n;
use crate::platform::{clipboard, navigation, timer};
use crate::state::{AppState, Toast};
use leptos::prelude::*;

/// Copies a text and says whether that worked.
pub fn copy(state: AppState, text: String) {
    timer::spawn(async move {
        let outcome = clipboard::copy(&text).await;
        let words = &i18n::of(state.lang.get_untracked()).common;
        state.say(Toast::plain(match outcome {
            Ok(()) => words.copied,
            Err(_) => words.copy_failed,
        }));
    });
}

/// Opens the print dialogue for the page as it is.
pub fn print() {
    navigation::print();
}
