//! `export`: writes the catalog to a file.

use super::Trouble;
use super::folder::{DATABASE_FILE, DataFolder, read_founding};
use super::opening::open_storage;
use crate::export::{Catalog, Format};
use crate::service::effects::SystemEntropy;
use clap::{Args, ValueEnum};
use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Everything, one JSON object a line; also moves a catalog to another shop.
    Ndjson,
    /// For spreadsheets; categories and sellers by their ids.
    Csv,
}

/// Where to write the catalog, and how.
#[derive(Debug, Args)]
pub struct ExportArguments {
    /// The file to write; one that exists is replaced.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The data folder.
    #[arg(long, value_name = "FOLDER", default_value = "./data", env = "WARUNG_DATA")]
    data: PathBuf,

    /// The format [default: csv for a file called so, otherwise ndjson].
    #[arg(long, value_enum)]
    format: Option<Kind>,
}

/// Writes the catalog, and says how much it was.
pub fn run(arguments: &ExportArguments) -> Result<(), Trouble> {
    if !arguments.data.join(DATABASE_FILE).exists() {
        return Err(Trouble::NoShop(arguments.data.clone()));
    }
    let currency = read_founding(&arguments.data)?.currency;
    let folder = DataFolder::open(&arguments.data)?;
    let storage = open_storage(&folder, &SystemEntropy::default())?;
    let catalog = storage.read_blocking(|txn| Catalog::gather(txn))?;
    let refused = |why: String| Trouble::Export { file: arguments.file.clone(), why };
    // Beside the file first, so that a full disk does not cost the old one.
    let mut part = arguments.file.clone().into_os_string();
    part.push(".part");
    let part = PathBuf::from(part);
    let file = File::create(&part).map_err(|error| refused(error.to_string()))?;
    let written = catalog.write(arguments.format(), currency, &mut BufWriter::new(file));
    written.map_err(|error| refused(error.to_string()))?;
    std::fs::rename(&part, &arguments.file).map_err(|error| refused(error.to_string()))?;
    println!("{} products written to {}", catalog.products(), arguments.file.display());
    Ok(())
}

impl ExportArguments {
    fn format(&self) -> Format {
        let is_csv = self.file.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
        match self.format {
            Some(Kind::Csv) => Format::Csv,
            Some(Kind::Ndjson) => Format::Ndjson,
            None if is_csv => Format::Csv,
            None => Format::Ndjson,
        }
    }
}
