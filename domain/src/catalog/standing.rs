//! What a phone's copy stands on, and whether it goes on standing there.
//!
//! The shop packs its shards anew now and then. A phone that has heard every
//! change since has the same products already, so it stays on the shards it has
//! and goes on hearing changes. It moves to the shop's shards only when it must,
//! or when so many changes lie on top of its own that every start would be slow.

use super::{Manifest, ShardRef};
use crate::ids::CategoryId;
use serde::{Deserialize, Serialize};

/// So many changes on top of the shards, and reading them at every start costs
/// more than fetching the shards they touched.
pub const PILED_UP: usize = 2_000;

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
    /// Begin again from the manifest's shards.
    BeginAgain,
}

impl Standing {
    /// A copy made of the manifest's shards.
    #[must_use]
    pub fn on(manifest: &Manifest) -> Self {
        let shards = manifest.shards.iter().map(|shard| shard.hash.clone()).collect();
        Self { epoch: manifest.epoch.clone(), base: manifest.base, shards }
    }

    /// How a whole copy, which has heard so many changes up to a revision, comes
    /// up to a manifest.
    #[must_use]
    pub fn course(&self, manifest: &Manifest, revision: u64, heard: usize) -> Course {
        let is_answered = self.epoch == manifest.epoch && revision >= manifest.horizon;
        let has_moved = self.base != manifest.base;
        if is_answered && !(has_moved && heard > PILED_UP) {
            Course::HearChanges
        } else {
            Course::BeginAgain
        }
    }
}

impl Manifest {
    /// The shards in the order a phone wants them: what is looked at first, then
    /// as the shop lists them.
    #[must_use]
    pub fn in_order_of_need(&self, looked_at: Option<&CategoryId>) -> Vec<&ShardRef> {
        let is_looked_at =
            |shard: &ShardRef| looked_at.is_some_and(|id| shard.categories.contains(id));
        let (mut first, others): (Vec<_>, Vec<_>) =
            self.shards.iter().partition(|shard| is_looked_at(shard));
        first.extend(others);
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Terms;
    use crate::money::Currency;
    use crate::time::Timestamp;

    fn manifest(shards: &[(&str, &[&str])]) -> Manifest {
        let shard = |(hash, categories): &(&str, &[&str])| ShardRef {
            hash: (*hash).to_owned(),
            bytes: 1,
            products: 1,
            categories: categories.iter().map(|id| id.parse().unwrap()).collect(),
        };
        Manifest {
            v: 1,
            shop: "warung".parse().unwrap(),
            shop_name: String::new(),
            currency: Currency::IDR,
            epoch: "e1".into(),
            base: 100,
            head: 120,
            horizon: 50,
            issued_at: Timestamp::from_millis(0),
            price_lock_seconds: 60,
            shards: shards.iter().map(shard).collect(),
            categories: vec![],
            sellers: vec![],
            terms: Terms { delivery: vec![], payment: vec![], tax: None },
            products: 1,
        }
    }

    // Holds C10.
    #[test]
    fn a_copy_that_has_heard_everything_stays_where_it_is() {
        let now = manifest(&[("b", &[])]);
        let standing = Standing { epoch: "e1".into(), base: 60, shards: vec!["a".into()] };
        assert_eq!(standing.course(&now, 60, 0), Course::HearChanges);
        assert_eq!(standing.course(&now, 119, 59), Course::HearChanges);
        // What it lacks is no longer told.
        assert_eq!(standing.course(&now, 49, 0), Course::BeginAgain);
        // Too much lies on top, and the shop has packed since.
        assert_eq!(standing.course(&now, 119, PILED_UP + 1), Course::BeginAgain);
        let packed_here = Standing { base: 100, ..standing.clone() };
        assert_eq!(packed_here.course(&now, 119, PILED_UP + 1), Course::HearChanges);
        let elsewhere = Standing { epoch: "e0".into(), ..standing };
        assert_eq!(elsewhere.course(&now, 119, 0), Course::BeginAgain);
    }

    #[test]
    fn what_is_looked_at_comes_first() {
        let manifest = manifest(&[("picks", &["a", "b"]), ("x", &["c"]), ("y", &["b"])]);
        let order = |id: Option<&str>| -> Vec<String> {
            let id = id.map(|id| id.parse().unwrap());
            let order = manifest.in_order_of_need(id.as_ref());
            order.into_iter().map(|shard| shard.hash.clone()).collect()
        };
        assert_eq!(order(None), ["picks", "x", "y"]);
        assert_eq!(order(Some("b")), ["picks", "y", "x"]);
        assert_eq!(order(Some("c")), ["x", "picks", "y"]);
    }
}
