//! `rotate-key`: a new signing key, of old or instead of a lost one.

use super::folder::DATABASE_FILE;
use super::opening::open_storage;
use super::{DataFolder, Trouble};
use crate::keys::{KEY_FILE, SigningKeys};
use crate::service::effects::SystemEntropy;
use std::path::Path;

/// Makes the key. The shop has to be closed: it signs with the key it opened with.
pub fn run(data: &Path) -> Result<(), Trouble> {
    if !data.join(DATABASE_FILE).exists() {
        return Err(Trouble::NoShop(data.to_owned()));
    }
    let folder = DataFolder::open(data)?;
    let _lock = folder.lock()?;
    let entropy = SystemEntropy::default();
    let storage = open_storage(&folder, &entropy)?;
    let known = storage.read_blocking(|txn| txn.signing_keys())?;
    let kid = SigningKeys::rotate(folder.path(), &entropy, known)?;
    println!("The shop signs with {kid} from its next start on.");
    println!("What it signed before goes on verifying. Back {KEY_FILE} up now.");
    Ok(())
}
