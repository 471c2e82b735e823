//! What the last word typed may be going to be: words of the products found so far.

use super::facets::Facets;
use super::fold::{fold, words};
use super::found::Found;
use super::reading::Match;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Fewer letters may become anything.
const LEAST_LETTERS: usize = 2;
/// Brands are looked for among so many products.
const LOOKED_THROUGH: usize = 5_000;

impl Found<'_> {
    /// The word that may be unfinished, unless it is too short to tell.
    fn unfinished(&self) -> Option<&str> {
        let last = self.typed.last()?;
        (last.chars().count() >= LEAST_LETTERS && !self.is_guess()).then_some(last)
    }

    /// Queries the one typed may become by a longer last word, as they would be typed
    /// (folded). What most of the products found are called comes first.
    #[must_use]
    pub fn completions(&self, limit: usize) -> Vec<String> {
        let Some(last) = self.unfinished() else { return Vec::new() };
        let meanings = self.index.vocabulary.meanings(last, None);
        let is_number = |word: &str| word.chars().any(char::is_numeric);
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for here in self.spots.chunk_by(|a, b| a.part == b.part) {
            let Some(part) = here.first().map(|spot| self.parts[spot.part as usize]) else {
                continue;
            };
            let mut found = vec![false; part.rows()];
            here.iter().for_each(|spot| found[usize::from(spot.row)] = true);
            let longer = part.met_in_titles(&meanings).into_iter();
            for met in longer.filter(|met| met.how == Match::Beginning as u8) {
                let rows = met.rows().filter(|(row, _)| found[usize::from(*row)]).count();
                *counts.entry(met.word()).or_default() += u32::try_from(rows).unwrap_or(u32::MAX);
            }
        }
        let known = |word: &u32| self.index.vocabulary.get(*word);
        let mut longer: Vec<(u32, u32)> = counts
            .into_iter()
            .filter(|(word, count)| *count > 0 && !is_number(known(word)))
            .collect();
        longer.sort_by_key(|(word, count)| (Reverse(*count), known(word)));
        let before = &self.typed[..self.typed.len() - 1];
        let whole = |word: &u32| [before, &[known(word).to_owned()]].concat().join(" ");
        longer.iter().take(limit).map(|(word, _)| whole(word)).collect()
    }

    /// Brands among what was found that begin as the last word does, the fullest first.
    #[must_use]
    pub fn brands(&self, limit: usize) -> Vec<String> {
        let Some(last) = self.unfinished() else { return Vec::new() };
        let brands = Facets::of(self.products().take(LOOKED_THROUGH)).brands.into_iter();
        let suits = |name: &String| begins(name, last);
        brands.map(|(name, _)| name).filter(suits).take(limit).collect()
    }
}

/// Whether a word of a name begins like this, as it would be typed.
#[must_use]
pub fn begins(name: &str, beginning: &str) -> bool {
    words(&fold(name)).any(|word| word.starts_with(beginning))
}

/// The last word of a query, folded.
#[must_use]
pub fn last_word(query: &str) -> Option<String> {
    let folded = fold(query);
    let last = words(&folded).last()?;
    (last.chars().count() >= LEAST_LETTERS).then(|| last.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{CatalogSnapshot, Change, ChangeRow, Changes};
    use crate::search::SearchIndex;
    use crate::search::sample::product;

    fn shop(names: &[(&str, &str)]) -> SearchIndex {
        let mut snapshot = CatalogSnapshot::default();
        let rows = (1..).zip(names).map(|(rev, (name, brand))| {
            let mut product = product(&format!("p{rev}"), name);
            product.brand = (!brand.is_empty()).then(|| (*brand).to_owned());
            let id = product.id.clone();
            ChangeRow { rev, id, change: Change::Upsert { product: Box::new(product) } }
        });
        let changes = Changes {
            epoch: String::new(),
            head: 99,
            horizon: 0,
            rows: rows.collect(),
            more: false,
        };
        snapshot.apply(&changes).unwrap();
        SearchIndex::build(&snapshot, [])
    }

    #[test]
    fn the_last_word_becomes_what_most_of_the_products_found_are_called() {
        let index = shop(&[
            ("Sepatu lari", "Separa"),
            ("Sepatu bola", "Separa"),
            ("Sepeda anak", ""),
            ("Sepatu anak", "Elok"),
            ("Sepak takraw", ""),
        ]);
        let of = |query: &str| index.find(query).completions(3);
        assert_eq!(of("sep"), ["sepatu", "separa", "sepak"]);
        assert_eq!(of("anak sep"), ["anak sepatu", "anak sepeda"]);
        assert_eq!(of("Sepátu b"), Vec::<String>::new(), "one letter may become anything");
        assert_eq!(of("sepatu"), Vec::<String>::new(), "nothing is longer");
        assert_eq!(of("septu"), Vec::<String>::new(), "a slip is no beginning");
        assert_eq!(index.find("sep").brands(3), ["Separa"]);
        assert_eq!(index.find("sepatu").brands(3), Vec::<String>::new());
    }

    #[test]
    fn names_begin_as_they_would_be_typed() {
        assert!(begins("Pakaian Ának", "an"));
        assert!(!begins("Pakaian Ának", "kai"));
        assert_eq!(last_word("Susu  Bá").as_deref(), Some("ba"));
        assert_eq!(last_word("b"), None);
    }
}
