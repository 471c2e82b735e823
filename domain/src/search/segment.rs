//! A part of the index: the products of one shard, or some that changed since.
//!
//! For each word that stands in any of them: the rows, and the best place it
//! has there, one word's after another's. A part is filed once and never
//! changed but for what its rows are worth; it goes when its shard goes.

use super::reading::Meanings;
use super::synonyms::Synonyms;
use crate::catalog::shard::Shard;
use crate::catalog::{Listed, Product};
use std::ops::Range;
use std::sync::Arc;

/// Most rows of a part: their numbers take two bytes.
pub(super) const MOST_ROWS: usize = 1 << 16;
/// Positions in a field from here on are all the same.
const LAST_POSITION: u8 = 15;
/// What a row is worth that no longer counts.
const GONE: u32 = u32::MAX;

/// Where a word stands; later is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Summary = 1,
    Keyword,
    Brand,
    Name,
}

/// What the rows of a part are rows of.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    /// From this row of the shard on.
    Shard(Arc<Shard>, usize),
    Changed(Vec<Arc<Product>>),
}

#[derive(Debug, Clone)]
pub(super) struct Segment {
    pub origin: Origin,
    /// What says what a product is.
    titles: Postings,
    /// What stands in passing, in the summaries: most of the words, and seldom
    /// what was meant.
    summaries: Postings,
    /// For each row whether it can be bought, and how much it is wanted.
    worth: Vec<u32>,
}

/// Words, and where each stands.
#[derive(Debug, Clone, Default)]
struct Postings {
    /// Every word there is, in rising order.
    words: Vec<u32>,
    /// Where each word's rows end.
    ends: Vec<u32>,
    rows: Vec<u16>,
    /// The field in the upper four bits, how early in the lower.
    places: Vec<u8>,
}

/// A word that was looked for and is here.
#[derive(Clone, Copy)]
pub(super) struct Met<'a> {
    postings: &'a Postings,
    at: usize,
    /// A [`Match`](super::reading::Match).
    pub how: u8,
}

impl Segment {
    /// How many rows count.
    pub fn len(&self) -> usize {
        self.worth.iter().filter(|worth| **worth != GONE).count()
    }

    pub fn listed(&self, row: usize) -> Listed<'_> {
        match &self.origin {
            Origin::Shard(shard, first) => Listed::Row(shard, first + row),
            Origin::Changed(products) => Listed::Changed(&products[row]),
        }
    }

    /// What a row adds to its score, unless it no longer counts.
    pub fn worth(&self, row: usize) -> Option<u32> {
        Some(self.worth[row]).filter(|worth| *worth != GONE)
    }

    /// The row is no longer found.
    pub fn pass_over(&mut self, row: usize) {
        self.worth[row] = GONE;
    }

    /// Looks again at what every row is worth.
    pub fn weigh(&mut self, passed_over: &[usize]) {
        let first = match self.origin {
            Origin::Shard(_, first) => first,
            Origin::Changed(_) => 0,
        };
        for row in 0..self.worth.len() {
            let is_gone =
                !passed_over.is_empty() && passed_over.binary_search(&(first + row)).is_ok();
            self.worth[row] = if is_gone { GONE } else { worth_of(self.listed(row)) };
        }
    }

    /// Which of these words are here.
    pub fn met<'a>(&'a self, meanings: &Meanings) -> Vec<Met<'a>> {
        let mut met = Vec::new();
        self.titles.meet(meanings, &mut met);
        self.summaries.meet(meanings.in_passing.as_deref().unwrap_or(meanings), &mut met);
        met
    }

    /// The same among the words that say what a product is.
    pub fn met_in_titles<'a>(&'a self, meanings: &Meanings) -> Vec<Met<'a>> {
        let mut met = Vec::new();
        self.titles.meet(meanings, &mut met);
        met
    }
}

impl Postings {
    fn meet<'a>(&'a self, meanings: &Meanings, met: &mut Vec<Met<'a>>) {
        // Halving the list takes about so many steps for each word.
        let steps = meanings.words.len() * 12;
        if steps > self.words.len() && !meanings.table.is_empty() {
            for (at, word) in self.words.iter().enumerate() {
                let how = meanings.table[*word as usize];
                if how > 0 {
                    met.push(Met { postings: self, at, how });
                }
            }
            return;
        }
        for (word, how) in &meanings.words {
            if let Ok(at) = self.words.binary_search(word) {
                met.push(Met { postings: self, at, how: *how as u8 });
            }
        }
    }
}

