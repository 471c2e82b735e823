//! Looking up and ranking.

use super::distance::Slips;
use super::filing::{FiledChanges, FiledShard, Shelf};
use super::found::{Found, Hit, Spot};
use super::reading::{Match, Reading, slips_of, typed_words};
use super::segment::{Met, Segment};
use super::synonyms::Synonyms;
use super::vocabulary::Vocabulary;
use crate::catalog::{CatalogSnapshot, Category};

/// With fewer results, words typed as one or as two are looked into as well.
const FEW: usize = 24;

/// All words of a catalog and where they stand.
#[derive(Debug, Clone)]
pub struct SearchIndex {
    pub(super) vocabulary: Vocabulary,
    pub(super) synonyms: Synonyms,
    pub(super) shelves: Vec<Shelf>,
    pub(super) shards: Vec<FiledShard>,
    pub(super) changes: FiledChanges,
}

impl Default for SearchIndex {
    fn default() -> Self {
        Self::with_categories([])
    }
}

impl SearchIndex {
    /// An empty index that files products under the names of their shelves too.
    #[must_use]
    pub fn with_categories<'a>(categories: impl IntoIterator<Item = &'a Category>) -> Self {
        let mut vocabulary = Vocabulary::default();
        let synonyms = Synonyms::found(&mut vocabulary);
        let shelves =
            categories.into_iter().map(|shelf| Shelf::new(shelf, &mut vocabulary)).collect();
        vocabulary.sort();
        let changes = FiledChanges::default();
        Self { vocabulary, synonyms, shelves, shards: Vec::new(), changes }
    }

    /// Files a whole catalog. The manifest knows the categories.
    #[must_use]
    pub fn build<'a>(
        catalog: &CatalogSnapshot,
        categories: impl IntoIterator<Item = &'a Category> + Clone,
    ) -> Self {
        let mut index = Self::with_categories(categories.clone());
        index.update(catalog, categories);
        index
    }

    /// How many products can be found.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts().map(Segment::len).sum()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn parts(&self) -> impl Iterator<Item = &Segment> {
        self.shards.iter().flat_map(|filed| &filed.parts).chain(&self.changes.parts)
    }

    /// The best `limit` products for what was typed; nothing for no words.
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Vec<Hit> {
        self.find(query).best(limit)
    }

    /// Everything that was perhaps meant. Slips are forgiven only if nothing is
    /// found otherwise, and no more of them than it takes.
    #[must_use]
    pub fn find(&self, query: &str) -> Found<'_> {
        let typed = typed_words(query);
        let mut spots = self.read(&typed, None);
        if spots.is_empty() {
            spots = self.guess(&typed);
        }
        Found::new(self, typed, spots)
    }

    /// What was perhaps meant, if slips are forgiven: no more than it takes.
    pub(super) fn guess(&self, typed: &[String]) -> Vec<Spot> {
        let is_for = |slips: &Slips| typed.iter().any(|word| slips.is_for(word.chars().count()));
        let mut tries = Slips::ALL.into_iter().filter(is_for);
        let read = |slips| Some(self.read(typed, Some(slips))).filter(|spots| !spots.is_empty());
        let mut spots = tries.find_map(read).unwrap_or_default();
        let fewest = spots.iter().map(|spot| spot.slips).min();
        spots.retain(|spot| Some(spot.slips) == fewest);
        spots
    }

    /// The words of the vocabulary a row was found by.
    pub(super) fn spelled(&self, typed: &[String], part: &Segment, row: u16) -> Option<String> {
        let reading = self.vocabulary.read(typed, Some(Slips::Two));
        let mut words = Vec::new();
        for meanings in &reading.words {
            let met = part.met(meanings).into_iter();
            let here = met.filter(|met| met.rows().any(|(here, _)| here == row));
            words.push(self.vocabulary.get(here.max_by_key(|met| met.how)?.word()));
        }
        Some(words.join(" "))
    }

    /// Reads a query every way there is, as far as that is needed.
    fn read(&self, typed: &[String], forgiving: Option<Slips>) -> Vec<Spot> {
        let mut spots = Vec::new();
        if let Some(lone) = self.vocabulary.read_lone_letters(typed, forgiving) {
            self.tally(&lone, &mut spots);
            if !spots.is_empty() {
                return spots;
            }
        }
        let plain = self.vocabulary.read(typed, forgiving);
        self.tally(&plain, &mut spots);
        if spots.len() < FEW && (forgiving.is_none() || spots.is_empty()) {
            let mut others = self.vocabulary.read_joined(typed, &plain, forgiving);
            others.append(&mut self.vocabulary.read_parted(typed, &plain, forgiving));
            others.iter().for_each(|reading| self.tally(reading, &mut spots));
            spots.sort_unstable_by_key(|spot| (spot.part, spot.row, std::cmp::Reverse(spot.score)));
            spots.dedup_by_key(|spot| (spot.part, spot.row));
        }
        spots
    }

    /// Adds the products every word of a reading is met in.
    fn tally(&self, reading: &Reading, spots: &mut Vec<Spot>) {
        if reading.is_hopeless() {
            return;
        }
        let rows = self.parts().map(Segment::rows).max().unwrap_or(0);
        let mut desk = Desk { best: vec![0; rows], touched: Vec::new(), tallies: Vec::new() };
        for (number, part) in (0..).zip(self.parts()) {
            let met: Vec<_> = reading.words.iter().map(|word| part.met(word)).collect();
            if met.iter().any(Vec::is_empty) {
                continue;
            }
            desk.tallies.clear();
            for (at, words) in met.iter().enumerate() {
                desk.note(words);
                let is_second_half = at > 0 && reading.parted == Some(at - 1);
                desk.count(at, is_second_half);
            }
            spots.extend(desk.tallies.iter().filter_map(|tally| {
                let worth = part.worth(usize::from(tally.row))?;
                let score = tally.score(reading, worth);
                Some(Spot { score, part: number, row: tally.row, slips: tally.slips })
            }));
        }
    }
}

