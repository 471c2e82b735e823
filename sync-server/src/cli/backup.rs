//! `backup`: a copy of the data folder, taken while the shop is open, that is a data folder itself.

use super::Trouble;
use super::folder::{DATABASE_FILE, DataFolder, SHOP_FILE, SIMULATOR_FILE};
use crate::keys::KEY_FILE;
use crate::storage::sqlite::SqliteStorage;
use clap::Args;
use std::fs::File;
use std::io::Error;
use std::path::{Path, PathBuf};

/// Copies a data folder while the shop is open.
///
/// The copy holds every order that was answered before it began, the keys, and what the shop was
/// founded as. It is checked before it gets its name. To restore it, start the shop with
/// `--data` naming the copy.
#[derive(Debug, Args)]
pub struct BackupArguments {
    /// Where the copy goes: a folder that is not there yet, on another disk if possible.
    #[arg(value_name = "FOLDER")]
    to: PathBuf,

    /// The data folder.
    #[arg(long, value_name = "FOLDER", default_value = "./data", env = "WARUNG_DATA")]
    data: PathBuf,
}

pub fn run(arguments: &BackupArguments) -> Result<(), Trouble> {
    let (from, to) = (&arguments.data, &arguments.to);
    let database = from.join(DATABASE_FILE);
    if !database.exists() {
        return Err(Trouble::NoShop(from.clone()));
    }
    if to.exists() {
        return Err(Trouble::BackupThere(to.clone()));
    }
    let refused = |source| Trouble::DataFolder { folder: to.clone(), source };
    // A copy under its name is a whole one; whatever was interrupted keeps the other name.
    let beside = to.with_extension("unfinished");
    if beside.exists() {
        std::fs::remove_dir_all(&beside).map_err(refused)?;
    }
    DataFolder::open(&beside)?;
    // The keys come first: a receipt in the copy was signed by one of them.
    for name in [KEY_FILE, SHOP_FILE, SIMULATOR_FILE] {
        copy_file(&from.join(name), &beside.join(name)).map_err(refused)?;
    }
    let copy = beside.join(DATABASE_FILE);
    SqliteStorage::copy(&database, &copy)?;
    SqliteStorage::check_file(&copy)?;
    let sync = |path: &Path| File::open(path).and_then(|file| file.sync_all());
    sync(&copy).and_then(|()| sync(&beside)).map_err(refused)?;
    std::fs::rename(&beside, to).map_err(refused)?;
    if let Some(parent) = to.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        sync(parent).map_err(refused)?;
    }
    println!("{} is a sound copy of {}.", to.display(), from.display());
    Ok(())
}

/// Copies with the permissions, down to the disk. What the folder does not have is left out.
fn copy_file(from: &Path, to: &Path) -> Result<(), Error> {
    if from.exists() {
        std::fs::copy(from, to)?;
        File::open(to)?.sync_all()?;
    }
    Ok(())
}