impl<'a> Met<'a> {
    /// The rows of the word, and the best place in each.
    pub fn rows(self) -> impl Iterator<Item = (u16, u8)> + 'a {
        let here = range(&self.postings.ends, self.at);
        let places = self.postings.places[here.clone()].iter().copied();
        self.postings.rows[here].iter().copied().zip(places)
    }

    /// The word, as the vocabulary numbers it.
    pub fn word(self) -> u32 {
        self.postings.words[self.at]
    }
}

impl Segment {
    pub fn rows(&self) -> usize {
        self.worth.len()
    }
}

fn worth_of(product: Listed<'_>) -> u32 {
    u32::from(product.is_available()) << 16 | u32::from(product.popularity())
}

fn range(ends: &[u32], at: usize) -> Range<usize> {
    let start = at.checked_sub(1).map_or(0, |before| ends[before] as usize);
    start..ends[at] as usize
}

/// A word in a row: what a part is made of.
#[derive(Debug, Clone, Copy)]
struct Note {
    word: u32,
    row: u16,
    place: u8,
}

/// Files texts, row after row.
#[derive(Debug)]
pub(super) struct Filer<'a> {
    synonyms: &'a Synonyms,
    titles: Vec<Note>,
    summaries: Vec<Note>,
}

impl<'a> Filer<'a> {
    pub fn new(synonyms: &'a Synonyms) -> Self {
        Self { synonyms, titles: Vec::new(), summaries: Vec::new() }
    }

    /// Files a text of a row. Rows come in rising order.
    pub fn file(&mut self, row: u16, field: Field, text: &[u32]) {
        let notes = match field {
            Field::Summary => &mut self.summaries,
            Field::Keyword | Field::Brand | Field::Name => &mut self.titles,
        };
        let mut note = |word: u32, field: Field, early: u8| {
            notes.push(Note { word, row, place: (field as u8) << 4 | early });
        };
        for (at, word) in text.iter().enumerate() {
            let position = u8::try_from(at).unwrap_or(LAST_POSITION).min(LAST_POSITION);
            note(*word, field, LAST_POSITION - position);
        }
        // What stands in passing in a summary does not make the product that thing.
        if field > Field::Summary {
            self.synonyms.of(text).for_each(|word| note(word, Field::Keyword, 0));
        }
    }

    /// Sorts what was filed by word.
    pub fn finish(
        self,
        origin: Origin,
        rows: usize,
        passed_over: &[usize],
        vocabulary: usize,
    ) -> Segment {
        let titles = Postings::of(&self.titles, vocabulary);
        let summaries = Postings::of(&self.summaries, vocabulary);
        let mut segment = Segment { origin, titles, summaries, worth: vec![0; rows] };
        segment.weigh(passed_over);
        segment
    }
}

impl Postings {
    /// Sorted by counting.
    fn of(notes: &[Note], vocabulary: usize) -> Self {
        if notes.is_empty() {
            return Self::default();
        }
        let mut words = Vec::new();
        let mut counts = vec![0_u32; vocabulary];
        for note in notes {
            let count = &mut counts[note.word as usize];
            if *count == 0 {
                words.push(note.word);
            }
            *count += 1;
        }
        words.sort_unstable();
        let mut start = 0;
        for word in &words {
            start += std::mem::replace(&mut counts[*word as usize], start);
        }
        let mut ends = counts;
        let (mut rows, mut places) = (vec![0; notes.len()], vec![0; notes.len()]);
        for note in notes {
            let at = &mut ends[note.word as usize];
            rows[*at as usize] = note.row;
            places[*at as usize] = note.place;
            *at += 1;
        }
        let ends = words.iter().map(|word| ends[*word as usize]).collect();
        let mut postings = Self { words, ends, rows, places };
        postings.merge();
        postings
    }

    /// A word that stands twice in a row keeps the better place.
    fn merge(&mut self) {
        let (mut from, mut to) = (0, 0);
        for end in &mut self.ends {
            let start = to;
            while from < *end as usize {
                if to > start && self.rows[to - 1] == self.rows[from] {
                    self.places[to - 1] = self.places[to - 1].max(self.places[from]);
                } else {
                    self.rows[to] = self.rows[from];
                    self.places[to] = self.places[from];
                    to += 1;
                }
                from += 1;
            }
            *end = u32::try_from(to).unwrap_or(u32::MAX);
        }
        self.rows.truncate(to);
        self.rows.shrink_to_fit();
        self.places.truncate(to);
        self.places.shrink_to_fit();
    }
}
