//! The directory: what there is in the shop and where it stands. Shelves,
//! sellers, shards.
//!
//! It is long and changes seldom, the manifest is short and changes with every
//! sale. So it travels by itself, once, under the name its content gives it,
//! compressed; the signed manifest only says which one is in force.

use super::{Category, Manifest, Seller, shard};
use crate::ids::CategoryId;
use crate::json;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Everything the manifest's `directory` names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    pub shards: Vec<ShardRef>,
    pub categories: Vec<Shelf>,
    pub sellers: Vec<Seller>,
}

/// One shard, by the SHA-256 of its uncompressed bytes in lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ShardRef {
    pub hash: String,
    /// Uncompressed size.
    pub bytes: u32,
    pub products: u32,
    /// Every category any of its products stands in, in the order of ids. The
    /// first shard holds picks of all, so that it alone fills the first screen.
    #[serde(default)]
    pub categories: Vec<CategoryId>,
}

/// A category and about how much stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelf {
    pub category: Category,
    /// Rounded down to a power of two, zero if there is nothing: one product
    /// more must not make every phone read the directory again.
    pub about: u32,
}

/// Why bytes are not the directory a manifest names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DirectoryError {
    #[error("the bytes do not hash to the name in the manifest")]
    Hash,
    #[error("the directory is not of the expected shape")]
    Shape,
}

impl Shelf {
    #[must_use]
    pub const fn holding(products: u32, category: Category) -> Self {
        let about = match products.checked_ilog2() {
            Some(power) => 1 << power,
            None => 0,
        };
        Self { category, about }
    }
}

impl Directory {
    /// Reads the bytes a manifest names.
    pub fn read(bytes: &[u8], manifest: &Manifest) -> Result<Self, DirectoryError> {
        if shard::hash(bytes) != manifest.directory {
            return Err(DirectoryError::Hash);
        }
        json::read(bytes).map_err(|_| DirectoryError::Shape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample_manifest;
    use crate::lang::Localized;

    fn directory(shards: &[(&str, &[&str])]) -> Directory {
        let shard = |(hash, categories): &(&str, &[&str])| ShardRef {
            hash: (*hash).to_owned(),
            bytes: 1,
            products: 1,
            categories: categories.iter().map(|id| id.parse().unwrap()).collect(),
        };
        Directory { shards: shards.iter().map(shard).collect(), ..Directory::default() }
    }

    // Holds C11.
    #[test]
    fn only_the_bytes_a_manifest_names_are_its_directory() {
        let directory = directory(&[("picks", &["a"])]);
        let bytes = serde_json::to_vec(&directory).unwrap();
        let manifest = Manifest { directory: shard::hash(&bytes), ..sample_manifest() };
        assert_eq!(Directory::read(&bytes, &manifest), Ok(directory));
        assert_eq!(Directory::read(b"{}", &manifest), Err(DirectoryError::Hash));
        let nonsense = Manifest { directory: shard::hash(b"[]"), ..manifest };
        assert_eq!(Directory::read(b"[]", &nonsense), Err(DirectoryError::Shape));
    }

    #[test]
    fn a_shelf_tells_about_how_much_it_holds() {
        let about = |products| {
            let category =
                Category { id: "a".parse().unwrap(), name: Localized::default(), picture: None };
            Shelf::holding(products, category).about
        };
        assert_eq!([0, 1, 2, 3, 4, 1_000].map(about), [0, 1, 2, 2, 4, 512]);
        assert_eq!(about(u32::MAX), 1 << 31);
    }
}
