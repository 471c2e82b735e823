//! The shop bundle's root: context, frame and the page for each route.

use crate::actions::{boot, preferences};
use crate::platform::{clock, navigation, timer};
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::route::Route;

/// Puts the shop on the page.
pub fn mount() {
    console_error_panic_hook::set_once();
    let state = AppState::new(
        preferences::stored_lang(),
        preferences::stored_theme(),
        Route::parse(&navigation::current()),
        clock::now(),
    );
    mount_to_body(move || {
        provide_context(state);
        view! { <main>{move || state.route.get().to_string()}</main> }
    });
    navigation::remove_element("first-screen");
    boot::follow_links(state);
    boot::boot(state);
    timer::spawn(boot::install_worker(state));
}
