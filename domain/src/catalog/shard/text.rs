//! Strings one after another, and lists of numbers one after another: the two
//! shapes every column is made of.
//!
//! Strings are written as three runs: how many bytes each shares with the one
//! before, how many it adds, and the added bytes. Lists are written as their
//! lengths, then all their items.

use super::ShardError;
use super::wire::{Reader, Writer};
use std::collections::BTreeMap;

/// Strings in one piece of memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn get(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[at] as usize]
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.get(at))
    }

    /// Where a string stands among sorted ones.
    pub fn find(&self, wanted: &str) -> Option<usize> {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from.midpoint(to);
            match self.get(middle).cmp(wanted) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        None
    }

    pub fn read(reader: &mut Reader<'_>) -> Result<Self, ShardError> {
        let count = reader.count()?;
        let shared = reader.numbers(count)?;
        let added = reader.numbers(count)?;
        let total = added.iter().try_fold(0_usize, |sum, added| sum.checked_add(*added as usize));
        let mut fresh = reader.slice(total.ok_or(ShardError::Columns)?)?;
        let mut bytes: Vec<u8> = Vec::with_capacity(fresh.len() * 2);
        let mut ends: Vec<u32> = Vec::with_capacity(count);
        let (mut start, mut end) = (0, 0);
        for (shared, added) in shared.into_iter().zip(added) {
            let (shared, added) = (shared as usize, added as usize);
            // Sharing grows text out of nothing: bounded like the block itself.
            if shared > end - start || bytes.len() + shared + added > super::MAX_SHARD_BYTES {
                return Err(ShardError::Columns);
            }
            bytes.extend_from_within(start..start + shared);
            let (now, rest) = fresh.split_at(added);
            bytes.extend_from_slice(now);
            fresh = rest;
            (start, end) = (end, bytes.len());
            ends.push(u32::try_from(end).map_err(|_| ShardError::Columns)?);
        }
        let text = String::from_utf8(bytes).map_err(|_| ShardError::Columns)?;
        let is_whole = ends.iter().all(|end| text.is_char_boundary(*end as usize));
        if is_whole { Ok(Self { text, ends }) } else { Err(ShardError::Columns) }
    }
}

pub(super) fn write_strings<'a>(writer: &mut Writer, strings: &[&'a str]) {
    writer.count(strings.len());
    let befores = std::iter::once("").chain(strings.iter().copied());
    let shared: Vec<usize> =
        befores.zip(strings).map(|(before, string)| shared_bytes(before, string)).collect();
    shared.iter().for_each(|shared| writer.count(*shared));
    let parted: Vec<&'a str> =
        strings.iter().zip(&shared).map(|(string, shared)| &string[*shared..]).collect();
    parted.iter().for_each(|added| writer.count(added.len()));
    parted.iter().for_each(|added| writer.bytes.extend_from_slice(added.as_bytes()));
}

/// Bytes two strings begin with alike, up to a whole letter.
fn shared_bytes(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

/// Lists of numbers in one piece of memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lists {
    ends: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    pub fn get(&self, at: usize) -> &[u32] {
        &self.items[range(&self.ends, at)]
    }

    /// So many lists of numbers below the bound.
    pub fn read(reader: &mut Reader<'_>, count: usize, bound: usize) -> Result<Self, ShardError> {
        let ends = read_ends(reader, count)?;
        let items = ends.last().map_or(0, |end| *end as usize);
        Ok(Self { ends, items: reader.numbers_below(bound, items)? })
    }
}

/// What the list at a place covers, if these are the lists' ends.
pub(super) fn range(ends: &[u32], at: usize) -> std::ops::Range<usize> {
    let start = at.checked_sub(1).map_or(0, |before| ends[before] as usize);
    start..ends[at] as usize
}

/// The lengths of so many lists, added up.
pub(super) fn read_ends(reader: &mut Reader<'_>, count: usize) -> Result<Vec<u32>, ShardError> {
    let mut ends = reader.numbers(count)?;
    let mut sum = 0_u32;
    for end in &mut ends {
        sum = sum.checked_add(*end).ok_or(ShardError::Columns)?;
        *end = sum;
    }
    Ok(ends)
}

pub(super) fn write_lists(writer: &mut Writer, lists: &[Vec<u32>]) {
    lists.iter().for_each(|list| writer.count(list.len()));
    writer.numbers(lists.iter().flatten().copied());
}

/// Distinct strings, in the order they are written in.
#[derive(Debug)]
pub(super) struct Dictionary<'a> {
    pub strings: Vec<&'a str>,
    places: BTreeMap<&'a str, u32>,
}

impl<'a> Dictionary<'a> {
    /// Sorted, so that neighbours share their beginnings.
    pub fn of(strings: impl IntoIterator<Item = &'a str>) -> Self {
        let mut places: BTreeMap<&str, u32> =
            strings.into_iter().map(|string| (string, 0)).collect();
        for (place, slot) in (0..).zip(places.values_mut()) {
            *slot = place;
        }
        Self { strings: places.keys().copied().collect(), places }
    }

    /// The number of a string that is in here.
    pub fn place(&self, string: &str) -> u32 {
        self.places.get(string).copied().unwrap_or_default()
    }

    /// A text as the numbers of its words; nothing for no text.
    pub fn text(&self, text: Option<&str>) -> Vec<u32> {
        text.into_iter().flat_map(words).map(|word| self.place(word)).collect()
    }
}

/// The words of a text. Put together with a space between, they are the text
/// again; the empty text is one empty word.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ')
}
