//! Searching what is on the phone, and keeping the question in the address.

use crate::platform::{clock, navigation, timer};
use crate::state::{AppState, Filed};
use leptos::prelude::*;
use std::sync::Arc;
use warung_domain::catalog::{Category, Kept, Listed, Shelf};
use warung_domain::route::Route;
use warung_domain::search::Filing;
use warung_domain::search::browse::{self, Filter, SortBy};
use warung_domain::search::facets::Facets;
use warung_domain::search::fold::fold;
use warung_domain::search::suggest;

/// Milliseconds without another letter before anything is suggested.
const PAUSE: u32 = 150;
/// How many longer queries are suggested, and how many brands and categories.
const SUGGESTED_WORDS: usize = 4;
const SUGGESTED_NAMES: usize = 2;

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
    navigation::replace_with_query_soon(&path, "q", query);
}

/// Shows what was found from the beginning.
pub fn from_the_top() {
    navigation::scroll_to_top();
}

/// What is asked: words, what they are narrowed by, in which order, and how much
/// of it is shown.
#[derive(Debug)]
pub struct Question<'a> {
    pub words: &'a str,
    pub filter: &'a Filter,
    pub sort: SortBy,
    pub most: usize,
}

/// What a question found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    pub products: Arc<Vec<Kept>>,
    /// Of so many.
    pub of: usize,
    /// Only by forgiving slips.
    pub guessed: bool,
    /// What the words should perhaps have been.
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
    let directory = state.catalog.directory.get_untracked();
    let shelves = directory.categories.iter().map(|shelf| &shelf.category);
    let until = clock::now().millis() + STRETCH;
    let file = |filed: &mut Option<Filed>| {
        let Some(filed) = filed else { return Filing::Done };
        if filed.whole.as_ref().is_some_and(|whole| Arc::ptr_eq(whole, &snapshot)) {
            return Filing::Done;
        }
        let so_far = filed.index.update_while(&snapshot, shelves, || clock::now().millis() < until);
        if so_far == Filing::Done {
            filed.whole = Some(Arc::clone(&snapshot));
        }
        so_far
    };
    state.catalog.filed.try_update_value(file).unwrap_or(Filing::Done)
}

/// What matches, in order. Tracks the catalog.
#[must_use]
pub fn find(state: AppState, question: &Question<'_>) -> Answer {
    state.catalog.snapshot.track();
    state.catalog.filings.track();
    file(state);
    let lang = state.lang.get_untracked();
    let answer = |filed: &Option<Filed>| {
        let index = &filed.as_ref()?.index;
        let mut products = Vec::new();
        let found = clock::measured("search.query", || {
            let found = index.find(question.words);
            let found = match *question.filter == Filter::default() {
                true => found,
                false => found.narrowed(question.filter),
            };
            products = match question.sort {
                SortBy::Relevance => found.keep_best(question.most),
                sort => {
                    let shelf = browse::apply(found.products(), &Filter::default(), sort, lang);
                    shelf.into_iter().take(question.most).map(Listed::keep).collect()
                }
            };
            found
        });
        Some(Answer {
            products: Arc::new(products),
            of: found.len(),
            guessed: found.is_guess(),
            meant: found.did_you_mean(),
        })
    };
    state.catalog.filed.with_value(answer).unwrap_or_default()
}

/// What the words may be going to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// Whole queries.
    pub words: Vec<String>,
    pub brands: Vec<String>,
    pub categories: Vec<Category>,
}

/// Suggests once nothing more was typed for a moment, so that no letter waits for it.
pub fn suggest_soon(state: AppState, asked: Memo<String>, shown: RwSignal<Suggestions>) {
    let words = asked.get();
    timer::spawn(async move {
        timer::after_millis(PAUSE).await;
        if asked.try_get_untracked().as_ref() == Some(&words) {
            let suggestions = suggestions(state, &words);
            // The page may have been left meanwhile.
            if shown.try_with_untracked(|shown| *shown != suggestions) == Some(true) {
                shown.set(suggestions);
            }
        }
    });
}

fn suggestions(state: AppState, query: &str) -> Suggestions {
    let Some(last) = suggest::last_word(query) else { return Suggestions::default() };
    let lang = state.lang.get_untracked();
    let categories = state.catalog.directory.with_untracked(|directory| {
        let begins = |shelf: &&Shelf| suggest::begins(shelf.category.name.get(lang), &last);
        let mut begun: Vec<_> = directory.categories.iter().filter(begins).collect();
        begun.retain(|shelf| shelf.about > 0);
        begun.sort_by_key(|shelf| std::cmp::Reverse(shelf.about));
        begun.into_iter().take(SUGGESTED_NAMES).map(|shelf| shelf.category.clone()).collect()
    });
    state.catalog.filed.with_value(|filed| {
        let Some(filed) = filed else { return Suggestions::default() };
        let found = filed.index.find(query);
        let brands = found.brands(SUGGESTED_NAMES);
        let mut words = found.completions(SUGGESTED_WORDS);
        words.retain(|words| !brands.iter().any(|brand| fold(brand) == *words));
        Suggestions { words, brands, categories }
    })
}

/// What the words' results could be narrowed by. Tracks nothing.
#[must_use]
pub fn facets(state: AppState, words: &str, filter: &Filter) -> Facets {
    state.catalog.filed.with_value(|filed| {
        filed.as_ref().map(|filed| filed.index.find(words).facets(filter)).unwrap_or_default()
    })
}
