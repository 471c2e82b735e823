//! Why an import did not happen. Every sentence says what to do next, and after
//! each of them the shop is as it was.

use super::report::Report;
use crate::storage::StorageError;
use thiserror::Error;
use warung_domain::money::Currency;

/// Why nothing was imported.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ImportError {
    #[error("The file cannot be read: {0}. Check the path and its permissions.")]
    Unreadable(String),
    #[error("This is a folder. Name the CSV or NDJSON file inside it.")]
    Folder,
    #[error("The file is empty. Export it again and look at it before importing.")]
    Empty,
    #[error(
        "This is a spreadsheet or an archive, not a text file. Open it in the spreadsheet and save it as \"CSV UTF-8\"."
    )]
    Workbook,
    #[error("This is not a text file. Save the product list as CSV or NDJSON in UTF-8.")]
    Binary,
    #[error("The file is written in UTF-16. Save it again as \"CSV UTF-8\".")]
    Utf16,
    #[error("Line {line} is not UTF-8. Save the file again as \"CSV UTF-8\".")]
    NotUtf8 { line: u64 },
    #[error(
        "Line {line} is longer than {} KiB. No product needs that much: look for a missing line break or quote before it.",
        super::text::LONGEST_LINE / 1024
    )]
    LineTooLong { line: u64 },
    #[error("The file is larger than {} MiB. Split it and import the parts.", super::text::LARGEST_FILE / 1024 / 1024)]
    FileTooLarge,
    #[error("The file has more than {} rows. Split it and import the parts.", super::MOST_ROWS)]
    TooManyRows,
    #[error(
        "The quote that opens in line {line} never closes: the file looks cut off. Export it again."
    )]
    OpenQuote { line: u64 },
    #[error("This is one JSON array. Write one product per line (NDJSON) instead.")]
    JsonArray,
    #[error(
        "No column for {missing}. The file has: {found}. Name it with --map, for example --map {example}=COLUMN."
    )]
    MissingColumns { missing: String, found: String, example: &'static str },
    #[error("--map {text}: {reason}.")]
    Map { text: String, reason: String },
    #[error(
        "There is not a single product in the file. Export it again and look at it before importing."
    )]
    NoProducts,
    #[error(
        "{example:?} in {column} can be read with a decimal comma and with a decimal point. Say --decimal comma or --decimal point."
    )]
    AmbiguousDecimals { column: String, example: String },
    #[error(
        "The prices are in {file}, but this shop sells in {shop}. Convert them, or import into another --data folder."
    )]
    OtherCurrency { shop: Currency, file: Currency },
    #[error("{0:?} is not a currency. Write an ISO 4217 code such as IDR, USD or SAR.")]
    Currency(String),
    #[error("{0:?} cannot be a seller's id: {1}. Use letters, digits and hyphens.")]
    Seller(String, String),
    /// The report names the lines.
    #[error(
        "{} of the file's rows cannot be taken, so nothing was changed. Correct them and import again.",
        .0.rejected
    )]
    Rejected(Box<Report>),
    #[error("{0}. Nothing was changed.")]
    Storage(#[from] StorageError),
}

impl From<std::io::Error> for ImportError {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::IsADirectory {
            Self::Folder
        } else {
            Self::Unreadable(error.to_string())
        }
    }
}
