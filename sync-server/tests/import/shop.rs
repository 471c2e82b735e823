//! A shop in a folder of its own, to import into and to look at.

use warung_domain::catalog::{ChangeRow, Product};
use warung_domain::time::Timestamp;
use warung_server::import::{ImportError, Options, Report, load};
use warung_server::storage::sqlite::SqliteStorage;
use warung_server::storage::{CatalogHead, StorageError};

/// An empty shop that is gone when it is dropped.
pub struct Shop {
    pub storage: SqliteStorage,
    _folder: tempfile::TempDir,
}

impl Shop {
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let storage = SqliteStorage::open(folder.path().join("warung.sqlite"), "epoch").unwrap();
        Self { storage, _folder: folder }
    }

    pub fn load(&self, text: &str) -> Result<Report, ImportError> {
        self.load_with(text, &options())
    }

    pub fn load_with(&self, text: &str, options: &Options) -> Result<Report, ImportError> {
        load(&self.storage, text.as_bytes(), options)
    }

    pub fn head(&self) -> CatalogHead {
        self.storage.read_blocking(|txn| txn.catalog_head()).unwrap()
    }

    pub fn products(&self) -> Vec<Product> {
        self.storage.read_blocking(|txn| txn.products()).unwrap()
    }

    pub fn product(&self, id: &str) -> Product {
        self.products().into_iter().find(|product| product.id.as_str() == id).unwrap()
    }

    pub fn changes(&self, since: u64) -> Vec<ChangeRow> {
        self.storage.read_blocking(move |txn| txn.changes(since, 10_000)).unwrap()
    }

    /// Everything an import could touch, for "nothing was changed".
    pub fn state(&self) -> impl PartialEq + std::fmt::Debug + use<> {
        self.storage
            .read_blocking(|txn| {
                let shards: Vec<String> =
                    txn.shards()?.into_iter().map(|shard| shard.block.hash.clone()).collect();
                Ok::<_, StorageError>((
                    txn.catalog_head()?,
                    txn.products()?,
                    txn.categories()?,
                    txn.sellers()?,
                    shards,
                ))
            })
            .unwrap()
    }
}

pub fn options() -> Options {
    Options::at(Timestamp::from_millis(1_700_000_000_000))
}
