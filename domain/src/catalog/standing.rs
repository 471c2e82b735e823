//! What a phone's copy stands on, and whether it goes on standing there.
//!
//! The shop packs its shards anew now and then. A phone that has heard every
//! change since has the same products already, so it stays on the shards it has
//! and goes on hearing changes. It moves to the shop's shards only when it must,
//! or when so many changes lie on top of its own that every start would be slow.

use super::{Directory, Manifest};
use serde::{Deserialize, Serialize};

/// So many changes on top of the shards, and reading them at every start costs
/// more than fetching the shards they touched; in a large shop, where they touch
/// more, one for so many products.
const PILED_UP: usize = 2_000;
const PRODUCTS_FOR_A_CHANGE: usize = 10;

/// The shards a copy is made of. Kept beside them on the phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub epoch: String,
    /// The revision the shards contain.
    pub base: u64,
    /// By hash, in the order the shop listed them.
    pub shards: Vec<String>,
}

/// How a copy comes up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// Hear the changes since its revision.
    HearChanges,
    /// Begin again from the shop's shards.
    BeginAgain,
}

impl Standing {
    /// A copy made of the shards a manifest's directory lists.
    #[must_use]
    pub fn on(manifest: &Manifest, directory: &Directory) -> Self {
        let shards = directory.shards.iter().map(|shard| shard.hash.clone()).collect();
        Self { epoch: manifest.epoch.clone(), base: manifest.base, shards }
    }

    /// How a whole copy, which has heard so many changes up to a revision, comes
    /// up to a manifest.
    #[must_use]
    pub fn course(&self, manifest: &Manifest, revision: u64, heard: usize) -> Course {
        let is_answered = self.epoch == manifest.epoch && revision >= manifest.horizon;
        let has_moved = self.base != manifest.base;
        let many = PILED_UP.max(manifest.products as usize / PRODUCTS_FOR_A_CHANGE);
        if is_answered && !(has_moved && heard > many) {
            Course::HearChanges
        } else {
            Course::BeginAgain
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample_manifest;

    // Holds C10.
    #[test]
    fn a_copy_that_has_heard_everything_stays_where_it_is() {
        let now = sample_manifest();
        let standing = Standing { epoch: "e1".into(), base: 60, shards: vec!["a".into()] };
        assert_eq!(standing.course(&now, 60, 0), Course::HearChanges);
        assert_eq!(standing.course(&now, 119, 59), Course::HearChanges);
        // What it lacks is no longer told.
        assert_eq!(standing.course(&now, 49, 0), Course::BeginAgain);
        // Too much lies on top, and the shop has packed since.
        assert_eq!(standing.course(&now, 119, PILED_UP + 1), Course::BeginAgain);
        let packed_here = Standing { base: 100, ..standing.clone() };
        assert_eq!(packed_here.course(&now, 119, PILED_UP + 1), Course::HearChanges);
        let large = Manifest { products: 100_000, ..now.clone() };
        assert_eq!(standing.course(&large, 119, 10_000), Course::HearChanges);
        assert_eq!(standing.course(&large, 119, 10_001), Course::BeginAgain);
        let elsewhere = Standing { epoch: "e0".into(), ..standing };
        assert_eq!(elsewhere.course(&now, 119, 0), Course::BeginAgain);
    }
    // Holds C19: changes were heard before the manifest, which was older by then.
    #[test]
    fn a_copy_ahead_of_the_manifest_goes_on_from_where_it_is() {
        let now = sample_manifest();
        let standing = Standing { epoch: "e1".into(), base: 60, shards: vec!["a".into()] };
        assert_eq!(standing.course(&now, now.head + 5, 65), Course::HearChanges);
        let large = Manifest { products: 100_000, ..now.clone() };
        assert_eq!(standing.course(&large, 119, 10_000), Course::HearChanges);
        assert_eq!(standing.course(&large, 119, 10_001), Course::BeginAgain);
        let elsewhere = Standing { epoch: "e0".into(), ..standing };
        assert_eq!(elsewhere.course(&now, now.head + 5, 65), Course::BeginAgain);
    }
}
