//! The counter bundle: what a seller downloads.

use leptos::prelude::*;
use warung_app::actions::{boot, preferences};
use warung_app::counter;
use warung_app::platform::{clock, log, navigation, timer};
use warung_app::state::{AppState, CounterPage, CounterState};
use warung_domain::route::Route;

fn main() {
    log::explain_panics();
    let state = AppState::new(
        preferences::stored_lang(),
        preferences::stored_theme(),
        Route::NotFound,
        clock::now(),
    );
    let at = CounterState::new(CounterPage::parse(&navigation::current()));
    mount_to_body(move || counter::frame(state, at));
    navigation::remove_element("first-screen");
    navigation::listen("/counter", move |path| at.page.set(CounterPage::parse(&path)));
    boot::boot(state);
    timer::spawn(boot::install_worker(state));
}
