//! How much of the catalog's bytes each category takes. Pure.

use super::{Directory, Shelf};
use std::collections::BTreeMap;

/// Every category with something in it, and about how many bytes of the shards
/// are its own. A shard that several share is split by how much each holds.
#[must_use]
pub fn shelf_sizes(directory: &Directory) -> Vec<(&Shelf, u64)> {
    let holding: Vec<&Shelf> = directory.categories.iter().filter(|s| s.about > 0).collect();
    let about: BTreeMap<_, _> =
        holding.iter().map(|shelf| (&shelf.category.id, u64::from(shelf.about))).collect();
    let mut bytes: BTreeMap<_, u64> = BTreeMap::new();
    for shard in &directory.shards {
        let within = || shard.categories.iter().filter_map(|id| about.get_key_value(id));
        let whole: u64 = within().map(|(_, about)| about).sum();
        for (id, about) in within() {
            *bytes.entry(*id).or_default() += u64::from(shard.bytes) * about / whole.max(1);
        }
    }
    let size = |shelf: &Shelf| bytes.get(&shelf.category.id).copied().unwrap_or(0);
    holding.into_iter().map(|shelf| (shelf, size(shelf))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Category, ShardRef};
    use crate::lang::Localized;
    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    fn directory(shelves: &[u32], shards: &[(u32, Vec<usize>)]) -> Directory {
        let id = |number: usize| format!("c{number}").parse().unwrap();
        let shelf = |(number, about): (usize, &u32)| Shelf {
            category: Category { id: id(number), name: Localized::default(), picture: None },
            about: *about,
        };
        let shard = |(bytes, categories): &(u32, Vec<usize>)| ShardRef {
            hash: String::new(),
            bytes: *bytes,
            products: 1,
            categories: categories.iter().map(|number| id(*number)).collect(),
        };
        Directory {
            shards: shards.iter().map(shard).collect(),
            categories: shelves.iter().enumerate().map(shelf).collect(),
            sellers: Vec::new(),
        }
    }

    #[test]
    fn a_shared_shard_is_split_by_how_much_each_holds() {
        let directory = directory(&[300, 100, 0], &[(1_000, vec![0, 1]), (500, vec![0])]);
        let sizes: Vec<u64> = shelf_sizes(&directory).iter().map(|(_, bytes)| *bytes).collect();
        assert_eq!(sizes, [1_250, 250]);
    }

    proptest! {
        #[test]
        fn together_they_are_what_the_shards_take(
            shelves in vec(1..5_000_u32, 1..8),
            shards in vec((0..300_000_u32, btree_set(0..8_usize, 1..5)), 0..8),
        ) {
            let shards: Vec<(u32, Vec<usize>)> = shards
                .into_iter()
                .map(|(bytes, on)| (bytes, on.into_iter().filter(|n| *n < shelves.len()).collect()))
                .collect();
            let directory = directory(&shelves, &shards);
            let told: u64 = shelf_sizes(&directory).iter().map(|(_, bytes)| bytes).sum();
            let listed = shards.iter().filter(|(_, on)| !on.is_empty());
            let taken: u64 = listed.clone().map(|(bytes, _)| u64::from(*bytes)).sum();
            let roundings: u64 = listed.map(|(_, on)| on.len() as u64).sum();
            prop_assert!(told <= taken && told + roundings >= taken, "{told} of {taken}");
        }
    }
}
