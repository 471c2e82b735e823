//! The dictionary of words and the ranking of what they find.

use super::distance::{Slip, slip};
use super::fold::{fold, words};
use super::synonyms::Synonyms;
use crate::catalog::{CatalogSnapshot, Category, Product};
use crate::ids::{CategoryId, ProductId};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Bound;

/// Words of a query beyond these are ignored: nobody types them by hand.
const MAX_QUERY_WORDS: usize = 12;
/// Letters of a query word beyond these are ignored.
const MAX_QUERY_LETTERS: usize = 32;
/// Longest word filed, in letters. Above the query's, so that a slip in a cut
/// query word is still a slip in the beginning of the filed one.
const MAX_FILED_LETTERS: usize = 40;
/// Words shorter than this are taken at their word.
const MIN_FORGIVEN_LETTERS: usize = 4;
/// Unfinished words must be longer to be forgiven, or everything matches.
const MIN_FORGIVEN_BEGINNING: usize = 5;
/// Positions in a field from here on are all the same.
const LAST_POSITION: u8 = 15;

/// A product found. A higher score is a better match; scores of different
/// queries do not compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub id: ProductId,
    pub score: u64,
    /// Found only by forgiving a slip: perhaps not what was meant.
    pub guessed: bool,
}

/// Where a word stands; later is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Summary = 1,
    Keyword,
    Brand,
    Name,
}

/// How a query word met a filed one; later is better. Zero is "not at all".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    SlipInBeginning = 1,
    Slip,
    Beginning,
    Exact,
}

/// A word's best place in a product: the field in the upper four bits, how
/// early it stands in the lower four.
#[derive(Debug, Clone, Copy)]
struct Posting {
    product: u32,
    place: u8,
}

#[derive(Debug, Clone)]
struct Entry {
    id: ProductId,
    popularity: u16,
    available: bool,
    /// Replaced or withdrawn entries stay as gaps until the next build.
    current: bool,
}

/// A product's standing while the query words are gone through.
#[derive(Debug, Clone, Copy)]
struct Tally {
    product: u32,
    matches: u64,
    fields: u64,
    earliness: u64,
    guessed: bool,
}

/// All words of a catalog and where they stand.
#[derive(Debug, Clone, Default)]
pub struct SearchIndex {
    entries: Vec<Entry>,
    by_id: BTreeMap<ProductId, u32>,
    words: BTreeMap<Box<str>, Vec<Posting>>,
    shelves: BTreeMap<CategoryId, Vec<String>>,
    synonyms: Synonyms,
}

