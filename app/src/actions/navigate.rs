//! Going from page to page.

use crate::platform::{navigation, timer};
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::route::Route;

/// Opens a page as a new step of the history.
pub fn go(state: AppState, route: Route) {
    navigation::push(&route.to_string());
    state.route.set(route);
}

/// Opens a page in place of the present one, so that "back" skips it.
pub fn replace(state: AppState, route: Route) {
    navigation::replace(&route.to_string());
    state.route.set(route);
}

/// One step back, or home where there is none.
pub fn back(state: AppState) {
    if navigation::can_go_back() {
        navigation::back();
    } else {
        replace(state, Route::Home);
    }
}

/// Puts the focus on what a selector finds.
pub fn focus(selector: &str) {
    navigation::focus_on(selector);
}

/// Puts the focus on what a selector finds, once the page has caught up.
pub fn focus_soon(selector: String) {
    timer::spawn(async move {
        timer::breathe().await;
        navigation::focus_on(&selector);
    });
}

/// Whether the page being opened was left before, and is come back to.
#[must_use]
pub fn is_return() -> bool {
    navigation::is_return()
}

/// Goes to where the page was left once it is as long; nothing on a page that is
/// opened anew.
pub fn come_back() {
    if is_return() {
        timer::spawn(async {
            timer::breathe().await;
            navigation::come_back();
        });
    }
}

/// Begins the page that has just come into its place.
pub async fn begin_page() {
    timer::breathe().await;
    if is_return() {
        navigation::come_back();
    } else {
        navigation::begin_page();
    }
}
