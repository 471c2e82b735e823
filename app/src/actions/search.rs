//! Searching what is on the phone, and keeping the question in the address.

use crate::platform::{clock, navigation};
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::route::Route;
use warung_domain::search::Hit;

/// Most results shown; who needs more types another letter.
pub const MOST_RESULTS: usize = 60;

/// The question in the address, for a page opened by a link or by "back".
#[must_use]
pub fn asked() -> String {
    navigation::query("q").unwrap_or_default()
}

/// Keeps the question in the address, without a step in the history per letter.
pub fn remember(query: &str) {
    let path = Route::Search.to_string();
    navigation::replace_with_query(&path, "q", query);
}

/// What matches, best first. Tracks the catalog.
#[must_use]
pub fn find(state: AppState, query: &str) -> Vec<Hit> {
    let hits = state.catalog.index.with(|index| index.search(query, MOST_RESULTS));
    clock::mark("search.query");
    hits
}
