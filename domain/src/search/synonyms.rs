//! Words that name the same thing in Indonesian shops.
//!
//! Applied where the catalog is indexed: a product that says `kulkas` is filed
//! under `lemari es` too. Each typed word can then be judged by itself, and a
//! further word can only narrow what was found.

use super::vocabulary::Vocabulary;

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

/// The rows above as numbered words, by the first word of each wording.
#[derive(Debug, Clone, Default)]
pub(super) struct Synonyms {
    /// Indexed by the number of the first word.
    by_first_word: Vec<Vec<Wording>>,
    /// Every word of each row.
    rows: Vec<Vec<u32>>,
}

#[derive(Debug, Clone)]
struct Wording {
    words: Vec<u32>,
    row: usize,
}

impl Synonyms {
    /// Numbers their words, which are the first of a vocabulary: that makes it
    /// quick to see that a word begins none of them.
    pub(super) fn found(vocabulary: &mut Vocabulary) -> Self {
        let mut synonyms = Self::default();
        for (row, wordings) in SAME.iter().enumerate() {
            let mut all = Vec::new();
            for wording in *wordings {
                let words: Vec<u32> =
                    wording.split(' ').map(|word| vocabulary.number(word)).collect();
                all.extend_from_slice(&words);
                let first = words.first().map_or(0, |word| *word as usize);
                let table = &mut synonyms.by_first_word;
                table.resize(table.len().max(vocabulary.len()), Vec::new());
                table[first].push(Wording { words, row });
            }
            synonyms.rows.push(all);
        }
        synonyms
    }

    /// The words of every wording of the things a text names.
    pub(super) fn of<'a>(&'a self, text: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
        text.iter().enumerate().flat_map(move |(at, first)| {
            let wordings = self.by_first_word.get(*first as usize).into_iter().flatten();
            wordings
                .filter(move |wording| text[at..].starts_with(&wording.words))
                .flat_map(|wording| self.rows[wording.row].iter().copied())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::fold::fold;

    #[test]
    fn whole_wordings_only() {
        let mut vocabulary = Vocabulary::default();
        let synonyms = Synonyms::found(&mut vocabulary);
        let mut leads_to = |text: &str, word: &str| {
            let text: Vec<u32> = text.split(' ').map(|word| vocabulary.number(word)).collect();
            synonyms.of(&text).any(|found| vocabulary.get(found) == word)
        };
        assert!(leads_to("promo lemari es 2 pintu", "kulkas"));
        assert!(leads_to("tv", "televisi"));
        assert!(!leads_to("lemari esok", "kulkas"));
        assert_eq!(synonyms.of(&[]).count(), 0);
    }

    #[test]
    fn the_list_is_written_folded() {
        for wording in SAME.iter().flat_map(|row| *row) {
            assert_eq!(fold(wording), *wording);
        }
    }
}
