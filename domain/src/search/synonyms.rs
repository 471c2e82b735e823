//! Words that name the same thing in Indonesian shops.
//!
//! Applied where the catalog is indexed: a product that says `kulkas` is filed
//! under `lemari es` too. Each typed word can then be judged by itself, and a
//! further word can only narrow what was found.

use std::collections::BTreeMap;

/// Each row names one thing; every wording folded.
const SAME: &[&[&str]] = &[
    &["hp", "handphone", "ponsel", "hape", "telepon genggam", "smartphone"],
    &["baterai", "batre", "batere", "battery"],
    &["tv", "televisi", "television"],
    &["kulkas", "lemari es", "fridge", "refrigerator"],
    &["ac", "pendingin ruangan", "air conditioner"],
    &["laptop", "notebook"],
    &["charger", "cas", "casan", "pengisi daya"],
    &["earphone", "headset", "headphone"],
    &["rice cooker", "penanak nasi", "magic com", "magicom"],
    &["kipas", "fan"],
    &["setrika", "strika", "iron"],
    &["mesin cuci", "washing machine"],
    &["kaos", "kaus", "t shirt", "tshirt"],
    &["celana jeans", "jeans", "jins"],
    &["sandal", "sendal"],
    &["tas", "bag"],
    &["sofa", "kursi tamu"],
    &["kasur", "matras", "spring bed", "springbed"],
    &["lemari", "almari"],
    &["lampu", "lamp", "bohlam"],
    &["gelas", "glass"],
    &["wajan", "penggorengan", "frying pan"],
    &["panci", "pot"],
    &["indomie", "mi instan", "mie instan"],
    &["mi", "mie"],
    &["minyak goreng", "migor"],
    &["telur", "telor"],
    &["cabai", "cabe"],
    &["kopi", "coffee"],
    &["teh", "tea"],
    &["beras", "rice"],
    &["gula", "sugar"],
    &["susu", "milk"],
    &["sabun", "soap"],
    &["sampo", "shampoo", "shampo"],
    &["tisu", "tissue", "tissu"],
    &["odol", "pasta gigi", "toothpaste"],
    &["popok", "pampers", "diaper"],
    &["masker", "mask"],
    &["pulsa", "isi ulang", "top up"],
];

/// The rows above, by the first word of each wording.
#[derive(Debug, Clone)]
pub(super) struct Synonyms {
    by_first_word: BTreeMap<&'static str, Vec<Wording>>,
}

#[derive(Debug, Clone, Copy)]
struct Wording {
    text: &'static str,
    row: &'static [&'static str],
}

impl Default for Synonyms {
    fn default() -> Self {
        let mut by_first_word: BTreeMap<_, Vec<Wording>> = BTreeMap::new();
        for row in SAME {
            for text in *row {
                let first = text.split(' ').next().unwrap_or(text);
                by_first_word.entry(first).or_default().push(Wording { text, row });
            }
        }
        Self { by_first_word }
    }
}

impl Synonyms {
    /// Every wording of the things a folded text names.
    pub(super) fn of<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = &'static str> + 'a {
        let starts = folded.match_indices(' ').map(|(at, _)| at + 1);
        let tails = std::iter::once(folded).chain(starts.map(|start| &folded[start..]));
        tails.flat_map(|tail| {
            let first = tail.split(' ').next().unwrap_or(tail);
            let wordings = self.by_first_word.get(first).into_iter().flatten();
            wordings
                .filter(move |wording| begins_with_words(tail, wording.text))
                .flat_map(|wording| wording.row.iter().copied())
        })
    }
}

fn begins_with_words(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::fold::fold;

    #[test]
    fn whole_wordings_only() {
        let synonyms = Synonyms::default();
        assert!(synonyms.of("promo lemari es 2 pintu").any(|word| word == "kulkas"));
        assert!(synonyms.of("tv").any(|word| word == "televisi"));
        assert!(!synonyms.of("lemari esok").any(|word| word == "kulkas"));
        assert_eq!(synonyms.of("").count(), 0);
    }

    #[test]
    fn the_list_is_written_folded() {
        for wording in SAME.iter().flat_map(|row| *row) {
            assert_eq!(fold(wording), *wording);
        }
    }
}
