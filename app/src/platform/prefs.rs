//! Preferences in localStorage, and nothing of value for longer than a moment:
//! language, theme, a note that the databases were here, and a cart until it is in
//! its database.

use gloo_storage::{LocalStorage, Storage};
use serde::{Serialize, de::DeserializeOwned};

/// The stored value, or nothing if it is absent or from a stranger.
#[must_use]
pub fn read<T: DeserializeOwned>(key: &str) -> Option<T> {
    // Not by the storage's own reader, which would bring a second parser along.
    warung_domain::json::read(text(key)?.as_bytes()).ok()
}

/// Keeps a value. A full or forbidden store only costs the preference.
pub fn write<T: Serialize>(key: &str, value: &T) {
    if LocalStorage::set(key, value).is_err() {
        super::log::warn("a preference could not be kept");
    }
}

/// The stored text as it is.
#[must_use]
pub fn text(key: &str) -> Option<String> {
    LocalStorage::raw().get_item(key).ok()?
}

/// Keeps a text as it is.
pub fn put_text(key: &str, text: &str) {
    if LocalStorage::raw().set_item(key, text).is_err() {
        super::log::warn("a preference could not be kept");
    }
}

/// Forgets a value.
pub fn forget(key: &str) {
    LocalStorage::delete(key);
}

/// The browser's languages in the person's order, comma separated.
#[must_use]
pub fn languages() -> String {
    super::window()
        .navigator()
        .languages()
        .iter()
        .filter_map(|tag| tag.as_string())
        .collect::<Vec<_>>()
        .join(",")
}
