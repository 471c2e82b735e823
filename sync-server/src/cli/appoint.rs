//! `appoint`: lets somebody who has signed up sell for a business of the shop.

use super::folder::DATABASE_FILE;
use super::opening::open_storage;
use super::{DataFolder, Trouble};
use crate::service::accounts::appoint;
use crate::service::effects::SystemEntropy;
use clap::Args;
use std::path::PathBuf;
use warung_domain::ids::SellerId;
use warung_domain::phone::PhoneNumber;

/// Whom to appoint, and for which business.
#[derive(Debug, Args)]
pub struct AppointArguments {
    /// The phone number the person signed up with.
    #[arg(value_name = "PHONE")]
    phone: PhoneNumber,

    /// The seller's id, as the catalog names it.
    #[arg(value_name = "SELLER")]
    seller: SellerId,

    /// The data folder.
    #[arg(long, value_name = "FOLDER", default_value = "./data", env = "WARUNG_DATA")]
    data: PathBuf,
}

pub fn run(arguments: AppointArguments) -> Result<(), Trouble> {
    if !arguments.data.join(DATABASE_FILE).exists() {
        return Err(Trouble::NoShop(arguments.data));
    }
    let folder = DataFolder::open(&arguments.data)?;
    let storage = open_storage(&folder, &SystemEntropy::default())?;
    let AppointArguments { phone, seller, .. } = arguments;
    let account = storage.write_blocking(move |txn| appoint(txn, &phone, seller))?;
    println!("{} ({}) sells here from now on.", account.name, account.phone);
    Ok(())
}
