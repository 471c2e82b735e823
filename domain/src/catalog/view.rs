//! A phone's copy of the catalog: what it has, how much of it, and since when.

use super::shard::Shard;
use super::{CatalogSnapshot, Directory, Manifest, Need, ShardRef, Standing};
use crate::time::Timestamp;
use std::sync::Arc;

/// How much of the catalog is on the phone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    pub shards: u32,
    pub of_shards: u32,
}

impl Progress {
    #[must_use]
    pub const fn is_complete(self) -> bool {
        self.of_shards > 0 && self.shards >= self.of_shards
    }
}

/// A state of the copy worth showing. Cheap to clone.
#[derive(Debug, Clone)]
pub struct CatalogView {
    pub manifest: Arc<Manifest>,
    pub directory: Arc<Directory>,
    pub standing: Arc<Standing>,
    pub snapshot: Arc<CatalogSnapshot>,
    pub progress: Progress,
    /// How many changes lie on top of the shards.
    pub heard: usize,
    /// When the shop last said that this is current.
    pub heard_at: Timestamp,
}

impl CatalogView {
    /// An empty copy that will be filled with the shards it stands on.
    #[must_use]
    pub fn begin(
        manifest: &Arc<Manifest>,
        directory: &Arc<Directory>,
        standing: Standing,
        heard_at: Timestamp,
    ) -> Self {
        let of_shards = u32::try_from(standing.shards.len()).unwrap_or(u32::MAX);
        Self {
            manifest: Arc::clone(manifest),
            directory: Arc::clone(directory),
            snapshot: Arc::new(CatalogSnapshot::begin(&standing)),
            standing: Arc::new(standing),
            progress: Progress { shards: 0, of_shards },
            heard: 0,
            heard_at,
        }
    }

    /// Adds the rows of one shard.
    pub fn add_shard(&mut self, shard: Shard) {
        Arc::make_mut(&mut self.snapshot).add_shard(shard);
        self.progress.shards += 1;
    }

    /// Whether every shard it stands on is here, wanted or not.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.snapshot.shards().count() >= self.standing.shards.len()
    }

    /// The shards it stands on that are not here, as the directory lists them;
    /// of those it lists no longer nothing is known but the name.
    #[must_use]
    pub fn missing(&self) -> Vec<ShardRef> {
        let is_missing = |hash: &String| {
            self.standing.shards.contains(hash)
                && !self.snapshot.shards().any(|(shard, _)| shard.block() == hash)
        };
        let listed = &self.directory.shards;
        let unlisted = self
            .standing
            .shards
            .iter()
            .filter(|hash| !listed.iter().any(|shard| shard.hash == **hash));
        let unlisted = unlisted.map(|hash| ShardRef {
            hash: hash.clone(),
            bytes: 0,
            products: 0,
            categories: Vec::new(),
        });
        let all = listed.iter().cloned().chain(unlisted);
        all.filter(|shard| is_missing(&shard.hash)).collect()
    }

    /// Counts again: of the shards that are missing, those that are wanted now.
    pub fn measure(&mut self, missing: &[ShardRef], need: &Need) {
        let wanted = missing.iter().filter(|shard| need.wants(&self.directory, shard)).count();
        let here = self.standing.shards.len() - missing.len();
        let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
        self.progress = Progress { shards: count(here), of_shards: count(here + wanted) };
    }
}