impl SearchIndex {
    /// An empty index that files products under the names of their shelves too.
    #[must_use]
    pub fn with_categories<'a>(categories: impl IntoIterator<Item = &'a Category>) -> Self {
        let shelves = categories
            .into_iter()
            .map(|shelf| (shelf.id.clone(), shelf.name.texts().map(fold).collect()))
            .collect();
        Self { shelves, ..Self::default() }
    }

    /// Files a whole catalog. The manifest knows the categories.
    #[must_use]
    pub fn build<'a>(
        catalog: &CatalogSnapshot,
        categories: impl IntoIterator<Item = &'a Category>,
    ) -> Self {
        let mut index = Self::with_categories(categories);
        catalog.products().for_each(|product| index.add(&product.product()));
        index
    }

    /// How many products can be found.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Files a product, in place of what was filed under its id before.
    pub fn add(&mut self, product: &Product) {
        self.remove(&product.id);
        let Ok(ordinal) = u32::try_from(self.entries.len()) else { return };
        self.entries.push(Entry {
            id: product.id.clone(),
            popularity: product.popularity,
            available: product.is_available(),
            current: true,
        });
        self.by_id.insert(product.id.clone(), ordinal);
        for text in product.name.texts() {
            self.file(ordinal, Field::Name, &fold(text));
        }
        if let Some(brand) = &product.brand {
            self.file(ordinal, Field::Brand, &fold(brand));
        }
        for keyword in &product.keywords {
            self.file(ordinal, Field::Keyword, &fold(keyword));
        }
        for text in product.variants.iter().flat_map(|variant| variant.label.texts()) {
            self.file(ordinal, Field::Keyword, &fold(text));
        }
        for shelf in &product.categories {
            for name in self.shelves.get(shelf).cloned().unwrap_or_default() {
                self.file(ordinal, Field::Keyword, &name);
            }
        }
        for text in product.summary.texts() {
            self.file(ordinal, Field::Summary, &fold(text));
        }
    }

    /// Forgets a product.
    pub fn remove(&mut self, id: &ProductId) {
        if let Some(ordinal) = self.by_id.remove(id) {
            self.entries[ordinal as usize].current = false;
        }
    }

    fn file(&mut self, product: u32, field: Field, folded: &str) {
        for (at, word) in words(folded).enumerate() {
            self.file_word(product, field, at, word);
        }
        // What stands in passing in a summary does not make the product that thing.
        if field > Field::Summary {
            let others: Vec<&str> = self.synonyms.of(folded).flat_map(words).collect();
            for word in others {
                self.file_word(product, Field::Keyword, usize::from(LAST_POSITION), word);
            }
        }
    }

    fn file_word(&mut self, product: u32, field: Field, at: usize, word: &str) {
        let position = u8::try_from(at).unwrap_or(LAST_POSITION).min(LAST_POSITION);
        let place = (field as u8) << 4 | (LAST_POSITION - position);
        let word = first_letters(word, MAX_FILED_LETTERS);
        let postings = match self.words.get_mut(word) {
            Some(postings) => postings,
            None => self.words.entry(word.into()).or_default(),
        };
        match postings.last_mut() {
            Some(last) if last.product == product => last.place = last.place.max(place),
            _ => postings.push(Posting { product, place }),
        }
    }

    /// The best `limit` products for what was typed; nothing for no words.
    ///
    /// Better matches come first: exact words before beginnings before slips;
    /// then words in names, brands, keywords and shelves, summaries; then words
    /// that stand earlier; then what can be bought; then what is wanted.
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Vec<Hit> {
        let mut found = self.tally(query);
        let rank = |tally: &Tally| {
            let entry = &self.entries[tally.product as usize];
            (Reverse(self.score(tally)), &entry.id)
        };
        if limit > 0 && limit < found.len() {
            found.select_nth_unstable_by(limit - 1, |a, b| rank(a).cmp(&rank(b)));
        }
        found.truncate(limit);
        found.sort_unstable_by(|a, b| rank(a).cmp(&rank(b)));
        let hit = |tally: &Tally| Hit {
            id: self.entries[tally.product as usize].id.clone(),
            score: self.score(tally),
            guessed: tally.guessed,
        };
        found.iter().map(hit).collect()
    }

    /// Each criterion in bits of its own, the weightiest uppermost.
    fn score(&self, tally: &Tally) -> u64 {
        let entry = &self.entries[tally.product as usize];
        let standing = u64::from(entry.available) << 16 | u64::from(entry.popularity);
        tally.matches << 48 | tally.fields << 40 | tally.earliness << 24 | standing
    }

    /// The products every word of the query is found in.
    fn tally(&self, query: &str) -> Vec<Tally> {
        let folded = fold(query);
        let mut typed: Vec<&str> = Vec::new();
        for word in words(&folded).map(|word| first_letters(word, MAX_QUERY_LETTERS)) {
            if typed.len() < MAX_QUERY_WORDS && !typed.contains(&word) {
                typed.push(word);
            }
        }
        let mut found: Option<Vec<Tally>> = None;
        for word in typed {
            let best = self.look_up(word);
            let mut tallies = found.unwrap_or_else(|| self.everything());
            tallies.retain_mut(|tally| tally.take(best[tally.product as usize]));
            found = Some(tallies);
        }
        found.unwrap_or_default()
    }

    fn everything(&self) -> Vec<Tally> {
        let current = (0_u32..).zip(&self.entries).filter(|(_, entry)| entry.current);
        current
            .map(|(product, _)| Tally {
                product,
                matches: 0,
                fields: 0,
                earliness: 0,
                guessed: false,
            })
            .collect()
    }

    /// For every product the best way one typed word meets it: the match in the
    /// upper byte, the place in the lower. Zero is not at all.
    fn look_up(&self, typed: &str) -> Vec<u16> {
        let mut best = vec![0_u16; self.entries.len()];
        let mut note = |postings: &[Posting], how: Match| {
            for posting in postings {
                let slot = &mut best[posting.product as usize];
                *slot = (*slot).max((how as u16) << 8 | u16::from(posting.place));
            }
        };
        let from = (Bound::Included(typed), Bound::Unbounded);
        let beginnings = self.words.range::<str, _>(from);
        for (word, postings) in beginnings.take_while(|(word, _)| word.starts_with(typed)) {
            let how = if **word == *typed { Match::Exact } else { Match::Beginning };
            note(postings, how);
        }
        let letters: Vec<char> = typed.chars().collect();
        // A number with a wrong digit is another number.
        let forgivable = letters.len() + 1 >= MIN_FORGIVEN_LETTERS
            && !letters.iter().any(|letter| letter.is_numeric());
        if forgivable {
            for (word, postings) in &self.words {
                if let Some(how) = forgive(typed, &letters, word) {
                    note(postings, how);
                }
            }
        }
        best
    }
}

impl Tally {
    /// Counts one more word in; false if the product does not have it.
    fn take(&mut self, best: u16) -> bool {
        let [how, place] = best.to_be_bytes();
        self.matches += u64::from(how);
        self.fields += u64::from(place >> 4);
        self.earliness += u64::from(place & LAST_POSITION);
        self.guessed |= how < Match::Beginning as u8;
        how > 0
    }
}

fn forgive(typed: &str, letters: &[char], known: &str) -> Option<Match> {
    let found = if typed.is_ascii() && known.is_ascii() {
        slip(typed.as_bytes(), known.as_bytes())
    } else {
        slip(letters, &known.chars().collect::<Vec<_>>())
    };
    match found? {
        Slip::Whole if known.chars().count() >= MIN_FORGIVEN_LETTERS => Some(Match::Slip),
        Slip::Beginning if letters.len() >= MIN_FORGIVEN_BEGINNING => Some(Match::SlipInBeginning),
        Slip::Whole | Slip::Beginning => None,
    }
}

fn first_letters(word: &str, count: usize) -> &str {
    word.char_indices().nth(count).map_or(word, |(end, _)| &word[..end])
}
