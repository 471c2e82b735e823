//! What was searched for lately: kept on this phone only, for as long as its person wants.

use crate::platform::prefs;

const KEY: &str = "warung.searches";
/// How many are kept; older ones give way.
const MOST: usize = 8;
/// A letter alone is no search.
const LEAST_LETTERS: usize = 2;

/// The newest first.
#[must_use]
pub fn kept() -> Vec<String> {
    prefs::read(KEY).unwrap_or_default()
}

/// Keeps a search, in the place of the same one made before.
pub fn note(words: &str) {
    if words.chars().count() < LEAST_LETTERS {
        return;
    }
    let mut kept = kept();
    kept.retain(|known| !is_same(known, words));
    kept.insert(0, words.to_owned());
    kept.truncate(MOST);
    prefs::write(KEY, &kept);
}

/// Forgets one.
pub fn forget(words: &str) {
    let mut kept = kept();
    kept.retain(|known| !is_same(known, words));
    prefs::write(KEY, &kept);
}

/// Forgets them all.
pub fn forget_all() {
    prefs::forget(KEY);
}

fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
