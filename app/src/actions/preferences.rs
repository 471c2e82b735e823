//! Language and theme.

use crate::platform::{navigation, prefs};
use crate::state::{AppState, Theme};
use leptos::prelude::*;
use warung_domain::lang::Lang;

const LANG: &str = "warung.lang";
const THEME: &str = "warung.theme";

/// The chosen language, or the first of the browser's that we speak.
#[must_use]
pub fn stored_lang() -> Lang {
    prefs::read(LANG).unwrap_or_else(|| Lang::negotiate(&prefs::languages()))
}

#[must_use]
pub fn stored_theme() -> Theme {
    prefs::read(THEME).unwrap_or_default()
}

pub fn set_lang(state: AppState, lang: Lang) {
    prefs::write(LANG, &lang);
    state.lang.set(lang);
}

pub fn set_theme(state: AppState, theme: Theme) {
    prefs::write(THEME, &theme);
    state.theme.set(theme);
    show_theme(theme);
}

/// Tells the CSS which colours to use.
pub fn show_theme(theme: Theme) {
    let value = match theme {
        Theme::System => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    };
    navigation::root_attribute("data-theme", value);
}