/// Where the rows of a part are gone through, word by word.
struct Desk {
    /// For each row the best way the word meets it: the match in the upper byte,
    /// the place in the lower. Zero is not at all.
    best: Vec<u16>,
    /// The rows that are not zero.
    touched: Vec<u16>,
    tallies: Vec<Tally>,
}

/// A product's standing while the query words are gone through.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    matches: u32,
    fields: u32,
    earliness: u32,
    row: u16,
    slips: u8,
    /// Of the word before.
    place: u8,
}

impl Desk {
    fn note(&mut self, words: &[Met<'_>]) {
        for met in words {
            let how = u16::from(met.how) << 8;
            for (row, place) in met.rows() {
                let slot = &mut self.best[usize::from(row)];
                if *slot == 0 {
                    self.touched.push(row);
                }
                *slot = (*slot).max(how | u16::from(place));
            }
        }
    }

    /// Counts the noted word in, and clears the desk for the next.
    fn count(&mut self, at: usize, is_second_half: bool) {
        if at == 0 {
            let rows = self.touched.iter();
            self.tallies.extend(rows.map(|row| Tally { row: *row, ..Tally::default() }));
        }
        let best = &self.best;
        self.tallies.retain_mut(|tally| tally.take(best[usize::from(tally.row)], is_second_half));
        for row in self.touched.drain(..) {
            self.best[usize::from(row)] = 0;
        }
    }
}

impl Tally {
    /// Counts one more word in; false if the product does not have it.
    fn take(&mut self, best: u16, is_second_half: bool) -> bool {
        let [how, place] = best.to_be_bytes();
        // Parted words stand side by side where they stand in one text.
        let is_elsewhere = place >> 4 != self.place >> 4;
        if how == 0 || (is_second_half && !is_elsewhere && place + 1 != self.place) {
            return false;
        }
        self.matches += u32::from(how);
        self.fields += u32::from(place >> 4);
        self.earliness += u32::from(place & 15);
        self.slips += slips_of(how);
        self.place = place;
        true
    }

    /// Each criterion in bits of its own, the weightiest uppermost.
    fn score(self, reading: &Reading, worth: u32) -> u64 {
        // A word written otherwise counts as one word, and a little less.
        let matches = match (reading.parted, reading.joined) {
            (Some(_), _) => self.matches.saturating_sub(Match::Exact as u32 + 1),
            (None, true) => self.matches + Match::Exact as u32 - 1,
            (None, false) => self.matches,
        };
        u64::from(matches) << 48
            | u64::from(self.fields) << 40
            | u64::from(self.earliness) << 24
            | u64::from(worth)
    }
}
