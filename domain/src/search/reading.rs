//! Reading a query: its words as the vocabulary knows them.
//!
//! One reading takes every word as typed. Others take two words as one (`power
//! bank` for `powerbank`) or one as two. Each is then read with as much
//! forgiveness as it takes to find anything.

use super::distance::Slips;
use super::fold::{fold, words};
use super::vocabulary::Vocabulary;

/// Words of a query beyond these are ignored: nobody types them by hand.
const MAX_QUERY_WORDS: usize = 12;
/// Letters of a query word beyond these are ignored.
const MAX_QUERY_LETTERS: usize = 32;
/// Letters a part of a word must have to stand for itself.
const MIN_PART_LETTERS: usize = 3;

/// How a query word met a filed one; later is better. Zero is "not at all".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Match {
    TwoSlipsInBeginning = 1,
    TwoSlips,
    SlipInBeginning,
    Slip,
    Beginning,
    Exact,
}

/// How many slips were forgiven for a match that is kept as a number.
pub(super) const fn slips_of(how: u8) -> u8 {
    if how <= Match::TwoSlips as u8 {
        2
    } else if how <= Match::Slip as u8 {
        1
    } else {
        0
    }
}

/// Beginnings shorter than this are not looked for in passing, or one letter
/// finds half the shop.
const MIN_BEGINNING_IN_PASSING: usize = 3;
/// From so many words on, a table by number is quicker than the list.
const MANY: usize = 24;

/// The words of the vocabulary that a typed word may mean.
#[derive(Debug, Clone, Default)]
pub(super) struct Meanings {
    /// In rising order, each once.
    pub words: Vec<(u32, Match)>,
    /// The same by number, if there are many: a match, or zero.
    pub table: Vec<u8>,
    /// All that counts where a word stands only in passing, if that is less.
    pub in_passing: Option<Box<Meanings>>,
}

impl Meanings {
    fn of(mut words: Vec<(u32, Match)>, vocabulary: usize) -> Self {
        words.sort_unstable_by_key(|(word, how)| (*word, std::cmp::Reverse(*how)));
        words.dedup_by_key(|(word, _)| *word);
        let mut table = Vec::new();
        if words.len() > MANY {
            table.resize(vocabulary, 0);
            words.iter().for_each(|(word, how)| table[*word as usize] = *how as u8);
        }
        Self { words, table, in_passing: None }
    }
}

/// A query, word for word: all must be met.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    pub words: Vec<Meanings>,
    /// This word and the next were typed as one, and must stand side by side.
    pub parted: Option<usize>,
    /// A word was typed as two.
    pub joined: bool,
}

impl Reading {
    fn plain(words: Vec<Meanings>) -> Self {
        Self { words, ..Self::default() }
    }

    pub fn is_hopeless(&self) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| word.words.is_empty())
    }
}

/// How much is forgiven.
pub(super) type Forgiving = Option<Slips>;

/// The words of a query, as far as they are looked at, each once.
pub(super) fn typed_words(query: &str) -> Vec<String> {
    let mut typed: Vec<String> = Vec::new();
    for word in words(&fold(query)) {
        let word = first_letters(word, MAX_QUERY_LETTERS);
        if typed.len() < MAX_QUERY_WORDS && !typed.iter().any(|known| known == word) {
            typed.push(word.to_owned());
        }
    }
    typed
}

pub(super) fn first_letters(word: &str, count: usize) -> &str {
    // Hardly a word has as many bytes.
    if word.len() <= count {
        return word;
    }
    word.char_indices().nth(count).map_or(word, |(end, _)| &word[..end])
}

impl Vocabulary {
    /// Every word as typed.
    pub fn read(&self, typed: &[String], forgiving: Forgiving) -> Reading {
        Reading::plain(typed.iter().map(|word| self.meanings(word, forgiving)).collect())
    }

    /// A single letter before other words taken as a word of its own and not as the beginning of
    /// one: in `b10` it names a model, and `bank` is not meant by it.
    pub fn read_lone_letters(&self, typed: &[String], forgiving: Forgiving) -> Option<Reading> {
        let (_, before_last) = typed.split_last()?;
        let is_lone = |word: &String| word.chars().count() == 1;
        if !before_last.iter().any(is_lone) {
            return None;
        }
        let mut reading = self.read(typed, forgiving);
        for (meanings, word) in reading.words.iter_mut().zip(before_last) {
            if is_lone(word) {
                *meanings = self.whole(word);
            }
        }
        Some(reading)
    }

    /// Two neighbours taken as one word, wherever there is such a word.
    pub fn read_joined(
        &self,
        typed: &[String],
        plain: &Reading,
        forgiving: Forgiving,
    ) -> Vec<Reading> {
        let mut readings = Vec::new();
        for (at, pair) in typed.windows(2).enumerate() {
            let word = self.meanings(&pair.concat(), forgiving);
            if !word.words.is_empty() {
                let mut words = plain.words.clone();
                words.splice(at..at + 2, [word]);
                readings.push(Reading { joined: true, ..Reading::plain(words) });
            }
        }
        readings
    }

    /// One word taken as two, wherever there are such words.
    pub fn read_parted(
        &self,
        typed: &[String],
        plain: &Reading,
        forgiving: Forgiving,
    ) -> Vec<Reading> {
        let mut readings = Vec::new();
        for (at, word) in typed.iter().enumerate() {
            for (cut, _) in word.char_indices().skip(MIN_PART_LETTERS) {
                let (first, second) = word.split_at(cut);
                if second.chars().count() < MIN_PART_LETTERS {
                    break;
                }
                let Some(first) = self.find(first) else { continue };
                let second = self.meanings(second, forgiving);
                if !second.words.is_empty() {
                    let first = Meanings::of(vec![(first, Match::Exact)], self.len());
                    let mut words = plain.words.clone();
                    words.splice(at..=at, [first, second]);
                    readings.push(Reading { parted: Some(at), ..Reading::plain(words) });
                }
            }
        }
        readings
    }

    pub fn meanings(&self, typed: &str, forgiving: Forgiving) -> Meanings {
        let beginnings = self.beginning_with(typed).iter();
        let how = |word: &u32| match self.get(*word).len() == typed.len() {
            true => Match::Exact,
            false => Match::Beginning,
        };
        let mut found: Vec<(u32, Match)> = beginnings.map(|word| (*word, how(word))).collect();
        if let Some(slips) = forgiving {
            found.extend(self.forgiving(typed, slips));
        }
        let mut meanings = Meanings::of(found, self.len());
        if typed.chars().count() < MIN_BEGINNING_IN_PASSING {
            meanings.in_passing = Some(Box::new(self.whole(typed)));
        }
        meanings
    }

    /// The word itself.
    fn whole(&self, typed: &str) -> Meanings {
        let word = self.find(typed).map(|word| (word, Match::Exact));
        Meanings::of(word.into_iter().collect(), self.len())
    }
}
