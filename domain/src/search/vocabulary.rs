//! Every search word there is, once: folded, numbered as it comes, and never
//! forgotten. Lookup by hash for filing, in alphabetical order for beginnings,
//! and by letters for slips.

use super::distance::{MOST_LETTERS, Slips, forgive};
use super::reading::Match;

/// Numbered words.
#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary {
    text: String,
    ends: Vec<u32>,
    /// For each word, which letters are in it, a bit each.
    letters: Vec<u32>,
    /// A hash table: the word's number plus one, or zero.
    slots: Vec<u32>,
    /// The words in alphabetical order, but for those that came after the last
    /// [`Self::sort`].
    sorted: Vec<u32>,
}

impl Vocabulary {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn get(&self, word: u32) -> &str {
        let at = word as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[at] as usize]
    }

    /// The number of a word, which is a new one if need be.
    pub fn number(&mut self, word: &str) -> u32 {
        if self.slots.len() < (self.len() + 1) * 2 {
            self.widen();
        }
        let slot = self.slot(word);
        if let Some(known) = self.slots[slot].checked_sub(1) {
            return known;
        }
        // Four billion letters do not fit in a phone.
        let number = u32::try_from(self.len()).unwrap_or(u32::MAX);
        self.text.push_str(word);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.letters.push(letters_of(word));
        self.slots[slot] = number + 1;
        number
    }

    pub fn find(&self, word: &str) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        self.slots[self.slot(word)].checked_sub(1)
    }

    /// Where a word stands in the table, or would.
    fn slot(&self, word: &str) -> usize {
        let last = self.slots.len() - 1;
        let mut at = hash(word) & last;
        while let Some(known) = self.slots[at].checked_sub(1)
            && self.get(known) != word
        {
            at = (at + 1) & last;
        }
        at
    }

    fn widen(&mut self) {
        let size = (self.len() * 4).next_power_of_two().max(1024);
        self.slots = vec![0; size];
        for number in (0..).take(self.len()) {
            let slot = self.slot(self.get(number));
            self.slots[slot] = number + 1;
        }
    }

    /// Puts the words that came since the last time in their alphabetical place.
    pub fn sort(&mut self) {
        let old = std::mem::take(&mut self.sorted);
        let mut fresh: Vec<u32> = (0..).take(self.len()).skip(old.len()).collect();
        if fresh.is_empty() {
            self.sorted = old;
            return;
        }
        fresh.sort_unstable_by(|a, b| self.get(*a).cmp(self.get(*b)));
        let mut sorted = Vec::with_capacity(self.len());
        let mut rest = old.as_slice();
        for word in fresh {
            let text = self.get(word);
            let (before, after) =
                rest.split_at(rest.partition_point(|known| self.get(*known) < text));
            sorted.extend_from_slice(before);
            sorted.push(word);
            rest = after;
        }
        sorted.extend_from_slice(rest);
        self.sorted = sorted;
    }

    /// The words that begin like this, the word itself first if it is one.
    pub fn beginning_with(&self, beginning: &str) -> &[u32] {
        let from = self.sorted.partition_point(|word| self.get(*word) < beginning);
        let tail = &self.sorted[from..];
        &tail[..tail.partition_point(|word| self.get(*word).starts_with(beginning))]
    }

    /// The words this may be meant for, with so many slips at most.
    pub fn forgiving(&self, typed: &str, slips: Slips) -> Vec<(u32, Match)> {
        let spelled: Vec<char> = typed.chars().take(MOST_LETTERS).collect();
        // A number with a wrong digit is another number.
        let is_number = spelled.iter().any(|letter| letter.is_numeric());
        if is_number {
            return Vec::new();
        }
        // Two slips cost the more to look for, so only where they may be.
        let slips = match slips {
            Slips::Two if !slips.is_for(spelled.len()) => Slips::Short,
            slips => slips,
        };
        let wanted = letters_of(typed);
        let mut found = Vec::new();
        for (word, letters) in (0..).zip(&self.letters) {
            // Every slip brings in one wrong letter at most.
            if (wanted & !letters).count_ones() > slips.most() {
                continue;
            }
            let known = self.get(word);
            let how = if typed.is_ascii() && known.is_ascii() {
                forgive(typed.as_bytes(), known.as_bytes(), slips)
            } else {
                forgive(&spelled, &known.chars().collect::<Vec<_>>(), slips)
            };
            found.extend(how.map(|how| (word, how)));
        }
        found
    }
}

/// FNV-1a.
fn hash(word: &str) -> usize {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let hash = word.bytes().fold(0x811c_9dc5, step);
    (hash ^ (hash >> 15)) as usize
}

/// A bit for each Latin letter, and the others share what is left.
fn letters_of(word: &str) -> u32 {
    let bit = |letter: char| match letter {
        'a'..='z' => u32::from(letter) - u32::from('a'),
        other => 26 + u32::from(other) % 6,
    };
    word.chars().fold(0, |letters, letter| letters | 1 << bit(letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn knows_what_it_was_told(words in prop::collection::vec("[abé]{1,4}", 0..60), cut in 0..60_usize, beginning in "[abé]{0,2}") {
            let mut vocabulary = Vocabulary::default();
            for (at, word) in words.iter().enumerate() {
                let number = vocabulary.number(word);
                prop_assert_eq!(vocabulary.get(number), word);
                prop_assert_eq!(vocabulary.find(word), Some(number));
                if at == cut {
                    vocabulary.sort();
                }
            }
            vocabulary.sort();
            let mut known: Vec<&str> = words.iter().map(String::as_str).filter(|word| word.starts_with(&beginning)).collect();
            known.sort_unstable();
            known.dedup();
            let found: Vec<&str> = vocabulary.beginning_with(&beginning).iter().map(|word| vocabulary.get(*word)).collect();
            prop_assert_eq!(found, known);
            prop_assert_eq!(vocabulary.find("c"), None);
        }

        /// Nothing is passed over on the way to the words that count.
        #[test]
        fn letters_rule_out_only_what_is_too_far(typed in "[a-eé]{3,10}", words in prop::collection::btree_set("[a-eé]{1,12}", 1..20)) {
            let mut vocabulary = Vocabulary::default();
            for word in &words {
                vocabulary.number(word);
            }
            let letters = |word: &str| word.chars().collect::<Vec<_>>();
            for slips in Slips::ALL {
                let found = vocabulary.forgiving(&typed, slips);
                let all = (0..).zip(&words).filter_map(|(number, word)| Some((number, forgive(&letters(&typed), &letters(word), slips)?)));
                prop_assert_eq!(found, all.collect::<Vec<_>>());
            }
        }
    }
}
