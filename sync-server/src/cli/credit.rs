//! `credit`: puts money onto a shopper's balance that has reached the shop by a way the
//! shop does not see itself, such as a bank transfer by hand.

use super::folder::{DATABASE_FILE, read_founding};
use super::opening::open_storage;
use super::{DataFolder, Trouble};
use crate::export::decimal;
use crate::service::balance::{CreditError, credit_by_phone};
use crate::service::effects::{Clock as _, SystemClock, SystemEntropy};
use clap::Args;
use std::path::PathBuf;
use warung_domain::money::Money;
use warung_domain::phone::PhoneNumber;

/// Whose balance, and how much.
#[derive(Debug, Args)]
pub struct CreditArguments {
    /// The phone number the person signed up with.
    #[arg(value_name = "PHONE")]
    phone: PhoneNumber,

    /// In the smallest unit of the shop's currency: 50000 for fifty thousand rupiah.
    #[arg(value_name = "AMOUNT", value_parser = clap::value_parser!(i64).range(1..))]
    amount: i64,

    /// What names the money, such as the bank's reference. The same one is booked once.
    #[arg(value_name = "REFERENCE")]
    reference: String,

    /// The data folder.
    #[arg(long, value_name = "FOLDER", default_value = "./data", env = "WARUNG_DATA")]
    data: PathBuf,
}

pub fn run(arguments: CreditArguments) -> Result<(), Trouble> {
    if !arguments.data.join(DATABASE_FILE).exists() {
        return Err(Trouble::NoShop(arguments.data));
    }
    let currency = read_founding(&arguments.data)?.currency;
    let folder = DataFolder::open(&arguments.data)?;
    let storage = open_storage(&folder, &SystemEntropy::default())?;
    let CreditArguments { phone, amount, reference, .. } = arguments;
    let (amount, now) = (Money::new(amount, currency), SystemClock.now());
    let credited = storage
        .write_blocking(move |txn| credit_by_phone(txn, &phone, amount, &reference, now))
        .map_err(|error| match error {
            CreditError::Storage(error) => Trouble::Storage(error),
            refused => Trouble::Credit(refused),
        })?;
    let (name, there) = (credited.name, credited.balance);
    println!("{name} has {} {} now.", decimal(there.minor(), there.currency()), there.currency());
    Ok(())
}
