//! Searching what is on the phone, and keeping the question in the address.

use crate::platform::{clock, navigation};
use crate::state::{AppState, Filed};
use leptos::prelude::*;
use std::sync::Arc;
use warung_domain::route::Route;
use warung_domain::search::{Hit, SearchIndex};

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

/// Files every product for search, unless that is done. It is the costly part,
/// so it is done for what has come when somebody first searches, and once more
/// when the catalog is whole or changes.
pub fn file(state: AppState) {
    let snapshot = state.catalog.snapshot.get_untracked();
    let enough = state.catalog.filed.with_value(|filed| {
        filed.as_ref().is_some_and(|filed| {
            Arc::ptr_eq(&filed.snapshot, &snapshot)
                || !state.catalog.progress.get_untracked().is_complete()
        })
    });
    let manifest = state.catalog.manifest.get_untracked();
    if let (false, Some(manifest)) = (enough, manifest) {
        let shelves = manifest.categories.iter().map(|count| &count.category);
        let index = SearchIndex::build(&snapshot, shelves);
        state.catalog.filed.set_value(Some(Filed { snapshot, index }));
    }
}

/// What matches, best first. Tracks the catalog.
#[must_use]
pub fn find(state: AppState, query: &str) -> Vec<Hit> {
    state.catalog.snapshot.track();
    state.catalog.progress.track();
    file(state);
    let search = |filed: &Filed| filed.index.search(query, MOST_RESULTS);
    let find = || state.catalog.filed.with_value(|filed| filed.as_ref().map(search));
    clock::measured("search.query", find).unwrap_or_default()
}
