//! What a phone wants of the catalog: which shards it keeps, and which it
//! fetches next. Pure.
//!
//! A shopper may keep less than the whole shop. The first shard, which fills the
//! first screen, is always kept; of the others those in which a chosen category
//! stands, whole. What is looked at is fetched whatever was chosen, and so is
//! what the cart needs.

use super::{Directory, ShardRef};
use crate::ids::CategoryId;

/// How much may be fetched now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Appetite {
    /// All that is kept.
    #[default]
    Kept,
    /// What is looked at, and nothing beside it: the line is dear, or the
    /// shopper has paused.
    LookedAt,
}

/// What is wanted of the catalog at this moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Need {
    /// Categories on screen, and those of what is in the cart.
    pub looked_at: Vec<CategoryId>,
    /// The categories to keep; nothing chosen is the whole shop.
    pub kept: Option<Vec<CategoryId>>,
    pub appetite: Appetite,
}

impl Need {
    /// Whether a shard is to be on the phone sooner or later.
    #[must_use]
    pub fn keeps(&self, directory: &Directory, shard: &ShardRef) -> bool {
        let is_chosen = match &self.kept {
            Some(kept) => stands_in_one(shard, kept),
            None => true,
        };
        is_chosen || self.is_urgent(directory, shard)
    }

    /// Whether a shard is to be fetched now.
    #[must_use]
    pub fn wants(&self, directory: &Directory, shard: &ShardRef) -> bool {
        match self.appetite {
            Appetite::Kept => self.keeps(directory, shard),
            Appetite::LookedAt => self.is_urgent(directory, shard),
        }
    }

    /// Which of the missing shards is fetched next: what is looked at, then as
    /// they are listed.
    #[must_use]
    pub fn next(&self, directory: &Directory, missing: &[ShardRef]) -> Option<usize> {
        let looked_at = missing.iter().position(|shard| self.looks_at(shard));
        looked_at.or_else(|| missing.iter().position(|shard| self.wants(directory, shard)))
    }

    /// Whether something that is looked at stands in a shard.
    #[must_use]
    pub fn looks_at(&self, shard: &ShardRef) -> bool {
        stands_in_one(shard, &self.looked_at)
    }

    fn is_urgent(&self, directory: &Directory, shard: &ShardRef) -> bool {
        let is_first = directory.shards.first().is_some_and(|first| first.hash == shard.hash);
        is_first || self.looks_at(shard)
    }
}

fn stands_in_one(shard: &ShardRef, categories: &[CategoryId]) -> bool {
    shard.categories.iter().any(|id| categories.contains(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn ids(numbers: impl IntoIterator<Item = u8>) -> Vec<CategoryId> {
        numbers.into_iter().map(|number| format!("c{number}").parse().unwrap()).collect()
    }

    fn directory() -> impl Strategy<Value = Directory> {
        vec(btree_set(0..6_u8, 0..4), 0..9).prop_map(|shards| {
            let shard = |(at, categories): (usize, BTreeSet<u8>)| ShardRef {
                hash: format!("h{at}"),
                bytes: 1,
                products: 1,
                categories: ids(categories),
            };
            let shards = shards.into_iter().enumerate().map(shard).collect();
            Directory { shards, ..Directory::default() }
        })
    }

    fn need() -> impl Strategy<Value = Need> {
        let appetite = prop_oneof![Just(Appetite::Kept), Just(Appetite::LookedAt)];
        let kept = proptest::option::of(btree_set(0..6_u8, 0..4));
        (btree_set(0..6_u8, 0..2), kept, appetite).prop_map(|(looked_at, kept, appetite)| Need {
            looked_at: ids(looked_at),
            kept: kept.map(ids),
            appetite,
        })
    }

    fn has(shard: &ShardRef, categories: &[CategoryId]) -> bool {
        categories.iter().any(|id| shard.categories.contains(id))
    }

    proptest! {
        // Holds C12.
        #[test]
        fn a_chosen_category_is_kept_with_all_its_shards_and_no_other(
            directory in directory(),
            need in need(),
        ) {
            for (at, shard) in directory.shards.iter().enumerate() {
                let chosen = need.kept.as_ref().is_none_or(|kept| has(shard, kept));
                let urgent = at == 0 || has(shard, &need.looked_at);
                prop_assert_eq!(need.keeps(&directory, shard), chosen || urgent);
                // Nothing is fetched that would not be kept.
                prop_assert!(!need.wants(&directory, shard) || need.keeps(&directory, shard));
            }
        }

        // Holds C12, C14.
        #[test]
        fn fetching_one_after_the_other_ends_with_all_that_is_wanted(
            directory in directory(),
            need in need(),
        ) {
            let mut missing = directory.shards.clone();
            let mut fetched = Vec::new();
            while let Some(at) = need.next(&directory, &missing) {
                fetched.push(missing.remove(at));
            }
            for shard in &fetched {
                prop_assert!(need.wants(&directory, shard));
            }
            for shard in &missing {
                prop_assert!(!need.wants(&directory, shard));
            }
            let looked_at = fetched.iter().map(|shard| has(shard, &need.looked_at));
            prop_assert!(looked_at.is_sorted_by(|before, after| before >= after));
        }
    }

    // Holds C12.
    #[test]
    fn less_is_chosen_and_the_first_screen_stays() {
        let shard = |hash: &str, categories: &[u8]| ShardRef {
            hash: hash.into(),
            bytes: 1,
            products: 1,
            categories: ids(categories.iter().copied()),
        };
        let shards = vec![shard("picks", &[]), shard("a", &[1]), shard("b", &[2, 3])];
        let directory = Directory { shards, ..Directory::default() };
        let kept = |need: &Need| -> Vec<String> {
            let kept = directory.shards.iter().filter(|shard| need.keeps(&directory, shard));
            kept.map(|shard| shard.hash.clone()).collect()
        };
        let mut need = Need::default();
        assert_eq!(kept(&need), ["picks", "a", "b"]);
        need.kept = Some(ids([3]));
        assert_eq!(kept(&need), ["picks", "b"]);
        need.kept = Some(Vec::new());
        assert_eq!(kept(&need), ["picks"]);
        need.looked_at = ids([1]);
        assert_eq!(kept(&need), ["picks", "a"]);
    }
}
