//! The data folder: everything the shop must not lose, in one place to back up.
//!
//! ```text
//! warung.sqlite    the database
//! keys.json        the signing key, readable by its owner only; the public ones are in the database too
//! shop.json        what the shop was founded as: its id and its currency
//! simulator.json   the practice bank, if it is used
//! server.lock      held while a server runs
//! ```

use super::Trouble;
use serde::{Deserialize, Serialize};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use warung_domain::ids::ShopId;
use warung_domain::money::Currency;

/// Name of the database in the data folder.
pub const DATABASE_FILE: &str = "warung.sqlite";
pub(super) const SHOP_FILE: &str = "shop.json";
pub(super) const SIMULATOR_FILE: &str = "simulator.json";
const LOCK_FILE: &str = "server.lock";

/// What a shop was founded as. Every stored price and every signed order means
/// something else under another currency or another id, so these never change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founding {
    pub shop: ShopId,
    pub currency: Currency,
}

/// A data folder that can be written.
#[derive(Debug)]
pub struct DataFolder {
    root: PathBuf,
}

impl DataFolder {
    /// Takes a folder, and makes it if it is missing.
    pub fn open(root: &Path) -> Result<Self, Trouble> {
        let refused = |source| Trouble::DataFolder { folder: root.to_owned(), source };
        std::fs::create_dir_all(root).map_err(refused)?;
        // Permissions, a full disk and a read-only mount all show in writing a file.
        let probe = root.join(".writable");
        std::fs::write(&probe, b"?")
            .and_then(|()| std::fs::remove_file(&probe))
            .map_err(refused)?;
        Ok(Self { root: root.to_owned() })
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.root
    }

    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.root.join(DATABASE_FILE)
    }

    #[must_use]
    pub fn simulator(&self) -> PathBuf {
        self.root.join(SIMULATOR_FILE)
    }

    /// Keeps a second server out for as long as the returned file is held.
    pub fn lock(&self) -> Result<File, Trouble> {
        let refused = |source| Trouble::DataFolder { folder: self.root.clone(), source };
        let file = File::create(self.root.join(LOCK_FILE)).map_err(refused)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(Trouble::InUse(self.root.clone())),
            Err(TryLockError::Error(source)) => Err(refused(source)),
        }
    }

    /// What the shop was founded as, if it was.
    pub fn kept_founding(&self) -> Result<Option<Founding>, Trouble> {
        let is_founded = self.root.join(SHOP_FILE).exists();
        is_founded.then(|| read_founding(&self.root)).transpose()
    }

    /// What the shop was founded as; founds it at the first start. Options that
    /// contradict it are refused.
    pub fn founding(
        &self,
        shop: Option<&ShopId>,
        currency: Option<Currency>,
    ) -> Result<Founding, Trouble> {
        let file = self.root.join(SHOP_FILE);
        let Some(kept) = self.kept_founding()? else {
            return self.found(shop.cloned(), currency);
        };
        let other = |kept: String, wanted: String, option| Trouble::OtherShop {
            file: file.clone(),
            kept,
            wanted,
            option,
        };
        if let Some(wanted) = shop.filter(|wanted| **wanted != kept.shop) {
            return Err(other(kept.shop.to_string(), wanted.to_string(), "--shop-id"));
        }
        if let Some(wanted) = currency.filter(|wanted| *wanted != kept.currency) {
            let selling = format!("selling in {}", kept.currency);
            return Err(other(selling, wanted.to_string(), "--currency"));
        }
        Ok(kept)
    }

    fn found(&self, shop: Option<ShopId>, currency: Option<Currency>) -> Result<Founding, Trouble> {
        let unexpected = |what: String| Trouble::Unexpected { what };
        let shop = match shop {
            Some(shop) => shop,
            None => ShopId::new("warung").map_err(|error| unexpected(error.to_string()))?,
        };
        let founding = Founding { shop, currency: currency.unwrap_or(Currency::IDR) };
        let text =
            serde_json::to_vec_pretty(&founding).map_err(|error| unexpected(error.to_string()))?;
        std::fs::write(self.root.join(SHOP_FILE), text)
            .map_err(|source| Trouble::DataFolder { folder: self.root.clone(), source })?;
        Ok(founding)
    }
}

/// What the shop in a folder was founded as.
pub fn read_founding(root: &Path) -> Result<Founding, Trouble> {
    let file = root.join(SHOP_FILE);
    let unreadable = |why: String| Trouble::ShopFile { file: file.clone(), why };
    let bytes = std::fs::read(&file).map_err(|error| unreadable(error.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|error| unreadable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_stays_what_it_was_founded_as() {
        let root = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(root.path()).unwrap();
        let founded = folder.founding(None, Some(Currency::SAR)).unwrap();
        assert_eq!(founded.currency, Currency::SAR);
        assert_eq!(folder.founding(None, None).unwrap(), founded);
        let got = folder.founding(None, Some(Currency::IDR));
        assert!(matches!(got, Err(Trouble::OtherShop { option: "--currency", .. })));
        let other = "toko".parse().unwrap();
        let got = folder.founding(Some(&other), None);
        assert!(matches!(got, Err(Trouble::OtherShop { option: "--shop-id", .. })));
    }

    #[test]
    fn one_server_at_a_time() {
        let root = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(root.path()).unwrap();
        let held = folder.lock().unwrap();
        assert!(matches!(folder.lock(), Err(Trouble::InUse(_))));
        drop(held);
        assert!(folder.lock().is_ok());
    }

    #[test]
    fn a_file_is_no_folder() {
        let root = tempfile::NamedTempFile::new().unwrap();
        let got = DataFolder::open(root.path());
        assert!(matches!(got, Err(Trouble::DataFolder { .. })));
    }
}
