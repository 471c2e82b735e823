//! `import`: reads a product list into the shop and tells what it did.
//!
//! The file is read and checked before the data folder is touched; a file that
//! cannot be taken leaves no trace.

use super::Trouble;
use super::folder::{DATABASE_FILE, DataFolder, SHOP_FILE};
use super::opening::open_storage;
use super::progress::Progress;
use crate::import::{Absent, CatalogFile, ImportError, Options, Report, read};
use crate::service::effects::{Clock as _, SystemClock, SystemEntropy};
use clap::{Args, ValueEnum};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Instant;
use warung_domain::ids::SellerId;
use warung_domain::lang::Lang;
use warung_domain::money::{Currency, DecimalStyle};

/// The decimal sign of the price column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Decimal {
    /// 1.234,50
    Comma,
    /// 1,234.50
    Point,
}

/// The language of the file's texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    /// Bahasa Indonesia
    Id,
    /// English
    En,
}

/// What to import, and what not to guess about it.
///
/// A CSV needs columns for id, name, category and price; rows with the same id are one product in
/// several categories or variants. What the file does not speak of stays as it is in the shop.
#[derive(Debug, Args)]
pub struct ImportArguments {
    /// The product list: CSV or NDJSON in UTF-8, told apart by its content.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The data folder.
    #[arg(long, value_name = "FOLDER", default_value = "./data", env = "WARUNG_DATA")]
    data: PathBuf,

    /// What the prices are in, as an ISO 4217 code [default: the shop's currency; for a new shop
    /// the one the file names, otherwise IDR].
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,

    /// Who sells what names no seller [default: toko].
    #[arg(long, value_name = "ID")]
    seller: Option<String>,

    /// What that seller is called, if new.
    #[arg(long, value_name = "NAME")]
    seller_name: Option<String>,

    /// What a column says, such as price=harga; `ignore=COLUMN` leaves one out,
    /// `attribute=COLUMN` only keeps it with the product. May be given several times.
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    maps: Vec<String>,

    /// What parts the columns, or `tab` [default: found out].
    #[arg(long, value_name = "SIGN", value_parser = delimiter)]
    delimiter: Option<char>,

    /// The decimal sign of the prices [default: found out].
    #[arg(long, value_enum)]
    decimal: Option<Decimal>,

    /// The language of the texts [default: that of the headers].
    #[arg(long, value_enum)]
    lang: Option<Language>,

    /// Takes out of the shop what the file's sellers have there and the file does not name.
    #[arg(long)]
    prune: bool,

    /// Tells what would happen and changes nothing.
    #[arg(long)]
    dry_run: bool,
}

fn delimiter(text: &str) -> Result<char, String> {
    let mut chars = text.chars();
    match (text, chars.next(), chars.next()) {
        ("tab" | "\\t", ..) => Ok('\t'),
        (_, Some(sign), None) if sign != '"' && !sign.is_alphanumeric() => Ok(sign),
        _ => Err("one sign such as ; or , or the word tab".to_owned()),
    }
}

/// Imports, prints the report and ends with its summary.
pub fn run(arguments: ImportArguments) -> Result<(), Trouble> {
    let begun = Instant::now();
    let file = arguments.file.clone();
    let refused =
        |error: ImportError| Trouble::Import { file: file.clone(), error: Box::new(error) };
    let told = |error: ImportError| {
        if let ImportError::Rejected(report) = &error {
            print!("{report}");
            println!("{}", report.summary());
        }
        refused(error)
    };
    let options = arguments.options().map_err(refused)?;
    let currency = kept_currency(options.currency, &arguments.data)?;
    let options = Options { currency, ..options };
    let source = File::open(&file).map_err(|error| refused(error.into()))?;
    let length = source.metadata().map(|metadata| metadata.len()).unwrap_or(0);
    let read = read(Progress::new(source, length), &options).map_err(told)?;
    let report = if arguments.dry_run {
        println!("Trying only: nothing is changed.");
        try_on(read, &arguments.data)?.map_err(told)?
    } else {
        lay_down(read, &arguments.data)?.map_err(told)?
    };
    print!("{report}");
    println!("done in {} ms", begun.elapsed().as_millis());
    println!("{}", report.summary());
    Ok(())
}

/// What a shop was founded to sell in. A shop that is not there yet is not made
/// for being asked.
fn kept_currency(wanted: Option<Currency>, data: &Path) -> Result<Option<Currency>, Trouble> {
    if !data.join(SHOP_FILE).exists() {
        return Ok(wanted);
    }
    // Refuses another currency than the shop's.
    let kept = DataFolder::open(data)?.founding(None, wanted)?;
    Ok(Some(kept.currency))
}

/// Against the shop as it is, or against one that is not there yet.
fn try_on(file: CatalogFile, data: &Path) -> Result<Result<Report, ImportError>, Trouble> {
    if !data.join(DATABASE_FILE).exists() {
        return Ok(file.try_on_nothing());
    }
    let storage = open_storage(&DataFolder::open(data)?, &SystemEntropy::default())?;
    Ok(storage.read_blocking(move |txn| file.try_on(txn)))
}

/// Brings the shop up to the file. A new shop is founded only for a file that
/// fits.
fn lay_down(file: CatalogFile, data: &Path) -> Result<Result<Report, ImportError>, Trouble> {
    let is_new = !data.join(DATABASE_FILE).exists();
    let plan = match is_new.then(|| file.plan_on_nothing()).transpose() {
        Ok(plan) => plan,
        Err(error) => return Ok(Err(error)),
    };
    let folder = DataFolder::open(data)?;
    folder.founding(None, Some(file.currency()))?;
    let storage = open_storage(&folder, &SystemEntropy::default())?;
    Ok(storage.write_blocking(move |txn| match plan {
        Some(plan) => file.found(plan, txn),
        None => file.apply(txn),
    }))
}

impl ImportArguments {
    fn options(&self) -> Result<Options, ImportError> {
        let currency = self
            .currency
            .as_ref()
            .map(|code| code.parse::<Currency>().map_err(|_| ImportError::Currency(code.clone())));
        let seller = self.seller.as_ref().map(|id| {
            SellerId::new(id.clone())
                .map_err(|error| ImportError::Seller(id.clone(), error.to_string()))
        });
        Ok(Options {
            currency: currency.transpose()?,
            seller: seller.transpose()?,
            seller_name: self.seller_name.clone(),
            maps: self.maps.clone(),
            delimiter: self.delimiter,
            decimal: self.decimal.map(|decimal| match decimal {
                Decimal::Comma => DecimalStyle::Comma,
                Decimal::Point => DecimalStyle::Point,
            }),
            lang: self.lang.map(|lang| match lang {
                Language::Id => Lang::Id,
                Language::En => Lang::En,
            }),
            absent: if self.prune { Absent::Withdraw } else { Absent::Keep },
            now: SystemClock.now(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delimiter_is_one_sign() {
        assert_eq!(delimiter(";"), Ok(';'));
        assert_eq!(delimiter("tab"), Ok('\t'));
        for wrong in ["", ";;", "a", "\""] {
            assert!(delimiter(wrong).is_err(), "{wrong:?}");
        }
    }
}
