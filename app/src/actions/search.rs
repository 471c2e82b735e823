//! Searching what is on the phone, and keeping the question in the address.

use crate::platform::{clock, navigation, timer};
use crate::state::{AppState, Filed};
use leptos::prelude::*;
use std::sync::Arc;
use warung_domain::route::Route;
use warung_domain::search::{Filing, Hit};

/// Most results shown; who needs more types another letter.
pub const MOST_RESULTS: usize = 60;

/// Milliseconds of filing after which others go first.
const STRETCH: i64 = 20;

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

/// What a question found.
#[derive(Debug)]
pub struct Answer {
    /// The best, best first.
    pub hits: Vec<Hit>,
    /// Only by forgiving slips.
    pub guessed: bool,
    /// What the question should perhaps have been.
    pub meant: Option<String>,
}

/// Files every product for search, unless that is done. Nobody needs it who only
/// looks around, so it begins when somebody first searches; then each shard is
/// filed once, and a change costs what changed. A large catalog is filed in
/// stretches, and is searched as far as it is meanwhile.
pub fn file(state: AppState) {
    let filed = state.catalog.filed;
    filed.update_value(|filed| {
        filed.get_or_insert_default();
    });
    let is_going = filed.with_value(|filed| filed.as_ref().is_some_and(|filed| filed.going));
    if is_going || file_some(state) == Filing::Done {
        return;
    }
    set_going(state, true);
    timer::spawn(async move {
        timer::breathe().await;
        while file_some(state) == Filing::Going {
            timer::breathe().await;
        }
        set_going(state, false);
        state.catalog.filings.update(|count| *count += 1);
    });
}

fn set_going(state: AppState, going: bool) {
    state.catalog.filed.update_value(|filed| {
        if let Some(filed) = filed {
            filed.going = going;
        }
    });
}

/// Files for one stretch, and says whether that was the rest.
fn file_some(state: AppState) -> Filing {
    let snapshot = state.catalog.snapshot.get_untracked();
    let Some(manifest) = state.catalog.manifest.get_untracked() else { return Filing::Done };
    let shelves = || manifest.categories.iter().map(|count| &count.category);
    let until = clock::now().millis() + STRETCH;
    let go_on = |filed: &mut Option<Filed>| {
        let Some(filed) = filed else { return Filing::Done };
        if filed.whole.as_ref().is_some_and(|whole| Arc::ptr_eq(whole, &snapshot)) {
            return Filing::Done;
        }
        while filed.index.update_some(&snapshot, shelves()) == Filing::Going {
            if clock::now().millis() > until {
                return Filing::Going;
            }
        }
        filed.whole = Some(Arc::clone(&snapshot));
        Filing::Done
    };
    state.catalog.filed.try_update_value(go_on).unwrap_or(Filing::Done)
}

/// What matches, best first. Tracks the catalog.
#[must_use]
pub fn find(state: AppState, query: &str) -> Answer {
    state.catalog.snapshot.track();
    state.catalog.filings.track();
    file(state);
    state.catalog.filed.with_value(|filed| {
        let index = filed.as_ref().map(|filed| &filed.index);
        let find = || index.map(|index| index.search(query, MOST_RESULTS)).unwrap_or_default();
        let hits = clock::measured("search.query", find);
        let guessed = hits.first().is_some_and(|hit| hit.guessed);
        let meant = index.and_then(|index| index.did_you_mean(query));
        Answer { hits, guessed, meant }
    })
}
